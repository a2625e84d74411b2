"""What the same work costs by itself: fetching with bare libraries, COPY of the same rows."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from processes import cpu_seconds
from testbed import AT_ONCE

ROOT = Path(__file__).resolve().parents[2]
# Beyond that many accounts an account costs the same; the copies would only fill the disk.
SAMPLE = 20_000

# Every row that a run writes or rewrites, by table: which rows w of an account of the sample this run wrote.
WRITTEN = {
    "social.social_media_stats": "social.social_media_stats w where connection_id = sample.id and synced_at >= %s",
    "social.social_media_sync_logs": "social.social_media_sync_logs w where connection_id = sample.id and created_at >= %s",
    "social_internal.post_texts": "social_internal.post_figures f"
    " cross join lateral (select * from social_internal.post_texts t where t.id = f.post_id offset 0) w"
    " where f.connection_id = sample.id and w.created_at >= %s",
    "social_internal.post_figures": "social_internal.post_figures w where connection_id = sample.id and fetched_at >= %s",
    "social_internal.post_changes": "social_internal.post_changes w where connection_id = sample.id and fetched_at >= %s",
    "social_internal.sync_state": "social_internal.sync_state w where connection_id = sample.id",
    "social.social_media_connections": "social.social_media_connections w where id = sample.id",
}


@dataclass
class Fetched:
    cpu: float  # seconds an account
    rate: float  # accounts a second
    p50: float  # seconds of one account
    p95: float


def floor_program():
    given = os.environ.get("PG_SOCIAL_FLOOR")
    program = Path(given) if given else ROOT / "build/cmake/test/bench/pg_social_floor"
    if not program.exists():
        raise RuntimeError(f"{program} is missing: run scripts/build-core pg_social_floor")
    return program


def fetch(simulator, accounts, at_once=AT_ONCE, how="together"):
    """Profile and posts of these accounts with libcurl and simdjson alone: in one call, or in two."""
    accounts = min(accounts, SAMPLE)
    command = [floor_program(), f"{simulator.url}/instagram", str(accounts), str(at_once), how]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=60 + accounts / 100)
    told = json.loads(done.stdout)
    if told["posts"] != accounts * 25:
        raise RuntimeError(f"the floor read {told['posts']} posts of {accounts} accounts")
    return Fetched(
        told["cpu_seconds"] / accounts, accounts / told["seconds"], told["p50_us"] / 1e6, told["p95_us"] / 1e6
    )


def copy(testbed, started, folder):
    """COPY of the rows of one run into tables without keys. Returns CPU seconds and WAL bytes an account."""
    accounts = min(testbed.accounts, SAMPLE)
    testbed.rows(
        "create temp table sample as select id from social.social_media_connections"
        f" where auto_refresh_enabled order by id limit {accounts}"
    )
    # Each account's rows by the key that begins with it, however little is known yet of tables just filled.
    testbed.rows("set enable_seqscan = off")
    cpu = wal = 0
    for table, of_this_run in WRITTEN.items():
        file = folder / "rows.copy"
        rows = f"select w.* from sample cross join lateral (select w.* from {of_this_run} offset 0) w"
        with testbed.session.cursor() as cursor:
            given = (started,) if "%s" in of_this_run else None
            cursor.execute(f"copy ({rows}) to '{file}'", given)
            cursor.execute(f"create table public.copied (like {table})")
        backend = testbed.session.get_backend_pid()
        position, before = testbed.wal_position(), cpu_seconds(backend)
        testbed.rows(f"copy public.copied from '{file}'")
        cpu += cpu_seconds(backend) - before
        wal += testbed.wal_bytes(position)
        testbed.rows("drop table public.copied")
        file.unlink()
    testbed.rows("reset enable_seqscan")
    testbed.rows("drop table sample")
    return cpu / accounts, wal / accounts
