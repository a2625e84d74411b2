"""A database with accounts at the simulator, and a clock that can be moved together with the simulator's."""

import pytest
from support import creators
from support.kept_sessions import keeping_sessions
from support.waiting import wait_for


class House:
    def __init__(self, cluster, database, simulator):
        self.cluster = cluster
        self.database = database
        self.simulator = simulator
        creators.configure(cluster, database, simulator)
        creators.pause_jobs(cluster, database)

    def rows(self, query, arguments=None):
        return self.cluster.rows(query, arguments, database=self.database)

    def value(self, query, arguments=None):
        return self.cluster.value(query, arguments, database=self.database)

    def dicts(self, query, arguments=None):
        return self.cluster.dicts(query, arguments, self.database)

    @keeping_sessions()
    def connect_instagram(self, *accounts):
        return [
            creators.connect_instagram(self.cluster, self.database, self.simulator, account)[0]
            for account in accounts
        ]

    def connect_tiktok(self, account):
        return creators.connect_by_oauth(self.cluster, self.database, "tiktok", account)

    def sync(self, connection):
        return creators.sync(self.cluster, self.database, connection)

    def sync_within(self, connection, wait):
        """How it went, or "queued" when it did not end within so long."""
        return creators.sync(self.cluster, self.database, connection, wait)["sync_status"]

    def later(self, interval, seconds):
        """Moves both clocks: the platform's and ours."""
        self.simulator.call("POST", "clock", {"advance": seconds})
        self.rows("select social_internal.set_clock(%s::interval)", (interval,))

    def status(self, connection):
        return self.value(
            "select connection_status from social.social_media_connections where id = %s", (connection,)
        )

    def wait_for_value(self, query, expected, what, arguments=None):
        wait_for(lambda: self.value(query, arguments) == expected, 30, what)


@pytest.fixture(name="house")
def house_fixture(cluster, database, simulator):
    yield House(cluster, database, simulator)
    cluster.rows("select social_internal.set_clock(interval '0')", database=database)
