"""The figures as text: ratios to the floor, and what they were measured with."""

import os
import platform
from pathlib import Path

MICRO, KILO, MEGA = 1e6, 1 / 1024, 1 / 1024 / 1024
REQUESTS = 1  # an account


def processor():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def conditions(testbed, fsync):
    version = testbed.value("show server_version").split()[0]
    load = os.getloadavg()[0]
    return (
        f"{testbed.accounts:,} Instagram accounts: one request, 25 posts and 15 KB each, over plain HTTP on"
        f" loopback.\n{processor()}, {os.cpu_count()} cores shared by server, simulator and this program; load at"
        f" the start {load:.1f}.\nPostgreSQL {version}, fsync {fsync}, full_page_writes on, a checkpoint before every"
        f" run; one sync worker, 100 accounts at once."
    )


def of_runs(runs):
    """A line a run."""
    head = [
        f"{'':16}{'accounts/s':^21}{'CPU, µs an account':^47}{'WAL, KB an account':^27}",
        f"{'':16}{'':>10}{'of floor':>10} {'worker':>8}{'cluster':>8}{'fetching':>9}{'+ COPY':>7}{'= floor':>8}"
        f"{'ratio':>7}{'all':>8}{'images':>8}{'COPY':>7}",
    ]
    return "\n".join(["", *head, *(line_of(run) for run in runs), "", changed(runs), apart(runs), simulator(runs)])


def line_of(run):
    floor = run.fetch.cpu + run.copy
    images = "-" if run.page_images is None else f"{run.page_images * KILO:.1f}"
    return (
        f"{run.name:16}{run.rate:10,.0f}{run.rate / run.fetch.rate:10.2f} "
        f"{run.worker * MICRO:8.0f}{run.cluster * MICRO:8.0f}{run.fetch.cpu * MICRO:9.0f}{run.copy * MICRO:7.0f}"
        f"{floor * MICRO:8.0f}{run.cluster / floor:7.2f}"
        f"{run.wal * KILO:8.1f}{images:>8}{run.copy_wal * KILO:7.1f}"
    )


def changed(runs):
    shares = ", ".join(f"{100 * run.posts_changed:g} %" for run in runs)
    return f"Posts written anew or changed, as the tables tell: {shares}."


def apart(runs):
    """The yardstick of the aims, which were set beside a floor of two requests."""
    floor = ", ".join(f"{run.fetch_apart.cpu * MICRO:.0f}" for run in runs)
    ratios = ", ".join(f"{run.worker / run.fetch_apart.cpu:.1f}" for run in runs)
    return f"Fetching profile and posts apart, µs an account: {floor}; the worker is {ratios} times that."


def simulator(runs):
    used = ", ".join(f"{run.simulator * MICRO:.0f}" for run in runs)
    rate = REQUESTS * len(runs) / sum(run.simulator for run in runs)
    return (
        f"The simulator's own CPU on the same cores, µs an account: {used}; one core would answer {rate:,.0f} requests a"
        f" second."
    )


def of_sync_now(median, late, alone, commit):
    on_top = median - alone.p50
    return (
        f'"Sync now" (sync_connection(), 30 % of posts changed): median {median * 1e3:.1f} ms, 95 % within'
        f" {late * 1e3:.1f} ms;\n"
        f"the platform's answer alone {alone.p50 * 1e3:.2f} ms, so {on_top * 1e3:.1f} ms on top; one durable"
        f" commit alone {commit * 1e3:.1f} ms, ratio {median / (alone.p50 + commit):.1f} to both."
    )


def of_lateness(alone, busy):
    return (
        f"A due account is claimed {alone.median * 1e3:.0f} ms after its time in the median, {alone.most * 1e3:.0f} ms at most;"
        f" while a daily run goes on {busy.median * 1e3:.0f} ms, {busy.most * 1e3:.0f} ms at most."
    )


def of_memory(at_first, runs, accounts):
    peak = max(run.peak for run in runs)
    return (
        f"The worker's own memory: {at_first * MEGA:.1f} MB before the first run, {peak * MEGA:.1f} MB at most"
        f" with {accounts:,} accounts."
    )


def of_idling(share, accounts):
    return f"The whole cluster while idle with {accounts:,} accounts stored: {share * 1e3:.1f} ms of CPU a second."
