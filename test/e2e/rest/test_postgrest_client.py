"""/rest/ through @supabase/postgrest-js, the client that its users have."""

import json
import subprocess
from pathlib import Path

import pytest

CLIENT = Path(__file__).parent / "client"


@pytest.fixture(scope="session")
def client():
    """The client as the lock file names it."""
    if not (CLIENT / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=CLIENT, check=True, capture_output=True)

    def call(caller, *calls, base="/rest"):
        request = {"url": caller.api + base, "token": caller.token, "calls": calls}
        done = subprocess.run(
            ["node", "calls.mjs"], cwd=CLIENT, input=json.dumps(request), capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    return call


def test_a_creator_reads_filters_sorts_counts_and_pages(client, person, account, measured, posted):
    amal = person()
    instagram, tiktok = account(amal), account(amal, platform="tiktok")
    for days_ago in (3, 2, 1):
        measured(amal, instagram, days_ago, followers_count=100 - days_ago)
    for name, likes in (("a", 5), ("b", 9), ("c", None)):
        posted(tiktok, name, likes_count=likes)
    answers = client(
        amal,
        [["from", "connections"], ["select", "id,platform"], ["eq", "platform", "tiktok"]],
        [["from", "connections"], ["select", "id"], ["order", "platform", {"ascending": False}], ["limit", 1], ["single"]],
        [["from", "connections"], ["select"], ["eq", "platform", "facebook"], ["maybeSingle"]],
        [["from", "stats_history"], ["select", "followers_count", {"count": "exact"}], ["order", "synced_at"], ["range", 0, 1]],
        [["from", "posts"], ["select", "platform_post_id"], ["order", "likes_count", {"ascending": False, "nullsFirst": False}]],
        [["from", "posts"], ["select", "*", {"count": "exact", "head": True}]],
        [["from", "stats"], ["select", "followers_count"], ["gt", "followers_count", 98]],
        [["from", "stats_history"], ["select", "followers_count"], ["order", "synced_at"], ["csv"]],
        [["from", "preferences"], ["select", "locale,weekly_report,visible_to_merchants"], ["single"]],
    )
    data = [answer["data"] for answer in answers]
    assert data[0] == [{"id": tiktok, "platform": "tiktok"}]
    assert data[1] == {"id": tiktok}
    assert (answers[2]["error"], data[2]) == (None, None)
    assert (answers[3]["status"], answers[3]["count"]) == (206, 3)
    assert data[3] == [{"followers_count": 97}, {"followers_count": 98}]
    assert [row["platform_post_id"] for row in data[4]] == ["b", "a", "c"]
    assert answers[5]["count"] == 3
    assert data[6] == [{"followers_count": 99}]
    assert data[7] == "followers_count\n97\n98\n99"
    assert data[8] == {"locale": "fr", "weekly_report": True, "visible_to_merchants": True}


def test_a_creator_calls_functions(client, person, account, sql):
    amal = person()
    mine = account(amal)
    sql(
        """insert into social.social_media_notifications (user_id, connection_id, platform, kind, incident, send_after, details)
           values (%s, %s, 'instagram', 'token_expiring', 'one', null, '{"platform_username": "amal"}')""",
        amal.id,
        mine,
    )
    (notice,) = client(amal, [["from", "notices"], ["select"], ["is", "read_at", None], ["single"]])
    assert (notice["data"]["severity"], notice["data"]["connection_id"]) == ("warning", mine)
    assert notice["data"]["action_url"] == f"/influencer/social-media#{mine}"
    answers = client(
        amal,
        [["rpc", "mark_notice_read", {"id": notice["data"]["id"]}]],
        [["from", "notices"], ["select"], ["is", "read_at", None]],
        [["rpc", "set_preferences", {"locale": "en", "time_zone": "Africa/Casablanca", "weekly_report": False}]],
        [["from", "preferences"], ["select", "locale,time_zone,weekly_report,notify_expiry"], ["single"]],
        [["from", "notices"], ["select", "title"], ["single"]],
        [["rpc", "set_preferences", {"time_zone": "Mars/Base"}]],
        [["rpc", "get_session", {}, {"get": True}]],
        [["rpc", "disconnect", {"id": mine}]],
        [["from", "connections"], ["select"]],
    )
    assert [answer["status"] for answer in answers] == [204, 200, 204, 200, 200, 422, 200, 204, 200]
    assert answers[1]["data"] == []
    assert answers[3]["data"] == {
        "locale": "en",
        "time_zone": "Africa/Casablanca",
        "weekly_report": False,
        "notify_expiry": True,
    }
    assert answers[4]["data"] == {"title": "A permission is about to end"}
    assert answers[5]["error"]["details"] == "time_zone"
    assert answers[6]["data"]["sub"] == amal.id
    assert answers[8]["data"] == []


def test_writes_are_refused(client, person, account):
    amal = person()
    mine = account(amal)
    answers = client(
        amal,
        [["from", "connections"], ["delete"], ["eq", "id", mine]],
        [["from", "connections"], ["delete"]],
        [["from", "connections"], ["update", {"connection_status": "active"}], ["eq", "id", mine]],
        [["from", "connections"], ["insert", {"platform": "tiktok"}]],
        [["from", "preferences"], ["upsert", {"email": "x@example.com"}]],
        [["schema", "social"], ["from", "social_media_connections"], ["select"]],
        [["from", "connections"], ["select"], ["maxAffected", 1]],
    )
    assert [answer["status"] for answer in answers] == [405, 405, 405, 405, 405, 406, 400]
    assert len(amal.get("/connections").json()) == 1


def test_a_merchant_compares_creators(client, person, account, measured, posted):
    mark = "compared-" + person().id[:8]
    people = []
    for followers, growth in ((500, 100), (9000, 10), (70, 0)):
        owner = person(display_name=f"{mark} {followers}")
        mine = account(owner, username=f"h{followers}")
        measured(owner, mine, 35, followers_count=followers - growth)
        measured(owner, mine, 1, followers_count=followers, average_views_per_post=followers * 2, engagement_rate=3)
        people.append((owner, mine))
    second = account(people[0][0], platform="tiktok", username="second")
    measured(people[0][0], second, 1, platform="tiktok", followers_count=1, engagement_rate=6)
    for name, likes in (("low", 10), ("best", 90), ("mid", 50), ("good", 70)):
        posted(people[0][1], name, likes_count=likes)
    here = ["like", "display_name", mark + "*"]
    answers = client(
        person("merchant"),
        [["from", "influencers"], ["select", "followers"], here, ["order", "followers", {"ascending": False}]],
        [["from", "influencers"], ["select", "followers", {"count": "exact"}], here, ["order", "growth_30_days"], ["range", 0, 1]],
        [["from", "influencers"], ["select", "user_id"], here, ["gte", "followers", 400], ["lt", "followers", 1000]],
        [["from", "influencers"], ["select", "user_id"], here, ["contains", "platform_names", ["tiktok"]]],
        [["from", "influencers"], ["select", "followers"], ["ilike", "handles", f"*{mark} 9000*h9000*"]],
        [["from", "influencers"], ["select"], ["eq", "user_id", people[0][0].id], ["single"]],
        [["from", "influencer_history"], ["select", "followers_count"], ["eq", "connection_id", people[0][1]], ["order", "day"]],
    )
    data = [answer["data"] for answer in answers]
    assert [row["followers"] for row in data[0]] == [9000, 501, 70]
    assert (answers[1]["count"], [row["followers"] for row in data[1]]) == (3, [70, 9000])
    assert data[2] == data[3] == [{"user_id": people[0][0].id}]
    assert data[4] == [{"followers": 9000}]
    profile = data[5]
    assert (profile["followers"], profile["engagement_rate"], profile["average_views"]) == (501, 4.5, 1000)
    assert (profile["growth_30_days"], profile["growth_30_days_percent"]) == (100, 25)
    assert [account["handle"] for account in profile["platforms"]] == ["h500", "second"]
    assert profile["platforms"][1]["growth_30_days"] is None
    assert [post["platform_post_id"] for post in profile["top_posts"]] == ["best", "good", "mid"]
    assert data[6] == [{"followers_count": 400}, {"followers_count": 500}]


def test_on_the_routes_filters_are_refused_and_not_dropped(client, person, account):
    amal = person()
    account(amal)
    answers = client(
        amal,
        [["from", "connections"], ["select", "id"], ["eq", "platform", "nope"]],
        [["from", "stats"], ["select"]],
        [["from", "posts/top"], ["select"], ["limit", 3]],
        base="/api/social-media",
    )
    assert [answer["status"] for answer in answers] == [422, 422, 422]
