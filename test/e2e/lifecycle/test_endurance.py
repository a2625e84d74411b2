"""Thousands of syncs leave a worker as large as the first hundreds did."""

import os
from pathlib import Path

ACCOUNTS = 60
ROUNDS = 40


def memory_kb(pid):
    """What is the process's own: shared buffers that it has touched are not."""
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    )
    return int(fields["RssAnon"].split()[0])


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def test_memory_and_files_do_not_grow(site):
    connections = site.connect(*range(1, ACCOUNTS + 1))
    worker = site.cluster.sync_workers(site.database)[0]
    for _ in range(8):
        site.run_daily_to_its_end()
    memory, files = memory_kb(worker), open_files(worker)
    for _ in range(ROUNDS):
        site.run_daily_to_its_end()
    assert site.cluster.sync_workers(site.database) == [worker]
    done = site.value(
        "select count(*) from social.social_media_sync_logs"
        " where sync_status = 'success' and sync_type = 'scheduled'"
    )
    assert done == ACCOUNTS * (8 + ROUNDS)
    assert memory_kb(worker) < memory + 2048, "2400 syncs cost more than 2 MB that did not come back"
    assert open_files(worker) <= files + 5
    assert memory_kb(worker) < 64 * 1024
    assert len(connections) == ACCOUNTS
