"""The outbox: every mail once, retried where that is safe, and not while nobody may send."""

import pytest
from jobs.house import House
from jobs.mail_server import AbsentMailServer, MailServer
from jobs.mails import MAIL_SETTINGS, notice, settled, tell, wait_until_sent
from support.waiting import holds_for, wait_for

CLUSTER_SETTINGS = MAIL_SETTINGS


def house_of_its_own(new_cluster, smtp_url, **settings):
    """In a cluster that the test may break."""
    cluster = new_cluster({**MAIL_SETTINGS, **settings, "pg_social.smtp_url": smtp_url}).start()
    cluster.create_database("one")
    house = House(cluster, "one")
    house.move_in()
    return house


def test_a_mail_is_sent_and_recorded(post, smtp_server):
    told = tell(post, "a@example.com")
    wait_until_sent(post, told)
    (mail,) = smtp_server.mails
    assert mail.recipients == ["a@example.com"]
    assert mail.sender == "noreply@example.com"
    assert mail["From"] == "Nos Ventes <noreply@example.com>"
    assert mail["Subject"] == "TikTok · layla: connected by another user"
    assert mail["Message-ID"] == f"<{told}@example.com>"
    row = notice(post, told)
    assert (row["attempts"], row["last_error"], row["send_after"]) == (1, None, None)


def test_written_in_the_transaction_of_what_it_tells(post, smtp_server):
    with post.cluster.connect(post.database, autocommit=False) as session:
        session.cursor().execute(
            "insert into social.social_media_users (email) values ('undone@example.com') returning id"
        )
        session.cursor().execute(
            "select social_internal.notify((select id from social.social_media_users where email ="
            " 'undone@example.com'), null, 'tiktok', 'account_taken_over', 'x')"
        )
        session.rollback()
    wait_until_sent(post, tell(post, "b@example.com"))
    assert [mail.recipients[0] for mail in smtp_server.mails] == ["b@example.com"]


def test_many_mails_each_once(post, smtp_server):
    post.rows(
        "with people as (insert into social.social_media_users (email, locale)"
        " select 'p' || n || '@example.com', 'fr' from generate_series(1, 60) n returning id)"
        " insert into social.social_media_notifications (user_id, platform, kind, incident)"
        " select id, 'facebook', 'account_taken_over', 'one' from people"
    )
    wait_for(
        lambda: post.value("select count(*) from social.social_media_notifications where sent_at is not null")
        == 60,
        30,
        "60 mails to be sent",
    )
    recipients = [mail.recipients[0] for mail in smtp_server.mails]
    assert len(recipients) == 60 and len(set(recipients)) == 60
    assert smtp_server.sessions < 20, "connections are kept"


REFUSED_END = """
create sequence public.attempts;
grant usage on public.attempts to public;
create function public.refuse() returns trigger language plpgsql as $$
begin
    perform nextval('public.attempts');
    raise 'not this one';
end
$$;
create trigger refuse before update of sent_at on social.social_media_notifications
    for each row when (new.sent_at is not null) execute function public.refuse();
"""


def test_an_end_that_cannot_be_written_is_not_tried_again_and_again(post, smtp_server):
    """Each time the worker would pause from all its work."""
    post.rows(REFUSED_END)
    tell(post, "a@example.com")
    attempts = "select last_value from public.attempts where is_called"
    wait_for(lambda: post.value(attempts), 20, "the end to be refused")
    # At once, after one second, after three and after seven.
    assert holds_for(lambda: post.value(attempts) <= 3, 6)
    assert len(smtp_server.mails) == 1


def test_a_reply_4xx_is_tried_again(post, smtp_server):
    smtp_server.refusals["grey@example.com"] = "451 4.7.1 try again in a minute"
    told = tell(post, "grey@example.com")
    wait_for(lambda: settled(post, told), 20)
    row = notice(post, told)
    assert "451 4.7.1 try again in a minute" in row["last_error"]
    assert 55 < post.value("select extract(epoch from %s - now())", (row["send_after"],)) <= 60
    smtp_server.refusals.clear()
    post.move_clock("61 s")
    wait_until_sent(post, told)
    assert len(smtp_server.mails) == 1


def test_retries_come_later_and_later_and_end(post, smtp_server):
    smtp_server.refusals["grey@example.com"] = "451 not now"
    told = tell(post, "grey@example.com")
    pauses = []
    for attempt in range(1, 7):
        wait_for(lambda n=attempt: notice(post, told)["attempts"] == n and settled(post, told), 20)
        row = notice(post, told)
        seconds = post.value("select extract(epoch from %s - social_internal.current_time())", (row["send_after"],))
        pauses.append(round(seconds / 60))
        if attempt < 6:  # the next one must not be under way while the row is changed by hand
            post.set_time(row["send_after"].isoformat())
    assert pauses == [1, 4, 16, 64, 256, 360]
    # The 25th, five days after the first, is the last.
    post.rows("update social.social_media_notifications set attempts = 24, send_after = social_internal.current_time()")
    wait_for(lambda: notice(post, told)["attempts"] == 25 and settled(post, told), 20)
    assert notice(post, told)["send_after"] is None
    assert smtp_server.mails == []


def test_a_reply_5xx_is_final(post, smtp_server):
    smtp_server.refusals["gone@example.com"] = "550 5.1.1 no such user"
    told = tell(post, "gone@example.com")
    other = tell(post, "here@example.com")
    wait_until_sent(post, other)
    wait_for(lambda: settled(post, told), 20)
    row = notice(post, told)
    assert (row["send_after"], row["sent_at"], row["attempts"]) == (None, None, 1)
    assert "550 5.1.1 no such user" in row["last_error"]


def test_an_answer_that_was_lost_is_not_asked_for_again(post, smtp_server):
    smtp_server.lost.add("lost@example.com")
    told = tell(post, "lost@example.com")
    smtp_server.wait_for_mails(1)
    wait_for(lambda: settled(post, told), 20)
    row = notice(post, told)
    assert (row["send_after"], row["sent_at"]) == (None, None)
    post.move_clock("1 day")
    wait_until_sent(post, tell(post, "next@example.com"))
    assert [mail.recipients[0] for mail in smtp_server.mails] == ["lost@example.com", "next@example.com"]


def test_a_worker_killed_while_sending_sends_nothing_twice(new_cluster, smtp_server):
    house = house_of_its_own(new_cluster, smtp_server.url)
    cluster = house.cluster
    smtp_server.data_replies["k@example.com"] = "451 later"
    told = tell(house, "k@example.com")
    # Killed between the mail's leaving the outbox and the record of its end: the claim alone is there.
    wait_for(lambda: settled(house, told) and notice(house, told)["attempts"] == 1, 20)
    house.rows("select social.park_workers()")
    house.rows(
        "update social.social_media_notifications set send_after = null,"
        " last_error = 'handed to the mail server; whether it took it is not known'"
    )
    cluster.crash(cluster.sync_workers("one")[0])
    cluster.wait_for_workers("one")
    smtp_server.data_replies.clear()
    house.rows("select social.resume_workers()")
    house.move_clock("2 days")
    wait_until_sent(house, tell(house, "z@example.com"))
    assert [mail.recipients[0] for mail in smtp_server.mails] == ["z@example.com"]


def test_a_server_that_crashes_after_sending_sends_nothing_twice(new_cluster, smtp_server):
    """Also where commits are not on disk at once."""
    lax = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
    house = house_of_its_own(new_cluster, "", **lax)
    cluster = house.cluster
    tell(house, "k@example.com")
    house.rows("checkpoint")
    cluster.change(pg_social__smtp_url=smtp_server.url)
    smtp_server.wait_for_mails(1)
    cluster.crash(cluster.sync_workers("one")[0])
    cluster.wait_for_workers("one")
    wait_until_sent(house, tell(house, "z@example.com"))
    assert [mail.recipients[0] for mail in smtp_server.mails] == ["k@example.com", "z@example.com"]


def test_mails_wait_while_the_server_is_away(post):
    with AbsentMailServer() as away:
        post.cluster.change(pg_social__smtp_url=away.url)
        told = [tell(post, f"w{n}@example.com") for n in range(3)]
        wait_for(lambda: "cannot send mails" in post.cluster.log.text(), 20, "a line in the log")
        wait_for(lambda: all(notice(post, one)["send_after"] for one in told), 20)
    with MailServer() as back:
        post.cluster.change(pg_social__smtp_url=back.url)
        post.move_clock("20 min")
        for one in told:
            wait_until_sent(post, one)
        assert len(back.mails) == 3


def test_nothing_is_sent_from_a_parked_or_disabled_database(post, smtp_server):
    post.rows("select social.park_workers()")
    told = tell(post, "p@example.com")
    assert holds_for(lambda: smtp_server.sessions == 0, 1.5)
    post.cluster.change(pg_social__enabled="off")
    post.rows("select social.resume_workers()")
    assert holds_for(lambda: smtp_server.sessions == 0, 1.5)
    post.cluster.change(pg_social__enabled="on")
    wait_until_sent(post, told)


def hold_mails(post, smtp_server, count=8):
    """More mails than there are connections, the first of them with the server already; their ids and its."""
    first = "with.the.server@example.com"
    others = [f"w{n}@example.com" for n in range(count)]
    smtp_server.held_back.update({first: "DATA", **dict.fromkeys(others, "RCPT")})
    with_the_server = tell(post, first)
    wait_for(lambda: first in smtp_server.holding, 20, "the server to have the first")
    told = [tell(post, email) for email in others]
    wait_for(lambda: sum(notice(post, one)["attempts"] for one in told) == count, 20, "the others to be claimed")
    wait_for(lambda: len(smtp_server.holding) == 4, 20, "all connections to be in use")
    return with_the_server, told


def is_unharmed(row):
    return row["send_after"] is not None and (row["attempts"], row["attempted_at"], row["last_error"]) == (0, None, None)


@pytest.mark.parametrize("how", ["parked", "switched off"])
def test_mails_that_only_wait_are_handed_back(post, smtp_server, how):
    with_the_server, told = hold_mails(post, smtp_server)
    if how == "parked":
        post.rows("select social.park_workers()")
    else:
        post.cluster.change(pg_social__enabled="off")
    wait_for(lambda: all(is_unharmed(notice(post, one)) for one in told), 20, "the mails to be back in the outbox")
    assert {row["status"] for row in post.dicts("select status from social_api.outbox")} == {"waiting"}
    smtp_server.held_back.clear()
    wait_until_sent(post, with_the_server)
    assert holds_for(lambda: len(smtp_server.mails) == 1, 1.0)
    if how == "parked":
        post.rows("select social.resume_workers()")
    else:
        post.cluster.change(pg_social__enabled="on")
    for one in told:
        wait_until_sent(post, one)
    recipients = [mail.recipients[0] for mail in smtp_server.mails]
    assert len(recipients) == len(set(recipients)) == 9
    assert {notice(post, one)["attempts"] for one in told} == {1}


def test_one_that_is_handed_back_keeps_the_attempts_that_were_made(post, smtp_server):
    told = tell(post, "again@example.com", send_after=None, attempts=3)
    smtp_server.held_back["again@example.com"] = "RCPT"
    post.rows("update social.social_media_notifications set send_after = now()")
    wait_for(lambda: smtp_server.holding, 20, "the server to hear of it")
    post.rows("select social.park_workers()")
    wait_for(lambda: notice(post, told)["send_after"], 20, "the mail to be back in the outbox")
    assert notice(post, told)["attempts"] == 3


def test_other_settings_hold_for_all_that_is_not_sent_yet(post, smtp_server):
    """Whatever the mail server of before still owes."""
    with_the_server, told = hold_mails(post, smtp_server)
    with MailServer() as other:
        post.cluster.change(pg_social__smtp_url=other.url)
        for one in told:
            wait_until_sent(post, one)
        assert len(other.mails) == len(told)
        smtp_server.held_back.clear()
        wait_until_sent(post, with_the_server)
    assert [mail.recipients[0] for mail in smtp_server.mails] == ["with.the.server@example.com"]


def test_a_reload_of_other_settings_leaves_mails_where_they_are(post, smtp_server):
    _, told = hold_mails(post, smtp_server)
    sessions = smtp_server.sessions
    post.cluster.change()
    assert holds_for(lambda: smtp_server.sessions == sessions, 1.5), "it was greeted again"
    smtp_server.held_back.clear()
    for one in told:
        wait_until_sent(post, one)


def test_other_workers_take_over_what_is_not_sent_yet(new_cluster, smtp_server):
    house = house_of_its_own(new_cluster, smtp_server.url)
    cluster = house.cluster
    smtp_server.held_back["w@example.com"] = "RCPT"
    told = tell(house, "w@example.com")
    wait_for(lambda: smtp_server.holding, 20, "the server to hear of it")
    cluster.change(pg_social__sync_workers="2")
    cluster.wait_for_workers("one", count=2, timeout=20)
    wait_for(lambda: len(smtp_server.holding) == 2, 20, "the new worker to try it")
    smtp_server.held_back.clear()
    wait_until_sent(house, told)
    assert (len(smtp_server.mails), notice(house, told)["attempts"]) == (1, 1)


def test_without_a_mail_server_they_stay_in_the_outbox(post, smtp_server):
    post.cluster.change(pg_social__smtp_url="")
    told = tell(post, "q@example.com")
    assert holds_for(lambda: notice(post, told)["attempts"] == 0, 1.5)
    post.cluster.change(pg_social__smtp_url=smtp_server.url)
    wait_until_sent(post, told)


@pytest.mark.parametrize(
    "columns, words",
    [
        ({"email": None}, "the user has no address"),
        ({"email": "n@example.com", "notify_expiry": False}, "the user wants no notices"),
    ],
)
def test_who_cannot_or_does_not_want_gets_no_mail(post, smtp_server, columns, words):
    user = post.add_user(**columns)
    connection = post.add_connection(user, connection_status="expired")
    post.insert(
        "social.social_media_notifications",
        {"user_id": user, "connection_id": connection, "kind": "reconnect_needed", "incident": "one"},
    )
    wait_for(lambda: post.notices()[0]["last_error"], 20)
    assert words in post.notices()[0]["last_error"]
    assert post.notices()[0]["read_at"] is None, "the application still shows it"
    assert smtp_server.mails == []


def test_what_was_settled_meanwhile_is_not_mailed(post, smtp_server):
    user = post.add_user(email="s@example.com")
    connection = post.add_connection(user)
    post.insert(
        "social.social_media_notifications",
        {"user_id": user, "connection_id": connection, "kind": "reconnect_needed", "incident": "one"},
    )
    wait_for(lambda: post.notices()[0]["last_error"] == "not mailed: settled before", 20)
    assert smtp_server.mails == []


def test_an_address_that_is_none_harms_nobody(post, smtp_server):
    bad = tell(post, "eve@example.com\r\nBcc: all@example.com")
    good = tell(post, "ok@example.com")
    wait_until_sent(post, good)
    wait_for(lambda: settled(post, bad), 20)
    assert "address" in notice(post, bad)["last_error"]
    assert [mail.recipients for mail in smtp_server.mails] == [["ok@example.com"]]
