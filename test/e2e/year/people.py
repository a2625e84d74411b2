"""The creators: they connect, take grants back, and connect again when a mail asks them to."""

import uuid

from support import creators

NAMESPACE = uuid.UUID("6f1c0f0e-4c6b-4d0e-8f5e-8d1f3b9f2a01")
REPORTED = 6  # so many creators want the weekly report


def user_of(creator):
    return str(uuid.uuid5(NAMESPACE, str(creator)))


def address_of(creator):
    return f"creator{creator}@example.com"


class People:
    def __init__(self, house, simulator, count):
        self.house = house
        self.simulator = simulator
        # The simulator's number of each: number 11 of every fifty has a personal account, which cannot be connected.
        numbers = [number for number in range(1, 2 * count) if number % 50 != 11]
        self.numbers = dict(zip(range(1, count + 1), numbers))
        self.connections = {}  # (creator, platform) -> connection id

    @property
    def highest_number(self):
        return max(self.numbers.values())

    def move_in(self, platforms):
        for creator in self.numbers:
            self.house.rows(
                "insert into social.social_media_users (id, email, locale, time_zone, weekly_report)"
                " values (%s, %s, 'en', 'Europe/Paris', %s)",
                (user_of(creator), address_of(creator), creator <= REPORTED),
            )
            for platform in platforms:
                self.connect(creator, platform)
        # Every second creator is content with figures every third day.
        self.house.rows(
            "update social.social_media_connections set refresh_frequency_hours = 72 where user_id = any (%s::uuid[])",
            ([user_of(creator) for creator in self.numbers if creator % 2 == 0],),
        )

    def connect(self, creator, platform):
        number = self.numbers[creator]
        user = user_of(creator)
        if platform == "instagram":
            token = self.simulator.token("instagram", number)
            call = ("connect_instagram(%s, %s, %s)", (user, token["user_id"], token["access_token"]))
        elif platform == "facebook":
            token = self.simulator.token("facebook", number)
            page = self.simulator.truth("facebook", number, page=1, posts=0)["id"]
            call = ("connect_facebook(%s, %s, %s, %s)", (user, token["user_id"], token["access_token"], page))
        else:
            redirect = creators.REDIRECT + "tiktok"
            code = self.simulator.token("tiktok", number, kind="code", redirect_uri=redirect)["code"]
            call = ("connect_tiktok(%s, %s)", (user, code))
        connection = self.house.value(f"select id from social.{call[0]}", call[1])
        before = self.connections.setdefault((creator, platform), connection)
        assert before == connection, "connecting again keeps the connection, and its history"

    def leave(self, creator, platform):
        self.simulator.call("POST", "revoke", {"platform": platform, "account": self.numbers[creator]})

    def whose(self, connection):
        return next(account for account, own in self.connections.items() if own == connection)
