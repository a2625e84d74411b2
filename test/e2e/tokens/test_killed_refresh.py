"""kill -9 at every point of a refresh: the account lives on, except where the platform has killed it and nobody knows how.

TikTok's refresh token dies when it is used; Instagram's token goes on until its end.
"""

import contextlib

import psycopg2
import pytest
from support.background import Background
from support.waiting import wait_for

PLATFORMS = ("tiktok", "instagram")


class Refresh:
    """An account whose token is about to be refreshed by its next sync."""

    def __init__(self, house, platform):
        self.house = house
        self.platform = platform
        if platform == "tiktok":
            self.connection = house.connect_tiktok(2)["id"]
            house.later("3 hours", 3 * 3600)
        else:
            (self.connection,) = house.connect_instagram(2)
            house.later("35 days", 35 * 86400)
        self.before = self.refreshes()

    def refreshes(self):
        return self.house.simulator.requests(account=2)["platforms"][self.platform]["token"]

    def begin(self):
        self.house.rows("select social.sync_connection(%s, interval '0')", (self.connection,))

    def begin_as(self, sync_type):
        self.house.rows("select social_internal.queue_syncs(array[%s::uuid], %s)", (self.connection, sync_type))

    def worker(self):
        (pid,) = self.house.cluster.sync_workers(self.house.database)
        return pid

    def wait_until_locked(self):
        pid = self.worker()
        wait_for(
            lambda: self.house.value("select cardinality(pg_blocking_pids(%s)) > 0", (pid,)), 20, "the worker to wait"
        )

    def wait_for_hit(self):
        wait_for(lambda: self.house.simulator.hits() > 0, 20, "the request to be on the wire")

    def kill(self):
        cluster = self.house.cluster
        cluster.crash(self.worker())
        self.house.simulator.end_fault()
        cluster.wait_for_workers(self.house.database)
        # The next worker sets it aside, or tries it by itself where others were in flight, and answers whoever had asked.
        # Who asks then has it tried.
        asked = "select count(*) from social_internal.sync_requests where connection_id = %s"
        wait_for(lambda: self.house.value(asked, (self.connection,)) == 0, 20, "the account to be looked at")

    def stop(self):
        """Asks the worker once, and sees it go within the second in which workers stop, or a little later."""
        pid = self.worker()
        self.house.rows("select pg_terminate_backend(%s)", (pid,))
        wait_for(lambda: pid not in self.house.cluster.sync_workers(self.house.database), 5, "it to be gone")

    def have_another_worker(self):
        self.house.simulator.end_fault()
        wait_for(lambda: self.house.cluster.sync_workers(self.house.database), 20, "another worker")

    def lives(self):
        synced = self.house.sync(self.connection)
        assert synced["sync_status"] == "success", synced["error_message"]
        assert self.house.status(self.connection) == "active"
        assert self.house.value("select count(*) from social.social_media_notifications") == 0
        assert self.house.value("select count(*) from social_internal.rotations") == 0
        # And whatever it has now is what the platform knows: it can be refreshed again.
        hours = "40 days" if self.platform == "instagram" else "6 hours"
        self.house.later(hours, (5 * 86400 if self.platform == "instagram" else 3 * 3600))
        assert self.house.sync(self.connection)["sync_status"] == "success"
        return True


@pytest.fixture(name="refresh", params=PLATFORMS)
def refresh_fixture(house, request):
    return Refresh(house, request.param)


@contextlib.contextmanager
def locked(house, table, mode="exclusive"):
    session = house.cluster.connect(house.database, autocommit=False)
    session.cursor().execute(f"lock table {table} in {mode} mode")
    try:
        yield
    finally:
        with contextlib.suppress(psycopg2.Error):
            session.close()


def test_before_the_intent(house):
    refresh = Refresh(house, "tiktok")
    with locked(house, "social_internal.rotations"):
        refresh.begin()
        refresh.wait_until_locked()
        assert refresh.refreshes() == refresh.before
        refresh.kill()
    assert refresh.lives()


def test_on_the_wire_before_the_platform_acted(refresh):
    refresh.house.simulator.fault("hang", platform=refresh.platform, endpoint="token")
    refresh.begin()
    refresh.wait_for_hit()
    refresh.kill()
    assert refresh.lives()


def answer_held_before_its_commit(refresh):
    """The answer has come, and the transaction that would store it waits."""
    refresh.house.simulator.fault("slow", platform=refresh.platform, endpoint="token", milliseconds=700)
    refresh.begin()
    refresh.wait_for_hit()
    with locked(refresh.house, "social_internal.rotations"):
        refresh.wait_until_locked()
        refresh.kill()


def answer_still_on_the_wire(refresh):
    refresh.house.simulator.fault("slow", platform=refresh.platform, endpoint="token", milliseconds=20000)
    refresh.begin()
    refresh.wait_for_hit()
    refresh.kill()


@pytest.mark.parametrize("stop", [answer_still_on_the_wire, answer_held_before_its_commit])
def test_an_extended_token_outlives_the_loss_of_its_answer(house, stop):
    refresh = Refresh(house, "instagram")
    stop(refresh)
    assert refresh.lives()


@pytest.mark.parametrize("stop", [answer_still_on_the_wire, answer_held_before_its_commit])
def test_a_rotated_pair_that_nobody_has_is_tried_at_both_doors_and_told_once(house, stop):
    refresh = Refresh(house, "tiktok")
    stop(refresh)
    # It is not given up because of the crash, nor before the platform has refused both tokens.
    assert house.status(refresh.connection) not in ("revoked", "expired")
    assert house.value("select count(*) from social_internal.rotations where stored_at is null") == 1
    asked = house.simulator.count("tiktok")
    for _ in range(2):
        told = house.sync(refresh.connection)
    assert told["sync_status"] == "failed"
    assert house.simulator.count("tiktok") >= asked + 2, "the old refresh token, then the old access token"
    assert house.value(
        "select bool_or(error_message like '%%(the answer to an earlier refresh was lost)') from social.social_media_sync_logs"
        " where connection_id = %s and error_code = 'invalid_grant'",
        (refresh.connection,),
    )
    assert house.status(refresh.connection) in ("revoked", "expired")
    assert house.rows("select kind from social.social_media_notifications") == [("reconnect_needed",)]


def test_after_the_commit_before_the_new_pair_is_used(refresh):
    refresh.house.simulator.fault("hang", platform=refresh.platform, endpoint="profile")
    refresh.begin()
    refresh.wait_for_hit()
    # Where it is then depends on whether the job that prolongs tokens came first.
    stored = "select exists (select from social_internal.rotations where stored_at is not null)"
    assert refresh.house.value(stored + " or exists (select from social.social_media_connections where last_refreshed_at is not null)")
    refresh.kill()
    assert refresh.lives()


def test_while_the_new_pair_is_moved_to_the_connection(refresh):
    with locked(refresh.house, "social.social_media_connections", "share"):
        refresh.begin()
        refresh.wait_until_locked()
        refresh.kill()
    assert refresh.lives()


@pytest.mark.parametrize("stop", ["terminate", "restart", "hold"])
def test_an_orderly_stop_waits_for_the_answer_that_holds_the_only_pair(house, stop):
    refresh = Refresh(house, "tiktok")
    refresh.house.simulator.fault("slow", platform="tiktok", endpoint="token", milliseconds=250)
    refresh.begin()
    refresh.wait_for_hit()
    if stop == "restart":
        house.cluster.restart()
        house.cluster.wait_for_workers(house.database)
    elif stop == "hold":
        # It asks until all are gone, and comes to nothing: the login has to outlast it.
        house.rows("begin; drop extension pg_social; rollback")
        house.cluster.wait_for_workers(house.database)
    else:
        refresh.stop()
        wait_for(lambda: house.cluster.sync_workers(house.database), 20, "another worker")
    house.simulator.end_fault()
    assert refresh.refreshes() == refresh.before + 1
    assert refresh.lives()


def test_an_orderly_stop_begins_no_refresh_that_it_could_not_wait_for(house):
    """One account's pair is waited for; another learns meanwhile that its access token is dead."""
    refresh = Refresh(house, "tiktok")
    other = house.connect_tiktok(3)["id"]
    simulator = house.simulator
    # A stop waits for the pair for 0.8 s; the profile has to be on the wire still when it begins.
    simulator.fault("slow", platform="tiktok", endpoint="token", milliseconds=700)
    simulator.fault("slow", platform="tiktok", endpoint="profile", account=3, milliseconds=500)
    simulator.fault("revoked_token", platform="tiktok", endpoint="profile", account=3, count=1)
    spent = simulator.requests(account=3)["platforms"]["tiktok"]["token"]
    house.rows("select social.sync_connection(id, interval '0') from social.social_media_connections")
    wait_for(lambda: simulator.in_flight() == 2, 20, "both requests to be on the wire")
    refresh.stop()
    assert simulator.requests(account=3)["platforms"]["tiktok"]["token"] == spent
    refresh.have_another_worker()
    assert house.sync(other)["sync_status"] == "success"
    assert refresh.lives()


def test_an_orderly_stop_waits_for_nothing_else(house):
    """A platform that never answers holds nobody up for longer than the second in which workers stop."""
    refresh = Refresh(house, "tiktok")
    house.simulator.fault("hang", platform="tiktok", endpoint="token")
    refresh.begin()
    refresh.wait_for_hit()
    refresh.stop()
    refresh.have_another_worker()
    assert refresh.lives()


def test_an_orderly_stop_waits_for_no_lock(house):
    """Told once, a worker that waits for the platform's answer and for somebody's lock goes as soon as any other."""
    refresh = Refresh(house, "tiktok")
    house.simulator.fault("hang", platform="tiktok", endpoint="token")
    refresh.begin()
    refresh.wait_for_hit()
    with locked(house, "social.social_media_connections", "access exclusive"):
        house.rows("select social_internal.wake_workers()")
        refresh.wait_until_locked()
        refresh.stop()
    refresh.have_another_worker()
    assert refresh.lives()


@pytest.mark.parametrize("sync_type", ["manual", "token_refresh"])
def test_a_new_pair_outlasts_a_disk_that_is_full(house, sync_type):
    """What cannot be stored stays in the worker's memory, and is stored as soon as that works again; who asks for a
    sync until then waits, since with the pair that is stored it would end the login."""
    refresh = Refresh(house, "tiktok")
    house.rows(
        "create function public.refuse() returns trigger language plpgsql as"
        " $$ begin raise exception 'the disk is full' using errcode = 'disk_full'; end $$"
    )
    house.rows(
        "create trigger refuse before insert or update on social_internal.rotations for each row"
        " when (new.stored_at is not null) execute function public.refuse()"
    )
    here = house.cluster.log.here()
    refresh.begin_as(sync_type)
    wait_for(lambda: "could not record a sync" in house.cluster.log.text(here), 20, "the worker to complain")
    assert house.sync_within(refresh.connection, "1 second") == "queued"
    assert refresh.refreshes() == refresh.before + 1
    house.rows("drop trigger refuse on social_internal.rotations")
    house.wait_for_value(
        "select count(*) from social.social_media_connections where last_refreshed_at is not null", 1, "the pair to be stored"
    )
    assert refresh.lives()


def test_a_sync_that_joins_a_refresh_brings_figures(house):
    """And a token that is a day old at the most has nothing to be refreshed: no failure."""
    refresh = Refresh(house, "instagram")
    slow = house.simulator.fault("slow", platform="instagram", endpoint="token", milliseconds=700)
    refresh.begin_as("token_refresh")
    refresh.wait_for_hit()
    synced = house.sync(refresh.connection)
    assert (synced["sync_status"], synced["stats_fetched"]) == ("success", True)
    house.simulator.end_fault(slow)
    refresh.begin_as("token_refresh")
    house.wait_for_value("select count(*) from social_internal.sync_requests", 0, "all that was asked for to be done")
    states = "select distinct sync_status from social.social_media_sync_logs where sync_type = 'token_refresh'"
    assert house.rows(states) == [("success",)]


def test_a_result_is_recorded_though_the_clock_is_put_back(house, cluster):
    (connection,) = house.connect_instagram(3)
    house.later("2 hours", 2 * 3600)
    holder = cluster.connect(house.database, autocommit=False)
    holder.cursor().execute("select from social.social_media_connections where id = %s for update", (connection,))
    waiting = Background(cluster, house.database, "select social.sync_connection(%s, '20 s')", (connection,))
    measured = house.simulator.count("instagram", "profile")
    wait_for(lambda: house.simulator.count("instagram", "profile") > measured, 20, "the figures to be fetched")
    wait_for(lambda: house.simulator.in_flight() == 0, 20, "all of them")
    house.rows("select social_internal.set_clock(interval '1 hour')")
    holder.rollback()
    holder.close()
    assert waiting.wait(15).error is None
    assert "success" in waiting.rows[0][0]
