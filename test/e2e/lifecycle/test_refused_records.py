"""Syncs that the database will not take down now: nothing that was measured is lost, and nobody else waits."""

import contextlib
import re

from support import creators
from support.waiting import holds_for, wait_for

CREW = range(1, 301)


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
    with site.refusing("social.social_media_sync_logs", "insert", full):
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
    with site.refusing("social.social_media_connections", "update", "raise exception 'not this one';", only=odd):
        site.run_daily()
        wait_for(lambda: len(recorded(site)) == len(others), 20, "the others")
        asked = site.simulator.count("instagram", account=1)
        assert holds_for(lambda: site.simulator.count("instagram", account=1) == asked, 2)
        assert site.sync(others[0])["sync_status"] == "success"
        wait_for(lambda: done(site) == len(others), 5, "all but the one to be done")
    wait_for(lambda: (odd, "success", True) in recorded(site), 20, "the one that was refused")
    wait_for(site.daily_run_is_over, 20, "the daily run to end")
    assert site.simulator.count("instagram", account=1) == asked


NEWEST = (
    "select likes_count, caption from social.social_media_posts where connection_id = %s order by published_at desc, id limit 1"
)
FIGURES = (
    "select s.followers_count, s.synced_at = c.last_synced_at from social.social_media_stats s"
    " join social.social_media_connections c on c.id = s.connection_id where c.id = %s order by s.synced_at desc limit 2"
)

STATUS = "select connection_status, connection_error from social.social_media_connections where id = %s"


def override(site, **figures):
    site.simulator.call("POST", "override", {"platform": "instagram", "account": 1, **figures})


class TwoSyncs:
    """The daily sync of an account and one by hand, neither of which can be recorded meanwhile."""

    def __init__(self, site, connection):
        self.site = site
        self.connection = connection
        self.asked = 0
        # Else a sync by hand would be answered by what was measured just now.
        site.rows("update social.social_media_connections set last_synced_at = last_synced_at - interval '1 minute'")
        site.simulator.forget_requests()

    @contextlib.contextmanager
    def unrecorded(self):
        """Somebody else holds the account's row meanwhile."""
        with creators.transaction(self.site.cluster, self.site.database) as holder:
            holder.execute("select from social.social_media_connections where id = %s for update", (self.connection,))
            yield

    def first(self):
        self.site.run_daily()
        self.wait_for_answer("the daily sync to wait")

    def second(self):
        assert self.site.sync(self.connection, wait="200 ms")["sync_status"] == "queued"
        self.wait_for_answer("the sync by hand to wait, too")

    def wait_for_answer(self, what):
        def is_answered():
            return self.site.simulator.count("instagram", account=1) > self.asked and self.site.value(
                "select in_flight = 0 and unrecorded = 1 from social_internal.worker_table()"
                " where database = current_database() and backend_type = 'pg_social sync worker'"
            )

        wait_for(is_answered, 20, what)
        self.asked = self.site.simulator.count("instagram", account=1)

    def recorded(self):
        """(type, status) of both, in the order in which they began."""
        rows = self.site.rows(
            "select sync_type, sync_status from social.social_media_sync_logs"
            " where connection_id = %s and sync_type in ('scheduled', 'manual') order by started_at",
            (self.connection,),
        )
        return rows if len(rows) == 2 else None


def test_of_an_account_that_was_synced_twice_meanwhile_the_posts_seen_last_count(site):
    """Both syncs compare with what is stored: a post that went back to it is in the first one's changes alone."""
    connection = site.connect(1)
    (before,) = site.rows(NEWEST, (connection,))

    def edit(likes, caption):
        override(site, post={"newest": 0, "likes": likes, "caption": caption})

    syncs = TwoSyncs(site, connection)
    with syncs.unrecorded():
        edit(before[0] + 7, "a slip")
        override(site, followers=1001)
        syncs.first()
        edit(*before)
        override(site, followers=1002)
        syncs.second()
    wait_for(syncs.recorded, 20, "both to be recorded")
    assert syncs.recorded() == [("scheduled", "success"), ("manual", "success")]
    assert site.rows(NEWEST, (connection,)) == [before]
    assert site.rows(FIGURES, (connection,)) == [(1002, True), (1001, False)]


def test_a_sync_that_fails_before_the_one_before_it_is_recorded_costs_no_figures(site):
    connection = site.connect(1)
    (before,) = site.rows(NEWEST, (connection,))
    syncs = TwoSyncs(site, connection)
    with syncs.unrecorded():
        override(site, followers=1001, post={"newest": 0, "likes": before[0] + 7, "caption": "newer"})
        syncs.first()
        with site.simulator.faulty("server_error", platform="instagram"):
            syncs.second()
    wait_for(syncs.recorded, 20, "both to be recorded")
    assert syncs.recorded() == [("scheduled", "success"), ("manual", "failed")]
    assert site.rows(NEWEST, (connection,)) == [(before[0] + 7, "newer")]
    assert site.rows(FIGURES, (connection,))[0] == (1001, True)
    assert site.value(
        "select consecutive_failures from social_internal.sync_state where connection_id = %s", (connection,)
    ) == 1, "the later one counts for what comes next"  # fmt: skip


def test_an_account_that_works_again_before_its_refusal_is_recorded_is_not_lost(site):
    connection = site.connect(1)
    syncs = TwoSyncs(site, connection)
    with syncs.unrecorded():
        with site.simulator.faulty("revoked_token", platform="instagram"):
            syncs.first()
        syncs.second()
    wait_for(syncs.recorded, 20, "both to be recorded")
    assert syncs.recorded() == [("scheduled", "failed"), ("manual", "success")]
    assert site.rows(STATUS, (connection,)) == [("active", None)]


def test_an_account_that_works_again_while_its_refusal_is_recorded_is_not_lost(site):
    """The sync by hand has begun by then, but has no answer yet."""
    connection = site.connect(1)
    syncs = TwoSyncs(site, connection)
    with syncs.unrecorded():
        with site.simulator.faulty("revoked_token", platform="instagram"):
            syncs.first()
        site.simulator.fault("slow", platform="instagram", milliseconds=4000, count=1)
        assert site.sync(connection, wait="200 ms")["sync_status"] == "queued"
    wait_for(lambda: site.rows(STATUS, (connection,))[0][0] == "revoked", 3, "the refusal to be recorded")
    wait_for(syncs.recorded, 20, "both to be recorded")
    assert syncs.recorded() == [("scheduled", "failed"), ("manual", "success")]
    assert site.rows(STATUS, (connection,)) == [("active", None)]


def test_an_account_that_was_refused_more_often_is_recorded_in_order(site):
    """However long the pause before its first sync is tried again, the second does not overtake it."""
    connection = site.connect(1)
    syncs = TwoSyncs(site, connection)
    # What is refused is undone, but for a sequence.
    site.rows("create sequence public.refusals; grant usage on sequence public.refusals to public")
    full = "perform nextval('public.refusals'); raise exception 'no room' using errcode = 'disk_full';"
    with site.refusing("social.social_media_sync_logs", "insert", full):
        override(site, followers=1001)
        syncs.first()
        wait_for(lambda: site.value("select last_value from public.refusals") == 3, 20, "a third refusal")
        override(site, followers=1002)
        syncs.second()
    wait_for(syncs.recorded, 20, "both to be recorded")
    assert site.rows(FIGURES, (connection,)) == [(1002, True), (1001, False)]


def test_a_sync_does_not_overtake_the_one_before_it_that_alone_is_refused(site):
    connection = site.connect(1)
    syncs = TwoSyncs(site, connection)
    full = "if new.sync_type = 'scheduled' then raise exception 'no room' using errcode = 'disk_full'; end if; return new;"
    with contextlib.ExitStack() as refusal:
        with syncs.unrecorded():
            override(site, followers=1001)
            syncs.first()
            override(site, followers=1002)
            syncs.second()
            refusal.enter_context(site.refusing("social.social_media_sync_logs", "insert", full))
        assert holds_for(lambda: ("manual", "success", None) not in site.log_rows(connection), 3), "it went ahead"
    wait_for(syncs.recorded, 20, "both to be recorded")
    assert site.rows(FIGURES, (connection,)) == [(1002, True), (1001, False)]


def test_a_worker_with_refused_records_stops_at_once_and_its_successor_fetches_them(site):
    connection = site.connect(1)
    here = site.cluster.log.here()
    full = "raise exception 'no room' using errcode = 'disk_full';"
    with site.refusing("social.social_media_sync_logs", "insert", full):
        site.run_daily()
        wait_for(lambda: refused(site, here) == {connection}, 20, "the record to be refused")
        (worker,) = site.cluster.sync_workers(site.database)
        assert site.value("select pg_terminate_backend(%s, 3000)", (worker,)), "it did not end within seconds"
        wait_for(lambda: site.cluster.sync_workers(site.database) not in ([], [worker]), 20, "the next worker")
    wait_for(lambda: recorded(site) == [(connection, "success", True)], 40, "its sync")


def test_while_the_run_cannot_go_on_whoever_asks_is_served(site):
    first, second = site.connect(1, 2)
    here = site.cluster.log.here()
    with site.refusing("social_internal.run_positions", "insert", "raise exception 'no place';"):
        site.run_daily()
        wait_for(lambda: "sync worker: no place" in site.cluster.log.text(here), 20, "the worker to complain")
        assert site.sync(first)["sync_status"] == "success"
    wait_for(site.daily_run_is_over, 20, "the daily run to end")
    assert second in [connection for connection, _, _ in recorded(site)]
