"""Simulators for the tests."""

import pytest
from simulator_client import NOW, Simulator


@pytest.fixture(scope="session")
def shared():
    simulator = Simulator("--clock", "frozen", "--time", str(NOW))
    yield simulator
    assert simulator.stop() == 0


@pytest.fixture
def simulator(shared):
    """A simulator without faults or decisions, its clock at NOW."""
    shared.control("reset")
    shared.control("clock", set=NOW, mode="frozen")
    return shared


@pytest.fixture
def start():
    """Starts simulators with options of their own."""
    started = []

    def begin(*options):
        started.append(Simulator(*options))
        return started[-1]

    yield begin
    for each in started:
        if each.process.poll() is None:
            each.stop()


@pytest.fixture
def token(simulator):
    """Of the first Instagram account, old enough to be refreshed."""
    return simulator.token("instagram", 1, kind="long", age="2d")["access_token"]
