"""What is stored is what is true at the platform: every figure of every platform against the simulator's own word."""

from decimal import Decimal

# Which of a post's true counts each platform tells, by our column.
TOLD = {
    "instagram": {"likes": "likes_count", "comments": "comments_count", "shares": "shares_count",
                  "saves": "saves_count", "views": "views_count"},
    "tiktok": {"likes": "likes_count", "comments": "comments_count", "shares": "shares_count", "views": "views_count"},
    "facebook": {"likes": "likes_count", "comments": "comments_count", "shares": "shares_count", "views": "views_count"},
}  # fmt: skip
COLUMNS = ("likes_count", "comments_count", "shares_count", "saves_count", "views_count")


def true_counts(platform, post):
    """As our columns should have them: what the platform does not tell is unknown."""
    counts = dict.fromkeys(COLUMNS)
    for name, column in TOLD[platform].items():
        counts[column] = post[name]
    if platform == "facebook" and post["shares"] == 0:
        counts["shares_count"] = None  # left out of the answer, so not told
    return counts


def check_posts(gallery, connection, platform, truth):
    stored = gallery.posts(connection)
    expected = truth["posts"][:25]
    assert set(stored) == {post["id"] for post in expected}
    for post in expected:
        row = stored[post["id"]]
        assert {column: row[column] for column in COLUMNS} == true_counts(platform, post)
        assert row["published"] == post["published_at"]
        assert (row["caption"] or "") == (post["caption"] or "")
        assert row["removed_at"] is None


def mean(values):
    return Decimal(sum(values)) / len(values)


def check_stats(stats, platform, truth):
    posts = truth["posts"][:25]
    assert stats["followers_count"] == truth["followers"]
    assert stats["posts_counted"] == len(posts)
    likes, comments = (mean([post[name] for post in posts]) for name in ("likes", "comments"))
    assert abs(stats["average_likes_per_post"] - likes) < Decimal("0.01")
    assert abs(stats["average_comments_per_post"] - comments) < Decimal("0.01")
    assert abs(stats["average_views_per_post"] - mean([post["views"] for post in posts])) < Decimal("0.01")
    rate = (likes + comments) / truth["followers"] * 100
    assert abs(stats["engagement_rate"] - rate) < Decimal("0.001")


def test_instagram(gallery, simulator):
    connection = gallery.connect("instagram", 1)
    truth = simulator.truth("instagram", 1, posts=30)
    stats = gallery.stats(connection)
    check_stats(stats, "instagram", truth)
    check_posts(gallery, connection, "instagram", truth)
    assert stats["following_count"] == truth["following"]
    assert stats["total_posts"] == truth["posts_count"]
    assert stats["reach_last_30_days"] == truth["reach_30_days"]
    assert stats["impressions_last_30_days"] == truth["views_30_days"]
    stored = gallery.stored(connection)
    assert (stored["platform_user_id"], stored["authorizing_user_id"]) == (truth["id"], truth["scoped_id"])


def test_an_account_of_the_other_login_is_not_asked_for_where_nobody_knows_it(gallery, simulator):
    connection = gallery.connect("instagram", 6)
    gallery.through_facebook()  # at addresses of its own: those of Instagram's login are not known any more
    asked = simulator.count("facebook")
    failed = gallery.sync(connection)
    assert (failed["sync_status"], failed["error_code"]) == ("failed", "other_login")
    assert gallery.stored(connection)["connection_status"] == "active"
    assert simulator.count("facebook") == asked
    assert gallery.connect("instagram", 7)["connection_status"] == "active", "the present login works"


def test_instagram_through_facebook(gallery, simulator):
    gallery.through_facebook()
    connection = gallery.connect("instagram", 5)
    truth = simulator.truth("instagram", 5, posts=30)
    stats = gallery.stats(connection)
    check_stats(stats, "instagram", truth)
    check_posts(gallery, connection, "instagram", truth)
    assert stats["reach_last_30_days"] == truth["reach_30_days"]
    assert gallery.stored(connection)["platform_user_id"] == truth["id"]


def test_tiktok(gallery, simulator):
    connection = gallery.connect("tiktok", 2)
    truth = simulator.truth("tiktok", 2, posts=30)
    stats = gallery.stats(connection)
    check_stats(stats, "tiktok", truth)
    check_posts(gallery, connection, "tiktok", truth)
    assert stats["following_count"] == truth["following"]
    assert (stats["total_videos"], stats["total_likes"]) == (truth["posts_count"], truth["total_likes"])
    assert gallery.stored(connection)["platform_user_id"] == truth["id"]


def test_an_account_that_was_stored_under_its_login_s_id_is_stored_under_its_own(gallery, simulator):
    """As the service did that pg_social replaces."""
    connection = gallery.connect("instagram", 3)
    own = gallery.stored(connection)
    gallery.rows(
        "update social.social_media_connections set platform_user_id = authorizing_user_id, authorizing_user_id = null"
        " where id = %s",
        (connection["id"],),
    )
    assert gallery.stored(connection)["platform_user_id"] != own["platform_user_id"]
    assert gallery.sync(connection)["sync_status"] == "success"
    assert gallery.stored(connection) == own


def test_facebook(gallery, simulator):
    connection = gallery.connect("facebook", 3)
    truth = simulator.truth("facebook", 3, page=1, posts=30)
    stats = gallery.stats(connection)
    check_stats(stats, "facebook", truth)
    check_posts(gallery, connection, "facebook", truth)
    assert (stats["reach_last_30_days"], stats["impressions_last_30_days"]) == (None, truth["views_30_days"])
    assert gallery.stored(connection)["platform_user_id"] == truth["id"]


def test_one_page_of_several_is_chosen(gallery, simulator):
    pages = [simulator.truth("facebook", 1, page=page) for page in (1, 2, 3)]
    login = gallery.login("facebook", 1)
    offered = gallery.complete(login)
    assert offered["id"] is None
    assert [(page["id"], page["name"]) for page in offered["pages"]] == [(page["id"], page["name"]) for page in pages]
    connection = gallery.complete(login, page_id=pages[1]["id"])
    assert gallery.stats(connection)["followers_count"] == pages[1]["followers"]
    assert gallery.stored(connection)["platform_user_id"] == pages[1]["id"]


def test_hidden_likes_are_unknown_and_not_zero(gallery, simulator):
    connection = gallery.connect("instagram", 9)
    truth = simulator.truth("instagram", 9, posts=30)
    assert truth["hides_likes"]
    stats = gallery.stats(connection)
    assert (stats["average_likes_per_post"], stats["engagement_rate"]) == (None, None)
    assert abs(stats["average_comments_per_post"] - mean([post["comments"] for post in truth["posts"][:25]])) < 1
    assert {post["likes_count"] for post in gallery.posts(connection).values()} == {None}


def test_an_account_without_posts_has_followers_and_no_averages(gallery, simulator):
    for platform in ("instagram", "tiktok", "facebook"):
        connection = gallery.connect(platform, 10)
        truth = simulator.truth(platform, 10, **({"page": 1} if platform == "facebook" else {}))
        stats = gallery.stats(connection)
        assert stats["followers_count"] == truth["followers"]
        assert (stats["posts_counted"], stats["engagement_rate"]) == (0, None), platform
        assert gallery.posts(connection) == {}


def test_posts_that_refuse_insights_have_all_else(gallery, simulator):
    connection = gallery.connect("instagram", 12)
    truth = simulator.truth("instagram", 12, posts=30)["posts"][:25]
    stored = gallery.posts(connection)
    refused = {post["id"] for post in truth if post["insights_refused"]}
    assert refused
    for post in truth:
        row = stored[post["id"]]
        assert row["likes_count"] == post["likes"]
        assert row["views_count"] == (None if post["id"] in refused else post["views"])


def test_a_deleted_post_is_marked_and_those_behind_a_broken_list_are_not(gallery, simulator):
    connection = gallery.connect("tiktok", 2)
    newest = simulator.truth("tiktok", 2, posts=25)["posts"]
    simulator.call("POST", "override", {"platform": "tiktok", "account": 2, "post": {"newest": 3, "deleted": True}})
    # The second page fails: the list ends after twenty, which says nothing of the others.
    with simulator.faulty("server_error", platform="tiktok", endpoint="posts", skip=1):
        assert gallery.sync(connection)["sync_status"] == "partial_success"
    removed = {key for key, post in gallery.posts(connection).items() if post["removed_at"]}
    assert removed == {newest[3]["id"]}
    assert gallery.sync(connection)["sync_status"] == "success"
    removed = {key for key, post in gallery.posts(connection).items() if post["removed_at"]}
    assert removed == {newest[3]["id"]}
