"""The GET routes: shapes, values, parameters, and nothing but one's own."""

import pytest
from rest.helpers import problem

CONNECTION_KEYS = [
    "id",
    "platform",
    "platform_username",
    "platform_display_name",
    "profile_picture_url",
    "connection_status",
    "connected_at",
    "last_synced_at",
    "token_expires_at",
    "days_until_expiry",
]
STATS_KEYS = [
    "connection_id",
    "platform",
    "platform_username",
    "followers_count",
    "following_count",
    "engagement_rate",
    "total_posts",
    "average_likes_per_post",
    "average_comments_per_post",
    "followers_growth",
    "synced_at",
]
LOG_KEYS = [
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
POST_KEYS = [
    "id",
    "connection_id",
    "user_id",
    "platform",
    "platform_post_id",
    "post_type",
    "caption",
    "media_url",
    "thumbnail_url",
    "permalink",
    "likes_count",
    "comments_count",
    "shares_count",
    "saves_count",
    "views_count",
    "engagement_rate",
    "published_at",
    "fetched_at",
    "removed_at",
    "created_at",
]
EMPTY = {
    "/connections": [],
    "/stats": [],
    "/stats/history?platform=instagram": [],
    "/posts/top": {"total": 0, "posts": []},
    "/dashboard": {
        "total_followers": 0,
        "total_platforms": 0,
        "avg_engagement_rate": None,
        "total_posts": 0,
        "connections": [],
        "latest_stats": [],
        "last_sync": None,
    },
}


@pytest.mark.parametrize("path", EMPTY)
@pytest.mark.parametrize("role", ["influencer", "merchant", "admin"])
def test_a_user_without_connections_gets_empty_lists(person, path, role):
    answer = person(role).get(path)
    assert (answer.status_code, answer.json()) == (200, EMPTY[path])


def test_connections_have_the_shape_of_the_contract_and_are_the_callers(person, account):
    amal, badr = person(), person()
    first = account(amal, username="amal.ig")
    second = account(amal, platform="tiktok", username=None, status="expired", grant_days=-3)
    account(badr)
    listed = amal.get("/connections").json()
    assert [c["id"] for c in listed] == [first, second]
    assert all(list(c) == CONNECTION_KEYS for c in listed)
    assert listed[0]["platform_username"] == "amal.ig"
    assert listed[0]["days_until_expiry"] == 40
    assert listed[1]["platform_username"] == "Shown name"  # no handle: the name
    assert listed[1]["days_until_expiry"] == -3
    assert listed[0]["connected_at"].endswith("+00:00")


def test_connections_narrow_by_platform_and_status(person, account):
    amal = person()
    instagram = account(amal)
    tiktok = account(amal, platform="tiktok", status="revoked")

    def ids(query):
        return [c["id"] for c in amal.get("/connections" + query).json()]

    assert ids("?platform=tiktok") == [tiktok]
    assert ids("?status_filter=active") == [instagram]
    assert ids("?platform=tiktok&status_filter=active") == []
    assert ids("?platform=youtube") == []
    assert ids("?platform=&utm_source=mail") == [instagram, tiktok]


def test_status_of_a_connection(person, account):
    amal = person()
    mine = account(amal, status="error", grant_days=5)
    answer = amal.get(f"/connections/{mine}/status").json()
    assert list(answer) == [
        "connection_id",
        "status",
        "is_active",
        "token_expires_at",
        "days_until_expiry",
        "last_error",
        "last_synced_at",
    ]
    assert (answer["status"], answer["is_active"], answer["days_until_expiry"]) == ("error", False, 5)
    assert answer["last_error"] == "the stored error"


def test_stats_are_the_newest_of_each_account(person, account, measured):
    amal, badr = person(), person()
    one, two, foreign = account(amal), account(amal, platform="tiktok"), account(badr)
    measured(amal, one, 40, followers_count=10)
    measured(amal, one, 1, followers_count=120, followers_growth=20, average_likes_per_post=None)
    measured(amal, two, 2, platform="tiktok", followers_count=0, engagement_rate=None)
    measured(badr, foreign, 0, followers_count=99)
    rows = amal.get("/stats").json()
    assert all(list(r) == STATS_KEYS for r in rows)
    by_id = {r["connection_id"]: r for r in rows}
    assert set(by_id) == {one, two}
    assert (by_id[one]["followers_count"], by_id[one]["followers_growth"]) == (120, 20)
    assert by_id[one]["average_likes_per_post"] is None
    assert (by_id[two]["followers_count"], by_id[two]["engagement_rate"]) == (0, None)
    assert [r["connection_id"] for r in amal.get("/stats?platform=tiktok").json()] == [two]


def test_history_is_oldest_first_and_of_the_days_asked_for(person, account, measured):
    amal = person()
    mine = account(amal)
    for days_ago, followers in [(3, 30), (1, 50), (2, 40), (45, 5), (380, 1)]:
        measured(amal, mine, days_ago, followers_count=followers)

    def followers(query):
        return [r["followers_count"] for r in amal.get("/stats/history?platform=instagram" + query).json()]

    assert followers("") == [30, 40, 50]
    assert followers("&days=2") == [50]
    assert followers("&days=365") == [5, 30, 40, 50]
    assert list(amal.get("/stats/history?platform=instagram").json()[0]) == STATS_KEYS


def test_top_posts_sort_limit_and_shape(person, account, posted):
    amal, badr = person(), person()
    mine, foreign = account(amal), account(badr)
    posted(mine, "a", likes_count=5, comments_count=9)
    posted(mine, "b", likes_count=7, comments_count=None)
    posted(mine, "c", likes_count=6, comments_count=0, followers_count=100)
    posted(mine, "gone", removed=True, likes_count=900)
    posted(foreign, "x", likes_count=1000)

    def names(query=""):
        answer = amal.get("/posts/top" + query).json()
        assert answer["total"] == len(answer["posts"])
        assert all(list(p) == POST_KEYS for p in answer["posts"])
        return [p["platform_post_id"] for p in answer["posts"]]

    assert names() == ["c", "a", "b"]
    assert names("?sort_by=likes_count") == ["b", "c", "a"]
    assert names("?sort_by=comments_count&limit=2") == ["a", "c"]
    assert names("?limit=1") == ["c"]
    assert names("?platform=tiktok") == []


def test_dashboard_adds_up_the_newest_figures(person, account, measured):
    amal = person()
    one, two, three = account(amal), account(amal, platform="tiktok"), account(amal, platform="facebook")
    measured(amal, one, 9, followers_count=1, total_posts=1, engagement_rate=50)
    measured(amal, one, 1, followers_count=1000, total_posts=10, engagement_rate=3)
    measured(amal, two, 1, platform="tiktok", followers_count=500, total_posts=None, engagement_rate=6)
    answer = amal.get("/dashboard").json()
    assert list(answer) == list(EMPTY["/dashboard"])
    assert (answer["total_followers"], answer["total_posts"], answer["total_platforms"]) == (1500, 10, 3)
    assert answer["avg_engagement_rate"] == 4.5
    assert [c["id"] for c in answer["connections"]] == [one, two, three]
    assert {s["connection_id"] for s in answer["latest_stats"]} == {one, two}


def test_an_account_that_somebody_else_took_over_is_in_no_sum(person, account, measured, sql):
    amal = person()
    kept, taken, withdrawn = account(amal), account(amal, platform="tiktok"), account(amal, platform="facebook")
    for one, platform, followers in ((kept, "instagram", 1000), (taken, "tiktok", 500), (withdrawn, "facebook", 70)):
        rate = followers // 100
        measured(amal, one, 1, platform=platform, followers_count=followers, total_posts=followers // 10, engagement_rate=rate)
    # A take-over erases the tokens; who withdrew the access is still the owner.
    sql(
        "update social.social_media_connections set connection_status = 'revoked', access_token_encrypted = case when id = %s"
        " then null else 'token'::bytea end where id = any (%s::uuid[]) returning 1",
        taken,
        [taken, withdrawn],
    )
    answer = amal.get("/dashboard").json()
    assert (answer["total_followers"], answer["total_posts"], answer["avg_engagement_rate"]) == (1070, 107, 5)
    assert {c["id"] for c in answer["connections"]} == {s["connection_id"] for s in answer["latest_stats"]} == {kept, taken, withdrawn}


def test_what_posts_gained(person, account, posted):
    amal, badr = person(), person()
    mine, foreign = account(amal), account(badr)
    posted(mine, "new", days_ago=3, likes_count=5, comments_count=2, shares_count=None)
    posted(mine, "newer", days_ago=1, likes_count=50, comments_count=0)
    posted(mine, "before", days_ago=90, likes_count=900)  # nothing is known of what it had then
    posted(foreign, "x", likes_count=1000)
    gained = amal.post("/rest/rpc/posts_gained", json={"days": 30}).json()
    assert [(p["platform_post_id"], p["likes_gained"], p["comments_gained"]) for p in gained] == [
        ("newer", 50, 0),
        ("new", 5, 2),
        ("before", None, None),
    ]
    assert gained[1]["shares_gained"] is None
    assert len(amal.post("/rest/rpc/posts_gained", json={"limit": 1}).json()) == 1
    assert amal.post("/rest/rpc/posts_gained", json={"platform": "tiktok"}).json() == []
    for bad in ({"days": 0}, {"platform": "orkut"}, {"limit": -1}):
        problem(amal.post("/rest/rpc/posts_gained", json=bad), 422, "invalid_input")


def test_what_posts_gained_is_of_those_days_and_not_of_a_silence(person, account, posted, measured, sql):
    amal = person()
    mine = account(amal)

    def had(post, days_ago, likes, comments=1):
        sql("select social_internal.ensure_month('social_internal.post_changes', now() - make_interval(days => %s))", days_ago)
        sql(
            "insert into social_internal.post_changes (connection_id, fetched_at, post_ids, likes_count, comments_count)"
            " values (%s, now() - make_interval(days => %s, mins => %s), array[%s]::bigint[], array[%s]::bigint[],"
            " array[%s]::bigint[])",
            mine, days_ago, post, post, likes, comments,
        )  # fmt: skip

    def gained():
        answer = amal.post("/rest/rpc/posts_gained", json={"days": 30}).json()
        return [(p["platform_post_id"], p["likes_gained"], p["comments_gained"]) for p in answer]

    had(posted(mine, "old", days_ago=90, likes_count=900, comments_count=9), 40, 300)
    had(posted(mine, "hidden", days_ago=90, likes_count=None, comments_count=2000), 40, None)
    posted(mine, "between", days_ago=31, likes_count=70, comments_count=7)
    assert set(gained()) == {("old", None, None), ("hidden", None, None), ("between", None, None)}
    # Measured 32 days ago: what was known then is the base, and what was published after it had nothing yet.
    measured(amal, mine, 32, posts_counted=2)
    assert gained() == [("hidden", None, 1999), ("old", 600, 8), ("between", 70, 7)]


def test_sync_logs_for_operators(person, account, sql):
    amal, badr, ops = person(), person(), person("admin")
    mine, other = account(amal), account(badr, platform="tiktok")
    sql("select social_internal.ensure_month('social.social_media_sync_logs', now())")
    for owner, connection, platform, status in [
        (amal, mine, "instagram", "success"),
        (amal, mine, "instagram", "failed"),
        (badr, other, "tiktok", "failed"),
    ]:
        sql(
            """insert into social.social_media_sync_logs
                   (connection_id, user_id, platform, sync_type, sync_status, api_calls_made, errors_encountered)
               values (%s, %s, %s, 'manual', %s, 3, '{one thing}')""",
            connection,
            owner.id,
            platform,
            status,
        )
    logs = ops.get(f"/admin/sync-logs?user_id={amal.id}").json()
    assert logs["total"] == 2
    assert [entry["sync_status"] for entry in logs["logs"]] == ["failed", "success"]
    assert set(logs["logs"][0]) == set(LOG_KEYS) | {"user_id", "api_calls_made", "errors_encountered"}
    assert logs["logs"][0]["errors_encountered"] == ["one thing"]
    failed = ops.get("/admin/sync-logs?status_filter=failed&platform=tiktok&limit=1").json()["logs"]
    assert [(entry["user_id"], entry["connection_id"]) for entry in failed] == [(badr.id, other)]


@pytest.mark.parametrize(
    "query",
    [
        "/connections?platform=orkut",
        "/connections?platform=eq.instagram",
        "/connections?status_filter=broken",
        "/connections?select=id",
        "/connections?connection_status=eq.active",
        "/connections?platform=%ff",
        "/stats?platform=Instagram",
        "/stats/history",
        "/stats/history?platform=",
        "/stats/history?platform=instagram&days=0",
        "/stats/history?platform=instagram&days=366",
        "/stats/history?platform=instagram&days=",
        "/stats/history?platform=instagram&days=1.5",
        "/stats/history?platform=instagram&days=99999999999999999999",
        "/stats/history?platform=instagram;select=x",
        "/posts/top?limit=0",
        "/posts/top?limit=51",
        "/posts/top?limit=ten",
        "/posts/top?sort_by=caption",
        "/posts/top?sort_by=likes_count;--",
    ],
)
def test_values_out_of_range_are_422(person, query):
    body = problem(person().get(query), 422, "invalid_input")
    assert body["details"]


@pytest.mark.parametrize(
    "query", ["limit=501", "limit=0", "user_id=nobody", "platform=x", "status_filter=queued"]
)
def test_values_out_of_range_are_422_for_operators_too(person, query):
    problem(person("admin").get("/admin/sync-logs?" + query), 422, "invalid_input")


def test_a_trailing_slash_and_head_are_answered(person):
    amal = person()
    assert amal.get("/connections/").json() == []
    head = amal.call("HEAD", "/dashboard")
    assert (head.status_code, head.text) == (200, "")
