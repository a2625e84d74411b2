"""Somebody with eight weeks of figures, written by hand so that a report's can be worked out by hand."""


class Creator:
    """Yasmine: two accounts with figures, two without."""

    def __init__(self, house, captions=None, **columns):
        self.house = house
        self.captions = captions or {}
        self.id = house.add_user(
            email="yasmine@example.com", display_name="Yasmine", time_zone="Africa/Casablanca", **columns
        )
        self.instagram = self.connect("instagram", "yasmine.style", "2026-09-01")
        self.tiktok = self.connect("tiktok", "yasmine", "2026-11-20")
        self.page = self.connect(
            "facebook", "Yasmine Style", "2026-09-02", connection_status="expired", last_synced_at="2026-11-10 07:00Z"
        )
        self.idle = self.connect("instagram", "yasmine.private", "2026-09-03", auto_refresh_enabled=False)
        self.measure()
        self.publish()

    def connect(self, platform, name, since, **columns):
        return self.house.add_connection(
            self.id, platform=platform, platform_username=name, connected_at=since, created_at=since, **columns
        )

    def measure(self):
        weekly = {
            "2026-10-04 07:00Z": (10100, 3.9),
            "2026-10-11 07:00Z": (10120, 3.9),
            # nothing in the week of the 18th
            "2026-10-25 07:00Z": (10180, 4.0),
            "2026-11-01 07:00Z": (10240, 4.0),
            "2026-11-08 07:00Z": (10300, 4.0),
            "2026-11-15 07:01Z": (10360, 4.04),
            "2026-11-18 07:00Z": (10400, 4.2),
            "2026-11-22 07:02Z": (10480, 4.35),
            # after the week
            "2026-11-23 07:00Z": (99999, 9.99),
        }
        self.house.add_stats(self.instagram, self.id, "instagram", [(at, *v) for at, v in weekly.items()])
        self.house.add_stats(self.tiktok, self.id, "tiktok", [("2026-11-22 07:05Z", 5200, None)])
        self.house.add_stats(self.page, self.id, "facebook", [("2026-11-10 07:00Z", 700, 1.0)])

    def publish(self):
        def post(connection, name, published_at, *figures):
            return self.house.add_post(
                connection, name, published_at, self.captions.get(name, f"{name} <b>& co</b>\nsecond line"),
                f"https://e.com/{name}", figures,
            )  # fmt: skip

        post(self.instagram, "older", "2026-11-10 12:00Z",
             ("2026-11-15 07:01Z", 100, 10, 1000), ("2026-11-22 07:02Z", 228, 22, 4401))  # fmt: skip
        post(self.instagram, "new", "2026-11-18 12:00Z",
             ("2026-11-19 07:00Z", 50, 5, None), ("2026-11-22 07:02Z", 90, 8, None))  # fmt: skip
        post(self.instagram, "slow", "2026-11-01 12:00Z",
             ("2026-11-08 07:00Z", 300, 30, 5000), ("2026-11-20 07:00Z", 305, 30, 5000))  # fmt: skip
        # Nothing was measured in the days before the week, and so what it gained in it is not known.
        post(self.tiktok, "silent", "2026-11-01 12:00Z",
             ("2026-11-08 07:00Z", 300, 30, 5000), ("2026-11-20 07:00Z", 8305, 30, 5000))  # fmt: skip
        post(self.instagram, "fourth", "2026-11-02 12:00Z",
             ("2026-11-08 07:00Z", 10, 1, None), ("2026-11-20 07:01Z", 12, 2, None))  # fmt: skip
        # Its figures before the week are not known, so neither is what it gained.
        post(self.instagram, "unknown", "2026-09-10 12:00Z", ("2026-11-20 07:02Z", 9999, 99, None))
        # What was counted after the week is the next report's.
        post(self.instagram, "later", "2026-11-02 12:00Z",
             ("2026-11-08 07:01Z", 10, 1, None), ("2026-11-23 07:00Z", 5000, 2, None))  # fmt: skip
        gone = post(self.instagram, "gone", "2026-11-17 12:00Z", ("2026-11-20 07:03Z", 500, 0, None))
        self.house.rows("update social_internal.post_texts set removed_at = '2026-11-21' where id = %s", (gone,))
