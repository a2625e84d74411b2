"""Where the things under test are, and who may run a server."""

import os
import pwd
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RUNS_AS_ROOT = os.geteuid() == 0
SERVER_USER = "postgres" if RUNS_AS_ROOT else pwd.getpwuid(os.geteuid()).pw_name


def bin_directory():
    """The programs of the PostgreSQL that the extension was installed into."""
    given = os.environ.get("PG_SOCIAL_BINDIR")
    if given:
        return Path(given)
    # The name may be a link: the copy lies where the server's user can get to it.
    found = sorted((ROOT / "build/pg").resolve().glob("usr/lib/postgresql/*/bin"))
    if not found:
        raise RuntimeError("no private PostgreSQL in build/pg: run scripts/build-extension")
    return found[-1]


def simulator_program():
    given = os.environ.get("PG_SOCIAL_SIMULATOR")
    program = Path(given) if given else ROOT / "build/cmake/test/simulator/pg_social_simulator"
    if not program.exists():
        raise RuntimeError(f"{program} is missing: run scripts/build-core pg_social_simulator")
    return program


def as_server_user(command):
    """PostgreSQL refuses to run as root: then its processes belong to the user postgres."""
    if not RUNS_AS_ROOT:
        return [str(word) for word in command]
    prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
    return prefix + [str(word) for word in command]


def give_to_server_user(path):
    if RUNS_AS_ROOT:
        owner = pwd.getpwnam("postgres")
        os.chown(path, owner.pw_uid, owner.pw_gid)
