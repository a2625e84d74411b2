"""deploy/start and deploy/stop: keys of other kinds, long paths, and what is said while things are down."""

import base64
import contextlib
import json
import os
import re
import select
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
import requests
from rest.helpers import encode, problem, sign

DEPLOY = Path(__file__).parents[3] / "deploy"
SUB = "a0000000-0000-4000-8000-00000000beef"
CLAIMS = {"sub": SUB, "role": "influencer", "exp": int(time.time()) + 3600}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def folder():
    """Short, and open to the user that the processes run as."""
    made = Path(tempfile.mkdtemp(prefix="pg_social_rest.", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@contextlib.contextmanager
def stack(run, db, **settings):
    """A second front of the same database, in a folder of its own."""
    port = free_port()
    facts = db.get_dsn_parameters()
    environment = {
        **os.environ,
        "PATH": "/usr/local/bin:/usr/bin:/bin",  # of a user other than root
        "PGHOST": facts["host"],
        "PGPORT": facts["port"],
        "PGDATABASE": facts["dbname"],
        "PORT": str(port),
        "WAITING_POOL": "2",
        "QUICK_POOL": "2",
        **settings,
    }
    environment.pop("JWT_SECRET", None)
    if "JWT_FILE" not in settings:
        environment.pop("JWT_FILE", None)
    run.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run([DEPLOY / "start", run], env=environment, check=True, capture_output=True, text=True)
        yield f"{'https' if 'TLS_KEY' in settings else 'http'}://127.0.0.1:{port}"
    finally:
        subprocess.run([DEPLOY / "stop", run], env=environment, check=True)


def ask(url, token, path="/api/social-media/connections"):
    return requests.get(url + path, headers={"Authorization": "Bearer " + token}, timeout=30)


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, check=True, capture_output=True).stdout


def rsa_token(key, claims, header):
    signed = f"{encode(header)}.{encode(claims)}"
    return f"{signed}.{encode(openssl('dgst', '-sha256', '-sign', key, data=signed.encode()))}"


def test_keys_by_jwks(folder, db):
    key, other = folder / "rsa.pem", folder / "other.pem"
    for file in (key, other):
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", file)
    modulus = bytes.fromhex(openssl("rsa", "-in", key, "-noout", "-modulus").decode().strip().split("=")[1])
    public = openssl("rsa", "-in", key, "-pubout").decode()
    secret = "an-octet-key-of-more-than-thirty-two-characters"
    document = {
        "keys": [
            {"kty": "RSA", "kid": "new", "alg": "RS256", "use": "sig", "n": encode(modulus), "e": "AQAB"},
            {"kty": "oct", "kid": "old", "alg": "HS256", "k": encode(secret.encode())},
        ]
    }
    (folder / "jwks.json").write_text(json.dumps(document))
    head = {"alg": "RS256", "kid": "new", "typ": "JWT"}
    with stack(folder / "jwks", db, JWT_FILE=str(folder / "jwks.json")) as url:
        assert ask(url, rsa_token(key, CLAIMS, head)).status_code == 200
        assert ask(url, sign(secret, CLAIMS)).status_code == 200
        for forged in (
            rsa_token(other, CLAIMS, head),
            rsa_token(key, {**CLAIMS, "exp": 1000}, head),
            sign(public, CLAIMS),  # the public key taken for an HMAC secret
            sign(public.strip(), CLAIMS, {"alg": "HS256", "kid": "new"}),
            sign(base64.b64encode(secret.encode()).decode(), CLAIMS),
            rsa_token(key, CLAIMS, {"alg": "none"}),
        ):
            problem(ask(url, forged), 401)
        problem(ask(url, rsa_token(key, {k: v for k, v in CLAIMS.items() if k != "exp"}, head)), 401)


def test_https_with_hsts(folder, db):
    certificate, key, run = folder / "tls.pem", folder / "tls.key", folder / "tls"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate)  # fmt: skip
    with stack(run, db, TLS_CERTIFICATE=str(certificate), TLS_KEY=str(key)) as url:
        browser = requests.Session()
        browser.trust_env, browser.verify = False, str(certificate)
        token = sign((run / "jwt.secret").read_text(), CLAIMS)
        bearer = {"Authorization": "Bearer " + token}
        for path, status in (("/", 200), ("/api/social-media/connections", 200), ("/rest/connections", 200), ("/rest/no", 404)):
            answer = browser.get(url + path, headers=bearer, timeout=30)
            assert answer.status_code == status, path
            assert answer.headers["Strict-Transport-Security"] == "max-age=63072000", path
        opened = browser.post(url + "/session", headers=bearer, timeout=30)
        assert "; Secure" in opened.headers["Set-Cookie"]
        assert browser.get(url + "/session", timeout=30).json()["sub"] == SUB

        version = subprocess.run(
            ["curl", "-s", "--cacert", certificate, "--http2", "-o", "/dev/null", "-w", "%{http_version}", url + "/"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        assert version.stdout == "2"
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(ssl.SSLError), socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) as plain:
            old.wrap_socket(plain)
        problem(requests.get(url.replace("https", "http") + "/api/social-media/stats", timeout=30), 400)


def test_where_another_proxy_ends_tls(folder, db, api):
    """A site whose public address is https is one, whatever the proxy says; any other one goes by the proxy's word."""
    with stack(folder / "behind", db, PUBLIC_URL="https://social.example.com") as url:
        token = sign((folder / "behind/jwt.secret").read_text(), CLAIMS)
        for path in ("/", "/session", "/rest/connections", "/rest/no", "/api/social-media/connections"):
            assert ask(url, token, path).headers["Strict-Transport-Security"] == "max-age=63072000", path
        opened = requests.post(url + "/session", headers={"Authorization": "Bearer " + token}, timeout=30)
        assert "; Secure" in opened.headers["Set-Cookie"]
    for said, https in ((None, False), ("http", False), ("http, https", False), ("https", True), ("https, http", True)):
        answer = requests.get(api + "/", headers={"X-Forwarded-Proto": said}, timeout=30)
        assert ("Strict-Transport-Security" in answer.headers) == https, said


def test_a_long_run_folder_and_a_second_start(folder, db):
    run = folder / ("a-rather-long-name-" * 6)
    with stack(run, db) as url:
        token = sign((run / "jwt.secret").read_text(), CLAIMS)
        assert ask(url, token).json() == []
        elsewhere = Path((run / "rest/sockets.elsewhere").read_text().strip())
        assert elsewhere.exists()
        again = {"PORT": url.rsplit(":", 1)[1]}
        facts = db.get_dsn_parameters()
        environment = {**os.environ, **again, "PGHOST": facts["host"], "PGPORT": facts["port"], "PGDATABASE": facts["dbname"]}
        environment.pop("JWT_FILE", None)
        subprocess.run([DEPLOY / "start", run], env=environment, check=True)
        assert ask(url, token).json() == []  # with the same secret
        assert not elsewhere.exists()
    assert (run / "jwt.secret").stat().st_mode & 0o077 == 0
    with pytest.raises(requests.ConnectionError):
        ask(url, token)
    assert not list((run / "rest").glob("*.pid"))
    subprocess.run([DEPLOY / "stop", run], check=True)  # nothing left to stop is no error


def test_any_shell_will_do(folder, db):
    """A proxy for the world outside, the locale C, a strict umask, and a folder with a name in French."""
    run = folder / "près-de-là"
    run.mkdir()
    nowhere = "http://127.0.0.1:9"
    mask = os.umask(0o077)
    try:
        with stack(run, db, http_proxy=nowhere, all_proxy=nowhere, no_proxy="", LC_ALL="C") as url:
            assert ask(url, sign((run / "jwt.secret").read_text(), CLAIMS)).json() == []
            assert requests.get(url + "/", timeout=30).status_code == 200
            for name in ("quick", "waiting"):
                process = Path("/proc") / (run / f"rest/postgrest-{name}.pid").read_text().strip()
                assert process.stat().st_uid != 0
            secret = [*run.glob("rest/conf/postgrest-*.conf"), run / "jwt.secret"]
            assert len(secret) == 3 and not any(file.stat().st_mode & 0o007 for file in secret)
    finally:
        os.umask(mask)


@pytest.mark.parametrize("address", ["::1", "[::1]"])
def test_an_address_of_ipv6(tmp_path, address):
    """Written as nginx and browsers read it; on the machine itself, so without limits by address. Shows nobody else's files."""
    settings = {"PATH": os.environ["PATH"], "ADDRESS": address, "JWT_FILE": str(tmp_path / "none"), "STATE": str(tmp_path / "state")}
    subprocess.run([DEPLOY / "render", tmp_path / "conf"], env=settings, check=True)
    site = (tmp_path / "conf/http.conf").read_text()
    assert "listen [::1]:8080;" in site and "rate=10000r/s" in site
    assert '"http://[::1]:8080/rest"' in (tmp_path / "conf/postgrest-quick.conf").read_text()
    assert f"root {tmp_path}/state;" in (tmp_path / "conf/web.conf").read_text()


def test_limits_by_address(folder, db):
    run = folder / "limits"
    with stack(run, db, REQUEST_RATE="1r/s", REQUEST_BURST="3") as url:
        token = sign((run / "jwt.secret").read_text(), CLAIMS)
        answers = [ask(url, token) for _ in range(8)]
        statuses = [answer.status_code for answer in answers]
        assert statuses[:3] == [200] * 3 and statuses[-1] == 429
        problem(answers[-1], 429, "too_many_requests")
        assert int(answers[-1].headers["Retry-After"]) >= 1


def test_bodies_that_never_end_take_no_more_than_one_addresss_share(folder, db, settled):
    run = folder / "at-once"
    with stack(run, db, REQUESTS_AT_ONCE="3") as url, contextlib.ExitStack() as held:
        token = sign((run / "jwt.secret").read_text(), CLAIMS)
        endless = []
        for path in ("/rest/rpc/get_session", "/api/social-media/sync", "/unsubscribe") * 2:
            sender = held.enter_context(socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])), timeout=30))
            sender.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\na".encode())
            endless.append(sender)
        # Three are waited for, the others are answered at once.
        settled(lambda: len(select.select(endless, [], [], 0)[0]) == 3)
        assert all(sender.recv(12) == b"HTTP/1.1 429" for sender in select.select(endless, [], [], 0)[0])
        for path in ("/", "/rest/connections", "/session", "/metrics", "/api/social-media/connections"):
            refused = ask(url, token, path)
            problem(refused, 429, "too_many_requests")
            assert int(refused.headers["Retry-After"]) >= 1
        held.close()
        settled(lambda: ask(url, token).status_code == 200)


@pytest.mark.usefixtures("mended")
def test_what_is_said_while_the_database_or_postgrest_is_gone(folder, db, sql, settled):
    run, facts = folder / "down", db.get_dsn_parameters()
    way_in = folder / "way-to-the-database"
    way_in.symlink_to(facts["host"])
    with stack(run, db, PGHOST=str(way_in)) as url:
        token = sign((run / "jwt.secret").read_text(), CLAIMS)
        assert ask(url, token).status_code == 200
        way_in.unlink()
        sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'")
        settled(lambda: ask(url, token).status_code == 503)
        for path in ("/api/social-media/connections", "/rest/connections", "/session", "/metrics", "/rest/"):
            answer = ask(url, token, path)
            problem(answer, 503, "unavailable")
            assert "way-to" not in answer.text and int(answer.headers["Retry-After"]) >= 1
        way_in.symlink_to(facts["host"])
        settled(lambda: ask(url, token).status_code == 200)

        pid = int((run / "rest/postgrest-quick.pid").read_text())
        os.kill(pid, 9)
        settled(lambda: ask(url, token).status_code == 503)
        for path in ("/api/social-media/connections", "/rest/connections", "/session"):
            problem(ask(url, token, path), 503, "unavailable")


def test_a_read_that_takes_too_long_is_ended(folder, db, sql, person, account):
    """A read that cannot be answered in its role's time ends there, with a neutral answer of its own status."""
    amal = person()
    account(amal)
    paths = ["stats", "stats/history?platform=instagram", "posts/top", "dashboard", "connections", f"connections/{SUB}/status"]
    asked = [("influencer", f"/api/social-media/{path}") for path in paths]
    asked += [("influencer", f"/rest/{path}") for path in ("connections", "posts", "rpc/follower_chart?platform=instagram")]
    asked += [("merchant", "/rest/influencers"), ("admin", "/api/social-media/admin/sync-logs")]
    own = dict(sql("select rolname, rolconfig from pg_roles where rolname in ('influencer', 'merchant', 'admin')"))
    for role in own:
        sql(f"alter role {role} set statement_timeout = '2s'")
    with stack(folder / "timeouts", db, QUICK_POOL="12") as url, ThreadPoolExecutor(len(asked)) as pool:
        for role, config in own.items():
            (timeout,) = [setting.partition("=")[2] for setting in config if setting.startswith("statement_timeout=")]
            sql(f"alter role {role} set statement_timeout = '{timeout}'")
        key = (folder / "timeouts/jwt.secret").read_text()
        with contextlib.closing(psycopg2.connect("")) as blocker, blocker.cursor() as cursor:
            cursor.execute(
                """lock table social.social_media_connections, social.social_media_sync_logs, social_internal.profiles
                   in access exclusive mode"""
            )
            answers = list(pool.map(lambda one: ask(url, sign(key, {**CLAIMS, "sub": amal.id, "role": one[0]}), one[1]), asked))
            blocker.rollback()
    for one, answer in zip(asked, answers):
        assert answer.status_code == 504, (one, answer.status_code, answer.text)
        problem(answer, 504, "wait_ran_out")


def test_what_breaks_inside_the_server_is_no_timeout(person, sql):
    ((own,),) = sql("select pg_get_functiondef('social_internal.json_list'::regproc)")
    amal = person()
    sql(
        """create or replace function social_internal.json_list(list json) returns json
           language plpgsql as 'begin raise sqlstate ''XX000''; end'"""
    )
    try:
        problem(amal.get("/connections"), 500, "internal_error")
    finally:
        sql(own)


def test_secrets_stay_out_of_logs_and_configuration_files(folder, db):
    run = folder / "logs"
    log = run / "rest/log/of-another-name"
    with stack(run, db, ACCESS_LOG=str(log)) as url:
        secret = (run / "jwt.secret").read_text()
        token = sign(secret, CLAIMS)
        ask(url, token, "/oauth/callback/instagram?code=THE-CODE&state=THE-STATE")
        ask(url, token, "/api/social-media/connections?code=THE-CODE")
        requests.post(
            url + "/api/social-media/connect/instagram",
            json={"instagram_user_id": "1", "access_token": "THE-TOKEN"},
            headers={"Authorization": "Bearer " + token},
            timeout=70,
        )
    written = "".join(file.read_text() for file in run.rglob("*") if file.is_file() and file.name != "jwt.secret")
    for word in ("THE-CODE", "THE-STATE", "THE-TOKEN", token, secret):
        assert word not in written
    assert "GET /api/social-media/connections 200" in log.read_text()
    assert not (log.parent / "nginx.access.log").exists()


@pytest.mark.usefixtures("mended")
def test_no_log_has_a_querys_secret_while_postgrest_or_the_database_is_gone(folder, db, sql, settled):
    """nginx' own error log writes a request with its query, and PostgREST's those that it answers with 5xx."""
    run, way_in = folder / "gone", folder / "way-in"
    way_in.symlink_to(db.get_dsn_parameters()["host"])
    query = "code=THE-CODE&state=THE-STATE&token=THE-LINK"
    asked = [
        ("GET", "/oauth/callback/instagram"), ("GET", "/api/social-media/connections"), ("GET", "/rest/connections"),
        ("GET", "/session"), ("POST", "/unsubscribe"), ("GET", "/metrics"), ("GET", "/assets/none.js"),
        ("POST", "/rest/rpc/complete_oauth"), ("POST", "/api/social-media/sync"),
    ]  # fmt: skip
    with stack(run, db, PGHOST=str(way_in), REQUESTS_AT_ONCE="3") as url:
        token = sign((run / "jwt.secret").read_text(), CLAIMS)
        headers = {"Authorization": "Bearer " + token, "Referer": f"{url}/oauth/callback/instagram?{query}"}

        def ask_all():
            return {
                requests.request(method, f"{url}{path}?{query}", headers=headers, timeout=30).status_code for method, path in asked
            }

        way_in.unlink()
        sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'")
        settled(lambda: ask(url, token).status_code == 503)
        assert 503 in ask_all()
        sockets = [run / f"rest/sockets/{name}.sock" for name in ("quick", "waiting")]
        for name in ("quick", "waiting"):
            os.kill(int((run / f"rest/postgrest-{name}.pid").read_text()), 9)
        settled(lambda: ask(url, token).status_code == 503)  # nobody listens at the socket
        assert 503 in ask_all()
        for socket_file in sockets:
            socket_file.unlink()  # and there is none: nginx calls that critical
        assert 503 in ask_all()
        assert requests.get(url + "/unsubscribe%3Ftoken=THE-LINK", timeout=30).status_code == 200
        # Too many at once, a client that leaves, and what is no request at all.
        with contextlib.ExitStack() as held:
            for _ in range(5):
                sender = held.enter_context(socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])), timeout=30))
                sender.sendall(f"POST /unsubscribe?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\na".encode())
            sender = held.enter_context(socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])), timeout=30))
            sender.sendall(f"GET /?{query} HTTP/7.1\r\n\r\n".encode())
            assert b" 505 " in sender.recv(100)
        settled(lambda: ask(url, token, "/metrics").status_code == 503)
    logs = {file.name: file.read_text() for file in (run / "rest/log").iterdir()}
    words = ("THE-CODE", "THE-STATE", "THE-LINK", token)
    assert not [(name, word) for name, log in logs.items() for word in words if word in log]
    # What is wrong is said all the same.
    assert re.search(r"GET /api/social-media/connections 503 .* 502\n", logs["nginx.access.log"])
    assert "quick.sock failed (2: No such file or directory)" in logs["nginx.error.log"]


def test_a_role_that_somebody_signs_in_by_is_left_alone(sql):
    """Many a server has an admin: running roles.sql there must not lock that person out."""
    sql("alter role admin login createdb")
    try:
        done = subprocess.run(["psql", "-qX", "-f", DEPLOY / "roles.sql"], capture_output=True, text=True, check=False)
        assert done.returncode != 0 and "there is a role admin already that can sign in" in done.stderr
        assert sql("select rolcanlogin, rolcreatedb from pg_roles where rolname = 'admin'") == [(True, True)]
    finally:
        sql("alter role admin nologin nocreatedb")


def test_a_group_of_others_is_left_alone(sql):
    """Its members would have the rights of the API, and the API's tokens theirs."""
    sql("create role staff; grant admin to staff; revoke admin from authenticator")
    try:
        done = subprocess.run(["psql", "-qX", "-f", DEPLOY / "roles.sql"], capture_output=True, text=True, check=False)
        assert done.returncode != 0 and "there is a role admin already that can sign in or has members" in done.stderr
    finally:
        sql("grant admin to authenticator; drop role staff")
