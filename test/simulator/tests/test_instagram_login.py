"""Instagram Login: consent, codes, short-lived and long-lived tokens."""

import pytest
from simulator_client import DAY, NOW, REDIRECT, exchange

AUTHORIZE = "/instagram/oauth/authorize"
BASIC = "instagram_business_basic"
INSIGHTS = "instagram_business_manage_insights"


def query(**changes):
    wanted = {
        "client_id": "ig-app",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": f"{BASIC},{INSIGHTS}",
        "state": "s/1",
    }
    return {**wanted, **changes}


def lengthen(simulator, token, secret="ig-secret"):
    return simulator.get(
        "/instagram/access_token",
        grant_type="ig_exchange_token",
        client_secret=secret,
        access_token=token,
    )


def refresh(simulator, token):
    return simulator.get(
        "/instagram/refresh_access_token", grant_type="ig_refresh_token", access_token=token
    )


def test_page_offers_people_and_scopes_without_javascript(simulator):
    page = simulator.get(AUTHORIZE, **query())
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Amina Benali" in page.text and "Mehdi Fassi" in page.text
    assert f"value='{INSIGHTS}'" in page.text
    assert "<form method='post'>" in page.text and "<script" not in page.text


def test_whole_round_trip(simulator):
    back = simulator.consent(AUTHORIZE, query(), account="5")
    assert back["state"] == "s/1"
    assert back["#"] == "_"
    short = exchange(simulator, back["code"]).json()
    truth = simulator.truth("instagram", 5)
    assert short["user_id"] == int(truth["scoped_id"])
    assert short["permissions"] == [BASIC, INSIGHTS]
    assert "expires_in" not in short
    long = lengthen(simulator, short["access_token"]).json()
    assert long["token_type"] == "bearer"
    assert 5184000 - 100 <= long["expires_in"] < 5184000
    me = simulator.get("/instagram/v25.0/me", long["access_token"], fields="user_id").json()
    assert me == {"user_id": truth["id"], "id": truth["scoped_id"]}


def test_code_works_once(simulator):
    code = simulator.consent(AUTHORIZE, query(), account="5")["code"]
    assert exchange(simulator, code).status_code == 200
    again = exchange(simulator, code)
    assert again.status_code == 400
    assert again.json() == {
        "error_type": "OAuthException",
        "code": 400,
        "error_message": "Matching code was not found or was already used",
    }


def test_code_lives_an_hour(simulator):
    code = simulator.consent(AUTHORIZE, query(), account="5")["code"]
    simulator.control("clock", advance=3600)
    assert "expired" in exchange(simulator, code).json()["error_message"]


@pytest.mark.parametrize(
    "change, message",
    [
        ({"client_id": "other"}, "Invalid platform app"),
        ({"client_secret": "wrong"}, "Error validating client secret"),
        ({"redirect_uri": REDIRECT + "/"}, "Invalid redirect_uri"),
        ({"code": "AQBxnothing"}, "Matching code was not found or was already used"),
        ({"extra": "1"}, "Unknown parameter: extra"),
        ({"code": ""}, "Missing required field code"),
    ],
)
def test_refused_exchanges(simulator, change, message):
    code = simulator.consent(AUTHORIZE, query(), account="5")["code"]
    answer = exchange(simulator, code, **change)
    assert answer.status_code == 400
    assert answer.json()["error_message"] == message


def test_refusing_a_scope(simulator):
    back = simulator.consent(AUTHORIZE, query(), account="5", choose="1")
    short = exchange(simulator, back["code"]).json()
    assert short["permissions"] == [BASIC]
    media = simulator.truth("instagram", 5)["posts"][0]["id"]
    answer = simulator.get(
        f"/instagram/v25.0/{media}/insights", short["access_token"], metric="views"
    )
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == 10


def test_cancelling(simulator):
    back = simulator.consent(AUTHORIZE, query(), decision="cancel", account="5")
    assert back["error"] == "access_denied"
    assert back["error_reason"] == "user_denied"
    assert back["state"] == "s/1"
    assert "code" not in back


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "nobody"},
        {"scope": "user_profile"},
        {"response_type": "token"},
        {"redirect_uri": "javascript:alert(1)"},
        {"surprise": "1"},
    ],
)
def test_wrong_requests_stay_at_the_platform(simulator, change):
    answer = simulator.get(AUTHORIZE, **query(**change))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_page_escapes_what_it_quotes(simulator):
    answer = simulator.get(AUTHORIZE, **query(scope="<script>alert(1)</script>"))
    assert "<script>" not in answer.text


def test_redirect_uris_can_be_restricted(start):
    simulator = start("--redirect", f"instagram={REDIRECT}")
    assert simulator.get(AUTHORIZE, **query()).status_code == 200
    elsewhere = query(redirect_uri="https://elsewhere.example/")
    assert simulator.get(AUTHORIZE, **elsewhere).status_code == 400


def test_personal_account_gets_no_code(simulator):
    answer = simulator.post(AUTHORIZE, params=query(), data={"account": "11"})
    assert answer.status_code == 403
    assert "professional account" in answer.text
    assert "error=access_denied" in answer.text


def test_account_that_became_personal(simulator):
    token = simulator.token("instagram", 5)["access_token"]
    simulator.control("override", platform="instagram", account=5, account_type="PERSONAL")
    answer = simulator.get("/instagram/v25.0/me", token, fields="username")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == 10


def test_refresh_waits_for_24_hours(simulator):
    short = simulator.token("instagram", 5)["access_token"]
    token = lengthen(simulator, short).json()["access_token"]
    simulator.control("clock", advance=DAY - 1)
    early = refresh(simulator, token)
    assert early.status_code == 400
    assert early.json()["error"]["code"] == 100
    simulator.control("clock", advance=1)
    late = refresh(simulator, token).json()
    assert late["access_token"] != token
    assert 5184000 - 100 <= late["expires_in"] < 5184000
    # The older token goes on until its own end.
    assert simulator.get("/instagram/v25.0/me", token).status_code == 200


def test_expired_token_cannot_be_refreshed(simulator):
    token = simulator.token("instagram", 5, kind="long", expires_in="60d")["access_token"]
    simulator.control("clock", advance="60d")
    answer = refresh(simulator, token)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["error_subcode"]) == (190, 463)
    assert error["message"].startswith("Error validating access token: Session has expired on ")
    assert "Friday, 22-Jan-27 00:00:00 PST" in error["message"]


def test_only_a_short_token_is_lengthened_and_only_a_long_one_refreshed(simulator):
    short = simulator.token("instagram", 5, age="2d", expires_in="3d")["access_token"]
    long = simulator.token("instagram", 5, kind="long")["access_token"]
    assert lengthen(simulator, long).json()["error"]["code"] == 452
    assert refresh(simulator, short).json()["error"]["code"] == 100


def test_lengthening_needs_the_secret(simulator):
    token = simulator.token("instagram", 5)["access_token"]
    error = lengthen(simulator, token, secret="wrong").json()["error"]
    assert (error["code"], error["message"]) == (1, "Error validating client secret.")


def test_revoked_by_the_creator(simulator):
    token = simulator.token("instagram", 5, kind="long", age="2d")["access_token"]
    simulator.control("revoke", platform="instagram", account=5)
    error = simulator.get("/instagram/v25.0/me", token).json()["error"]
    assert (error["code"], error["error_subcode"]) == (190, 458)
    assert refresh(simulator, token).json()["error"]["code"] == 190
    again = simulator.token("instagram", 5)["access_token"]
    assert simulator.get("/instagram/v25.0/me", again).status_code == 200


def test_time_of_the_error_is_the_simulated_one(simulator):
    simulator.control("clock", set=NOW + 3 * DAY)
    token = simulator.token("instagram", 5, age="2h")["access_token"]
    message = simulator.get("/instagram/v25.0/me", token).json()["error"]["message"]
    assert message.endswith("The current time is Thursday, 26-Nov-26 00:00:00 PST.")
