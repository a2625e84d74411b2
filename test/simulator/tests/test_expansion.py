"""Graph's field expansion: a node together with its newest posts, in one call."""

import pytest
from simulator_client import page_token, proof


class Host:
    """One of the three kinds of accounts on the Graph hosts, and how its node and its edge are called."""

    def __init__(self, simulator, kind):
        self.simulator = simulator
        self.kind = kind
        self.edge = "published_posts" if kind == "page" else "media"
        self.own = {
            "instagram": "user_id,username,followers_count",
            "linked": "username,followers_count",
            "page": "id,name,followers_count",
        }[kind]
        self.inner = {
            "instagram": "id,caption,timestamp,like_count,comments_count,insights.metric(views,saved,shares)",
            "linked": "id,caption,timestamp,like_count,comments_count,insights.metric(views,saved,shares)",
            "page": "id,message,created_time,shares,reactions.summary(total_count).limit(0),"
            "comments.summary(total_count).limit(0),insights.metric(post_media_view)",
        }[kind]

    @property
    def platform(self):
        return "instagram" if self.kind == "instagram" else "facebook"

    def truth(self, account):
        if self.kind == "page":
            return self.simulator.truth("facebook", account, page=1)
        return self.simulator.truth("instagram", account)

    def token(self, account, **options):
        if self.kind == "instagram":
            return self.simulator.token("instagram", account, kind="long", **options)["access_token"]
        return page_token(self.simulator, account, **options)

    def get(self, account=1, edge="", token=None, **params):
        token = token or self.token(account)
        if self.kind != "instagram":
            params["appsecret_proof"] = proof(token)
        node = "me" if self.kind == "instagram" else self.truth(account)["id"]
        return self.simulator.get(f"/{self.platform}/v25.0/{node}{edge}", token, **params)

    def list(self, account=1, **params):
        return self.get(account, f"/{self.edge}", **params)

    def expand(self, modifiers=".limit(25)", inner=None, account=1, **params):
        """The account with its posts; `inner` asks for what of them."""
        inner = f"{{{inner or self.inner}}}"
        return self.get(account, fields=f"{self.own},{self.edge}{modifiers}{inner}", **params)


@pytest.fixture(params=["instagram", "linked", "page"])
def host(simulator, request):
    return Host(simulator, request.param)


def refusal(answer):
    """The error of an answer that holds nothing else."""
    body = answer.json()
    assert set(body) == {"error"}
    body["error"].pop("fbtrace_id")
    return answer.status_code, body["error"]


def without_link(page):
    """A page as it stands inside a node."""
    page["paging"].pop("next", None)
    return page


def counts(simulator, host):
    return simulator.look("requests")["platforms"][host.platform]


def test_one_call_equals_the_two(host):
    token = host.token(1)
    profile = host.get(fields=host.own, token=token).json()
    page = host.list(fields=host.inner, limit=25, token=token).json()
    assert len(page["data"]) == 25 and "next" in page["paging"]
    assert host.expand(token=token).json() == {**profile, host.edge: without_link(page)}


def test_both_names_of_the_edge_of_a_page(simulator):
    host = Host(simulator, "page")
    posts = host.get(fields="posts.limit(3){id}").json()["posts"]
    assert [post["id"] for post in posts["data"]] == [post["id"] for post in host.truth(1)["posts"][:3]]


def test_whole_edge_is_read_on_from_the_cursor(host):
    truth = [post["id"] for post in host.truth(7)["posts"]]
    page = host.expand(".limit(20)", "id", account=7).json()[host.edge]
    seen = [post["id"] for post in page["data"]]
    assert seen == truth[:20]
    more = True
    while more:
        page = host.list(7, fields="id", limit=40, after=page["paging"]["cursors"]["after"]).json()
        seen += [post["id"] for post in page["data"]]
        more = "next" in page["paging"]
    assert seen == truth


def test_after_continues_inside_the_node(host):
    first = host.list(fields="id", limit=5).json()
    after = first["paging"]["cursors"]["after"]
    page = host.expand(f".limit(5).after({after})", "id").json()[host.edge]
    assert page["data"] == host.list(fields="id", limit=5, after=after).json()["data"]


def test_without_limit_and_fields_the_edge_decides(host):
    page = host.get(fields=host.edge).json()[host.edge]
    usual = host.list().json()
    assert page["data"] == usual["data"] and len(page["data"]) == 25
    assert page["paging"]["cursors"] == usual["paging"]["cursors"]


def test_no_link_tells_whether_more_follows(host):
    for limit, count in ((5, 5), (100, len(host.truth(1)["posts"]))):
        page = host.expand(f".limit({limit})", "id").json()[host.edge]
        assert len(page["data"]) == count
        assert set(page["paging"]) == {"cursors"}


def test_empty_edge_is_left_out(host):
    profile = host.get(10, fields=host.own).json()
    assert host.expand(account=10).json() == profile
    last = host.list(fields="id", limit=100).json()["paging"]["cursors"]["after"]
    assert host.edge not in host.expand(f".after({last})").json()


@pytest.mark.parametrize(
    "modifiers, params",
    [
        (".limit(101)", {"limit": "101"}),
        (".limit(0)", {"limit": "0"}),
        (".limit()", {"limit": ""}),
        (".after(QVFIUnonsense)", {"after": "QVFIUnonsense"}),
        ("", {"fields": "id,nonsense"}),
        ("", {"fields": "id,insights.metric(impressions)"}),
    ],
)
def test_refused_as_the_edge_refuses(host, modifiers, params):
    expected = refusal(host.list(**{"fields": "id", **params}))
    assert refusal(host.expand(modifiers, params.get("fields", "id"))) == expected


def test_unknown_modifier(host):
    status, error = refusal(host.expand(".limit(5).order(chronological)"))
    assert (status, error["code"]) == (400, 100)
    assert error["message"] == f"(#100) Unknown modifier of the field {host.edge}: order"


@pytest.mark.parametrize("inner", ["id,", "id{", "id}", "{id}"])
def test_inner_fields_must_be_well_formed(host, inner):
    assert refusal(host.expand(inner=inner))[1]["code"] == 2500


def test_unknown_field_beside_the_edge(host):
    status, error = refusal(host.get(fields=f"{host.edge}{{id}},nonsense"))
    assert (status, error["code"]) == (400, 100)
    assert "nonexisting field (nonsense)" in error["message"]


def test_insights_need_their_scope(host):
    scopes = {
        "instagram": ["instagram_business_basic"],
        "linked": ["instagram_basic"],
        "page": ["pages_read_engagement"],
    }
    token = host.token(1, scopes=scopes[host.kind])
    expected = refusal(host.list(fields=host.inner, token=token))
    assert expected[0] == 403
    assert refusal(host.expand(token=token)) == expected
    assert host.expand(inner="id", token=token).status_code == 200


def test_one_early_media_fails_the_whole_call(simulator):
    for host in (Host(simulator, "instagram"), Host(simulator, "linked")):
        if host.kind == "linked":  # number 12 has no linked account, being divisible by 4
            early = {"newest": 3, "insights_refused": True}
            simulator.control("override", platform="instagram", account=1, post=early)
        account = 12 if host.kind == "instagram" else 1
        answer = host.expand(".limit(100)", "id,insights.metric(views)", account=account)
        assert refusal(answer)[1]["error_subcode"] == 2108006


def test_posts_of_a_page_need_its_own_token(simulator):
    host = Host(simulator, "page")
    user = simulator.token("facebook", 1, kind="long")["access_token"]
    expected = refusal(host.list(token=user))
    assert expected[1]["error_subcode"] == 2069032
    assert refusal(host.expand(token=user)) == expected
    assert host.get(fields="id,name", token=user).status_code == 200


def test_list_of_pages_has_no_posts(simulator):
    user = simulator.token("facebook", 1, kind="long")["access_token"]
    params = {"fields": "id,published_posts{id}", "appsecret_proof": proof(user)}
    error = refusal(simulator.get("/facebook/v25.0/me/accounts", user, **params))[1]
    assert "nonexisting field (published_posts)" in error["message"]


def test_it_is_one_request(host):
    host.simulator.session.delete(f"{host.simulator.url}/control/requests")
    host.simulator.control("limits", platform=host.platform, requests=1, seconds=60, by="account")
    assert host.expand().status_code == 200
    seen = counts(host.simulator, host)
    assert (seen["profile"], seen["posts"], seen["total"]) == (1, 0, 1)
    assert host.expand().status_code == 403


@pytest.mark.parametrize("target", [{"endpoint": "posts"}, {"endpoint": "profile"}, {}])
def test_faults_of_both_endpoints_hit_it_once(host, target):
    host.simulator.fault("server_error", count=2, **target)
    assert host.expand().status_code == 500
    listed = host.simulator.look("faults")["faults"]
    assert [(fault["hits"], fault["left"]) for fault in listed] == [(1, 1)]


def test_faults_of_other_endpoints_do_not(host):
    host.simulator.fault("server_error", endpoint="insights")
    assert host.expand().status_code == 200
    host.simulator.fault("server_error", endpoint="posts")
    assert host.get(fields=host.own).status_code == 200


@pytest.mark.parametrize(
    "fault",
    [
        "empty_page",
        "short_page",
        "repeating_cursor",
        "wrong_types",
        "numeric_ids",
        "far_dates",
        "nul_caption",
        "missing_counts",
        "hidden_likes",
        "reduce_data",
    ],
)
def test_faults_of_a_page_work_inside(host, fault):
    token = host.token(1)
    usual = host.list(fields=host.inner, limit=26, token=token).json()
    host.simulator.fault(fault, endpoint="posts")
    page = host.list(fields=host.inner, limit=26, token=token)
    numberless = (host.kind, fault) == ("page", "numeric_ids")  # a Page's post has an id with a "_"
    assert (page.json() == usual) == numberless
    if fault == "reduce_data":
        assert refusal(host.expand(".limit(26)", token=token)) == refusal(page)
    else:
        assert host.expand(".limit(26)", token=token).json()[host.edge] == without_link(page.json())


def test_vanishing_post_inside(host):
    host.simulator.fault("vanishing_post", endpoint="posts", count=1)
    page = host.expand(".limit(5)", "id").json()[host.edge]
    kept = host.list(fields="id", limit=5).json()["data"]
    assert kept[:4] == page["data"][:4] and kept[4] != page["data"][4]


def test_refused_insights_inside(simulator):
    simulator.fault("refused_insights", endpoint="posts")
    assert refusal(Host(simulator, "instagram").expand())[1]["error_subcode"] == 2108006


def test_wrapped_profile_holds_the_media(simulator):
    host = Host(simulator, "instagram")
    token = host.token(1)
    plain = host.expand(token=token).json()
    simulator.fault("wrapped")
    assert host.expand(token=token).json() == {"data": [plain]}
    assert refusal(host.expand(inner="id,nonsense"))[1]["code"] == 100
