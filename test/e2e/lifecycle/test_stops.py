"""Ends of processes and of the server, wanted and unwanted: everything comes back by itself."""

import signal
import time

import pytest
from support.waiting import holds_for, wait_for


def gone(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().split()[2] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def processes_of(cluster, database):
    return {process["backend_type"]: process["pid"] for process in cluster.processes(database=database)}


@pytest.mark.parametrize("kind", ["pg_social sync worker", "pg_social scheduler"])
def test_sigterm_ends_a_process_within_a_second_and_another_comes(cluster, database, kind):
    pid = processes_of(cluster, database)[kind]
    began = time.monotonic()
    cluster.kill(pid, signal.SIGTERM)
    wait_for(lambda: gone(pid), 5, "the process to end")
    assert time.monotonic() - began < 3
    wait_for(lambda: processes_of(cluster, database).get(kind, pid) != pid, 20, "another one")


def test_pg_terminate_backend(cluster, database):
    pid = cluster.sync_workers(database)[0]
    assert cluster.value("select pg_terminate_backend(%s, 5000)", (pid,)) is True
    wait_for(lambda: cluster.sync_workers(database) not in ([], [pid]), 20, "another worker")


def test_pg_cancel_backend_does_no_harm(cluster, database):
    before = processes_of(cluster, database)
    here = cluster.log.here()
    for pid in before.values():
        assert cluster.value("select pg_cancel_backend(%s)", (pid,)) is True
    wait_for(lambda: cluster.log.count("canceling statement due to user request", here) >= 2, 10)
    after = processes_of(cluster, database)
    assert {kind: after.get(kind) for kind in before} == before


def test_pg_cancel_backend_again_and_again(cluster, database):
    """Also in the pause after the first: a process that ends loses its callers, and what platforms are about to answer."""
    before = processes_of(cluster, database)
    told = "select count(*) from social.worker_status() where note like %s and database = %s"
    cancelled = ("%canceling statement due to user request%", database)
    for _ in range(2):
        for _ in range(10):
            for pid in before.values():
                cluster.value("select pg_cancel_backend(%s)", (pid,))
        wait_for(lambda: cluster.value(told, cancelled, database=database) == len(before), 10, "all to say so")
        wait_for(lambda: cluster.value(told, cancelled, database=database) == 0, 10, "all to go on")

    def are_the_same():
        after = processes_of(cluster, database)
        return {kind: after.get(kind) for kind in before} == before

    assert holds_for(are_the_same, 1)


def test_the_launcher_comes_back(cluster, database):
    pid = cluster.processes("launcher")[0]["pid"]
    workers = cluster.sync_workers(database)
    cluster.kill(pid, signal.SIGTERM)
    wait_for(lambda: cluster.processes("launcher") and cluster.processes("launcher")[0]["pid"] != pid, 20)
    assert cluster.sync_workers(database) == workers, "workers went on without it"
    cluster.kill(workers[0], signal.SIGTERM)
    wait_for(lambda: cluster.sync_workers(database) not in ([], workers), 20, "the new launcher to look after it")


def test_kill_9_of_a_worker(cluster, database):
    pid = cluster.sync_workers(database)[0]
    cluster.crash(pid)
    cluster.wait_for_workers(database, timeout=30)
    assert cluster.sync_workers(database) != [pid]


@pytest.mark.parametrize("mode", ["fast", "immediate", "smart"])
def test_stop_and_start(cluster, database, mode):
    began = time.monotonic()
    cluster.stop(mode)
    assert time.monotonic() - began < 10
    cluster.start()
    cluster.wait_for_workers(database)


def test_no_process_survives_the_postmaster(new_cluster):
    cluster = new_cluster()
    cluster.start()
    cluster.create_database("one")
    pids = [process["pid"] for process in cluster.processes()]
    assert len(pids) == 3
    postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
    cluster.kill(postmaster)
    wait_for(lambda: all(gone(pid) for pid in pids), 10, "the orphans to end")


def test_looking_into_many_databases_does_not_use_up_the_slots(new_cluster):
    cluster = new_cluster({"max_worker_processes": "5"})
    cluster.start()
    for number in range(12):
        cluster.create_database(f"plain{number}", extension=False)
    cluster.create_database("one")
    here = cluster.log.here()
    cluster.restart()
    cluster.wait_for_workers("one", timeout=60)
    assert cluster.log.count("no free worker slot", here) == 0


def test_too_few_worker_slots(new_cluster):
    cluster = new_cluster({"max_worker_processes": "4"})
    cluster.start()
    # Launcher of logical replication, our launcher, and two more: one database's.
    cluster.create_database("one")
    here = cluster.log.here()
    cluster.create_database("two", extension=False)
    cluster.rows("create extension pg_social cascade", database="two")

    def notes():
        rows = cluster.rows(
            "select distinct note from social.worker_status() where database = 'two' and state <> 'running'",
            database="one",
        )
        return [note for (note,) in rows if note]

    wait_for(lambda: any("max_worker_processes" in note for note in notes()), 15, "the note in worker_status()")
    wait_for(lambda: notes() and cluster.log.count("no free worker slot", here) > 0, 15, "the log line")
    assert "max_worker_processes" in cluster.value("select note from social.health() limit 1", database="two")
    assert cluster.value("select (social_api.health() ->> 'processes_missing')::integer", database="two") > 0
    assert cluster.value("select (social_api.health() ->> 'processes_missing')::integer", database="one") == 0
    began = time.monotonic()
    wait_for(lambda: time.monotonic() - began > 11, 15, "at least two more attempts")
    assert cluster.log.count("no free worker slot", here) == 1
    assert len(cluster.sync_workers("one")) == 1
    cluster.rows("drop extension pg_social", database="one")
    cluster.wait_for_workers("two", timeout=30)


def test_a_job_for_which_there_is_no_worker_slot_is_told(new_cluster):
    """Scheduler and sync worker run, and no job ever does: nothing fails that would tell."""
    cluster = new_cluster({"max_worker_processes": "5"})
    cluster.start()
    cluster.create_database("one")
    wait_for(lambda: len(cluster.processes("job worker")) == 0, 20, "the first jobs to end")
    # The launchers, the one database's two processes, and its place for jobs, which another database takes.
    cluster.create_database("two", extension=False)
    cluster.rows("create extension pg_social cascade", database="two")
    wait_for(lambda: cluster.processes("scheduler", "two"), 20, "the scheduler of the other database")
    cluster.rows("select social.run_job('check_and_repair_connections')", database="one")

    def note():
        return cluster.value("select note from social.health() limit 1", database="one") or ""

    why = 'no free slot in max_worker_processes for job "check_and_repair_connections"'
    wait_for(lambda: why in note(), 20, "the note in health()")
    shown = "select note from social.worker_status() where backend_type = 'pg_social scheduler' and database = 'one'"
    assert why in cluster.value(shown, database="one")
    cluster.rows("drop extension pg_social", database="two")
    wait_for(lambda: why not in note(), 30, "the note to go")
    status = "select status from social.social_media_job_runs where job = 'check_and_repair_connections'"
    wait_for(lambda: cluster.value(status, database="one") == "succeeded", 20, "the job to run")
