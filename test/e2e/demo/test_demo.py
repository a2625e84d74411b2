"""`make demo` as its user runs it: up, told where, run again, beside another one, and ended without a trace."""

import email
import email.policy
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import requests
from support.places import ROOT
from support.waiting import wait_for


# What a newcomer's shell may have: a proxy for the world outside, a locale whose encoding is not UTF-8, and a database
# that psql goes to first.
SHELL = {"http_proxy": "http://127.0.0.1:9", "LC_ALL": "C", "PYTHONUTF8": "0", "PGSERVICE": "shop", "PGHOSTADDR": "192.0.2.1"}


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
            **SHELL,
            "RUN_DIR": str(folder),
            "PORT": str(self.port),
            "PGPORT": str(free_port()),
            "PG_SOCIAL_BUILT": "yes",
        }
        for name in ("PGHOST", "PGDATABASE", "PGUSER", "no_proxy"):
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
        bare = {"PATH": os.environ["PATH"], "HOME": "/", **SHELL}
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
    stop = f"make demo-stop RUN_DIR={demo.folder}"
    for words in ("logged in", "Where to look", stop, f"http://127.0.0.1:{demo.port}/"):
        assert words in demo.story
    # Three creators with their accounts at all three platforms, then the figures of the same.
    for creator in ("Amina Benali", "Léa Martin", "Youssef El Idrissi"):
        lines = [line.split("|") for line in demo.story.splitlines() if line.strip().startswith(creator)]
        platforms = [cells[1].strip() for cells in lines if len(cells) == 6]
        assert platforms == ["facebook", "instagram", "tiktok"] * 2


def test_it_shows_a_mail(demo):
    """The weekly report that its story quotes is a whole mail, of a creator, with the figures that are stored."""
    assert "Subject: Votre semaine" in demo.story
    mails = sorted((demo.folder / "mails").glob("*.eml"))
    assert {mail.stem for mail in mails} == {page.stem for page in (demo.folder / "mails").glob("*.html")}
    assert demo.shell("psql -Atc 'select count(*) from social_media_notifications where sent_at is null'") == "0\n"
    mail = email.message_from_bytes(mails[-1].read_bytes(), policy=email.policy.default)
    text = mail.get_body(("plain",)).get_content()
    shown = int(re.sub(r"\D", "", re.search(r"Abonnés.*?:([^(\n]+)", text)[1]))
    stored = demo.shell(
        "psql -Atc \"select sum(a.followers) from social_media_notifications n, lateral social_internal.weekly_accounts("
        "n.user_id, (n.details ->> 'from')::timestamptz, (n.details ->> 'until')::timestamptz) a"
        f" where n.id::text = '{mail['Message-ID'][1:37]}'\""
    )
    assert shown == int(stored)


def test_the_env_file_is_all_one_needs(demo):
    count = demo.shell("psql -Atc 'select count(*) from users u, get_user_connections(u.id)'")
    assert count == "17\n"
    names = "PGHOST PGPORT PGDATABASE PGUSER SIMULATOR_URL API_URL TOKEN_INFLUENCER TOKEN_MERCHANT TOKEN_ADMIN"
    for name in names.split():
        assert demo.shell(f"echo ${name}").strip(), f"{name} is not set"


def test_five_weeks_of_history(demo):
    days = demo.shell("psql -Atc 'select count(distinct synced_at::date) from social_media_stats'")
    assert int(days) >= 35
    # One a day of each account, and nothing went wrong meanwhile: that is what a newcomer sees.
    doubled = "select count(*) - count(distinct (connection_id, synced_at::date)) from social_media_stats"
    assert demo.shell(f'psql -Atc "{doubled}"') == "0\n"
    failed = "select count(*) from social_media_sync_logs l join users u on u.id = l.user_id where sync_status <> 'success'"
    assert demo.shell(f'psql -Atc "{failed}"') == "0\n"
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


def sql_of(page):
    """What somebody types who follows the page from top to bottom."""
    return "\n".join(re.findall(r"^```sql\n(.*?)^```", page, re.MULTILINE | re.DOTALL))


def typed(demo, folder, sql):
    script = folder / "typed.sql"
    script.write_text(sql)
    return demo.shell(f"psql -X -v ON_ERROR_STOP=1 -At -f {script}")


# Of the replaced service's guide, letter for letter.
GUIDE = {
    "active": """
SELECT platform, COUNT(*) as count
FROM social_media_connections
WHERE connection_status = 'active'
GROUP BY platform;
""",
    "expiring": "SELECT * FROM get_expiring_connections(7);",
    "synced": """
SELECT
    u.email,
    smc.platform,
    smc.last_synced_at,
    smc.connection_status
FROM social_media_connections smc
JOIN users u ON smc.user_id = u.id
ORDER BY last_synced_at DESC NULLS LAST
LIMIT 20;
""",
    "failed": """
SELECT * FROM social_media_sync_logs
WHERE sync_status = 'failed'
ORDER BY created_at DESC
LIMIT 50;
""",
    "tokens": """
UPDATE social_media_connections
SET access_token_encrypted = pgp_sym_encrypt('token_value', 'encryption_key')
WHERE id = 'connection_id';

SELECT pgp_sym_decrypt(access_token_encrypted::bytea, 'encryption_key')
FROM social_media_connections
WHERE id = 'connection_id';
""",
}


def test_the_statements_of_the_guide(demo, tmp_path):
    answers = {name: typed(demo, tmp_path, sql).splitlines() for name, sql in GUIDE.items() if name != "tokens"}
    assert sorted(answers["active"]) == ["facebook|5", "instagram|6", "tiktok|6"]
    assert answers["expiring"] == []
    assert len(answers["synced"]) == 17
    assert all(row.endswith("|active") and "@demo.example|" in row for row in answers["synced"])
    assert all(row.count("|") >= 15 and "|failed|" in row for row in answers["failed"])
    one = demo.shell("psql -Atc 'select id from social_media_connections limit 1'").strip()
    tokens = typed(demo, tmp_path, f"begin;{GUIDE['tokens'].replace('connection_id', one)}rollback;")
    assert "\ntoken_value\n" in tokens


def test_the_tutorial_can_be_followed(demo, tmp_path):
    answers = typed(demo, tmp_path, sql_of((ROOT / "docs/tutorial.md").read_text()))
    assert "\nAmina Benali|instagram|amina.benali|active|" in answers
    assert "\ntiktok|chloedubois|active|" in answers, "the account connected by hand"
    assert "\ntiktok|success|25|" in answers
    assert "\ntiktok|revoked|" in answers
    assert "\nreconnect_needed|tiktok|chloedubois\n" in answers
    assert answers.endswith("\n0\n"), "disconnected at the end"


def test_the_first_use_of_the_readme(demo, tmp_path):
    section = (ROOT / "README.md").read_text().split("## First use\n")[1].split("\n## ")[0]
    me = re.search(r"\\set me '[^']+'", section).group()
    # The creator's part is the tutorial's.
    creator = re.search(r"^\\setenv PAGE .*\n\\set code .*$", (ROOT / "docs/tutorial.md").read_text(), re.MULTILINE).group()
    sql = sql_of(section).replace("\\echo :authorize_url\n\\set code '…'", creator)
    assert creator in sql
    clean = "select 'left', disconnect_platform(id, :'me') from get_user_connections(:'me');"
    answers = typed(demo, tmp_path, f"{me}\n{sql}\n{clean}\n")
    assert "\nchloedubois|active\n" in "\n" + answers
    assert "\ntiktok|success|25\n" in answers
    assert "\nmean_sync_time|" in answers
    assert answers.endswith("\nleft|\n")


def test_only_the_superuser_of_the_run_gets_in(demo):
    host = demo.shell("echo $PGHOST").strip()
    assert Path(host).stat().st_mode & 0o007 == 0, "other users of the machine reach the socket"
    for path in demo.folder.glob("**/*.key"):
        assert path.stat().st_mode & 0o077 == 0


def test_one_that_does_not_come_up(workshop, tmp_path):
    """Its logs stay, and no process."""
    (tmp_path / "psycopg2.py").write_text("raise SystemExit('not today')")
    demo = Demo(workshop / "failing-demo")
    with pytest.raises(AssertionError, match="not today"):
        demo.run("scripts/demo", environment={**demo.environment, "PYTHONPATH": str(tmp_path)})
    assert "database system is shut down" in (demo.folder / "postgresql.log").read_text()
    wait_for(lambda: demo.processes() == [], 20, "all of its processes to end")


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
