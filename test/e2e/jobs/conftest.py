"""A database whose clock tests move, and a mail server that does what it is told."""

import pytest
from jobs.house import House
from jobs.mail_server import MailServer


@pytest.fixture(name="house")
def house_fixture(cluster, database):
    house = House(cluster, database)
    yield house
    house.move_clock("0 s")


@pytest.fixture(name="smtp_server")
def smtp_server_fixture():
    with MailServer() as server:
        yield server
