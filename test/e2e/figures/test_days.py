"""What is stored over the days is what the platform showed on each: growth, changes, removals, and nothing twice."""

from decimal import Decimal

import pytest
from support import creators
from support.background import Background
from support.waiting import wait_for

NUMBER = 2  # the account; one Page at Facebook
HOURS = {"day 0": 0, "day 1": 24, "two hours later": 26, "day 2": 48, "forty days on": 960}


class Account:
    """One account in a world whose clock stands still: nothing changes there but what the test changes."""

    def __init__(self, cluster, database, simulator, platform):
        self.cluster, self.database, self.simulator, self.platform = cluster, database, simulator, platform
        self.place = {"platform": platform, "account": NUMBER, **({"page": 1} if platform == "facebook" else {})}
        simulator.call("POST", "clock", {"mode": "frozen", "set": "now"})
        creators.configure(cluster, database, simulator, [platform])
        creators.pause_jobs(cluster, database)
        self.connection = creators.connect_by_oauth(cluster, database, platform, NUMBER)["id"]

    def rows(self, query, arguments=None):
        return self.cluster.rows(query, arguments, database=self.database)

    def truth(self):
        return self.simulator.truth(posts=40, **self.place)

    def change(self, **what):
        self.simulator.call("POST", "override", {**self.place, **what})

    def sync_at(self, when):
        self.rows("select social_internal.set_clock(make_interval(hours => %s))", (HOURS[when],))
        assert creators.sync(self.cluster, self.database, self.connection)["sync_status"] == "success"

    def newest(self):
        return self.cluster.dicts(
            "select * from social.social_media_stats where connection_id = %s order by synced_at desc limit 1",
            (self.connection,),
            self.database,
        )[0]

    def posts(self):
        rows = self.cluster.dicts(
            "select p.*, f.xmin::text as version from social.social_media_posts p"
            " join social_internal.post_figures f using (connection_id, platform_post_id) where connection_id = %s",
            (self.connection,),
            self.database,
        )
        return {row["platform_post_id"]: row for row in rows}

    def history(self, post):
        return [
            likes
            for (likes,) in self.rows(
                "select f.likes_count from social.social_media_post_figures f join social.social_media_posts p"
                " on p.connection_id = f.connection_id and p.id = f.post_id"
                " where p.connection_id = %s and p.platform_post_id = %s order by f.fetched_at",
                (self.connection, post),
            )
        ]


@pytest.fixture(name="account", params=["instagram", "tiktok", "facebook"])
def account_fixture(cluster, database, simulator, request):
    yield Account(cluster, database, simulator, request.param)
    cluster.rows("select social_internal.set_clock('0')", database=database)


def engagement(truth):
    """Version 1, by hand: averages of the newest 25 over the followers, per cent."""
    newest = truth["posts"][:25]
    interactions = sum(post["likes"] + post["comments"] for post in newest)
    return round(Decimal(interactions) / len(newest) / truth["followers"] * 100, 4)


def test_growth_is_against_the_day_before(account):
    truths = {"day 0": account.truth()}
    first = account.newest()
    assert (first["followers_count"], first["followers_growth"]) == (truths["day 0"]["followers"], None)
    assert (first["engagement_rate"], first["engagement_growth"]) == (engagement(truths["day 0"]), None)
    # Two hours after the second day's it is still the first day's that is compared with, 26 hours old.
    for when, base, gained in (("day 1", "day 0", 40), ("two hours later", "day 0", 5), ("day 2", "two hours later", -60)):
        before = account.truth()["followers"]
        account.change(followers=before + gained)
        account.sync_at(when)
        truths[when] = account.truth()
        measured = account.newest()
        assert measured["followers_count"] == before + gained
        assert measured["followers_growth"] == measured["followers_count"] - truths[base]["followers"]
        assert measured["engagement_rate"] == engagement(truths[when])
        assert measured["engagement_growth"] == engagement(truths[when]) - engagement(truths[base])


def test_a_clock_that_was_ahead_for_a_day_stops_nothing(account):
    """Forty days ahead during one sync, then put right: the next daily run takes the account, and its figures show."""
    account.change(followers=1000)
    account.sync_at("forty days on")
    account.change(followers=1234)
    account.rows("select social_internal.set_clock('1 day')")
    account.rows("select social.run_job('sync_all_active_connections')")
    newest = "select followers_count from social.get_latest_stats((select user_id from social.social_media_connections))"
    wait_for(lambda: account.rows(newest) == [(1234,)], 20, "the daily run to measure it")
    assert account.rows("select total from social_internal.sync_runs") == [(1,)]
    account.rows("select social.refresh_social_media_views()")
    for view in ("mv_latest_social_stats", "get_latest_stats((select user_id from social.social_media_connections))"):
        assert account.rows(f"select followers_count, synced_at < now() + interval '2 days' from social.{view}") == [(1234, True)]
    profile = "select followers from social_internal.profiles"
    wait_for(lambda: account.rows(profile) == [(1234,)], 20, "merchants to see it")


@pytest.mark.parametrize("account", ["instagram"], indirect=True)
def test_who_asks_for_a_sync_is_not_answered_with_one_dated_later(account):
    account.sync_at("forty days on")
    account.rows("select social_internal.set_clock('1 day')")
    asked = (
        "select s.created_at < now() + interval '2 days', s.sync_status, s.id from social.social_media_connections c,"
        " social_internal.sync_soon_enough(c.user_id, array[c.id]) s"
    )
    first = account.rows(asked)
    assert first[0][:2] == (True, "success")
    assert account.rows(asked) == first, "a second time within a minute is answered from the log"


def test_a_limit_met_by_a_clock_that_was_ahead_ends_with_it(account):
    """Told to wait while the clock is forty days ahead: once it is put right, neither the app nor the account waits."""
    account.change(followers=1234)
    account.rows("select social_internal.set_clock('40 days')")
    with account.simulator.faulty("throttle", platform=account.platform):
        assert creators.sync(account.cluster, account.database, account.connection, "3 s")["sync_status"] == "queued"
    assert account.rows("select closed_until > now() + interval '39 days' from social.call_budgets()") == [(True,)]
    account.rows("select social_internal.set_clock('1 day')")
    account.rows("select social.run_job('sync_all_active_connections')")
    newest = "select followers_count from social.get_latest_stats((select user_id from social.social_media_connections))"
    wait_for(lambda: account.rows(newest) == [(1234,)], 20, "the account to be measured")
    wait_for(lambda: account.rows("select log_id from social_internal.sync_requests") == [], 20, "what was asked for to be done")
    assert account.rows("select closed_until, paused_until from social.call_budgets()") == [(None, None)]
    assert account.rows("select wait_until from social_internal.app_waits") == []


@pytest.mark.parametrize("account", ["tiktok"], indirect=True)
def test_posts_that_an_outage_kept_away_come_the_same_day(account):
    yesterday = account.truth()
    account.change(followers=yesterday["followers"] + 40)
    account.rows("select social_internal.set_clock('1 day')")
    with account.simulator.faulty("server_error", platform="tiktok", endpoint="posts"):
        assert creators.sync(account.cluster, account.database, account.connection)["sync_status"] == "partial_success"
    assert account.newest()["engagement_rate"] is None
    account.rows("select social_internal.set_clock('1 day 2 minutes')")
    wait_for(lambda: account.newest()["engagement_rate"] == engagement(account.truth()), 20, "the posts to come")
    measured = account.newest()
    assert (measured["followers_growth"], measured["engagement_growth"]) == (
        40, engagement(account.truth()) - engagement(yesterday))  # fmt: skip


def test_only_what_changed_is_written(account):
    shown = account.truth()["posts"]
    liked, edited, deleted = shown[0], shown[3], shown[5]
    before = account.posts()
    assert set(before) == {post["id"] for post in shown[:25]}
    account.change(post={"newest": 0, "likes": liked["likes"] + 10})
    account.change(post={"newest": 3, "caption": "Edited"})
    account.change(post={"newest": 5, "deleted": True})
    account.sync_at("day 1")
    after = account.posts()
    came = {post["id"] for post in shown[:26]} - set(before)
    assert set(after) - set(before) == came, "the gap lets one older post be listed"

    assert after[liked["id"]]["likes_count"] == liked["likes"] + 10
    assert account.history(liked["id"]) == [liked["likes"], liked["likes"] + 10]
    assert after[liked["id"]]["fetched_at"] > before[liked["id"]]["fetched_at"]

    assert after[edited["id"]]["caption"] == "Edited"
    assert after[edited["id"]]["fetched_at"] == before[edited["id"]]["fetched_at"], "its figures are as before"
    assert account.history(edited["id"]) == [edited["likes"]]

    assert [post for post, row in after.items() if row["removed_at"]] == [deleted["id"]]
    assert deleted["id"] not in {row[0] for row in account.rows("select platform_post_id from social.get_top_posts("
                                 "(select user_id from social.social_media_connections), \"limit\" => 100)")}  # fmt: skip

    for post in set(before) - {liked["id"], edited["id"], deleted["id"]}:
        assert after[post]["version"] == before[post]["version"], "an unchanged post was written again"
        assert len(account.history(post)) == 1


def test_a_post_that_comes_back(account):
    deleted = account.truth()["posts"][1]["id"]
    account.change(post={"newest": 1, "deleted": True})
    account.sync_at("day 1")
    assert account.posts()[deleted]["removed_at"]
    account.simulator.call("DELETE", "override", **account.place)
    account.sync_at("day 2")
    assert account.posts()[deleted]["removed_at"] is None
    assert len(account.history(deleted)) == 1, "its figures never changed"


@pytest.mark.parametrize("account", ["instagram"], indirect=True)
def test_posts_that_are_deleted_on_two_days_running(account):
    """Each deletion makes the worker forget its digests, as a restore does: what went meanwhile is found all the same."""
    gone = [post["id"] for post in account.truth()["posts"][:2]]
    for post, day in zip(gone, ("day 1", "day 2")):
        account.change(post={"id": post, "deleted": True})
        account.sync_at(day)
    assert [post for post in gone if account.posts()[post]["removed_at"]] == gone


@pytest.mark.parametrize("account", ["instagram"], indirect=True)
def test_a_row_of_figures_that_somebody_is_changing_is_waited_for(account):
    liked = account.truth()["posts"][0]
    account.change(post={"newest": 0, "likes": liked["likes"] + 10})
    account.rows("select social_internal.set_clock('1 day')")
    session = account.cluster.connect(account.database, autocommit=False)
    cursor = session.cursor()
    cursor.execute("update social_internal.post_figures set shares_count = 7 where platform_post_id = %s", (liked["id"],))
    syncing = Background(account.cluster, account.database, "select sync_status from social.sync_connection(%s)", (account.connection,))
    waiting = "select count(*) from pg_stat_activity where backend_type = 'pg_social sync worker' and wait_event = 'transactionid'"
    wait_for(lambda: account.rows(waiting) == [(1,)], 20, "the worker to wait for the row")
    session.commit()
    session.close()
    assert syncing.result() == [("success",)]
    assert account.history(liked["id"]) == [liked["likes"], liked["likes"] + 10]
    assert account.posts()[liked["id"]]["likes_count"] == liked["likes"] + 10
