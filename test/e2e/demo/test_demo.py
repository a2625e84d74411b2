"""`make demo` as its user runs it: up, told where, run again, beside another one, and ended without a trace."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import requests
from support.places import ROOT
from support.waiting import wait_for


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **os.environ,
            "RUN_DIR": str(folder),
            "PORT": str(self.port),
            "PGPORT": str(free_port()),
            "PG_SOCIAL_BUILT": "yes",
        }
        for name in ("PGHOST", "PGDATABASE", "PGUSER"):
            self.environment.pop(name, None)

    def run(self, *command, environment=None):
        done = subprocess.run(
            command, cwd=ROOT, env=environment or self.environment, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        return done.stdout

    def start(self):
        return self.run("scripts/demo")

    def stop(self):
        return self.run("scripts/demo-stop")

    def shell(self, command):
        """What somebody types who has only read that there is an env file."""
        bare = {"PATH": os.environ["PATH"], "HOME": "/"}
        return self.run("bash", "-c", f". {self.folder}/env && {command}", environment=bare)

    def processes(self):
        """Processes that have the folder in their command line or as their working directory."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                place = os.readlink(entry / "cwd")
            except OSError:
                continue
            if str(self.folder) in command or place.startswith(str(self.folder)):
                found.append((entry.name, command))
        return found


@pytest.fixture(scope="module", name="demo")
def demo_fixture(workshop):
    demo = Demo(workshop / "demo")
    demo.story = demo.start()
    yield demo
    demo.stop()
    shutil.rmtree(demo.folder, ignore_errors=True)


def test_it_tells_what_it_did_and_where_to_look(demo):
    for words in ("logged in", "Where to look", "make demo-stop", f"http://127.0.0.1:{demo.port}/"):
        assert words in demo.story


def test_the_env_file_is_all_one_needs(demo):
    count = demo.shell("psql -Atc 'select count(*) from users u, get_user_connections(u.id)'")
    assert count == "17\n"
    names = "PGHOST PGPORT PGDATABASE PGUSER SIMULATOR_URL API_URL TOKEN_INFLUENCER TOKEN_MERCHANT TOKEN_ADMIN"
    for name in names.split():
        assert demo.shell(f"echo ${name}").strip(), f"{name} is not set"


def test_five_weeks_of_history(demo):
    days = demo.shell("psql -Atc 'select count(distinct synced_at::date) from social_media_stats'")
    assert int(days) >= 35
    states = demo.shell("psql -Atc 'select distinct connection_status from social_media_connections'")
    assert states.split() == ["active"]
    platforms = demo.shell("psql -Atc 'select distinct platform from social_media_connections order by 1'")
    assert platforms.split() == ["facebook", "instagram", "tiktok"]
    # The history ends now: the demo's clock is the wall clock again.
    assert demo.shell("psql -Atc \"select social_internal.current_time() - now() < interval '1 minute'\"") == "t\n"


@pytest.mark.parametrize("role, status", [("INFLUENCER", 200), ("MERCHANT", 200), ("ADMIN", 200)])
def test_the_tokens_are_good(demo, role, status):
    token = demo.shell(f"echo $TOKEN_{role}").strip()
    answer = requests.get(
        f"http://127.0.0.1:{demo.port}/api/social-media/connections",
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    assert answer.status_code == status


def test_a_guide_query_works_unqualified(demo):
    query = "select u.name, c.platform from users u join social_media_connections c on c.user_id = u.id"
    assert len(demo.shell(f'psql -Atc "{query}"').splitlines()) == 17


def test_only_the_superuser_of_the_run_gets_in(demo):
    host = demo.shell("echo $PGHOST").strip()
    assert Path(host).stat().st_mode & 0o007 == 0, "other users of the machine reach the socket"
    for path in demo.folder.glob("**/*.key"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_second_one_beside_it_and_run_again(demo, workshop):
    other = Demo(workshop / "other-demo")
    try:
        other.start()
        other.start()
        assert other.shell("psql -Atc 'select count(*) from social_media_connections'") == "17\n"
        assert demo.shell("psql -Atc 'select count(*) from social_media_connections'") == "17\n"
    finally:
        other.stop()
    wait_for(lambda: other.processes() == [], 20, "all of its processes to end")
    assert demo.shell("psql -Atc 'select 1'") == "1\n"
    assert "there is no demo" in other.run(
        "scripts/demo-stop", environment={**other.environment, "RUN_DIR": "/nowhere"}
    )
