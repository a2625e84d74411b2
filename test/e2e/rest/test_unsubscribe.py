"""The link that ends a weekly report: one click without signing in, and good for nothing else."""

import re

import pytest
import requests
from rest.helpers import problem

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(api, sql):
    def make(reader):
        ((token,),) = sql("select social_internal.unsubscribe_token(%s)", reader.id)
        return f"{api}/unsubscribe?token={token}"

    return make


def settings(sql, reader):
    return sql(
        "select weekly_report, notify_expiry, email, display_name, role, locale from social.social_media_users where id = %s", reader.id
    )[0]


def test_a_mail_programs_post_switches_the_report_off_and_nothing_else(person, sql, link):
    amal, badr = person(), person()
    before = settings(sql, amal)
    link(badr)
    for _ in range(2):  # again does no harm
        answer = requests.post(link(amal), data=ONE_CLICK, timeout=30)
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
        assert amal.id not in answer.text and "@" not in answer.text
        assert settings(sql, amal) == (False, *before[1:])
    assert settings(sql, badr)[0]
    # Another link than before would leave the older mails without one.
    assert link(amal) == link(amal)
    amal.post("/rest/rpc/set_preferences", json={"weekly_report": True})
    assert requests.post(link(amal), files={"List-Unsubscribe": (None, "One-Click")}, timeout=30).status_code == 200
    assert settings(sql, amal) == (False, *before[1:])


def test_who_follows_the_link_is_asked(person, sql, link):
    amal = person()
    for method in ("GET", "HEAD"):
        answer = requests.request(method, link(amal), timeout=30)
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = requests.get(link(amal), timeout=30).text
    assert re.findall("<form[^>]*>", page) == ['<form method="post">'] and "Unsubscribe" in page and "Se désabonner" in page
    assert "<h1>Ne plus recevoir le rapport hebdomadaire&#8239;?</h1>" in page and 'href="/page.css"' in page
    assert settings(sql, amal)[0]
    problem(requests.put(link(amal), timeout=30), 405, "method_not_allowed")


def test_who_presses_the_button_of_an_unknown_link_reads_a_page(link, person, sql):
    amal = person()
    gone = link(amal)
    sql("delete from social.social_media_users where id = %s", amal.id)
    answer = requests.post(gone, data=ONE_CLICK, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, timeout=30)
    assert answer.status_code == 404 and answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Ce lien n’est pas connu" in answer.text and "This link is not known" in answer.text
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "query",
    [
        "", "token=", "token=x", "token=9d3f6f4e-4a0b-4c1e-9f57-2f0c8a7b6d15", "token=00000000-0000-0000-0000-000000000000",
        "token=eq.{token}", "token=%00", "token={token}%27%20or%20true", "token={token}&token=x", "id={token}",
        "user_id={id}", "token={id}", "token=%", "token=*",
    ],  # fmt: skip
)
def test_a_forged_link_ends_nobodys_report(api, person, sql, link, query):
    amal = person()
    token = link(amal).split("=")[1]
    answer = requests.post(f"{api}/unsubscribe?{query.format(token=token, id=amal.id)}", data=ONE_CLICK, timeout=30)
    assert answer.status_code in (400, 404, 422)
    problem(answer, answer.status_code)
    assert settings(sql, amal)[0]


def test_the_link_signs_nobody_in(api, person, link):
    amal, admin = person(), person("admin")
    token = link(amal).split("=")[1]
    for path in ("/session", "/rest/connections", "/rest/preferences", "/rest/rpc/get_connections", "/api/social-media/connections"):
        for headers in ({}, {"Authorization": f"Bearer {token}"}, {"Cookie": f"pg_social={token}"}, {"X-Query": f"token={token}"}):
            problem(requests.get(api + path, headers=headers, timeout=30), 401)
    # Nor does being signed in matter, or go along: a token of a role that may not call it is no hindrance.
    for headers in (admin.headers, {"Cookie": f"pg_social={admin.token}"}, {"Authorization": "Bearer nonsense"}):
        assert requests.post(link(amal), headers=headers, timeout=30).status_code == 200
    # The function is reached with its token by the proxy's own path alone.
    problem(requests.post(f"{api}/rest/rpc/end_weekly_report", headers={"X-Query": f"token={token}"}, timeout=30), 404)
    assert requests.get(f"{api}/rest/rpc/end_weekly_report?token={token}", timeout=30).status_code in (400, 404, 405)


def test_the_token_goes_with_the_user(person, sql, link):
    amal = person()
    gone = link(amal)
    sql("delete from social.social_media_users where id = %s", amal.id)
    problem(requests.post(gone, timeout=30), 404, "not_found")
    assert sql("select count(*) from social_internal.unsubscribe_tokens where user_id = %s", amal.id) == [(0,)]
