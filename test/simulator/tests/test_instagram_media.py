"""Instagram: profile, media, paging, insights, strictness."""

import json

import pytest
from simulator_client import DAY, NOW

FIELDS = (
    "id,caption,media_type,media_product_type,permalink,thumbnail_url,media_url,timestamp,"
    "like_count,comments_count,shortcode"
)


@pytest.fixture
def amina(simulator):
    return simulator.token("instagram", 1, kind="long")["access_token"]


def media(simulator, token, **params):
    return simulator.get("/instagram/v25.0/me/media", token, **params)


def test_profile_equals_the_truth(simulator, amina):
    fields = (
        "user_id,username,name,account_type,biography,followers_count,follows_count,media_count"
    )
    answer = simulator.get("/instagram/v25.0/me", amina, fields=fields)
    truth = simulator.truth("instagram", 1)
    assert answer.json() == {
        "user_id": truth["id"],
        "username": "amina.benali",
        "name": "Amina Benali",
        "account_type": "MEDIA_CREATOR",
        "biography": truth["bio"],
        "followers_count": truth["followers"],
        "follows_count": truth["following"],
        "media_count": len(truth["posts"]),
        "id": truth["scoped_id"],
    }
    usage = json.loads(answer.headers["X-Business-Use-Case-Usage"])
    assert usage[truth["id"]][0]["type"] == "instagram"
    assert usage[truth["id"]][0]["estimated_time_to_regain_access"] == 0
    app_usage = json.loads(answer.headers["X-App-Usage"])
    assert set(app_usage) == {"call_count", "total_cputime", "total_time"}


def test_own_id_works_like_me_and_others_do_not(simulator, amina):
    truth = simulator.truth("instagram", 1)
    for name in (truth["id"], truth["scoped_id"]):
        answer = simulator.get(f"/instagram/v25.0/{name}", amina, fields="username")
        assert answer.json()["username"] == "amina.benali"
    other = simulator.truth("instagram", 2)["id"]
    error = simulator.get(f"/instagram/v25.0/{other}", amina).json()["error"]
    assert (error["code"], error["error_subcode"]) == (100, 33)


def test_media_equals_the_truth_page_by_page(simulator):
    token = simulator.token("instagram", 7)["access_token"]
    truth = simulator.truth("instagram", 7)["posts"]
    seen, after = [], {}
    while True:
        page = media(simulator, token, fields=FIELDS, limit=25, **after).json()
        seen += page["data"]
        if "next" not in page["paging"]:
            break
        after = {"after": page["paging"]["cursors"]["after"]}
    assert [item["id"] for item in seen] == [post["id"] for post in truth]
    for item, post in zip(seen, truth):
        assert item.get("caption") == post["caption"]
        assert item["like_count"] == post["likes"]
        assert item["comments_count"] == post["comments"]
        kinds = {"video": "VIDEO", "album": "CAROUSEL_ALBUM", "image": "IMAGE"}
        assert item["media_type"] == kinds[post["type"]]
        assert item["media_product_type"] == ("REELS" if post["type"] == "video" else "FEED")
        assert ("thumbnail_url" in item) == (post["type"] == "video")


def test_times_have_no_colon_in_the_zone(simulator, amina):
    first = media(simulator, amina, fields="timestamp", limit=1).json()["data"][0]
    assert first["timestamp"].endswith("+0000") and len(first["timestamp"]) == 24


def test_media_without_caption_has_no_key(simulator, amina):
    wordless = {"newest": 0, "caption": ""}
    simulator.control("override", platform="instagram", account=1, post=wordless)
    first = media(simulator, amina, fields="id,caption", limit=1).json()["data"][0]
    assert set(first) == {"id"}


def test_signed_links_differ_at_every_fetch_and_lead_to_pictures(simulator, amina):
    pages = [media(simulator, amina, fields="media_url", limit=1).json() for _ in range(2)]
    links = [page["data"][0]["media_url"] for page in pages]
    assert links[0] != links[1]
    assert simulator.session.get(links[0]).headers["Content-Type"] == "image/svg+xml"


def test_figures_stand_still_with_the_clock_and_move_with_it(simulator, amina):
    def figures():
        data = media(simulator, amina, fields="like_count", limit=100).json()["data"]
        profile = simulator.get("/instagram/v25.0/me", amina, fields="followers_count").json()
        return data, profile["followers_count"]

    before = figures()
    assert figures() == before
    simulator.control("clock", advance="2d")
    later = figures()
    assert later[0] != before[0] and later[1] != before[1]
    simulator.control("clock", set=NOW)
    assert figures() == before


def test_truth_can_be_asked_for_another_time(simulator, amina):
    future = simulator.truth("instagram", 1, at=NOW + 5 * DAY)
    simulator.control("clock", advance="5d")
    now = simulator.truth("instagram", 1)
    assert future == now
    profile = simulator.get("/instagram/v25.0/me", amina, fields="followers_count").json()
    assert profile["followers_count"] == future["followers"]


def test_account_without_posts(simulator):
    token = simulator.token("instagram", 10)["access_token"]
    assert media(simulator, token, fields="id").json() == {"data": []}


def test_hidden_likes_leave_the_key_out(simulator):
    token = simulator.token("instagram", 9)["access_token"]
    first = media(simulator, token, fields="like_count,comments_count", limit=1).json()["data"][0]
    assert "like_count" not in first and "comments_count" in first


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", ""])
def test_limit_must_be_sensible(simulator, amina, limit):
    answer = media(simulator, amina, fields="id", limit=limit)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_page_size_is_25_unless_asked(simulator, amina):
    assert len(media(simulator, amina, fields="id").json()["data"]) == 25


def test_invented_cursor_is_refused(simulator, amina):
    assert media(simulator, amina, after="QVFIUnonsense").json()["error"]["code"] == 100


def test_unknown_field_and_parameter_are_refused(simulator, amina):
    error = media(simulator, amina, fields="id,likes").json()["error"]
    assert error["message"] == (
        "(#100) Tried accessing nonexisting field (likes) on node type (IGMedia)"
    )
    error = media(simulator, amina, fields="id", page="2").json()["error"]
    assert error["message"] == "(#100) Unknown parameter: page"
    assert media(simulator, amina, fields="id,").json()["error"]["code"] == 2500


def test_error_message_stands_in_a_header_too(simulator):
    answer = simulator.get("/instagram/v25.0/me", "IGAAnonsense")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 190
    assert answer.headers["WWW-Authenticate"] == (
        'OAuth "Facebook Platform" "invalid_token" '
        '"Invalid OAuth access token - Cannot parse access token"'
    )


def test_no_token(simulator):
    assert simulator.get("/instagram/v25.0/me").json()["error"]["code"] == 2500
    assert simulator.get("/instagram/v25.0/17841400000020015").json()["error"]["code"] == 104


def test_token_may_come_in_the_query(simulator, amina):
    answer = simulator.get("/instagram/v25.0/me", access_token=amina, fields="username")
    assert answer.json()["username"] == "amina.benali"


def test_tokens_of_the_other_host_do_not_work(simulator):
    token = simulator.token("facebook", 1, kind="long")["access_token"]
    assert simulator.get("/instagram/v25.0/me", token).json()["error"]["code"] == 190


def test_wrong_proof_is_noticed_though_none_is_needed(simulator, amina):
    answer = simulator.get("/instagram/v25.0/me", amina, appsecret_proof="00")
    message = answer.json()["error"]["message"]
    assert message == "Invalid appsecret_proof provided in the API argument"


def test_profile_needs_the_basic_scope(simulator):
    scopes = ["instagram_business_manage_insights"]
    token = simulator.token("instagram", 1, scopes=scopes)["access_token"]
    answer = simulator.get("/instagram/v25.0/me", token, fields="username")
    assert answer.status_code == 403
    message = answer.json()["error"]["message"]
    assert message == "(#10) Application does not have permission for this action"


def of_type(simulator, wanted):
    return next(post for post in simulator.truth("instagram", 1)["posts"] if post["type"] == wanted)


def test_insights_of_a_reel_equal_the_truth(simulator, amina):
    post = of_type(simulator, "video")
    metrics = "views,reach,likes,comments,saved,shares,total_interactions"
    path = f"/instagram/v25.0/{post['id']}/insights"
    data = simulator.get(path, amina, metric=metrics).json()["data"]
    values = {metric["name"]: metric["values"][0]["value"] for metric in data}
    assert values == {
        "views": post["views"],
        "reach": post["reach"],
        "likes": post["likes"],
        "comments": post["comments"],
        "saved": post["saves"],
        "shares": post["shares"],
        "total_interactions": post["likes"] + post["comments"] + post["saves"] + post["shares"],
    }
    assert data[0]["id"] == f"{post['id']}/insights/views/lifetime"


def test_metric_of_another_product_fails_the_call(simulator, amina):
    post = of_type(simulator, "image")
    answer = simulator.get(
        f"/instagram/v25.0/{post['id']}/insights", amina, metric="views,ig_reels_avg_watch_time"
    )
    assert answer.json()["error"]["message"] == (
        "(#100) The Media Insights API does not support the ig_reels_avg_watch_time metric "
        "for this media product type."
    )


def test_removed_metric(simulator, amina):
    post = of_type(simulator, "image")
    answer = simulator.get(f"/instagram/v25.0/{post['id']}/insights", amina, metric="impressions")
    assert answer.json()["error"]["message"].startswith(
        "(#100) metric[0] must be one of the following values: views, reach, "
    )


def test_media_from_before_the_conversion(simulator):
    token = simulator.token("instagram", 12)["access_token"]
    posts = simulator.truth("instagram", 12)["posts"]
    early = posts[-1]["id"]
    answer = simulator.get(f"/instagram/v25.0/{early}/insights", token, metric="views")
    error = answer.json()["error"]
    assert (error["code"], error["error_subcode"]) == (100, 2108006)
    assert error["error_user_title"] == "Media posted before business account conversion"
    recent = simulator.get(f"/instagram/v25.0/{posts[0]['id']}/insights", token, metric="views")
    assert recent.status_code == 200
    page = media(simulator, token, fields="id,insights.metric(views)", limit=100)
    assert page.json()["error"]["error_subcode"] == 2108006


def test_insights_inside_a_list(simulator, amina):
    page = media(simulator, amina, fields="id,insights.metric(views,reach)", limit=5).json()
    truth = simulator.truth("instagram", 1)["posts"]
    for item, post in zip(page["data"], truth):
        values = [metric["values"][0]["value"] for metric in item["insights"]["data"]]
        assert values == [post["views"], post["reach"]]


def test_insights_of_the_account(simulator, amina):
    since = NOW - 30 * DAY
    data = simulator.get(
        "/instagram/v25.0/me/insights",
        amina,
        metric="reach,views",
        period="day",
        metric_type="total_value",
        since=since,
        until=NOW,
    ).json()["data"]
    truth = simulator.truth("instagram", 1)
    assert data[0]["total_value"]["value"] == truth["reach_30_days"]
    assert data[1]["total_value"]["value"] == truth["views_30_days"]
    late = simulator.get(
        "/instagram/v25.0/me/insights",
        amina,
        metric="reach",
        period="day",
        metric_type="total_value",
        since=since - 1,
        until=NOW,
    )
    assert "30 days" in late.json()["error"]["message"]


def test_deleted_media(simulator, amina):
    post = simulator.truth("instagram", 1)["posts"][2]["id"]
    gone = {"id": post, "deleted": True}
    simulator.control("override", platform="instagram", account=1, post=gone)
    error = simulator.get(f"/instagram/v25.0/{post}", amina).json()["error"]
    assert (error["code"], error["error_subcode"]) == (100, 33)
    assert post not in [item["id"] for item in media(simulator, amina, fields="id").json()["data"]]


def test_unknown_path(simulator, amina):
    error = simulator.get("/instagram/v25.0/me/friends", amina).json()["error"]
    assert (error["code"], error["message"]) == (2500, "Unknown path components: /me/friends")
