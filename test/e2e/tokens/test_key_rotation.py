"""A new encryption key: everything is encrypted with it, while syncs go on; then the old one may go."""

NEW = "a-new-key-of-the-owner-0123456789"
UNREADABLE = "nobody-has-this-key-any-more-0123"


def key_ids(house):
    return house.value("select array_agg(distinct key_id) from social.social_media_connections")


def rotate(house):
    house.rows("select social.rotate_encryption_key()")
    house.wait_for_value("select finished_at is not null from social.encryption_progress()", True, "the rotation to end")
    return house.rows("select done, unreadable from social.encryption_progress()")[0]


def test_every_secret_is_encrypted_with_the_new_key(house, cluster):
    old = "0123456789abcdef0123456789abcdef"
    connections = house.connect_instagram(1, 2, 3)
    before = key_ids(house)
    cluster.write_key(NEW, old)
    cluster.rows("select pg_reload_conf()")
    assert rotate(house) == (3, 0)
    after = key_ids(house)
    assert len(after) == 1 and after != before
    # The old key goes; what it had encrypted is read with the new one, the app's secret too.
    cluster.write_key(NEW)
    cluster.rows("select pg_reload_conf()")
    for connection in connections:
        assert house.sync(connection)["sync_status"] == "success"
    assert house.connect_instagram(4)
    cluster.write_key(NEW, old)


def test_what_no_key_reads_is_counted_and_left_alone(house):
    good, bad = house.connect_instagram(1, 2)
    house.rows(
        "update social.social_media_connections set access_token_encrypted = pgp_sym_encrypt('x', %s) where id = %s",
        (UNREADABLE, bad),
    )
    kept = house.value("select access_token_encrypted from social.social_media_connections where id = %s", (bad,))
    assert rotate(house) == (2, 1)
    assert kept == house.value("select access_token_encrypted from social.social_media_connections where id = %s", (bad,))
    assert house.sync(good)["sync_status"] == "success"
    failed = house.sync(bad)
    assert (failed["sync_status"], failed["error_code"]) == ("failed", "unreadable_token")
    assert house.status(bad) == "active", "our trouble, not the creator's"
