"""A private cluster with the extension, the simulator, and accounts connected to it."""

import statistics
import sys
import time
from pathlib import Path

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))

from support import creators  # noqa: E402
from support.cluster import Cluster  # noqa: E402
from support.places import bin_directory  # noqa: E402, F401
from support.simulator import Simulator  # noqa: E402
from support.waiting import wait_for  # noqa: E402

DATABASE = "bench"
KEY = "0123456789abcdef0123456789abcdef"
AT_ONCE = 100  # pg_social.max_concurrency, and the floor's

READABLE_WAL = 4 << 30  # bytes; looking through more would take longer than the run

# A server that somebody takes care of; the rest are PostgreSQL's defaults.
SETTINGS = {
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "15min",
    "pg_social.max_concurrency": str(AT_ONCE),
}

# The simulator's numbering of Instagram accounts, its bulk tokens padded to the length of real ones. Without
# next_sync_at they wait for the daily run.
CONNECT = """
    insert into social.social_media_connections
        (user_id, platform, platform_user_id, platform_username, access_token_encrypted, key_id, token_expires_at,
         grant_expires_at, granted_scopes, connected_at, next_sync_at, auto_refresh_enabled)
    select gen_random_uuid(), 'instagram', (17841400000000001 + number::bigint * 20014)::text, 'bench' || number,
           social_internal.encrypt('IGAA-bulk-' || number || '-' || repeat('x', 160), %(key)s),
           social_internal.key_fingerprint(%(key)s), now() + interval '50 days', now() + interval '50 days',
           '{instagram_business_basic}', now(), null, %(daily)s
    from generate_series(%(first)s, %(last)s) number
    returning id"""


class Testbed:
    def __init__(self, folder, accounts, fsync="on"):
        self.accounts = accounts
        self.cluster = Cluster.create(folder / "cluster", settings={**SETTINGS, "fsync": fsync})
        world = ("--accounts", str(accounts + 4), "--uniform", "--clock", "frozen", "--history", "0")
        self.simulator = Simulator(folder / "simulator.log", world)
        self.session = None
        self._days = 0

    def __enter__(self):
        try:
            self._prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _prepare(self):
        self.simulator.start()
        self.simulator.call("POST", "mint-many", {"platform": "instagram"})
        self.cluster.start()
        self.cluster.create_database(DATABASE)
        self.session = self.cluster.connect(DATABASE)
        creators.configure(self.cluster, DATABASE, self.simulator, platforms=("instagram",))
        self.rows(
            "select social.configure_platform('instagram', 'ig-app', 'ig-secret', calls_per_hour => 1000000)"
        )
        # Only what is measured runs; moving the clock makes every job due.
        self.rows("select social.pause_job(job) from social.social_media_jobs")
        self.rows("select social.resume_workers()")
        self._warm_up()
        self._connect(1, self.accounts, daily=True)
        self.settle()

    def _connect(self, first, last, daily):
        return self.rows(CONNECT, {"key": KEY, "first": first, "last": last, "daily": daily})

    def _warm_up(self):
        """An account that stays out of the daily runs: statements are planned and the views hold something."""
        extra = self._connect(self.accounts + 1, self.accounts + 1, daily=False)[0]
        self.rows("select social.sync_connection(%s)", extra)
        self.rows("select social.refresh_social_media_views()")

    def __exit__(self, *_):
        if self.session:
            self.session.close()
        self.simulator.stop()
        self.cluster.destroy()

    def rows(self, query, arguments=None):
        with self.session.cursor() as cursor:
            cursor.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def value(self, query, arguments=None):
        return self.rows(query, arguments)[0][0]

    @property
    def postmaster(self):
        return int((self.cluster.data / "postmaster.pid").read_text().split()[0])

    @property
    def worker(self):
        return self.cluster.sync_workers(DATABASE)[0]

    @property
    def observers(self):
        """Backends that watch and do not belong to what is measured."""
        return [self.session.get_backend_pid()]

    def wal_position(self):
        return self.value("select pg_current_wal_insert_lsn()")

    def wal_bytes(self, since):
        return int(self.value("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)", (since,)))

    def settle(self):
        """The state in which each measurement begins: vacuumed, nothing left to be written."""
        self.rows("vacuum (analyze)")
        self.rows("checkpoint")

    def next_day(self):
        self._days += 1
        self.rows("select social_internal.set_clock(%s::interval)", (f"{self._days} days",))

    def wait_for_run(self, run):
        finished = "select finished_at from social_internal.sync_runs where id = %s"
        patience = 120 + self.accounts / 100
        wait_for(lambda: self.value(finished, (run,)), patience, "the daily run to end", every=0.05)

    def run(self):
        """One daily run to its end. Returns when it began, by the database's clock, and its seconds by ours."""
        began = time.monotonic()
        run = self.value("select social_internal.begin_run()")
        self.wait_for_run(run)
        seconds = time.monotonic() - began
        started = self.value("select started_at from social_internal.sync_runs where id = %s", (run,))
        self.check_all_recorded(started)
        return started, seconds

    def check_all_recorded(self, started):
        # partial_success: the creators of the benchmark have not granted insights, which would be a third request.
        complete = (
            "select count(*) filter (where stats_fetched and posts_fetched = 25), count(*), max(error_message)"
            " from social.social_media_sync_logs where created_at >= %s"
        )
        recorded, ended, message = self.rows(complete, (started,))[0]
        if (recorded, ended) != (self.accounts, self.accounts):
            raise RuntimeError(
                f"{recorded} of {self.accounts} accounts were recorded with all posts in {ended} syncs: {message}"
            )

    def seconds_of_a_commit(self):
        """A row inserted and made durable by itself: what the disk takes, whoever writes."""
        self.rows("create table public.commits (at timestamptz)")
        seconds = []
        for _ in range(100):
            began = time.perf_counter()
            self.rows("insert into public.commits values (now())")
            seconds.append(time.perf_counter() - began)
        return statistics.median(seconds)

    def share_of_posts_changed(self, started):
        changed = "select count(*) from social_internal.post_figures where fetched_at >= %s"
        return self.value(changed, (started,)) / (self.accounts * 25)

    def page_images(self, since):
        """Bytes of full-page images in the WAL since a position, or None when that cannot be told."""
        if self.wal_bytes(since) > READABLE_WAL:
            return None
        try:
            self.rows("create extension if not exists pg_walinspect")
            return int(
                self.value(
                    "select sum(fpi_size) from pg_get_wal_stats(%s, pg_current_wal_flush_lsn())", (since,)
                )
            )
        except psycopg2.Error:  # not installed, or a checkpoint has removed the first segments
            return None
