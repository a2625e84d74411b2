"""Jobs as processes: due, asked for, slow, failing, killed, missed, paused."""

import contextlib

import pytest
from jobs.house import ALL_JOBS
from support.waiting import holds_for, wait_for

JOB = "cleanup_old_logs"
OTHER = "notify_token_expiration"


@contextlib.contextmanager
def holding_up(house, table="social_internal.oauth_states"):
    """While this lasts, cleanup_old_logs waits for a lock."""
    session = house.cluster.connect(house.database, autocommit=False)
    session.cursor().execute(f"lock table {table} in access exclusive mode")
    try:
        yield
    finally:
        session.close()


def job_processes(house):
    return house.cluster.processes("job worker", house.database)


def wait_until_running(house, name):
    wait_for(
        lambda: house.runs(name, "status = 'running'") and len(job_processes(house)) == 1,
        20,
        f"{name} to run",
    )
    return job_processes(house)[0]["pid"]


@pytest.mark.parametrize("name", ALL_JOBS)
def test_asked_for_it_runs_at_once(house, name):
    planned = wait_for(lambda: house.next_run(name), 10, "a plan")
    run = house.run_job(name)
    assert (run["status"], run["message"]) == ("succeeded", None)
    assert run["queued_at"] is not None and run["due_at"] is None
    assert house.next_run(name) == planned, "a run that was asked for leaves the schedule alone"


def test_every_job_runs_when_it_is_due(house):
    house.begin_at("2027-06-06 01:00Z")  # a Sunday
    house.wait_for_plan(JOB, "2027-06-06 03:00:00")
    house.set_time("2027-06-07 10:00:01Z")
    for name in ALL_JOBS:
        assert house.wait_for_runs(name, 1)[0]["status"] == "succeeded", name
    dues = {name: [run["due"] for run in house.runs(name)] for name in ALL_JOBS}
    assert dues.pop("refresh_materialized_views")[0] == "2027-06-06 06:00:00"
    assert dues == {
        "refresh_expiring_tokens": ["2027-06-06 02:00:00"],
        "cleanup_old_logs": ["2027-06-06 03:00:00"],
        "sync_all_active_connections": ["2027-06-06 08:00:00"],
        "notify_token_expiration": ["2027-06-06 09:00:00"],
        "send_weekly_reports": ["2027-06-07 09:00:00"],
        "check_and_repair_connections": ["2027-06-06 10:00:00"],
    }
    house.wait_for_plan("refresh_expiring_tokens", "2027-06-08 02:00:00")


def test_the_scheduler_sleeps_until_then(house):
    house.begin_at("2027-06-05 12:00Z")
    house.wait_for_plan(JOB, "2027-06-06 03:00:00")

    def last_change():
        return house.value(
            "select max(state_change) from pg_stat_activity where backend_type = 'pg_social scheduler'"
            " and datname = %s",
            (house.database,),
        )

    quiet = wait_for(lambda: last_change() if holds_for(settled(last_change), 1.0) else None, 20)
    assert holds_for(lambda: last_change() == quiet, 3)


def settled(look):
    first = look()
    return lambda: look() == first


def test_what_was_missed_while_the_server_was_down_runs_once(new_cluster):
    from jobs.house import House

    cluster = new_cluster().start()
    cluster.create_database("one")
    house = House(cluster, "one")
    # The clock of the machine is three days ahead of this one; while the server is down it is set to it.
    house.move_clock("-3 days")
    names = ("refresh_expiring_tokens", "sync_all_active_connections", OTHER)
    for name in names:
        wait_for(lambda name=name: house.next_run(name), 10, "a plan")
    wait_for(
        lambda: house.value(
            "select max(next_run_at) < now() - interval '1 day' from social.social_media_jobs where job = any (%s)",
            (list(names),),
        ),
        10,
        "plans in the past",
    )
    planned = {name: house.next_run(name) for name in names}
    cluster.stop()
    (cluster.data / "pg_social/clock").unlink()
    cluster.start()
    for name in names:
        assert [run["due"] for run in house.wait_for_runs(name, 1)] == [planned[name]]
        assert house.value("select next_run_at > now() from social.social_media_jobs where job = %s", (name,))
    assert holds_for(lambda: all(len(house.runs(name)) == 1 for name in names), 1.5)


def test_a_clock_put_back_a_little_runs_nothing_twice(house):
    house.begin_at("2027-06-06 02:59:00Z")
    house.wait_for_plan(JOB, "2027-06-06 03:00:00")
    house.set_time("2027-06-06 03:00:01Z")
    house.wait_for_runs(JOB, 1)
    house.set_time("2027-06-06 02:50:00Z")
    house.set_time("2027-06-06 03:00:01Z")
    house.wait_for_plan(JOB, "2027-06-13 03:00:00")
    assert holds_for(lambda: len(house.runs(JOB)) == 1, 1)


def test_a_clock_put_back_far_stops_no_job(house):
    house.begin_at("2029-06-06 12:00Z")
    house.wait_for_plan("sync_all_active_connections", "2029-06-07 08:00:00")
    house.set_time("2027-06-06 12:00Z")
    house.wait_for_plan("sync_all_active_connections", "2027-06-07 08:00:00")


def test_a_failure_is_recorded_and_tried_again_later_and_later(house):
    house.rows(
        "create function public.refuse() returns trigger language plpgsql as"
        " $$ begin raise exception 'the disk is full' using hint = 'Make room.'; end $$"
    )
    house.begin_at("2027-06-06 07:00Z")
    house.wait_for_plan("sync_all_active_connections", "2027-06-06 08:00:00")
    house.rows(
        "create trigger refuse before insert on social_internal.sync_runs execute function public.refuse()"
    )
    house.set_time("2027-06-06 08:00:00Z")
    run = house.wait_for_runs("sync_all_active_connections", 1)[0]
    assert (run["status"], run["message"]) == ("failed", "the disk is full. Make room.")
    assert 'job "sync_all_active_connections" failed: the disk is full' in house.cluster.log.text()
    pauses = []
    for failures in (1, 2, 3, 4):
        job = house.job("sync_all_active_connections")
        assert (job["failures"], job["last_status"]) == (failures, "failed")
        pauses.append(round((job["next_run_at"] - job["last_finished_at"]).total_seconds()))
        house.set_time((job["next_run_at"]).isoformat())
        house.wait_for_runs("sync_all_active_connections", failures + 1)
    assert pauses == [60, 120, 240, 480]
    house.rows("drop trigger refuse on social_internal.sync_runs")
    house.set_time(house.job("sync_all_active_connections")["next_run_at"].isoformat())
    runs = house.wait_for_runs("sync_all_active_connections", 6)
    assert runs[-1]["status"] == "succeeded"
    house.wait_for_plan("sync_all_active_connections", "2027-06-07 08:00:00")
    assert house.job("sync_all_active_connections")["failures"] == 0


def test_a_job_never_runs_twice_at_once(house):
    with holding_up(house):
        first = house.value("select social.run_job(%s)", (JOB,))
        wait_until_running(house, JOB)
        second = house.value("select social.run_job(%s)", (JOB,))
        assert house.value("select social.run_job(%s)", (JOB,)) == second, "asking twice is asking once"
        assert second != first
        assert holds_for(lambda: len(house.runs(JOB, "status = 'running'")) == 1, 1.5)
        assert len(job_processes(house)) == 1
        # Nor does it keep others waiting.
        assert house.run_job(OTHER)["status"] == "succeeded"
    assert house.wait_for_run(first)["status"] == "succeeded"
    later = house.wait_for_run(second)
    assert later["started_at"] >= house.wait_for_run(first)["finished_at"]


def test_a_terminated_job_is_recorded_and_tried_again(house):
    house.begin_at("2027-06-06 02:59:59Z")
    with holding_up(house):
        pid = wait_until_running(house, JOB)
        house.rows("select pg_terminate_backend(%s)", (pid,))
        run = house.wait_for_runs(JOB, 1)[0]
    assert run["status"] == "failed"
    assert "process ended before the job did" in run["message"]
    house.set_time(house.job(JOB)["next_run_at"].isoformat())
    assert house.wait_for_runs(JOB, 2)[1]["status"] == "succeeded"


def test_a_killed_job_is_recorded_once_the_server_is_back(new_cluster):
    from jobs.house import House

    cluster = new_cluster().start()
    cluster.create_database("one")
    house = House(cluster, "one")
    with contextlib.suppress(Exception), holding_up(house):
        run = house.value("select social.run_job(%s)", (JOB,))
        pid = wait_until_running(house, JOB)
        cluster.crash(pid)
    ended = house.wait_for_run(run)
    assert ended["status"] == "failed"
    assert "process ended before the job did" in ended["message"]


def test_a_job_goes_on_when_its_scheduler_ends(house):
    with holding_up(house):
        run = house.value("select social.run_job(%s)", (JOB,))
        wait_until_running(house, JOB)
        scheduler = house.cluster.processes("scheduler", house.database)[0]["pid"]
        house.rows("select pg_terminate_backend(%s)", (scheduler,))
        wait_for(
            lambda: [p["pid"] for p in house.cluster.processes("scheduler", house.database)]
            not in ([], [scheduler]),
            20,
            "another scheduler",
        )
        assert holds_for(lambda: len(house.runs(JOB)) == 1, 1)
    assert house.wait_for_run(run)["status"] == "succeeded"


def test_partitions_that_cannot_be_made_ahead_stop_no_job(house):
    """One that somebody made by hand is in the way of one parent's; all others go where the server keeps its tables."""
    house.move_in()
    here = house.cluster.log.here()
    month = house.value("select date_trunc('month', now() at time zone 'UTC') + interval '1 month'")
    bounds = f"from ('{month:%Y-%m-%d}') to ('{month:%Y-%m-%d 12:00}')"
    house.rows(f"create table public.by_hand partition of social.social_media_stats for values {bounds}")
    with contextlib.closing(house.cluster.connect(options="-c allow_in_place_tablespaces=on")) as session:
        session.cursor().execute("create tablespace elsewhere location ''")
    house.rows(f"alter database {house.database} set default_tablespace = elsewhere")
    house.rows("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'pg_social scheduler'")
    ahead = f"social_internal.post_changes_{month:%Y_%m}"
    wait_for(lambda: house.value("select to_regclass(%s)", (ahead,)), 20, "the others to be made")
    assert house.run_job(OTHER)["status"] == "succeeded"
    words = f"cannot make the partition of social.social_media_stats for {month:%Y-%m} ahead"
    assert words in house.cluster.log.text(here)
    house.rows("update social_internal.home set since = since - interval '3 hours'")
    (note,) = house.rows("select distinct note from social.health()")
    assert "No partition is ahead for next month: social_media_stats." in note[0]


def test_a_schedule_that_is_being_changed_holds_up_no_other_job(house):
    """Whoever called schedule_job() has not committed yet. A run of his job ends once he has, also one that lost its process."""
    house.move_in()
    run = "sync_all_active_connections"
    wait_for(lambda: house.next_run(OTHER), 10, "a plan")
    with contextlib.closing(house.cluster.connect(house.database, autocommit=False)) as session:
        for name in (OTHER, run, "refresh_materialized_views"):
            session.cursor().execute("select social.schedule_job(%s, '7 7 7 7 *')", (name,))
        lost, kept = (house.value("select social.run_job(%s)", (name,)) for name in (OTHER, run))
        query = "select finished_at is not null from social_internal.sync_runs"
        wait_for(lambda: house.rows(query) == [(True,)], 20, "the daily run to end")
        wait_for(lambda: house.runs(OTHER, "status = 'running'"), 20, "the other to run")
        house.rows("select pg_terminate_backend(pid) from social.worker_status() where activity = %s", (OTHER,))
        wait_for(lambda: len(job_processes(house)) == 1, 20)
        assert house.run_job(JOB)["status"] == "succeeded"
        assert len(house.runs(OTHER, "status = 'running'")) == len(house.runs(run, "status = 'running'")) == 1
    assert house.wait_for_run(kept)["status"] == "succeeded"
    assert house.wait_for_run(lost)["status"] == "failed"


def test_a_paused_job_waits_for_nobody_but_those_who_ask(house):
    house.begin_at("2027-06-06 02:00Z")
    house.rows("select social.pause_job(%s)", (JOB,))
    assert house.job(JOB)["enabled"] is False and house.next_run(JOB) is None
    house.set_time("2027-06-06 03:30Z")
    assert holds_for(lambda: house.runs(JOB) == [], 1.5)
    assert house.run_job(JOB)["status"] == "succeeded"
    house.rows("select social.resume_job(%s)", (JOB,))
    house.wait_for_plan(JOB, "2027-06-13 03:00:00")
    assert len(house.runs(JOB)) == 1, "what was due meanwhile is not made up for"


def test_history_is_bounded(house):
    house.rows(
        "insert into social.social_media_job_runs (job, due_at, started_at, finished_at, status)"
        " select %s, t, t, t, 'succeeded' from generate_series(now() - interval '10 days', now(),"
        " interval '10 minutes') t",
        (JOB,),
    )
    house.run_job(JOB)
    assert len(house.runs(JOB)) == 500


def test_drop_extension_waits_for_no_job(house):
    with holding_up(house, "social.social_media_users"):
        house.value("select social.run_job('send_weekly_reports')")
        wait_until_running(house, "send_weekly_reports")
    house.rows("drop extension pg_social")
    assert job_processes(house) == []
    house.rows("create extension pg_social")
