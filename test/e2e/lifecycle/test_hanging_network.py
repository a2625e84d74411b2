"""Whatever stage of a request the network hangs at, the workers look up within a moment."""

import signal
import time

import pytest
from support.tarpit import UNRESOLVABLE, Tarpit, build_hanging_resolver, drip, flood
from support.waiting import wait_for

CLUSTER_SETTINGS = {"pg_social.max_response_size": "100MB"}


@pytest.fixture(scope="module", name="cluster")
def cluster_fixture(workshop, template, tmp_path_factory):
    """The module's cluster; its server cannot resolve one name."""
    from conftest import dispose_of, make_cluster

    folder = workshop / "resolver"
    folder.mkdir()
    cluster = make_cluster(workshop, template, CLUSTER_SETTINGS)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LD_PRELOAD", str(build_hanging_resolver(folder)))
        cluster.start()
    yield cluster
    dispose_of(cluster)


def no_lookup():
    return f"https://{UNRESOLVABLE}", None


def no_connection():
    pit = Tarpit(backlog=0)
    pit.fill_backlog()
    return f"http://{pit.host}", pit


def no_handshake():
    pit = Tarpit()
    return f"https://{pit.host}", pit


def slow_body():
    pit = Tarpit(drip)
    return f"http://{pit.host}", pit


def huge_bodies():
    pit = Tarpit(flood)
    return f"http://{pit.host}", pit


@pytest.fixture(name="stuck", params=[no_lookup, no_connection, no_handshake, slow_body, huge_bodies])
def stuck_fixture(site, request):
    """A site whose worker has a request under way that hangs at that stage."""
    site.connections = site.connect(1, 2, 3, 4)
    url, pit = request.param()
    site.rows(
        "select social.configure_platform('instagram', 'ig-app', 'ig-secret', api_url => %s, token_url => %s)",
        (url, url + "/token"),
    )
    ask(site)
    wait_for(lambda: in_flight(site) > 0, 20, "a request to be under way")
    yield site
    if pit:
        pit.close()


def ask(site):
    for connection in site.connections:
        site.rows("select social.sync_connection(%s, '0')", (connection,))


def in_flight(site):
    return site.value(
        "select sum(in_flight) from social.worker_status() where database = %s", (site.database,)
    )


def seconds_of(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def test_other_peoples_statements_do_not_wait(stuck):
    cluster = stuck.cluster
    # Each emits a barrier that every process of the cluster has to answer.
    busy = 0
    for _ in range(5):
        ask(stuck)
        cluster.rows("create database unrelated")
        busy += in_flight(stuck)
        # A worker that does not answer meanwhile would when it gives up: a connection after ten seconds, a request after thirty.
        assert seconds_of(lambda: cluster.rows("drop database unrelated")) < 8
    assert busy > 0, "nothing was under way any more"


def look_at(cluster, pid):
    """What the server knows that the process waits in, whether it sleeps, and how often it has gone to sleep."""
    (waits_in,) = cluster.rows("select wait_event from pg_stat_activity where pid = %s", (pid,))[0]
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    return waits_in, status["State"].startswith("S"), int(status["voluntary_ctxt_switches"])


def test_the_worker_sleeps_nowhere_but_where_interrupts_wake_it(stuck):
    """Seen by what it sleeps in, not by the time that something takes: a busy machine makes it run late, not sleep."""
    (pid,) = stuck.cluster.sync_workers(stuck.database)
    asleep_elsewhere = None  # since when, and at its how manieth sleep
    began = time.monotonic()
    busy = 0
    while time.monotonic() - began < 2:
        under_way = in_flight(stuck)
        busy += under_way
        if not under_way:  # a huge body ends by itself
            ask(stuck)
        waits_in, sleeps, times = look_at(stuck.cluster, pid)
        if waits_in is not None or not sleeps:
            asleep_elsewhere = None
        elif asleep_elsewhere is None or asleep_elsewhere[1] != times:
            asleep_elsewhere = (time.monotonic(), times)
        else:
            assert time.monotonic() - asleep_elsewhere[0] < 0.1, "it sleeps where no interrupt reaches it"
    assert busy > 0, "nothing was under way"


def test_the_worker_ends_when_it_is_told_to(stuck):
    cluster = stuck.cluster
    here = cluster.log.here()
    pid = cluster.sync_workers(stuck.database)[0]
    began = time.monotonic()
    cluster.kill(pid, signal.SIGTERM)
    wait_for(lambda: pid not in cluster.sync_workers(stuck.database), 5, "the worker to end")
    assert time.monotonic() - began < 3
    assert "was terminated by signal" not in cluster.log.text(here), "it ended in a crash"
    assert seconds_of(lambda: stuck.rows("drop extension pg_social")) < 5
