"""Statements about whole databases: none hangs or fails because workers are connected."""

import contextlib
import signal
import time

import psycopg2
import pytest
from support.places import give_to_server_user
from support.waiting import holds_for, wait_for


def exists(cluster, name):
    return cluster.value("select count(*) from pg_database where datname = %s", (name,)) == 1


def seconds_of(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


@pytest.mark.parametrize("force", ["", "with (force)"])
def test_drop_database(cluster, database, force):
    oid = cluster.value("select oid from pg_database where datname = %s", (database,))
    # The server itself would give up after five seconds, with an error.
    assert seconds_of(lambda: cluster.rows(f"drop database {database} {force}")) < 4
    assert not exists(cluster, database)
    assert cluster.processes(database=database) == []
    assert list(cluster.data.glob(f"pg_social/{oid}.*")) == [], "of what was in flight"


def test_a_drop_that_fails_brings_the_workers_back(cluster, database):
    with contextlib.closing(cluster.connect(database)):
        with pytest.raises(psycopg2.errors.ObjectInUse):
            cluster.rows(f"drop database {database}")
    cluster.wait_for_workers(database)


def test_rename(cluster, database):
    renamed = f"renamed_{database}"
    cluster.rows(f"alter database {database} rename to {renamed}")
    cluster.wait_for_workers(renamed)
    names = cluster.rows(
        "select distinct database from social.worker_status() where database like %s",
        (f"%{database}",),
        database=renamed,
    )
    assert names == [(renamed,)]


def test_parked_workers_are_seen_from_another_database(cluster, database):
    told = "select distinct note from social.worker_status() where database = %s and note <> ''"
    cluster.create_database(f"beside_{database}")

    def notes():
        return [note for (note,) in cluster.rows(told, (database,), database=f"beside_{database}")]

    assert notes() == []
    cluster.rows("select social.park_workers()", database=database)
    wait_for(lambda: any("Parked by park_workers()." in note for note in notes()), 20, "the note")
    cluster.rows("select social.resume_workers()", database=database)
    wait_for(lambda: notes() == [], 20, "the note to go")


@pytest.mark.parametrize("where", ["from another database", "from the one that is copied"])
def test_copy_as_template(cluster, database, where):
    copy = f"copy_of_{database}"
    session_in = "postgres" if where == "from another database" else database
    cluster.rows(f"create database {copy} template {database}", database=session_in)
    cluster.wait_for_workers(database)
    cluster.wait_for_workers(copy)
    cluster.rows(f"drop database {copy} with (force)")


def test_set_tablespace(cluster, database):
    folder = cluster.directory / f"space_{database}"
    folder.mkdir()
    give_to_server_user(folder)
    cluster.rows(f"create tablespace space_{database} location '{folder}'")
    cluster.rows(f"alter database {database} set tablespace space_{database}")
    cluster.wait_for_workers(database)
    assert cluster.value(
        "select spcname from pg_database d join pg_tablespace t on t.oid = dattablespace where datname = %s",
        (database,),
    ) == f"space_{database}"
    cluster.rows(f"drop database {database}")
    cluster.rows(f"drop tablespace space_{database}")


def test_somebody_without_the_right_cannot_stop_the_workers(cluster, database):
    cluster.rows("drop role if exists visitor")
    cluster.rows("create role visitor login createdb")
    before = cluster.sync_workers(database)
    for statement in (f"drop database {database}", f"alter database {database} rename to taken"):
        with contextlib.closing(cluster.connect("postgres", user="visitor")) as session:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                session.cursor().execute(statement)
    with contextlib.closing(cluster.connect(database, user="visitor")) as session:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            session.cursor().execute("drop extension pg_social")
    with contextlib.closing(cluster.connect("postgres", user="visitor")) as session:
        with pytest.raises(psycopg2.Error):
            session.cursor().execute(f"create database mine template {database}")
    assert cluster.sync_workers(database) == before
    cluster.rows("drop role visitor")


def test_a_template_database_has_no_workers(cluster, database):
    cluster.rows(f"alter database {database} is_template true")
    copy = f"from_{database}"
    cluster.rows(f"create database {copy} template {database}")
    cluster.wait_for_workers(copy)
    wait_for(lambda: cluster.processes(database=database) == [], 10, "no workers in the template")
    cluster.rows(f"alter database {database} is_template false")
    cluster.wait_for_workers(database)


def test_workers_leave_a_database_that_becomes_a_template(cluster, database):
    cluster.rows(f"alter database {database} is_template true")
    wait_for(lambda: cluster.processes(database=database) == [], 10, "the workers to leave")
    cluster.rows("create role copier login createdb")
    # Somebody else's copy: nobody makes room for it, so nobody may be there.
    with contextlib.closing(cluster.connect("postgres", user="copier")) as session:
        began = time.monotonic()
        session.cursor().execute(f"create database copied_{database} template {database}")
        assert time.monotonic() - began < 4
    cluster.rows(f"alter database {database} is_template false")
    cluster.wait_for_workers(database)
    cluster.rows(f"drop database copied_{database}")
    cluster.rows("drop role copier")


def test_a_copy_that_is_dropped_at_once(cluster, database):
    # In one round trip each: the launcher has had no time to see the copy before it is dropped.
    for _ in range(10):
        with contextlib.closing(cluster.connect()) as session:
            cursor = session.cursor()
            cursor.execute(f"create database fleeting template {database}")
            began = time.monotonic()
            cursor.execute("drop database fleeting")
            assert time.monotonic() - began < 4


def test_drop_of_databases_without_the_extension(cluster, database):
    for _ in range(10):
        cluster.create_database("plain", extension=False)
        assert seconds_of(lambda: cluster.rows("drop database plain")) < 4
    assert len(cluster.sync_workers(database)) == 1


def test_workers_stay_away_until_the_last_that_asked_for_it(cluster, database):
    with contextlib.closing(cluster.connect(database, autocommit=False)) as first:
        first.cursor().execute("savepoint s; drop extension pg_social; rollback to s")
        # A second statement that needs the database to itself, and fails, as the first session is there.
        with pytest.raises(psycopg2.errors.ObjectInUse):
            cluster.rows(f"alter database {database} rename to elsewhere")
        assert holds_for(lambda: cluster.processes(database=database) == [], 1.5)
        first.commit()
    cluster.wait_for_workers(database)


def test_several_renames_in_one_transaction(cluster, database):
    cluster.create_database("second")
    with contextlib.closing(cluster.connect(autocommit=False)) as session:
        cursor = session.cursor()
        cursor.execute(f"alter database {database} rename to r{database}")
        cursor.execute("alter database second rename to rsecond")
        assert holds_for(lambda: cluster.sync_workers(database) + cluster.sync_workers("second") == [], 0.5)
        session.rollback()
    cluster.wait_for_workers(database)
    cluster.wait_for_workers("second")
    cluster.rows("drop database second")


def test_a_database_that_is_half_dropped_is_left_alone(cluster, database):
    """As DROP DATABASE leaves it when it is interrupted: whoever connects is refused."""
    cluster.rows("update pg_database set datconnlimit = -2 where datname = %s", (database,))
    here = cluster.log.here()
    for worker in cluster.sync_workers(database):
        cluster.kill(worker, signal.SIGTERM)
    cluster.rows("alter database postgres connection limit -1")  # the launcher looks after each such statement
    wait_for(lambda: cluster.processes(database=database) == [], 20, "the workers to leave")
    cluster.create_database(f"after_{database}")  # by then the launcher has looked
    assert "invalid database" not in cluster.log.text(here)
    cluster.rows(f"drop database after_{database} with (force)")


def test_a_database_closed_to_connections_is_left_alone(cluster, database):
    cluster.rows(f"alter database {database} allow_connections false")
    wait_for(lambda: cluster.processes(database=database) == [], 10, "the workers to leave")
    here = cluster.log.here()
    cluster.restart()
    assert holds_for(lambda: cluster.processes(database=database) == [], 1.5)
    assert "is not currently accepting connections" not in cluster.log.text(here)
    cluster.rows(f"alter database {database} allow_connections true")
    cluster.wait_for_workers(database)
