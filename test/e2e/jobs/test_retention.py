"""cleanup_old_logs on the whole: partitions, rows, and readers in its way."""

import contextlib

from support.background import Background
from support.waiting import wait_for


def fill(house):
    """A log row a day for 200 days."""
    house.move_in()
    house.rows(
        "select social_internal.ensure_month('social.social_media_sync_logs', at)"
        " from generate_series(now() - interval '200 days', now(), interval '1 day') at"
    )
    house.rows(
        "insert into social.social_media_sync_logs"
        " (connection_id, user_id, platform, sync_type, sync_status, created_at)"
        " select gen_random_uuid(), gen_random_uuid(), 'tiktok', 'manual', 'success', at + interval '1 minute'"
        " from generate_series(now() - interval '200 days', now() - interval '1 day', interval '1 day') at"
    )


def kept(house):
    return house.rows(
        "select count(*), count(*) filter (where created_at < now() - interval '90 days')"
        " from social.social_media_sync_logs"
    )[0]


def partitions(house):
    return house.value(
        "select count(*) from pg_inherits where inhparent = 'social.social_media_sync_logs'::regclass"
    )


def test_ninety_days_are_kept(house):
    fill(house)
    before = partitions(house)
    run = house.run_job("cleanup_old_logs")
    assert run["status"] == "succeeded"
    assert kept(house) == (90, 0)
    assert run["details"]["partitions_dropped"] in (3, 4)
    assert partitions(house) == before - run["details"]["partitions_dropped"]


def test_the_setting_decides(house):
    fill(house)
    house.cluster.change(pg_social__log_retention="30")
    try:
        house.run_job("cleanup_old_logs")
        assert kept(house) == (30, 0)
    finally:
        house.cluster.change(pg_social__log_retention="90")


def test_a_short_log_does_not_have_a_mail_sent_again(house):
    house.begin_at("2026-11-23 08:00Z")
    house.move_in()
    user = house.add_user(email="s@example.com")
    connection = house.add_connection(user, grant_expires_at="2026-11-29 08:00Z")
    house.add_stats(connection, user, "instagram", [("2026-11-20 07:00Z", 1000, 1)])
    house.run_job("send_weekly_reports")
    house.set_time("2026-11-27 08:00Z")
    house.run_job("notify_token_expiration")
    house.rows("update social.social_media_notifications set send_after = null, sent_at = send_after")
    told = [(notice["kind"], notice["incident"]) for notice in house.notices()]
    assert sorted(kind for kind, _ in told) == ["token_expiring", "weekly_report"]
    house.cluster.change(pg_social__log_retention="1")
    try:
        house.set_time("2026-11-29 02:00Z")
        for job in ("cleanup_old_logs", "send_weekly_reports", "notify_token_expiration"):
            assert house.run_job(job)["status"] == "succeeded"
        assert [(notice["kind"], notice["incident"]) for notice in house.notices()] == told
        assert house.value("select count(*) from social.social_media_notifications where sent_at is null") == 0
    finally:
        house.cluster.change(pg_social__log_retention="90")


def test_a_cleanup_after_a_long_time_without_is_put_off_once(house):
    fill(house)
    house.rows(
        "insert into social.social_media_job_runs (job, started_at, finished_at, status)"
        " values ('cleanup_old_logs', now() - interval '46 days', now() - interval '46 days', 'succeeded')"
    )
    run = house.run_job("cleanup_old_logs")
    assert (run["status"], list(run["details"]), kept(house)[0]) == ("succeeded", ["put_off"], 200)
    assert house.run_job("cleanup_old_logs")["status"] == "succeeded"
    assert kept(house) == (90, 0)


def test_a_reader_in_the_way_costs_rows_and_not_a_failure(house):
    fill(house)
    with contextlib.closing(house.cluster.connect(house.database, autocommit=False)) as session:
        session.cursor().execute("select count(*) from social.social_media_sync_logs")
        run = house.run_job("cleanup_old_logs")
    assert run["status"] == "succeeded"
    assert run["details"]["partitions_dropped"] == 0
    assert run["details"]["logs_deleted"] == 110
    assert kept(house) == (90, 0)
    assert house.run_job("cleanup_old_logs")["details"]["partitions_dropped"] in (3, 4)


def test_partitions_are_there_ahead_of_time(house):
    house.move_in()
    (scheduler,) = house.cluster.processes("scheduler", house.database)
    house.cluster.rows("select pg_terminate_backend(%s)", (scheduler["pid"],))
    house.cluster.wait_for_workers(house.database)
    months = house.rows(
        "select to_char(now() at time zone 'UTC' + make_interval(months => n), '_YYYY_MM') from generate_series(0, 1) n"
    )
    for (month,) in months:
        for table in ("social_media_stats", "post_changes", "social_media_sync_logs"):
            name = f"social_internal.{table}{month}"
            wait_for(lambda name=name: house.value("select to_regclass(%s)", (name,)), 20, name)


def test_two_who_meet_a_new_month_make_one_partition(house):
    month = "select social_internal.ensure_month('social.social_media_stats', '2031-05-01')"
    with contextlib.closing(house.cluster.connect(house.database, autocommit=False)) as first:
        first.cursor().execute(month)
        second = Background(house.cluster, house.database, month)
        wait_for(
            lambda: house.value("select cardinality(pg_blocking_pids(%s)) > 0", (second.pid,)), 20, "the second to wait"
        )
        first.commit()
    second.result()
    assert house.value("select to_regclass('social_internal.social_media_stats_2031_05') is not null")
