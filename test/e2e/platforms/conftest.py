"""A database with a person's accounts on each platform, and a simulator whose people have their own habits."""

import pytest
from support import browser, creators
from support.simulator import Simulator

PEOPLE = 60


@pytest.fixture(scope="session", name="people")
def people_fixture(workshop):
    with Simulator(workshop / "people.log", ("--accounts", str(PEOPLE))) as simulator:
        yield simulator


@pytest.fixture(name="simulator")
def simulator_fixture(people):
    """Its clock stands still, so that what was measured can be compared with what is true."""
    people.reset()
    people.call("POST", "clock", {"mode": "frozen"})
    yield people
    people.reset()


class Gallery:
    def __init__(self, cluster, database, simulator):
        self.cluster = cluster
        self.database = database
        self.simulator = simulator
        creators.configure(cluster, database, simulator)
        # So that a test's many syncs are not held up by our own limits.
        for platform in ("instagram", "tiktok", "facebook"):
            self.rows("select social.configure_platform(%s, calls_per_hour => 100000)", (platform,))

    def rows(self, query, arguments=None):
        return self.cluster.rows(query, arguments, database=self.database)

    def value(self, query, arguments=None):
        return self.cluster.value(query, arguments, database=self.database)

    def dicts(self, query, arguments=None):
        return self.cluster.dicts(query, arguments, self.database)

    def through_facebook(self):
        """Instagram by Facebook's login from now on."""
        addresses = self.simulator.addresses("facebook")
        self.rows(
            "select social.configure_platform('instagram', 'fb-app', 'fb-secret', login_flow => 'facebook_login',"
            " authorize_url => %(authorize_url)s, token_url => %(token_url)s, api_url => %(api_url)s,"
            " scopes => '{instagram_basic,instagram_manage_insights,pages_show_list,pages_read_engagement}')",
            addresses,
        )

    def login(self, platform, account, user_id=None, **decision):
        """A creator's way through the consent page, where `decision` is made; what complete() wants to know."""
        user_id = user_id or self.value("select gen_random_uuid()")
        begun = self.dicts("select * from social.begin_oauth(%s, %s)", (user_id, platform))[0]
        back = browser.decide(begun["authorize_url"], account, **decision)
        return (user_id, platform, back["state"], back["code"])

    def complete(self, login, page_id=None):
        return self.dicts("select * from social.complete_oauth(%s, %s, %s, %s, %s)", (*login, page_id))[0]

    def connect(self, platform, account, user_id=None, **decision):
        return self.complete(self.login(platform, account, user_id, **decision))

    def sync(self, connection):
        return creators.sync(self.cluster, self.database, connection["id"])

    def stats(self, connection):
        found = self.dicts(
            "select * from social.get_latest_stats(%s) where connection_id = %s",
            (connection["user_id"], connection["id"]),
        )
        return found[0] if found else None

    def posts(self, connection):
        """By the platform's id."""
        found = self.dicts(
            "select *, extract(epoch from published_at) as published from social.social_media_posts"
            " where connection_id = %s",
            (connection["id"],),
        )
        return {post["platform_post_id"]: post for post in found}

    def stored(self, connection):
        return self.dicts(
            "select connection_status, connection_error, platform_user_id, authorizing_user_id, granted_scopes"
            " from social.social_media_connections where id = %s",
            (connection["id"],),
        )[0]

    def told(self, connection):
        """What the newest row of the sync log says was missing."""
        return self.value(
            "select errors_encountered from social.social_media_sync_logs where connection_id = %s"
            " order by id desc limit 1",
            (connection["id"],),
        )


@pytest.fixture(name="gallery")
def gallery_fixture(cluster, database, simulator):
    return Gallery(cluster, database, simulator)


@pytest.fixture(name="trio")
def trio_fixture(gallery):
    return {platform: gallery.connect(platform, 3) for platform in ("instagram", "tiktok", "facebook")}
