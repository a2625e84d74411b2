"""The mails of the year, as the mail server took them."""

from collections import Counter

NOTICES = "select id, user_id, kind, incident, connection_id, sent_at from social.social_media_notifications"


class Letters:
    def __init__(self, house, mail_server):
        self.house = house
        self.mail_server = mail_server
        self.read = 0
        self.notices = {}  # as the outbox had them when their mail came: old ones are cleaned away

    def new_notices(self):
        """What the mails tell that came since the last call: their rows in the outbox."""
        mails = self.mail_server.mails[self.read :]
        self.read += len(mails)
        ids = [notice_of(mail) for mail in mails]
        rows = self.house.dicts(NOTICES + " where id = any (%s::uuid[])", (ids,)) if ids else []
        self.notices |= {str(row["id"]): row for row in rows}
        return rows

    def sent_twice(self):
        """Notices that the server took more than once, whatever the outbox thinks of it."""
        return [one for one, times in Counter(notice_of(mail) for mail in self.mail_server.mails).items() if times > 1]

    def told_twice(self):
        """(recipient, kind, incident) with more than one mail: for a report the incident is its week."""
        told = Counter()
        for mail in self.mail_server.mails:
            row = self.notices[notice_of(mail)]
            told[mail.recipients[0], row["kind"], row["incident"]] += 1
        return [one for one, times in told.items() if times > 1]


def notice_of(mail):
    return mail["Message-ID"].strip().lstrip("<").split("@")[0]
