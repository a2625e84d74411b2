"""When jobs are due: time zones and their changes, leap years, intervals, what is refused."""

import psycopg2
import pytest

JOB = "cleanup_old_logs"


def preview(house, schedule, zone, start, count):
    return [
        row[0]
        for row in house.rows(
            "select to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')"
            " from social.preview_schedule(%s, %s, %s::timestamptz, %s) at",
            (schedule, zone, start, count),
        )
    ]


# Worked out by hand from the zones' rules, in UTC.
CASES = {
    "a morning in Casablanca before, in and after Ramadan 2027": (
        ("0 8 * * *", "Africa/Casablanca", "2027-02-05 12:00Z", 3),
        ["2027-02-06 07:00", "2027-02-07 08:00", "2027-02-08 08:00"],
    ),
    "the end of that Ramadan": (
        ("0 8 * * *", "Africa/Casablanca", "2027-03-12 12:00Z", 3),
        ["2027-03-13 08:00", "2027-03-14 07:00", "2027-03-15 07:00"],
    ),
    "02:30 in Paris on the day that has none": (
        ("30 2 * * *", "Europe/Paris", "2027-03-27 00:00Z", 3),
        ["2027-03-27 01:30", "2027-03-28 01:00", "2027-03-29 00:30"],
    ),
    "02:30 in Paris on the day that has two": (
        ("30 2 * * *", "Europe/Paris", "2027-10-30 00:00Z", 3),
        ["2027-10-30 00:30", "2027-10-31 00:30", "2027-11-01 01:30"],
    ),
    "every six hours through that night": (
        ("0 */6 * * *", "Europe/Paris", "2027-10-30 20:00Z", 3),
        ["2027-10-30 22:00", "2027-10-31 05:00", "2027-10-31 11:00"],
    ),
    "the 29th of February": (
        ("0 0 29 2 *", "UTC", "2027-01-01 00:00Z", 3),
        ["2028-02-29 00:00", "2032-02-29 00:00", "2036-02-29 00:00"],
    ),
    "no leap day in 2100": (
        ("0 0 29 2 *", "UTC", "2096-03-01 00:00Z", 2),
        ["2104-02-29 00:00", "2108-02-29 00:00"],
    ),
    "Mondays at nine": (
        ("0 9 * * 1", "UTC", "2026-12-29 00:00Z", 2),
        ["2027-01-04 09:00", "2027-01-11 09:00"],
    ),
    "an interval knows no clock change": (
        ("6 hours", "Europe/Paris", "2027-03-27 22:00Z", 3),
        ["2027-03-28 04:00", "2027-03-28 10:00", "2027-03-28 16:00"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_preview(house, name):
    arguments, expected = CASES[name]
    assert preview(house, *arguments) == expected


def test_a_job_follows_its_own_time_zone_through_the_spring(house):
    house.begin_at("2027-03-27 12:00Z")
    house.rows("select social.schedule_job(%s, '30 2 * * *', 'Europe/Paris')", (JOB,))
    assert house.next_run(JOB) == "2027-03-28 01:00:00"
    house.set_time("2027-03-28 00:59:58Z")
    assert house.runs(JOB) == []
    runs = house.wait_for_runs(JOB, 1)
    assert [run["due"] for run in runs] == ["2027-03-28 01:00:00"]
    house.wait_for_plan(JOB, "2027-03-29 00:30:00")


def test_a_time_that_comes_twice_is_run_for_once(house):
    house.begin_at("2027-10-30 12:00Z")
    house.rows("select social.schedule_job(%s, '30 2 * * *', 'Europe/Paris')", (JOB,))
    house.set_time("2027-10-31 00:30:01Z")
    house.wait_for_runs(JOB, 1)
    # The second 02:30 of that night.
    house.set_time("2027-10-31 01:30:30Z")
    house.wait_for_plan(JOB, "2027-11-01 01:30:00")
    assert len(house.runs(JOB)) == 1


def test_the_time_zone_of_all_jobs_is_a_setting(house):
    house.begin_at("2027-01-10 12:00Z")
    house.wait_for_plan("sync_all_active_connections", "2027-01-11 08:00:00")
    try:
        house.cluster.change(pg_social__time_zone="Africa/Casablanca")
        house.wait_for_plan("sync_all_active_connections", "2027-01-11 07:00:00")
        house.wait_for_plan("send_weekly_reports", "2027-01-11 08:00:00")
    finally:
        house.cluster.change(pg_social__time_zone="UTC")


def test_an_interval_keeps_its_rhythm_however_late_a_run_begins(house):
    house.begin_at("2027-01-10 12:00Z")
    house.rows("select social.schedule_job(%s, '6 hours')", (JOB,))
    first = house.job(JOB)["next_run_at"]
    house.set_time("2027-01-10 19:17Z")
    house.wait_for_runs(JOB, 1)
    assert (house.job(JOB)["next_run_at"] - first).total_seconds() == 6 * 3600


def test_changing_only_the_schedule_keeps_the_zone(house):
    house.rows("select social.schedule_job(%s, '0 3 * * *', 'Europe/Paris')", (JOB,))
    house.rows("select social.schedule_job(%s, '0 4 * * *')", (JOB,))
    assert (house.job(JOB)["schedule"], house.job(JOB)["time_zone"]) == ("0 4 * * *", "Europe/Paris")


@pytest.mark.parametrize(
    "call, state, words",
    [
        ("schedule_job('cleanup_old_logs', '61 * * * *')", "22023", "column 1"),
        ("schedule_job('cleanup_old_logs', '0 3 * *')", "22023", "day of the week"),
        ("schedule_job('cleanup_old_logs', '0 0 31 2 *')", "22023", "day that the months have"),
        ("schedule_job('cleanup_old_logs', '0 3 * * *', 'Mars/Base')", "22023", "Mars/Base"),
        ("schedule_job('cleanup_old_logs', '0 3 * * *', '../../etc/passwd')", "22023", "no time zone"),
        ("schedule_job('cleanup_old_logs', null)", "22023", "must not be null"),
        ("schedule_job('make_coffee', '0 3 * * *')", "22023", "make_coffee"),
        ("pause_job('make_coffee')", "22023", "make_coffee"),
        ("resume_job(null)", "22023", "no job"),
        ("run_job('make_coffee')", "22023", "make_coffee"),
        ("preview_schedule('0 3 * * *', 'UTC', 'infinity', 3)", "22008", "out of range"),
        ("preview_schedule('0 3 * * *', 'UTC', now(), 0)", "22023", "between 1 and 1000"),
        ("preview_schedule('0 3 * * *', 'UTC', now(), 1001)", "22023", "between 1 and 1000"),
        ("preview_schedule(null)", "22004", "must not be null"),
    ],
)
def test_refused(house, call, state, words):
    with pytest.raises(psycopg2.Error) as refusal:
        house.rows(f"select social.{call}")
    assert refusal.value.pgcode == state
    assert words in str(refusal.value)
