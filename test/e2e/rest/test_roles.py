"""deploy/roles.sql, run again: after an upgrade, at each start of the container, in a second database."""

import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[3] / "deploy"


@pytest.fixture
def run_roles(cluster):
    def run(database, *options):
        where = ["-h", cluster.sockets, "-p", str(cluster.port), "-U", "postgres", "-d", database]
        done = subprocess.run(
            ["psql", "-qX", *where, *options, "-f", DEPLOY / "roles.sql"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    return run


def test_the_audience_stays_until_another_is_told(cluster, database, run_roles):
    def audience():
        return cluster.value(
            """select max(split_part(setting, '=', 2)) from pg_db_role_setting, unnest(setconfig) setting
               where setting like 'pgrst.jwt_aud=%'"""
        )

    run_roles(database)
    assert audience() is None
    run_roles(database, "-v", "audience=shop's")
    assert audience() == "shop's"
    cluster.create_database("second")
    run_roles("second")
    run_roles(database)
    assert audience() == "shop's"
    run_roles(database, "-v", "audience=")
    assert audience() is None
