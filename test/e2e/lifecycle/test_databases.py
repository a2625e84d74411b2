"""Statements about whole databases: none hangs or fails because workers are connected."""

import contextlib
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
    # The server itself would give up after five seconds, with an error.
    assert seconds_of(lambda: cluster.rows(f"drop database {database} {force}")) < 4
    assert not exists(cluster, database)
    assert cluster.processes(database=database) == []


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


def test_copy_as_template(cluster, database):
    copy = f"copy_of_{database}"
    cluster.rows(f"create database {copy} template {database}")
    cluster.wait_for_workers(database)
    cluster.wait_for_workers(copy)


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


def test_a_database_closed_to_connections_is_left_alone(cluster, database):
    cluster.rows(f"alter database {database} allow_connections false")
    here = cluster.log.here()
    cluster.restart()
    assert holds_for(lambda: cluster.processes(database=database) == [], 1.5)
    assert "is not currently accepting connections" not in cluster.log.text(here)
    cluster.rows(f"alter database {database} allow_connections true")
    cluster.wait_for_workers(database)
