"""History as CSV and as a chart, metrics, and answers to other origins."""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree

import pytest
import requests
from rest.helpers import problem

SVG = "{http://www.w3.org/2000/svg}"


def test_history_as_csv(person, account, measured):
    amal = person()
    mine = account(amal, username='=cmd, "quoted"')
    other = account(amal, username="-1+1|cmd")
    measured(amal, other, 3, followers_count=7)
    measured(amal, mine, 2, followers_count=30, engagement_rate=None)
    measured(amal, mine, 1, followers_count=0)
    answer = amal.get("/stats/history?platform=instagram&days=30", headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="instagram-history.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(r["followers_count"], r["engagement_rate"]) for r in rows] == [("7", "2.5"), ("30", ""), ("0", "2.5")]
    # No spreadsheet runs these.
    assert [r["platform_username"] for r in rows[:2]] == ["'-1+1|cmd", "'=cmd, \"quoted\""]
    assert list(rows[0])[0] == "connection_id" and list(rows[0])[-1] == "synced_at"


def test_csv_without_rows_has_its_header_and_errors_stay_json(person):
    amal = person()
    answer = amal.get("/stats/history?platform=instagram", headers={"Accept": "text/csv"})
    assert answer.text.startswith("connection_id,platform,") and answer.text.count("\r\n") == 1
    problem(amal.get("/stats/history", headers={"Accept": "text/csv"}), 422)
    both = amal.get("/stats/history?platform=instagram", headers={"Accept": "application/json, text/csv;q=0.5"})
    assert both.json() == []


@pytest.mark.parametrize("accept", ["image/svg+xml", "image/avif,image/webp,image/*,*/*;q=0.8", "application/json"])
def test_the_follower_chart_is_a_picture_whatever_a_browser_accepts(person, account, measured, accept):
    amal = person()
    one, two = account(amal, username="<b>&amp"), account(amal, platform="tiktok")
    for days_ago, followers in ((3, 100), (2, 150), (1, 200)):
        measured(amal, one, days_ago, followers_count=followers)
    measured(amal, two, 1, platform="tiktok", followers_count=100)
    answer = amal.get("/rest/rpc/follower_chart?days=30", headers={"Accept": accept})
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    picture = ElementTree.fromstring(answer.text)
    lines = picture.findall(SVG + "polyline")
    assert [line.get("points") for line in lines] == ["60.0,200.0 320.0,115.0 580.0,30.0"]
    # The end of each line, and the account that was measured on one day alone.
    dots = [(dot.get("cx"), dot.get("cy"), dot.get("r")) for dot in picture.findall(SVG + "circle")]
    assert sorted(dots) == [("580.0", "200.0", "2"), ("580.0", "200.0", "3"), ("580.0", "30.0", "3")]
    assert "instagram <b>&amp: 200" in [text.text for text in picture.findall(SVG + "text")]


def test_the_names_in_a_chart_of_many_accounts_stand_beside_each_other(person, account, measured):
    amal = person()
    for place in range(4):
        measured(amal, account(amal, username=f"shop{place}"), 1, followers_count=place)
    picture = ElementTree.fromstring(amal.get("/rest/rpc/follower_chart").text)
    names = [text for text in picture.findall(SVG + "text") if "shop" in (text.text or "")]
    assert len({(text.get("x"), text.get("y")) for text in names}) == 4
    top = int(picture.get("viewBox").split()[1])
    assert all(top < int(text.get("y")) < 30 for text in names), "within the picture, above the lines"


def test_a_chart_of_nothing_is_still_a_picture(person):
    answer = person().get("/rest/rpc/follower_chart")
    assert ElementTree.fromstring(answer.text).find(SVG + "title").text == "No measurements in these days"


def test_metrics_are_for_operators(person):
    problem(person().get("/metrics"), 403)
    answer = person("admin").get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.text.endswith("# EOF\n")


LISTED = "http://localhost:3000"


@pytest.mark.parametrize("path", ["/api/social-media/connections", "/rest/connections"])
def test_a_front_end_on_a_listed_origin(api, person, path):
    preflight = requests.options(
        api + path,
        headers={
            "Origin": LISTED,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
        timeout=30,
    )
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == LISTED
    assert "DELETE" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    assert "Origin" in preflight.headers["Vary"]
    answer = person().get(path, headers={"Origin": LISTED})
    assert answer.headers["Access-Control-Allow-Origin"] == LISTED
    assert "Access-Control-Allow-Credentials" not in answer.headers
    refused = requests.get(api + path, headers={"Origin": LISTED}, timeout=30)
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, LISTED)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3000.evil.example", "HTTP://localhost:3000"])
def test_another_origin_is_told_nothing(api, person, origin):
    for answer in (
        requests.options(api + "/api/social-media/stats", headers={"Origin": origin}, timeout=30),
        person().get("/stats", headers={"Origin": origin}),
        person().get("/rest/stats", headers={"Origin": origin}),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_every_answer_carries_the_security_headers(api, person):
    for path in ("/api/social-media/stats", "/rest/stats", "/session", "/api/social-media/nothing", "/api/openapi.yaml"):
        answer = person().get(path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "Server" not in answer.headers or answer.headers["Server"] == "nginx"


def test_no_cache_keeps_what_is_for_one_reader(api, person):
    admin = person("admin")
    for path in ("/stats", "/rest/stats", "/rest/rpc/follower_chart", "/session", "/metrics", "/rest/nothing"):
        assert admin.get(path).headers["Cache-Control"] == "no-store", path
    # The address that a platform sends its creators back to has the code in it.
    returned = requests.get(api + "/oauth/callback/tiktok?code=c&state=s", timeout=30)
    assert returned.headers["Cache-Control"] == "no-store" and "<!doctype html>" in returned.text.lower()
    assert returned.headers["X-Frame-Options"] == "DENY" and returned.headers["Referrer-Policy"] == "no-referrer"


def test_an_address_with_a_code_is_left_before_a_browser_keeps_it(api):
    """What came back goes on in a cookie for the page alone, and the address that is shown and remembered has none of it."""

    def come_back(path, **headers):
        return requests.get(f"{api}/oauth/callback/{path}", headers=headers, timeout=30, allow_redirects=False)

    attributes = "Path=/oauth/; Max-Age=120; SameSite=Strict"
    names = set()
    for query in ("code=a%2Ab%21*!b&scopes=a.b,c&state=s-1_~", "error=access_denied&error_description=no+way&state=s"):
        for path in ("tiktok", "tiktok/"):
            returned = come_back(f"{path}?{query}")
            address, _, name = returned.headers["Location"].partition("#")
            assert (returned.status_code, address) == (303, "/oauth/callback/tiktok")
            assert re.fullmatch("[0-9a-f]{32}", name), returned.headers["Location"]
            assert returned.headers["Set-Cookie"] == f"pg_social_returned_{name}={query}; {attributes}"
            names.add(name)
            assert returned.headers["Cache-Control"] == "no-store" and returned.headers["Referrer-Policy"] == "no-referrer"
    assert len(names) == 4  # two tabs that come back at once keep theirs apart
    over_https = come_back("tiktok?code=c&state=s", **{"X-Forwarded-Proto": "https"})
    assert over_https.headers["Set-Cookie"].endswith("; Secure")
    # What cannot be the value of a cookie, or is too long for one, stays where it is, and so does what is no way back.
    for path in ("tiktok?code=c;Domain=example.com&state=s", "tiktok?code=" + "c" * 3500, "tiktok?utm=1",
                 "tiktok", "%0d%0aSet-Cookie:a?code=c", "tiktok%0a?code=c", "a/b?code=c"):  # fmt: skip
        page = come_back(path)
        assert page.status_code == 200 and "Set-Cookie" not in page.headers and "<!doctype html>" in page.text.lower(), path


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_more_rows_than_one_answer_holds_are_had_in_parts(person, account, sql, accept):
    """What the web app counts on: Content-Range says how many came, and the next ones begin after them."""
    amal = person()
    mine = account(amal)
    sql("select social_internal.ensure_month('social.social_media_stats', '2026-01-01')")
    sql(
        """insert into social.social_media_stats (connection_id, user_id, platform, followers_count, synced_at)
           select %s, %s, 'instagram', n, timestamptz '2026-01-01' + n * interval '1 minute' from generate_series(1, 10001) n""",
        mine,
        amal.id,
    )
    path = "/rest/stats_history?select=followers_count&order=synced_at,connection_id"
    first, second = (amal.get(f"{path}{page}", headers={"Accept": accept}) for page in ("&limit=10000", "&limit=10000&offset=10000"))
    assert (first.headers["Content-Range"], second.headers["Content-Range"]) == ("0-9999/*", "10000-10000/*")
    if accept == "text/csv":
        assert second.text.splitlines() == ["followers_count", "10001"] and first.text.splitlines()[-1] == "10000"
        assert not first.text.endswith("\n")
    else:
        assert first.json()[-1] == {"followers_count": 10000} and second.json() == [{"followers_count": 10001}]
    assert amal.get("/rest/stats_history?select=followers_count").headers["Content-Range"] == "0-9999/*"
