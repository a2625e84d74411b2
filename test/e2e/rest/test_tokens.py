"""Who is let in: signature, exp, sub, role and aud of the token, before anything else happens."""

import time

import pytest
import requests
from rest.helpers import encode, problem, sign

PATHS = ["/api/social-media/connections", "/rest/connections", "/rest/rpc/get_session", "/session"]


def ask(api, path, token=None, scheme="Bearer "):
    headers = {} if token is None else {"Authorization": scheme + token}
    return requests.get(api + path, headers=headers, timeout=30)


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token(api, path):
    answer = ask(api, path)
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


SUB = "a0000000-0000-4000-8000-00000000beef"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "claims",
    [
        {"sub": SUB, "role": "influencer", "exp": None},
        {"sub": SUB, "role": "influencer", "exp": 1000},
        {"sub": SUB, "role": "influencer", "exp": int(time.time()) - 5},
        {"sub": SUB, "role": "influencer", "exp": "never"},
        {"sub": SUB, "role": "influencer", "nbf": int(time.time()) + 3000},
        {"role": "influencer"},
        {"sub": "", "role": "influencer"},
        {"sub": "amal", "role": "influencer"},
        {"sub": SUB + "' or true", "role": "influencer"},
        {"sub": [SUB], "role": "influencer"},
        {"sub": SUB},
        {"sub": SUB, "role": "anonymous"},
    ],
)
def test_tokens_that_lack_something(api, mint, path, claims):
    problem(ask(api, path, mint(**claims)), 401)


@pytest.mark.parametrize(
    "role", ["", "postgres", "authenticator", "social_owner", "pg_read_all_data", "superadmin", "ADMIN", ["admin"], "a'b"]
)
def test_roles_that_are_not_of_this_api(api, mint, role):
    for path in PATHS:
        answer = ask(api, path, mint(sub=SUB, role=role))
        assert answer.status_code in (400, 401, 403)
        assert set(answer.json()) == {"code", "message", "details", "hint"}
    assert ask(api, PATHS[0], mint(sub=SUB, role=role)).status_code in (401, 403)


def test_forged_tokens(api, jwt_secret, mint):
    claims = {"sub": SUB, "role": "admin", "exp": int(time.time()) + 600}
    good = mint(**claims)
    head, body, signature = good.split(".")
    forged = [
        sign("another-secret-of-at-least-32-characters", claims),
        sign(jwt_secret, claims, {"alg": "none"}),
        f"{encode({'alg': 'none'})}.{body}.",
        f"{head}.{encode({**claims, 'sub': SUB[:-1] + '0'})}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}",
        good + "x",
        "null",
        "e30.e30.e30",
        sign(jwt_secret, claims, {"alg": "RS256"}),
        sign(jwt_secret, claims, {"alg": "HS512"}),
    ]
    for token in forged:
        for path in PATHS:
            problem(ask(api, path, token), 401)
    problem(ask(api, PATHS[0], good, scheme="Basic "), 401)
    problem(ask(api, PATHS[0], "", scheme="Bearer "), 401)
    assert ask(api, PATHS[0], good).status_code == 200


@pytest.mark.usefixtures("mended")
def test_the_audience_where_one_is_wanted(api, mint, sql, settled):
    def statuses():
        tokens = [
            mint(sub=SUB, role="influencer"),
            mint(sub=SUB, role="influencer", aud="pg_social_test"),
            mint(sub=SUB, role="influencer", aud="another"),
        ]
        return [ask(api, PATHS[0], token).status_code for token in tokens]

    def with_audience(change, expected):
        # Both PostgREST and the check in SQL know it from the login of authenticator: they have to log in again.
        sql("alter role authenticator " + change)
        sql("notify pgrst, 'reload config'")
        sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'")
        settled(lambda: statuses() == expected)

    (settings,) = sql("select s.setconfig from pg_db_role_setting s where setrole = 'authenticator'::regrole")[0]
    assert "jwt_aud" not in str(settings), "the suite runs without an audience"
    try:
        with_audience("set pgrst.jwt_aud = 'pg_social_test'", [401, 200, 401])
    finally:
        with_audience("reset pgrst.jwt_aud", [200, 200, 200])
