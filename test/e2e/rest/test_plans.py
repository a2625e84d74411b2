"""Every read finds its rows by an index: shown on the plans, of the statements inside functions too."""

import contextlib
import json

import psycopg2
import pytest


class Notices(list):
    pass


@pytest.fixture
def plans_of(sql):
    """Runs a statement as a user of the API; returns the plans of everything that ran in it."""

    def run(person, statement, headers=None):
        with contextlib.closing(psycopg2.connect("")) as connection, connection.cursor() as cursor:
            cursor.execute(
                """load 'auto_explain';
                   set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
                   set auto_explain.log_analyze = on; set auto_explain.log_timing = off;
                   set auto_explain.log_format = json; set client_min_messages = log;
                   set jit = off; set enable_seqscan = off; set plan_cache_mode = force_generic_plan;
                   select set_config('request.jwt.claims', %s, false), set_config('request.headers', %s, false)""",
                (json.dumps({"sub": person.id, "role": person.role}), json.dumps(headers or {})),
            )
            cursor.execute("set role " + person.role)
            connection.notices = Notices()  # psycopg2's own list forgets all but fifty
            cursor.execute(statement)
            texts = [note[note.index("{") :] for note in connection.notices if "plan:" in note]
        return [json.JSONDecoder().raw_decode(text)[0]["Plan"] for text in texts]

    return run


@pytest.fixture
def large(sql, creator):
    """The tables that are worth an index; a month with a handful of rows is read whole, rightly."""
    return {name for (name,) in sql("select relname from pg_class where reltuples > 300")}


def scans(node, large):
    """The nodes that read a large table, and whether an index condition leads them there."""
    if node.get("Relation Name", "") in large:
        if node["Node Type"] == "Bitmap Heap Scan":
            yield node["Relation Name"], all("Index Cond" in child for child in node["Plans"])
        else:
            yield node["Relation Name"], "Index Cond" in node
    for child in node.get("Plans", []):
        yield from scans(child, large)


def read(node, large):
    """The rows of each large table that were looked at, shown or not."""
    seen = {}
    for each in nodes(node):
        if each.get("Relation Name", "") in large:
            rows = each["Actual Rows"] + each.get("Rows Removed by Filter", 0) + each.get("Rows Removed by Index Recheck", 0)
            seen[each["Relation Name"]] = seen.get(each["Relation Name"], 0) + rows * each["Actual Loops"]
    return seen


@pytest.fixture
def rows_read(plans_of, large):
    """The rows of large tables that a statement looks at."""

    def run(person, statement, headers=None):
        seen = {}
        for plan in plans_of(person, statement, headers):
            for name, rows in read(plan, large).items():
                seen[name] = seen.get(name, 0) + rows
        assert seen, "no table was read"
        return seen

    return run


@pytest.fixture(scope="module", autouse=True)
def crowd(db):
    """Enough other creators that reading them all would be the wrong plan."""
    with db.cursor() as cursor:
        cursor.execute(
            """select social_internal.ensure_month(parent::regclass, now() - months * interval '1 month')
               from unnest(array['social.social_media_stats', 'social.social_media_sync_logs', 'social_internal.post_changes']) parent,
                    generate_series(0, 3) months"""
        )
        cursor.execute(
            """insert into social.social_media_users (display_name) select 'crowd' from generate_series(1, 400)"""
        )
        cursor.execute(
            """insert into social.social_media_connections
                   (user_id, platform, platform_user_id, auto_refresh_enabled, next_sync_at, connected_at, grant_expires_at)
               select id, 'instagram', 'crowd-' || id, false, null, now(),
                      now() + (hashtext(id::text) & 255) * interval '1 day' + interval '8 days'
               from social.social_media_users where display_name = 'crowd'"""
        )
        cursor.execute(
            """insert into social.social_media_stats
                   (connection_id, user_id, platform, followers_count, engagement_rate, synced_at)
               select id, user_id, platform, hashtext(id::text) & 65535, hashtext(id::text) & 1023, now() - days * interval '1 day'
               from social.social_media_connections, generate_series(1, 75) days
               where platform_user_id like 'crowd-%'"""
        )
        cursor.execute(
            """with figures as (
                   insert into social_internal.post_figures (connection_id, post_id, platform_post_id, fetched_at)
                   select id, nextval('social_internal.post_texts_id_seq'), 'p' || n, now()
                   from social.social_media_connections, generate_series(1, 20) n
                   where platform_user_id like 'crowd-%' returning post_id)
               insert into social_internal.post_texts (id, published_at, created_at)
               select post_id, now(), now() from figures"""
        )
        cursor.execute(
            """insert into social.social_media_sync_logs
                   (connection_id, user_id, platform, sync_type, sync_status, error_code, created_at)
               select id, user_id, platform, case when days = 30 and rare then 'manual' else 'scheduled' end,
                      case when rare and days = 40 then 'failed' when rare and days = 41 then 'partial_success' else 'success' end,
                      case when rare and days = 40 then '190' end, now() - days * interval '1 day'
               from social.social_media_connections, generate_series(1, 75) days, lateral (select hashtext(id::text) & 15 = 0) x (rare)
               where platform_user_id like 'crowd-%'"""
        )
        cursor.execute(
            """insert into social.social_media_notifications
                   (user_id, kind, incident, created_at, attempts, send_after, sent_at)
               select id, 'weekly_report', n, now() - n * interval '7 days',
                      case when n = 7 and hashtext(id::text) & 15 = 0 then 4 else 1 end, now(), case when n < 7 then now() end
               from social.social_media_users, generate_series(1, 7) n where display_name = 'crowd'"""
        )
        cursor.execute("analyze")
    db.commit()
    yield
    with db.cursor() as cursor:
        cursor.execute(
            """delete from social.social_media_sync_logs
               where user_id in (select id from social.social_media_users where display_name = 'crowd')"""
        )
        cursor.execute(
            """delete from social.social_media_notifications
               where user_id in (select id from social.social_media_users where display_name = 'crowd')"""
        )
        cursor.execute("delete from social.social_media_connections where platform_user_id like 'crowd-%'")
        cursor.execute("delete from social.social_media_users where display_name = 'crowd'")
    db.commit()


@pytest.fixture
def creator(person, account, measured, posted):
    amal = person()
    amal.connection = account(amal)
    for days_ago in (1, 40, 70):
        measured(amal, amal.connection, days_ago)
    posted(amal.connection, "a")
    return amal


POST_FIGURES = ("engagement_rate", "likes_count", "comments_count", "shares_count", "saves_count", "views_count")
ROUTES = [
    ("get_connections()", ""),
    ("get_connections()", "platform=instagram&status_filter=active"),
    ("get_connection_status()", ""),
    ("get_stats()", ""),
    ("get_stats()", "platform=instagram"),
    ("get_stats_history()", "platform=instagram&days=365"),
    ("get_stats_history_csv()", "platform=instagram"),
    *[("get_top_posts()", f"limit=50&sort_by={figure}") for figure in POST_FIGURES],
    ("get_top_posts()", "platform=instagram"),
    ("get_dashboard()", ""),
    ("follower_chart()", ""),
    ("posts_gained()", ""),
]


@pytest.mark.parametrize("call, query", ROUTES)
def test_routes(creator, plans_of, rows_read, large, call, query):
    headers = {"x-query": query, "x-connection-id": creator.connection}
    plans = plans_of(creator, f"select social_api.{call}", headers)
    found = [scan for plan in plans for scan in scans(plan, large)]
    assert found, "no table was read"
    assert [name for name, by_index in found if not by_index] == []
    # And nobody else's rows on the way.
    assert max(rows_read(creator, f"select social_api.{call}", headers).values()) <= 10


LOG_FILTERS = ["", "status_filter=failed", "status_filter=partial_success", "status_filter=success", "platform=instagram"]
LOG_FILTERS += ["platform=tiktok", "platform=tiktok&status_filter=success", "platform=instagram&status_filter=failed"]
LOG_FILTERS += ["user_id={id}", "user_id={id}&platform=instagram&status_filter=failed"]


@pytest.mark.parametrize("query", LOG_FILTERS)
def test_sync_logs_walk_an_index_from_its_end(creator, person, rows_read, query):
    """With a filter that few rows pass, too; of thirty thousand, of which four hundred are of one instant."""
    headers = {"x-query": "limit=20&" + query.format(id=creator.id)}
    sql_rows = rows_read(person("admin"), "select social_api.get_sync_logs()", headers)
    logs = [rows for name, rows in sql_rows.items() if name.startswith("social_media_sync_logs")]
    assert sum(logs) <= (60 if "user_id" in query or "failed" in query else 450)


VIEW_FILTERS = ["", "where sync_status = 'failed'", "where sync_status = 'partial_success'", "where sync_type = 'manual'"]
VIEW_FILTERS += ["where platform = 'tiktok'", "where user_id = '{id}'"]
VIEW_FILTERS += ["where error_code = '190'", "where error_code = '190' and platform = 'instagram'"]


@pytest.mark.parametrize("where", VIEW_FILTERS)
def test_the_operators_log_walks_an_index_from_its_end(creator, person, rows_read, where):
    """In the order of the web app's screen, its second page."""
    page = f"select * from social_api.sync_logs {where.format(id=creator.id)} order by created_at desc, id desc limit 20 offset 20"
    logs = [rows for name, rows in rows_read(person("admin"), page).items() if name.startswith("social_media_sync_logs")]
    assert sum(logs) <= (450 if where == "" else 60)


@pytest.mark.parametrize(
    "statement, most",
    [
        ("select * from social_api.expiring order by expires_at limit 5", 10),
        ("select * from social_api.expiring where expires_at < now() + interval '20 days' order by expires_at limit 5", 10),
        ("select * from social_api.expiring where days_until_expiry <= 20 order by expires_at limit 5", 10),
        ("select * from social_api.outbox where status <> 'not_mailed' order by created_at desc limit 5", 450),
        ("select count(*) from social_api.outbox where status = 'retrying' and attempts >= 3", 60),
        ("select * from social_api.failures order by connections desc", 60),
        ("select * from social_api.connections where user_id = '{id}'", 10),
        ("select * from social_api.connections where id = '{connection}'", 10),
    ],
)
def test_the_operators_screens(creator, person, rows_read, statement, most):
    assert max(rows_read(person("admin"), statement.format(id=creator.id, connection=creator.connection)).values()) <= most


@pytest.mark.parametrize(
    "view",
    [
        "connections order by connected_at",
        "stats",
        "stats_history where synced_at >= now() - interval '90 days' order by synced_at",
        "posts where published_at >= now() - interval '30 days' order by engagement_rate desc nulls last, likes_count desc limit 5",
        "post_figures",
        "notices order by created_at desc limit 20",
        "preferences",
    ],
)
def test_own_views(creator, plans_of, large, view):
    plans = plans_of(creator, f"select * from social_api.{view}")
    seen = [rows for plan in plans for rows in read(without_operators_branch(plan), large).values()]
    assert seen, "no table was read"
    # Beside the own rows a few of an index that holds failures alone.
    assert max(seen) <= 60


def without_operators_branch(node):
    """The branch of social_api.connections that only an operator's token opens."""
    children = [
        without_operators_branch(child)
        for child in node.get("Plans", [])
        if not ("One-Time Filter" in child and "= 'admin'" in child["One-Time Filter"])
    ]
    return {**node, "Plans": children}


ORDERS = [f"{key} {order}" for key in ("followers", "engagement_rate") for order in ("desc nulls last", "desc", "asc")]
ORDERS += ["average_views desc nulls last", "growth_30_days desc nulls last", "display_name", "display_name asc nulls last"]


def nodes(node):
    yield node
    for child in node.get("Plans", []):
        yield from nodes(child)


@pytest.fixture
def page_plan(person, sql):
    """The plan of a page of the merchants' list, with what each node of it read."""
    sql(
        """select social_internal.refresh_profiles(array(
               select id from social.social_media_users where display_name = 'crowd'))"""
    )
    sql("analyze social_internal.profiles")

    def plan(statement, settings="set enable_seqscan = default"):
        merchant = person("merchant")
        with contextlib.closing(psycopg2.connect("")) as connection, connection.cursor() as cursor:
            claims = json.dumps({"sub": merchant.id, "role": "merchant"})
            cursor.execute("select set_config('request.jwt.claims', %s, false)", (claims,))
            cursor.execute("set role merchant")
            cursor.execute(settings)
            cursor.execute("explain (analyze, format json) " + statement)
            return list(nodes(cursor.fetchone()[0][0]["Plan"]))

    return plan


@pytest.mark.parametrize("order", ORDERS)
def test_a_page_of_the_merchants_list_comes_from_the_index_of_its_order(page_plan, order):
    found = page_plan(f"select * from social_api.influencers order by {order}, user_id limit 12")
    lists = [node for node in found if node.get("Relation Name") == "profiles"]
    assert [node["Node Type"] for node in lists] == ["Index Scan"]
    assert lists[0]["Actual Rows"] <= 24  # of more than four hundred
    # Posts are looked up for the twelve creators that are shown, and for nobody else; measurements not at all.
    looked_up = {node["Relation Name"]: node["Actual Loops"] for node in found if "Relation Name" in node}
    assert "post_texts" in looked_up and max(looked_up.values()) <= 12 * 20
    assert not [name for name in looked_up if name.startswith("social_media_stats")]


@pytest.fixture
def searched_index(sql):
    """As the operating guide makes it."""
    sql("create extension if not exists pg_trgm")
    sql("create index searched on social_internal.profile_names using gin (handles gin_trgm_ops)")
    yield "searched"
    sql("drop index social_internal.searched")


def test_a_search_by_name_is_served_by_an_index_of_names(page_plan, sql, searched_index):
    sql("analyze social_internal.profile_names")
    # Four hundred names are read as quickly without it.
    found = page_plan(
        "select * from social_api.influencers where handles ilike '%crowd-77%'",
        "set enable_seqscan = off; set enable_indexscan = off",
    )
    assert searched_index in {node.get("Index Name") for node in found}


def test_counting_the_merchants_list_reads_no_measurement(page_plan):
    found = page_plan("select count(*) from social_api.influencers where followers >= 0")
    assert {node["Relation Name"] for node in found if "Relation Name" in node} == {"profiles"}


def test_a_profile(creator, person, plans_of, large):
    for view in ("influencers", "influencer_history"):
        plans = plans_of(person("merchant"), f"select * from social_api.{view} where user_id = '{creator.id}'")
        found = [scan for plan in plans for scan in scans(plan, large)]
        assert found and [name for name, by_index in found if not by_index] == []
        assert max(rows for plan in plans for rows in read(plan, large).values()) <= 10
