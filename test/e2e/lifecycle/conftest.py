"""A database whose platform can be made to hang."""

import contextlib

import pytest
from support import creators
from support.background import Background
from support.kept_sessions import keeping_sessions
from support.waiting import wait_for


class Site:
    """A database configured for the simulator, with some Instagram accounts connected."""

    def __init__(self, cluster, database, simulator):
        self.cluster = cluster
        self.database = database
        self.simulator = simulator
        creators.configure(cluster, database, simulator, ["instagram"])

    @keeping_sessions()
    def connect(self, *accounts):
        made = [
            creators.connect_instagram(self.cluster, self.database, self.simulator, account)[0]
            for account in accounts
        ]
        return made[0] if len(made) == 1 else made

    @contextlib.contextmanager
    def refusing(self, table, event, error, only=None):
        """Every such write to the table fails until the block ends, or that to one connection's row."""
        self.rows(f"create function public.refuse() returns trigger language plpgsql as $$ begin {error} end $$")
        condition = f"when (new.id = '{only}')" if only else ""
        self.rows(f"create trigger refuse before {event} on {table} for each row {condition} execute function public.refuse()")
        yield
        # Not by dropping the trigger, which could wait for a worker that waits for it.
        self.rows("create or replace function public.refuse() returns trigger language plpgsql as $$ begin return new; end $$")

    def sync_in_background(self, connection, wait="60 s"):
        return Background(
            self.cluster,
            self.database,
            "select * from social.sync_connection(%s, %s::interval)",
            (connection, wait),
        )

    def sync(self, connection, wait="30 s"):
        return creators.sync(self.cluster, self.database, connection, wait)

    def hang(self, **target):
        return self.simulator.fault("hang", platform="instagram", **target)

    def wait_until_hung(self, count=1):
        wait_for(lambda: self.simulator.hits() >= count, 20, f"{count} requests to hang")

    def value(self, query, arguments=None):
        return self.cluster.value(query, arguments, database=self.database)

    def rows(self, query, arguments=None):
        return self.cluster.rows(query, arguments, database=self.database)

    def log_rows(self, connection):
        """The connection's sync log, oldest first: (type, status, error code)."""
        return self.rows(
            "select sync_type, sync_status, error_code from social.social_media_sync_logs"
            " where connection_id = %s order by id",
            (connection,),
        )

    def run_daily(self):
        run = self.value("select social.run_job('sync_all_active_connections')")
        wait_for(
            lambda: self.value("select status from social.social_media_job_runs where id = %s", (run,))
            == "succeeded",
            20,
            "the job to begin the run",
        )

    def daily_run_is_over(self):
        return not self.value("select exists (select from social_internal.open_run())")

    def run_daily_to_its_end(self, timeout=60):
        self.run_daily()
        wait_for(self.daily_run_is_over, timeout, "the daily run to end")


@pytest.fixture(name="site")
def site_fixture(cluster, database, simulator):
    return Site(cluster, database, simulator)


@pytest.fixture(name="make_site")
def make_site_fixture(simulator):
    def make(cluster, database="one"):
        cluster.create_database(database)
        return Site(cluster, database, simulator)

    return make


@pytest.fixture(name="as_before")
def as_before_fixture(cluster):
    """Settings that a test changes are those of before afterwards."""
    before = dict(cluster.settings)
    yield
    cluster.settings = before
    cluster.write_settings()
    cluster.control("reload")
