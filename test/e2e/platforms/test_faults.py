"""Whatever a platform answers: what could be had is stored, nothing is invented, and no account is lost."""

ANSWERS_THAT_END_A_SYNC = [
    "reset", "cut_connection", "truncated_json", "html_502", "empty_body", "redirect", "huge_body", "gzip_bomb",
    "deep_nesting", "server_error", "error_200",
]  # fmt: skip
# And what the sync is then.
ODD_BUT_READABLE = {
    "numeric_ids": "success",
    "far_dates": "partial_success",
    "nul_caption": "success",
    "invalid_utf8": "success",
    "short_page": "success",
    "empty_page": "partial_success",
    "repeating_cursor": "partial_success",
    "vanishing_post": "success",
    "wrong_types": "partial_success",
    "missing_counts": "success",
    "hidden_likes": "success",
    "slow_body": "success",
}


def check_alive(gallery, connection):
    assert gallery.stored(connection)["connection_status"] == "active"
    assert gallery.stats(connection)["followers_count"] > 0


def test_an_answer_that_is_none_costs_one_sync_and_no_account(gallery, simulator, trio):
    for fault in ANSWERS_THAT_END_A_SYNC:
        for platform, connection in trio.items():
            before = gallery.stats(connection)
            size = {"bytes": 20_000_000} if fault in ("huge_body", "gzip_bomb") else {}
            with simulator.faulty(fault, platform=platform, **size):
                failed = gallery.sync(connection)
            assert failed["sync_status"] == "failed", (fault, platform)
            assert failed["error_message"], (fault, platform)
            assert gallery.stats(connection) == before, "nothing was recorded"
            check_alive(gallery, connection)
    for connection in trio.values():
        assert gallery.sync(connection)["sync_status"] == "success"


def test_odd_answers_are_read_as_far_as_they_go(gallery, simulator, trio):
    for fault, status in ODD_BUT_READABLE.items():
        for platform, connection in trio.items():
            if fault in ("repeating_cursor", "vanishing_post"):  # which need more than one page
                simulator.fault("short_page", platform=platform)
            with simulator.faulty(fault, platform=platform, **({"milliseconds": 50} if fault == "slow_body" else {})):
                synced = gallery.sync(connection)
            simulator.end_fault()
            assert synced["sync_status"] == status, (fault, platform, synced)
            assert gallery.stored(connection)["connection_status"] == "active", (fault, platform)
            if fault in ("wrong_types", "missing_counts"):
                stats = gallery.stats(connection)
                assert (stats["followers_count"], stats["engagement_rate"]) == (None, None), (fault, platform)
    for platform, connection in trio.items():
        assert gallery.sync(connection)["sync_status"] == "success"
        check_alive(gallery, connection)
        truth = simulator.truth(platform, 3, posts=25, **({"page": 1} if platform == "facebook" else {}))
        there = {key for key, post in gallery.posts(connection).items() if not post["removed_at"]}
        assert {post["id"] for post in truth["posts"]} <= there, "no fault deletes a post that is there"


def test_posts_that_fail_leave_the_followers(gallery, simulator, trio):
    for fault in ("server_error", "html_502", "truncated_json", "reset"):
        for platform, connection in trio.items():
            with simulator.faulty(fault, platform=platform, endpoint="posts"):
                synced = gallery.sync(connection)
            assert synced["sync_status"] == "partial_success", (fault, platform)
            stats = gallery.stats(connection)
            assert stats["followers_count"] > 0
            assert stats["engagement_rate"] is None, "no posts were seen, so no rate is known"


def test_words_for_a_dead_token(gallery, simulator, trio):
    simulator.fault("revoked_token", platform="instagram", code=463)
    assert gallery.sync(trio["instagram"])["sync_status"] == "failed"
    assert gallery.stored(trio["instagram"])["connection_status"] == "expired"
    for platform in ("tiktok", "facebook"):
        simulator.fault("revoked_token", platform=platform)
        assert gallery.sync(trio[platform])["sync_status"] == "failed"
        assert gallery.stored(trio[platform])["connection_status"] == "revoked"


def test_instagram_answers_in_either_form(gallery, simulator):
    with simulator.faulty("wrapped", platform="instagram"):
        connection = gallery.connect("instagram", 6)
        assert gallery.sync(connection)["sync_status"] == "success"
    truth = simulator.truth("instagram", 6)
    assert gallery.stats(connection)["followers_count"] == truth["followers"]
    assert gallery.stored(connection)["authorizing_user_id"] == truth["scoped_id"]
