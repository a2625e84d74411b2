"""What the two images start, as the Dockerfile and compose.yaml have it, in namespaces of their own instead of images."""

import re
import subprocess
import time
import uuid
from pathlib import Path

import pytest
import yaml
from rest.helpers import sign
from support.places import ROOT, RUNS_AS_ROOT, bin_directory
from support.server_log import ServerLog
from support.waiting import wait_for

CONTAINER = ROOT / "deploy/container"
SERVICES = yaml.safe_load((CONTAINER / "compose.yaml").read_text())["services"]
JWT_SECRET = "a-secret-for-tokens-of-more-than-32-characters"

# The folders of the image, over the machine's own. What is below $1 is the container's: /run and its volumes.
AS_IN_THE_IMAGE = """
set -e
place=$1 programs=$2 share=$3 project=$4
shift 4
mount -t tmpfs tmpfs /opt
mkdir -p /opt/pg_social/{deploy,web,docs}
cp "$project"/deploy/{roles,make_roles}.sql "$project"/deploy/container/start-database /opt/pg_social/
for folder in deploy web docs; do mount --bind "$project/$folder" /opt/pg_social/$folder; done
mount -t tmpfs tmpfs /usr/lib/postgresql
mkdir /usr/lib/postgresql/15
mount --bind "$programs" /usr/lib/postgresql/15
mount --bind "$share" /usr/share/postgresql
mkdir -p /var/lib/postgresql
mount --bind "$place/data" /var/lib/postgresql
mount --bind "$place/run" /run
mount --bind "$place/sockets" /run/pg_social
ip link set lo up
exec "$@"
"""


def stage(target):
    """The Dockerfile's part for one image: its environment, command and health check."""
    text = re.search(rf"^FROM \S+ AS {target}\n(.*?)(?=^FROM|\Z)", (CONTAINER / "Dockerfile").read_text(), re.M | re.S)[1]
    command = re.search(r'^CMD \["(.*)"\]', text, re.M)[1]
    return dict(re.findall(r"^ENV (\w+)=(\S+)", text, re.M)), command, re.search(r"^HEALTHCHECK .*?CMD (.*)", text, re.M)[1]


class Container:
    def __init__(self, target, place, environment=None):
        own, command, self.check = stage(target)
        settings = {**own, **SERVICES[target]["environment"], **(environment or {})}
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **{name: str(value) for name, value in settings.items()}}
        self.log = ServerLog(place / f"{target}.log")
        as_root = [] if RUNS_AS_ROOT else ["--user", "--map-auto", "--map-root-user"]
        programs = bin_directory().parent
        with open(self.log.path, "w") as log:
            self.outside = subprocess.Popen(
                ["unshare", *as_root, "--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc",
                 "bash", "-c", AS_IN_THE_IMAGE, "bash", place, programs, programs.parents[3] / "usr/share/postgresql", ROOT,
                 command], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def pid(self):
        """The container's process 1, as it is called outside."""
        return Path(f"/proc/{self.outside.pid}/task/{self.outside.pid}/children").read_text().strip()

    def run(self, *command):
        inside = ["nsenter", "--target", self.pid(), "--mount", "--pid", "--net", *([] if RUNS_AS_ROOT else ["--user"]), "--"]
        return subprocess.run([*inside, *command], env=self.environment, capture_output=True, text=True, check=False)

    def healthy(self):
        assert self.outside.poll() is None, self.log.tail()
        return self.run("sh", "-c", self.check).returncode == 0

    def stop(self):
        subprocess.run(["kill", "-TERM", self.pid()], check=True)
        return self.outside.wait(timeout=60)

    def sql(self, statement):
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        done = self.run(*as_postgres, "psql", "-XAtq", "-d", "social", "-c", statement)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def status(self, path, *options):
        return self.run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", *options, f"http://localhost:8080{path}").stdout


@pytest.fixture(name="place")
def place_fixture(workshop):
    place = workshop / f"containers-{uuid.uuid4()}"
    for folder in ("data", "sockets", "run/secrets", "run/pg_social"):
        (place / folder).mkdir(parents=True)
    (place / "run/secrets/encryption_key").write_text("a-key-for-tokens-of-32-characters")
    (place / "run/secrets/jwt_secret").write_text(JWT_SECRET)
    return place


@pytest.fixture(name="start")
def start_fixture(place):
    started = []

    def start(target, **environment):
        started.append(Container(target, place, environment))
        return started[-1]

    yield start
    for container in started:
        container.outside.kill()
        container.outside.wait()


def test_from_the_first_start_to_a_second_with_other_settings(start):
    database = start("database")
    wait_for(database.healthy, 60)
    # Healthy means that REST can come in; then nothing is left to be made.
    assert database.sql("select count(*) from pg_roles where rolname in ('anonymous', 'influencer', 'merchant', 'admin')") == "4"
    assert database.sql("show pg_social.time_zone") == SERVICES["database"]["environment"]["TIME_ZONE"]
    wait_for(lambda: int(database.sql("select count(*) from social.worker_status() where state = 'running'")) >= 3, 20)
    assert int(database.sql("show max_worker_processes")) >= 1 + 10 + 8  # the cluster's, the database's, spare ones
    database.sql("create table kept as select 'a row' as value")

    rest = start("rest")
    wait_for(rest.healthy, 60)
    token = sign(JWT_SECRET, {"sub": str(uuid.uuid4()), "role": "influencer", "exp": int(time.time()) + 600})
    path = "/api/social-media/connections"
    assert rest.status(path, "-H", f"Authorization: Bearer {token}") == "200"
    assert (rest.status(path), rest.status("/")) == ("401", "200")
    wait_for(lambda: f"GET {path} 200" in rest.log.text(), 10, "the request in the container's output")
    assert rest.stop() == 0
    assert database.stop() == 0
    assert "database system is shut down" in database.log.text()

    database = start("database", TIME_ZONE="Asia/Tokyo", AUDIENCE="shop's")
    wait_for(database.healthy, 60)
    assert database.sql("select value, current_setting('pg_social.time_zone') from kept") == "a row|Asia/Tokyo"
    audience = "select setting from pg_db_role_setting, unnest(setconfig) setting where setting ~ 'jwt_aud'"
    wait_for(lambda: database.sql(audience) == "pgrst.jwt_aud=shop's", 10, "the audience to be insisted on")
    assert database.stop() == 0
    database = start("database", DATABASE="another")
    wait_for(database.healthy, 60)  # made as well, and REST may come in
    assert database.sql(audience) == "pgrst.jwt_aud=shop's"  # what was told once stays

    # An image that is older than the objects: it says so, and leaves no server behind that was killed.
    database.sql("update pg_extension set extversion = '99' where extname = 'pg_social'")
    assert database.stop() == 0
    database = start("database")
    assert database.outside.wait(timeout=60) == 1
    assert 'no update path from version "99"' in database.log.text()
    assert "database system is shut down" in database.log.text()


def test_a_process_that_ends_ends_the_rest_container(start):
    wait_for(start("database").healthy, 60)
    rest = start("rest")
    wait_for(rest.healthy, 60)
    wait_for(lambda: rest.run("pgrep", "-f", "pg_social/deploy/start").returncode, 20, "the end of deploy/start")
    rest.run("bash", "-c", "kill -KILL $(cat /run/rest/rest/postgrest-quick.pid)")
    assert rest.outside.wait(timeout=60) == 1
    assert "a process has ended" in rest.log.text()


def test_a_stop_while_rest_waits_for_the_database(start):
    rest = start("rest")
    wait_for(lambda: "Attempting to connect" in rest.log.text(), 20, "PostgREST's first attempt")
    began = time.monotonic()
    assert rest.stop() == 0
    assert time.monotonic() - began < 9  # Compose kills what has not ended after 10 s


@pytest.mark.parametrize(
    ("target", "secret", "content", "said"),
    [
        ("database", "encryption_key", None, "encryption_key is missing or empty"),
        ("database", "encryption_key", "", "encryption_key is missing or empty"),
        ("rest", "jwt_secret", "", "jwt_secret is missing or empty"),
        ("rest", "jwt_secret", "short", "shorter than 32 characters"),
    ],
)
def test_a_secret_that_cannot_be_used(start, place, target, secret, content, said):
    file = place / "run/secrets" / secret
    file.unlink()
    if content is not None:
        file.write_text(content)
    container = start(target)
    assert container.outside.wait(timeout=60) in (1, 2)
    assert said in container.log.text()


def test_a_time_zone_that_there_is_not(start):
    database = start("database", TIME_ZONE="Africa/Nowhere")
    assert database.outside.wait(timeout=60) == 1
    assert "TIME_ZONE=Africa/Nowhere is not the name of a time zone" in database.log.text()
