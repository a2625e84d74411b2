"""A standby only reads; promoted, it goes on where the primary was, by itself."""

import contextlib

import psycopg2
import pytest
from support.waiting import holds_for, wait_for


@pytest.fixture(name="pair")
def pair_fixture(new_cluster, make_site):
    primary = new_cluster()
    primary.start()
    site = make_site(primary)
    site.connection = site.connect(1)
    standby = new_cluster.adopt(primary.standby(new_cluster.folder()))
    standby.write_key("0123456789abcdef0123456789abcdef")
    standby.start()
    return site, primary, standby


def caught_up(primary, standby):
    position = primary.value("select pg_current_wal_lsn()")
    return standby.value("select pg_last_wal_replay_lsn() >= %s::pg_lsn", (position,))


def test_no_workers_on_a_standby(pair):
    site, primary, standby = pair
    wait_for(lambda: caught_up(primary, standby), 20, "the standby to catch up")
    assert holds_for(lambda: standby.processes() == [], 1)
    assert "standby" in standby.value("select note from social.health() limit 1", database=site.database)
    assert standby.value("select count(*) from social.social_media_connections", database=site.database) == 1
    user = site.value("select user_id from social.social_media_connections where id = %s", (site.connection,))
    for function, who in (("sync_connection", site.connection), ("sync_user", user)):
        for wait in ("30 s", "0"):
            with pytest.raises(psycopg2.Error) as told:
                standby.rows(f"select social.{function}(%s, wait => %s)", (who, wait), database=site.database)
            assert told.value.pgcode == "55000"
            assert "this server is a standby" in str(told.value)


def test_promotion_goes_on_by_itself(pair):
    site, primary, standby = pair
    wait_for(lambda: caught_up(primary, standby), 20, "the standby to catch up")
    primary.stop("fast")
    standby.promote()
    standby.wait_for_workers(site.database, timeout=30)
    # No resume_workers(): a promoted standby is the same cluster, not a copy.
    rows = standby.dicts(
        "select * from social.sync_connection(%s)", (site.connection,), database=site.database
    )
    assert [row["sync_status"] for row in rows] == ["success"]
    assert standby.value(
        "select parked from social_internal.park_state()", database=site.database
    ) is False


def test_what_was_asked_for_on_the_primary_is_done_after_promotion(pair):
    site, primary, standby = pair
    hang = site.hang()
    site.rows("select social.sync_connection(%s, '0')", (site.connection,))
    site.wait_until_hung()
    wait_for(lambda: caught_up(primary, standby), 20, "the standby to catch up")
    primary.stop("immediate")
    site.simulator.end_fault(hang)
    standby.promote()
    standby.wait_for_workers(site.database, timeout=30)
    with contextlib.closing(standby.connect(site.database)) as session:
        cursor = session.cursor()

        def done():
            cursor.execute(
                "select count(*) from social.social_media_sync_logs"
                " where sync_type = 'manual' and sync_status = 'success'"
            )
            return cursor.fetchone()[0] == 1

        wait_for(done, 30, "the sync on the promoted server")
