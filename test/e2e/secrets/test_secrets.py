"""Secrets are nowhere to be read: with everything logged that can be logged, and every extension looking on."""

import contextlib
import ctypes
import ctypes.util
import re
import uuid

import psycopg2
import pytest
from support import creators
from support.background import Background
from support.simulator import CLIENTS
from support.waiting import wait_for

CLUSTER_SETTINGS = {
    "shared_preload_libraries": "pg_stat_statements, auto_explain, pg_social",
    "log_min_messages": "debug5",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "log_error_verbosity": "verbose",
    "track_activity_query_size": "8192",
    "pg_stat_statements.track": "all",
    "pg_stat_statements.track_utility": "on",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_verbose": "on",
    "auto_explain.log_parameter_max_length": "-1",
}
KEY = "0123456789abcdef0123456789abcdef"


def canary():
    return "CANARY" + uuid.uuid4().hex


@pytest.fixture(name="open_house")
def open_house_fixture(cluster, database, simulator):
    cluster.rows("create extension if not exists pg_stat_statements", database=database)
    creators.configure(cluster, database, simulator)
    return cluster, database, simulator


TABLES = """
select format('select %L, t::text from %I.%I t', n.nspname || '.' || c.relname, n.nspname, c.relname)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('social', 'social_internal', 'social_api') and c.relkind in ('r', 'v', 'm')
  and n.nspname <> 'social_api'
"""


def everything_stored(cluster, database):
    found = []
    with contextlib.closing(cluster.connect(database)) as session:
        cursor = session.cursor()
        cursor.execute(TABLES)
        for (query,) in cursor.fetchall():
            cursor.execute(query)
            found += [f"{table}: {text}" for table, text in cursor.fetchall()]
    return "\n".join(found)


def assert_nowhere(cluster, database, *secrets, but_not_in=()):
    places = {
        "the server log": cluster.log.text(),
        "pg_stat_statements": "\n".join(
            query for (query,) in cluster.rows("select query from pg_stat_statements", database=database)
        ),
        "pg_stat_activity": activity(cluster),
        "a table": everything_stored(cluster, database),
    }
    for place, text in places.items():
        if place in but_not_in:
            continue
        for secret in secrets:
            at = text.find(secret)
            assert at < 0, f"{place} has it: …{text[max(0, at - 300) : at + 20]}…"


def activity(cluster):
    rows = cluster.rows("select query from pg_stat_activity where pid <> pg_backend_pid()")
    return "\n".join(query or "" for (query,) in rows)


# How each secret is passed, with a call that carries it. %s is the secret.
USER = "b0000000-0000-4000-8000-000000000001"
CARRIERS = {
    "connect_instagram": f"select social.connect_instagram('{USER}', '1', %s)",
    "connect_tiktok": f"select social.connect_tiktok('{USER}', %s)",
    "connect_facebook": f"select social.connect_facebook('{USER}', '1', %s)",
    "complete_oauth code": f"select social.complete_oauth('{USER}', 'tiktok', 'state', %s)",
    "configure_platform": "select social.configure_platform('tiktok', 'id', %s)",
}


def bound(cluster, database, statement, secret, options=""):
    """Sends the statement through the extended protocol, the secret as a parameter."""
    libpq = ctypes.CDLL(ctypes.util.find_library("pq") or "libpq.so.5")
    libpq.PQconnectdb.restype = ctypes.c_void_p
    libpq.PQexecParams.restype = ctypes.c_void_p
    libpq.PQerrorMessage.restype = ctypes.c_char_p
    address = " ".join(f"{name}={value}" for name, value in cluster.address(database).items())
    address += f" options='{options}'"
    connection = ctypes.c_void_p(libpq.PQconnectdb(address.encode()))
    values = (ctypes.c_char_p * 1)(secret.encode())
    count = 1 if "%s" in statement else 0
    result = libpq.PQexecParams(
        connection, statement.replace("%s", "$1").encode(), count, None, values, None, None, 0
    )
    message = libpq.PQerrorMessage(connection).decode()
    libpq.PQclear(ctypes.c_void_p(result))
    libpq.PQfinish(connection)
    return message


@pytest.mark.parametrize("name", CARRIERS)
def test_as_a_bind_parameter(open_house, name):
    cluster, database, _ = open_house
    secret = canary()
    message = bound(cluster, database, CARRIERS[name], secret)
    assert secret not in message
    assert_nowhere(cluster, database, secret)


@pytest.mark.parametrize("name", CARRIERS)
def test_as_a_literal(open_house, name):
    cluster, database, _ = open_house
    secret = canary()
    message = ""
    try:
        cluster.rows(CARRIERS[name], (secret,), database=database)
    except psycopg2.Error as error:
        message = str(error)
    assert secret not in message
    # pg_stat_statements replaces literals by itself, but not in utility statements; ours are none.
    assert_nowhere(cluster, database, secret)


@pytest.mark.parametrize("mistake", ["blank user", "unknown platform"])
def test_in_a_call_that_is_refused(open_house, mistake):
    cluster, database, _ = open_house
    secret = canary()
    statement = {
        "blank user": "select social.connect_instagram(null, '1', %s)",
        "unknown platform": f"select social.complete_oauth('{USER}', 'myspace', 'state', %s)",
    }[mistake]
    message = bound(cluster, database, statement, secret)
    assert message, "the call was to be refused"
    assert secret not in message
    assert_nowhere(cluster, database, secret)


def test_as_an_argument_of_a_prepared_statement(open_house):
    """EXECUTE and FETCH do not name the function."""
    cluster, database, _ = open_house
    executed, fetched = canary(), canary()
    with contextlib.closing(cluster.connect(database)) as session:
        cursor = session.cursor()
        cursor.execute(f"prepare p as select social.connect_tiktok('{USER}', $1)")
        with pytest.raises(psycopg2.Error):
            cursor.execute(f"execute p('{executed}')")
        with pytest.raises(psycopg2.Error):
            cursor.execute(
                f"begin; declare c cursor for select social.connect_tiktok('{USER}', '{fetched}'); fetch c"
            )
    # pg_stat_statements of this version keeps the literals of utility statements: see docs/explanation/security.md.
    assert_nowhere(cluster, database, executed, fetched, but_not_in=["pg_stat_statements"])


# As a server comes, which logs no statement that succeeds and no parameters; and with every plan beside it.
ERRORS_ALONE = (
    "-c log_statement=none -c log_min_duration_statement=-1 -c log_min_messages=warning"
    " -c log_parameter_max_length_on_error=0"
)
LOGGED = {
    "errors": f"{ERRORS_ALONE} -c auto_explain.log_min_duration=-1",
    "errors and plans": ERRORS_ALONE,
}
# Each makes a call of ours within another statement, which PL/pgSQL repeats as the context of a failure.
WITHIN = {
    "perform": """do $$ begin
        perform social.configure_platform('instagram', 'a', 'SECRET', redirect_uri => 'nonsense');
    end $$""",
    "assignment": """do $$ declare "a
        PL/pgSQL" uuid; begin
        "a
        PL/pgSQL" := (social.connect_instagram(null, '1',
        'SECRET')).id; end $$""",
    "execute": "select public.provision('select OURS(null, ''1'', %L)', %s)",
    "execute, through a function": "select public.provision('select public.pass_on(%L)', %s)",
    "execute, in the wrong place": "select public.provision('select OURS(%L, ''1'', ''2'')', %s)",
    "execute, badly": "select public.provision('select OURS(%L, 1, 2, 3)', %s)",
    "execute, badly quoted": "select public.provision('select OURS(null, ''1'', ''%s)', %s)",
}


@pytest.mark.parametrize("logged", LOGGED)
@pytest.mark.parametrize("within", WITHIN)
def test_in_a_call_that_fails_within_another_statement(open_house, within, logged):
    cluster, database, _ = open_house
    secret = canary()
    # The caller's statement names none of our functions.
    cluster.rows(
        "create function public.provision(statement text, token text) returns void language plpgsql as"
        " $$ begin execute format(replace(statement, 'OURS', 'social.connect_instagram'), token); end $$;"
        " create function public.pass_on(token text) returns void language plpgsql as"
        " $$ begin perform social.connect_instagram(null, '1', token); end $$",
        database=database,
    )
    here = cluster.log.here()
    statement = WITHIN[within].replace("SECRET", secret)
    if "quoted" in within:
        statement = statement.replace("%s)',", "' || chr(37) || 's)',")
    message = bound(cluster, database, statement, secret, LOGGED[logged])
    assert "ERROR" in message
    assert secret not in message
    assert "ERROR" in cluster.log.text(here)
    # Where it failed is still told.
    assert "PL/pgSQL function" in message
    assert "PL/pgSQL function" in cluster.log.text(here)
    # A DO is a utility statement.
    elsewhere = [] if statement.startswith("select") else ["pg_stat_statements"]
    assert_nowhere(cluster, database, secret, but_not_in=elsewhere)


def test_the_headers_of_a_request(open_house):
    """As PostgREST hands them to the database: with the bearer token of whoever asks."""
    cluster, database, _ = open_house
    secret = canary()
    statement = "select set_config('request.headers', %s, true), set_config('request.method', 'GET', true)"
    assert bound(cluster, database, statement, '{"authorization":"Bearer ' + secret + '"}') == ""
    assert_nowhere(cluster, database, secret)


def test_a_session_does_not_grow_by_what_is_hidden(open_house):
    """As one of PostgREST's, which sets the headers of each request anew."""
    cluster, database, _ = open_house
    with contextlib.closing(cluster.connect(database)) as session:
        cursor = session.cursor()
        for _ in range(50):
            cursor.execute("select set_config('request.headers', %s, false)", ("x" * 20_000,))
        cursor.execute("select total_bytes from pg_backend_memory_contexts where name = 'ErrorContext'")
        assert cursor.fetchone()[0] < 500_000


@pytest.mark.parametrize(
    "statement",
    [
        f"select social.connect_tiktok(%s::text::uuid, '{USER}')",
        f"select social.connect_tiktok('{USER}', (%s::json) ->> 'code')",
        "select social.complete_oauth(%s, 'tiktok', 'state', 'code')",
    ],
)
def test_in_the_place_of_another_argument(open_house, statement):
    """The server's own complaint about a malformed value repeats the value."""
    cluster, database, _ = open_house
    secret = canary()
    message = bound(cluster, database, statement, '{"code": "' + secret if "json" in statement else secret)
    assert "invalid input syntax" in message
    assert secret not in message
    assert_nowhere(cluster, database, secret)


def test_while_the_platform_hangs(open_house):
    cluster, database, simulator = open_house
    secret = canary()
    with simulator.faulty("hang", platform="instagram"):
        caller = Background(cluster, database, CARRIERS["connect_instagram"], (secret,))
        wait_for(lambda: simulator.hits() >= 1, 20, "the call to hang")
        for _ in range(20):
            assert secret not in activity(cluster)
        shown = cluster.value("select query from pg_stat_activity where pid = %s", (caller.pid,))
        assert "hidden by pg_social" in shown
        caller.cancel()
        caller.wait()
    assert secret not in str(caller.error)
    assert_nowhere(cluster, database, secret)


def tokens_of(cluster, database):
    """What the platforms gave us, as a DBA with the key reads it."""
    rows = cluster.rows(
        "select pgp_sym_decrypt(access_token_encrypted, %s),"
        " pgp_sym_decrypt(refresh_token_encrypted, %s) from social.social_media_connections",
        (KEY, KEY),
        database=database,
    )
    return [token for row in rows for token in row if token]


def test_real_tokens_through_connect_sync_and_refresh(open_house, simulator):
    cluster, database, _ = open_house
    connections = []
    secrets = []
    for platform, account in (("instagram", 1), ("tiktok", 2)):
        connections.append(creators.connect_by_oauth(cluster, database, platform, account)["id"])
    given = simulator.token("instagram", 3)
    secrets.append(given["access_token"])
    message = bound(
        cluster,
        database,
        f"select (social.connect_instagram('{USER}', '{given['user_id']}', %s)).id",
        given["access_token"],
    )
    assert message == ""
    secrets += tokens_of(cluster, database)
    for connection in connections:
        assert creators.sync(cluster, database, connection)["sync_status"] == "success"
    cluster.rows("select * from social.refresh_expiring_tokens(200)", database=database)
    secrets += tokens_of(cluster, database)
    assert len(secrets) >= 7
    # The statement that reads them above is a DBA's, who wrote the key into it: only the tokens must not show.
    assert_nowhere(cluster, database, *secrets)


def test_errors_of_the_platform_do_not_repeat_the_token(open_house, simulator):
    cluster, database, _ = open_house
    given = simulator.token("instagram", 4)
    for fault in ("revoked_token", "server_error", "html_502", "truncated_json", "reset"):
        with simulator.faulty(fault, platform="instagram"):
            message = bound(
                cluster,
                database,
                f"select social.connect_instagram('{USER}', '{given['user_id']}', %s)",
                given["access_token"],
            )
            assert message
            assert given["access_token"] not in message
    assert_nowhere(cluster, database, given["access_token"])


def test_the_client_secret_and_the_key(open_house):
    cluster, database, _ = open_house
    secret = canary()
    assert bound(cluster, database, CARRIERS["configure_platform"], secret) == ""
    assert_nowhere(cluster, database, secret)
    # The key itself: nothing but the file and the workers' memory has it.
    assert KEY not in cluster.log.text()
    assert KEY not in everything_stored(cluster, database)
    shown = cluster.rows("select setting from pg_settings where name like 'pg_social.%'", database=database)
    assert not any(KEY in (setting or "") for (setting,) in shown)


def test_urls_in_the_simulators_journal_show_that_tokens_travel(open_house, simulator):
    """The canaries above mean something only if calls were really made."""
    cluster, database, _ = open_house
    creators.connect_by_oauth(cluster, database, "instagram", 5)
    last = simulator.requests(last=50)["last"]
    assert any(entry["token_in"] in ("header", "query", "body") for entry in last)
    assert CLIENTS["instagram"] in str(last)
    log = cluster.log.text()
    assert "debug5" in CLUSTER_SETTINGS.values()
    assert re.search(r"DEBUG:", log), "nothing was logged: the other tests would prove nothing"
    assert "execute" in log or "statement:" in log


def test_an_ordinary_role_cannot_read_the_secret_columns(open_house):
    cluster, database, _ = open_house
    creators.connect_by_oauth(cluster, database, "instagram", 6)
    cluster.rows("drop role if exists reader")
    cluster.rows("create role reader login in role pg_read_all_settings")
    with contextlib.closing(cluster.connect(database, user="reader")) as session:
        for query in (
            "select access_token_encrypted from social.social_media_connections",
            "select * from social_internal.platform_settings",
            "select social_internal.set_clock('1 day')",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                session.cursor().execute(query)
    cluster.rows("drop role reader")
