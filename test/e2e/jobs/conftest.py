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


@pytest.fixture(name="post")
def post_fixture(house, smtp_server):
    """A house whose mails go to the server of this test."""
    house.move_in()
    house.cluster.change(pg_social__smtp_url=smtp_server.url)
    yield house
    house.cluster.change(
        pg_social__smtp_url="",
        pg_social__smtp_user="",
        pg_social__smtp_password_file="",
        pg_social__ca_file="",
        pg_social__enabled="on",
    )
