"""A year of three hundred accounts that nobody looks after, with outages, revocations, kills and restarts at random.

PG_SOCIAL_YEAR_SEED chooses another year; the one that was lived is printed.
"""

import os
from datetime import timedelta

import pytest
from jobs.mail_server import MailServer
from support import creators
from support.simulator import SECRETS, CLIENTS, Simulator
from year import plan as plans
from year.blows import Blows
from year.house import House
from year.letters import Letters
from year.people import People
from year.truth import Truth

CLUSTER_SETTINGS = {
    "pg_social.time_zone": "Africa/Casablanca",
    "pg_social.from_email": "Nos Ventes <noreply@example.com>",
    "pg_social.web_url": "https://app.example.com",
}
# A daily run begins up to an hour later than the one before.
IS_FRESH = "last_synced_at > %s::timestamptz - (refresh_frequency_hours + 2) * interval '1 hour'"
A_WHILE = timedelta(hours=100)  # an outage, and three days until who is synced every third day has his turn


class Year:
    def __init__(self, cluster, database, simulator, mail_server, plan):
        self.plan = plan
        self.simulator = simulator
        self.house = House(cluster, database, simulator)
        creators.configure(cluster, database, simulator)
        cluster.change(pg_social__smtp_url=mail_server.url)
        self.house.begin_at(plans.BEGINNING)
        self.people = People(self.house, simulator, plans.CREATORS)
        self.people.move_in(plans.PLATFORMS)
        self.letters = Letters(self.house, mail_server)
        self.truth = Truth(self.house, self.people)
        self.blows = Blows(self.house)
        self.faults = {}  # outages that are on -> their fault
        self.left = set()  # connections whose grant was taken back and not given again
        self.asked = {}  # account -> why its creator was asked to log in, until that was done
        self.without_need = []
        self.rested = {}  # platforms -> when they were last seen paused

    def live(self):
        self.house.wait_until_nothing_is_left("at the beginning")
        self.truth.compare(thorough=True)
        for moment in self.plan.moments:
            self.what_people_do(moment.at)
            self.truth.compare()
            self.what_platforms_do(moment.at)
            self.blows.note_that_all_is_settled()
            self.house.go_to(moment.at)
            if moment.blow and not self.faults:
                self.blows.strike(moment.blow)
            self.house.wait_until_nothing_is_left(f"at {moment.at}")
            if any(outage.kind == "truncated_json" for outage in self.outages_on()):
                self.blows.doubt_the_unanswered()
            self.truth.compare(moment.thorough)
            self.read_the_mail()
            self.everybody_is_well(moment.at)

    def what_platforms_do(self, now):
        for outage in self.plan.outages:
            on = outage.begins <= now < outage.ends
            if on and id(outage) not in self.faults:
                self.faults[id(outage)] = self.begin(outage)
            elif not on and id(outage) in self.faults:
                self.end(outage, self.faults.pop(id(outage)))

    def begin(self, outage):
        if outage.kind == "wrong_secret":
            self.set_secret(outage.platform, "not-any-more")
            return None
        kind = "revoked_token" if outage.kind == "lying" else outage.kind
        return self.simulator.fault(kind, platform=outage.platform)

    def end(self, outage, fault):
        if outage.kind == "wrong_secret":
            self.set_secret(outage.platform, SECRETS[outage.platform])
        else:
            self.simulator.end_fault(fault)

    def set_secret(self, platform, secret):
        self.simulator.call("POST", "apps", {"platform": platform, "id": CLIENTS[platform], "secret": secret})

    def what_people_do(self, now):
        for leaving in self.plan.leavings:
            account = (leaving.creator, leaving.platform)
            connection = self.people.connections[account]
            if leaving.at <= now and (leaving.returns is None or now < leaving.returns):
                if connection not in self.left:
                    self.people.leave(*account)
                    self.left.add(connection)
            elif connection in self.left:
                self.asked[account] = "came back"
        for account, _why in list(self.asked.items()):
            connection = self.people.connections[account]
            gone = any(
                (leaving.creator, leaving.platform) == account and leaving.at <= now and
                (leaving.returns is None or now < leaving.returns)
                for leaving in self.plan.leavings
            )  # fmt: skip
            # Platforms answer the simulator's clock, which is still the one of the moment before.
            if not gone and not any(outage.platform == account[1] for outage in self.outages_on()):
                self.people.connect(*account)
                self.left.discard(connection)
                self.blows.in_doubt.discard(connection)
                del self.asked[account]

    def outages_on(self):
        return [outage for outage in self.plan.outages if id(outage) in self.faults]

    def read_the_mail(self):
        for notice in self.letters.new_notices():
            if notice["kind"] == "weekly_report":
                continue
            account = self.people.whose(notice["connection_id"])
            self.asked[account] = notice["kind"]
            asked_in_vain = (
                notice["kind"] == "reconnect_needed"
                and notice["connection_id"] not in self.left
                and notice["connection_id"] not in self.blows.in_doubt
            )
            if asked_in_vain:
                self.without_need.append((account, notice))

    def everybody_is_well(self, now):
        """Who is not in use has a reason; whoever is was measured within a day, unless the platform is out or rests."""
        for (platform,) in self.house.rows(
            "select platform from social.social_media_platforms where paused_until > social_internal.current_time()"
        ):
            self.rested[platform] = now
        for row in self.house.dicts(
            "select id, platform, connection_status, connection_error, last_synced_at, refresh_frequency_hours"
            f" from social.social_media_connections where connection_status <> 'active' or not {IS_FRESH}",
            (now,),
        ):
            excused = (
                row["id"] in self.left
                or row["id"] in self.blows.in_doubt
                or self.plan.outage_within(row["platform"], now - A_WHILE, now)
                or now - self.rested.get(row["platform"], plans.BEGINNING) < A_WHILE
            )
            assert excused, f"{now}: {row} of {self.people.whose(row['id'])}: {self.history_of(row['id'])}"

    def history_of(self, connection):
        """For whoever reads the failure."""
        return [
            self.house.dicts(f"select * from {table} where connection_id = %s order by {order} desc limit 5", (connection,))
            for table, order in (
                ("social.social_media_sync_logs", "created_at"),
                ("social_internal.sync_state", "connection_id"),
                ("social_internal.sync_requests", "log_id"),
                ("public.rotation_story", "number"),
            )
        ] + [self.house.dicts("select * from social_internal.sync_runs order by id desc limit 3")]


@pytest.fixture(name="platforms")
def platforms_fixture(workshop):
    options = ("--accounts", "250", "--clock", "frozen", "--time", str(int(plans.BEGINNING.timestamp())))
    with Simulator(workshop / "year.log", options) as simulator:
        yield simulator


def test_a_year(cluster, database, platforms):
    seed = int(os.environ.get("PG_SOCIAL_YEAR_SEED", "2027"))
    print(f"the year of seed {seed}")
    plan = plans.draw(seed)
    with MailServer() as mail_server:
        year = Year(cluster, database, platforms, mail_server, plan)
        year.live()

        disconnected = year.house.rows(
            "select id from social.social_media_connections where connection_status <> 'active'"
        )
        gone = {year.people.connections[one.creator, one.platform] for one in plan.leavings if one.returns is None}
        assert {row[0] for row in disconnected} == gone, "exactly those whose creators left"
        assert year.house.value(
            "select count(*) from social.social_media_connections where connection_status = 'active'"
            f" and {IS_FRESH} and coalesce(grant_expires_at > %s, true)",
            (plan.end, plan.end),
        ) == 3 * plans.CREATORS - len(gone)  # fmt: skip
        assert year.without_need == [], "nobody is asked to log in without need"
        assert year.letters.sent_twice() == []
        assert year.letters.told_twice() == []
        assert year.truth.compared > 60_000, "measurements, each equal to the truth of its time"
        assert len(mail_server.mails) > 6 * 50
        assert year.blows.struck >= 5
        print(
            f"{len(plan.moments)} moments, {year.truth.compared} measurements, {len(mail_server.mails)} mails,"
            f" {year.blows.struck} blows, {len(year.blows.in_doubt)} refreshes in doubt"
        )
