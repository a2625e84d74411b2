"""A PostgreSQL cluster of our own: made, started, stopped, broken and looked into by tests."""

import contextlib
import os
import shutil
import signal
import subprocess

import psycopg2
import psycopg2.extras

from .kept_sessions import ask
from .places import as_server_user, bin_directory, give_to_server_user
from .server_log import ServerLog
from .waiting import wait_for

# Durability is not under test except where a test says so; kill -9 of a process loses nothing either way.
BASE_SETTINGS = {
    "listen_addresses": "",
    "shared_preload_libraries": "pg_social",
    "max_worker_processes": "32",
    "max_connections": "60",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_wal_senders": "4",
    "wal_level": "replica",
    "log_line_prefix": "%m [%p] %b ",
    "log_min_messages": "info",
    "timezone": "UTC",
    "pg_social.allow_http": "on",
}


def run(command, **options):
    done = subprocess.run(
        as_server_user(command), cwd="/", text=True, capture_output=True, check=False, **options
    )
    if done.returncode != 0:
        words = " ".join(str(word) for word in command)
        raise RuntimeError(f"{words} failed: {done.stdout}{done.stderr}")
    return done.stdout


# Has the extension, and no worker ever: databases begin as copies of it, which takes half as long as CREATE EXTENSION.
EXTENDED = "extended"


def make_template(directory):
    """initdb and CREATE EXTENSION once; clusters begin as copies of this."""
    cluster = Cluster.create(directory)
    cluster.start()
    cluster.rows(f"create database {EXTENDED} is_template true")
    cluster.rows("create extension pg_social cascade", database=EXTENDED)
    cluster.rows(f"alter database {EXTENDED} allow_connections false")
    cluster.stop()
    return cluster.data


def initialise(data):
    run([
        bin_directory() / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync",
        "--encoding=UTF8", "--locale=C.UTF-8",
    ])  # fmt: skip


class Cluster:
    """Reached by its Unix socket only, so that any number can run side by side."""

    port = 5432

    def __init__(self, directory, settings=None):
        self.directory = directory
        self.data = directory / "data"
        self.sockets = directory / "s"
        self.is_copy = False  # of the template
        self.log = ServerLog(directory / "log")
        self.key_file = directory / "encryption.key"
        self.settings = {
            **BASE_SETTINGS,
            "unix_socket_directories": str(self.sockets),
            "pg_social.encryption_key_file": str(self.key_file),
            **(settings or {}),
        }

    @classmethod
    def create(cls, directory, template=None, settings=None):
        """`template`: the data directory to copy; without one a cluster with an identity of its own is made."""
        cluster = cls(directory, settings)
        directory.mkdir()
        cluster.sockets.mkdir()
        for path in (directory, cluster.sockets):
            give_to_server_user(path)
        if template:
            run(["cp", "-a", "--reflink=auto", template, cluster.data])
            cluster.is_copy = True
        else:
            initialise(cluster.data)
        cluster.write_key("0123456789abcdef0123456789abcdef")
        cluster.write_settings()
        return cluster

    def write_key(self, *keys):
        self.key_file.write_text("".join(f"{key}\n" for key in keys))
        self.key_file.chmod(0o600)
        give_to_server_user(self.key_file)

    def write_settings(self):
        path = self.data / "conf.test"
        quoted = {name: value.replace("'", "''") for name, value in self.settings.items() if value is not None}
        path.write_text("".join(f"{name} = '{value}'\n" for name, value in quoted.items()))
        give_to_server_user(path)
        main = self.data / "postgresql.conf"
        if "include 'conf.test'" not in main.read_text():
            with open(main, "a", encoding="ascii") as conf:
                conf.write("\ninclude 'conf.test'\n")

    # Running it.

    def control(self, *arguments):
        return run([bin_directory() / "pg_ctl", "-D", self.data, "-t", "60", *arguments])

    def start(self):
        # pg_ctl's server keeps the output open: it must not inherit a pipe that is read to its end.
        self.control_detached("start")
        return self

    def control_detached(self, action):
        command = [bin_directory() / "pg_ctl", "-D", self.data, "-t", "60", "-w", "-l", self.log.path, action]
        done = subprocess.run(
            as_server_user(command), cwd="/", check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"pg_ctl {action} failed:\n{self.log.tail()}")

    def stop(self, mode="fast"):
        self.control("-m", mode, "-w", "stop")

    def restart(self, mode="fast"):
        self.stop(mode)
        self.start()

    def running(self):
        return (self.data / "postmaster.pid").exists()

    def destroy(self):
        with contextlib.suppress(RuntimeError):
            self.stop("immediate")
        shutil.rmtree(self.directory, ignore_errors=True)

    def change(self, **settings):
        """Sets pg_social.* (write x__y for x.y) and other settings, and reloads."""
        self.settings.update({name.replace("__", "."): value for name, value in settings.items()})
        self.write_settings()
        if self.running():
            self.control("reload")

    def standby(self, directory, settings=None):
        copy = Cluster(directory, {**self.settings, **(settings or {})})
        copy.settings["unix_socket_directories"] = str(copy.sockets)
        directory.mkdir()
        copy.sockets.mkdir()
        for path in (directory, copy.sockets):
            give_to_server_user(path)
        run([
            bin_directory() / "pg_basebackup", "-h", self.sockets, "-p", str(self.port), "-U", "postgres",
            "-D", copy.data, "-R", "--checkpoint=fast", "--no-sync",
        ])  # fmt: skip
        copy.write_settings()
        return copy

    def promote(self):
        self.control("-w", "promote")

    # Talking to it.

    def address(self, database="postgres", user="postgres"):
        return {"host": str(self.sockets), "port": self.port, "dbname": database, "user": user}

    def connect(self, database="postgres", user="postgres", autocommit=True, **more):
        connection = psycopg2.connect(**self.address(database, user), **more)
        connection.autocommit = autocommit
        return connection

    def rows(self, query, arguments=None, database="postgres"):
        def fetch(session):
            with session.cursor() as cursor:
                cursor.execute(query, arguments)
                return cursor.fetchall() if cursor.description else []

        return ask((self, database), lambda: self.connect(database), fetch)

    def value(self, query, arguments=None, database="postgres"):
        rows = self.rows(query, arguments, database)
        return rows[0][0] if rows else None

    def dicts(self, query, arguments=None, database="postgres"):
        def fetch(session):
            with session.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
                cursor.execute(query, arguments)
                return [dict(row) for row in cursor.fetchall()] if cursor.description else []

        return ask((self, database), lambda: self.connect(database), fetch)

    def program(self, name, *arguments, database=None):
        """Runs one of PostgreSQL's client programs (pg_dump, psql …) against this cluster."""
        where = ["-h", self.sockets, "-p", str(self.port), "-U", "postgres"]
        if database:
            where += ["-d", database]
        return run([bin_directory() / name, *where, *arguments])

    def script(self, file, *options, database="postgres"):
        """Runs a file of the checkout with psql, as who runs the tests: the server's user may not read it."""
        where = ["-h", self.sockets, "-p", str(self.port), "-U", "postgres", "-d", database]
        done = subprocess.run(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", *where, *options, "-f", file], check=False, capture_output=True, text=True,
            env={**os.environ, "PGOPTIONS": "-c lock_timeout=2s"},
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{file} failed: {done.stderr}")

    # What it does.

    def processes(self, kind="%", database=None):
        """pg_stat_activity's rows of our processes."""
        return self.dicts(
            "select pid, backend_type, datname, query as activity from pg_stat_activity"
            " where backend_type like %s and (%s::text is null or datname = %s) order by pid",
            ("pg_social " + kind, database, database),
        )

    def sync_workers(self, database):
        return [process["pid"] for process in self.processes("sync worker", database)]

    def wait_for_workers(self, database, count=1, timeout=20):
        wait_for(
            lambda: len(self.sync_workers(database)) == count
            and len(self.processes("scheduler", database)) == 1,
            timeout,
            f"{count} sync workers and a scheduler in {database}",
        )
        return self.sync_workers(database)

    def kill(self, pid, number=signal.SIGKILL):
        os.kill(pid, number)

    def crash(self, pid):
        """kill -9 of one process: the server ends all the others and begins anew. Returns once it has."""
        here = self.log.here()
        self.kill(pid)
        wait_for(
            lambda: "all server processes terminated; reinitializing" in self.log.text(here), 20, "the crash"
        )
        self.wait_until_up()

    def wait_until_up(self, timeout=30):
        def answers():
            try:
                return self.value("select 1") == 1
            except psycopg2.OperationalError:
                return False

        wait_for(answers, timeout, "the server to answer")

    def create_database(self, name, extension=True):
        ready_made = extension and self.is_copy
        self.rows(f'create database "{name}"' + (f" template {EXTENDED} strategy file_copy" if ready_made else ""))
        if extension and not ready_made:
            self.rows("create extension pg_social cascade", database=name)
        if extension:
            self.wait_for_workers(name, int(self.settings.get("pg_social.sync_workers", 1)))
