"""Who waits for a worker is told what happened, whatever happens to the worker, the platform, or the caller."""

import contextlib
import signal
import time

import psycopg2
import pytest
from support import creators
from support.waiting import wait_for

CLUSTER_SETTINGS = {"pg_social.max_waiting": "3"}


@pytest.fixture(name="hung")
def hung_fixture(site):
    """A site whose only account does not get answers."""
    site.connection = site.connect(1)
    site.hang()
    return site


def test_statement_timeout(hung):
    with contextlib.closing(hung.cluster.connect(hung.database)) as session:
        cursor = session.cursor()
        cursor.execute("set statement_timeout = '500ms'")
        began = time.monotonic()
        with pytest.raises(psycopg2.errors.QueryCanceled):
            cursor.execute("select * from social.sync_connection(%s, '60 s')", (hung.connection,))
        assert time.monotonic() - began < 4


def test_cancel(hung):
    caller = hung.sync_in_background(hung.connection)
    hung.wait_until_hung()
    caller.cancel()
    with pytest.raises(psycopg2.errors.QueryCanceled):
        caller.result(5)


def test_the_place_of_a_caller_that_left_is_free_again(hung):
    # More than max_waiting one after the other.
    for _ in range(5):
        caller = hung.sync_in_background(hung.connection)
        wait_for(caller.going, 5)
        wait_for(lambda: waiting(hung) == 1, 5, "the caller to wait")
        caller.cancel()
        with pytest.raises(psycopg2.errors.QueryCanceled):
            caller.result(5)
    hung.simulator.end_fault()
    hung.cluster.kill(hung.cluster.sync_workers(hung.database)[0], signal.SIGTERM)
    hung.cluster.wait_for_workers(hung.database)
    assert hung.sync(hung.connection)["sync_status"] == "success"


def waiting(site):
    return site.cluster.value(
        "select count(*) from pg_stat_activity where datname = %s and backend_type = 'client backend'"
        " and wait_event = 'Extension'",
        (site.database,),
    )


def test_a_wait_that_runs_out_is_answered_as_queued_and_goes_on(hung):
    row = hung.sync(hung.connection, wait="1 s")
    assert row["sync_status"] == "queued"
    assert row["connection_id"] == hung.connection
    hung.simulator.end_fault()
    hung.cluster.kill(hung.cluster.sync_workers(hung.database)[0], signal.SIGTERM)
    done = wait_for(
        lambda: hung.rows(
            "select sync_status from social.social_media_sync_logs where id = %s", (row["id"],)
        ),
        30,
        "the queued sync to be done",
    )
    assert done == [("success",)]


def test_a_caller_who_leaves_before_his_account_is_read_is_kept_too(hung):
    """Hundreds of accounts at once take a while to open."""
    hung.rows("alter function social_internal.accounts_named rename to accounts_at_once")
    hung.rows(
        "create function social_internal.accounts_named(ids uuid[], keys text[]) returns setof social_internal.account"
        " language plpgsql as $$ begin"
        " perform pg_sleep(1); return query select * from social_internal.accounts_at_once(ids, keys); end $$"
    )
    row = hung.sync(hung.connection, wait="300 ms")
    assert row["sync_status"] == "queued"
    hung.wait_until_hung()
    assert hung.rows("select log_id from social_internal.sync_requests") == [(row["id"],)]


def refuse_to_queue(site):
    site.rows(
        "create function public.refuse() returns trigger language plpgsql as"
        " $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$"
    )
    site.rows(
        "create trigger refuse before insert on social_internal.sync_requests for each row execute function public.refuse()"
    )


def test_what_cannot_be_kept_at_once_is_kept_a_little_later(hung):
    refuse_to_queue(hung)
    here = hung.cluster.log.here()
    row = hung.sync(hung.connection, wait="300 ms")
    assert row["sync_status"] == "queued"
    wait_for(lambda: "no longer waits for: no room" in hung.cluster.log.text(here), 20, "the worker to complain")
    hung.rows("create or replace function public.refuse() returns trigger language plpgsql as $$ begin return new; end $$")
    wait_for(lambda: hung.rows("select log_id from social_internal.sync_requests") == [(row["id"],)], 5, "it to be stored")


def test_what_cannot_be_kept_delays_nothing_else(hung):
    creators.configure(hung.cluster, hung.database, hung.simulator, ["facebook"])
    other = creators.connect_by_oauth(hung.cluster, hung.database, "facebook", 11)["id"]
    refuse_to_queue(hung)
    here = hung.cluster.log.here()
    assert hung.sync(hung.connection, wait="300 ms")["sync_status"] == "queued"
    wait_for(lambda: "no room" in hung.cluster.log.text(here), 20, "the worker to complain")
    hung.run_daily()
    wait_for(lambda: ("scheduled", "success", None) in hung.log_rows(other), 5, "the daily sync of another account")
    assert hung.cluster.log.count("no room", here) == 1, "the log fills up"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_that_dies_does_not_leave_its_caller_waiting(hung, number):
    caller = hung.sync_in_background(hung.connection)
    hung.wait_until_hung()
    began = time.monotonic()
    hung.cluster.kill(hung.cluster.sync_workers(hung.database)[0], number)
    caller.wait(15)
    assert time.monotonic() - began < 10
    assert isinstance(caller.error, psycopg2.Error)
    if number == signal.SIGTERM:
        assert caller.error.pgcode == "08006"
        assert "sync worker ended" in str(caller.error)
        assert "HINT" in str(caller.error)
    hung.cluster.wait_until_up()
    hung.cluster.wait_for_workers(hung.database, timeout=30)


def test_a_backend_that_is_terminated_while_it_waits(hung):
    for _ in range(4):  # more than max_waiting
        caller = hung.sync_in_background(hung.connection)
        wait_for(lambda: waiting(hung) == 1, 5, "the caller to wait")
        hung.cluster.value("select pg_terminate_backend(%s, 5000)", (caller.pid,))
        caller.wait(5)
    assert hung.cluster.sync_workers(hung.database)


def test_two_who_ask_at_once_are_answered_with_the_same_sync(site):
    connection = site.connect(1)
    site.simulator.fault("slow", platform="instagram", milliseconds=700, count=1)
    first = site.sync_in_background(connection)
    site.wait_until_hung()
    second = site.sync(connection)
    assert second["sync_status"] == "success"
    assert site.value("select count(*) from social.social_media_sync_logs where sync_type = 'manual'") == 1
    assert first.result()[0][0] == second["id"]
    assert site.value("select sync_status from social.sync_result(%s)", (second["id"],)) == "success"
    assert "queued" not in first.rows[0]


def test_a_worker_that_does_not_look(site):
    """Stopped in its tracks, as by a debugger or an exhausted machine."""
    connection = site.connect(1)
    pid = site.cluster.sync_workers(site.database)[0]
    site.cluster.kill(pid, signal.SIGSTOP)
    try:
        row = site.sync(connection, wait="500 ms")
        assert row["sync_status"] == "queued"
        with pytest.raises(psycopg2.Error) as told:
            site.rows("select * from social.refresh_expiring_tokens(7, '300 ms')")
        assert told.value.pgcode == "PS005"
        assert "not_begun" in str(told.value)
    finally:
        site.cluster.kill(pid, signal.SIGCONT)
    wait_for(
        lambda: site.rows("select sync_status from social.social_media_sync_logs where id = %s", (row["id"],)),
        20,
        "the sync that was promised",
    )


def test_a_worker_whose_own_statements_fail(site):
    connection = site.connect(1)
    here = site.cluster.log.here()
    hidden = "alter function social_internal.park_state() rename to"
    site.rows(f"{hidden} park_state_gone")
    began = time.monotonic()
    for _ in range(5):  # more than max_waiting
        with pytest.raises(psycopg2.Error) as told:
            site.sync(connection)
        assert told.value.pgcode == "42883"
    assert time.monotonic() - began < 20, "callers waited for an answer that nobody would give"
    assert site.cluster.log.count("pg_social sync worker:", here) < 15, "the log fills up"
    site.rows("alter function social_internal.park_state_gone() rename to park_state")
    assert site.sync(connection)["sync_status"] == "success"


@pytest.mark.parametrize("wait", ["-1 s", "178000000 years"])
def test_waits_that_make_no_sense(site, wait):
    with pytest.raises(psycopg2.Error):
        site.rows("select * from social.refresh_expiring_tokens(7, %s::interval)", (wait,))
    connection = site.connect(1)
    with pytest.raises(psycopg2.Error):
        site.sync(connection, wait=wait)


def test_too_many_callers(site):
    connections = site.connect(11, 12, 13, 14)
    site.hang()
    callers = [site.sync_in_background(connection) for connection in connections[:3]]
    wait_for(lambda: waiting(site) == 3, 10, "three callers to wait")
    with pytest.raises(psycopg2.Error) as told:
        site.sync(connections[3])
    assert told.value.pgcode == "53000"
    assert "max_waiting" in str(told.value)
    for caller in callers:
        caller.cancel()
        caller.wait(10)


def test_a_sync_that_is_queued_needs_no_place(site):
    connections = site.connect(11, 12, 13, 14)
    site.hang()
    callers = [site.sync_in_background(connection) for connection in connections[:3]]
    wait_for(lambda: waiting(site) == 3, 10, "three callers to wait")
    assert site.sync(connections[3], wait="0")["sync_status"] == "queued"
    for caller in callers:
        caller.cancel()
        caller.wait(10)


def test_a_row_that_the_callers_own_transaction_has_changed(site):
    connection = site.connect(1)
    with contextlib.closing(site.cluster.connect(site.database, autocommit=False)) as session:
        cursor = session.cursor()
        cursor.execute(
            "update social.social_media_connections set refresh_frequency_hours = 48 where id = %s",
            (connection,),
        )
        with pytest.raises(psycopg2.errors.ObjectInUse) as told:
            cursor.execute("select * from social.sync_connection(%s)", (connection,))
        assert told.value.pgcode == "55006"
        assert "HINT" in str(told.value)
        session.rollback()
    assert site.sync(connection)["sync_status"] == "success"


def test_what_a_worker_did_stays_when_the_caller_rolls_back(site):
    connection = site.connect(1)
    with contextlib.closing(site.cluster.connect(site.database, autocommit=False)) as session:
        cursor = session.cursor()
        cursor.execute("select sync_status from social.sync_connection(%s)", (connection,))
        assert cursor.fetchone() == ("success",)
        session.rollback()
    assert site.log_rows(connection) == [("connect", "success", None), ("manual", "success", None)]


def test_an_open_update_of_a_dba_delays_that_account_only(site):
    held, *others = site.connect(21, 22, 23, 24, 25)
    with contextlib.closing(site.cluster.connect(site.database, autocommit=False)) as session:
        session.cursor().execute(
            "update social.social_media_connections set bio = 'a note' where id = %s", (held,)
        )
        site.run_daily()
        for connection in others:
            wait_for(
                lambda connection=connection: ("scheduled", "success", None) in site.log_rows(connection),
                10,
                "the other accounts to be recorded",
            )
        assert ("scheduled", "success", None) not in site.log_rows(held)
        session.commit()
    wait_for(lambda: ("scheduled", "success", None) in site.log_rows(held), 40, "the held account")
    assert site.log_rows(held).count(("scheduled", "success", None)) == 1


def test_without_a_worker_the_error_says_so_at_once(site):
    connection = site.connect(1)
    pid = site.cluster.sync_workers(site.database)[0]
    site.cluster.kill(pid, signal.SIGTERM)
    # The launcher starts another no sooner than five seconds later.
    wait_for(lambda: site.cluster.sync_workers(site.database) == [], 5, "the worker to end")
    began = time.monotonic()
    with pytest.raises(psycopg2.Error) as told:
        site.sync(connection)
    assert time.monotonic() - began < 2
    assert told.value.pgcode == "55000"
    assert "worker_status()" in str(told.value)
    assert site.sync(connection, wait="0")["sync_status"] == "queued"
    wait_for(lambda: ("manual", "success", None) in site.log_rows(connection), 20, "the queued sync")
