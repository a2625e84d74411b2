"""openmetrics(): well-formed, and with the figures that operators watch."""

from prometheus_client.openmetrics.parser import text_string_to_metric_families
from support.waiting import wait_for


def read(house):
    """The samples by name and labels, as a scraper reads them; fails on what no scraper would take."""
    text = house.value("select social.openmetrics()")
    assert text.endswith("\n# EOF\n")
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families), "a family is not in one piece"
    samples = {}
    for family in families:
        assert family.documentation, family.name
        assert (family.unit == "seconds") == family.name.endswith("_seconds"), family.name
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sample.labels.items())
            name = sample.name + (f"{{{labels}}}" if labels else "")
            assert name not in samples, f"{name} is there twice"
            samples[name] = sample.value
    return samples


def test_what_it_tells(house):
    house.begin_at("2027-06-06 12:00Z")
    house.move_in()
    user = house.add_user(email="a@example.com")
    house.add_connection(user, grant_expires_at="2027-06-08", connected_at="2027-01-01")
    house.add_connection(user, platform="tiktok", connection_status="error")
    house.insert(
        "social.social_media_notifications",
        {"user_id": user, "kind": "account_taken_over", "incident": "one", "send_after": "2027-06-06 11:00Z"},
    )
    house.run_job("notify_token_expiration")
    house.wait_for_plan("sync_all_active_connections", "2027-06-07 08:00:00")
    samples = read(house)
    assert samples['pg_social_connections{platform="instagram",status="active"}'] == 1
    assert samples['pg_social_connections{platform="tiktok",status="error"}'] == 1
    assert samples["pg_social_connections_stale"] == 1
    assert samples['pg_social_grants_ending{within_days="3"}'] == 1
    assert samples['pg_social_objective{objective="connections_in_error"}'] == 50
    assert samples['pg_social_objective_met{objective="connections_in_error"}'] == 0
    assert 'pg_social_objective{objective="sync_success"}' not in samples, "nothing was measured"
    assert samples["pg_social_mails_waiting"] == 2
    assert 3600 <= samples["pg_social_mail_age_seconds"] < 3700
    assert samples['pg_social_job_next_run_timestamp_seconds{job="sync_all_active_connections"}'] == 1812355200
    assert samples['pg_social_job_failures{job="send_weekly_reports"}'] == 0
    assert samples['pg_social_processes{process="scheduler",state="running"}'] == 1
    assert samples["pg_social_enabled"] == 1 and samples["pg_social_parked"] == 0


def test_failures_limits_and_mails_that_were_given_up(house):
    house.begin_at("2027-06-06 12:00Z")
    house.move_in()
    user = house.add_user(email="a@example.com")
    connection = house.add_connection(user)
    house.rows("select social.configure_platform('instagram', 'an-app', 'a-secret', 'https://app.example/cb')")
    for hours, code, status in ((1, "190/460", "failed"), (2, "190/460", "failed"), (25, "190/460", "failed"),
                                (3, 'odd "code"\\', "failed"), (3, None, "success")):  # fmt: skip
        house.insert(
            "social.social_media_sync_logs",
            {"connection_id": connection, "user_id": user, "platform": "instagram", "sync_type": "scheduled",
             "sync_status": status, "error_code": code, "created_at": f"2027-06-0{6 if hours < 13 else 5}"
             f" {12 - hours if hours < 13 else 11:02}:00Z"},
        )  # fmt: skip
    # Given up today what was written days ago; sent; not wanted; given up before.
    for incident, attempted_at, sent_at in (("a", "2027-06-06 11:00Z", None), ("b", "2027-06-06 11:00Z", "2027-06-06 11:00Z"),
                                            ("c", None, None), ("d", "2027-06-05 11:00Z", None)):  # fmt: skip
        house.insert(
            "social.social_media_notifications",
            {"user_id": user, "kind": "weekly_report", "incident": incident, "send_after": None, "created_at": "2027-06-01 12:00Z",
             "attempts": 1 if attempted_at else 0, "attempted_at": attempted_at, "sent_at": sent_at},
        )  # fmt: skip
    samples = read(house)
    assert samples['pg_social_failures_last_day{platform="instagram",error_code="190/460"}'] == 2
    assert samples['pg_social_failures_last_day{platform="instagram",error_code="odd "code"\\"}'] == 1
    assert samples['pg_social_calls_last_hour{platform="instagram",app="default"}'] == 0
    assert samples["pg_social_mails_given_up_last_day"] == 1


def test_a_mail_that_is_tried_again_and_again_goes_on_ageing(house):
    """While the mail server is down each attempt moves send_after ahead, by up to 15 minutes."""
    house.begin_at("2027-06-07 12:00Z")  # a Monday
    house.move_in()
    user = house.add_user(email="a@example.com")

    def tried(incident, created_at, **columns):
        house.insert(
            "social.social_media_notifications",
            {"user_id": user, "kind": "account_taken_over", "incident": incident, "created_at": created_at,
             "attempted_at": "2027-06-07 11:59Z", "last_error": "connection refused", "send_after": "2027-06-07 12:15Z"} | columns,
        )  # fmt: skip

    # A report is written on Sunday for Monday at eight; the week ended at midnight.
    tried("report", "2027-06-06 10:00Z", kind="weekly_report", details='{"until": "2027-06-07 00:00Z"}')
    assert 4 * 3600 <= read(house)["pg_social_mail_age_seconds"] < 4 * 3600 + 100
    tried("notice", "2027-06-07 07:00Z")
    assert 5 * 3600 <= read(house)["pg_social_mail_age_seconds"] < 5 * 3600 + 100
    # What is not to be sent yet, and what was sent, waits for nothing.
    house.rows("delete from social.social_media_notifications")
    tried("later", "2027-06-06 10:00Z", attempted_at=None, last_error=None)
    tried("sent", "2027-06-06 10:00Z", sent_at="2027-06-06 11:00Z")
    assert read(house)["pg_social_mail_age_seconds"] == 0


def test_a_worker_keeps_its_number(house):
    """Were the second one the first as soon as that restarts, its syncs would look like new ones."""
    house.move_in()
    house.rows("select social.configure_platform('instagram', 'an-app', 'a-secret', 'https://app.example/cb')")
    user = house.add_user(
        id=house.value("select id from (select gen_random_uuid() as id from generate_series(1, 100)) ids"
                       " where social_internal.is_share(id, 1, 2) limit 1")
    )  # fmt: skip
    house.cluster.change(pg_social__sync_workers="2")
    try:
        house.cluster.wait_for_workers(house.database, 2)
        # Its token cannot be read: that takes no platform.
        house.add_connection(user, next_sync_at="2020-01-01")
        second = 'pg_social_syncs_total{number="2"}'
        wait_for(lambda: read(house).get(second) == 1, 20, "the second worker to record it")
        idle = "select pid from social.worker_status() where backend_type = 'pg_social sync worker' and recorded = 0"
        (before,) = house.rows(idle + " and database = current_database()")[0]
        house.rows("select pg_terminate_backend(%s)", (before,))
        again = idle + " and database = current_database() and state = 'running' and pid <> %s"
        wait_for(lambda: house.rows(again, (before,)), 20, "the first worker to be back")
        assert read(house)[second] == 1
    finally:
        house.cluster.change(pg_social__sync_workers="1")


def test_parked_and_disabled_show(house):
    house.move_in()
    house.rows("select social.park_workers()")
    house.cluster.change(pg_social__enabled="off")
    try:
        samples = read(house)
        assert (samples["pg_social_parked"], samples["pg_social_enabled"]) == (1, 0)
    finally:
        house.cluster.change(pg_social__enabled="on")


def test_pg_monitor_may_ask(house):
    house.rows("create role watcher login in role pg_monitor")
    with house.cluster.connect(house.database, user="watcher") as session:
        session.cursor().execute("select social.openmetrics()")
    house.rows("drop role watcher")
