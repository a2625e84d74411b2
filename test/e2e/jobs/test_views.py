"""The materialised views refresh after a daily run and after a restore, and readers go on meanwhile."""

import contextlib

from jobs.house import House
from support.waiting import wait_for


def measured(house):
    user = house.add_user(email="m@example.com")
    connection = house.add_connection(user, last_synced_at="2026-11-20 07:00Z")
    house.add_stats(connection, user, "instagram", [("2026-11-20 07:00Z", 1234, 5)])
    return connection


def shown(house):
    return [row[0] for row in house.rows("select connection_id from social.mv_latest_social_stats")]


def test_the_first_measurement_shows_by_itself(house):
    house.move_in()
    connection = measured(house)
    house.rows("select social_internal.wake_workers()")
    wait_for(lambda: shown(house) == [connection], 20, "the view to be filled")


def test_refreshed_after_a_daily_run(house):
    house.move_in()
    first = measured(house)
    house.run_job("refresh_materialized_views")
    assert shown(house) == [first]
    second = measured(house)
    before = len(house.runs("refresh_materialized_views"))
    # Nothing is configured, so the run is over as soon as a worker has looked.
    house.run_job("sync_all_active_connections")
    wait_for(lambda: sorted(shown(house)) == sorted([first, second]), 20, "a refresh after the run")
    assert len(house.runs("refresh_materialized_views")) > before


def test_readers_go_on(house):
    house.move_in()
    connection = measured(house)
    house.run_job("refresh_materialized_views")
    with contextlib.closing(house.cluster.connect(house.database, autocommit=False)) as session:
        cursor = session.cursor()
        cursor.execute("select count(*) from social.mv_latest_social_stats")
        # The reader's transaction holds its lock on the view all the while.
        assert house.run_job("refresh_materialized_views")["status"] == "succeeded"
        cursor.execute("select connection_id from social.mv_latest_social_stats")
        assert cursor.fetchall() == [(connection,)]


def test_filled_by_themselves_after_a_restore(house, tmp_path):
    house.move_in()
    connection = measured(house)
    house.run_job("refresh_materialized_views")
    dump = house.cluster.directory / "one.dump"
    house.cluster.program("pg_dump", "-Fc", "-f", dump, database=house.database)
    began = house.value("select social_internal.current_time()")
    house.cluster.rows("create database copy")
    house.cluster.program("pg_restore", "-j4", "--exit-on-error", "-d", "copy", dump)
    copy = House(house.cluster, "copy")
    wait_for(lambda: shown(copy) == [connection], 30, "the view of the copy to be filled")
    # What was due in the original is not made up for in the copy.
    made_up_for = "select distinct job from social.social_media_job_runs where due_at < %s or job = 'refresh_materialized_views'"
    assert copy.rows(made_up_for, (began,)) == [("refresh_materialized_views",)]
    house.cluster.rows("drop database copy with (force)")
