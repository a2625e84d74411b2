"""The web app's session: the token in a cookie that no script reads, and no request that a foreign site forges."""

import requests
from rest.helpers import problem


def test_the_cookie_is_opened_used_and_cleared(api, person, account):
    amal = person(display_name="Amal")
    account(amal)
    browser = requests.Session()
    opened = browser.post(api + "/session", headers=amal.headers, timeout=30)
    assert (opened.status_code, opened.text) == (204, "")
    cookie = opened.headers["Set-Cookie"]
    assert cookie.startswith(f"pg_social={amal.token};")
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie

    who = browser.get(api + "/session", timeout=30).json()
    assert (who["sub"], who["role"], who["display_name"]) == (amal.id, "influencer", "Amal")
    assert isinstance(who["exp"], int)
    assert len(browser.get(api + "/api/social-media/connections", timeout=30).json()) == 1
    assert len(browser.get(api + "/rest/connections", timeout=30).json()) == 1

    closed = browser.delete(api + "/session", timeout=30)
    assert closed.status_code == 204
    assert "pg_social" not in browser.cookies
    problem(browser.get(api + "/session", timeout=30), 401)


def test_over_https_the_cookie_is_secure(api, person):
    amal = person()
    over_https = {"X-Forwarded-Proto": "https"}
    opened = requests.post(api + "/session", headers={**amal.headers, **over_https}, timeout=30)
    attributes = "Path=/; HttpOnly; SameSite=Strict"
    assert opened.headers["Set-Cookie"] == f"__Host-pg_social={amal.token}; {attributes}; Secure"
    closed = requests.delete(api + "/session", headers=over_https, timeout=30)
    ended = [f"{name}=; {attributes}; Max-Age=0; Secure" for name in ("__Host-pg_social", "pg_social")]
    assert closed.raw.headers.getlist("Set-Cookie") == ended


def test_a_cookie_that_a_sibling_domain_has_set_signs_nobody_in(api, person):
    """Any host of the domain can set a cookie for all of it, but browsers keep __Host- ones from the host itself alone."""
    amal, mallory = person(), person()

    def signed_in(*cookies, **headers):
        answer = requests.get(api + "/session", headers={"Cookie": "; ".join(cookies), **headers}, timeout=30)
        return answer.json()["sub"] if answer.status_code == 200 else answer.status_code

    plain, ours = f"pg_social={mallory.token}", f"__Host-pg_social={amal.token}"
    https = {"X-Forwarded-Proto": "https"}
    for cookies in ((plain, ours), (ours, plain), ("a=1", ours, "b=2"), (ours, f"\u2003__Host-pg_social={mallory.token}")):
        assert signed_in(*(cookie.encode().decode("latin-1") for cookie in cookies), **https) == amal.id, cookies
    others = [f"{begin}={mallory.token}" for begin in ("x__Host-pg_social", "__host-pg_social", "a=__Host-pg_social")]
    for other in (plain, *others):
        assert signed_in(other, **https) == 401, other
    # Over plain http, as in the demo, browsers know no such prefix.
    plain, ours = f"pg_social={amal.token}", f"__Host-pg_social={mallory.token}"
    assert signed_in(plain, ours) == signed_in(ours, plain) == amal.id
    assert signed_in(ours) == 401


def test_a_bad_token_sets_no_cookie(api, person, mint):
    for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Bearer " + mint(sub="1", role="admin")}):
        answer = requests.post(api + "/session", headers=headers, timeout=30)
        problem(answer, 401)
        assert "Set-Cookie" not in answer.headers
    problem(requests.put(api + "/session", headers=person().headers, timeout=30), 405)


def test_a_change_through_the_cookie_needs_the_header_of_our_page(api, person, account):
    amal = person()
    mine = account(amal)
    jar = {"pg_social": amal.token}

    def attempts(headers):
        yield requests.delete(f"{api}/api/social-media/connections/{mine}", cookies=jar, headers=headers, timeout=30)
        yield requests.post(f"{api}/rest/rpc/disconnect", json={"id": mine}, cookies=jar, headers=headers, timeout=30)

    for headers in ({}, {"X-Requested-With": "XMLHttpRequest"}):
        for answer in attempts(headers):
            problem(answer, 403, "cross_site_request")
    assert len(amal.get("/connections").json()) == 1
    assert next(attempts({"X-Requested-With": "pg_social"})).status_code == 204


def test_nothing_is_changed_by_get(api, person, account):
    amal = person()
    mine = account(amal)
    for path in (f"rpc/disconnect?id={mine}", f"rpc/sync_connection?id={mine}", "rpc/set_preferences?locale=en"):
        problem(amal.get("/rest/" + path), 405, "method_not_allowed")
    assert len(amal.get("/connections").json()) == 1
