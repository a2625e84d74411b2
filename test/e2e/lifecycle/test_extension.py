"""Workers come with CREATE EXTENSION and go before DROP EXTENSION goes on, whatever way it is reached."""

import contextlib
from pathlib import Path

import psycopg2
import pytest
from support import creators
from support.background import Background
from support.waiting import holds_for, wait_for


def kinds(cluster, database=None):
    return sorted(process["backend_type"] for process in cluster.processes(database=database))


def test_workers_start_when_the_extension_is_committed(cluster):
    cluster.create_database("created", extension=False)
    wait_for(lambda: kinds(cluster, "created") == [], 5, "the probe to leave")
    cluster.rows("create extension pg_social cascade", database="created")
    cluster.wait_for_workers("created", timeout=5)
    # Job workers come and go.
    steady = [kind for kind in kinds(cluster, "created") if kind != "pg_social job worker"]
    assert steady == ["pg_social scheduler", "pg_social sync worker"]


def test_a_rolled_back_create_leaves_no_worker(cluster):
    cluster.create_database("undone", extension=False)
    with contextlib.closing(cluster.connect("undone", autocommit=False)) as session:
        session.cursor().execute("create extension pg_social cascade")
        session.rollback()
    assert holds_for(lambda: cluster.sync_workers("undone") == [], 1.5)
    wait_for(lambda: kinds(cluster, "undone") == [], 5, "the probe to leave")


def test_no_worker_before_the_create_is_committed(cluster):
    cluster.create_database("pending", extension=False)
    with contextlib.closing(cluster.connect("pending", autocommit=False)) as session:
        session.cursor().execute("create extension pg_social cascade")
        assert holds_for(lambda: cluster.sync_workers("pending") == [], 1)
        session.commit()
    cluster.wait_for_workers("pending", timeout=5)


def test_drop_extension_ends_the_workers(cluster, database):
    with contextlib.closing(cluster.connect(database, autocommit=False)) as session:
        session.cursor().execute("drop extension pg_social")
        assert kinds(cluster, database) == []
        session.commit()
    assert holds_for(lambda: cluster.sync_workers(database) == [], 1)
    wait_for(lambda: kinds(cluster, database) == [], 5, "the probe to leave")


def test_a_rolled_back_drop_brings_new_workers(cluster, database):
    before = cluster.sync_workers(database)
    with contextlib.closing(cluster.connect(database, autocommit=False)) as session:
        session.cursor().execute("drop extension pg_social")
        assert kinds(cluster, database) == []
        assert holds_for(lambda: kinds(cluster, database) == [], 1), "workers came back during the transaction"
        session.rollback()
    after = cluster.wait_for_workers(database, timeout=10)
    assert set(after).isdisjoint(before)


def test_a_drop_undone_by_a_savepoint(cluster, database):
    with contextlib.closing(cluster.connect(database, autocommit=False)) as session:
        cursor = session.cursor()
        cursor.execute("savepoint before")
        cursor.execute("drop extension pg_social")
        cursor.execute("rollback to before")
        session.commit()
    cluster.wait_for_workers(database, timeout=10)


def test_a_create_undone_by_a_savepoint(cluster):
    cluster.create_database("unsaved", extension=False)
    with contextlib.closing(cluster.connect("unsaved", autocommit=False)) as session:
        cursor = session.cursor()
        cursor.execute("savepoint before")
        cursor.execute("create extension pg_social cascade")
        cursor.execute("rollback to before")
        session.commit()
    assert holds_for(lambda: cluster.sync_workers("unsaved") == [], 1.5)
    wait_for(lambda: kinds(cluster, "unsaved") == [], 5, "the probe to leave")


def test_dropping_schemas_of_others_leaves_the_workers_alone(cluster, database):
    before = cluster.wait_for_workers(database)
    cluster.rows("create schema others; create table others.t (); drop schema others cascade", database=database)
    assert cluster.sync_workers(database) == before


def test_an_update_has_the_tables_to_itself(cluster, database):
    before = cluster.sync_workers(database)
    with contextlib.closing(cluster.connect(database, autocommit=False)) as session:
        session.cursor().execute("alter extension pg_social update")
        assert holds_for(lambda: kinds(cluster, database) == [], 0.5)
        session.commit()
    after = cluster.wait_for_workers(database, timeout=10)
    assert set(after).isdisjoint(before)


def test_dropped_and_created_again(cluster, database):
    for _ in range(5):
        cluster.rows("drop extension pg_social", database=database)
        assert cluster.value("select to_regclass('social.social_media_connections')", database=database) is None
        cluster.rows("create extension pg_social", database=database)
        cluster.wait_for_workers(database, timeout=10)


@pytest.mark.parametrize(
    "statement",
    [
        "drop schema social cascade",
        "drop extension pgcrypto cascade",
        "drop owned by current_user cascade",
    ],
)
def test_other_ways_to_drop_it(cluster, database, statement):
    with contextlib.closing(cluster.connect(database)) as session:
        cursor = session.cursor()
        if "owned" in statement:
            # The superuser of initdb cannot drop what it owns: the system needs that.
            cursor.execute(f'create role "owner of {database}" superuser')
            cursor.execute("drop extension pg_social")
            cursor.execute(f'set role "owner of {database}"')
            cursor.execute("create extension pg_social")
            cluster.wait_for_workers(database)
        cursor.execute(statement)
        cursor.execute("select count(*) from pg_extension where extname = 'pg_social'")
        assert cursor.fetchone() == (0,)
    wait_for(lambda: kinds(cluster, database) == [], 5, "the probe to leave")


def test_several_databases_have_their_own_workers(cluster):
    names = ["several_a", "several_b", "several_c"]
    for name in names:
        cluster.create_database(name)
    workers = {name: cluster.sync_workers(name) for name in names}
    assert all(len(pids) == 1 for pids in workers.values())
    cluster.rows("drop extension pg_social", database="several_b")
    assert cluster.sync_workers("several_a") == workers["several_a"]
    assert cluster.sync_workers("several_b") == []
    assert cluster.sync_workers("several_c") == workers["several_c"]


def test_created_in_several_databases_at_once(new_cluster):
    # A new cluster: the role that owns everything is not there yet, and all of them want to make it.
    cluster = new_cluster().start()
    names = [f"at_once_{number}" for number in range(4)]
    for name in names:
        cluster.create_database(name, extension=False)
    callers = [Background(cluster, name, "create extension pg_social cascade") for name in names]
    for caller in callers:
        caller.result(60)
    for name in names:
        cluster.wait_for_workers(name)


def test_what_is_left_when_it_is_dropped(cluster):
    """No cascade is needed, whatever our own functions made; the emptied schema and the role can go too."""
    cluster.create_database("left", extension=False)
    before = cluster.rows(OBJECTS, database="left")
    cluster.rows("create table public.users (id uuid primary key, email text, name text, role text)", database="left")
    cluster.rows("create extension pgcrypto", database="left")
    cluster.rows("create extension pg_social", database="left")
    cluster.wait_for_workers("left")
    cluster.rows("select social.mirror_users('public.users')", database="left")
    cluster.rows("select social_internal.claim_home()", database="left")
    cluster.rows("select social_internal.ensure_partitions(now() + interval '40 days')", database="left")
    assert cluster.rows(OBJECTS, database="left") != before
    cluster.rows("drop extension pg_social", database="left")
    cluster.rows("insert into public.users values (gen_random_uuid(), 'a@example.com', 'A', 'admin')", database="left")
    cluster.rows("drop table public.users", database="left")
    cluster.rows("drop extension pgcrypto", database="left")
    assert set(cluster.rows(OBJECTS, database="left")) - set(before) == {("schema", "social")}
    cluster.rows("drop schema social", database="left")
    owned = "select count(*) from pg_shdepend where dbid = %s and refobjid = 'social_owner'::regrole"
    oid = cluster.value("select oid::int from pg_database where datname = 'left'")
    assert cluster.value(owned, (oid,)) == 0, "the role could not be dropped"


def test_upgraded_while_workers_run(cluster, database):
    """A package of a newer version is there; then an upgrade script as CONTRIBUTING describes it."""
    installed = cluster.value("select extversion from pg_extension where extname = 'pg_social'", database=database)
    here = cluster.log.here()
    with contextlib.closing(cluster.connect(database, autocommit=False)) as session:
        cursor = session.cursor()
        cursor.execute("savepoint s; drop extension pg_social; rollback to s")  # keeps the workers away
        cursor.execute("update pg_extension set extversion = '0.1.0' where extname = 'pg_social'")
        session.commit()
    wait_for(lambda: "does not work with the objects of version 0.1.0" in cluster.log.text(here), 10)
    assert "ALTER EXTENSION pg_social UPDATE" in cluster.log.text(here)
    wait_for(lambda: kinds(cluster, database) == [], 5, "the processes to leave")
    folder = Path(cluster.value("select setting from pg_config where name = 'SHAREDIR'")) / "extension"
    script = folder / f"pg_social--0.1.0--{installed}.sql"
    script.write_text(
        "create function social.added() returns integer language sql return 1;"
        "select social_internal.own_members();"
    )
    script.chmod(0o644)
    try:
        cluster.rows("alter extension pg_social update", database=database)
    finally:
        script.unlink()
    cluster.wait_for_workers(database, timeout=10)
    assert cluster.rows(
        "select pg_get_userbyid(proowner), has_function_privilege('public', oid, 'execute') from pg_proc"
        " where oid = 'social.added()'::regprocedure",
        database=database,
    ) == [("social_owner", False)]


OBJECTS = """
select 'schema', nspname::text from pg_namespace where nspname !~ '^pg_'
union all select 'relation', oid::regclass::text from pg_class where relnamespace::regnamespace::text !~ '^(pg_|information)'
union all select 'function', oid::regprocedure::text from pg_proc where pronamespace::regnamespace::text !~ '^(pg_|information)'
union all select 'type', typname from pg_type where typnamespace::regnamespace::text !~ '^(pg_|information)'
union all select 'trigger', tgname from pg_trigger where not tgisinternal
union all select 'event trigger', evtname from pg_event_trigger
union all select 'setting', setdatabase::text from pg_db_role_setting
"""


@pytest.mark.parametrize("how", ["before", "before, in a schema of its own", "afterwards"])
def test_in_a_database_whose_functions_are_not_for_everybody(cluster, simulator, how):
    """As guides to hardening advise: EXECUTE, and the schema, are taken from PUBLIC; pgcrypto's functions too."""
    name = f"hardened {how}"
    cluster.create_database(name, extension=False)

    def run(statements):
        cluster.rows(statements, database=name)

    if how != "afterwards":
        run("alter default privileges revoke execute on functions from public")
    if how == "before, in a schema of its own":
        run("create schema vault; create extension pgcrypto schema vault; revoke all on schema vault from public")
    run("create extension pg_social cascade")
    cluster.wait_for_workers(name)
    if how == "afterwards":
        run("revoke execute on all functions in schema public from public; revoke all on schema public from public")
    creators.configure(cluster, name, simulator, ["instagram", "tiktok"])
    connected = creators.connect_by_oauth(cluster, name, "tiktok", 1)
    assert creators.sync(cluster, name, connected["id"])["sync_status"] == "success"
    assert cluster.value("select note from social.health() limit 1", database=name) is None


def test_in_a_database_that_reads_backslashes_as_it_was_once_done(cluster, simulator):
    name = "backslashes"
    cluster.create_database(name, extension=False)
    cluster.rows(f"alter database {name} set standard_conforming_strings = off")
    cluster.rows("create extension pg_social cascade", database=name)
    cluster.wait_for_workers(name)
    creators.configure(cluster, name, simulator, ["instagram"])
    connected = creators.connect_by_oauth(cluster, name, "instagram", 1)
    assert creators.sync(cluster, name, connected["id"])["sync_status"] == "success"
    # What is compiled by a session of such a database.
    assert cluster.rows(
        "select social_internal.csv_cell('a,b'), social_internal.metric_label(%s),"
        " social_internal.ascii_json(to_json('é'::text)), social_internal.xml_text(chr(1) || 'x01'),"
        " social_internal.missing_part('reach: the scope a_b was not granted') ->> 'scope',"
        " social_internal.partition_end('social_internal.' || partition) > now()"
        " from to_char(now() at time zone 'UTC', '\"social_media_stats_\"YYYY_MM') as partition",
        ('a"b\nc',),
        database=name,
    ) == [('"a,b"', 'a\\"b\\nc', '"\\u00e9"', "x01", "a_b", True)]
    with pytest.raises(psycopg2.Error) as refused:
        cluster.rows("select social_internal.unauthorized('who are you?')", database=name)
    assert 'error=\\"invalid_token\\"' in str(refused.value)


def test_given_back_to_its_owner(cluster, database, simulator):
    """REASSIGN OWNED takes everything from the workers."""
    creators.configure(cluster, database, simulator, ["instagram"])
    connection, _ = creators.connect_instagram(cluster, database, simulator, 1)
    cluster.rows("create role somebody; reassign owned by social_owner to somebody", database=database)
    cluster.rows("select social_internal.restore_owner()", database=database)
    assert cluster.value("select has_function_privilege('pg_monitor', 'social.health()', 'execute')", database=database)
    left = "select count(*) from pg_class where relowner = 'somebody'::regrole and relkind <> 't'"
    assert cluster.value(left, database=database) == 0
    # From PostgreSQL 17 on he is named in what the objects' privileges began with, which only this gives back.
    cluster.rows("reassign owned by somebody to social_owner; drop role somebody", database=database)
    assert creators.sync(cluster, database, connection)["sync_status"] == "success"


def test_databases_without_it_have_no_process(cluster):
    cluster.create_database("plain", extension=False)
    wait_for(lambda: kinds(cluster, "plain") == [], 5, "the probe to leave")
    assert kinds(cluster, "template1") == []
    assert kinds(cluster, "postgres") == []
    assert cluster.rows("select datname from pg_stat_activity where datname = 'template0'") == []


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_what_platforms_write(cluster, encoding):
    name = f"in_{encoding.lower()}"
    cluster.rows(f"create database {name} encoding '{encoding}' locale 'C' template template0")
    with pytest.raises(psycopg2.Error) as refused:
        cluster.rows("create extension pg_social cascade", database=name)
    assert refused.value.pgcode == "0A000"
    assert encoding in str(refused.value)
    assert "HINT" in str(refused.value)
    cluster.rows(f"drop database {name}")


def test_without_preload_creating_fails_at_once_and_says_what_to_do(new_cluster):
    cluster = new_cluster({"shared_preload_libraries": ""})
    cluster.settings = {
        name: value for name, value in cluster.settings.items() if not name.startswith("pg_social.")
    }
    cluster.write_settings()
    cluster.start()
    with pytest.raises(psycopg2.Error) as refused:
        cluster.rows("create extension pg_social cascade")
    assert refused.value.pgcode == "55000"
    assert "shared_preload_libraries" in str(refused.value)
    assert "HINT" in str(refused.value)
    assert cluster.rows("select * from pg_extension where extname = 'pg_social'") == []
