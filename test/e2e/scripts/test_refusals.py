"""What the scripts refuse, in a sentence, before they build, change or delete anything."""

import os
import subprocess

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
