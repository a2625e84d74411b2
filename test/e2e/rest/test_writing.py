"""The routes that change something. What the platforms answer is the connect tests' business; here it is the
statuses, the bodies, and that nobody reaches another's account."""

import contextlib
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from rest.helpers import Person, problem

UNKNOWN = "d0000000-0000-4000-8000-00000000dead"


@pytest.mark.parametrize(
    "body", ["", "{}", "null", "[]", '{"platforms": []}', '{"platforms": null}', "not json", '{"platforms": ["x"]}']
)
def test_sync_of_a_user_without_connections_is_an_empty_list(person, body):
    answer = person().post("/sync", data=body)
    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize(
    "body", ["not json", '{"platforms": "instagram"}', '{"platforms": ["orkut"]}', '{"platforms": [1]}', "[null]", "7"]
)
def test_sync_refuses_other_bodies(person, account, body):
    amal = person()
    account(amal)
    problem(amal.post("/sync", data=body), 422, "invalid_input")


@pytest.fixture
def log_of(sql):
    """Writes the log of a sync of this moment."""

    def write(owner, connection_id, status, sync_type="scheduled"):
        sql("select social_internal.ensure_month('social.social_media_sync_logs', now())")
        (log_id,) = sql(
            """insert into social.social_media_sync_logs
                   (connection_id, user_id, platform, sync_type, sync_status, stats_fetched, posts_fetched, duration_ms,
                    started_at, completed_at)
               values (%s, %s, 'instagram', %s, %s, %s, 25, 80, now(), now()) returning id""",
            connection_id,
            owner.id,
            sync_type,
            status,
            status != "failed" and sync_type != "token_refresh",
        )[0]
        if status != "failed":
            sql("update social.social_media_connections set last_synced_at = now() where id = %s", connection_id)
        return log_id

    return write


def test_sync_answers_from_the_log_what_was_synced_within_the_last_minute(person, account, log_of):
    amal = person()
    mine = account(amal)
    log_id = log_of(amal, mine, "success")
    log_of(amal, mine, "success", "token_refresh")
    answer = amal.post("/sync", json={"platforms": ["instagram"]})
    assert answer.status_code == 200
    assert [(row["id"], row["sync_type"], row["posts_fetched"]) for row in answer.json()] == [(log_id, "scheduled", 25)]
    assert list(answer.json()[0]) == [
        "id",
        "connection_id",
        "platform",
        "sync_type",
        "sync_status",
        "stats_fetched",
        "posts_fetched",
        "error_message",
        "duration_ms",
        "started_at",
        "completed_at",
    ]


def test_a_sync_that_failed_since_does_not_hide_behind_the_success_before_it(person, account, log_of):
    amal = person()
    mine = account(amal)
    earlier = [log_of(amal, mine, "success"), log_of(amal, mine, "failed")]
    # The stored token is none, so the new attempt fails: that is the newest outcome.
    (row,) = amal.post("/sync").json()
    assert row["sync_status"] == "failed"
    assert row["id"] not in earlier


def test_disconnect_erases_the_connection_with_its_figures(person, account, measured, posted, sql):
    amal = person()
    mine, kept = account(amal), account(amal, platform="tiktok")
    measured(amal, mine, 1)
    posted(mine, "a")
    answer = amal.delete(f"/connections/{mine}", data="ignored")
    assert (answer.status_code, answer.text) == (204, "")
    assert [c["id"] for c in amal.get("/connections").json()] == [kept]
    assert amal.get("/stats").json() == []
    assert sql("select count(*) from social.social_media_stats where connection_id = %s", mine) == [(0,)]
    problem(amal.delete(f"/connections/{mine}"), 404, "not_found")


@pytest.mark.parametrize("name", [UNKNOWN, "nope", "1", "%27%20or%201=1", "..%2f..", "d0000000"])
def test_ids_that_name_nothing_are_404(person, name):
    problem(person().delete(f"/connections/{name}"), 404, "not_found")
    problem(person().get(f"/connections/{name}/status"), 404, "not_found")


def test_another_users_connection_is_404_and_stays(person, account, sql):
    amal, badr, ops = person(), person(), person("admin")
    mine = account(amal)
    for stranger in (badr, ops):
        problem(stranger.delete(f"/connections/{mine}"), 404, "not_found")
        problem(stranger.get(f"/connections/{mine}/status"), 404, "not_found")
        problem(stranger.post("/rest/rpc/disconnect", json={"id": mine}), 404, "not_found")
        problem(stranger.post("/rest/rpc/sync_connection", json={"id": mine}), 404, "not_found")
    assert sql("select count(*) from social.social_media_connections where id = %s", mine) == [(1,)]


def test_a_connection_that_goes_while_its_sync_is_waited_for_is_404(person, account, sql, settled):
    amal = person()
    mine = account(amal)
    with contextlib.closing(psycopg2.connect("")) as holder, holder.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute("select from social.social_media_connections where id = %s for update", (mine,))
        call = pool.submit(amal.post, "/rest/rpc/sync_connection", json={"id": mine})
        waiting = "select count(*) from pg_stat_activity where usename = 'authenticator' and wait_event_type = 'Extension'"
        settled(lambda: sql(waiting) == [(1,)])
        cursor.execute("delete from social.social_media_connections where id = %s", (mine,))
        holder.commit()
        problem(call.result(), 404, "not_found")


def test_preferences_of_somebody_not_seen_before(api, mint, sql):
    """Whoever has just signed up may look at the preferences before the first connect, and change them."""
    amal = Person(api, str(uuid.uuid4()), "influencer", None)
    amal.headers = {"Authorization": "Bearer " + mint(sub=amal.id, role="influencer")}
    begun_with = {
        "display_name": None, "email": None, "locale": "fr", "time_zone": None,
        "weekly_report": True, "notify_expiry": True, "visible_to_merchants": True,
    }  # fmt: skip
    assert amal.rows("preferences") == [begun_with]
    try:
        assert amal.post("/rest/rpc/set_preferences", json={"visible_to_merchants": False}).status_code == 204
        assert amal.rows("preferences") == [{**begun_with, "visible_to_merchants": False}]
    finally:
        sql("select social.erase_user(%s)", amal.id)


INSTAGRAM = {"instagram_user_id": "17841400000000", "access_token": "short_lived_token"}
FACEBOOK = {"facebook_user_id": "100000000000001", "access_token": "short_lived_token"}


@pytest.mark.parametrize(
    "platform, body",
    [
        ("instagram", {}),
        ("instagram", {**INSTAGRAM, "instagram_user_id": ""}),
        ("instagram", {**INSTAGRAM, "instagram_user_id": "17 841"}),
        ("instagram", {**INSTAGRAM, "instagram_user_id": None}),
        ("instagram", {**INSTAGRAM, "instagram_user_id": {"id": 1}}),
        ("instagram", {**INSTAGRAM, "instagram_user_id": "1" * 200}),
        ("instagram", {**INSTAGRAM, "access_token": ""}),
        ("instagram", {**INSTAGRAM, "access_token": "  "}),
        ("instagram", {**INSTAGRAM, "access_token": 7}),
        ("instagram", {**INSTAGRAM, "access_token": "t" * 8193}),
        ("instagram", {**INSTAGRAM, "access_token": "a\r\nHost: evil"}),
        ("instagram", [INSTAGRAM]),
        ("instagram", None),
        ("tiktok", {"authorization_code": ""}),
        ("tiktok", {"redirect_uri": "https://example.com/oauth/callback/tiktok"}),
        ("facebook", {**FACEBOOK, "page_id": ""}),
        ("facebook", {**FACEBOOK, "facebook_user_id": "me/../app"}),
    ],
)
def test_connects_refuse_invalid_input(person, platform, body):
    answer = person().post(f"/connect/{platform}", json=body)
    problem(answer, 422, "invalid_input")
    if isinstance(body, dict) and isinstance(body.get("access_token"), str) and len(body["access_token"]) > 2:
        assert body["access_token"] not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b'{"access_token": "\xff"}', b'{"a": "\\u0000"}', b"[" * 60000])
def test_connects_refuse_what_is_no_json_object(person, body):
    problem(person().post("/connect/instagram", data=body), 422, "invalid_input")


def test_merchants_do_not_connect_and_only_operators_refresh(person):
    problem(person("merchant").post("/connect/instagram", json=INSTAGRAM), 403)
    for role in ("influencer", "merchant"):
        problem(person(role).post("/admin/refresh-tokens"), 403)
        problem(person(role).get("/admin/sync-logs"), 403)
    for days in ("0", "31", "x", ""):
        problem(person("admin").post(f"/admin/refresh-tokens?days_before={days}"), 422, "invalid_input")


@pytest.mark.parametrize(
    "method, path, allowed",
    [
        ("PUT", "/connections", "GET, HEAD, OPTIONS"),
        ("GET", "/sync", "POST, OPTIONS"),
        ("DELETE", "/stats", "GET, HEAD, OPTIONS"),
        ("GET", f"/connections/{UNKNOWN}", "DELETE, OPTIONS"),
        ("POST", f"/connections/{UNKNOWN}/status", "GET, HEAD, OPTIONS"),
        ("PATCH", "/connect/instagram", "POST, OPTIONS"),
        ("GET", "/admin/refresh-tokens", "POST, OPTIONS"),
    ],
)
def test_other_methods_are_405(person, method, path, allowed):
    answer = person().call(method, path)
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/", "/nothing", "/connect", "/connect/orkut", "/stats/history/x", "/../../rest/x"])
def test_unknown_routes_are_404(person, path):
    assert person().get(path).status_code == 404


def test_too_large_a_body_is_413(person):
    problem(person().post("/sync", data=b"x" * 70000), 413, "body_too_large")
