"""deploy/configure: the settings of the replaced service are taken over, and no secret shows on the way."""

import os
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from support.places import RUNS_AS_ROOT, SERVER_USER
from support.waiting import wait_for

DEPLOY = Path(__file__).parents[3] / "deploy"
KEY = "0123456789abcdef0123456789abcdef"
OLD_KEY = "an-older-key-of-thirty-two-chars"


def test_a_new_key_does_not_take_the_place_of_the_old(tmp_path):
    """Whatever the earlier key encrypted has to stay readable."""
    settings, folder = tmp_path / ".env", tmp_path / "conf"

    def configure(text):
        settings.write_text(text)
        subprocess.run([DEPLOY / "configure", "--no-database", "--folder", folder, settings], capture_output=True, check=True)
        return (folder / "encryption.key").read_text().split("\n")

    (made_up,) = configure("SMTP_PORT=25\n")
    assert configure(f"ENCRYPTION_KEY={KEY}\n") == [KEY, made_up]
    assert configure(f'ENCRYPTION_KEY = "{OLD_KEY}" # not "{KEY}"\n') == [OLD_KEY, KEY, made_up]
    assert configure(f"ENCRYPTION_KEY='{KEY}'\n") == [KEY, OLD_KEY, made_up]


def test_the_old_settings_are_read_and_never_run(tmp_path):
    settings = tmp_path / ".env"
    settings.write_text(
        f"""# Database
DATABASE_URL=postgresql://user:password@localhost:5432/shop
REDIS_URL=redis://localhost:6379/0
export INSTAGRAM_CLIENT_ID=an-app
INSTAGRAM_CLIENT_SECRET="it's $(touch {tmp_path}/ran)"   # quoted
INSTAGRAM_REDIRECT_URI=http://example.com/oauth/callback/instagram
ENCRYPTION_KEY={KEY}
SMTP_HOST=mail.example.com
SMTP_PASSWORD=p4ssw0rd
FRONTEND_URL=http://app.example.com/
JWT_SECRET=short
REACT_APP_FACEBOOK_APP_SECRET=in-the-browser
SOMETHING_ELSE=1
"""
    )
    done = subprocess.run(
        [DEPLOY / "configure", "--no-database", "--folder", tmp_path / "conf", settings],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not (tmp_path / "ran").exists()
    assert (tmp_path / "conf/encryption.key").read_text() == KEY
    assert (tmp_path / "conf/encryption.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "conf/smtp.password").read_text() == "p4ssw0rd"
    said = done.stdout + done.stderr
    for expected in (
        "REDIS_URL is not needed",
        "REACT_APP_FACEBOOK_APP_SECRET was sent to every browser",
        "SOMETHING_ELSE is not known",
        "INSTAGRAM_REDIRECT_URI is not https",
        "FRONTEND_URL is not https",
        "mails wait until pg_social.from_email is set",
        "JWT secret is shorter than 32",
        "would configure: instagram",
    ):
        assert expected in said
    for secret in ("it's", KEY, "p4ssw0rd", "in-the-browser"):
        assert secret not in said


def service_of(url, tmp_path):
    """What deploy/database_url.sh makes of an address."""
    program = f'. "{DEPLOY}/database_url.sh" && write_service "$1" "$2"'
    file = tmp_path / "service"
    done = subprocess.run(["bash", "-c", program, "_", url, file], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr
    assert file.stat().st_mode & 0o077 == 0
    head, *lines = file.read_text().splitlines()
    assert head == "[database]"
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize(
    "url, parts",
    [
        ("postgresql:///shop", {"dbname": "shop"}),
        ("postgres://app@db.example.com/shop", {"user": "app", "host": "db.example.com", "dbname": "shop"}),
        (
            "postgresql+asyncpg://app:a%40b%3A%2F%25=\\n*@db:6432/shop?ssl=require&pool_size=5",
            {"user": "app", "password": "a@b:/%=\\n*", "host": "db", "port": "6432", "dbname": "shop", "sslmode": "require"},
        ),
        ("postgresql://[::1]:5433/shop", {"host": "::1", "port": "5433", "dbname": "shop"}),
        (
            "postgresql://a:x@y@one:1,two/shop?target_session_attrs=read-write",
            {"user": "a", "password": "x@y", "host": "one,two", "port": "1,", "dbname": "shop", "target_session_attrs": "read-write"},
        ),
        ("postgresql://app@/shop?host=%2Fvar%2Frun", {"user": "app", "host": "/var/run", "dbname": "shop"}),
    ],
)
def test_the_parts_of_an_address(url, parts, tmp_path):
    assert service_of(url, tmp_path) == parts


@pytest.mark.parametrize("url", ["mysql://a:s3cret@b/c", "s3cret", "postgresql://a:s3cret%20@b/c", "postgresql://a:s3cret%0A@b/c"])
def test_what_is_no_address_is_refused_without_telling_it(url, tmp_path):
    said = service_of(url, tmp_path)
    assert isinstance(said, str) and said and "s3cret" not in said


def test_a_database_is_set_up_and_no_process_shows_a_secret(new_cluster, tmp_path, arguments):
    cluster = new_cluster()
    del cluster.settings["pg_social.encryption_key_file"]  # a new server: the workers have no key yet
    cluster.write_settings()
    cluster.start()
    cluster.create_database("shop")
    cluster.rows("create role authenticator")
    folder, settings = cluster.directory / "conf", tmp_path / ".env"
    host = quote(str(cluster.sockets), safe="")

    def configure(key, secret):
        settings.write_text(
            f"""DATABASE_URL=postgresql+psycopg2://postgres:pa55word@/shop?host={host}&port={cluster.port}
ENCRYPTION_KEY={key}
INSTAGRAM_CLIENT_ID=an-app
INSTAGRAM_CLIENT_SECRET={secret}
INSTAGRAM_REDIRECT_URI=https://example.com/oauth/callback/instagram
JWT_SECRET=jwt-secret-of-thirty-two-characters
JWT_AUDIENCE=shop
SMTP_HOST=mail.example.com
SMTP_PASSWORD=p4ssw0rd
FROM_EMAIL=Shop <social@example.com>
FRONTEND_URL=https://app.example.com
"""
        )
        environment = {name: value for name, value in arguments.environment().items() if not name.startswith("PG")}
        done = subprocess.run(
            [DEPLOY / "configure", "--folder", folder, settings], capture_output=True, text=True, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr
        shown = arguments.seen()
        assert "psql" in shown and "grep" in shown
        for hidden in (key, secret, "pa55word", "jwt-secret", "p4ssw0rd"):
            assert hidden not in shown and hidden not in done.stdout + done.stderr
        return cluster.rows(
            """select pgp_sym_decrypt(client_secret_encrypted, %s), client_id, redirect_uri,
                      current_setting('pg_social.smtp_url'), current_setting('pg_social.from_email'),
                      current_setting('pg_social.web_url'),
                      (select setconfig from pg_db_role_setting where setrole = 'authenticator'::regrole)
               from social_internal.platform_settings""",
            (key,),
            "shop",
        )

    mails = ("smtp://mail.example.com:587", "Shop <social@example.com>", "https://app.example.com")
    told = ("an-app", "https://example.com/oauth/callback/instagram", *mails, ["pgrst.jwt_aud=shop"])
    assert configure(KEY, "first-secret") == [("first-secret", *told)]
    # Whatever the workers are at, what is stored next is stored under the new key.
    cluster.rows("select pg_terminate_backend(%s)", cluster.sync_workers("shop"))
    assert configure(OLD_KEY, "second-secret") == [("second-secret", *told)]


def test_by_root_in_a_folder_that_is_there(new_cluster, tmp_path):
    """As a documented installation has it: a folder of root's, and a server that trusts nobody but its own user."""
    cluster = new_cluster()
    cluster.start()
    cluster.create_database("shop")
    (cluster.data / "pg_hba.conf").write_text("local all all peer map=server\n")
    (cluster.data / "pg_ident.conf").write_text(f"server {SERVER_USER} postgres\n")
    cluster.control("reload")
    folder, settings = cluster.directory / "conf", tmp_path / ".env"
    folder.mkdir()
    folder.chmod(0o711)
    settings.write_text(
        f"""ENCRYPTION_KEY={KEY}
JWT_SECRET=jwt-secret-of-thirty-two-characters
INSTAGRAM_CLIENT_ID=the-same
INSTAGRAM_CLIENT_SECRET=secret
FACEBOOK_APP_ID=the-same
FACEBOOK_APP_SECRET=secret
"""
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"PGHOST": str(cluster.sockets), "PGPORT": str(cluster.port), "PGDATABASE": "shop"}
    if not RUNS_AS_ROOT:
        environment["PGUSER"] = "postgres"

    def configure():
        done = subprocess.run(
            [DEPLOY / "configure", "--folder", folder, settings], capture_output=True, text=True, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr

    configure()
    assert folder.stat().st_mode & 0o777 == 0o711
    assert (folder / "encryption.key").owner() == SERVER_USER
    (cluster.data / "pg_hba.conf").write_text("local all all trust\n")
    cluster.control("reload")
    wait_for(lambda: cluster.value("show pg_social.encryption_key_file") == str(folder / "encryption.key"), 10)
    logins = "select platform, login_flow from social_internal.platform_settings order by 1"
    assert cluster.rows(logins, database="shop") == [("facebook", None), ("instagram", "facebook_login")]

    # Later Instagram has an app of its own.
    (cluster.data / "pg_hba.conf").write_text("local all all peer map=server\n")
    cluster.control("reload")
    settings.write_text(settings.read_text().replace("INSTAGRAM_CLIENT_ID=the-same", "INSTAGRAM_CLIENT_ID=its-own"))
    configure()
    (cluster.data / "pg_hba.conf").write_text("local all all trust\n")
    cluster.control("reload")
    assert wait_for(lambda: cluster.rows(logins, database="shop"), 10)[1] == ("instagram", "instagram_login")
