"""The figures of a weekly report against the simulated platform's own word for them."""

from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal

from support.creators import configure, connect_by_oauth, sync

CLUSTER_SETTINGS = {
    "pg_social.from_email": "noreply@example.com",
    "pg_social.time_zone": "Africa/Casablanca",
}
ACCOUNT = 7
# Monday to Sunday in Casablanca, an hour ahead of UTC.
WEEK_BEGAN = datetime(2026, 11, 15, 23, tzinfo=timezone.utc)
DAYS = [datetime(2026, 11, day, 7, tzinfo=timezone.utc) for day in (15, 17, 20, 22)]


def seconds(instant):
    return int(instant.timestamp())


def rounded(value, places):
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def english(value, unit=""):
    """As the mail writes a change: with a sign, and a minus that is one."""
    return f"{value:+,}".replace("-", "\u2212") + unit


def engagement(truth):
    """(average likes + average comments) / followers x 100 over the newest 25 posts, as it is stored."""
    posts = truth["posts"][:25]
    both = sum(Decimal(post["likes"] + post["comments"]) for post in posts) / len(posts)
    return rounded(both / truth["followers"] * 100, 4)


def gains(before, after):
    """Likes and comments that each of the newest 25 posts gained, best first."""
    known = {post["id"]: post for post in before["posts"]}
    for post in after["posts"][:25]:
        base = known.get(post["id"], {"likes": 0, "comments": 0})
        yield post["likes"] - base["likes"], post["comments"] - base["comments"]


def test_they_are_the_platforms_own(house, simulator, smtp_server):
    simulator.call("POST", "clock", {"mode": "frozen", "set": seconds(DAYS[0])})
    house.begin_at(DAYS[0].isoformat())
    house.cluster.change(pg_social__smtp_url=smtp_server.url)
    configure(house.cluster, house.database, simulator, ["instagram"])
    user = house.add_user(email="seven@example.com", locale="en")
    connection = connect_by_oauth(house.cluster, house.database, "instagram", ACCOUNT, user)["id"]
    for day in DAYS[1:]:
        simulator.call("POST", "clock", {"set": seconds(day)})
        house.set_time(day.isoformat())
        assert sync(house.cluster, house.database, connection)["sync_status"] == "success"
    house.set_time("2026-11-23 08:00:00Z")
    # The first was that of the week of the login, which has nothing to compare with.
    text = smtp_server.wait_for_mails(2)[1].get_body(("plain",)).get_content().replace("\r\n", "\n")

    before, after = (simulator.truth("instagram", ACCOUNT, at=seconds(day)) for day in (DAYS[0], DAYS[-1]))
    change = after["followers"] - before["followers"]
    assert change != 0 and len(after["posts"]) >= 25, "a quiet account proves little"
    share = rounded(Decimal(change) * 100 / before["followers"], 2)
    assert f"Followers: {after['followers']:,} ({english(change)} · {english(share, '%')})\n" in text
    rate, base_rate = engagement(after), engagement(before)
    points = english(rounded(rate - base_rate, 2), " pp")
    assert f"Engagement: {rounded(rate, 2)}% ({points})\n" in text
    published = [post for post in after["posts"] if post["published_at"] >= seconds(WEEK_BEGAN)]
    assert f"New posts: {len(published)}\n" in text
    best = sorted(gains(before, after), key=sum, reverse=True)[:3]
    shown = [line.strip().split(", ")[:2] for line in text.splitlines() if " like" in line and line.startswith("   +")]
    assert [[int(part.split()[0].replace(",", "")) for part in parts] for parts in shown] == [list(one) for one in best]
