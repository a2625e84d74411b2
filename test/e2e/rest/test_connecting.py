"""Connects, syncs and refreshes that reach a platform: the simulator behind real workers."""

import itertools

import pytest
from rest.helpers import problem
from support import browser

ACCOUNTS = itertools.count(300)


@pytest.fixture
def number():
    """An account of the simulated world that no other test has."""
    return next(ACCOUNTS)


@pytest.fixture
def instagram(site, number):
    """What the old front end posts: the id and the short-lived token of a login."""
    token = site.simulator.token("instagram", number, kind="short")
    return {"instagram_user_id": str(token["user_id"]), "access_token": token["access_token"]}


def test_instagram_as_the_old_front_end_does_it(person, instagram):
    amal = person()
    answer = amal.post("/connect/instagram", json=instagram)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["platform"], made["connection_status"]) == ("instagram", "active")
    assert made["platform_username"] and 50 <= made["days_until_expiry"] <= 60
    assert answer.headers["Location"].endswith(made["id"] + "/status")
    assert amal.get("/connections").json()[0]["id"] == made["id"]
    (stats,) = amal.get("/stats").json()
    assert stats["followers_count"] > 0
    assert instagram["access_token"] not in answer.text


def test_what_the_platform_refuses_is_400(person, instagram):
    amal = person()
    bad = {**instagram, "access_token": "short_lived_token"}
    body = problem(amal.post("/connect/instagram", json=bad), 400, "platform_refused")
    assert "short_lived_token" not in str(body)
    foreign = {**instagram, "instagram_user_id": "17841400000000"}
    problem(amal.post("/connect/instagram", json=foreign), 422, "invalid_input")  # another account's token
    problem(amal.post("/connect/tiktok", json={"authorization_code": "spent"}), 400, "platform_refused")
    assert amal.get("/connections").json() == []


def test_a_login_begun_and_completed_through_rest(person, number):
    amal, badr = person(), person()
    begun = amal.post("/rest/rpc/begin_oauth", json={"platform": "tiktok"}).json()
    assert set(begun) == {"authorize_url", "state", "expires_at"}
    back = browser.visit(begun["authorize_url"], number)
    call = {"platform": "tiktok", "state": back["state"], "code": back["code"]}
    assert problem(badr.post("/rest/rpc/complete_oauth", json=call), 422)["details"] == "state_foreign"
    done = amal.post("/rest/rpc/complete_oauth", json=call)
    assert done.status_code == 200, done.text
    assert done.json()["connection"]["platform"] == "tiktok"
    assert problem(amal.post("/rest/rpc/complete_oauth", json=call), 422)["details"] == "state_used"


def test_an_operator_who_is_not_known_yet_is_kept_as_one_by_a_first_connect(person, instagram, number, sql):
    """Else merchants would be shown the operator as a creator."""
    by_token, by_login = person("admin"), person("admin")
    sql("delete from social.social_media_users where id in (%s, %s)", by_token.id, by_login.id)
    assert by_token.post("/connect/instagram", json=instagram).status_code == 201
    begun = by_login.post("/rest/rpc/begin_oauth", json={"platform": "tiktok"}).json()
    back = browser.visit(begun["authorize_url"], number)
    call = {"platform": "tiktok", "state": back["state"], "code": back["code"]}
    assert by_login.post("/rest/rpc/complete_oauth", json=call).status_code == 200
    for operator in (by_token, by_login):
        assert sql("select role from social.social_media_users where id = %s", operator.id) == [("admin",)]


def test_while_parked_nobody_is_sent_to_a_platform(person, sql):
    sql("select social.park_workers()")
    try:
        answer = person().post("/rest/rpc/begin_oauth", json={"platform": "tiktok"})
    finally:
        sql("select social.resume_workers()")
    assert problem(answer, 503, "not_ready")["details"] == "not_called"


def test_sync_and_sync_again_from_the_log(person, instagram, sql):
    amal = person()
    made = amal.post("/connect/instagram", json=instagram).json()
    # The connect has just measured the account: a sync within the minute is answered from that log.
    first = amal.post("/sync", json={"platforms": ["instagram"]})
    assert first.status_code == 200
    assert [row["sync_type"] for row in first.json()] == ["connect"]
    sql(
        "update social.social_media_connections set last_synced_at = now() - interval '1 hour' where id = %s", made["id"]
    )
    second = amal.post("/rest/rpc/sync_connection", json={"id": made["id"]})
    assert (second.status_code, second.json()["sync_status"]) == (200, "success")
    assert second.json()["sync_type"] == "manual"


def test_a_platform_that_is_down_is_502(person, site, instagram):
    with site.simulator.faulty("server_error", platform="instagram"):
        problem(person().post("/connect/instagram", json=instagram), 502, "platform_unreachable")


def test_the_wait_that_a_platform_asks_for_is_told(person, site, instagram):
    """Half an hour as the platform says it, in the header and in the hint alike."""
    amal = person()
    with site.simulator.faulty("throttle", platform="instagram", code=80002, minutes=30):
        answer = amal.post("/connect/instagram", json=instagram)
    assert problem(answer, 503, "platform_limit")["hint"] == "Try again in 1800 seconds."
    assert answer.headers["Retry-After"] == "1800"
    # It was this account's limit: nobody else waits.
    token = site.simulator.token("instagram", next(ACCOUNTS), kind="short")
    login = {"instagram_user_id": str(token["user_id"]), "access_token": token["access_token"]}
    assert person().post("/connect/instagram", json=login).status_code == 201


def test_disconnected_accounts_leave_nothing(person, instagram, sql):
    amal = person()
    made = amal.post("/connect/instagram", json=instagram).json()
    assert amal.delete(f"/connections/{made['id']}").status_code == 204
    assert amal.get("/rest/posts").json() == amal.get("/rest/stats_history").json() == []


def test_operators_refresh_what_ends_soon(person, instagram, sql):
    amal, ops = person(), person("admin")
    made = amal.post("/connect/instagram", json=instagram).json()
    sql(
        """update social.social_media_connections
           set token_expires_at = now() + interval '2 days', grant_expires_at = now() + interval '2 days',
               last_refreshed_at = now() - interval '2 days' where id = %s""",
        made["id"],
    )
    answer = ops.post("/admin/refresh-tokens?days_before=3")
    assert answer.status_code == 200, answer.text
    mine = [row for row in answer.json()["details"] if row["connection_id"] == made["id"]]
    assert [set(row) for row in mine] == [{"connection_id", "platform", "success", "error", "token_expires_at"}]
    assert answer.json()["refreshed_count"] + answer.json()["failed_count"] == len(answer.json()["details"])
