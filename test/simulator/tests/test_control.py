"""The control interface: clock, counts, limits, decisions, tokens in bulk, change on command."""

import pytest
from simulator_client import NOW


def profile(simulator, account, **params):
    token = simulator.token("instagram", account)["access_token"]
    return simulator.get("/instagram/v25.0/me", token, **params)


def test_clock(simulator):
    assert simulator.look("clock")["iso"] == "2026-11-23T08:00:00Z"
    assert simulator.control("clock", advance="1h")["now"] == NOW + 3600
    assert simulator.control("clock", set="2027-01-01")["now"] == 1798761600
    real = simulator.control("clock", mode="real")
    assert real["mode"] == "real" and real["now"] - 1798761600 in (0, 1)


def test_clock_returns_to_the_wall_clock(simulator):
    assert abs(simulator.control("clock", set="now", mode="real")["offset"]) <= 1


def test_requests_are_counted_by_kind_and_account(simulator):
    profile(simulator, 1)
    profile(simulator, 1)
    profile(simulator, 2)
    simulator.get("/instagram/v25.0/me", "nonsense")
    counts = simulator.look("requests")["platforms"]["instagram"]
    assert counts["profile"] == 4 and counts["total"] == 4
    assert counts["statuses"] == {"200": 3, "400": 1}
    own = simulator.look("requests", account=1)["platforms"]["instagram"]
    assert own["profile"] == 2


def test_remembered_requests_hold_no_secret(simulator):
    token = simulator.token("instagram", 1, age="2d", kind="long")["access_token"]
    simulator.get(
        "/instagram/refresh_access_token", grant_type="ig_refresh_token", access_token=token
    )
    simulator.get("/instagram/v25.0/me", token, fields="id")
    text = simulator.session.get(f"{simulator.url}/control/requests").text
    assert token not in text and "IGAA" not in text
    first, second = simulator.look("requests")["last"]
    assert first["parameters"] == "grant_type=ig_refresh_token&access_token=***"
    assert (first["token_in"], second["token_in"]) == ("query", "header")
    assert (first["endpoint"], second["endpoint"]) == ("token", "profile")
    assert second["account"] == 1 and second["status"] == 200


def test_counts_can_be_cleared(simulator):
    profile(simulator, 1)
    simulator.session.delete(f"{simulator.url}/control/requests")
    assert simulator.look("requests")["platforms"]["instagram"]["total"] == 0
    assert simulator.look("requests")["last"] == []


def test_limit_by_account(simulator):
    simulator.control("limits", platform="instagram", requests=2, seconds="1h")
    token = simulator.token("instagram", 1, kind="long")["access_token"]
    answers = [simulator.get("/instagram/v25.0/me", token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert answers[2].json()["error"]["code"] == 80002
    assert '"call_count":50' in answers[0].headers["X-App-Usage"]
    assert '"estimated_time_to_regain_access":61' in answers[2].headers["X-Business-Use-Case-Usage"]
    assert profile(simulator, 2).status_code == 200
    simulator.control("clock", advance="1h")
    assert simulator.get("/instagram/v25.0/me", token).status_code == 200


def test_limit_of_the_app(simulator):
    simulator.control("limits", platform="instagram", requests=1, seconds=60, by="app")
    assert profile(simulator, 1).status_code == 200
    assert profile(simulator, 2).json()["error"]["code"] == 4


def test_limit_of_tiktok_is_by_kind_of_call(simulator):
    simulator.control("limits", platform="tiktok", requests=1, seconds=60)
    token = simulator.token("tiktok", 1)["access_token"]

    def info():
        return simulator.get("/tiktok/v2/user/info/", token, fields="open_id").status_code

    def videos():
        headers = {"Authorization": f"Bearer {token}"}
        return simulator.post(
            "/tiktok/v2/video/list/", params={"fields": "id"}, json={}, headers=headers
        ).status_code

    assert [info(), videos(), info(), videos()] == [200, 200, 429, 429]


def test_decided_figures(simulator):
    third = {"platform": "instagram", "account": 3}
    simulator.control("override", **third, followers=123, username="new.name")
    answer = profile(simulator, 3, fields="followers_count,username").json()
    assert (answer["followers_count"], answer["username"]) == (123, "new.name")
    assert simulator.truth("instagram", 3)["followers"] == 123
    decided = {"newest": 1, "likes": 5, "caption": "Bonjour"}
    simulator.control("override", **third, post=decided)
    post = simulator.truth("instagram", 3)["posts"][1]
    assert (post["likes"], post["caption"]) == (5, "Bonjour")
    simulator.session.delete(f"{simulator.url}/control/override", params=third)
    assert simulator.truth("instagram", 3)["followers"] != 123


def test_decided_figures_of_a_page(simulator):
    simulator.control("override", platform="facebook", account=1, page=2, followers=77)
    pages = simulator.truth("facebook", 1)["pages"]
    assert pages[1]["followers"] == 77 and pages[0]["followers"] != 77


def test_truth_by_id(simulator):
    for platform in ("instagram", "tiktok"):
        own = simulator.truth(platform, 5)
        assert simulator.look("truth", platform=platform, id=own["id"]) == own
    page = simulator.truth("facebook", 1)["pages"][2]
    assert simulator.look("truth", platform="facebook", id=page["id"])["id"] == page["id"]
    nobody = {"platform": "instagram", "id": "17841400000000002"}
    answer = simulator.session.get(f"{simulator.url}/control/truth", params=nobody)
    assert answer.status_code == 400


def test_truth_of_many(simulator):
    for platform in ("instagram", "facebook"):
        seen = simulator.look("truth", platform=platform, **{"from": 3, "to": 6}, posts=2)["accounts"]
        assert [one["account"] for one in seen] == [3, 4, 5, 6]
        alone = simulator.truth(platform, 5)
        alone = alone["pages"][0] if platform == "facebook" else alone
        assert seen[2]["followers"] == alone["followers"]
        assert seen[2]["posts"] == alone["posts"][:2]
    wrong = {"platform": "tiktok", "from": 1, "to": 10**9}
    assert simulator.session.get(f"{simulator.url}/control/truth", params=wrong).status_code == 400


def test_bulk_tokens(simulator):
    made = simulator.control("mint-many", platform="instagram", **{"from": 1, "to": 900})
    assert made["tokens"] == "IGAA-bulk-<account>"
    for token in ("IGAA-bulk-900", "IGAA-bulk-900-" + "x" * 150):
        answer = simulator.get("/instagram/v25.0/me", token, fields="user_id").json()
        assert answer["user_id"] == simulator.truth("instagram", 900)["id"]
    assert simulator.get("/instagram/v25.0/me", "IGAA-bulk-901").json()["error"]["code"] == 190
    renewed = simulator.get(
        "/instagram/refresh_access_token", grant_type="ig_refresh_token", access_token="IGAA-bulk-7"
    )
    assert renewed.status_code == 200


def test_bulk_tokens_of_tiktok_rotate(simulator):
    simulator.control("mint-many", platform="tiktok")
    form = {"client_key": "tt-app", "client_secret": "tt-secret", "grant_type": "refresh_token"}
    first = simulator.post("/tiktok/v2/oauth/token/", data={**form, "refresh_token": "rft.bulk-5"})
    assert first.status_code == 200
    assert first.json()["open_id"] == simulator.truth("tiktok", 5)["id"]
    again = simulator.post("/tiktok/v2/oauth/token/", data={**form, "refresh_token": "rft.bulk-5"})
    assert again.json()["error"] == "invalid_grant"


def test_bulk_tokens_of_pages(simulator):
    simulator.control("mint-many", platform="facebook")
    simulator.control("settings", require_appsecret_proof=False)
    answer = simulator.get("/facebook/v25.0/me", "EAAB-bulk-1.2", fields="name").json()
    assert answer["name"] == "Atelier Amina Benali"


def test_change_on_command_is_exact(simulator):
    def newest():
        return {
            (account, post["id"]): post["likes"]
            for account in range(101, 121)
            for post in simulator.truth("instagram", account, posts=25)["posts"]
        }

    for percent in (30, 0, 100):
        before = newest()
        simulator.control("change-share", percent=percent)
        simulator.control("generation")
        after = newest()
        changed = sum(after[key] != before[key] for key in after)
        # Of the 20 accounts one is dormant (seven posts) and one silent.
        if percent == 30:
            assert abs(changed - 0.3 * len(after)) <= 2
        else:
            assert changed == percent * len(after) // 100


def test_uniform_world_changes_exactly(start):
    simulator = start("--uniform", "--clock", "frozen", "--time", str(NOW), "--accounts", "40")
    simulator.control("mint-many", platform="instagram")

    def newest():
        found = {}
        for account in range(1, 41):
            page = simulator.get(
                "/instagram/v25.0/me/media", f"IGAA-bulk-{account}", fields="like_count", limit=25
            ).json()
            found.update({item["id"]: item["like_count"] for item in page["data"]})
        return found

    before = newest()
    assert len(before) == 1000
    for percent in (30, 0, 100, 30):
        simulator.control("change-share", percent=percent)
        simulator.control("generation")
        after = newest()
        assert sum(after[key] != before[key] for key in after) == 10 * percent
        before = after


def test_apps_can_be_added_and_changed(simulator):
    simulator.control("apps", platform="tiktok", id="second", secret="one")
    simulator.control("apps", platform="tiktok", id="second", secret="two")
    listed = simulator.look("apps")["apps"]
    assert {"platform": "tiktok", "id": "second", "redirect_uris": []} in listed
    assert "two" not in simulator.session.get(f"{simulator.url}/control/apps").text
    form = {"client_key": "second", "grant_type": "refresh_token", "refresh_token": "x"}
    wrong = simulator.post("/tiktok/v2/oauth/token/", data={**form, "client_secret": "one"})
    assert wrong.json()["error"] == "invalid_client"
    right = simulator.post("/tiktok/v2/oauth/token/", data={**form, "client_secret": "two"})
    assert right.json()["error"] == "invalid_grant"


def test_reason_of_a_revocation(simulator):
    token = simulator.token("instagram", 4)["access_token"]
    simulator.control("revoke", platform="instagram", account=4, reason="password_changed")
    error = simulator.get("/instagram/v25.0/me", token).json()["error"]
    assert (error["code"], error["error_subcode"]) == (190, 460)


def test_taking_back_single_scopes(simulator):
    token = simulator.token("tiktok", 4)["access_token"]
    simulator.control("revoke", platform="tiktok", account=4, scopes=["user.info.stats"])
    answer = simulator.get("/tiktok/v2/user/info/", token, fields="follower_count")
    assert answer.json()["error"]["code"] == "scope_not_authorized"
    assert simulator.get("/tiktok/v2/user/info/", token, fields="username").status_code == 200


@pytest.mark.parametrize(
    "path, body",
    [
        ("token", {"platform": "instagram", "account": 0}),
        ("token", {"platform": "myspace", "account": 1}),
        ("token", {"platform": "instagram", "account": 1, "kind": "page"}),
        ("token", {"platform": "instagram", "account": 1, "scopes": ["all"]}),
        ("clock", {"set": "yesterday"}),
        ("clock", {"forward": 1}),
        ("override", {"platform": "instagram", "account": 1, "post": {"likes": 3}}),
        ("change-share", {"percent": 101}),
    ],
)
def test_wrong_input_is_refused(simulator, path, body):
    answer = simulator.session.post(f"{simulator.url}/control/{path}", json=body)
    assert answer.status_code == 400 and answer.json()["error"]


def test_unknown_calls(simulator):
    assert simulator.session.get(f"{simulator.url}/control/nothing").status_code == 404
    assert simulator.session.get(f"{simulator.url}/control/token").status_code == 405


def test_million_accounts_cost_nothing(start):
    simulator = start("--accounts", "1000000")
    simulator.control("mint-many", platform="instagram")
    answer = simulator.get("/instagram/v25.0/me", "IGAA-bulk-999999", fields="followers_count")
    assert answer.json()["followers_count"] > 0
    with open(f"/proc/{simulator.process.pid}/status", encoding="utf-8") as status:
        resident = next(line for line in status if line.startswith("VmRSS"))
    assert int(resident.split()[1]) < 80_000
