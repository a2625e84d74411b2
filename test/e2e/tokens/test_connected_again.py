"""A creator logs in again while a worker is still busy with the tokens of the login before: the new login counts."""

import contextlib

import pytest
from support import creators
from support.background import Background
from support.waiting import wait_for

NEWEST = """
select connection_status, connection_error, last_refreshed_at is null as of_the_new_login
from social.social_media_connections where id = %s
"""


@contextlib.contextmanager
def slow_refresh(house, connection):
    """A sync of this account whose refresh is on the wire; its answer comes when the block has ended, at the earliest."""
    with house.simulator.faulty("slow", platform="tiktok", endpoint="token", account=2, count=1, milliseconds=4000):
        syncing = Background(
            house.cluster, house.database, "select sync_status from social.sync_connection(%s)", (connection,)
        )
        wait_for(lambda: house.simulator.hits() > 0, 20, "the refresh to be on the wire")
        yield syncing


@pytest.mark.parametrize("verdict", ["a new pair", "revoked"])
def test_what_the_old_login_still_brings_is_dropped(house, verdict):
    old = house.connect_tiktok(2)
    house.later("3 hours", 3 * 3600)
    if verdict == "revoked":
        house.simulator.call("POST", "revoke", {"platform": "tiktok", "account": 2})
    with slow_refresh(house, old["id"]) as syncing:
        new = creators.connect_by_oauth(house.cluster, house.database, "tiktok", 2, old["user_id"])
        assert (new["id"], new["connection_status"]) == (old["id"], "active")
        assert house.dicts(NEWEST, (new["id"],)) == [
            {"connection_status": "active", "connection_error": None, "of_the_new_login": True}
        ]
        assert syncing.result() == [("success",)]
    wait_for(lambda: house.simulator.in_flight() == 0, 20, "the old answer to arrive")
    assert house.sync(new["id"])["sync_status"] == "success"
    assert house.dicts(NEWEST, (new["id"],)) == [
        {"connection_status": "active", "connection_error": None, "of_the_new_login": True}
    ]
    assert house.value("select count(*) from social.social_media_notifications") == 0
    # The pair that is kept is the one that can be refreshed.
    house.later("6 hours", 3 * 3600)
    assert house.sync(new["id"])["sync_status"] == "success"
