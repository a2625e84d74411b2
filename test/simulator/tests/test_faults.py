"""Every fault can be seen."""

import gzip
import http.client
import json
import socket
import time

import pytest
import requests
from simulator_client import FIELDS, REDIRECT, exchange, media, profile

APP = {"client_key": "tt-app", "client_secret": "tt-secret"}


def test_slow(simulator, token):
    simulator.fault("slow", milliseconds=400)
    begun = time.monotonic()
    assert profile(simulator, token).status_code == 200
    assert time.monotonic() - begun >= 0.4


def test_slow_body(simulator, token):
    simulator.fault("slow_body", milliseconds=1500)
    begun = time.monotonic()
    answer = simulator.session.get(
        f"{simulator.url}/instagram/v25.0/me/media",
        params={"access_token": token, "fields": FIELDS},
        stream=True,
    )
    head = time.monotonic() - begun
    assert answer.json()["data"]
    assert time.monotonic() - begun >= 1.4 > head


def test_reset(simulator, token):
    simulator.fault("reset", count=1)
    with pytest.raises(requests.ConnectionError):
        profile(simulator, token)
    assert profile(simulator, token).status_code == 200


def test_cut_connection(simulator, token):
    simulator.fault("cut_connection", count=1)
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port)
    connection.request("GET", f"/instagram/v25.0/me/media?fields={FIELDS}&access_token={token}")
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()


def test_truncated_json(simulator, token):
    simulator.fault("truncated_json")
    answer = media(simulator, token)
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        answer.json()


def test_hang(simulator, token):
    simulator.fault("hang")
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(
            f"{simulator.url}/instagram/v25.0/me", params={"access_token": token}, timeout=0.3
        )


def test_html_502(simulator, token):
    simulator.fault("html_502")
    answer = profile(simulator, token)
    assert answer.status_code == 502
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.text.startswith("<html>")


def test_empty_body(simulator, token):
    simulator.fault("empty_body", count=1)
    answer = profile(simulator, token)
    assert (answer.status_code, answer.content) == (200, b"")
    simulator.fault("empty_body", status=502)
    answer = profile(simulator, token)
    assert (answer.status_code, answer.content) == (502, b"")


def test_redirect(simulator, token):
    simulator.fault("redirect", location="http://127.0.0.1:9/thief")
    answer = profile(simulator, token)
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://127.0.0.1:9/thief")


def test_throttle_of_graph(simulator, token):
    simulator.fault("throttle", minutes=19)
    answer = profile(simulator, token)
    error = answer.json()["error"]
    assert answer.status_code == 403
    assert (error["code"], error["type"]) == (4, "OAuthException")
    assert error["message"] == "(#4) Application request limit reached"
    assert "Retry-After" not in answer.headers
    assert json.loads(answer.headers["X-App-Usage"])["call_count"] == 100
    account = simulator.truth("instagram", 1)["id"]
    usage = json.loads(answer.headers["X-Business-Use-Case-Usage"])[account][0]
    assert usage["estimated_time_to_regain_access"] == 19


def test_throttle_with_another_code(simulator, token):
    simulator.fault("throttle", code=80002, status=400, retry_after=30)
    answer = profile(simulator, token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 80002)
    assert answer.headers["Retry-After"] == "30"


def test_throttle_of_tiktok(simulator):
    simulator.fault("throttle", platform="tiktok")
    token = simulator.token("tiktok", 1)["access_token"]
    answer = simulator.get("/tiktok/v2/user/info/", token, fields="open_id")
    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "rate_limit_exceeded"
    assert answer.json()["data"] == {}


def test_server_error(simulator, token):
    simulator.fault("server_error")
    answer = profile(simulator, token)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["is_transient"]) == (500, 2, True)
    other = simulator.token("tiktok", 1)["access_token"]
    answer = simulator.get("/tiktok/v2/user/info/", other, fields="open_id")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")


def test_flat_error_of_tiktok(simulator):
    simulator.fault("server_error", flat=True)
    token = simulator.token("tiktok", 1)["access_token"]
    answer = simulator.get("/tiktok/v2/user/info/", token, fields="open_id").json()
    assert set(answer) == {"code", "message", "log_id"}


def test_error_in_a_200(simulator, token):
    simulator.fault("error_200")
    answer = profile(simulator, token)
    assert answer.status_code == 200 and "error" in answer.json()
    oauth = simulator.post("/tiktok/v2/oauth/token/", data={**APP, "grant_type": "refresh_token"})
    assert oauth.status_code == 200 and oauth.json()["error"] == "server_error"


@pytest.mark.parametrize("subcode", [458, 460, 463, 467, 492])
def test_revoked_token(simulator, token, subcode):
    simulator.fault("revoked_token", code=subcode)
    error = profile(simulator, token).json()["error"]
    assert (error["code"], error["error_subcode"]) == (190, subcode)


def test_revoked_token_of_tiktok(simulator):
    simulator.fault("revoked_token")
    pair = simulator.token("tiktok", 1)
    answer = simulator.get("/tiktok/v2/user/info/", pair["access_token"], fields="open_id")
    assert answer.json()["error"]["code"] == "access_token_invalid"
    form = {**APP, "grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert simulator.post("/tiktok/v2/oauth/token/", data=form).json()["error"] == "invalid_grant"


def test_missing_scope(simulator, token):
    simulator.fault("missing_scope")
    assert profile(simulator, token).json()["error"]["code"] == 10


def test_reduce_data(simulator, token):
    simulator.fault("reduce_data", limit=20)
    assert media(simulator, token, limit=21).json()["error"]["code"] == 1
    assert len(media(simulator, token, limit=20).json()["data"]) == 20


def test_empty_page_is_followed_by_the_posts(simulator, token):
    expected = media(simulator, token).json()["data"]
    simulator.fault("empty_page", count=1)
    empty = media(simulator, token).json()
    assert empty["data"] == [] and "next" in empty["paging"]
    after = empty["paging"]["cursors"]["after"]
    assert media(simulator, token, after=after).json()["data"] == expected


def test_empty_pages_have_cursors_of_their_own(simulator, token):
    simulator.fault("empty_page", count=2)
    first = media(simulator, token).json()["paging"]["cursors"]["after"]
    second = media(simulator, token, after=first).json()["paging"]["cursors"]["after"]
    assert first != second


def test_empty_page_of_tiktok(simulator):
    simulator.fault("empty_page", count=1)
    token = simulator.token("tiktok", 1)["access_token"]

    def videos(**body):
        return simulator.post(
            "/tiktok/v2/video/list/",
            params={"fields": "id"},
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        ).json()["data"]

    empty = videos()
    assert empty["videos"] == [] and empty["has_more"] is True
    newest = simulator.truth("tiktok", 1)["posts"][0]["id"]
    assert videos(cursor=empty["cursor"])["videos"][0]["id"] == newest


def test_short_pages_lead_to_all_posts(simulator, token):
    expected = media(simulator, token).json()["data"]
    simulator.fault("short_page", limit=4)
    found, after = [], None
    while len(found) < 10:
        page = media(simulator, token, **({"after": after} if after else {})).json()
        assert len(page["data"]) == 4 and "next" in page["paging"]
        found += page["data"]
        after = page["paging"]["cursors"]["after"]
    assert found[:10] == expected


def test_short_pages_of_tiktok(simulator):
    simulator.fault("short_page")
    token = simulator.token("tiktok", 1)["access_token"]
    data = simulator.post(
        "/tiktok/v2/video/list/",
        params={"fields": "id"},
        json={"max_count": 20},
        headers={"Authorization": f"Bearer {token}"},
    ).json()["data"]
    assert len(data["videos"]) == 5 and data["has_more"] is True


def test_repeating_cursor(simulator, token):
    simulator.fault("repeating_cursor")
    first = media(simulator, token).json()
    after = first["paging"]["cursors"]["after"]
    second = media(simulator, token, after=after).json()
    assert second["paging"]["cursors"]["after"] == after
    assert second["data"] == first["data"]


def test_vanishing_post(simulator, token):
    simulator.fault("vanishing_post", count=1)
    first = media(simulator, token).json()
    gone = first["data"][-1]["id"]
    assert simulator.get(f"/instagram/v25.0/{gone}", token).json()["error"]["error_subcode"] == 33
    second = media(simulator, token, after=first["paging"]["cursors"]["after"]).json()
    assert len(second["data"]) == 10 and gone not in [item["id"] for item in second["data"]]


def test_wrong_types(simulator, token):
    simulator.fault("wrong_types")
    first = json.loads(media(simulator, token).text, parse_int=str)["data"][0]
    assert first["caption"] == "42"
    counts = [first["like_count"], first["comments_count"]]
    plain = [isinstance(count, str) and count.isdigit() and len(count) < 19 for count in counts]
    assert not all(plain)


def test_numeric_ids(simulator, token):
    simulator.fault("numeric_ids")
    first = media(simulator, token).json()["data"][0]["id"]
    assert isinstance(first, int) and first > 2**53
    assert str(first) == simulator.truth("instagram", 1)["posts"][0]["id"]


def test_far_dates(simulator, token):
    simulator.fault("far_dates")
    told = {item["timestamp"] for item in media(simulator, token, limit=100).json()["data"]}
    assert told == {
        "0000-01-01T00:00:00+0000",
        "9999-12-31T23:59:59+0000",
        "292278994-08-17T07:12:55+0000",
        "2026-02-30T00:00:00+0000",
    }
    other = simulator.token("tiktok", 1)["access_token"]
    data = simulator.post(
        "/tiktok/v2/video/list/",
        params={"fields": "create_time"},
        json={"max_count": 20},
        headers={"Authorization": f"Bearer {other}"},
    ).json()["data"]
    assert {video["create_time"] for video in data["videos"]} == {0, 253402300799, 2**63 - 1, -1}


def test_nul_in_a_caption(simulator, token):
    simulator.fault("nul_caption")
    items = media(simulator, token).json()["data"]
    captions = [item["caption"] for item in items if "caption" in item]
    assert all("\x00after the nul" in caption for caption in captions) and captions


def test_invalid_utf8(simulator, token):
    simulator.fault("invalid_utf8")
    body = media(simulator, token).content
    assert b"\xff\xc3" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode()


def test_missing_counts(simulator, token):
    simulator.fault("missing_counts")
    assert set(profile(simulator, token).json()) == {"username", "id"}


def test_hidden_likes(simulator, token):
    simulator.fault("hidden_likes")
    assert "like_count" not in media(simulator, token).json()["data"][0]


def test_wrapped_profile_and_token(simulator, token):
    simulator.fault("wrapped")
    assert profile(simulator, token).json()["data"][0]["username"] == "amina.benali"
    code = simulator.token("instagram", 1, kind="code", redirect_uri=REDIRECT)["code"]
    granted = exchange(simulator, code).json()["data"][0]
    assert granted["user_id"] == simulator.truth("instagram", 1)["scoped_id"]
    assert granted["permissions"].startswith("instagram_business_basic,")


def test_refused_insights(simulator, token):
    simulator.fault("refused_insights")
    post = simulator.truth("instagram", 1)["posts"][0]["id"]
    answer = simulator.get(f"/instagram/v25.0/{post}/insights", token, metric="views")
    assert answer.json()["error"]["error_subcode"] == 2108006


def test_personal_account(simulator, token):
    simulator.fault("personal_account")
    assert profile(simulator, token).json()["error"]["code"] == 10


def test_high_usage(simulator, token):
    simulator.fault("high_usage", percent=85)
    answer = profile(simulator, token)
    assert answer.status_code == 200
    assert json.loads(answer.headers["X-App-Usage"])["call_count"] == 85


def test_deep_nesting(simulator, token):
    simulator.fault("deep_nesting", depth=5000)
    assert profile(simulator, token).text == '{"data":' + "[" * 5000 + "]" * 5000 + "}"


def test_huge_body(simulator, token):
    simulator.fault("huge_body", bytes=3_000_000)
    body = profile(simulator, token).json()
    assert body["padding"] == "a" * 3_000_000


def test_huge_body_is_announced_in_full(simulator, token):
    simulator.fault("huge_body")
    answer = requests.get(
        f"{simulator.url}/instagram/v25.0/me", params={"access_token": token}, stream=True
    )
    assert int(answer.headers["Content-Length"]) > 100 * 1024 * 1024
    answer.close()


def test_gzip_bomb(simulator, token):
    simulator.fault("gzip_bomb", bytes=20_000_000)
    answer = requests.get(
        f"{simulator.url}/instagram/v25.0/me", params={"access_token": token}, stream=True
    )
    assert answer.headers["Content-Encoding"] == "gzip"
    packed = answer.raw.read(decode_content=False)
    assert len(packed) < 40_000
    assert len(gzip.decompress(packed)) > 20_000_000


def test_lost_answer_after_rotation(simulator):
    pair = simulator.token("tiktok", 1)
    form = {**APP, "grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    simulator.fault("lost_answer", platform="tiktok", endpoint="token", count=1)
    with pytest.raises(requests.ConnectionError):
        simulator.post("/tiktok/v2/oauth/token/", data=form)
    assert simulator.post("/tiktok/v2/oauth/token/", data=form).json()["error"] == "invalid_grant"


def test_reset_comes_before_anything_is_done(simulator):
    pair = simulator.token("tiktok", 1)
    form = {**APP, "grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    simulator.fault("reset", endpoint="token", count=1)
    with pytest.raises(requests.ConnectionError):
        simulator.post("/tiktok/v2/oauth/token/", data=form)
    assert simulator.post("/tiktok/v2/oauth/token/", data=form).status_code == 200


def test_reset_is_a_real_one(simulator, token):
    simulator.fault("reset")
    with socket.create_connection(("127.0.0.1", simulator.port)) as connection:
        connection.sendall(b"GET /instagram/v25.0/me HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
