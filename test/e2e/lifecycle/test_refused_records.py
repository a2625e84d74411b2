"""Syncs that the database will not take down now: nothing that was measured is lost, and nobody else waits."""

import contextlib
import re

from support.waiting import holds_for, wait_for

CREW = range(1, 301)


@contextlib.contextmanager
def refusing(site, table, event, error, only=None):
    """Every such write to the table fails until the block ends, or that to one connection's row."""
    site.rows(f"create function public.refuse() returns trigger language plpgsql as $$ begin {error} end $$")
    condition = f"when (new.id = '{only}')" if only else ""
    site.rows(f"create trigger refuse before {event} on {table} for each row {condition} execute function public.refuse()")
    yield
    # Not by dropping the trigger, which could wait for a worker that waits for it.
    site.rows("create or replace function public.refuse() returns trigger language plpgsql as $$ begin return new; end $$")


def refused(site, since):
    """The connections whose record the database refused, as the log tells."""
    return set(re.findall(r"could not record a sync of connection (\S+):", site.cluster.log.text(since)))


def recorded(site):
    return site.rows(
        "select connection_id, sync_status, stats_fetched from social.social_media_sync_logs where sync_type = 'scheduled'"
        " order by connection_id"
    )


def done(site):
    return site.value("select done from social.sync_progress()")


def test_a_full_disk_costs_no_figures_and_no_calls(site):
    crew = sorted(site.connect(*CREW))
    here = site.cluster.log.here()
    site.simulator.forget_requests()
    full = "raise exception 'no room' using errcode = 'disk_full';"
    with refusing(site, "social.social_media_sync_logs", "insert", full):
        site.run_daily()
        wait_for(lambda: len(refused(site, here)) == len(crew), 30, "all of them to be refused")
        asked = site.simulator.count("instagram")
        assert asked <= 2 * len(crew)
        assert recorded(site) == []
        assert done(site) == 0, "what is not recorded is not done"
    wait_for(site.daily_run_is_over, 30, "the daily run to end")
    assert recorded(site) == [(connection, "success", True) for connection in crew]
    assert site.simulator.count("instagram") == asked, "they were fetched again"
    measured = site.value(
        "select count(distinct connection_id) from social.social_media_stats"
        " where synced_at > (select started_at from social_internal.sync_runs)"
    )
    assert measured == len(crew)


def test_an_account_whose_row_refuses_everything_is_not_fetched_again_and_again(site):
    odd, *others = site.connect(1, 2, 3)
    site.simulator.forget_requests()
    with refusing(site, "social.social_media_connections", "update", "raise exception 'not this one';", only=odd):
        site.run_daily()
        wait_for(lambda: len(recorded(site)) == len(others), 20, "the others")
        asked = site.simulator.count("instagram", account=1)
        assert holds_for(lambda: site.simulator.count("instagram", account=1) == asked, 2)
        assert site.sync(others[0])["sync_status"] == "success"
        wait_for(lambda: done(site) == len(others), 5, "all but the one to be done")
    wait_for(lambda: (odd, "success", True) in recorded(site), 20, "the one that was refused")
    wait_for(site.daily_run_is_over, 20, "the daily run to end")
    assert site.simulator.count("instagram", account=1) == asked


def test_of_an_account_that_was_synced_twice_meanwhile_the_posts_seen_last_count(site):
    """Both syncs compare with what is stored: a post that went back to it is in the first one's changes alone."""
    connection = site.connect(1)
    newest = (
        "select likes_count, caption from social.social_media_posts"
        " where connection_id = %s order by published_at desc, id limit 1"
    )
    (before,) = site.rows(newest, (connection,))

    def edit(likes, caption):
        post = {"newest": 0, "likes": likes, "caption": caption}
        site.simulator.call("POST", "override", {"platform": "instagram", "account": 1, "post": post})

    def is_asked_again(asked):
        """And answered; the row's lock holds back what was measured."""
        return site.simulator.count("instagram", account=1) > asked and site.value(
            "select in_flight = 0 and unrecorded = 1 from social_internal.worker_table()"
            " where database = current_database() and backend_type = 'pg_social sync worker'"
        )

    # Else a sync by hand would be answered by what was measured just now.
    site.rows("update social.social_media_connections set last_synced_at = last_synced_at - interval '1 minute'")
    holder = site.cluster.connect(site.database, autocommit=False)
    with contextlib.closing(holder), holder.cursor() as cursor:
        cursor.execute("select from social.social_media_connections where id = %s for update", (connection,))
        edit(before[0] + 7, "a slip")
        site.simulator.forget_requests()
        site.run_daily()
        wait_for(lambda: is_asked_again(0), 20, "the daily sync to wait")
        asked = site.simulator.count("instagram", account=1)
        edit(*before)
        assert site.sync(connection, wait="200 ms")["sync_status"] == "queued"
        wait_for(lambda: is_asked_again(asked), 20, "the sync by hand to wait, too")
    wait_for(lambda: ("manual", "success", None) in site.log_rows(connection), 20, "the later one to be recorded")
    assert site.rows(newest, (connection,)) == [before]


def test_a_worker_with_refused_records_stops_at_once_and_its_successor_fetches_them(site):
    connection = site.connect(1)
    here = site.cluster.log.here()
    full = "raise exception 'no room' using errcode = 'disk_full';"
    with refusing(site, "social.social_media_sync_logs", "insert", full):
        site.run_daily()
        wait_for(lambda: refused(site, here) == {connection}, 20, "the record to be refused")
        (worker,) = site.cluster.sync_workers(site.database)
        assert site.value("select pg_terminate_backend(%s, 3000)", (worker,)), "it did not end within seconds"
        wait_for(lambda: site.cluster.sync_workers(site.database) not in ([], [worker]), 20, "the next worker")
    wait_for(lambda: recorded(site) == [(connection, "success", True)], 40, "its sync")


def test_while_the_run_cannot_go_on_whoever_asks_is_served(site):
    first, second = site.connect(1, 2)
    here = site.cluster.log.here()
    with refusing(site, "social_internal.run_positions", "insert", "raise exception 'no place';"):
        site.run_daily()
        wait_for(lambda: "sync worker: no place" in site.cluster.log.text(here), 20, "the worker to complain")
        assert site.sync(first)["sync_status"] == "success"
    wait_for(site.daily_run_is_over, 20, "the daily run to end")
    assert second in [connection for connection, _, _ in recorded(site)]
