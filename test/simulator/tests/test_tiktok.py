"""TikTok: consent, codes, rotation, revocation, profile and videos."""

import base64
import hashlib

import pytest
from simulator_client import NOW, REDIRECT

AUTHORIZE = "/tiktok/v2/auth/authorize/"
TOKEN = "/tiktok/v2/oauth/token/"
SCOPES = "user.info.basic,user.info.profile,user.info.stats,video.list"
APP = {"client_key": "tt-app", "client_secret": "tt-secret"}
VIDEO_FIELDS = (
    "id,create_time,title,video_description,view_count,like_count,comment_count,share_count"
)


def query(**changes):
    wanted = {
        "client_key": "tt-app",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": SCOPES,
        "state": "abc",
    }
    return {**wanted, **changes}


def exchange(simulator, given, **changes):
    form = {**APP, "grant_type": "authorization_code", "redirect_uri": REDIRECT, "code": given}
    return simulator.post(TOKEN, data={**form, **changes})


def refresh(simulator, token):
    form = {**APP, "grant_type": "refresh_token", "refresh_token": token}
    return simulator.post(TOKEN, data=form)


def videos(simulator, token, fields=VIDEO_FIELDS, **body):
    return simulator.post(
        "/tiktok/v2/video/list/",
        params={"fields": fields},
        json=body,
        headers={"Authorization": f"Bearer {token}"},
    )


def test_whole_round_trip(simulator):
    back = simulator.consent(AUTHORIZE, query(), account="3")
    assert back["scopes"] == SCOPES and back["state"] == "abc" and back["#"] == ""
    assert "*" in back["code"] and "!" in back["code"]
    pair = exchange(simulator, back["code"]).json()
    assert pair["expires_in"] == 7200
    assert pair["refresh_expires_in"] == 15552000
    assert pair["token_type"] == "Bearer"
    assert pair["scope"] == SCOPES
    assert pair["open_id"] == simulator.truth("tiktok", 3)["id"]
    assert pair["access_token"].startswith("act.") and pair["refresh_token"].startswith("rft.")


def test_code_works_once_and_for_five_minutes(simulator):
    code = simulator.consent(AUTHORIZE, query(), account="3")["code"]
    assert exchange(simulator, code).status_code == 200
    again = exchange(simulator, code)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"
    assert set(again.json()) == {"error", "error_description", "log_id"}
    late = simulator.consent(AUTHORIZE, query(), account="3")["code"]
    simulator.control("clock", advance=300)
    assert exchange(simulator, late).json()["error"] == "invalid_grant"


def test_rotation_kills_the_old_refresh_token(simulator):
    first = simulator.token("tiktok", 3)
    second = refresh(simulator, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    dead = refresh(simulator, first["refresh_token"])
    assert dead.status_code == 400
    assert dead.json()["error"] == "invalid_grant"
    assert refresh(simulator, second["refresh_token"]).status_code == 200


def test_refresh_token_keeps_its_end_unless_told_otherwise(simulator):
    pair = simulator.token("tiktok", 3)
    simulator.control("clock", advance="10d")
    kept = refresh(simulator, pair["refresh_token"]).json()
    assert kept["refresh_expires_in"] == 15552000 - 10 * 86400
    simulator.control("settings", tiktok_refresh_restarts=True)
    restarted = refresh(simulator, kept["refresh_token"]).json()
    assert restarted["refresh_expires_in"] == 15552000


def test_access_token_lives_two_hours(simulator):
    token = simulator.token("tiktok", 3)["access_token"]
    simulator.control("clock", advance=7199)
    assert videos(simulator, token).status_code == 200
    simulator.control("clock", advance=1)
    answer = videos(simulator, token)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "access_token_invalid"


def test_refresh_token_ends(simulator):
    pair = simulator.token("tiktok", 3)
    simulator.control("clock", advance=15552000)
    assert refresh(simulator, pair["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "change, status, error",
    [
        ({"client_key": "nobody"}, 401, "invalid_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"code": "nonsense"}, 400, "invalid_grant"),
        ({"redirect_uri": REDIRECT + "/"}, 400, "invalid_grant"),
        ({"code_verifier": "unasked"}, 400, "invalid_grant"),
        ({"extra": "1"}, 400, "invalid_request"),
    ],
)
def test_refused_exchanges(simulator, change, status, error):
    code = simulator.consent(AUTHORIZE, query(), account="3")["code"]
    answer = exchange(simulator, code, **change)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_token_endpoint_takes_no_json(simulator):
    body = {**APP, "grant_type": "refresh_token", "refresh_token": "x"}
    answer = simulator.post(TOKEN, json=body)
    assert answer.json()["error"] == "invalid_request"


def test_slash_at_the_end_is_needed(simulator):
    assert simulator.post("/tiktok/v2/oauth/token", data=APP).status_code == 404


@pytest.mark.parametrize("form", ["hex", "base64url"])
def test_pkce(simulator, form):
    digest = hashlib.sha256(b"my-verifier")
    challenge = digest.hexdigest()
    if form == "base64url":
        challenge = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    asked = query(code_challenge=challenge, code_challenge_method="S256")
    code = simulator.consent(AUTHORIZE, asked, account="3")["code"]
    assert exchange(simulator, code).json()["error"] == "invalid_grant"
    assert exchange(simulator, code, code_verifier="my-verifier").status_code == 200


def test_redirect_uri_may_have_no_query(simulator):
    answer = simulator.get(AUTHORIZE, **query(redirect_uri=REDIRECT + "?a=1"))
    assert answer.status_code == 400


def test_revoke_ends_both_tokens(simulator):
    pair = simulator.token("tiktok", 3)
    answer = simulator.post(
        "/tiktok/v2/oauth/revoke/", data={**APP, "token": pair["access_token"]}
    )
    assert (answer.status_code, answer.text) == (200, "{}")
    assert videos(simulator, pair["access_token"]).status_code == 401
    assert refresh(simulator, pair["refresh_token"]).json()["error"] == "invalid_grant"


def test_revoking_needs_a_living_token(simulator):
    answer = simulator.post("/tiktok/v2/oauth/revoke/", data={**APP, "token": "act.nothing"})
    assert answer.json()["error"] == "invalid_grant"


def test_profile_equals_the_truth(simulator):
    token = simulator.token("tiktok", 3)["access_token"]
    fields = (
        "open_id,union_id,display_name,username,"
        "follower_count,following_count,likes_count,video_count"
    )
    answer = simulator.get("/tiktok/v2/user/info/", token, fields=fields).json()
    truth = simulator.truth("tiktok", 3)
    assert answer["error"]["code"] == "ok"
    assert answer["data"]["user"] == {
        "open_id": truth["id"],
        "union_id": truth["union_id"],
        "display_name": "Léa Martin",
        "username": "leamartin",
        "follower_count": truth["followers"],
        "following_count": truth["following"],
        "likes_count": sum(post["likes"] for post in truth["posts"]),
        "video_count": len(truth["posts"]),
    }


def test_videos_equal_the_truth_page_by_page(simulator):
    token = simulator.token("tiktok", 7)["access_token"]
    truth = simulator.truth("tiktok", 7)["posts"]
    assert len(truth) > 60
    seen, body = [], {"max_count": 20}
    while True:
        data = videos(simulator, token, **body).json()["data"]
        assert len(data["videos"]) <= 20
        seen += data["videos"]
        if not data["has_more"]:
            break
        assert data["cursor"] == data["videos"][-1]["create_time"] * 1000
        body["cursor"] = data["cursor"]
    assert [video["id"] for video in seen] == [post["id"] for post in truth]
    for video, post in zip(seen, truth):
        assert video["create_time"] == post["published_at"]
        assert video["video_description"] == (post["caption"] or "")
        assert video["view_count"] == post["views"]
        assert video["like_count"] == post["likes"]
        assert video["comment_count"] == post["comments"]
        assert video["share_count"] == post["shares"]


def test_any_time_is_a_cursor(simulator):
    token = simulator.token("tiktok", 7)["access_token"]
    truth = simulator.truth("tiktok", 7)["posts"]
    cursor = (NOW - 10 * 86400) * 1000
    data = videos(simulator, token, cursor=cursor, max_count=20).json()["data"]
    older = [post["id"] for post in truth if post["published_at"] * 1000 < cursor]
    assert [video["id"] for video in data["videos"]] == older[:20]


def test_known_videos_can_be_asked_for(simulator):
    token = simulator.token("tiktok", 3)["access_token"]
    own = simulator.truth("tiktok", 3)["posts"][4]["id"]
    foreign = simulator.truth("tiktok", 4)["posts"][0]["id"]
    answer = simulator.post(
        "/tiktok/v2/video/query/",
        params={"fields": "id"},
        json={"filters": {"video_ids": [own, foreign]}},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.json()["data"]["videos"] == [{"id": own}]


def test_missing_scope_fails_the_whole_call(simulator):
    token = simulator.token("tiktok", 3, scopes=["user.info.basic"])["access_token"]
    answer = simulator.get("/tiktok/v2/user/info/", token, fields="open_id,follower_count")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "scope_not_authorized")
    assert videos(simulator, token).json()["error"]["code"] == "scope_not_authorized"
    assert simulator.get("/tiktok/v2/user/info/", token, fields="open_id").status_code == 200


@pytest.mark.parametrize(
    "fields, body",
    [
        ("", {}),
        ("id,nonsense", {}),
        ("id", {"max_count": 21}),
        ("id", {"max_count": 0}),
        ("id", {"page": 2}),
    ],
)
def test_invalid_params(simulator, fields, body):
    token = simulator.token("tiktok", 3)["access_token"]
    answer = videos(simulator, token, fields=fields, **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_params")


def test_token_in_the_query_is_not_a_token(simulator):
    token = simulator.token("tiktok", 3)["access_token"]
    answer = simulator.get("/tiktok/v2/user/info/", fields="open_id", access_token=token)
    assert answer.json()["error"]["code"] == "invalid_params"
