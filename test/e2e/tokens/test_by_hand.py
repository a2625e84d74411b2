"""A token that an administrator writes with plain pgcrypto is used at the next sync, and stored the quick way then."""

from support.background import Background
from support.waiting import wait_for

KEY = "0123456789abcdef0123456789abcdef"
SLOW, QUICK = 3, 1  # how the key is derived: the fifth byte of a message (RFC 4880, 3.7.1)


def write(house, connection, token):
    house.rows(
        "update social.social_media_connections set access_token_encrypted = pgp_sym_encrypt(%s, %s) where id = %s",
        (token, KEY, connection),
    )


def stored(house, connection):
    return house.rows(
        "select pgp_sym_decrypt(access_token_encrypted, %s), get_byte(access_token_encrypted, 4)"
        " from social.social_media_connections where id = %s",
        (KEY, connection),
    )[0]


def test_it_is_used_and_stored_the_quick_way(house, simulator):
    (connection,) = house.connect_instagram(1)
    old, derivation = stored(house, connection)
    assert derivation == QUICK
    new = simulator.token("instagram", 1, kind="long")["access_token"]
    # With the one that was stored no sync could succeed any more.
    simulator.call("POST", "revoke", {"token": old})
    write(house, connection, new)
    assert stored(house, connection) == (new, SLOW)
    assert house.sync(connection)["sync_status"] == "success"
    assert stored(house, connection) == (new, QUICK)


def notices(house):
    return house.value("select count(*) from social.social_media_notifications where kind = 'reconnect_needed'")


def test_a_wrong_one_ends_the_login_and_the_right_one_brings_it_back(house, simulator):
    (connection,) = house.connect_instagram(2)
    write(house, connection, "IGAA-of-nobody")
    failed = house.sync(connection)
    assert (failed["sync_status"], house.status(connection)) == ("failed", "revoked")
    assert "IGAA-of-nobody" not in failed["error_message"]
    assert notices(house) == 1
    write(house, connection, simulator.token("instagram", 2, kind="long")["access_token"])
    house.rows(
        "update social.social_media_connections set connection_status = 'active' where id = %s", (connection,)
    )
    assert house.sync(connection)["sync_status"] == "success"
    assert house.value("select connection_error from social.social_media_connections") is None
    # Lost once more, the creator has to hear of it once more.
    simulator.call("POST", "revoke", {"platform": "instagram", "account": 2})
    for _ in range(2):
        house.sync(connection)
    assert (house.status(connection), notices(house)) == ("revoked", 2)


def test_one_that_is_new_is_not_refreshed_again_and_that_is_no_failure(house, simulator):
    """Instagram refuses to refresh a token in its first day; there is nothing to gain either."""
    (connection,) = house.connect_instagram(3)
    asked = simulator.count("instagram")
    ((named, success, error),) = house.rows(
        "select connection_id, success, error from social.refresh_expiring_tokens(60)"
    )
    assert (named, success, error) == (connection, True, None)
    assert simulator.count("instagram") == asked
    logs = house.rows("select sync_type, sync_status, api_calls_made from social.social_media_sync_logs order by id desc limit 1")
    assert logs == [("token_refresh", "success", 0)]


def test_one_that_is_written_while_the_old_one_is_refreshed_stays(house, simulator):
    (connection,) = house.connect_instagram(4)
    house.later("35 days", 35 * 86400)
    new = simulator.token("instagram", 4, kind="long")["access_token"]
    with simulator.faulty("slow", platform="instagram", endpoint="token", count=1, milliseconds=1500):
        syncing = Background(house.cluster, house.database, "select sync_status from social.sync_connection(%s)", (connection,))
        wait_for(lambda: simulator.hits() > 0, 20, "the refresh to be on the wire")
        write(house, connection, new)
        assert syncing.result() == [("success",)]
    assert stored(house, connection)[0] == new
    assert house.value("select count(*) from social_internal.rotations") == 0
    assert house.sync(connection)["sync_status"] == "success"


def test_one_that_is_written_while_the_old_one_is_found_dead_is_not_taken_for_dead(house, simulator):
    (connection,) = house.connect_instagram(5)
    simulator.call("POST", "revoke", {"token": stored(house, connection)[0]})
    new = simulator.token("instagram", 5, kind="long")["access_token"]
    with simulator.faulty("slow", platform="instagram", endpoint="profile", count=1, milliseconds=1500):
        syncing = Background(house.cluster, house.database, "select sync_status from social.sync_connection(%s)", (connection,))
        wait_for(lambda: simulator.hits() > 0, 20, "the profile to be asked for with the old one")
        write(house, connection, new)
        syncing.wait()
    wait_for(lambda: house.sync(connection)["sync_status"] == "success", 20, "the new one to be used")
    assert house.status(connection) == "active"
    assert notices(house) == 0
    assert house.value("select count(*) from social.social_media_sync_logs where sync_status = 'failed'") == 0


def test_a_login_that_is_ended_during_a_sync_stays_ended(house, simulator):
    (connection,) = house.connect_instagram(6)
    with simulator.faulty("slow", platform="instagram", endpoint="profile", count=1, milliseconds=1500):
        syncing = Background(house.cluster, house.database, "select sync_status from social.sync_connection(%s)", (connection,))
        wait_for(lambda: simulator.hits() > 0, 20, "the profile to be asked for")
        house.rows("update social.social_media_connections set connection_status = 'revoked' where id = %s", (connection,))
        assert syncing.result() == [("success",)]
    assert house.status(connection) == "revoked"
