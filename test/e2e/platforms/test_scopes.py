"""Accounts that were granted less than was asked for still work: NULL, and the reason; and who cannot be connected."""

import psycopg2
import pytest
from support import browser, creators


def reason(gallery, connection):
    return " | ".join(gallery.told(connection) or [])


@pytest.mark.parametrize(
    ("platform", "refused", "unknown", "known"),
    [
        ("instagram", "instagram_business_manage_insights", ["average_views_per_post", "reach_last_30_days"],
         ["followers_count", "engagement_rate"]),
        ("tiktok", "user.info.stats", ["followers_count", "total_likes", "engagement_rate"], ["average_likes_per_post"]),
        ("tiktok", "user.info.profile", [], ["followers_count", "engagement_rate"]),
        ("tiktok", "video.list", ["engagement_rate", "average_likes_per_post"], ["followers_count", "total_videos"]),
        ("facebook", "read_insights", ["average_views_per_post", "impressions_last_30_days"], ["followers_count", "engagement_rate"]),
        ("facebook", "pages_read_engagement", ["followers_count", "engagement_rate"], []),
    ],
)  # fmt: skip
def test_a_scope_that_was_refused_costs_its_figures_only(gallery, platform, refused, unknown, known):
    connection = gallery.connect(platform, 3, refuse=refused)
    for _ in range(2):
        stored = gallery.stored(connection)
        assert (stored["connection_status"], stored["connection_error"]) == ("active", None)
        assert refused not in stored["granted_scopes"]
        stats = gallery.stats(connection)
        assert [stats[column] for column in unknown] == [None] * len(unknown)
        assert None not in [stats[column] for column in known]
        if unknown:
            assert f"the scope {refused} was not granted" in reason(gallery, connection)
        assert gallery.sync(connection)["sync_status"] in ("success", "partial_success")


def test_instagram_behind_facebook_without_its_scope(gallery):
    gallery.through_facebook()
    connection = gallery.connect("instagram", 5, refuse="instagram_basic")
    assert gallery.stored(connection)["connection_status"] == "active"
    assert gallery.stats(connection)["followers_count"] is None
    assert "the scope instagram_basic was not granted" in reason(gallery, connection)


@pytest.mark.parametrize(
    ("platform", "taken", "status"),
    [("instagram", "instagram_business_basic", "revoked"), ("facebook", "pages_read_engagement", "revoked")],
)
def test_a_scope_that_was_taken_back_is_for_the_creator_to_give_again(gallery, simulator, platform, taken, status):
    connection = gallery.connect(platform, 3)
    simulator.call("POST", "revoke", {"platform": platform, "account": 3, "scopes": [taken]})
    assert gallery.sync(connection)["sync_status"] == "failed"
    stored = gallery.stored(connection)
    assert stored["connection_status"] == status
    assert "grant all that is asked" in stored["connection_error"]


def test_a_personal_account_is_told_to_switch(gallery, simulator, cluster):
    with pytest.raises(browser.Refused, match="professional account"):
        gallery.connect("instagram", 11)
    # With a token that it has all the same, and when it becomes personal later.
    with pytest.raises(psycopg2.Error, match="switch to a professional account"):
        creators.connect_instagram(cluster, gallery.database, simulator, 11)
    connection = gallery.connect("instagram", 4)
    simulator.call("POST", "override", {"platform": "instagram", "account": 4, "account_type": "PERSONAL"})
    assert gallery.sync(connection)["sync_status"] == "failed"
    assert "switch to a professional account" in gallery.stored(connection)["connection_error"]


def test_a_page_that_nobody_may_see_needs_its_owner(gallery, simulator):
    connection = gallery.connect("facebook", 3)
    simulator.call("POST", "override", {"platform": "facebook", "account": 3, "pages": 0})
    assert gallery.sync(connection)["sync_status"] == "failed"
    stored = gallery.stored(connection)
    assert stored["connection_status"] == "revoked"
    assert "publish the page" in stored["connection_error"]


@pytest.mark.parametrize(
    ("platform", "reason", "words"),
    [
        ("instagram", "removed", "removed the app"),
        ("instagram", "password_changed", "password changed"),
        ("instagram", "checkpoint", "log in at the platform itself"),
        ("facebook", "removed", "removed the app"),
        ("tiktok", "removed", "connect the account again"),
    ],
)
def test_a_grant_that_was_taken_back(gallery, simulator, platform, reason, words):
    connection = gallery.connect(platform, 3)
    simulator.call("POST", "revoke", {"platform": platform, "account": 3, "reason": reason})
    assert gallery.sync(connection)["sync_status"] == "failed"
    stored = gallery.stored(connection)
    assert stored["connection_status"] == "revoked"
    assert words in stored["connection_error"]
    # Logging in again mends it, and the history stays.
    rows = gallery.value("select count(*) from social.social_media_stats where connection_id = %s", (connection["id"],))
    again = gallery.connect(platform, 3, user_id=connection["user_id"])
    assert (again["id"], again["connection_status"]) == (connection["id"], "active")
    query = "select count(*) from social.social_media_stats where connection_id = %s"
    assert gallery.value(query, (connection["id"],)) == rows + 1
