"""A platform's limit defers; it fails nobody. In a cluster of its own, since all its databases share an app's limit."""


def test_a_limit_is_no_failure_and_spares_the_app(gallery, simulator, trio):
    for platform, connection in trio.items():
        with simulator.faulty("throttle", platform=platform, minutes=30):
            gallery.rows("select * from social.sync_connection(%s, '3 s')", (connection["id"],))
        asked = simulator.count(platform)
        assert gallery.stored(connection)["connection_status"] == "active"
        failed = gallery.value(
            "select count(*) from social.social_media_sync_logs where connection_id = %s and sync_status = 'failed'",
            (connection["id"],),
        )
        assert failed == 0, "a limit reached is a deferral"
        # The fault is over, but the platform asked for half an hour (TikTok: a minute).
        gallery.rows("select * from social.sync_connection(%s, '1 s')", (connection["id"],))
        assert simulator.count(platform) == asked
