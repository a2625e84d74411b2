#!/usr/bin/python3
"""What an account costs, beside what it costs with nothing around it. `run.py --help` tells the options."""

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True

import floors  # noqa: E402
import lateness  # noqa: E402
import tables  # noqa: E402
from processes import MemoryPeak, cluster_cpu_seconds, cpu_seconds, own_memory  # noqa: E402
from testbed import Testbed, bin_directory  # noqa: E402

ASKED = 300  # calls of sync_connection()
IDLE_SECONDS = 10


@dataclass
class Measured:
    """One daily run; all but seconds, shares and peak are an account's."""

    name: str
    rate: float
    posts_changed: float
    worker: float
    cluster: float
    simulator: float
    wal: float
    page_images: float | None
    peak: int
    fetch: floors.Fetched
    fetch_apart: floors.Fetched
    copy: float
    copy_wal: float


def measure(testbed, name, folder):
    accounts = testbed.accounts
    fetched = floors.fetch(testbed.simulator, accounts)
    fetched_apart = floors.fetch(testbed.simulator, accounts, how="apart")
    testbed.settle()
    worker, simulator = testbed.worker, testbed.simulator.process.pid
    position = testbed.wal_position()

    def used():
        return (
            cpu_seconds(worker),
            cluster_cpu_seconds(testbed.postmaster, testbed.observers),
            cpu_seconds(simulator),
        )

    before = used()
    with MemoryPeak(worker) as memory:
        started, seconds = testbed.run()
    spent = [(after - at_first) / accounts for at_first, after in zip(before, used())]
    wal, images = testbed.wal_bytes(position), testbed.page_images(position)
    copied, copied_wal = floors.copy(testbed, started, folder)
    return Measured(
        name, accounts / seconds, testbed.share_of_posts_changed(started), *spent, wal / accounts,
        None if images is None else images / accounts, memory.peak, fetched, fetched_apart, copied, copied_wal,
    )  # fmt: skip


def run_all(testbed, folder):
    """New accounts first; then a day each, on which so many percent of all posts have changed."""
    yield measure(testbed, "new accounts", folder)
    for percent, name in ((0, "nothing changed"), (30, "30 % of posts"), (100, "all posts")):
        testbed.next_day()
        testbed.simulator.call("POST", "change-share", {"percent": percent})
        testbed.simulator.call("POST", "generation", {})
        yield measure(testbed, name, folder)


def sync_now(testbed):
    """Seconds of sync_connection() at its caller; of the platform's answer and of a commit by themselves."""
    asked = min(ASKED, testbed.accounts)
    ids = [
        row[0]
        for row in testbed.rows(
            "select id from social.social_media_connections where auto_refresh_enabled limit %s", (asked,)
        )
    ]
    platform = floors.fetch(testbed.simulator, asked, at_once=1)
    testbed.next_day()
    testbed.simulator.call("POST", "change-share", {"percent": 30})
    testbed.simulator.call("POST", "generation", {})
    seconds = []
    for connection in ids:
        began = time.perf_counter()
        posts = testbed.value("select posts_fetched from social.sync_connection(%s)", (connection,))
        seconds.append(time.perf_counter() - began)
        if posts != 25:
            raise RuntimeError(f"sync_connection() fetched {posts} posts")
    late = statistics.quantiles(seconds, n=20)[-1]
    return statistics.median(seconds), late, platform, testbed.seconds_of_a_commit()


def idle_cpu(testbed):
    testbed.settle()  # else it is autovacuum that is measured
    before = cluster_cpu_seconds(testbed.postmaster, testbed.observers)
    time.sleep(IDLE_SECONDS)
    return (cluster_cpu_seconds(testbed.postmaster, testbed.observers) - before) / IDLE_SECONDS


def rest(testbed):
    """The benchmark of the REST routes, in this cluster and a database of its own."""
    print("\nREST, reading:", flush=True)
    if not shutil.which("wrk"):
        print("not measured: install wrk (apt-get install wrk)")
        return
    address = testbed.cluster.address()
    where = {"PGHOST": address["host"], "PGPORT": str(address["port"]), "PGUSER": address["user"]}
    bench = floors.ROOT / "test/e2e/rest/bench/run"
    path = f"{bin_directory()}:{os.environ['PATH']}"
    subprocess.run([bench], env={**os.environ, **where, "PATH": path}, check=True)


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--accounts", type=int, default=20_000, help="a multiple of four (20000)")
    parser.add_argument("--fsync", choices=("on", "off"), default="on", help="of the private cluster (on)")
    parser.add_argument("--no-rest", action="store_true", help="leave out the REST figures")
    options = parser.parse_args()
    if options.accounts < 100 or options.accounts % 4:
        parser.error("--accounts must be a multiple of four, and 100 at least")

    # Ended by SIGTERM it cleans up as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="pg_social_bench.", dir="/tmp") as place:
        folder = Path(place)
        folder.chmod(0o777)
        with Testbed(folder, options.accounts, options.fsync) as testbed:
            print(tables.conditions(testbed, options.fsync), flush=True)
            at_first = own_memory(testbed.worker)
            runs = []
            for measured in run_all(testbed, folder):
                runs.append(measured)
                print(f"    measured: {measured.name}", flush=True)
            print(tables.of_runs(runs))
            print(tables.of_sync_now(*sync_now(testbed)))
            print(tables.of_lateness(lateness.measure(testbed, False), lateness.measure(testbed, True)))
            print(tables.of_memory(at_first, runs, options.accounts))
            print(tables.of_idling(idle_cpu(testbed), options.accounts))
            if not options.no_rest:
                rest(testbed)


main()
