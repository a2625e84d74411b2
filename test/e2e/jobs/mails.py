"""Mails in the outbox: writing one, and asking what became of it."""

import os
import pwd

from support.waiting import wait_for

MAIL_SETTINGS = {
    "pg_social.from_email": "Nos Ventes <noreply@example.com>",
    "pg_social.web_url": "https://app.example.com",
}


def tell(house, email, user=None, **columns):
    """Puts the notice of a lost account into the outbox, for somebody new where no user is given; its id."""
    user = user or house.add_user(email=email, locale="en")
    house.insert(
        "social.social_media_notifications",
        {
            "user_id": user,
            "platform": "tiktok",
            "kind": "account_taken_over",
            "incident": "one",
            "details": '{"platform_username": "layla"}',
            **columns,
        },
    )
    return house.value("select id from social.social_media_notifications where user_id = %s", (user,))


def notice(house, notice_id):
    return house.dicts("select * from social.social_media_notifications where id = %s", (notice_id,))[0]


def wait_until_sent(house, notice_id):
    return wait_for(lambda: notice(house, notice_id)["sent_at"], 20, "the mail to be recorded as sent")


def settled(house, told):
    """An attempt was made, and how it ended is recorded."""
    row = notice(house, told)
    return row["attempts"] > 0 and "not known" not in (row["last_error"] or "")


def password_file(house, text):
    path = house.cluster.directory / "smtp.password"
    path.write_text(text)
    path.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(path, pwd.getpwnam("postgres").pw_uid, -1)
    return path
