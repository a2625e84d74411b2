"""Settings that change while workers run."""

import contextlib
import os
import signal
import uuid

import psycopg2
import pytest
from support import creators
from support.places import give_to_server_user
from support.tarpit import Tarpit
from support.waiting import wait_for

KEY = "0123456789abcdef0123456789abcdef"


def of_another_user(file):
    """Nothing but its owner is wrong: neither content nor mode change when that is mended."""
    if os.getuid() == 0:
        os.chown(file, 0, 0)
    else:
        file.chmod(0)


def rewrite(text):
    return lambda file: file.write_text(text)


@pytest.fixture(name="key_file")
def key_file_fixture(cluster):
    """The key file, mended afterwards with no more than it needs."""
    yield cluster.key_file
    mend(cluster)


def mend(cluster):
    if not cluster.key_file.exists() or cluster.key_file.read_text() != f"{KEY}\n":
        cluster.write_key(KEY)
    cluster.key_file.chmod(0o600)
    give_to_server_user(cluster.key_file)


@pytest.mark.parametrize(
    "spoil, told",
    [
        (lambda file: file.chmod(0o640), "can be read by others"),
        (lambda file: file.unlink(), "No such file"),
        (of_another_user, "Permission denied"),
        (rewrite("\n"), "is empty"),
        (rewrite(KEY[:15] + "\n"), "16 to 256 characters"),
    ],
    ids=["readable by others", "missing", "of another user", "empty", "short"],
)
def test_a_key_file_that_cannot_be_used(site, key_file, spoil, told):
    connection = site.connect(1)
    spoil(key_file)

    def refused():
        try:
            site.sync(connection)
        except psycopg2.Error as error:
            return error
        return None

    error = wait_for(refused, 15, "the sync to be refused")
    assert error.pgcode == "55000"
    assert told in str(error)
    assert "HINT" in str(error)
    assert KEY[:15] not in str(error)
    with pytest.raises(psycopg2.Error) as not_stored:
        site.rows("select social.configure_platform('tiktok', 'id', 'secret')")
    assert not_stored.value.pgcode == "55000"
    # Nothing fails any more, as nothing is tried: it has to be told.
    assert told in site.value("select note from social.health() limit 1")
    assert told in site.value("select social_api.health() ->> 'key_problem'")
    assert told in site.value(
        "select note from social.worker_status() where backend_type = 'pg_social sync worker' and database = %s", (site.database,)
    )

    mend(site.cluster)

    def works():
        try:
            return site.sync(connection)["sync_status"] == "success"
        except psycopg2.Error:
            return False

    wait_for(works, 15, "the sync to work again")
    assert site.value("select note from social.health() limit 1") is None


@pytest.mark.usefixtures("as_before")
def test_a_key_file_that_is_taken_away_and_given_back(site):
    """The file itself stays as it is: only the setting is emptied, and set again."""
    connection = site.connect(1)
    file = site.cluster.settings["pg_social.encryption_key_file"]

    def told():
        return site.value("select note from social.health() limit 1")

    site.cluster.change(pg_social__encryption_key_file="")
    wait_for(lambda: "is not set" in (told() or ""), 15, "the missing key to be told")
    site.cluster.change(pg_social__encryption_key_file=file)
    wait_for(lambda: told() is None, 15, "the key to be taken again")
    assert site.sync(connection)["sync_status"] == "success"


@pytest.mark.usefixtures("as_before")
def test_http_timeout(site):
    connection = site.connect(1)
    site.cluster.change(pg_social__http_timeout="500ms")
    site.hang()
    row = wait_for(
        lambda: site.log_rows(connection)[1:] or (site.sync(connection) and None), 30, "a sync to fail"
    )
    assert row[0][0] == "manual"
    assert row[0][1] == "failed"
    status = site.value(
        "select connection_status from social.social_media_connections where id = %s", (connection,)
    )
    assert status == "active", "a platform that is slow for once is no error of the connection"


@pytest.mark.usefixtures("as_before")
def test_max_concurrency(site):
    """By the platform's own count: as many accounts as are allowed are under way together, and never more."""
    connections = site.connect(*range(1, 11))
    site.cluster.change(pg_social__max_concurrency="3")
    site.simulator.fault("slow", platform="instagram", milliseconds=100)
    site.simulator.forget_requests()
    for connection in connections[:5]:
        site.rows("select social.sync_connection(%s, '0')", (connection,))
    site.run_daily_to_its_end()
    wait_for(lambda: site.value("select count(*) from social_internal.sync_requests") == 0, 20, "the requests")
    assert site.simulator.requests()["peak_in_flight"] == 3
    for connection in connections:
        assert "success" in [status for _, status, _ in site.log_rows(connection)[1:]]


@pytest.mark.usefixtures("as_before")
def test_accounts_whose_rows_are_held_take_no_places(site):
    """More held rows than places: the other accounts are recorded all the same, and the held ones when they are let go."""
    connections = sorted(site.connect(*range(1, 7)))
    site.cluster.change(pg_social__max_concurrency="2")

    def recorded():
        return [id for id in connections if ("scheduled", "success", None) in site.log_rows(id)]

    with creators.transaction(site.cluster, site.database) as holder:
        holder.execute(
            "select from social.social_media_connections where id = any (%s::uuid[]) for update", (connections[:3],)
        )
        site.rows("select social.run_job('sync_all_active_connections')")
        wait_for(lambda: recorded() == connections[3:], 20, "the accounts that nobody holds")
    wait_for(lambda: recorded() == connections, 20, "the accounts that were held")


def syncs(site, connection):
    try:
        return site.sync(connection)["sync_status"] == "success"
    except psycopg2.Error:
        return False


@pytest.mark.usefixtures("as_before")
def test_allow_http_off(site):
    connection = site.connect(1)
    asked = site.simulator.count("instagram")
    site.cluster.change(pg_social__allow_http="off")
    row = wait_for(lambda: site.log_rows(connection)[1:] or (syncs(site, connection) and None), 20, "a sync to fail")
    assert row[0][1] == "failed"
    assert "allow_http" in site.value(
        "select error_message from social.social_media_sync_logs where connection_id = %s order by id desc limit 1",
        (connection,),
    )
    assert site.simulator.count("instagram") == asked, "it was asked without TLS"


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("how", ["off", "parked", "off in the pause after an error"])
def test_what_is_under_way_asks_nothing_more(site, how):
    """Also where all places are taken, so that nothing is claimed that would have told the worker."""
    connection = site.connect(1)
    site.cluster.change(pg_social__max_concurrency="1")
    slow = site.simulator.fault("slow", platform="instagram", milliseconds=2500)
    site.simulator.forget_requests()
    here = site.cluster.log.here()
    site.run_daily()
    wait_for(lambda: site.simulator.in_flight() == 1, 20, "the first request")
    if how == "parked":
        site.rows("select social.park_workers()")
    else:
        if "error" in how:
            site.value("select pg_cancel_backend(%s)", site.cluster.sync_workers(site.database))
            wait_for(lambda: site.cluster.log.count("sync worker: canceling", here) == 1, 20, "the worker to pause")
        site.cluster.change(pg_social__enabled="off")
    wait_for(lambda: "calls no platform" in site.cluster.log.text(here), 20, "the worker to know")
    assert site.simulator.in_flight() == 1, "the test was too slow"
    wait_for(
        lambda: site.value("select sum(in_flight) from social.worker_status() where database = %s", (site.database,)) == 0,
        20,
        "the account to land",
    )
    assert site.simulator.count("instagram") == 1
    # What had come is kept, and what is missing is told.
    assert site.log_rows(connection)[1:] == [("scheduled", "partial_success", "not_called")]
    site.simulator.end_fault(slow)
    site.cluster.change(pg_social__enabled="on")
    site.rows("select social.resume_workers()")
    assert site.sync(connection)["sync_status"] == "success"


@pytest.mark.usefixtures("as_before")
def test_a_reload_while_a_worker_pauses_after_an_error(site):
    connection = site.connect(1)
    asked = site.simulator.count("instagram")
    log = site.cluster.log
    here = log.here()

    def paused(times):
        return log.count("pg_social sync worker: no claim at", here) >= times

    before = site.value("select pg_get_functiondef('social_internal.claims_due'::regproc)")
    # What is the same again is not written again.
    failing = "as $$ begin raise 'no claim at %', clock_timestamp(); end $$"
    site.rows(before[: before.index("AS $function$")] + failing)
    site.rows("select social_internal.wake_workers()")
    wait_for(lambda: paused(1), 20, "a claim to fail")
    site.cluster.change(pg_social__allow_http="off")
    here = log.here()
    wait_for(lambda: paused(2), 20, "the worker to have gone on")
    site.rows(before)
    assert site.sync(connection)["sync_status"] == "failed"
    assert site.simulator.count("instagram") == asked, "it was asked without TLS"


@pytest.mark.parametrize("why", ["a table is gone", "permission denied for function pgp_sym_decrypt"])
def test_a_worker_that_cannot_claim_says_why(site, why):
    """Nothing fails, as nothing is tried: it has to be told. Our own words are not hidden, whatever they name."""
    connection = site.connect(1)
    told = "select string_agg(note, ' ') from social.worker_status() where backend_type = 'pg_social sync worker' and database = %s"
    here = site.cluster.log.here()
    before = site.value("select pg_get_functiondef('social_internal.claims_due'::regproc)")
    site.rows(before[: before.index("AS $function$")] + f"as $$ begin raise '{why}'; end $$")
    site.rows("select social_internal.wake_workers()")
    wait_for(lambda: why in (site.value(told, (site.database,)) or ""), 20, "the note of the worker")
    assert why in site.value("select note from social.health() limit 1")
    assert why in site.value("select social_api.health() ->> 'other_trouble'")
    assert f"pg_social sync worker: {why}" in site.cluster.log.text(here)
    site.rows(before)
    wait_for(lambda: site.value("select note from social.health() limit 1") is None, 20, "the note to go")
    assert not site.value(told, (site.database,))
    assert site.value("select social_api.health() ->> 'other_trouble'") is None
    assert site.sync(connection)["sync_status"] == "success"


@pytest.mark.parametrize(
    "function, process",
    [("claims_due", "sync worker"), ("reencrypt_some", "sync worker"), ("jobs_due", "scheduler")],
)
def test_an_error_that_stays_does_not_fill_the_log(site, function, process):
    """It is tried again each second, for days where nobody looks: written are the first and what is new. Meanwhile
    other work may go well."""
    log = site.cluster.log
    here = log.here()

    def attempts():
        return site.value("select last_value from public.attempts where is_called") or 0

    before = site.value(f"select pg_get_functiondef('social_internal.{function}'::regproc)")
    site.rows("create sequence public.attempts; grant usage on sequence public.attempts to social_owner")

    def fail(why):
        # The sequence counts also what is rolled back.
        failing = f"as $$ begin perform nextval('public.attempts'); raise '{why}'; end $$"
        site.rows(before[: before.index("AS $function$")] + failing)

    def until_tried(times):
        already = attempts()

        def enough():
            site.rows("select social_internal.wake_workers()")
            tried = attempts() - already
            told = site.value("select note from social.health() limit 1")
            # The note stands a moment after the first.
            assert tried < 2 or told, "the note went, though the error stays"
            return tried >= times

        wait_for(enough, 20, f"{times} attempts")

    fail("a table is gone")
    until_tried(4)
    assert log.count(f"pg_social {process}: a table is gone", here) == 1
    fail("another one is gone")
    until_tried(3)
    assert log.count(f"pg_social {process}: another one is gone", here) == 1
    site.rows(before)
    wait_for(lambda: site.value("select note from social.health() limit 1") is None, 20, "the note to go")
    fail("another one is gone")
    until_tried(2)
    assert log.count(f"pg_social {process}: another one is gone", here) == 1, "a moment without it does not make it new"
    site.rows(before)


def note_of_scheduler(site):
    return site.value(
        "select note from social.worker_status() where backend_type = 'pg_social scheduler' and database = %s",
        (site.database,),
    )


def test_a_scheduler_whose_work_fails_says_why(site):
    before = site.value("select pg_get_functiondef('social_internal.jobs_due'::regproc)")
    site.rows(before[: before.index("AS $function$")] + "as $$ begin raise 'a table is gone'; end $$")
    site.rows("select social_internal.wake_workers()")
    wait_for(lambda: "a table is gone" in note_of_scheduler(site), 20, "the note of the scheduler")
    why = "The work of the scheduler fails: a table is gone."
    assert why in site.value("select note from social.health() limit 1")
    assert site.value("select social_api.health() ->> 'other_trouble'") == why
    site.rows(before)
    wait_for(lambda: site.value("select note from social.health() limit 1") is None, 20, "the note to go")
    assert not note_of_scheduler(site)
    assert site.value("select social_api.health() ->> 'other_trouble'") is None


def test_a_scheduler_that_a_lock_keeps_from_its_work_says_so(site):
    holder = site.cluster.connect(site.database, autocommit=False)
    with contextlib.closing(holder), holder.cursor() as cursor:
        cursor.execute("lock table social_internal.profile_changes in exclusive mode")
        site.rows("select social_internal.wake_workers()")
        wait_for(lambda: "lock timeout" in note_of_scheduler(site), 20, "the note of the scheduler")
        assert "lock timeout" in site.value("select note from social.health() limit 1")
    wait_for(lambda: not note_of_scheduler(site), 20, "the note to go")


@pytest.mark.usefixtures("as_before")
def test_http_proxy(site):
    connection = site.connect(1)
    asked = []

    def refuse(client, _):
        asked.append(client.getpeername())
        client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        client.close()

    proxy = Tarpit(refuse)
    site.cluster.change(pg_social__http_proxy=f"http://{proxy.host}")
    wait_for(lambda: syncs(site, connection) or asked, 20, "the proxy to be asked")
    proxy.close()


@pytest.mark.usefixtures("as_before")
def test_max_response_size(site):
    connection = site.connect(1)
    site.simulator.fault("huge_body", platform="instagram")
    site.cluster.change(pg_social__max_response_size="64kB")
    row = wait_for(lambda: site.log_rows(connection)[1:] or (syncs(site, connection) and None), 20, "a sync to fail")
    assert row[0][1] == "failed"


@pytest.mark.usefixtures("as_before")
def test_keep_raw(site):
    connection = site.connect(1)
    kept = "select raw_data is not null from social.social_media_stats where connection_id = %s order by synced_at desc limit 1"
    assert syncs(site, connection)
    assert site.value(kept, (connection,)) is False
    site.cluster.change(pg_social__keep_raw="on")
    wait_for(lambda: syncs(site, connection) and site.value(kept, (connection,)), 20, "an answer to be kept")


def test_settings_of_the_database_do_not_reach_the_workers(site):
    for setting in (
        "timezone = 'Pacific/Chatham'",
        "datestyle = 'SQL, DMY'",
        "intervalstyle = 'sql_standard'",
        "bytea_output = 'escape'",
        "default_transaction_read_only = on",
        "default_transaction_isolation = 'serializable'",
        "statement_timeout = '1ms'",
        "search_path = public",
        "quote_all_identifiers = on",
        "standard_conforming_strings = off",
        "session_replication_role = replica",
        "restrict_nonsystem_relation_kind = 'view, foreign-table'",
    ):
        with contextlib.suppress(psycopg2.errors.UndefinedObject):  # older minor versions know not all
            site.cluster.rows(f"alter database {site.database} set {setting}")
    site.cluster.kill(site.cluster.sync_workers(site.database)[0], signal.SIGTERM)
    wait_for(lambda: site.cluster.sync_workers(site.database) == [], 5)
    site.cluster.wait_for_workers(site.database, timeout=20)
    own = "-c statement_timeout=0 -c default_transaction_read_only=off -c restrict_nonsystem_relation_kind="
    with contextlib.closing(site.cluster.connect(site.database, options=own)) as session:
        cursor = session.cursor()
        token = site.simulator.token("instagram", 9)
        user = str(uuid.uuid4())
        cursor.execute(
            "select id, token_expires_at > now() + interval '50 days', last_synced_at between now() - interval '1 minute'"
            " and now() + interval '1 minute' from social.connect_instagram(%s, %s, %s)",
            (user, token["user_id"], token["access_token"]),
        )
        connection, *right = cursor.fetchone()
        assert right == [True, True]
        # Written by a trigger, at once; the scheduler adds what was loaded past it within a minute.
        cursor.execute("select count(*) from social_internal.sync_state")
        assert cursor.fetchone() == (1,)
        cursor.execute("select sync_status from social.sync_connection(%s)", (connection,))
        assert cursor.fetchone() == ("success",)
        # The first fills the views; only the second has to compare.
        for _ in range(2):
            cursor.execute("select social.run_job('refresh_materialized_views')")
            (run,) = cursor.fetchone()
            outcome = "select status, message from social.social_media_job_runs where id = %s and finished_at is not null"
            assert wait_for(lambda: cursor.execute(outcome, (run,)) or cursor.fetchone(), 20)[0] == "succeeded"


@pytest.mark.parametrize(
    "setting, value",
    [
        ("pg_social.time_zone", "Africa/Nowhere"),
        ("pg_social.sync_workers", "0"),
        ("pg_social.max_concurrency", "100000"),
        ("pg_social.smtp_url", "smtp://a\nb"),
        ("pg_social.from_email", "noreply.example.com"),
        ("pg_social.web_url", "app.example.com"),
        ("pg_social.no_such_thing", "1"),
    ],
)
def test_values_that_make_no_sense_are_refused(cluster, setting, value):
    with pytest.raises(psycopg2.Error) as told:
        cluster.rows(f"alter system set {setting} = %s", (value,))
    assert told.value.pgcode in ("22023", "42704", "42602")
