"""The way to the mail server: TLS, login, and servers that do not take our mails."""

import socket

import pytest
from jobs.mail_server import MailServer, make_certificate
from jobs.mails import MAIL_SETTINGS, notice, password_file, settled, tell, wait_until_sent
from support.waiting import holds_for, wait_for

CLUSTER_SETTINGS = MAIL_SETTINGS
LOGIN = ("mailer", "s3cret word")
WEEK = '{"from": "2026-11-16T00:00:00Z", "until": "2026-11-23T00:00:00Z"}'
# By its name, the machine is not known to be this one.
HOST = socket.gethostname()


class Office:
    """Where mails go out from: a server of this name with a certificate, and the settings that lead to it."""

    def __init__(self, post, folder, certified=HOST):
        self.post = post
        certificate, self.context = make_certificate(folder, certified)
        self.trusted = post.cluster.directory / "smtp.crt"
        self.trusted.write_bytes(certificate.read_bytes())
        self.trusted.chmod(0o644)
        self.here = post.cluster.log.here()

    def use(self, server, scheme, password=LOGIN[1], mode=0o600, **change):
        file = password_file(self.post, password + "\n")
        file.chmod(mode)
        settings = {
            "pg_social__smtp_url": f"{scheme}://{HOST}:{server.port}",
            "pg_social__smtp_user": LOGIN[0],
            "pg_social__smtp_password_file": str(file),
            "pg_social__ca_file": str(self.trusted),
            **change,
        }
        self.post.cluster.change(**settings)

    def complaint(self):
        """The line in the log; the mails stay where they are, and the password is not in it."""
        log = self.post.cluster.log
        wait_for(lambda: "cannot send mails" in log.text(self.here), 20, "a line in the log")
        assert "s3cret" not in log.text(self.here)
        return next(line for line in log.text(self.here).splitlines() if "cannot send mails" in line)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_tls_and_login(post, tmp_path, scheme):
    office = Office(post, tmp_path)
    with MailServer(office.context, scheme == "smtps", LOGIN) as server:
        office.use(server, scheme)
        wait_until_sent(post, tell(post, "t@example.com"))
        assert server.encrypted == [True]
        assert server.logins == [LOGIN]
    assert "s3cret" not in post.cluster.log.text()


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize(
    "trouble, words",
    [
        ("a certificate that nobody vouches for", "certificate"),
        ("a certificate of another host", "no alternative certificate subject name matches"),
        ("a wrong password", "535"),
        ("a password that others can read", "mode 0600"),
    ],
)
def test_a_server_that_cannot_be_used_is_named_in_the_log(post, tmp_path, scheme, trouble, words):
    office = Office(post, tmp_path, "elsewhere.example" if "another host" in trouble else HOST)
    change = {}
    if "nobody vouches" in trouble:
        change["pg_social__ca_file"] = ""
    if "wrong password" in trouble:
        change["password"] = "s3cret but wrong"
    if "others can read" in trouble:
        change["mode"] = 0o644
    with MailServer(office.context, scheme == "smtps", LOGIN) as server:
        office.use(server, scheme, **change)
        told = tell(post, "u@example.com")
        assert words in office.complaint()
        assert server.mails == []
        if "certificate" in trouble:
            assert server.logins == []
        wait_for(lambda: words in (notice(post, told)["last_error"] or ""), 20, "the cause where operators look")
        assert notice(post, told)["attempts"] == 0, "the mail server never heard of it"
        assert post.value("select status from social_api.outbox where id = %s", (told,)) == "retrying"


def test_no_password_and_no_mail_goes_out_in_the_clear(post, tmp_path):
    """A server, or somebody between, that does not offer STARTTLS."""
    office = Office(post, tmp_path)
    with MailServer(None, False, LOGIN) as server:
        office.use(server, "smtp")
        told = tell(post, "c@example.com")
        assert "STARTTLS" in office.complaint()
        wait_for(lambda: notice(post, told)["send_after"], 20, "the mail to stay in the outbox")
        assert server.sessions > 0
        assert (server.logins, server.mails) == ([], [])


def test_a_server_that_does_not_relay_ends_no_mail(post, smtp_server):
    """It says so of each recipient with 554: as final as it sounds, it is about us."""
    here = post.cluster.log.here()
    told = [tell(post, f"r{n}@example.com", send_after=None) for n in range(3)]
    for n in range(3):
        smtp_server.refusals[f"r{n}@example.com"] = f"554 5.7.1 <r{n}@example.com>: Relay access denied"
    post.rows("update social.social_media_notifications set send_after = now()")
    wait_for(lambda: "Relay access denied" in post.cluster.log.text(here), 20, "a line in the log")
    wait_for(lambda: all(notice(post, one)["send_after"] for one in told), 20, "the mails to stay in the outbox")
    smtp_server.refusals.clear()
    post.move_clock("20 min")
    for one in told:
        wait_until_sent(post, one)
    assert len(smtp_server.mails) == 3


def test_an_address_of_ours_that_no_mail_can_carry_ends_none(post, smtp_server):
    """The unsubscribe address must stand on one line. Whoever mended it has the mails sent that were due meanwhile."""
    here = post.cluster.log.here()
    post.cluster.change(pg_social__web_url="https://app.example.com/" + "long/" * 180)
    user = post.add_user(email="w@example.com", locale="en")
    post.add_stats(post.add_connection(user), user, "instagram", [("2026-11-18 12:00Z", 100, 1)])
    told = tell(post, "w@example.com", user, kind="weekly_report", details=WEEK)
    wait_for(lambda: "unsubscribe" in (notice(post, told)["last_error"] or ""), 20, "the cause where operators look")
    assert "cannot send mails: the unsubscribe address" in post.cluster.log.text(here)
    assert notice(post, told)["send_after"] is not None
    post.cluster.change(pg_social__web_url=MAIL_SETTINGS["pg_social.web_url"])
    post.move_clock("20 min")
    wait_until_sent(post, told)
    assert len(smtp_server.mails) == 1


def test_one_mail_that_is_not_relayed_stops_no_other(post, smtp_server):
    wait_until_sent(post, tell(post, "first@example.com"))
    smtp_server.refusals["odd@example.com"] = "554 5.7.1 <odd@example.com>: Relay access denied"
    odd = tell(post, "odd@example.com")
    wait_for(lambda: settled(post, odd), 20)
    assert notice(post, odd)["send_after"] is not None
    wait_until_sent(post, tell(post, "last@example.com"))


def test_a_login_that_ends_is_no_mails_fault(post, tmp_path):
    office = Office(post, tmp_path)
    with MailServer(office.context, False, LOGIN) as server:
        office.use(server, "smtp")
        wait_until_sent(post, tell(post, "first@example.com"))
        server.login = ("mailer", "another word")
        told = tell(post, "second@example.com")
        assert "535" in office.complaint()
        wait_for(lambda: "535" in (notice(post, told)["last_error"] or ""), 20, "the cause where operators look")
        assert notice(post, told)["attempts"] == 0
        office.use(server, "smtp", password="another word")
        post.move_clock("20 min")
        wait_until_sent(post, told)


def test_a_connection_cut_before_the_mail_is_made_again(post, smtp_server):
    smtp_server.cut.add("cut@example.com")
    told = tell(post, "cut@example.com")
    wait_for(lambda: settled(post, told) or notice(post, told)["send_after"], 20)
    wait_for(lambda: "cannot send mails" in post.cluster.log.text(), 20, "a line in the log")
    smtp_server.cut.clear()
    post.move_clock("20 min")
    wait_until_sent(post, told)
    assert holds_for(lambda: len(smtp_server.mails) == 1, 1.0)


@pytest.mark.parametrize("others", ["others are sent", "no other is sent"])
def test_a_mail_at_which_the_connection_always_breaks_is_given_up(post, smtp_server, others):
    """Also where it is the only one, so that the mail server as a whole may be in trouble."""
    if others == "others are sent":
        wait_until_sent(post, tell(post, "first@example.com"))
    smtp_server.cut.add("cut@example.com")
    told = tell(post, "cut@example.com")
    wait_for(lambda: settled(post, told), 20)
    outbox = "select status, attempts, last_error, next_attempt_at is not null as again from social_api.outbox where id = %s"
    row = post.dicts(outbox, (told,))[0]
    assert (row["status"], row["attempts"], row["again"]) == ("retrying", 1, True)
    assert "connection to the mail server broke" in row["last_error"]
    # As of other troubles that may pass, the 25th attempt is the last.
    post.rows(
        "update social.social_media_notifications set attempts = 24, send_after = social_internal.current_time() + '1 s'"
        " where id = %s",
        (told,),
    )
    post.move_clock("20 min")
    wait_for(lambda: notice(post, told)["attempts"] == 25 and settled(post, told), 20)
    row = post.dicts(outbox, (told,))[0]
    assert (row["status"], row["again"]) == ("gave_up", False)
    wait_for(lambda: post.value("select given_up from social_internal.trouble_with_mails()") == 1, 20)
