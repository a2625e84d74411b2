"""What the tests of the REST API share: a running site, people with data of their own, tokens of any kind.

The site is the one that `make demo` left (`. .run/env` first), or else one of their own.
"""

import contextlib
import os
import socket
import subprocess
import time
import uuid
from pathlib import Path
from typing import NamedTuple

import psycopg2
import pytest
import requests
from rest.helpers import Person, sign
from support.cluster import Cluster
from support.simulator import CLIENTS, SECRETS, Control
from support.waiting import wait_for

ROOT = Path(__file__).parents[3]


class Site(NamedTuple):
    """A running site: its address, the secret of its tokens, the simulator that its platforms are."""

    api: str
    secret: str
    simulator: Control


def running_site():
    """The site that `make demo` left, when its env file has been read into the environment."""
    file = os.environ.get("JWT_FILE") or ROOT / os.environ.get("RUN_DIR", ".run") / "jwt.secret"
    return Site(os.environ["API_URL"], Path(file).read_text().strip(), Control(os.environ.get("SIMULATOR_URL")))


@contextlib.contextmanager
def site_of_our_own(cluster, simulator, run):
    """PostgREST and nginx in front of a new cluster, its platforms configured to be the simulator."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = {"PGHOST": str(cluster.sockets), "PGPORT": str(cluster.port), "PGDATABASE": "site", "PGUSER": "postgres"}
    before = dict(os.environ)
    os.environ.update(where)
    try:
        cluster.create_database("site")
        for platform, client in CLIENTS.items():
            addresses = simulator.addresses(platform)
            cluster.rows(
                """select social.configure_platform(%s, %s, %s, redirect_uri => %s, authorize_url => %s,
                                                    token_url => %s, api_url => %s)""",
                (platform, client, SECRETS[platform], f"http://127.0.0.1:{port}/oauth/callback/{platform}",
                 addresses["authorize_url"], addresses["token_url"], addresses["api_url"]),
                "site",
            )  # fmt: skip
        # Tests make accounts by hand, so no login tells the workers that this is where their tokens are used.
        cluster.rows("select social.resume_workers()", database="site")
        subprocess.run(["psql", "-qX", "-f", ROOT / "deploy/roles.sql"], check=True)
        run.mkdir()
        environment = {**os.environ, "PORT": str(port)}
        subprocess.run([ROOT / "deploy/start", run], check=True, env=environment)
        yield Site(f"http://127.0.0.1:{port}", (run / "jwt.secret").read_text(), simulator)
    finally:
        subprocess.run([ROOT / "deploy/stop", run], check=True)
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def site(request):
    if "API_URL" in os.environ:
        yield running_site()
        return
    workshop = request.getfixturevalue("workshop")
    cluster = Cluster.create(workshop / "rest-site", request.getfixturevalue("template"), {"max_connections": "200"})
    cluster.start()
    try:
        with site_of_our_own(cluster, request.getfixturevalue("session_simulator"), workshop / "rest-run") as ours:
            yield ours
    finally:
        cluster.destroy()


@pytest.fixture(scope="session")
def api(site):
    return site.api


@pytest.fixture(scope="session")
def jwt_secret(site):
    return site.secret


@pytest.fixture(scope="session")
def db(site):
    with contextlib.closing(psycopg2.connect("")) as connection:
        yield connection


@pytest.fixture(scope="session")
def mint(jwt_secret):
    """Signs claims; exp is an hour from now unless given (None leaves it out)."""

    def mint_token(**claims):
        claims = {"exp": int(time.time()) + 3600, **claims}
        return sign(jwt_secret, {k: v for k, v in claims.items() if v is not None})

    return mint_token


@pytest.fixture
def sql(db):
    """Runs one statement as the administrator, outside of any transaction that stays open."""

    def run(statement, *values):
        with db.cursor() as cursor:
            try:
                cursor.execute(statement, values)
            except Exception:
                db.rollback()
                raise
            rows = cursor.fetchall() if cursor.description else None
        db.commit()
        return rows

    return run


@pytest.fixture
def person(api, mint, sql):
    """Makes people; everything of theirs is erased afterwards."""
    made = []

    def make(role="influencer", display_name=None):
        user_id = str(uuid.uuid4())
        sql(
            "insert into social.social_media_users (id, email, display_name, role) values (%s, %s, %s, %s)",
            user_id,
            f"{user_id}@example.com",
            display_name or f"Person {user_id[:8]}",
            role,
        )
        made.append(user_id)
        return Person(api, user_id, role, mint(sub=user_id, role=role))

    yield make
    for user_id in made:
        sql("delete from social.social_media_sync_logs where user_id = %s", user_id)
        sql("select social.erase_user(%s)", user_id)


@pytest.fixture
def account(sql):
    """Makes a connection that no worker touches by itself: it is due at no time."""

    def make(owner, platform="instagram", username="handle", status="active", grant_days=40):
        connection_id = str(uuid.uuid4())
        sql(
            """insert into social.social_media_connections
                   (id, user_id, platform, platform_user_id, platform_username, platform_display_name,
                    access_token_encrypted, connection_status, auto_refresh_enabled, next_sync_at,
                    grant_expires_at, connection_error)
               values (%s, %s, %s, %s, %s, 'Shown name', '\\x00', %s, false, null,
                       now() + make_interval(days => %s, mins => 5), 'the stored error')""",
            connection_id,
            owner.id,
            platform,
            "id-" + connection_id,
            username,
            status,
            grant_days,
        )
        return connection_id

    return make


@pytest.fixture
def measured(sql):
    """Adds a measurement of an account, so many days old."""

    def add(owner, connection_id, days_ago, platform="instagram", **figures):
        figures = {"followers_count": 1000, "engagement_rate": 2.5, "total_posts": 7, **figures}
        sql(
            "select social_internal.ensure_month('social.social_media_stats', now() - make_interval(days => %s))",
            days_ago,
        )
        columns = ", ".join(figures)
        places = ", ".join(["%s"] * len(figures))
        sql(
            f"""insert into social.social_media_stats (connection_id, user_id, platform, synced_at, {columns})
                values (%s, %s, %s, now() - make_interval(days => %s) - interval '1 hour', {places})""",
            connection_id,
            owner.id,
            platform,
            days_ago,
            *figures.values(),
        )
        # As the recording of a sync does.
        sql("select social_internal.profiles_changed(array[%s::uuid])", owner.id)

    return add


@pytest.fixture
def posted(sql):
    """Adds a post with figures; returns its id at the platform."""

    def add(connection_id, name, days_ago=1, removed=False, **figures):
        figures = {"likes_count": 10, "comments_count": 1, "followers_count": 1000, **figures}
        (post_id,) = sql(
            """insert into social_internal.post_texts
                   (post_type, caption, published_at, created_at, removed_at)
               values ('image', %s, now() - make_interval(days => %s), now(),
                       case when %s then now() end) returning id""",
            "Caption of " + name,
            days_ago,
            removed,
        )[0]
        columns = ", ".join(figures)
        places = ", ".join(["%s"] * len(figures))
        sql(
            f"""insert into social_internal.post_figures (connection_id, post_id, platform_post_id, fetched_at, {columns})
                values (%s, %s, %s, now(), {places})""",
            connection_id,
            post_id,
            name,
            *figures.values(),
        )
        return post_id

    return add


@pytest.fixture
def slow_sync(sql):
    """Holds the rows of connections, so that the syncs of them cannot be recorded while it lasts."""

    @contextlib.contextmanager
    def hold(connection_ids):
        with contextlib.closing(psycopg2.connect("")) as holder:
            with holder.cursor() as cursor:
                cursor.execute(
                    "select from social.social_media_connections where id = any (%s::uuid[]) for update",
                    (connection_ids,),
                )
            yield
            holder.rollback()

    return hold


@pytest.fixture
def settled():
    """Waits until a condition holds; fails when it does not within ten seconds."""

    def wait(condition):
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "it never came to be"

    return wait


class Arguments:
    """Every program that a script runs, with its arguments, which everybody on the machine can read while it runs."""

    def __init__(self, folder):
        self.log = folder / "arguments"
        self.programs = folder / "programs"
        self.programs.mkdir()
        for path in os.environ["PATH"].split(":"):
            for program in ("psql", "env", "grep", "sed", "mv", "chown", "chmod", "head", "sha256sum", "cut", "base64", "mktemp"):
                recorder = self.programs / program
                if (Path(path) / program).exists() and not recorder.exists():
                    recorder.write_text(f'#!/bin/bash\nprintf "%s\\n" "{program} $*" >>"{self.log}"\nexec {path}/{program} "$@"\n')
                    recorder.chmod(0o755)

    def environment(self):
        return {**os.environ, "PATH": f"{self.programs}:{os.environ['PATH']}"}

    def seen(self):
        return self.log.read_text()


@pytest.fixture
def arguments(tmp_path):
    return Arguments(tmp_path)


@pytest.fixture
def mended(api, mint):
    """For tests that cut PostgREST's connections: the next test finds both of the site's processes connected again."""
    yield
    headers = {"Authorization": "Bearer " + mint(sub=str(uuid.uuid4()), role="influencer")}

    def both_answer():
        quick = requests.get(f"{api}/api/social-media/connections", headers=headers, timeout=20)
        waiting = requests.post(f"{api}/api/social-media/sync", headers=headers, timeout=20)
        return 503 not in (quick.status_code, waiting.status_code)

    wait_for(both_answer, 40, "PostgREST to be connected again")
