"""A table of attacks on somebody else's data. Each has to come back empty-handed: no row, no column, no change."""

import socket
from urllib.parse import urlsplit

import pytest
import requests
from rest.helpers import problem

SECRETS = ("victim-token", "victim-refresh", "victim@example.com", "the stored error")


@pytest.fixture
def victim(person, account, measured, posted, sql):
    """A creator with everything that can be taken: tokens, e-mail, errors, figures, posts, a notice."""
    owner = person(display_name="Victim")
    owner.connection = account(owner, username="victim.handle")
    sql("update social.social_media_users set email = 'victim@example.com' where id = %s", owner.id)
    sql(
        """update social.social_media_connections
           set access_token_encrypted = 'victim-token', refresh_token_encrypted = 'victim-refresh' where id = %s""",
        owner.connection,
    )
    measured(owner, owner.connection, 1, followers_count=424242)
    posted(owner.connection, "victim-post", likes_count=434343)
    (owner.notice,) = sql(
        """insert into social.social_media_notifications (user_id, kind, incident, send_after)
           values (%s, 'reconnect_needed', 'test', null) returning id""",
        owner.id,
    )[0]
    return owner


OWN_VIEWS = ["connections", "stats", "stats_history", "posts", "post_figures", "notices", "preferences"]
OPERATOR_VIEWS = ["sync_logs", "jobs", "job_runs", "budgets", "paused_platforms", "outbox", "expiring", "failures"]


@pytest.mark.parametrize("role", ["influencer", "merchant"])
@pytest.mark.parametrize("view", OWN_VIEWS)
def test_views_show_ones_own_alone(person, victim, view, role):
    attacker = person(role)
    for query in ("", f"?user_id=eq.{victim.id}", f"?connection_id=eq.{victim.connection}", f"?id=eq.{victim.connection}",
                  "?or=(platform.eq.instagram,platform.neq.instagram)", "?select=*&limit=1000&offset=0"):  # fmt: skip
        answer = attacker.get(f"/rest/{view}{query}")
        assert answer.status_code in (200, 400), answer.text
        if answer.status_code == 200 and view != "preferences":
            assert answer.json() == []
        assert "424242" not in answer.text and "victim" not in answer.text.lower().replace("victim_", "")


@pytest.mark.parametrize("view", OPERATOR_VIEWS)
def test_views_for_operators_are_closed_to_others(person, victim, view):
    for role in ("influencer", "merchant"):
        problem(person(role).get(f"/rest/{view}"), 403)
    assert person("admin").get(f"/rest/{view}").status_code == 200


def test_creators_do_not_see_each_others_public_profiles(person, victim):
    for view in ("influencers", "influencer_history"):
        problem(person().get(f"/rest/{view}"), 403)


def test_merchants_see_public_figures_and_nothing_else(person, victim):
    merchant = person("merchant")
    (row,) = merchant.rows("influencers", user_id=f"eq.{victim.id}")
    assert row["followers"] == 424242
    everything = merchant.get(f"/rest/influencers?user_id=eq.{victim.id}").text
    assert not [secret for secret in SECRETS if secret in everything]
    assert set(row) == {
        "user_id", "display_name", "platforms", "platform_names", "handles", "followers", "engagement_rate",
        "average_views", "growth_30_days", "growth_30_days_percent", "measured_at", "top_posts",
    }  # fmt: skip
    assert set(row["platforms"][0]) == {
        "connection_id", "platform", "handle", "avatar", "link", "followers", "engagement_rate", "average_views",
        "growth_30_days", "measured_at",
    }  # fmt: skip


def test_who_has_opted_out_is_gone_from_every_public_view(person, victim):
    merchant = person("merchant")
    assert victim.post("/rest/rpc/set_preferences", json={"visible_to_merchants": False}).status_code == 204
    for query in (f"?user_id=eq.{victim.id}", "?handles=ilike.*victim*", "?followers=eq.424242"):
        assert merchant.get("/rest/influencers" + query).json() == []
    assert merchant.get(f"/rest/influencer_history?user_id=eq.{victim.id}").json() == []
    assert merchant.get("/rest/influencers?followers=eq.424242", headers={"Prefer": "count=exact"}).headers[
        "Content-Range"
    ] == "*/0"
    victim.post("/rest/rpc/set_preferences", json={"visible_to_merchants": True})
    assert len(merchant.get(f"/rest/influencers?user_id=eq.{victim.id}").json()) == 1


@pytest.mark.parametrize(
    "query",
    [
        "influencers?email=eq.victim@example.com",
        "influencers?select=email",
        "influencers?select=*,connections(*)",
        "influencers?select=*,social_media_connections(*)",
        "influencers?select=access_token_encrypted",
        "influencers?order=email",
        "influencers?connection_error=not.is.null",
        "influencers?select=followers.sum()",
        "connections?select=access_token_encrypted",
        "connections?access_token_encrypted=like.v*",
        "connections?select=*,stats(*)",
        "connections?select=id,preferences!inner(email)",
        "stats?select=raw_data",
        "social_media_connections",
        "social_media_users",
        "mv_top_influencers_by_engagement",
        "sync_places",
        "pg_stat_activity",
        "rpc/encrypt?plain=a&key=b",
        "rpc/ask_worker",
        "rpc/check_request",
        "rpc/pg_read_file?filename=/etc/passwd",
        "rpc/query_to_xml?query=select%201",
        "connections?select=id::regclass",
        "rpc/get_stats?select=connection_id",
    ],
)
def test_hidden_columns_tables_and_functions(person, victim, query):
    for role in ("influencer", "merchant", "admin"):
        answer = person(role).get("/rest/" + query)
        assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
        assert set(answer.json()) in ({"code", "message", "details", "hint"}, set())
        assert not [secret for secret in SECRETS if secret in answer.text]


@pytest.mark.parametrize("schema", ["social", "social_internal", "public", "pg_catalog", "information_schema", '"'])
def test_other_schemas(person, schema):
    for name in ("Accept-Profile", "Content-Profile"):
        answer = person("admin").get("/rest/social_media_connections", headers={name: schema})
        assert answer.status_code in (404, 406)
        answer = person("admin").post("/rest/rpc/current_time", headers={name: schema}, json={})
        assert answer.status_code in (404, 406)


@pytest.mark.parametrize("view", OWN_VIEWS + OPERATOR_VIEWS + ["influencers", "influencer_history", "platforms"])
@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_no_view_can_be_written(person, victim, view, method):
    for role in ("influencer", "admin"):
        problem(person(role).call(method, f"/rest/{view}", json={"display_name": "x"}), 405)
    problem(victim.call(method, f"/rest/{view}?id=eq.{victim.connection}", json={"bio": "x"}), 405)


def test_nothing_can_be_written_past_the_proxy_either(sql):
    (writable,) = sql(
        """select count(*) from information_schema.role_table_grants
           where grantee in ('anonymous', 'influencer', 'merchant', 'admin', 'authenticator', 'PUBLIC')
             and table_schema in ('social', 'social_api', 'social_internal')
             and (privilege_type <> 'SELECT' or table_schema <> 'social_api')"""
    )[0]
    assert writable == 0


def test_the_roles_can_run_what_is_named_and_nothing_more(sql):
    reachable = {
        name
        for (name,) in sql(
            """select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
               where n.nspname in ('social', 'social_internal')
                 and (has_function_privilege('influencer', p.oid, 'execute')
                      or has_function_privilege('anonymous', p.oid, 'execute')
                      or has_function_privilege('merchant', p.oid, 'execute')
                      or has_function_privilege('admin', p.oid, 'execute'))"""
        )
    }
    assert reachable == {
        "social_internal." + name
        for name in (
            "check_request", "unauthorized", "fail", "ascii_json", "request_user_id", "request_claim", "current_time",
            "days_left", "misdated_after", "shown_name", "notice_title", "notice_body", "missing_part", "missing_parts",
            "platform_title", "default_platforms", "default_jobs", "mail_status", "app_calls", "isolated",
        )
    }  # fmt: skip


def test_without_a_token_one_function_can_be_called_and_nothing_read(sql):
    reachable = sql(
        """select p.proname from pg_proc p where p.pronamespace = 'social_api'::regnamespace
             and has_function_privilege('anonymous', p.oid, 'execute')
           union all
           select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname like 'social%%' and c.relkind in ('r', 'p', 'v', 'm')
             and has_table_privilege('anonymous', c.oid, 'select, insert, update, delete')"""
    )
    assert reachable == [("end_weekly_report",)]


def test_tokens_are_readable_by_nobody_but_the_owner(sql):
    rows = sql(
        """select r.rolname from pg_roles r
           where not r.rolsuper and r.rolname not like 'pg\\_%%' and r.rolname <> 'social_owner'
             and (has_column_privilege(r.oid, 'social.social_media_connections', 'access_token_encrypted', 'select')
               or has_column_privilege(r.oid, 'social.social_media_connections', 'refresh_token_encrypted', 'select')
               or has_table_privilege(r.oid, 'social_internal.unsubscribe_tokens', 'select')
               or has_table_privilege(r.oid, 'social_internal.platform_settings', 'select'))"""
    )
    assert rows == []


@pytest.mark.parametrize(
    "preference",
    ["return=representation", "tx=rollback", "params=single-object", "resolution=merge-duplicates", "max-affected=0",
     "missing=default", "count=planned", "handling=strict, timezone=Mars/Base", "handling=lenient"],
)  # fmt: skip
def test_preferences_change_nothing(person, account, sql, preference):
    amal = person()
    mine = account(amal)
    headers = {"Prefer": preference}
    plain, preferring = amal.get("/connections"), amal.get("/connections", headers=headers)
    assert (plain.status_code, plain.text) == (preferring.status_code, preferring.text)
    assert amal.get("/rest/connections", headers=headers).status_code in (200, 206, 400)
    assert amal.post("/rest/rpc/set_preferences", json={"locale": "en"}, headers=headers).status_code in (204, 400, 404)
    assert amal.delete(f"/connections/{mine}", headers=headers).status_code == 204
    assert sql("select count(*) from social.social_media_connections where id = %s", mine) == [(0,)]


@pytest.mark.parametrize("preference", ["count=planned", "handling=lenient, count=planned", "count=planned,count=planned"])
def test_no_estimate_of_everybodys_rows_is_told(person, victim, sql, preference):
    """The planner knows how many rows of others there are, and which."""
    sql("analyze social.social_media_connections, social_internal.post_figures")
    for view in ("connections", "connections?platform=eq.instagram", "posts", f"connections?user_id=eq.{victim.id}", "stats"):
        answer = person().get(f"/rest/{view}", headers={"Prefer": preference})
        assert answer.json() == [] and answer.headers["Content-Range"] in ("*/0", "*/*"), view
    counted = victim.get("/rest/connections", headers={"Prefer": preference}).headers["Content-Range"]
    assert counted in ("0-0/1", "0-0/*")


@pytest.mark.parametrize(
    "value",
    ["'; drop table social.social_media_users; --", "1' or '1'='1", "%00", "%0d%0aX-Injected: 1", "{instagram}", "*",
     "instagram')--", "%c0%a7", "\u00e9", "$1", "instagram%20union%20select%20null"],
)  # fmt: skip
def test_sql_and_header_injection_through_arguments(person, victim, value):
    attacker = person("admin")
    for path in (f"/connections?platform={value}", f"/posts/top?sort_by={value}", f"/admin/sync-logs?user_id={value}",
                 f"/stats/history?platform=instagram&days={value}"):  # fmt: skip
        answer = attacker.get(path)
        problem(answer, 422)
        assert "X-Injected" not in answer.headers
    for path in (f"/rest/connections?id=eq.{value}", f"/rest/influencers?handles=ilike.{value}&limit=1",
                 f"/rest/influencers?select={value}", f"/rest/influencers?order={value}"):  # fmt: skip
        answer = attacker.get(path)
        if answer.status_code != 200:
            # PostgREST itself fails on bytes that are no UTF-8; then the proxy's neutral answer goes out.
            assert answer.status_code == 400 or (value == "%c0%a7" and problem(answer, 500, "internal_error")), path
    assert attacker.post("/rest/rpc/begin_oauth", json={"platform": value}).status_code == 422


def test_headers_that_the_proxy_sets_cannot_be_brought_along(person, victim):
    attacker = person()
    brought = {
        "X-Connection-Id": victim.connection,
        "X-Query": "platform=instagram&days=365",
        "X-Error-Body": "{}",
        "Cookie": f"pg_social={victim.token}",
    }
    problem(attacker.get("/connections/nope/status", headers=brought), 404)
    problem(attacker.delete("/connections/nope", headers=brought), 404)
    problem(attacker.get("/stats/history", headers=brought), 422)
    problem(attacker.post("/rest/rpc/delete_connection", headers={**brought, "Content-Type": "application/octet-stream"}), 404)
    assert attacker.get("/connections", headers=brought).json() == []


def test_another_users_notice_stays_unread(person, victim, sql):
    problem(person().post("/rest/rpc/mark_notice_read", json={"id": victim.notice}), 404)
    assert sql("select read_at from social.social_media_notifications where id = %s", victim.notice) == [(None,)]
    assert victim.post("/rest/rpc/mark_notice_read", json={"id": victim.notice}).status_code == 204


def test_creators_and_merchants_run_no_operators_functions(person):
    for role in ("influencer", "merchant"):
        for name, body in (("run_job", {"name": "cleanup_old_logs"}), ("pause_job", {"name": "cleanup_old_logs"}),
                           ("resume_job", {"name": "cleanup_old_logs"}), ("resume_platform", {"platform": "tiktok"}),
                           ("worker_status", {}), ("health", {}), ("openmetrics", {}), ("sync_progress", {})):  # fmt: skip
            problem(person(role).post("/rest/rpc/" + name, json=body), 403)


def raw(api, text):
    address = urlsplit(api)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(text.encode("latin-1"))
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer.decode("latin-1")


@pytest.mark.parametrize(
    "line",
    ["GET /api/social-media/../../rest/connections HTTP/1.1", "GET /rest/..%2f..%2fetc/passwd HTTP/1.1",
     "GET /assets/../../../../etc/passwd HTTP/1.1", "GET /demo/../conf/nginx.conf HTTP/1.1",
     "GET /demo/..%2frest/conf/postgrest-quick.conf HTTP/1.1", "GET /demo/%2e%2e/jwt.secret HTTP/1.1",
     "TRACE / HTTP/1.1", "CONNECT localhost:22 HTTP/1.1", "GET http://169.254.169.254/ HTTP/1.1"],
)  # fmt: skip
def test_odd_request_lines(api, line):
    answer = raw(api, f"{line}\r\nHost: x\r\nConnection: close\r\n\r\n")
    status = int(answer.split()[1])
    assert status in (200, 400, 401, 404, 405)
    assert "root:" not in answer and "jwt-secret" not in answer and "db-uri" not in answer
    if status == 200:
        assert "<!doctype html>" in answer.lower()  # the web app's own page


def test_a_smuggled_second_request(api, person, victim):
    answer = raw(
        api,
        "POST /api/social-media/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n"
        "Connection: close\r\n\r\n0\r\n\r\nGET /rest/connections HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    assert answer.count("HTTP/1.1") == 1 and answer.split()[1] in ("400", "401")


def test_oversized_headers_and_addresses(api, person):
    problem(requests.get(api + "/api/social-media/stats?x=" + "a" * 20000, timeout=30), 414)
    big = requests.get(api + "/api/social-media/stats", headers={"Authorization": "Bearer " + "a" * 40000}, timeout=30)
    assert big.status_code in (400, 431, 494) and set(big.json()) == {"code", "message", "details", "hint"}


def test_no_function_and_no_view_is_slower_than_its_role_may_be(sql):
    limits = dict(
        sql(
            """select r.rolname, (select option_value from pg_options_to_table(s.setconfig)
                                  where option_name = 'statement_timeout')
               from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
               where r.rolname in ('anonymous', 'influencer', 'merchant', 'admin')"""
        )
    )
    assert limits == {"anonymous": "2s", "influencer": "5s", "merchant": "5s", "admin": "20s"}
