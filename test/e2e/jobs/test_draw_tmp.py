import sys, pathlib, subprocess
import pytest
from jobs.test_report import *
from jobs.conftest import *
from jobs import test_report
out = pathlib.Path('/tmp/jobs/mails'); out.mkdir(exist_ok=True)
@pytest.mark.parametrize("locale",["fr","en"])
def test_draw(office, smtp_server, locale):
    creator = Creator(office, locale=locale)
    captions = {"older": "Trois façons de porter le caftan au bureau ✨ #mode", "new": "Dans l'atelier de Fès : la teinture à l'indigo", "slow": "Mon avis honnête sur la nouvelle collection"}
    for k,v in captions.items():
        office.rows("update social_internal.post_texts set caption=%s where platform_post_id=%s",(v,k))
    office.rows("update social.social_media_connections set grant_expires_at='2026-11-25 18:00Z' where id=%s",(creator.instagram,))
    office.insert("social.social_media_notifications", {"user_id": creator.id, "connection_id": creator.page, "platform":"facebook","kind":"reconnect_needed","incident":"x"})
    office.insert("social.social_media_notifications", {"user_id": creator.id, "connection_id": creator.tiktok, "platform":"tiktok","kind":"account_taken_over","incident":"x"})
    office.rows("update social.social_media_connections set connection_status='revoked' where id=%s and false",(creator.tiktok,))
    office.set_time(MONDAY)
    office.wait_for_runs("send_weekly_reports", 1)
    smtp_server.wait_for_mails(3)
    for mail in smtp_server.mails:
        name = "report" if "semaine" in mail["Subject"] or "week" in mail["Subject"] else "expiring" if "avant" in mail["Subject"] or "before" in mail["Subject"] else "reconnect"
        f = out/f"{name}-{locale}.html"
        f.write_text(mail.get_body(("html",)).get_content())
        (out/f"{name}-{locale}.txt").write_text(mail.get_body(("plain",)).get_content())
