"""What deploy/ writes into configuration files."""

import os
import subprocess

from support.places import ROOT


def test_programs_read_templates_in_any_locale():
    """PostgREST refuses to start on a byte that its locale does not know, and nginx sends what is in a header as it is."""
    templates = list((ROOT / "deploy").glob("*/*.in")) + list((ROOT / "deploy/systemd").iterdir())
    assert {file.name for file in templates} >= {"postgrest.conf.in", "nginx.conf.in", "pg_social-postgrest@.service"}
    assert [file.name for file in templates if not file.read_bytes().isascii()] == []


def test_a_folder_for_two_names_and_two_front_ends(tmp_path):
    """Under a strict umask: the processes' users can enter it, and none but the owner read the password in it."""
    (tmp_path / "jwt.secret").write_text("a-secret-of-more-than-thirty-two-characters")
    out = tmp_path / "etc/rest"
    names, fronts = "one.example two.example", ("https://a.example", "https://b.example")
    settings = {"SERVER_NAME": names, "ALLOWED_ORIGINS": " ".join(fronts), "JWT_FILE": str(tmp_path / "jwt.secret")}
    environment = {**os.environ, **settings}
    subprocess.run([ROOT / "deploy/render", out], env=environment, check=True, umask=0o077)
    assert out.stat().st_mode & 0o777 == 0o755
    assert {file.stat().st_mode & 0o777 for file in out.glob("postgrest-*.conf")} == {0o640}
    assert f"server_name {names};" in (out / "http.conf").read_text()
    assert all(f'"{front}";' in (out / "origins.conf").read_text() for front in fronts)
