"""What happens in the year, drawn from a seed before it begins: when we look, what fails, who leaves, what is killed."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

BEGINNING = datetime(2027, 1, 4, 7, 0, tzinfo=timezone.utc)  # a Monday
DAYS = 365
PLATFORMS = ("instagram", "tiktok", "facebook")
CREATORS = 100  # each with an account of every platform

# As the simulator calls them. `lying`: the platform says "revoked" of everybody, in one form or another.
OUTAGES = ("server_error", "html_502", "reset", "throttle", "truncated_json", "lying", "wrong_secret", "error_200")
BLOWS = ("kill worker", "kill scheduler", "terminate worker", "restart", "stop at once")


@dataclass
class Outage:
    platform: str
    kind: str
    begins: datetime
    ends: datetime


@dataclass
class Leaving:
    """A creator takes the grant back; `returns` is None for good."""

    creator: int
    platform: str
    at: datetime
    returns: datetime | None


@dataclass
class Moment:
    """An instant at which the clocks stand until everything that is due has been done."""

    at: datetime
    blow: str | None = None
    thorough: bool = False  # posts are compared, too


@dataclass
class Plan:
    seed: int
    moments: list = field(default_factory=list)
    outages: list = field(default_factory=list)
    leavings: list = field(default_factory=list)

    @property
    def end(self):
        return self.moments[-1].at

    def outage_within(self, platform, earliest, latest):
        return any(o.platform == platform and o.begins < latest and earliest < o.ends for o in self.outages)


def draw(seed):
    dice = random.Random(seed)
    plan = Plan(seed)
    draw_outages(plan, dice)
    draw_leavings(plan, dice)
    draw_moments(plan, dice)
    return plan


def draw_outages(plan, dice):
    for platform in PLATFORMS:
        day = dice.randint(5, 25)
        while day < DAYS - 10:
            begins = BEGINNING + timedelta(days=day, hours=dice.uniform(-6, 18))
            hours = dice.choice((0.5, 2, 5, 10, 30))
            kind = dice.choice(OUTAGES)
            if kind == "lying":
                hours = min(hours, 5)  # for half a day nobody is asked to log in because of it
            plan.outages.append(Outage(platform, kind, begins, begins + timedelta(hours=hours)))
            day += dice.randint(25, 70)


def draw_leavings(plan, dice):
    accounts = [(creator, platform) for creator in range(1, CREATORS + 1) for platform in PLATFORMS]
    for number, (creator, platform) in enumerate(dice.sample(accounts, 18)):
        at = BEGINNING + timedelta(days=dice.uniform(8, DAYS - 60))
        returns = None if number < 9 else at + timedelta(days=dice.uniform(3, 40))
        plan.leavings.append(Leaving(creator, platform, at, returns))


def draw_moments(plan, dice):
    instants = {BEGINNING + timedelta(days=day, hours=3.3 + dice.uniform(0, 1)) for day in range(1, DAYS + 1)}
    # Some nights and evenings, so that jobs also run by themselves and not all of a day at once.
    for day in range(0, DAYS, 10):
        instants.add(BEGINNING + timedelta(days=day, hours=dice.uniform(12, 23)))
    for outage in plan.outages:
        instants |= set(looks_at(outage))
    for instant in sorted(instants):
        plan.moments.append(Moment(instant))
    mornings = [moment for moment in plan.moments if moment.at.hour in (10, 11)][20:-5]
    for number, moment in enumerate(dice.sample(mornings, 10)):
        moment.blow = BLOWS[number % len(BLOWS)]
    for moment in [moment for moment in plan.moments if moment.blow]:
        plan.moments += [Moment(moment.at + timedelta(hours=hours)) for hours in (0.4, 1, 3, 8)]
    plan.moments.sort(key=lambda moment: moment.at)
    for moment in dice.sample(mornings, 12) + plan.moments[-1:]:
        moment.thorough = True


def looks_at(outage):
    """From close up while it lasts, as retries come; and when it is over."""
    after = timedelta(minutes=1)
    while outage.begins + after < outage.ends:
        yield outage.begins + after
        after *= 20
    yield outage.ends + timedelta(minutes=1)
    yield outage.ends + timedelta(hours=7)
