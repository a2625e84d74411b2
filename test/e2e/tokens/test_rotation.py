"""TikTok's tokens: refreshed only when they have run out, stored before they are used, never spent twice."""

from support import creators
from support.simulator import SECRETS
from support.waiting import wait_for


def refreshes(house):
    return house.simulator.count("tiktok", "token")


def test_a_token_that_has_run_out_is_refreshed_before_the_sync(house):
    connection = house.connect_tiktok(2)["id"]
    spent = refreshes(house)
    assert house.sync(connection)["sync_status"] == "success"
    assert refreshes(house) == spent, "a token that lives is used as it is"
    before = house.value("select refresh_token_encrypted from social.social_media_connections where id = %s", (connection,))
    house.later("3 hours", 3 * 3600)
    assert house.sync(connection)["sync_status"] == "success"
    assert refreshes(house) == spent + 1
    after = house.dicts("select * from social.social_media_connections where id = %s", (connection,))[0]
    assert after["refresh_token_encrypted"] != before
    assert house.value(
        "select last_refreshed_at > connected_at from social.social_media_connections where id = %s", (connection,)
    )
    assert house.value("select count(*) from social_internal.rotations") == 0, "stored, and moved to the connection"


def test_a_new_pair_survives_a_lock_on_the_connection(house, cluster):
    connection = house.connect_tiktok(2)["id"]
    house.later("3 hours", 3 * 3600)
    holder = cluster.connect(house.database, autocommit=False)
    try:
        holder.cursor().execute(
            "select from social.social_media_connections where id = %s for update", (connection,)
        )
        house.rows("select social.sync_connection(%s, interval '0')", (connection,))
        house.wait_for_value(
            "select count(*) from social_internal.rotations where stored_at is not null", 1, "the new pair to be stored"
        )
    finally:
        holder.rollback()
        holder.close()
    house.wait_for_value("select count(*) from social_internal.rotations", 0, "the pair to reach the connection")
    assert house.sync(connection)["sync_status"] == "success", "the old refresh token is dead; the new one was kept"


def test_a_lost_answer_leaves_the_account_connected_until_the_platform_says_no(house):
    connection = house.connect_tiktok(3)["id"]
    house.later("3 hours", 3 * 3600)
    with house.simulator.faulty("lost_answer", platform="tiktok", endpoint="token"):
        lost = house.sync(connection)
    assert lost["sync_status"] == "failed"
    assert house.status(connection) == "active"
    assert house.value("select count(*) from social_internal.rotations where stored_at is null") == 1, "the intent stays"
    # The platform had rotated: the old pair is dead at both doors, and only now is the creator asked.
    told = house.sync(connection)
    assert told["sync_status"] == "failed"
    assert house.status(connection) in ("revoked", "expired")


def wait_until_put_off(house):
    house.wait_for_value(
        "select in_flight + unrecorded from social_internal.worker_table()"
        " where database = current_database() and backend_type = 'pg_social sync worker'",
        0,
        "the account to be put off",
    )


def lost_logins(house, connection):
    return house.rows(
        "select error_message like '%%was lost%%' from social.social_media_sync_logs"
        " where connection_id = %s and error_code = 'invalid_grant'",
        (connection,),
    )


def test_a_refused_refresh_is_not_taken_for_one_whose_answer_was_lost(house):
    connection = house.connect_tiktok(6)["id"]
    house.later("3 hours", 3 * 3600)
    house.rows("select social.configure_platform('tiktok', client_secret => 'wrong-secret')")
    assert house.sync(connection)["error_code"] == "invalid_client"
    assert house.value("select count(*) from social_internal.rotations") == 0
    house.rows("select social.configure_platform('tiktok', client_secret => %s)", (SECRETS["tiktok"],))
    house.later("4 hours", 3600)
    house.simulator.call("POST", "revoke", {"platform": "tiktok", "account": 6})
    house.sync(connection)
    assert house.status(connection) in ("revoked", "expired")
    assert lost_logins(house, connection) == [(False,)]


def test_a_refresh_that_was_held_back_is_not_taken_for_one_whose_answer_was_lost(house):
    connection = house.connect_tiktok(7)["id"]
    spent = refreshes(house)
    house.later("10 minutes", 600)
    house.simulator.fault("slow", platform="tiktok", endpoint="profile", account=7, milliseconds=1500)
    house.simulator.fault("revoked_token", platform="tiktok", endpoint="profile", account=7, count=1)
    here = house.cluster.log.here()
    house.rows("select social.sync_connection(%s, interval '0')", (connection,))
    wait_for(lambda: house.simulator.in_flight() == 1, 20, "the request to be on the wire")
    house.cluster.change(pg_social__enabled="off")
    try:
        wait_for(lambda: "calls no platform" in house.cluster.log.text(here), 20, "the worker to know")
        assert house.simulator.in_flight() == 1, "the test was too slow"
        wait_until_put_off(house)
        assert refreshes(house) == spent, "nothing is sent"
        assert house.value("select count(*) from social_internal.rotations") == 0
    finally:
        house.cluster.change(pg_social__enabled="on")
    house.simulator.end_fault()
    assert house.sync(connection)["sync_status"] == "success"


def test_a_refresh_of_an_account_that_somebody_is_erasing_delays_no_other(house, cluster):
    erased, other = (house.connect_tiktok(account)["id"] for account in (4, 5))
    house.later("3 hours", 3 * 3600)
    house.simulator.fault("slow", platform="tiktok", endpoint="token", account=4, count=1, milliseconds=1000)
    house.rows("select social.sync_connection(%s, interval '0')", (erased,))
    wait_for(lambda: house.simulator.hits() > 0, 20, "the refresh to be on the wire")
    with creators.transaction(cluster, house.database) as undecided:
        undecided.execute("delete from social.social_media_connections where id = %s", (erased,))
        wait_for(lambda: house.simulator.in_flight() == 0, 20, "the new pair to arrive")
        for _ in range(3):
            assert house.sync_within(other, "10 s") == "success"
    # It was not erased after all, and its only valid pair has been kept.
    house.wait_for_value(
        "select last_refreshed_at is not null from social.social_media_connections where id = %s", True, "it", (erased,)
    )
    assert house.sync(erased)["sync_status"] == "success"
    house.later("6 hours", 3 * 3600)
    assert house.sync(erased)["sync_status"] == "success"


# The first time, of all steps together, with an error alone; then, of the account's step alone, with a cancel as well.
REFUSED_WITH_A_CANCEL = """
create sequence public.refusals;
grant usage on public.refusals to public;
create function public.refuse() returns trigger language plpgsql security definer as $$
begin
    perform 1 / case when nextval('public.refusals') > 1 and pg_cancel_backend(pg_backend_pid()) then 0 else 0 end;
    return new;
end
$$;
create trigger refuse before insert or update on social_internal.rotations
    for each row when (new.connection_id = '{}') execute function public.refuse();
"""


def test_a_cancel_that_comes_while_a_refused_step_is_told_costs_nobody_a_place(house):
    refused, other = (house.connect_tiktok(account)["id"] for account in (2, 3))
    house.later("3 hours", 3 * 3600)
    house.rows(REFUSED_WITH_A_CANCEL.format(refused))
    house.rows("select social.sync_connection(id, interval '0') from unnest(%s::uuid[]) id", ([refused, other],))
    last = "select sync_status from social.social_media_sync_logs where connection_id = %s order by id desc limit 1"
    house.wait_for_value(last, "success", "the other account", (other,))
    house.wait_for_value("select last_value > 1 from public.refusals", True, "the step to be refused alone")
    house.rows("create or replace function public.refuse() returns trigger language plpgsql as $$ begin return new; end $$")
    assert house.sync(refused)["sync_status"] == "success"
