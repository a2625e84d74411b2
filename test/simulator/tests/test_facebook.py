"""Facebook: consent, tokens, Pages, posts, insights, and the linked Instagram account."""

import pytest
from simulator_client import DAY, NOW, REDIRECT, page_token, proof

DIALOG = "/facebook/v25.0/dialog/oauth"
TOKEN = "/facebook/v25.0/oauth/access_token"
SCOPES = (
    "pages_show_list,pages_read_engagement,read_insights,instagram_basic,instagram_manage_insights"
)
APP = {"client_id": "fb-app", "client_secret": "fb-secret"}
POST_FIELDS = (
    "id,message,created_time,status_type,shares,"
    "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)"
)


def call(simulator, path, token, **params):
    params.setdefault("appsecret_proof", proof(token))
    return simulator.get(f"/facebook/v25.0{path}", token, **params)


def query(**changes):
    wanted = {
        "client_id": "fb-app",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": SCOPES,
        "state": "xyz",
    }
    return {**wanted, **changes}


def exchange(simulator, given, **changes):
    return simulator.get(TOKEN, **{**APP, "redirect_uri": REDIRECT, "code": given, **changes})


def lengthen(simulator, token):
    return simulator.get(TOKEN, **APP, grant_type="fb_exchange_token", fb_exchange_token=token)


def debug(simulator, token):
    answer = simulator.get(
        "/facebook/v25.0/debug_token", input_token=token, access_token="fb-app|fb-secret"
    )
    assert answer.status_code == 200
    return answer.json()["data"]


def test_whole_round_trip_to_a_page(simulator):
    back = simulator.consent(DIALOG, query(), account="1")
    assert back["state"] == "xyz" and back["#"] == "_=_"
    short = exchange(simulator, back["code"]).json()
    assert 4800 < short["expires_in"] <= 5400
    long = lengthen(simulator, short["access_token"]).json()
    assert 5183900 < long["expires_in"] <= 5184000
    fields = "id,name,access_token,tasks,instagram_business_account{id,username}"
    pages = call(simulator, "/me/accounts", long["access_token"], fields=fields).json()["data"]
    truth = simulator.truth("facebook", 1)["pages"]
    assert [page["name"] for page in pages] == [
        "Amina Benali",
        "Atelier Amina Benali",
        "Amina Benali — Le Club",
    ]
    assert [page["id"] for page in pages] == [page["id"] for page in truth]
    assert pages[0]["instagram_business_account"] == {
        "username": "amina.benali",
        "id": simulator.truth("instagram", 1)["id"],
    }
    assert "instagram_business_account" not in pages[1]
    assert debug(simulator, pages[0]["access_token"])["expires_at"] == 0


def test_page_token_of_a_short_user_token_ends_with_it(simulator):
    short = simulator.token("facebook", 2, expires_in=5000)
    pages = call(simulator, "/me/accounts", short["access_token"], fields="access_token").json()
    token = pages["data"][0]["access_token"]
    assert debug(simulator, token)["expires_at"] == short["expires_at"]


def test_pages_come_in_pages(simulator):
    token = simulator.token("facebook", 1, kind="long")["access_token"]
    first = call(simulator, "/me/accounts", token, fields="id", limit=2).json()
    assert len(first["data"]) == 2
    after = first["paging"]["cursors"]["after"]
    second = call(simulator, "/me/accounts", token, fields="id", limit=2, after=after).json()
    assert len(second["data"]) == 1
    assert "next" not in second["paging"]


@pytest.mark.parametrize(
    "change, code, subcode, message",
    [
        ({"client_id": "nobody"}, 101, None, "Error validating application."),
        ({"client_secret": "wrong"}, 1, None, "Error validating client secret."),
        ({"redirect_uri": REDIRECT + "/"}, 100, 36008, "Error validating verification code."),
        ({"code": "nonsense"}, 100, None, "Invalid verification code format."),
        ({"extra": "1"}, 100, None, "(#100) Unknown parameter: extra"),
    ],
)
def test_refused_exchanges(simulator, change, code, subcode, message):
    given = simulator.consent(DIALOG, query(), account="1")["code"]
    answer = exchange(simulator, given, **change)
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert (error["code"], error.get("error_subcode")) == (code, subcode)
    assert error["message"].startswith(message)
    assert error["fbtrace_id"].startswith("A")


def test_code_works_once(simulator):
    code = simulator.consent(DIALOG, query(), account="1")["code"]
    assert exchange(simulator, code).status_code == 200
    error = exchange(simulator, code).json()["error"]
    assert error["message"] == "This authorization code has been used."
    assert (error["code"], error["error_subcode"]) == (100, 36009)


def test_refused_scope_shows_in_permissions(simulator):
    back = simulator.consent(DIALOG, query(), account="1", refuse="read_insights")
    token = exchange(simulator, back["code"]).json()["access_token"]
    listed = call(simulator, "/me/permissions", token).json()["data"]
    assert {"permission": "read_insights", "status": "declined"} in listed
    assert {"permission": "pages_show_list", "status": "granted"} in listed


def test_cancelling(simulator):
    back = simulator.consent(DIALOG, query(), decision="cancel")
    assert back["error"] == "access_denied" and back["error_code"] == "200"


@pytest.mark.parametrize(
    "given, message",
    [
        (None, "API calls from the server require an appsecret_proof argument"),
        ("0" * 64, "Invalid appsecret_proof provided in the API argument"),
    ],
)
def test_proof_is_required_and_checked(simulator, given, message):
    token = page_token(simulator)
    params = {"appsecret_proof": given} if given else {}
    answer = simulator.get("/facebook/v25.0/me", token, fields="id", **params)
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert (error["code"], error["type"]) == (100, "GraphMethodException")
    assert error["message"] == message


def test_proof_can_be_made_optional(simulator):
    simulator.control("settings", require_appsecret_proof=False)
    token = page_token(simulator)
    assert simulator.get("/facebook/v25.0/me", token, fields="id").status_code == 200


def test_page_profile_equals_the_truth(simulator):
    token = page_token(simulator, 1, 2)
    truth = simulator.truth("facebook", 1, page=2)
    fields = "id,name,username,category,followers_count,fan_count,picture{url}"
    answer = call(simulator, f"/{truth['id']}", token, fields=fields).json()
    url = answer.pop("picture")["data"]["url"]
    assert answer == {
        "id": truth["id"],
        "name": "Atelier Amina Benali",
        "username": truth["username"],
        "category": "Clothing (Brand)",
        "followers_count": truth["followers"],
        "fan_count": truth["followers"] * 97 // 100,
    }
    picture = simulator.session.get(url)
    assert picture.headers["Content-Type"] == "image/svg+xml"


def test_posts_equal_the_truth_page_by_page(simulator):
    token = page_token(simulator, 7)
    truth = simulator.truth("facebook", 7, page=1)
    seen, after = [], {}
    while True:
        path = f"/{truth['id']}/published_posts"
        answer = call(simulator, path, token, fields=POST_FIELDS, limit=40, **after).json()
        seen += answer["data"]
        if "next" not in answer.get("paging", {}):
            break
        after = {"after": answer["paging"]["cursors"]["after"]}
    assert [post["id"] for post in seen] == [post["id"] for post in truth["posts"]]
    for post, true in zip(seen, truth["posts"]):
        assert post.get("message") == true["caption"]
        assert post["reactions"]["summary"]["total_count"] == true["likes"]
        assert post["comments"]["summary"]["total_count"] == true["comments"]
        assert post.get("shares", {"count": 0})["count"] == true["shares"]


def test_next_link_carries_the_token_and_leads_back_here(simulator):
    simulator.control("settings", require_appsecret_proof=False)
    token = page_token(simulator, 7)
    first = simulator.get("/facebook/v25.0/me/published_posts", token, fields="id", limit=10).json()
    link = first["paging"]["next"]
    assert link.startswith(f"{simulator.url}/facebook/v25.0/me/published_posts?access_token=EAAB")
    second = simulator.session.get(link).json()
    assert len(second["data"]) == 10
    assert not {post["id"] for post in second["data"]} & {post["id"] for post in first["data"]}


def test_posts_need_a_page_token(simulator):
    user = simulator.token("facebook", 1, kind="long")["access_token"]
    page = simulator.truth("facebook", 1)["pages"][0]["id"]
    error = call(simulator, f"/{page}/published_posts", user).json()["error"]
    assert (error["code"], error["error_subcode"]) == (190, 2069032)


def test_a_page_token_reads_its_own_page_only(simulator):
    token = page_token(simulator, 1, 1)
    other = simulator.truth("facebook", 1)["pages"][1]["id"]
    answer = call(simulator, f"/{other}", token)
    assert (answer.json()["error"]["code"], answer.json()["error"]["error_subcode"]) == (100, 33)


@pytest.mark.parametrize(
    "scopes, path, code",
    [
        (["pages_show_list"], "/me", 10),
        (["pages_show_list"], "/me/published_posts", 10),
        (["pages_read_engagement"], "/me/insights?metric=page_media_view", 200),
    ],
)
def test_missing_scopes(simulator, scopes, path, code):
    token = page_token(simulator, scopes=scopes)
    answer = call(simulator, path, token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)


def test_list_of_pages_needs_its_scope(simulator):
    token = simulator.token("facebook", 1, scopes=["pages_read_engagement"])["access_token"]
    assert call(simulator, "/me/accounts", token).json()["error"]["code"] == 200


def test_removed_metric_fails_the_call(simulator):
    token = page_token(simulator)
    fine = call(simulator, "/me/insights", token, metric="page_media_view,page_follows").json()
    assert [metric["name"] for metric in fine["data"]] == ["page_media_view", "page_follows"]
    assert fine["data"][0]["values"][0]["end_time"].endswith("T08:00:00+0000")
    gone = call(simulator, "/me/insights", token, metric="page_media_view,page_fans")
    assert gone.json()["error"]["message"] == "(#100) The value must be a valid insights metric"
    none = call(simulator, "/me/insights", token).json()["error"]
    assert (none["code"], none["error_subcode"]) == (3001, 1504028)


def test_page_insights_of_thirty_days_add_up_to_the_truth(simulator):
    metric = "page_media_view"
    data = call(simulator, "/me/insights", page_token(simulator), metric=metric, since=NOW - 30 * DAY, until=NOW)
    values = data.json()["data"][0]["values"]
    assert len(values) == 30
    truth = simulator.truth("facebook", 1, page=1)
    assert sum(day["value"] for day in values) == truth["views_30_days"]


def test_page_of_fewer_than_a_hundred_likes_has_no_insights(simulator):
    simulator.control("override", platform="facebook", account=1, page=1, followers=100)
    data = call(simulator, "/me/insights", page_token(simulator), metric="page_media_view").json()["data"]
    assert data == []


def test_post_insights_equal_the_truth(simulator):
    token = page_token(simulator)
    post = simulator.truth("facebook", 1, page=1)["posts"][3]
    metrics = "post_media_view,post_total_media_view_unique"
    data = call(simulator, f"/{post['id']}/insights", token, metric=metrics).json()["data"]
    assert [metric["values"][0]["value"] for metric in data] == [post["views"], post["reach"]]


@pytest.mark.parametrize("user", ["me", "id"])
def test_revoking_ends_every_token_of_the_grant(simulator, user):
    token = simulator.token("facebook", 1, kind="long")["access_token"]
    page = page_token(simulator)
    who = user if user == "me" else simulator.truth("facebook", 1)["user_id"]
    answer = simulator.session.delete(
        f"{simulator.url}/facebook/v25.0/{who}/permissions",
        headers={"Authorization": f"Bearer {token}"},
        params={"appsecret_proof": proof(token)},
    )
    assert answer.json() == {"success": True}
    for dead in (token, page):
        error = call(simulator, "/me", dead).json()["error"]
        assert (error["code"], error["error_subcode"]) == (190, 458)
    assert debug(simulator, page)["is_valid"] is False
    assert debug(simulator, page)["error"]["subcode"] == 458


def test_revoking_one_permission(simulator):
    token = simulator.token("facebook", 1, kind="long")["access_token"]
    simulator.session.delete(
        f"{simulator.url}/facebook/v25.0/me/permissions/pages_show_list",
        params={"access_token": token, "appsecret_proof": proof(token)},
    )
    assert call(simulator, "/me/accounts", token).json()["error"]["code"] == 200
    assert call(simulator, "/me", token).status_code == 200


def test_debug_token(simulator):
    data = debug(simulator, page_token(simulator, 1, 2, scopes=["pages_show_list"]))
    assert data["type"] == "PAGE" and data["is_valid"] is True and data["app_id"] == "fb-app"
    assert data["profile_id"] == simulator.truth("facebook", 1, page=2)["id"]
    assert data["scopes"] == ["public_profile", "pages_show_list"]
    assert data["data_access_expires_at"] == data["issued_at"] + 90 * DAY
    assert debug(simulator, "nonsense")["is_valid"] is False


def test_linked_instagram_account(simulator):
    token = page_token(simulator)
    truth = simulator.truth("instagram", 1)
    fields = "username,followers_count,media_count"
    profile = call(simulator, f"/{truth['id']}", token, fields=fields).json()
    assert profile == {
        "username": "amina.benali",
        "followers_count": truth["followers"],
        "media_count": len(truth["posts"]),
        "id": truth["id"],
    }
    media = call(simulator, f"/{truth['id']}/media", token, fields="id,like_count", limit=5).json()
    first = truth["posts"][0]
    assert media["data"][0] == {"id": first["id"], "like_count": first["likes"]}
    values = call(simulator, f"/{first['id']}/insights", token, metric="views,reach").json()["data"]
    assert [value["values"][0]["value"] for value in values] == [first["views"], first["reach"]]


def test_account_type_is_no_field_here(simulator):
    token = page_token(simulator)
    account = simulator.truth("instagram", 1)["id"]
    error = call(simulator, f"/{account}", token, fields="account_type").json()["error"]
    assert error["message"] == (
        "(#100) Tried accessing nonexisting field (account_type) on node type (IGUser)"
    )


def test_page_of_a_user_without_pages(simulator):
    simulator.control("override", platform="facebook", account=2, pages=0)
    token = simulator.token("facebook", 2, kind="long")["access_token"]
    assert call(simulator, "/me/accounts", token).json() == {"data": []}


def test_version_is_optional_but_must_exist(simulator):
    token = page_token(simulator)
    sign = {"appsecret_proof": proof(token), "fields": "id"}
    assert simulator.get("/facebook/me", token, **sign).status_code == 200
    assert simulator.get("/facebook/v26.0/me", token, **sign).status_code == 200
    answer = simulator.get("/facebook/v99.0/me", token, **sign)
    assert answer.json()["error"]["code"] == 2500
