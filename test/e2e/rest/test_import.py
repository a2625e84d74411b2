"""deploy/import: a database of the replaced service is taken over, twice."""

import contextlib
import os
import subprocess
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import psycopg2
import pytest

DEPLOY = Path(__file__).parents[3] / "deploy"
KEY = "0123456789abcdef0123456789abcdef"
OLD_KEY = "an-older-key-of-thirty-two-chars"
TABLES = """
create extension pgcrypto;
create table social_media_connections (id uuid primary key, user_id uuid, platform text, platform_user_id text,
    platform_username text, access_token_encrypted {token}, refresh_token_encrypted {token},
    token_expires_at timestamptz, connection_status text, auto_refresh_enabled boolean, created_at timestamptz,
    updated_at timestamptz);
create table social_media_stats (id uuid, connection_id uuid, followers_count integer, engagement_rate numeric(5,2),
    synced_at timestamptz);
create table social_media_posts (id uuid, connection_id uuid, platform_post_id text, caption text, likes_count integer,
    comments_count integer, published_at timestamptz, fetched_at timestamptz, created_at timestamptz);
create table social_media_sync_logs (id uuid, connection_id uuid, user_id uuid, platform text, sync_type text,
    sync_status text, stats_fetched jsonb, posts_fetched integer, errors_encountered jsonb, started_at timestamptz,
    created_at timestamptz);
"""


def section(told, head):
    """The table that the script tells below a line that begins so."""
    return told[told.index("\n" + head) :].split("\n\n")[0]


class Old(NamedTuple):
    execute: Callable
    target: str
    kind: str


@pytest.fixture(params=["text", "bytea"])
def old(request, db):
    """A database as the replaced service left it, its tokens in a text or a bytea column, with an encoding and forms of
    dates and bytes that are not ours."""
    facts, name = db.get_dsn_parameters(), "old_" + uuid.uuid4().hex[:8]
    host = quote(facts["host"], safe="")
    target = f"postgresql+asyncpg://{facts['user']}:s3cret%3A@/{name}?host={host}&port={facts['port']}"
    with contextlib.closing(psycopg2.connect("")) as control:
        control.autocommit = True
        control.cursor().execute(f"create database {name} template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'")
        control.cursor().execute(f"alter database {name} set datestyle = 'SQL, DMY'")
        control.cursor().execute(f"alter database {name} set bytea_output = 'escape'")
        connection = psycopg2.connect(target.replace("+asyncpg", ""))
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(TABLES.format(token=request.param))
        yield Old(cursor.execute, target, request.param)
        connection.close()
        control.cursor().execute(f"drop database {name} with (force)")


def test_an_old_database_is_taken_over_twice(old, sql, tmp_path, arguments):
    amal, badr = str(uuid.uuid4()), str(uuid.uuid4())
    ids = {name: str(uuid.uuid4()) for name in ("plain", "pgcrypto", "older", "lost", "fernet", "ended", "lost_to_badr", "badr")}
    plain = {"text": "%s", "bytea": "convert_to(%s, 'UTF8')"}[old.kind]
    cast = "::text" if old.kind == "text" else ""

    def connect(name, owner, platform, account, expression, token, days, connected=100):
        old.execute(
            f"""insert into social_media_connections values (%s, %s, %s, %s, %s, {expression}, null,
                    now() + make_interval(days => %s), 'active', true, now() - make_interval(days => %s), now() - interval '1 day')""",
            (ids[name], owner, platform, account, name, token, days, connected),
        )

    unique = uuid.uuid4().hex
    encrypted = "pgp_sym_encrypt(%s, '{}')" + cast
    connect("plain", amal, "instagram", "a" + unique, plain, "token-plain", 30)
    connect("pgcrypto", amal, "tiktok", "b" + unique, encrypted.format(KEY), "token-current", 30)
    connect("older", amal, "facebook", "c" + unique, encrypted.format(OLD_KEY), "token-older", 30)
    connect("lost", amal, "instagram", "d" + unique, encrypted.format("nobody-knows"), "token-lost", 30)
    connect("fernet", amal, "tiktok", "g" + unique, plain, "gAAAAABnq8Zk" + 10 * "Q7x_-Yw9", 30)
    connect("ended", amal, "instagram", "e" + unique, plain, "token-ended", -3)
    connect("lost_to_badr", amal, "instagram", "f" + unique, plain, "token-first", 30)
    connect("badr", badr, "instagram", "f" + unique, plain, "token-badr", 30, connected=10)
    for days in (1, 2, 400):
        old.execute(
            "insert into social_media_stats values (gen_random_uuid(), %s, %s, 2.5, now() - make_interval(days => %s))",
            (ids["plain"], 1000 + days, days),
        )
    old.execute(
        """insert into social_media_posts values
               (gen_random_uuid(), %s, 'p1', 'À l''été', 12, 8, '2026-03-04 05:06Z', now() - interval '36 hours', now())""",
        (ids["plain"],),
    )
    old.execute(
        """insert into social_media_sync_logs values
               (gen_random_uuid(), %s, %s, 'instagram', 'scheduled', 'success', '{"followers": 1}', 5, '[]', now(), now()),
               (gen_random_uuid(), %s, %s, 'instagram', 'daily', 'error', null, null, '["timeout"]', now(), now())""",
        (ids["plain"], amal, ids["badr"], badr),
    )
    for days in (2, 1):  # neither in the order of time nor against it
        old.execute(
            """insert into social_media_sync_logs values
                   (gen_random_uuid(), %s, %s, 'instagram', 'scheduled', 'success', null, 0, '[]',
                    now() - make_interval(days => %s), now() - make_interval(days => %s))""",
            (ids["plain"], amal, days, days),
        )
    (tmp_path / "key").write_text(KEY + "\n")
    (tmp_path / "old-key").write_text(OLD_KEY)

    def run_import():
        return subprocess.run(
            [DEPLOY / "import", "--key-file", tmp_path / "key", "--old-key-file", tmp_path / "old-key"],
            capture_output=True, text=True, check=True,
            # Merge joins would have the logs in order by accident.
            env={**arguments.environment(), "OLD_DATABASE_URL": old.target, "PGOPTIONS": "-c enable_mergejoin=off"},
        ).stdout  # fmt: skip

    def state():
        return sql(
            """select c.platform_username, c.connection_status, convert_from(coalesce(pgp_sym_decrypt_bytea(
                          c.access_token_encrypted, %s), ''), 'UTF8'), c.id::text
               from social.social_media_connections c where c.user_id in (%s, %s) order by c.platform_username""",
            KEY, amal, badr,
        )  # fmt: skip

    try:
        told = run_import()
        assert "psql" in arguments.seen() and "s3cret" not in arguments.seen() and KEY not in arguments.seen()
        expected = [
            ("badr", "active", "token-badr", ids["badr"]),
            ("ended", "expired", "token-ended", ids["ended"]),
            ("fernet", "expired", "", ids["fernet"]),
            ("lost", "expired", "", ids["lost"]),
            ("lost_to_badr", "revoked", "", ids["lost_to_badr"]),
            ("older", "active", "token-older", ids["older"]),
            ("pgcrypto", "active", "token-current", ids["pgcrypto"]),
            ("plain", "active", "token-plain", ids["plain"]),
        ]
        assert state() == expected
        again = section(told, "Who has to connect again")
        assert [name for name in ids if f" {name} " in again] == ["lost", "fernet", "ended", "lost_to_badr"]
        assert "no key opens the stored token" in again and "token-" not in told

        logs = ["failed automatic false", *["success scheduled false"] * 2, "success scheduled true"]

        def counts():
            return sql(
                """select (select count(*) from social.social_media_stats where user_id in (%s, %s)),
                          (select count(*) from social.social_media_posts where user_id in (%s, %s)),
                          (select array_agg(sync_status || ' ' || sync_type || ' ' || stats_fetched order by sync_status, stats_fetched)
                           from social.social_media_sync_logs where user_id in (%s, %s))""",
                *([amal, badr] * 3),
            )

        assert counts() == [(3, 1, logs)]
        # The last sync is that of the highest id.
        assert sql(
            """select array_agg(created_at order by id) = array_agg(created_at order by created_at)
               from social.social_media_sync_logs where user_id = %s""",
            amal,
        ) == [(True,)]
        posts = sql("select caption, published_at::text, engagement_rate from social.social_media_posts where user_id = %s", amal)
        # (12 + 8) / 1002, the followers two days ago.
        assert posts == [("À l'été", "2026-03-04 05:06:00+00", Decimal("1.9960"))]

        def shown_to_merchants():
            rows = sql("select user_id::text, followers, handles from social_api.influencers where user_id in (%s, %s)", amal, badr)
            return {owner: (followers, set(handles.split())) for owner, followers, handles in rows}

        # At once, though the workers have not been told yet that the tokens are at home here.
        assert shown_to_merchants() == {amal: (1001, {"older", "pgcrypto", "plain"}), badr: (None, {"badr"})}

        # What pg_social has changed since stays; what is new there is added.
        sql("update social.social_media_connections set connection_status = 'error', updated_at = now() where id = %s", ids["older"])
        old.execute(
            "insert into social_media_stats values (gen_random_uuid(), %s, 7, 1, now() - interval '1 hour')", (ids["plain"],)
        )
        # At its first sync, an account of Instagram's is stored under its own id.
        sql("select social_internal.take_own_id(%s, %s)", ids["plain"], "own-" + unique)
        run_import()
        expected[5] = ("older", "error", "token-older", ids["older"])
        assert state() == expected
        assert counts() == [(4, 1, logs)]
        assert shown_to_merchants()[amal][0] == 7
    finally:
        for owner in (amal, badr):
            sql("delete from social.social_media_sync_logs where user_id = %s", owner)
            sql("update social.social_media_connections set access_token_encrypted = null where user_id = %s", owner)
            sql("select social.erase_user(%s)", owner)


def test_accounts_connected_twice_and_platforms_nobody_knows(old, sql, tmp_path):
    """The newer of two rows of an account is taken, with the figures of both; the rest is named and left out."""
    amal, first, second, odd = (str(uuid.uuid4()) for _ in range(4))
    plain = {"text": "%s", "bytea": "convert_to(%s, 'UTF8')"}[old.kind]
    account = uuid.uuid4().hex
    for name, platform, token, days in ((first, "Instagram", "old", 9), (second, "instagram", "new", 2), (odd, "orkut", "x", 2)):
        old.execute(
            f"""insert into social_media_connections values (%s, %s, %s, %s, 'a handle', {plain}, null,
                    now() + interval '30 days', 'active', true, now() - %s * interval '1 day', now() - %s * interval '1 day')""",
            (name, amal, platform, account, token, days, days),
        )
        old.execute(
            "insert into social_media_stats values (gen_random_uuid(), %s, 5, 1, now() - make_interval(days => %s))", (name, days)
        )
    (tmp_path / "key").write_text(KEY)
    command = [DEPLOY / "import", "--from", old.target, "--key-file", tmp_path / "key"]
    try:
        for _ in range(2):
            told = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ).stdout
            (row,) = sql(
                """select c.id::text, pgp_sym_decrypt(c.access_token_encrypted, %s), c.connection_status,
                          (select count(*) from social.social_media_stats s where s.connection_id = c.id)
                   from social.social_media_connections c where c.user_id = %s""",
                KEY, amal,
            )  # fmt: skip
            assert row == (second, "new", "active", 2)
            left_out = section(told, "Left out")
            assert odd in left_out and "no such platform" in left_out and first not in left_out
            assert amal not in section(told, "Who has to connect again")
    finally:
        sql("update social.social_media_connections set access_token_encrypted = null where user_id = %s", amal)
        sql("select social.erase_user(%s)", amal)


@pytest.fixture
def connect_there(old):
    """Writes a connection of the replaced service: the row's number, its user, the account, its token. No worker tries it."""

    def connect(row, user, account, token, days_ago, status="active", platform="instagram"):
        old.execute(
            """insert into social_media_connections values (%s, %s, %s, %s, %s, %s, null,
                   now() + interval '30 days', %s, false, now() - %s * interval '1 day', now() - %s * interval '1 day')
               on conflict (id) do update set platform_user_id = excluded.platform_user_id, updated_at = excluded.updated_at,
                   access_token_encrypted = excluded.access_token_encrypted, connection_status = excluded.connection_status""",
            (row, user, platform, account, "handle", token, status, days_ago, days_ago),
        )

    return connect


@pytest.fixture
def import_it(old, tmp_path):
    def run():
        (tmp_path / "key").write_text(KEY)
        command = [DEPLOY / "import", "--from", old.target, "--key-file", tmp_path / "key"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def here(sql):
    """The connections of users, by the account; they are erased afterwards."""
    users = set()

    def connections(*of):
        users.update(of)
        rows = sql(
            """select c.platform_user_id, c.id::text, c.user_id::text, c.connection_status,
                      convert_from(pgp_sym_decrypt_bytea(c.access_token_encrypted, %s), 'UTF8')
               from social.social_media_connections c where c.user_id = any (%s::uuid[]) order by 1, 3""",
            KEY, list(of),
        )  # fmt: skip
        return rows

    yield connections
    for user in users:
        sql("delete from social.social_media_sync_logs where user_id = %s", user)
        sql("update social.social_media_connections set access_token_encrypted = null where user_id = %s", user)
        sql("select social.erase_user(%s)", user)


@pytest.mark.parametrize("old", ["text"], indirect=True)
def test_a_creator_who_switched_accounts_since_the_trial(old, sql, connect_there, import_it, here):
    """Both accounts are here, each with its own figures."""
    amal, row = str(uuid.uuid4()), str(uuid.uuid4())
    first, second = sorted(uuid.uuid4().hex for _ in range(2))

    def measured(followers, hours_ago, post):
        ago = f"now() - interval '{hours_ago} hours'"
        old.execute(f"insert into social_media_stats values (gen_random_uuid(), %s, %s, 1, {ago})", (row, followers))
        old.execute(
            f"""insert into social_media_posts values (gen_random_uuid(), %s, %s, null, 1, 1, now(), {ago}, {ago});
                insert into social_media_sync_logs values
                    (gen_random_uuid(), %s, %s, 'instagram', 'scheduled', 'success', null, 1, null, {ago}, {ago}),
                    (gen_random_uuid(), null, %s, 'instagram', 'scheduled', 'failed', null, 1, null, {ago}, {ago})""",
            (row, post, row, amal, amal),
        )

    connect_there(row, amal, first, "first", 9)
    measured(10, 50, "of the first")
    told = import_it()
    assert here(amal) == [(first, row, amal, "active", "first")]
    assert "1 sync logs name no account" in told

    connect_there(row, amal, second, "second", 1)
    measured(700, 5, "of the second")
    for _ in range(2):
        told = import_it()
        (kept, fresh) = here(amal)
        assert kept == (first, row, amal, "active", "first")
        assert (fresh[0], *fresh[2:]) == (second, amal, "active", "second") and fresh[1] != row
        for connection, followers, post in ((row, 10, "of the first"), (fresh[1], 700, "of the second")):
            assert sql(
                """select (select array_agg(followers_count) from social.social_media_stats where connection_id = %s),
                          (select array_agg(platform_post_id) from social.social_media_posts where connection_id = %s),
                          (select count(*) from social.social_media_sync_logs where connection_id = %s)""",
                connection, connection, connection,
            ) == [([followers], [post], 1)]  # fmt: skip


@pytest.mark.parametrize("old", ["text"], indirect=True)
@pytest.mark.parametrize(("there", "synced_here"), [("revoked", False), ("active", True)])
def test_an_account_that_changed_hands_since_the_trial(sql, connect_there, import_it, here, there, synced_here):
    """It belongs to who connected it last, whatever is newer of the row of the owner before."""
    amal, badr, account = str(uuid.uuid4()), str(uuid.uuid4()), uuid.uuid4().hex
    of_amal, of_badr = str(uuid.uuid4()), str(uuid.uuid4())
    connect_there(of_amal, amal, account, "of amal", 9)
    connect_there(of_badr, badr, account, "before", 20, status="revoked")
    import_it()
    before = {owner: rest for _, _, owner, *rest in here(amal, badr)}
    assert before == {amal: ["active", "of amal"], badr: ["revoked", "before"]}

    if synced_here:
        sql("update social.social_media_connections set updated_at = now() where id = %s", of_amal)
    connect_there(of_amal, amal, account, "of amal", 3, status=there)
    # Connected anew there: the row of before is gone.
    connect_there(str(uuid.uuid4()), badr, account, "of badr", 1)
    for _ in range(2):
        told = import_it()
        after = {owner: rest for _, _, owner, *rest in here(amal, badr)}
        assert after[badr] == ["active", "of badr"]
        assert after[amal][0] == "revoked"
        again = section(told, "Who has to connect again")
        assert amal in again and badr not in again
    assert there == "revoked" or after[amal][1] is None


@pytest.mark.parametrize("old", ["text"], indirect=True)
def test_what_was_disconnected_since_the_trial(old, sql, connect_there, import_it, here):
    """Here: it does not come back. There: nobody can tell it from what was connected here, so it is named."""
    amal, ended_here, ended_there, account = (str(uuid.uuid4()) for _ in range(4))
    connect_there(ended_here, amal, account, "ended here", 9, platform="tiktok")
    connect_there(ended_there, amal, "not " + account, "ended there", 9, platform="tiktok")
    import_it()
    assert len(here(amal)) == 2
    sql("select social.disconnect_platform(%s, %s)", ended_here, amal)
    old.execute("delete from social_media_connections where id = %s", (ended_there,))
    told = import_it()
    assert [row for _, row, *_ in here(amal)] == [ended_there]
    left_out, only_here = section(told, "Left out"), section(told, "Here, and not in the old one")
    assert ended_here in left_out and "it was disconnected here since" in left_out
    assert amal not in section(told, "Who has to connect again")
    assert ended_there in only_here and ended_here not in only_here
    sql("delete from social.social_media_revocations where user_id = %s", amal)


@pytest.mark.parametrize("old", ["text"], indirect=True)
def test_by_which_login_an_instagram_account_came(old, sql, connect_there, import_it, here):
    """Two logins with hosts and secrets of their own: what a token tells is taken over, what it does not is named."""
    amal, account = str(uuid.uuid4()), uuid.uuid4().hex
    old.execute("alter table social_media_connections add scopes text")
    for place, (token, scopes) in enumerate(
        [
            ("EAABsbCS1iHgBO", None),
            ("IGAAx1YZBZAl", None),
            ("opaque", "instagram_basic,pages_show_list"),
            ("opaque", '["instagram_business_basic"]'),
            ("opaque", None),
        ]
    ):
        row = str(uuid.uuid4())
        connect_there(row, amal, f"{place}{account}", token, 9)
        old.execute("update social_media_connections set scopes = %s, platform_username = %s where id = %s", (scopes, f"n{place}", row))

    def logins():
        return sql(
            """select right(platform_username, 1), login_flow, app from social.social_media_connections
               where user_id = %s order by platform_user_id""",
            amal,
        )

    def unreachable(told):
        return [line.split()[2] for line in section(told, "Instagram accounts that").splitlines() if amal in line]

    here(amal)
    told = import_it()
    flows = ["facebook_login", "instagram_login", "facebook_login", "instagram_login", None]
    assert logins() == [(str(place), flow, "default") for place, flow in enumerate(flows)]
    assert unreachable(told) == ["n0", "n2", "n4"]

    # With an app for each login, each account has its own; a later token may come by another one.
    sql(
        """insert into social_internal.platform_settings (platform, app, client_id, login_flow)
           values ('instagram', 'by_facebook', 'x', 'facebook_login')"""
    )
    try:
        old.execute(
            """update social_media_connections set updated_at = now() - interval '1 day',
                   access_token_encrypted = 'EAAnew' where platform_username in ('n0', 'n4')"""
        )
        assert unreachable(import_it()) == ["n2"]
        assert [(place, app) for place, flow, app in logins() if flow == "facebook_login"] == [
            ("0", "by_facebook"), ("2", "default"), ("4", "by_facebook"),
        ]  # fmt: skip
    finally:
        sql("delete from social_internal.platform_settings where app = 'by_facebook'")
