"""Settings that change while workers run."""

import psycopg2
import pytest
from support.waiting import wait_for


@pytest.fixture(name="as_before")
def as_before_fixture(cluster):
    before = dict(cluster.settings)
    yield
    cluster.settings = before
    cluster.write_settings()
    cluster.control("reload")


@pytest.mark.usefixtures("as_before")
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


@pytest.mark.usefixtures("as_before")
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


@pytest.mark.usefixtures("as_before")
def test_a_key_file_that_others_can_read_is_refused(site):
    connection = site.connect(1)
    site.cluster.key_file.chmod(0o644)
    try:
        site.cluster.control("reload")

        def refused():
            try:
                site.sync(connection)
            except psycopg2.Error as error:
                return error
            return None

        error = wait_for(refused, 15, "the sync to be refused")
        assert error.pgcode == "55000"
        assert "key" in str(error)
        assert "0123456789abcdef" not in str(error)
    finally:
        site.cluster.key_file.chmod(0o600)
    site.cluster.control("reload")

    def works():
        try:
            return site.sync(connection)["sync_status"] == "success"
        except psycopg2.Error:
            return False

    wait_for(works, 15, "the sync to work again")


@pytest.mark.usefixtures("as_before")
def test_http_timeout(site):
    connection = site.connect(1)
    site.cluster.change(pg_social__http_timeout="500ms")
    site.hang()
    row = wait_for(
        lambda: site.log_rows(connection)[1:] or (site.sync(connection) and None), 30, "a sync to fail"
    )
    assert row[0][0] == "manual"
    assert row[0][1] == "failed"
    status = site.value(
        "select connection_status from social.social_media_connections where id = %s", (connection,)
    )
    assert status == "active", "a platform that is slow for once is no error of the connection"


@pytest.mark.parametrize(
    "setting, value",
    [
        ("pg_social.time_zone", "Africa/Nowhere"),
        ("pg_social.sync_workers", "0"),
        ("pg_social.max_concurrency", "100000"),
        ("pg_social.smtp_url", "smtp://a\nb"),
        ("pg_social.no_such_thing", "1"),
    ],
)
def test_values_that_make_no_sense_are_refused(cluster, setting, value):
    with pytest.raises(psycopg2.Error) as told:
        cluster.rows(f"alter system set {setting} = %s", (value,))
    assert told.value.pgcode in ("22023", "42704", "42602")
