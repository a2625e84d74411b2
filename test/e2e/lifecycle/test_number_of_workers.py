"""A changed pg_social.sync_workers: the old workers end what is under way, then the new ones come."""

import contextlib
import functools
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from support import creators
from support.waiting import holds_for, wait_for

pytestmark = pytest.mark.usefixtures("as_before")


def test_more_sync_workers(site):
    connections = site.connect(*range(1, 13))
    before = site.cluster.sync_workers(site.database)
    assert len(before) == 1
    site.cluster.change(pg_social__sync_workers="3")
    after = site.cluster.wait_for_workers(site.database, count=3, timeout=30)
    assert set(after).isdisjoint(before), "the old worker stayed: two would divide the users differently"
    site.run_daily_to_its_end()
    for connection in connections:
        assert site.log_rows(connection).count(("scheduled", "success", None)) == 1
    recorded = site.rows(
        "select recorded from social.worker_status() where backend_type = 'pg_social sync worker'"
        " and database = %s",
        (site.database,),
    )
    assert sum(count for (count,) in recorded) == 12
    # Twelve users fall to three workers; all to one would mean that the division is not by user.
    assert max(count for (count,) in recorded) < 12
    site.cluster.change(pg_social__sync_workers="1")
    site.cluster.wait_for_workers(site.database, count=1, timeout=30)
    assert site.sync(connections[0])["sync_status"] == "success"


def test_the_old_workers_drain_before_the_new_ones_come(site):
    connection = site.connect(1)
    site.simulator.fault("slow", platform="instagram", milliseconds=1500, endpoint="profile")
    caller = site.sync_in_background(connection)
    site.wait_until_hung()
    before = site.cluster.sync_workers(site.database)
    site.cluster.change(pg_social__sync_workers="2")
    assert caller.result()[0] is not None
    assert site.log_rows(connection) == [("connect", "success", None), ("manual", "success", None)]
    after = site.cluster.wait_for_workers(site.database, count=2, timeout=30)
    assert set(after).isdisjoint(before)


def test_a_revocation_on_the_wire_is_waited_for(site):
    creators.configure(site.cluster, site.database, site.simulator, ["tiktok"])
    connection = creators.connect_by_oauth(site.cluster, site.database, "tiktok", 4)
    site.simulator.fault("slow", platform="tiktok", endpoint="revoke", milliseconds=1500)
    site.rows("select social.disconnect_platform(%s, %s)", (connection["id"], connection["user_id"]))
    site.wait_until_hung()
    site.cluster.change(pg_social__sync_workers="2")
    site.cluster.wait_for_workers(site.database, count=2, timeout=30)
    assert site.rows("select attempts, revoked_at is not null from social.social_media_revocations") == [(1, True)]
    assert site.simulator.count("tiktok", "revoke", account=4) == 1


def test_nobody_is_refused_while_the_number_of_workers_changes(site):
    ask = (
        "select social_internal.ask_worker(gen_random_uuid(), jsonb_build_object('kind', 'encrypt_secret'), '{secret}', '30 s')"
    )
    with contextlib.closing(site.cluster.connect(site.database)) as session, contextlib.ExitStack() as afterwards:
        cursor = session.cursor()
        afterwards.callback(site.cluster.rows, "alter system reset pg_social.sync_workers")

        def others_have_come(before, count):
            for _ in range(20):
                cursor.execute(ask)
                assert "ciphertext" in cursor.fetchone()[0]
            after = site.cluster.sync_workers(site.database)
            return len(after) == count and not set(after) & set(before)

        for count in (3, 1):
            before = site.cluster.sync_workers(site.database)
            cursor.execute(f"alter system set pg_social.sync_workers = {count}")
            cursor.execute("select pg_reload_conf()")
            wait_for(functools.partial(others_have_come, before, count), 20, "other workers", every=0)


def wait_until_closed(site, worker):
    shown = "select activity from social.worker_status() where pid = %s"
    wait_for(lambda: "callers wait for the new sync workers" in site.value(shown, (worker,)), 20, "it to be closed to callers")


def keep_asking(site, connections, wait, over):
    """One caller after the other, as people press "sync now"; how each was answered, and after how many seconds."""
    answers = []
    while not over():
        began = time.monotonic()
        answer = site.sync(connections[len(answers) % len(connections)], wait)
        answers.append((answer["sync_status"], time.monotonic() - began))
    return answers


def test_callers_who_keep_asking_a_platform_that_hangs_do_not_keep_the_old_workers(site):
    """Who waits longer than those take is answered by the new ones; nothing that is scheduled waits for callers to end."""
    creators.configure(site.cluster, site.database, site.simulator, ["facebook"])
    scheduled, wanted = (
        creators.connect_by_oauth(site.cluster, site.database, "facebook", account)["id"] for account in (11, 12)
    )
    hanging = site.connect(*range(1, 13))
    site.cluster.change(pg_social__http_timeout="4s")
    site.hang()
    assert site.sync(hanging[0], "1 s")["sync_status"] == "queued"
    before = site.cluster.sync_workers(site.database)
    site.cluster.change(pg_social__sync_workers="2")
    site.rows("update social.social_media_connections set next_sync_at = now() where id = %s", (scheduled,))
    deadline = time.monotonic() + 45

    def others_are_here():
        here = site.cluster.sync_workers(site.database)
        return (len(here) == 2 and set(here).isdisjoint(before)) or time.monotonic() > deadline

    with ThreadPoolExecutor() as at_once:
        hung = at_once.submit(keep_asking, site, hanging, "1 s", others_are_here)
        healthy = at_once.submit(keep_asking, site, [wanted], "60 s", others_are_here)
        wait_until_closed(site, before[0])
        # Nobody waits for a platform with this one; and this one's code is not spent in vain.
        site.rows("select social.configure_platform('tiktok', 'id', 'secret')")
        assert site.cluster.sync_workers(site.database) == before
        assert creators.connect_by_oauth(site.cluster, site.database, "facebook", 13)
    assert time.monotonic() < deadline, "the old worker stayed as long as somebody asked"
    wait_for(lambda: ("automatic", "success", None) in site.log_rows(scheduled), 5, "what was scheduled")
    assert {status for status, _ in hung.result()} == {"queued"}
    assert {status for status, _ in healthy.result()} == {"success"}
    assert max(seconds for _, seconds in healthy.result()) > 1, "nobody waited for those who come"


def test_a_change_that_is_taken_back_lets_the_old_worker_go_on(site):
    creators.configure(site.cluster, site.database, site.simulator, ["facebook"])
    healthy = creators.connect_by_oauth(site.cluster, site.database, "facebook", 11)["id"]
    hanging = site.connect(1)
    site.hang()
    hung = site.sync_in_background(hanging)
    site.wait_until_hung()
    before = site.cluster.sync_workers(site.database)
    site.cluster.change(pg_social__sync_workers="2")
    wait_until_closed(site, before[0])
    caller = site.sync_in_background(healthy)
    assert holds_for(caller.going, 1), "it was to wait for those who come"
    site.cluster.change(pg_social__sync_workers="1")
    assert caller.result(5)[0][5] == "success"
    assert site.cluster.sync_workers(site.database) == before
    assert hung.going()
    hung.cancel()
    hung.wait(5)


def test_workers_that_are_asked_together_do_not_wait_for_the_one_that_does_not_look(site):
    site.cluster.change(pg_social__sync_workers="2")
    site.cluster.wait_for_workers(site.database, count=2, timeout=5)
    for stopped in site.cluster.sync_workers(site.database):
        site.cluster.kill(stopped, signal.SIGSTOP)
        try:
            with contextlib.closing(site.cluster.connect(site.database)) as session:
                cursor = session.cursor()
                cursor.execute("select * from social.refresh_expiring_tokens(7, '1 s')")
                assert cursor.fetchall() == []
                assert "1 of 2 sync workers did not answer" in session.notices[-1]
        finally:
            site.cluster.kill(stopped, signal.SIGCONT)


def test_results_that_cannot_be_written_keep_no_worker_from_leaving(site):
    """Nor the next from coming: what was fetched is fetched again."""
    connections = sorted(site.connect(1, 2, 3))
    here = site.cluster.log.here()
    site.rows(
        "create function public.refuse() returns trigger language plpgsql as"
        " $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$"
    )
    site.rows(
        "create trigger refuse before insert on social.social_media_sync_logs for each row execute function public.refuse()"
    )
    site.run_daily()
    wait_for(lambda: site.cluster.log.count("could not record a sync", here) >= 3, 20, "all to be refused")
    site.cluster.change(pg_social__sync_workers="2")
    site.cluster.wait_for_workers(site.database, count=2, timeout=5)
    # Not by dropping the trigger, which could wait for a worker that waits for it.
    site.rows("create or replace function public.refuse() returns trigger language plpgsql as $$ begin return new; end $$")
    wait_for(site.daily_run_is_over, 30, "the run to end")
    for connection in connections:
        assert ("scheduled", "success", None) in site.log_rows(connection)


def test_a_sync_that_cannot_be_queued_keeps_no_worker_from_leaving(site):
    connection = site.connect(1)
    site.cluster.change(pg_social__http_timeout="10s")
    site.hang()
    here = site.cluster.log.here()
    site.rows(
        "create function public.refuse() returns trigger language plpgsql as"
        " $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$"
    )
    # Neither can it be queued nor can its outcome be recorded.
    for table in ("social_internal.sync_requests", "social.social_media_sync_logs"):
        site.rows(f"create trigger refuse before insert on {table} for each row execute function public.refuse()")
    row = site.sync(connection, wait="300 ms")
    assert row["sync_status"] == "queued"
    wait_for(lambda: "no room" in site.cluster.log.text(here), 20, "it to be refused")
    wait_for(lambda: site.cluster.log.count("could not record a sync", here) >= 1, 20, "its outcome to be refused")
    site.cluster.change(pg_social__sync_workers="2")
    site.cluster.wait_for_workers(site.database, count=2, timeout=10)
    # Nor is it lost: those who come queue it once there is room, also after one more change.
    site.cluster.change(pg_social__sync_workers="3")
    site.cluster.wait_for_workers(site.database, count=3, timeout=10)
    site.simulator.end_fault()
    site.rows("create or replace function public.refuse() returns trigger language plpgsql as $$ begin return new; end $$")
    wait_for(lambda: ("manual", "success", None) in site.log_rows(connection), 20, "the sync that was asked for")
    assert site.rows("select sync_status from social.sync_result(%s, '0 s')", (row["id"],)) == [("success",)]
