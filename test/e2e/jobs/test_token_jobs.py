"""The jobs that keep permissions alive: what they queue, what they tell, what they take back."""

import pytest
from support.background import Background
from support.waiting import holds_for, wait_for

CLUSTER_SETTINGS = {"pg_social.time_zone": "UTC"}
NOW = "2027-06-06 12:00Z"


@pytest.fixture(name="home")
def home_fixture(house):
    """Platforms are configured, but parked: what is queued stays where the tests see it."""
    house.begin_at(NOW)
    house.move_in()
    house.rows("select social.park_workers()")
    for platform in ("instagram", "tiktok", "facebook"):
        house.rows(
            "insert into social_internal.platform_settings (platform, client_id) values (%s, 'x')", (platform,)
        )
    house.user = house.add_user(email="a@example.com")
    return house


def connect(home, name, platform="instagram", **columns):
    columns = {"connected_at": "2027-01-01", "platform_username": name, **columns}
    return home.add_connection(home.user, platform=platform, **columns)


def queued(home):
    return sorted(
        home.rows(
            "select c.platform_username, q.sync_type from social_internal.sync_requests q"
            " join social.social_media_connections c on c.id = q.connection_id"
        )
    )


def test_refresh_queues_what_ends_soon(home):
    connect(home, "week", "tiktok", grant_expires_at="2027-06-13 11:59Z")
    connect(home, "later", "tiktok", grant_expires_at="2027-06-13 12:05Z")
    connect(home, "over", "tiktok", grant_expires_at="2027-06-06 11:00Z")
    connect(home, "in error", "tiktok", grant_expires_at="2027-06-08", connection_status="error")
    connect(home, "revoked", "tiktok", grant_expires_at="2027-06-08", connection_status="revoked")
    connect(home, "endless", "facebook", grant_expires_at=None)
    connect(home, "month", grant_expires_at="2027-07-06 11:00Z")
    connect(home, "longer", grant_expires_at="2027-07-07 12:00Z")
    connect(home, "fresh", grant_expires_at="2027-06-20", last_refreshed_at="2027-06-05 13:00Z")
    connect(home, "without", grant_expires_at="2027-06-08", access_token_encrypted=None)
    expected = [(name, "token_refresh") for name in ("in error", "month", "week")]
    assert home.run_job("refresh_expiring_tokens")["details"] == {"queued": 3}
    assert queued(home) == expected
    # What is queued already is not queued again.
    assert home.run_job("refresh_expiring_tokens")["details"] == {"queued": 0}
    assert queued(home) == expected


def test_nothing_is_queued_for_a_platform_that_is_not_configured(home):
    home.rows("update social_internal.platform_settings set client_id = null where platform = 'tiktok'")
    connect(home, "week", "tiktok", grant_expires_at="2027-06-10")
    connect(home, "broken", "tiktok", connection_status="error")
    assert home.run_job("refresh_expiring_tokens")["details"] == {"queued": 0}
    assert home.run_job("check_and_repair_connections")["details"] == {"queued": 0}


def test_repair_queues_what_is_in_error(home):
    connect(home, "fine")
    connect(home, "broken", connection_status="error")
    connect(home, "dead", "tiktok", connection_status="revoked")
    connect(home, "gone", "tiktok", connection_status="error", access_token_encrypted=None)
    assert home.run_job("check_and_repair_connections")["details"] == {"queued": 1}
    assert queued(home) == [("broken", "automatic")]


def open_notices(home):
    return home.rows(
        "select c.platform_username, n.kind, n.send_after is not null, n.read_at is not null"
        " from social.social_media_notifications n join social.social_media_connections c on c.id = n.connection_id"
        " order by 1, 2"
    )


def test_one_notice_an_incident(home):
    connect(home, "soon", grant_expires_at="2027-06-09 11:59Z")
    connect(home, "later", grant_expires_at="2027-06-09 12:10Z")
    # An access token of two hours is nobody's business as long as the grant lives.
    connect(home, "tiktok", "tiktok", token_expires_at="2027-06-06 14:00Z", grant_expires_at="2028-06-06")
    for notices in (1, 0):
        assert home.run_job("notify_token_expiration")["details"] == {"closed": 0, "notices": notices}
    assert open_notices(home) == [("soon", "token_expiring", True, False)]
    home.set_time("2027-06-07 09:00:01Z")
    wait_for(lambda: len(open_notices(home)) == 2, 10, "the other one's notice a day later")


def test_a_notice_is_closed_when_the_grant_is_prolonged(home):
    connection = connect(home, "soon", grant_expires_at="2027-06-08")
    home.run_job("notify_token_expiration")
    home.rows(
        "update social.social_media_connections set grant_expires_at = '2027-08-05' where id = %s", (connection,)
    )
    assert open_notices(home) == [("soon", "token_expiring", False, True)]
    # The next end is another incident.
    home.set_time("2027-08-03 12:00Z")
    wait_for(lambda: len(open_notices(home)) == 2, 10, "a second notice")
    assert open_notices(home)[1] in (("soon", "token_expiring", True, False), ("soon", "token_expiring", False, True))
    assert sum(sent for _, _, sent, _ in open_notices(home)) == 1


def test_a_notice_is_closed_when_the_account_is_connected_again(home):
    connection = connect(home, "lost", connection_status="revoked")
    home.rows(
        "select social_internal.notify(%s, %s, 'instagram', 'reconnect_needed', 'one')", (home.user, connection)
    )
    home.run_job("notify_token_expiration")
    assert open_notices(home) == [("lost", "reconnect_needed", True, False)]
    home.rows(
        "update social.social_media_connections set connection_status = 'active' where id = %s", (connection,)
    )
    assert open_notices(home) == [("lost", "reconnect_needed", False, True)]


def test_a_grant_that_ended_is_no_longer_about_to_end(home):
    connect(home, "soon", grant_expires_at="2027-06-07 08:00Z")
    home.run_job("notify_token_expiration")
    home.set_time("2027-06-07 09:00:01Z")
    wait_for(lambda: open_notices(home) == [("soon", "token_expiring", False, True)], 10, "it to be closed")


REPORT = "select * from social_internal.job_send_weekly_reports(null)"
EXPIRING = "select social_internal.job_notify_token_expiration()"
ERASE = "select social.erase_user(%(user)s)"
DISCONNECT = "select social.disconnect_platform(%(connection)s, %(user)s)"


@pytest.fixture(name="leaving")
def leaving_fixture(home):
    """Somebody to write a notice and a report for, who is about to go."""
    connection = connect(home, "soon", grant_expires_at="2027-06-08")
    home.add_stats(connection, home.user, "instagram", [("2027-06-02 12:00Z", 100, 1)])
    return {"user": home.user, "connection": connection}


@pytest.mark.parametrize("job, goes", [(EXPIRING, ERASE), (EXPIRING, DISCONNECT), (REPORT, ERASE)])
@pytest.mark.parametrize("first", ["the notice", "the end"])
def test_nothing_is_told_of_what_is_erased_meanwhile(home, leaving, job, goes, first):
    with home.cluster.connect(home.database, autocommit=False) as session:
        session.cursor().execute(goes if first == "the end" else job, leaving)
        if first == "the end":
            home.rows(job)
            session.commit()
        else:
            going = Background(home.cluster, home.database, goes, leaving)
            assert holds_for(going.going, 0.5), "it did not wait for what may be told"
            session.commit()
            going.result()
    assert home.notices() == []


@pytest.mark.parametrize("job", [EXPIRING, REPORT])
def test_it_is_told_to_whoever_stays(home, leaving, job):
    home.rows(job)
    assert [notice["user_id"] for notice in home.notices()] == [leaving["user"]]


def test_who_was_locked_by_something_that_came_to_nothing_gets_the_report(home, leaving):
    with home.cluster.connect(home.database, autocommit=False) as session:
        session.cursor().execute(
            "select from social.social_media_users where id = %(user)s for update", leaving
        )
        other = home.add_user(email="other@example.com")
        home.add_stats(home.add_connection(other), other, "instagram", [("2027-06-02 12:00Z", 100, 1)])
        home.rows(  # so that both are looked at in a step before the last
            "insert into social.social_media_users (id, email)"
            " select ('ffffffff-ffff-4fff-bfff-' || lpad(n::text, 12, '0'))::uuid, n || '@example.com'"
            " from generate_series(1, 2000) n"
        )
        home.value("select social.run_job('send_weekly_reports')")
        wait_for(lambda: [notice["user_id"] for notice in home.notices()] == [other], 20, "the report of the other")
        assert holds_for(lambda: not ended(home), 0.5), "it did not wait for who is locked"
        session.rollback()
    (run,) = wait_for(lambda: ended(home), 20, "the job to end")
    assert run["details"] == {"users": 2002, "reports": 2}
    assert {notice["user_id"] for notice in home.notices()} == {leaving["user"], other}


def ended(home):
    return [run for run in home.runs("send_weekly_reports") if run["status"] == "succeeded"]
