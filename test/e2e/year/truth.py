"""The simulator's ground truth at each instant, and what the tables say of it."""

from decimal import Decimal

from year.plan import BEGINNING

STATS = """
select connection_id, followers_count, following_count, total_posts, total_likes, followers_growth,
       average_likes_per_post, average_comments_per_post, reach_last_30_days, impressions_last_30_days, synced_at
from social.social_media_stats where synced_at > %s order by synced_at
"""
POSTS = """
select platform_post_id, likes_count, comments_count from social.social_media_posts
where connection_id = %s and removed_at is null order by published_at desc limit 25
"""


def mean(counts):
    known = [count for count in counts if count is not None]
    return round(Decimal(sum(known)) / len(known), 2) if known else None


class Truth:
    def __init__(self, house, people):
        self.house = house
        self.people = people
        self.measured = {}  # connection -> [(instant, followers)], oldest first
        self.compared = 0
        self.newest = BEGINNING  # of the measurements compared

    def at_this_instant(self, posts=0):
        """(creator, platform) -> what is true now."""
        seen = {}
        creators = {number: creator for creator, number in self.people.numbers.items()}
        for platform in ("instagram", "tiktok", "facebook"):
            answer = self.house.simulator.call(
                "GET", "truth", platform=platform, posts=posts, **{"from": 1, "to": self.people.highest_number}
            )
            for one in answer["accounts"]:
                if one["account"] in creators:
                    seen[creators[one["account"]], platform] = one
        return seen

    def compare(self, thorough=False):
        """Every measurement made since the platforms' clock was last moved is true, to the last figure."""
        rows = self.house.dicts(STATS, (self.newest,))
        if not rows:
            return
        truth = self.at_this_instant(posts=25 if thorough else 0)
        for row in rows:
            creator, platform = self.people.whose(row["connection_id"])
            true = truth[creator, platform]
            expected = {
                "followers_count": true["followers"],
                "following_count": None if platform == "facebook" else true["following"],
                "total_posts": None if platform == "facebook" else true["posts_count"],
                "total_likes": true["total_likes"] if platform == "tiktok" else None,
                "reach_last_30_days": true["reach_30_days"] if platform == "instagram" else None,
                "impressions_last_30_days": self.impressions(platform, true),
                "followers_growth": self.growth(row),
            }
            if thorough:
                expected |= self.averages(true)
            stored = {name: row[name] for name in expected}
            wrong = {name: (stored[name], expected[name]) for name in expected if stored[name] != expected[name]}
            assert not wrong, f"{platform} of creator {creator} at {row['synced_at']}, (stored, true): {wrong}"
            if thorough:
                self.compare_posts(row["connection_id"], true)
            self.measured.setdefault(row["connection_id"], []).append((row["synced_at"], row["followers_count"]))
            self.compared += 1
        self.newest = rows[-1]["synced_at"]

    def impressions(self, platform, true):
        """Facebook has insights for pages of a hundred likes and more."""
        told = platform == "instagram" or (platform == "facebook" and true["fans"] >= 100)
        return true["views_30_days"] if told else None

    def growth(self, row):
        """From the newest measurement that is at least twenty hours older."""
        for at, followers in reversed(self.measured.get(row["connection_id"], [])):
            if (row["synced_at"] - at).total_seconds() >= 20 * 3600:
                return row["followers_count"] - followers
        return None

    def averages(self, true):
        likes = mean([None if true["hides_likes"] else post["likes"] for post in true["posts"]])
        comments = mean([post["comments"] for post in true["posts"]])
        return {"average_likes_per_post": likes, "average_comments_per_post": comments}

    def compare_posts(self, connection, true):
        stored = self.house.rows(POSTS, (connection,))
        expected = {
            post["id"]: (None if true["hides_likes"] else post["likes"], post["comments"]) for post in true["posts"]
        }
        assert {post: (likes, comments) for post, likes, comments in stored} == expected
