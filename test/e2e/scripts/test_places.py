"""Where the scripts put what the server's user has to reach."""

import shutil
import subprocess
from pathlib import Path

import pytest
from support.places import ROOT, RUNS_AS_ROOT, as_server_user, give_to_server_user

CLOSED = 0o700


def place_for(folder):
    return subprocess.run(
        ["bash", "-euc", f'. {ROOT}/scripts/lib.sh && place=$(place_for "$1") && echo "$place"', "bash", folder],
        check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(name="home")
def home_fixture(tmp_path):
    """A folder that is closed to others; what came into being elsewhere for it goes away with it."""
    tmp_path.chmod(CLOSED)
    yield tmp_path
    elsewhere = (tmp_path / "server").resolve()
    if elsewhere.parent == Path("/var/tmp"):
        shutil.rmtree(elsewhere)


def test_a_demo_that_is_run_again_below_a_closed_folder_is_in_the_same_place(home):
    place = Path(place_for(home / "server").stdout.strip())
    subprocess.run(as_server_user(["test", "-x", place]), check=True)
    assert (place == home / "server") != RUNS_AS_ROOT
    give_to_server_user(place)  # as the demo does
    assert Path(place_for(home / "server").stdout.strip()) == place


def test_what_has_become_somebody_elses_is_not_used(home, workshop):
    theirs = Path("/usr")
    if RUNS_AS_ROOT:
        theirs = workshop / "theirs"
        theirs.mkdir()
        shutil.chown(theirs, "nobody")
    (home / "server").symlink_to(theirs)
    assert Path(place_for(home / "server").stdout.strip()) == (home / "server").resolve() != theirs


def test_a_folder_that_its_maker_keeps_the_servers_user_out_of(workshop):
    folder = workshop / "closed"
    folder.mkdir(CLOSED)
    if not RUNS_AS_ROOT:
        folder.chmod(0o600)
    said = place_for(folder)
    assert said.returncode != 0
    assert said.stderr.endswith(f"cannot enter {folder}: delete it, or go on as the user who made it\n")
