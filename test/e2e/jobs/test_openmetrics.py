"""openmetrics(): well-formed, and with the figures that operators watch."""

import re

LINE = re.compile(r'^([a-z_]+)(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? (-?[0-9]+(\.[0-9]+)?)$')


def read(house):
    """The samples by name and labels; fails on what no scraper would take."""
    text = house.value("select social.openmetrics()")
    assert text.endswith("\n# EOF\n")
    kinds, samples = {}, {}
    for line in text.splitlines()[:-1]:
        if line.startswith("# TYPE "):
            _, _, family, kind = line.split(" ")
            assert family not in kinds, f"{family} is not in one piece"
            kinds[family] = kind
        elif not line.startswith("# HELP "):
            match = LINE.match(line)
            assert match, line
            family = match[1].removesuffix("_total") if match[1].endswith("_total") else match[1]
            assert kinds[family] == ("counter" if match[1].endswith("_total") else "gauge"), line
            assert list(kinds)[-1] == family, f"{line} is away from its family"
            samples[match[1] + (match[2] or "")] = float(match[4])
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
