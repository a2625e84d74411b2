"""What the scripts refuse, in a sentence, before they build, change or delete anything."""

import os
import shutil
import subprocess

import pytest
from support.places import ROOT


def refused(command, **environment):
    """The command's words when it fails."""
    done = subprocess.run(
        command, cwd="/", env={**os.environ, **environment}, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0, done.stdout
    return done.stdout


def test_a_folder_of_somebody_elses_is_no_place_for_a_demo(tmp_path):
    theirs = {tmp_path / name: name for name in ("env", "demo/notes", "rest/menu", "server/data/rows", "mails/letter.eml")}
    for file, text in theirs.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for built in ("", "yes"):
        said = refused([ROOT / "scripts/demo"], RUN_DIR=str(tmp_path), PG_SOCIAL_BUILT=built)
        assert said.startswith(f"error: {tmp_path} holds files that are not a demo's"), said
    assert {file: file.read_text() for file in tmp_path.rglob("*") if file.is_file()} == theirs


def test_a_checkout_in_a_folder_with_a_blank(tmp_path):
    scripts = tmp_path / "My Files/scripts"
    scripts.mkdir(parents=True)
    for name in ("lib.sh", "build-extension"):
        shutil.copy(ROOT / "scripts" / name, scripts)
    said = refused([scripts / "build-extension"])
    assert said.startswith("error: blanks, quotes ") and said.endswith(f"{tmp_path}/My Files\n")
    assert {file.name for file in scripts.parent.iterdir()} == {"scripts"}


@pytest.mark.parametrize("name", ["a b", "a'b", 'a"b', "a$b", "a&b", "a;b", "a#b", "a,b", "a\\b"])
def test_a_demo_in_a_folder_with_a_blank_or_the_like(tmp_path, name):
    folder = tmp_path / name
    said = refused([ROOT / "scripts/demo"], RUN_DIR=str(folder))
    assert said.startswith("error: blanks, quotes ") and str(folder) in said
    assert not folder.exists()


@pytest.mark.parametrize("setting", ["STATE", "SOCKETS", "WEB_ROOT", "JWT_FILE", "PGHOST", "TLS_CERTIFICATE", "PUBLIC_URL"])
def test_a_blank_where_nginx_and_postgrest_read_a_word(tmp_path, setting):
    settings = {"JWT_FILE": str(tmp_path / "jwt.secret"), "TLS_KEY": "/etc/tls.key", setting: "/with a blank"}
    said = refused([ROOT / "deploy/render", tmp_path / "rest"], **settings)
    assert "cannot be written into a configuration file: /with a blank" in said
    assert not (tmp_path / "rest").exists()


def test_a_machine_with_another_processor(tmp_path):
    (tmp_path / "uname").write_text("#!/bin/sh\necho aarch64\n")
    (tmp_path / "uname").chmod(0o755)
    said = refused([ROOT / "scripts/install-packages"], PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert said.startswith("error: PostgREST's and Node.js's packages are for x86-64, and this machine is aarch64")
