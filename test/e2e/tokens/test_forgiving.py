"""Many accounts that lose their login alike within minutes keep it; a few that were revoked lose it."""

from support.waiting import wait_for


def revoke(house, *accounts):
    for account in accounts:
        house.simulator.call("POST", "revoke", {"platform": "instagram", "account": account})


def test_accounts_that_fail_together_stay_connected_and_their_platform_rests(house):
    connections = house.connect_instagram(1, 2, 3, 4, 5, 6)
    with house.simulator.faulty("revoked_token", platform="instagram", endpoint="profile"):
        for connection in connections:
            assert house.sync(connection)["sync_status"] == "failed"
    house.wait_for_value(
        "select count(*) from social.social_media_connections where connection_status = 'active'", 6, "all to be forgiven"
    )
    paused = house.dicts(
        "select paused_until > social_internal.current_time() as rests, pause_reason"
        " from social.social_media_platforms where platform = 'instagram'"
    )[0]
    assert paused["rests"]
    assert "failed alike" in paused["pause_reason"]
    assert house.value("select count(*) from social.social_media_notifications") == 0, "nobody was asked to log in"

    # Who wants to see for himself during the pause, when the five are long ago, keeps his login as well.
    house.later("12 minutes", 720)
    (impatient,) = house.connect_instagram(7)
    with house.simulator.faulty("revoked_token", platform="instagram", endpoint="profile"):
        assert house.sync(impatient)["sync_status"] == "failed"
    wait_for(lambda: house.status(impatient) == "active", 30, "it to stay connected")

    # The pause is over, and so is the outage: all are synced by themselves.
    house.later("25 minutes", 780)
    wait_for(
        lambda: house.value(
            "select count(distinct connection_id) from social.social_media_sync_logs"
            " where sync_type = 'automatic' and sync_status = 'success'"
        )
        == 7,
        40,
        "all seven to be synced again",
    )


def test_a_platform_that_refuses_what_is_asked_of_most_accounts_rests_and_says_why(house):
    connections = house.connect_instagram(1, 2, 3, 4, 5)
    house.later("20 minutes", 1200)
    with house.simulator.faulty("missing_scope", platform="instagram", code=100):
        for connection in connections:
            assert house.sync(connection)["error_code"] == "100"
    paused = "select pause_reason from social.social_media_platforms where platform = 'instagram'"
    reason = wait_for(lambda: house.value(paused), 20, "the platform to rest")
    assert "Most accounts were refused alike" in reason and "(100)" in reason
    assert {house.status(connection) for connection in connections} == {"active"}
    assert house.value("select count(*) from social_internal.sync_state where failing_since is not null") == 5


def test_one_that_was_really_revoked_is_told_to_its_creator_once(house):
    first, *others = house.connect_instagram(1, 2, 3, 4, 5, 6)
    revoke(house, 1)
    assert house.sync(first)["error_code"] == "190/458"
    assert [house.sync(connection)["sync_status"] for connection in others] == ["success"] * 5
    assert house.status(first) == "revoked"
    # However often somebody tries, it is one login: nobody else's accounts rest because of it.
    for _ in range(5):
        assert house.sync(first)["sync_status"] == "failed"
    assert house.status(first) == "revoked"
    assert house.value("select paused_until from social.social_media_platforms where platform = 'instagram'") is None
    assert house.rows("select kind from social.social_media_notifications") == [("reconnect_needed",)]
