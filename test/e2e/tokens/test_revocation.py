"""Who disconnects is disconnected at the platform too, in the background, however long that takes it."""

import requests
from support import creators
from support.waiting import wait_for

REVOCATION = """
select attempts, last_error is not null as failed, revoked_at is not null as revoked, next_attempt_at is not null as goes_on,
       coalesce(access_token_encrypted, refresh_token_encrypted) is not null as has_tokens
from social.social_media_revocations
"""


def disconnect(house, connection):
    house.rows("select social.disconnect_platform(%s, %s)", (connection["id"], connection["user_id"]))


def token_of(house, connection):
    return house.value(
        "select pgp_sym_decrypt(access_token_encrypted, '0123456789abcdef0123456789abcdef')"
        " from social.social_media_connections where id = %s",
        (connection["id"],),
    )


def opens(house, token):
    answer = requests.get(
        house.simulator.url + "/tiktok/v2/user/info/?fields=open_id", headers={"Authorization": f"Bearer {token}"}, timeout=10
    )
    return answer.status_code == 200


def wait_for_attempts(house, number):
    house.wait_for_value("select attempts from social.social_media_revocations", number, f"attempt {number}")


def test_it_is_tried_until_the_platform_has_done_it(house):
    connection = house.connect_tiktok(4)
    token = token_of(house, connection)
    assert opens(house, token)
    with house.simulator.faulty("server_error", platform="tiktok", endpoint="revoke"):
        disconnect(house, connection)
        wait_for_attempts(house, 1)
        assert house.value("select count(*) from social.social_media_connections") == 0, "gone at once for the creator"
        assert house.dicts(REVOCATION) == [
            {"attempts": 1, "failed": True, "revoked": False, "goes_on": True, "has_tokens": True}
        ]
    assert opens(house, token)
    house.later("1 hour", 3600)
    wait_for_attempts(house, 2)
    assert house.dicts(REVOCATION) == [
        {"attempts": 2, "failed": False, "revoked": True, "goes_on": False, "has_tokens": False}
    ]
    assert not opens(house, token), "by the platform's own word"


def test_one_that_waits_does_not_end_the_next_login(house):
    connection = house.connect_tiktok(8)
    with house.simulator.faulty("server_error", platform="tiktok", endpoint="revoke"):
        disconnect(house, connection)
        wait_for_attempts(house, 1)
    token = token_of(house, house.connect_tiktok(8))
    house.later("1 hour", 3600)
    wait_for_attempts(house, 2)
    assert house.dicts(REVOCATION) == [
        {"attempts": 2, "failed": True, "revoked": False, "goes_on": False, "has_tokens": False}
    ]
    assert opens(house, token), "by the platform's own word"


def test_a_token_that_has_run_out_is_refreshed_before(house):
    connection = house.connect_tiktok(9)
    house.later("3 hours", 3 * 3600)
    with house.simulator.faulty("lost_answer", platform="tiktok", endpoint="token", count=1):
        disconnect(house, connection)
        wait_for_attempts(house, 1)
    assert house.simulator.count("tiktok", "revoke") == 0
    # The pair is spent, its successor lost: that the one is dead does not say that the permission has ended.
    house.later("4 hours", 3600)
    wait_for_attempts(house, 2)
    assert house.dicts(REVOCATION) == [
        {"attempts": 2, "failed": True, "revoked": False, "goes_on": False, "has_tokens": False}
    ]


def test_an_answer_that_no_worker_survives_does_not_bring_down_its_successor_at_once(house):
    connection = house.connect_tiktok(33)
    with house.simulator.faulty("slow", platform="tiktok", endpoint="revoke", count=1, milliseconds=20000):
        disconnect(house, connection)
        wait_for(lambda: house.simulator.count("tiktok", "revoke") == 1, 20, "the revocation to be on the wire")
        house.cluster.crash(house.cluster.sync_workers(house.database)[0])
    waiting = "select next_attempt_at > social_internal.current_time() from social.social_media_revocations"
    house.wait_for_value(waiting, True, "the row")
    other = house.connect_tiktok(34)
    disconnect(house, other)
    house.wait_for_value("select count(*) from social.social_media_revocations where revoked_at is not null", 1, "the other one")
    assert house.simulator.count("tiktok", "revoke") == 2
    house.later("2 minutes", 120)
    house.wait_for_value("select bool_and(revoked_at is not null) from social.social_media_revocations", True, "both")


def test_what_cannot_be_written_is_not_sent_and_delays_nothing_else(house):
    owner = house.connect_tiktok(35)["user_id"]
    for account in range(36, 46):
        creators.connect_by_oauth(house.cluster, house.database, "tiktok", account, owner)
    other = house.connect_tiktok(46)
    house.rows(
        "create function public.refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;"
        " create trigger refuse before update on social.social_media_revocations execute function public.refuse()"
    )
    here = house.cluster.log.here()
    house.rows("select social.erase_user(%s)", (owner,))
    wait_for(lambda: "could not claim revocations: no" in house.cluster.log.text(here), 40, "the refusal")
    house.rows("select social.sync_connection(%s, interval '0')", (other["id"],))
    done = "select count(*) from social.social_media_sync_logs where connection_id = %s and sync_type = 'manual'"
    house.wait_for_value(done, 1, "an account that waits for the worker", (other["id"],))
    assert house.cluster.log.text(here).count("could not claim revocations") == 1
    assert house.simulator.count("tiktok", "revoke") == 0
    house.rows("drop function public.refuse cascade")
    revoked = "select count(*) from social.social_media_revocations where revoked_at is not null"
    wait_for(lambda: house.value(revoked) == 11, 60, "all to be revoked")


def test_many_at_once_do_not_wait_for_each_other(house):
    owner = house.connect_tiktok(10)["user_id"]
    for account in range(11, 32):
        creators.connect_by_oauth(house.cluster, house.database, "tiktok", account, owner)
    house.rows("select social.erase_user(%s)", (owner,))
    # Three times ten would take the worker a minute and more, were it not to look again by itself.
    wait_for(
        lambda: house.value("select count(*) from social.social_media_revocations where revoked_at is not null") == 22,
        5,
        "all to be revoked",
    )


def test_a_login_to_facebook_is_revoked_with_the_last_account_that_hangs_on_it(house):
    house.rows(
        "select social.configure_platform('instagram', 'fb-app', 'fb-secret', login_flow => 'facebook_login',"
        " authorize_url => %(authorize_url)s, token_url => %(token_url)s, api_url => %(api_url)s)",
        house.simulator.addresses("facebook"),
    )
    page, account = (
        creators.connect_by_oauth(house.cluster, house.database, platform, 2) for platform in ("facebook", "instagram")
    )
    disconnect(house, page)
    assert house.sync(account["id"])["sync_status"] == "success"
    assert house.dicts(REVOCATION) == []
    disconnect(house, account)
    house.wait_for_value("select revoked_at is not null from social.social_media_revocations", True, "the revocation")
    assert house.simulator.count("facebook", "revoke") == 1


def test_after_a_week_it_is_given_up_and_the_tokens_are_erased(house):
    connection = house.connect_tiktok(5)
    with house.simulator.faulty("reset", platform="tiktok", endpoint="revoke"):
        disconnect(house, connection)
        wait_for_attempts(house, 1)
        house.later("7 days 1 hour", 7 * 86400 + 3600)
        wait_for_attempts(house, 2)
    assert house.dicts(REVOCATION) == [
        {"attempts": 2, "failed": True, "revoked": False, "goes_on": False, "has_tokens": False}
    ]


def test_a_grant_that_the_creator_took_back_needs_no_revocation(house):
    connection = house.connect_tiktok(6)
    house.simulator.call("POST", "revoke", {"platform": "tiktok", "account": 6})
    disconnect(house, connection)
    house.wait_for_value(
        "select revoked_at is not null and access_token_encrypted is null from social.social_media_revocations",
        True,
        "it to count as done",
    )


def test_the_pair_that_a_refresh_brings_after_the_end_is_revoked(house):
    connection = house.connect_tiktok(7)
    house.later("3 hours", 3 * 3600)
    with house.simulator.faulty("slow", platform="tiktok", endpoint="token", count=1, milliseconds=1500):
        house.rows("select social.sync_connection(%s, interval '0')", (connection["id"],))
        wait_for(lambda: house.simulator.hits() > 0, 20, "the refresh to be on the wire")
        disconnect(house, connection)
        house.wait_for_value("select revoked_at is not null from social.social_media_revocations", True, "the revocation")
    # By the platform's own word, and the refresh token that had been spent was not spent again.
    assert house.simulator.count("tiktok", "revoke") == 1
    assert house.simulator.count("tiktok", "token") == 2, "the login and the refresh"
    assert house.value("select count(*) from social_internal.rotations") == 0
