"""pg_dump and pg_restore bring everything back, and the copy leaves the platforms alone until it is told otherwise."""

import re

import psycopg2
import pytest
from support import creators
from support.places import ROOT, give_to_server_user
from support.waiting import holds_for, wait_for

DATABASE = "one"


@pytest.fixture(name="filled")
def filled_fixture(new_cluster, simulator):
    """A database with something in every table that is dumped, and two months of partitions."""
    cluster = new_cluster()
    cluster.start()
    cluster.create_database(DATABASE)
    creators.configure(cluster, DATABASE, simulator)
    cluster.rows(
        "create table public.users (id uuid primary key, email text, name text, role text)", database=DATABASE
    )
    cluster.rows("select social.mirror_users('public.users')", database=DATABASE)
    # Both clocks a month back, so that the past month has a partition too.
    cluster.rows("select social_internal.set_clock('-32 days')", database=DATABASE)
    simulator.advance("-32d")
    for account, platform in ((1, "instagram"), (2, "tiktok"), (3, "facebook")):
        user = cluster.value("select gen_random_uuid()")
        cluster.rows(
            "insert into public.users values (%s, %s, %s, 'influencer')",
            (user, f"creator{account}@demo.example", f"Creator {account}"),
            database=DATABASE,
        )
        connection = creators.connect_by_oauth(cluster, DATABASE, platform, account, user)
        if connection["pages"]:
            page = connection["pages"][0]["id"]
            creators.connect_by_oauth(cluster, DATABASE, platform, account, user, page)
    cluster.rows("select social_internal.set_clock('0')", database=DATABASE)
    simulator.reset()
    for connection in connections_of(cluster):
        assert creators.sync(cluster, DATABASE, connection)["sync_status"] == "success"
    cluster.rows(
        "select social.schedule_job('cleanup_old_logs', '30 4 * * 0', 'Europe/Paris')", database=DATABASE
    )
    cluster.rows("select social.pause_job('send_weekly_reports')", database=DATABASE)
    cluster.rows("select social.refresh_social_media_views()", database=DATABASE)
    return cluster


def connections_of(cluster, database=DATABASE):
    rows = cluster.rows("select id from social.social_media_connections order by id", database=database)
    return [identity for (identity,) in rows]


def dump(cluster, database, name):
    file = cluster.directory / name
    file.touch()
    give_to_server_user(file)
    cluster.program("pg_dump", "-Fc", "-f", file, database=database)
    file.chmod(0o644)
    return file


def restore(cluster, file, database):
    cluster.rows(f"create database {database}")
    cluster.program("pg_restore", "-j4", "--exit-on-error", file, database=database)
    cluster.wait_for_workers(database)


CONTENT = """
select format('%I.%I', n.nspname, c.relname)
from pg_extension e
cross join unnest(e.extconfig) as config(oid)
join pg_class c on c.oid = config.oid
join pg_namespace n on n.oid = c.relnamespace
where e.extname = 'pg_social' and c.relkind in ('r', 'p')
order by 1
"""


PARTITIONED = """
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'p' and n.nspname in ('social', 'social_internal') order by 1
"""


def content(cluster, database):
    """Every row of every table that a dump takes along."""
    tables = [name for (name,) in cluster.rows(CONTENT, database=database)]
    tables += [name for (name,) in cluster.rows(PARTITIONED, database=database)]
    assert "social.social_media_connections" in tables
    return {
        table: sorted(text for (text,) in cluster.rows(f"select t::text from {table} t", database=database))
        for table in dict.fromkeys(tables)
    }


def sequences(cluster, database):
    return dict(
        cluster.rows(
            "select schemaname || '.' || sequencename, last_value from pg_sequences"
            # Runs are not dumped: a copy does not go on with the original's.
            " where schemaname like 'social%' and sequencename <> 'sync_runs_id_seq' order by 1",
            database=database,
        )
    )


def partitions(cluster, database):
    return cluster.rows(
        "select inhparent::regclass::text, inhrelid::regclass::text,"
        " pg_get_expr(c.relpartbound, c.oid), pg_get_userbyid(c.relowner)"
        " from pg_inherits join pg_class c on c.oid = inhrelid"
        " where inhparent::regclass::text like 'social%' and c.relkind = 'r' order by 1, 2",
        database=database,
    )


RIGHTS = """
select c.oid::regclass::text, relacl::text from pg_class c
where relnamespace in ('social'::regnamespace, 'social_api'::regnamespace, 'social_internal'::regnamespace) and relkind <> 'i'
  and relacl::text like '%influencer=%'
union all
select p.oid::regprocedure::text, proacl::text from pg_proc p where proacl::text like '%influencer=%'
order by 1
"""


def parked(cluster, database):
    return cluster.value("select parked from social_internal.park_state()", database=database)


def test_everything_comes_back(filled, new_cluster):
    cluster = filled
    before = content(cluster, DATABASE)
    for table in ("connections", "stats", "sync_logs", "users"):
        assert before[f"social.social_media_{table}"], f"nothing to lose in {table}"
    for view in ("posts", "post_figures"):
        query = f"select p::text from social.social_media_{view} p order by 1"
        before[view] = cluster.rows(query, database=DATABASE)
        assert before[view], f"nothing to lose in {view}"
    cluster.script(ROOT / "deploy/roles.sql", database=DATABASE)
    file = dump(cluster, DATABASE, "one.dump")
    other = new_cluster(own=True)
    other.start()
    other.script(ROOT / "deploy/make_roles.sql")
    restore(other, file, "restored")
    rights = cluster.rows(RIGHTS, database=DATABASE)
    assert len(rights) > 30 and other.rows(RIGHTS, database="restored") == rights
    after = content(other, "restored")
    for view in ("posts", "post_figures"):
        after[view] = other.rows(f"select p::text from social.social_media_{view} p order by 1", database="restored")
    # The copy may have begun to bring its views up to date, which is a run of its own.
    runs = "social.social_media_job_runs"
    after[runs] = [run for run in after[runs] if run in before[runs] or "refresh_materialized_views" not in run]
    assert after == before
    assert sequences(other, "restored") == sequences(cluster, DATABASE)
    here = {row for row in partitions(cluster, DATABASE)}
    there = {row for row in partitions(other, "restored")}
    assert here <= there
    assert len({child for _, child, *_ in here if "stats" in child}) >= 2, "the past month has its own partition"
    assert {owner for *_, owner in there} == {"social_owner"}
    wait_for(
        lambda: other.value("select count(*) from social.mv_latest_social_stats", database="restored") == 3,
        40,
        "the views to be refreshed by themselves",
    )
    assert parked(other, "restored")
    shown = "select user_id, followers, measured_at from social_internal.profiles order by 1"
    originals = cluster.rows(shown, database=DATABASE)
    assert len(originals) == 3
    wait_for(lambda: other.rows(shown, database="restored") == originals, 40, "merchants to see the creators of the copy")
    # The application's own trigger came along.
    other.rows("update public.users set name = 'Renamed' where name = 'Creator 1'", database="restored")
    names = other.rows("select display_name from social.social_media_users order by 1", database="restored")
    assert names == [("Creator 2",), ("Creator 3",), ("Renamed",)]


def test_restored_without_owners(filled, new_cluster):
    """The partitions belong to who restored them, and the cleanup may not drop them, until they are given back."""
    file = dump(filled, DATABASE, "one.dump")
    other = new_cluster(own=True)
    other.start()
    other.rows("create database copy")
    other.program("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", file, database="copy")
    other.rows("select social_internal.restore_owner()", database="copy")
    assert {owner for *_, owner in partitions(other, "copy")} == {"social_owner"}


def statements(cluster, database, name):
    """A dump as text, without what is different at every run, in an order that does not depend on the disk."""
    file = cluster.directory / name
    file.touch()
    give_to_server_user(file)
    cluster.program("pg_dump", "-f", file, database=database)
    lines = file.read_text().splitlines()
    return sorted(line for line in lines if line and not re.match(r"^(--|\\(un)?restrict )", line))


def test_a_second_dump_has_the_same_content(filled, new_cluster):
    # A copy brings its views up to date by itself, which is a run of a job: the one row that may come.
    filled.rows("select social.pause_job(job) from social.social_media_jobs", database=DATABASE)
    file = dump(filled, DATABASE, "first.dump")
    other = new_cluster(own=True)
    other.start()
    # Nothing else of the copy's workers may change what was restored.
    restore(other, file, DATABASE)
    ours = statements(filled, DATABASE, "first.sql")
    theirs = statements(other, DATABASE, "second.sql")
    assert [line for line in theirs if line not in set(ours)] == []
    assert [line for line in ours if line not in set(theirs)] == []


def test_a_dump_names_none_of_our_own_functions(cluster, database):
    """Else it could not be restored where a later version of the extension has them no more."""
    cluster.rows("create role app", database=database)
    cluster.rows("grant execute on function social.openmetrics() to app", database=database)
    lines = statements(cluster, database, "own.sql")
    rights = [line for line in lines if re.match(r"^(GRANT|REVOKE|ALTER DEFAULT)", line)]
    assert [line for line in rights if " SCHEMA " not in line] == ["GRANT ALL ON FUNCTION social.openmetrics() TO app;"]


@pytest.mark.parametrize("where", ["another cluster", "the same cluster", "a template copy"])
def test_a_copy_is_parked_until_it_is_told_otherwise(filled, new_cluster, simulator, where):
    cluster = filled
    if where == "a template copy":
        cluster.rows(f"create database copy template {DATABASE}")
        cluster.wait_for_workers("copy")
        cluster.wait_for_workers(DATABASE)
        other = cluster
    else:
        file = dump(cluster, DATABASE, "one.dump")
        other = new_cluster(own=True).start() if where == "another cluster" else cluster
        restore(other, file, "copy")
    simulator.forget_requests()
    assert parked(other, "copy") is True
    other.rows("select social.run_job('sync_all_active_connections')", database="copy")
    connection = connections_of(other, "copy")[0]
    with pytest.raises(psycopg2.Error) as told:
        creators.sync(other, "copy", connection)
    assert told.value.pgcode == "55000"
    assert "resume_workers()" in str(told.value)
    calls = sum(simulator.count(platform) for platform in ("instagram", "tiktok", "facebook"))
    assert calls == 0
    assert holds_for(lambda: simulator.in_flight() == 0, 1)
    notes = other.rows("select note from social.worker_status() where database = 'copy'", database="copy")
    assert any("resume_workers()" in (note or "") for (note,) in notes)
    # The original is not disturbed by its copy.
    assert parked(cluster, DATABASE) is False
    assert creators.sync(cluster, DATABASE, connections_of(cluster)[0])["sync_status"] == "success"

    other.rows("select social.resume_workers()", database="copy")
    other.write_key("0123456789abcdef0123456789abcdef")

    def synced():
        try:
            return creators.sync(other, "copy", connection)["sync_status"] == "success"
        except psycopg2.Error:
            return False

    wait_for(synced, 20, "a sync in the copy")


def test_parking_is_said_once_in_the_log(filled, new_cluster):
    file = dump(filled, DATABASE, "one.dump")
    other = new_cluster(own=True)
    other.start()
    restore(other, file, "copy")
    # A worker that looks in the middle of the restore has another reason, and says so, until the home is there.
    said = "This database is a copy"
    wait_for(lambda: said in other.log.text(), 20, "the log line")
    other.rows("select social.run_job('sync_all_active_connections')", database="copy")
    assert holds_for(lambda: other.log.count(said) == 1, 3)
