"""Limits: reached, they are waited for as told, cost no failure, and are remembered by whoever starts next."""

import contextlib

from support.waiting import holds_for, wait_for


def requests(house, platform="instagram"):
    return house.simulator.count(platform)


def restart(house):
    house.cluster.restart()
    house.cluster.wait_for_workers(house.database)


def spend(house, connection):
    """Allows twelve calls an hour, and makes them: two a sync, the first when it was connected."""
    house.rows("select social.configure_platform('instagram', calls_per_hour => 12)")
    for _ in range(8):
        if house.sync_within(connection, "10 s") == "queued":
            return
    raise AssertionError("twelve calls are never spent")


def test_what_an_account_has_spent_outlives_a_restart(house):
    (connection,) = house.connect_instagram(1)
    spend(house, connection)
    failed = "select count(*) from social.social_media_sync_logs where sync_status = 'failed'"
    assert house.value(failed) == 0, "a limit is no failure"
    made = requests(house)
    restart(house)
    assert house.sync_within(connection, "1 s") == "queued"
    assert requests(house) == made, "the hour is not over"
    # 65 minutes later it is; the sync that was put off comes by itself.
    house.later("66 minutes", 66 * 60)
    wait_for(lambda: requests(house) >= made + 2, 20, "the sync that was put off")
    assert house.status(connection) == "active"
    assert house.value(failed) == 0


def test_calls_are_counted_once_for_psql_and_for_rest(house):
    (connection,) = house.connect_instagram(1)
    house.sync(connection)

    def counts():
        return [
            house.value(f"select calls_last_hour from {source} where platform = 'instagram'")
            for source in ("social.call_budgets()", "social_api.budgets")
        ]

    in_psql, over_rest = counts()
    # Logs tell of no login: what the workers counted is more.
    logged = house.value("select sum(api_calls_made) from social.social_media_sync_logs")
    assert in_psql == over_rest >= logged > 0
    restart(house)
    assert counts() == [logged, logged]  # of which the server's memory knows nothing any more


def test_asking_again_while_a_sync_is_put_off_is_asking_once(house):
    """All who asked are told of the same sync, and at the end of the hour it is made once."""
    (connection,) = house.connect_instagram(1)
    spend(house, connection)
    ask = "select id, sync_status from social.sync_connection(%s, %s::interval)"
    with contextlib.closing(house.cluster.connect(house.database, autocommit=False)) as session:
        session.set_session(isolation_level="REPEATABLE READ")
        cursor = session.cursor()
        cursor.execute("delete from social_internal.sync_requests")
        session.commit()
        # One who does not see yet, in a snapshot of before, what another has asked for.
        cursor.execute("select 1 from social_internal.sync_requests")
        ((asked, _),) = house.rows(ask, (connection, "10 s"))
        cursor.execute(ask, (connection, "10 s"))
        assert cursor.fetchall() == [(asked, "queued")]
        session.commit()
    for _ in range(4):
        assert house.rows(ask, (connection, "10 s")) == [(asked, "queued")]
    assert house.rows(ask, (connection, "0")) == [(asked, "queued")]
    assert house.rows("select log_id from social_internal.sync_requests") == [(asked,)]
    made = requests(house)
    house.later("66 minutes", 66 * 60)
    assert house.value("select sync_status from social.sync_result(%s)", (asked,)) == "success"
    wait_for(lambda: house.value("select count(*) from social_internal.sync_requests") == 0, 20, "all that was asked for")
    assert requests(house) == made + 2


def test_a_wait_that_the_platform_asked_for_outlives_a_restart(house):
    first, second = house.connect_instagram(1, 2)
    with house.simulator.faulty("throttle", platform="instagram", account=1, code=80002, minutes=20):
        assert house.sync_within(first, "10 s") == "queued"
    made = house.simulator.requests(account=1)["platforms"]["instagram"]["total"]
    restart(house)
    assert house.sync_within(first, "1 s") == "queued"
    assert house.simulator.requests(account=1)["platforms"]["instagram"]["total"] == made
    assert house.sync(second)["sync_status"] == "success", "one account's limit is no other's"
    house.later("19 minutes", 19 * 60)
    assert house.sync_within(first, "1 s") == "queued"
    house.later("21 minutes", 2 * 60)
    wait_for(lambda: house.sync_within(first, "10 s") == "success", 20, "the end of the twenty minutes")


def test_an_app_at_its_limit_is_left_alone_until_its_time(house):
    first, *others = house.connect_instagram(1, 2, 3, 4)
    with house.simulator.faulty("high_usage", platform="instagram", percent=100):
        house.sync(first)
    made = requests(house)
    house.rows("select social.run_job('sync_all_active_connections')")
    wait_for(lambda: house.value("select count(*) from social_internal.app_waits") == 1, 20, "the app to wait")
    assert house.value("select paused_until from social.social_media_platforms where platform = 'instagram'") is None
    # Whoever was claimed first met the limit; nobody else is asked in vain, also after a restart.
    restart(house)
    assert holds_for(lambda: requests(house) == made, 2)
    assert house.value("select count(*) from social.social_media_sync_logs where sync_status = 'failed'") == 0
    house.later("62 minutes", 62 * 60)
    wait_for(
        lambda: house.value(
            "select count(*) from social.social_media_connections c"
            " where c.last_synced_at > social_internal.current_time() - interval '1 minute'"
        )
        == 1 + len(others),
        30,
        "all to be synced after the hour",
    )
