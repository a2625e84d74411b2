"""A platform that accepts requests and never answers holds up nobody but those who asked for it."""

import signal
import time

import psycopg2
import pytest
from support import creators
from support.places import give_to_server_user
from support.waiting import wait_for


@pytest.fixture(name="hanging")
def hanging_fixture(site):
    """A site with one request in the air that will not be answered, for a sync that nobody waits for."""
    connection = site.connect(1)
    site.hang()
    site.rows("select social.sync_connection(%s, '0')", (connection,))
    site.wait_until_hung()
    site.connection = connection
    return site


def seconds_of(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def test_drop_extension(hanging):
    assert seconds_of(lambda: hanging.rows("drop extension pg_social")) < 5
    hanging.rows("create extension pg_social")
    hanging.cluster.wait_for_workers(hanging.database)


def test_drop_extension_while_a_caller_waits(site):
    connection = site.connect(2)
    site.hang()
    caller = site.sync_in_background(connection)
    site.wait_until_hung()
    # The caller has read our tables in its transaction, so the drop has to wait for it; the caller does not wait
    # for the platform, though: its worker has gone.
    assert seconds_of(lambda: site.rows("drop extension pg_social")) < 5
    with pytest.raises(psycopg2.Error) as told:
        caller.result()
    assert "sync worker ended" in str(told.value)


def test_drop_database(hanging):
    assert seconds_of(lambda: hanging.cluster.rows(f"drop database {hanging.database}")) < 5


def test_drop_of_another_database(hanging):
    cluster = hanging.cluster
    cluster.create_database("unrelated", extension=False)
    # A worker that did not look up from its sockets would hold up every DROP DATABASE of the cluster.
    assert seconds_of(lambda: cluster.rows("drop database unrelated")) < 5


def test_rename_and_copy(hanging):
    name = hanging.database
    assert seconds_of(lambda: hanging.cluster.rows(f"alter database {name} rename to r{name}")) < 5
    assert seconds_of(lambda: hanging.cluster.rows(f"create database c{name} template r{name}")) < 8
    hanging.cluster.rows(f"alter database r{name} rename to {name}")
    hanging.cluster.rows(f"drop database c{name}")


def test_set_tablespace(hanging):
    folder = hanging.cluster.directory / f"hanging_{hanging.database}"
    folder.mkdir()
    give_to_server_user(folder)
    hanging.cluster.rows(f"create tablespace h{hanging.database} location '{folder}'")
    move = f"alter database {hanging.database} set tablespace h{hanging.database}"
    assert seconds_of(lambda: hanging.cluster.rows(move)) < 8
    hanging.cluster.wait_for_workers(hanging.database)


def test_sigterm(hanging):
    pid = hanging.cluster.sync_workers(hanging.database)[0]
    began = time.monotonic()
    hanging.cluster.kill(pid, signal.SIGTERM)
    wait_for(lambda: pid not in hanging.cluster.sync_workers(hanging.database), 5, "the worker to end")
    assert time.monotonic() - began < 3


def test_the_request_survives_the_worker(hanging):
    """What was asked for is done by the next worker, once, and what was in the air left nothing behind."""
    hanging.simulator.end_fault()
    pid = hanging.cluster.sync_workers(hanging.database)[0]
    hanging.cluster.kill(pid, signal.SIGTERM)
    wait_for(
        lambda: ("manual", "success", None) in hanging.log_rows(hanging.connection), 20, "the sync to be done"
    )
    assert hanging.log_rows(hanging.connection).count(("manual", "success", None)) == 1
    assert hanging.value("select count(*) from social_internal.sync_requests") == 0


def test_the_other_platforms_go_on(site):
    """More accounts of the hanging platform are due than there are places: it gets no more than its part of them."""
    creators.configure(site.cluster, site.database, site.simulator, ["facebook"])
    for account in range(11, 17):
        creators.connect_by_oauth(site.cluster, site.database, "facebook", account)
    connections = site.connect(*range(21, 29))
    site.simulator.fault("hang", platform="facebook")
    site.cluster.change(pg_social__max_concurrency="4")
    try:
        site.run_daily()
        wait_for(
            lambda: all(("scheduled", "success", None) in site.log_rows(connection) for connection in connections),
            7,
            "the accounts of the other platform",
        )
    finally:
        site.cluster.change(pg_social__max_concurrency="100")


def test_switching_off_stops_calls(site):
    connections = site.connect(3, 4, 5, 6)
    site.simulator.fault("slow", platform="instagram", milliseconds=300)
    site.cluster.change(pg_social__max_concurrency="1")
    try:
        site.run_daily()
        site.cluster.change(pg_social__enabled="off")
        began = time.monotonic()
        # One account may still be on its way: its calls take 300 ms each.
        wait_for(lambda: time.monotonic() - began > 2.5, 5)
        asked = site.simulator.count("instagram")
        began = time.monotonic()
        wait_for(lambda: time.monotonic() - began > 1.5, 5)
        assert site.simulator.count("instagram") == asked
        with pytest.raises(psycopg2.Error) as told:
            site.sync(connections[0])
        assert told.value.pgcode == "55000"
        assert "pg_social.enabled" in str(told.value)
    finally:
        site.cluster.change(pg_social__enabled="on", pg_social__max_concurrency="100")
    wait_for(site.daily_run_is_over, 30, "the run to go on and end")
    # The one that was on its way had its profile, and comes again for its posts.
    on_its_way = ("scheduled", "partial_success", "not_called")
    ends = [site.log_rows(connection)[-1] for connection in connections]
    assert ends.count(on_its_way) <= 1
    assert set(ends) - {on_its_way} == {("scheduled", "success", None)}
    again = "select count(*) from social.social_media_connections where next_sync_at is not null"
    assert site.value(again) == ends.count(on_its_way)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_stopping_the_server(new_cluster, make_site, mode):
    cluster = new_cluster()
    cluster.start()
    site = make_site(cluster)
    connection = site.connect(7)
    hang = site.hang()
    site.rows("select social.sync_connection(%s, '0')", (connection,))
    site.wait_until_hung()
    assert seconds_of(lambda: cluster.stop(mode)) < 8
    site.simulator.end_fault(hang)
    cluster.start()
    wait_for(lambda: ("manual", "success", None) in site.log_rows(connection), 30, "the sync to be done after all")
    assert site.log_rows(connection).count(("manual", "success", None)) == 1
