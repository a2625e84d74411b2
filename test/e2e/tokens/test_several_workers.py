"""What one of several sync workers meets counts for all: each serves its own users only."""

import uuid

import pytest
from support import creators
from support.waiting import wait_for

CLUSTER_SETTINGS = {"pg_social.sync_workers": "2"}
KEY = "0123456789abcdef0123456789abcdef"
PAUSED = "select pause_reason from social.social_media_platforms where platform = %s and pause_reason is not null"


def user_of(house, worker):
    """A new user, who is dealt to this worker."""
    while True:
        user = str(uuid.uuid4())
        if house.value("select social_internal.is_share(%s, %s, 2)", (user, worker)):
            return user


def connect_page(house, account, worker):
    return creators.connect_by_oauth(house.cluster, house.database, "facebook", account, user_of(house, worker))["id"]


def connect_instagram(house, account):
    """Every other one is the second worker's."""
    return creators.connect_instagram(
        house.cluster, house.database, house.simulator, account, user_of(house, account % 2)
    )[0]


@pytest.fixture(name="foreign")
def foreign_fixture(house):
    """The second worker's only account: a page whose token another Meta app issued."""
    house.simulator.call(
        "POST", "apps",
        {"platform": "facebook", "id": "another-app", "secret": "another-secret", "redirect_uris": []},
    )  # fmt: skip
    connection = connect_page(house, 5, 1)
    assert house.sync(connection)["sync_status"] == "success"
    token = house.simulator.token("facebook", 5, kind="page", app="another-app")["access_token"]
    house.rows(
        "update social.social_media_connections set access_token_encrypted = pgp_sym_encrypt(%s, %s) where id = %s",
        (token, KEY, connection),
    )
    return connection


def last_error(house, connection):
    return house.value(
        "select error_code from social.social_media_sync_logs where connection_id = %s order by id desc limit 1",
        (connection,),
    )


def test_a_foreign_token_pauses_nobody_while_another_worker_serves_others(house, foreign):
    well = connect_page(house, 6, 0)
    # The configuration is new no more.
    house.later("2 minutes", 120)
    assert house.sync(well)["sync_status"] == "success"
    assert "appsecret_proof" in house.sync(foreign)["error_message"]
    assert house.value(PAUSED, ("facebook",)) is None
    # Others are served after it was refused: it is not the secret.
    house.later("10 minutes", 480)
    assert house.sync(well)["sync_status"] == "success"
    wait_for(lambda: house.status(foreign) == "revoked", 30, "the creator to be asked")
    assert last_error(house, foreign) == "foreign_token"
    assert house.value(PAUSED, ("facebook",)) is None


def test_a_foreign_token_that_has_put_its_platform_to_rest_lets_the_others_have_their_turn(house, foreign):
    others = [connect_page(house, account, 0) for account in (6, 7, 8)]
    house.later("4 hours", 4 * 3600)
    house.sync(foreign)
    assert "appsecret_proof" in house.value(PAUSED, ("facebook",)), "nobody was served for long"
    creators.run_daily(house.cluster, house.database)
    # The pause is over for all, and the one that began it is due a little later, up to twelve minutes.
    paused_for, due_in = house.cluster.rows(
        "select extract(epoch from p.paused_until - moment)::float, extract(epoch from c.next_sync_at - moment)::float"
        " from social.social_media_connections c, social.social_media_platforms p, social_internal.current_time() moment"
        " where c.id = %s and p.platform = 'facebook'",
        (foreign,),
        database=house.database,
    )[0]
    assert due_in > paused_for
    between = int((paused_for + due_in) / 2)
    house.later(f"{4 * 3600 + between} seconds", between)
    wait_for(
        lambda: house.value(
            "select count(distinct connection_id) from social.social_media_sync_logs"
            " where sync_type = 'scheduled' and sync_status = 'success' and connection_id = any (%s::uuid[])",
            (others,),
        )
        == 3,
        30,
        "the daily run to serve the others",
    )
    house.later("320 minutes", 80 * 60 - between)
    wait_for(lambda: house.status(foreign) == "revoked", 30, "the creator to be asked")
    assert last_error(house, foreign) == "foreign_token"


def test_a_secret_that_turned_wrong_is_known_by_the_fifth_account_whichever_worker_has_it(house):
    pages = [connect_page(house, account, account % 2) for account in range(5, 11)]
    house.later("2 minutes", 120)
    for page in pages:
        assert house.sync(page)["sync_status"] == "success"
    house.simulator.call(
        "POST", "apps", {"platform": "facebook", "id": "fb-app", "secret": "turned-wrong", "redirect_uris": []}
    )
    for minute, page in enumerate(pages[:5], 3):
        assert house.value(PAUSED, ("facebook",)) is None
        house.later(f"{minute} minutes", 60)
        assert "appsecret_proof" in house.sync(page)["error_message"]
    assert "appsecret_proof" in wait_for(lambda: house.value(PAUSED, ("facebook",)), 20, "the platform to rest")
    assert house.value("select count(*) from social.social_media_connections where connection_status = 'active'") == 6


def test_logins_that_two_workers_lose_together_are_kept(house):
    connections = [connect_instagram(house, account) for account in range(1, 9)]
    with house.simulator.faulty("revoked_token", platform="instagram", endpoint="profile"):
        for connection in connections:
            assert house.sync(connection)["sync_status"] == "failed"
    house.wait_for_value(
        "select count(*) from social.social_media_connections where connection_status = 'active'", 8, "all to be forgiven"
    )
    assert "failed alike" in house.value(PAUSED, ("instagram",))
    assert house.value("select count(*) from social.social_media_notifications") == 0, "nobody was asked to log in"


def test_what_two_workers_are_refused_pauses_the_platform(house):
    connections = [connect_instagram(house, account) for account in range(1, 7)]
    house.later("20 minutes", 1200)
    with house.simulator.faulty("missing_scope", platform="instagram", code=100):
        for connection in connections:
            assert house.sync(connection)["error_code"] == "100"
    reason = wait_for(lambda: house.value(PAUSED, ("instagram",)), 20, "the platform to rest")
    assert "Most accounts were refused alike" in reason


def test_one_workers_few_pause_no_platform_that_another_serves(house):
    """All of its own, but not most of all."""
    few, many = [1, 3, 5, 7, 9], [2, 4, 6, 8, 10, 12]
    connections = {account: connect_instagram(house, account) for account in (*few, *many)}
    house.later("20 minutes", 1200)
    for account in many:
        assert house.sync(connections[account])["sync_status"] == "success"
    with house.simulator.faulty("missing_scope", platform="instagram", code=100):
        for account in few:
            assert house.sync(connections[account])["error_code"] == "100"
    (last,) = few[-1:]
    house.wait_for_value(
        "select failing_since is not null from social_internal.sync_state where connection_id = %s", True,
        "the last to be recorded", (connections[last],),
    )  # fmt: skip
    assert house.value(PAUSED, ("instagram",)) is None
