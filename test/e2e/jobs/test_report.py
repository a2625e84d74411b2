"""The weekly report: figures worked out by hand, and the mail that carries them."""

import re
import subprocess
from decimal import Decimal

import pytest
from jobs.creator import Creator
from support.waiting import holds_for, wait_for

CLUSTER_SETTINGS = {
    "pg_social.from_email": "noreply@example.com",
    "pg_social.web_url": "https://app.example.com/",
    "pg_social.time_zone": "Africa/Casablanca",
}
# Monday, nine o'clock in Casablanca, which is an hour ahead of UTC.
MONDAY = "2026-11-23 08:00:00Z"


@pytest.fixture(name="office")
def office_fixture(house, smtp_server):
    house.begin_at("2026-11-23 07:59:00Z")
    house.move_in()
    house.cluster.change(pg_social__smtp_url=smtp_server.url)
    yield house
    house.cluster.change(pg_social__smtp_url="")


WEEK = ("2026-11-15 23:00Z", "2026-11-22 23:00Z")


def test_the_week_is_the_last_whole_one_where_the_creator_lives(house):
    def week(zone, moment):
        return house.rows(
            "select to_char(week_from at time zone 'UTC', 'MM-DD HH24:MI'), to_char(week_until at time zone 'UTC',"
            " 'MM-DD HH24:MI') from social_internal.report_week(%s, %s)",
            (zone, moment),
        )[0]

    assert week("Africa/Casablanca", MONDAY) == ("11-15 23:00", "11-22 23:00")
    assert week("Africa/Casablanca", "2026-11-28 20:00Z") == ("11-15 23:00", "11-22 23:00")
    # Eleven o'clock on Sunday night in Los Angeles: the week that is ending.
    assert week("America/Los_Angeles", "2026-11-23 07:00Z") == ("11-16 08:00", "11-23 08:00")
    # Nine on Monday in Auckland, ten on Sunday morning in Honolulu.
    assert week("Pacific/Honolulu", "2026-11-22 20:00Z") == ("11-16 10:00", "11-23 10:00")
    # A week with a clock change has 167 or 169 hours.
    assert week("Europe/Paris", "2026-10-26 08:00Z") == ("10-18 22:00", "10-25 23:00")


def test_figures_of_each_account(house):
    creator = Creator(house)
    creator.connect("tiktok", "yasmine.new", WEEK[1])  # nothing of the week is missing
    rows = house.dicts("select * from social_internal.weekly_accounts(%s, %s, %s)", (creator.id, *WEEK))
    assert [(row["connection_id"], row["problem"]) for row in rows] == [
        (creator.instagram, None),
        (creator.tiktok, None),
        (creator.page, "expired"),
        (creator.idle, "switched_off"),
    ]
    first, second, page, _ = rows
    assert (first["followers"], first["followers_change"]) == (10480, 120)
    assert (first["engagement_rate"], first["engagement_change"]) == (Decimal("4.35"), Decimal("0.31"))
    assert first["posts_published"] == 1
    assert first["followers_trend"] == [10100, 10120, None, 10180, 10240, 10300, 10360, 10480]
    assert first["measured_at"].isoformat() == "2026-11-22T07:02:00+00:00"
    assert first["compared_with"].isoformat() == "2026-11-15T07:01:00+00:00"
    assert (second["followers"], second["followers_change"], second["compared_with"]) == (5200, None, None)
    assert (second["engagement_rate"], second["engagement_change"]) == (None, None)
    assert second["followers_trend"] == [None] * 7 + [5200]
    assert (page["followers"], page["measured_at"]) == (None, None)


def test_a_change_is_over_the_week_and_not_over_a_silence(house):
    user = house.add_user(email="s@example.com")
    connection = house.add_connection(user)
    house.add_stats(connection, user, "instagram", [("2026-11-12 22:59Z", 100, 1), ("2026-11-20 07:00Z", 900, 2)])
    row = house.dicts("select * from social_internal.weekly_accounts(%s, %s, %s)", (user, *WEEK))[0]
    assert (row["followers"], row["followers_change"], row["engagement_change"]) == (900, None, None)
    house.add_stats(connection, user, "instagram", [("2026-11-12 23:00Z", 150, 1)])
    row = house.dicts("select * from social_internal.weekly_accounts(%s, %s, %s)", (user, *WEEK))[0]
    assert (row["followers_change"], row["engagement_change"]) == (750, Decimal("1"))


def test_the_best_posts_by_what_they_gained(house):
    creator = Creator(house)
    rows = house.rows(
        "select split_part(caption, ' ', 1), likes_gained, comments_gained, views_gained, gained"
        " from social_internal.weekly_posts(%s, %s, %s)",
        (creator.id, *WEEK),
    )
    assert rows == [("older", 128, 12, 3401, 140), ("new", 90, 8, None, 98), ("slow", 5, 0, 0, 5)]


def test_what_was_published_on_the_evening_before_the_week_gained_all_it_has(house):
    """It was not there at the measurement that the week is compared with, and no earlier report could tell of it."""
    user = house.add_user(email="s@example.com")
    connection = house.add_connection(user)
    house.add_stats(connection, user, "instagram", [("2026-11-15 07:00Z", 100, 1), ("2026-11-22 07:00Z", 110, 1)])
    for name, published_at, figures in (
        ("evening", "2026-11-15 18:00Z", [("2026-11-16 07:00Z", 30, 3, None), ("2026-11-22 07:00Z", 60, 6, None)]),
        ("unlisted", "2026-11-15 06:00Z", [("2026-11-22 07:00Z", 900, 90, None)]),
        # Listed a moment after the clock was read: what it had then is its base.
        ("just then", "2026-11-15 07:00:01Z", [("2026-11-15 07:00Z", 1, 0, None), ("2026-11-22 07:00Z", 5, 0, None)]),
    ):
        house.add_post(connection, name, published_at, name, None, figures)
    query = "select caption, likes_gained, comments_gained from social_internal.weekly_posts(%s, %s, %s)"
    assert house.rows(query, (user, *WEEK)) == [("evening", 60, 6), ("just then", 4, 0)]
    # The same as a measurement without posts, for want of a permission: then nothing is known of what was there.
    house.rows("update social.social_media_stats set posts_counted = null where synced_at < '2026-11-16'")
    assert house.rows(query, (user, *WEEK)) == []


def wait_for_report(office, server):
    office.set_time(MONDAY)
    assert office.wait_for_runs("send_weekly_reports", 1)[0]["status"] == "succeeded"
    return server.wait_for_mails(1)[0]


def plain(mail):
    """The text part; blanks that keep words together as plain ones."""
    text = mail.get_body(("plain",)).get_content()
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\r\n", "\n")


def test_its_days_are_those_of_when_it_was_written(office, smtp_server):
    """Its figures are: from midnight to midnight where the creator lived then."""
    creator = Creator(office)
    office.cluster.change(pg_social__smtp_url="")
    office.set_time(MONDAY)
    office.wait_for_runs("send_weekly_reports", 1)
    office.rows("update social.social_media_users set time_zone = 'America/Los_Angeles' where id = %s", (creator.id,))
    office.cluster.change(pg_social__smtp_url=smtp_server.url)
    mail = smtp_server.wait_for_mails(1)[0]
    assert "(du 16 au 22 novembre 2026)" in mail["Subject"]
    assert "Africa/Casablanca" in plain(mail)


def test_the_mail_in_french(office, smtp_server):
    creator = Creator(office)
    mail = wait_for_report(office, smtp_server)
    assert mail["To"] == "Yasmine <yasmine@example.com>"
    assert mail["Subject"] == "Votre semaine\u00a0: +120 abonnés (du 16 au 22 novembre 2026)"
    token = office.value("select token from social_internal.unsubscribe_tokens where user_id = %s", (creator.id,))
    assert mail["List-Unsubscribe"] == f"<https://app.example.com/unsubscribe?token={token}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    text = plain(mail)
    for words in (
        "Bonjour Yasmine,",
        "Abonnés : 15 680 (+120 · 1 compte sur 2)",
        "Comptes : 2 (mesurés sur 4)",
        "## Instagram · yasmine.style",
        "Abonnés : 10 480 (+120 · +1,16 %)",  # 120 of 10,360
        "Engagement : 4,35 % (+0,31 pt)",
        "8 semaines : ▁▁·▂▄▅▆█ (entre 10 100 et 10 480)",
        "Mesuré le 22 nov. à 08:02, comparé au 15 nov. à 08:01.",
        "## TikTok · yasmine",
        "Engagement : inconnu",
        "Mesuré le 22 nov. à 08:05. Rien à quoi comparer",
        "1. older <b>& co</b>\n   Instagram · yasmine.style · 10 nov. à 13:00\n"
        "   +128 J'aime, +12 commentaires, +3 401 vues",
        "3. slow <b>& co</b>\n   Instagram · yasmine.style · 1er nov. à 13:00\n   +5 J'aime\n",
        "- Facebook · Yasmine Style : L'autorisation a pris fin : reconnectez le compte."
        " Dernière mesure le 10 nov. à 08:00.",
        f"Reconnecter ce compte : https://app.example.com/influencer/social-media#{creator.page}",
        "- Instagram · yasmine.private : La synchronisation automatique est désactivée",
        "Heures : Africa/Casablanca.",
    ):
        assert words in text, words
    html = mail.get_body(("html",)).get_content()
    assert '<html lang="fr" dir="ltr">' in html
    assert "older &lt;b&gt;&amp; co&lt;/b&gt;" in html and "<b>& co" not in html
    assert "<img" not in html and "<script" not in html
    assert f"https://app.example.com/influencer/social-media#{creator.page}" in html
    heights = [int(height) for height in re.findall(r"height:(\d+)px;background", html)]
    # 6 to 44 pixels between 10,100 and 10,480; one for the week without. One week alone is not drawn.
    assert heights == [6, 8, 1, 14, 20, 26, 32, 44]


def test_the_mail_in_english(office, smtp_server):
    Creator(office, locale="en")
    mail = wait_for_report(office, smtp_server)
    assert mail["Subject"] == "Your week: +120 followers (16 to 22 November 2026)"
    text = plain(mail)
    for words in (
        "Hello Yasmine,",
        "Followers: 15,680 (+120 · 1 of 2 accounts)",
        "Engagement: 4.35% (+0.31 pp)",
        "Measured on 22 Nov at 08:02, compared with 15 Nov at 08:01.",
        "+128 likes, +12 comments, +3,401 views",
        "The permission has ended: connect the account again.",
        "Times: Africa/Casablanca.",
    ):
        assert words in text, words


def test_one_report_a_week_however_often_the_job_runs(office, smtp_server):
    Creator(office)
    wait_for_report(office, smtp_server)
    assert office.run_job("send_weekly_reports")["details"] == {"users": 1, "reports": 0}
    office.set_time("2026-11-26 12:00Z")
    office.run_job("send_weekly_reports")
    assert holds_for(lambda: len(smtp_server.mails) == 1, 1.5)
    assert [notice["incident"] for notice in office.notices()] == ["2026-11-23"]


def test_no_report_for_somebody_with_nothing_to_report(office, smtp_server):
    quiet = office.add_user(email="quiet@example.com")
    silent = office.add_connection(quiet)
    office.add_stats(silent, quiet, "instagram", [("2026-11-14 07:00Z", 100, 1)])
    unwilling = office.add_user(email="unwilling@example.com", weekly_report=False)
    office.add_stats(office.add_connection(unwilling), unwilling, "instagram", [("2026-11-20 07:00Z", 1, 1)])
    nowhere = office.add_user(email=None)
    office.add_stats(office.add_connection(nowhere), nowhere, "instagram", [("2026-11-20 07:00Z", 1, 1)])
    Creator(office)
    wait_for_report(office, smtp_server)
    assert [notice["user_id"] for notice in office.notices("weekly_report")] != []
    assert len(office.notices("weekly_report")) == 1
    assert office.runs("send_weekly_reports")[0]["details"] == {"users": 2, "reports": 1}


def test_it_waits_for_the_creators_own_monday_morning(office, smtp_server):
    west = office.add_user(email="west@example.com", time_zone="America/Los_Angeles", locale="en")
    office.add_stats(office.add_connection(west), west, "instagram", [("2026-11-20 07:00Z", 1000, 1)])
    office.set_time(MONDAY)
    office.wait_for_runs("send_weekly_reports", 1)
    assert holds_for(lambda: smtp_server.mails == [], 1.5)
    office.set_time("2026-11-23 15:59:59Z")
    smtp_server.wait_for_mails(1)
    assert "16 to 22 November 2026" in smtp_server.mails[0]["Subject"]


def test_a_report_that_could_not_be_sent_for_a_week_is_not_sent_any_more(office, smtp_server):
    Creator(office)
    office.cluster.change(pg_social__smtp_url="")
    office.set_time(MONDAY)
    office.wait_for_runs("send_weekly_reports", 1)
    office.set_time("2026-11-29 09:00Z")
    office.cluster.change(pg_social__smtp_url=smtp_server.url)
    wait_for(lambda: office.notices()[0]["last_error"] == "not mailed: the next report is due", 20)
    assert smtp_server.mails == []


def test_a_broken_time_zone_harms_nobody(office, smtp_server):
    user = office.add_user(email="odd@example.com", time_zone="Mars/Base")
    office.add_stats(office.add_connection(user), user, "instagram", [("2026-11-20 07:00Z", 1000, 1)])
    wait_for_report(office, smtp_server)
    assert "Heures : Africa/Casablanca." in plain(smtp_server.mails[0])


def test_a_browser_shows_it(office, smtp_server, tmp_path):
    Creator(office)
    mail = wait_for_report(office, smtp_server)
    page = tmp_path / "mail.html"
    page.write_text(mail.get_body(("html",)).get_content())
    shown = subprocess.run(
        ["chromium-headless-shell", "--no-sandbox", "--disable-gpu", "--blink-settings=imagesEnabled=false",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip
    assert shown.count("<h2") == 4 and "yasmine.style" in shown
