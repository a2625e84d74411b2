"""The extension's makefile by itself, with a source file of a moment's work."""

import shutil
import subprocess

import pytest
from support.places import ROOT, bin_directory

OBJECT = "src/core/one.o"


@pytest.fixture(name="checkout")
def checkout_fixture(tmp_path):
    for path in ("src/core", "sql/install"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "src/core/one.cpp").write_text("int one() { return 1; }\n")
    for path in ("Makefile", "pg_social.control", "sql/install/ORDER"):
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def pg_config(folder, version):
    """One of a server that calls itself so."""
    program = folder / "pg_config"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "{version}" || exec {bin_directory()}/pg_config "$@"\n')
    program.chmod(0o755)
    return program


def make(checkout, version, *words):
    command = ["make", "-C", checkout, f"PG_CONFIG={pg_config(checkout, version)}", *words]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_objects_of_another_version_of_the_server_are_compiled_anew(checkout):
    for version in ("PostgreSQL 15.20 (Debian)", "PostgreSQL 16.3"):
        done = make(checkout, version, OBJECT)
        assert "one.cpp" in done.stdout and done.returncode == 0, done.stdout + done.stderr
        assert make(checkout, version, "-q", OBJECT).returncode == 0
    assert (checkout / ".compiled-for").read_text() == "PostgreSQL 16.3\n"
    assert make(checkout, "PostgreSQL 16.3", "clean").returncode == 0
    assert not list(checkout.glob("src/core/one.[od]")) and not (checkout / ".compiled-for").exists()
