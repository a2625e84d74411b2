"""Real clusters and a real simulator for all end-to-end tests."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from support import cluster as clusters
from support.simulator import Simulator

NUMBERS = itertools.count(1)
ALIVE = []

# All that the tests ask is on this machine, whatever proxy the shell has for the rest of the world.
os.environ["no_proxy"] = "*"
# The server's user has to get to what root makes, whatever root's umask says.
os.umask(0o022)


@pytest.fixture(scope="session", name="workshop")
def workshop_fixture():
    """The folder for everything this run makes, within reach of the server's user."""
    folder = Path(tempfile.mkdtemp(prefix="pg_social_e2e.", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", name="template")
def template_fixture(workshop):
    return clusters.make_template(workshop / "template")


def make_cluster(workshop, template, settings):
    cluster = clusters.Cluster.create(workshop / f"c{next(NUMBERS)}", template, settings)
    ALIVE.append(cluster)
    return cluster


def dispose_of(cluster):
    ALIVE.remove(cluster)
    cluster.destroy()


@pytest.fixture(scope="module", name="cluster")
def cluster_fixture(workshop, template, request):
    """A running cluster for the whole module; a module may define CLUSTER_SETTINGS."""
    cluster = make_cluster(workshop, template, getattr(request.module, "CLUSTER_SETTINGS", None))
    cluster.start()
    yield cluster
    dispose_of(cluster)


@pytest.fixture(name="new_cluster")
def new_cluster_fixture(workshop, template):
    """Makes (and does not start) clusters for one test alone. own=True: with a system identifier of its own."""
    made = []

    def make(settings=None, own=False):
        made.append(make_cluster(workshop, None if own else template, settings))
        return made[-1]

    def adopt(cluster):
        ALIVE.append(cluster)
        made.append(cluster)
        return cluster

    make.adopt = adopt
    make.folder = lambda: workshop / f"c{next(NUMBERS)}"
    yield make
    for cluster in made:
        dispose_of(cluster)


@pytest.fixture(name="database")
def database_fixture(cluster):
    """A new database with the extension and running workers."""
    name = f"db{next(NUMBERS)}"
    cluster.create_database(name)
    yield name
    if cluster.running():
        cluster.rows(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session", name="session_simulator")
def session_simulator_fixture(workshop):
    with Simulator(workshop / "simulator.log") as simulator:
        yield simulator


@pytest.fixture(name="simulator")
def simulator_fixture(session_simulator):
    """The simulator as it was at its start: no faults, no changes, no memory of earlier tests."""
    session_simulator.reset()
    yield session_simulator
    session_simulator.reset()


def pytest_collection_modifyitems(items):
    """The longest goes first, so that at the end nobody waits for it alone."""
    items.sort(key=lambda item: item.path.parent.name != "year")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test shows the ends of the server logs."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for cluster in ALIVE:
            report.sections.append((f"server log of {cluster.directory.name}", cluster.log.tail()))
