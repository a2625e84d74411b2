"""Logins that fail leave nothing behind, those that are repeated keep what was there, and an account has one owner."""

import contextlib
import uuid

import psycopg2
import pytest
from support import browser, creators
from support.background import Background
from support.waiting import wait_for

KEY = "0123456789abcdef0123456789abcdef"
ANNA, BOB = str(uuid.uuid4()), str(uuid.uuid4())

# States of logins are meant to stay, so that reuse is told from invention; everything else is counted.
LEFT_BEHIND = """
select json_build_object(
    'users', (select count(*) from social.social_media_users),
    'connections', (select count(*) from social.social_media_connections),
    'stats', (select count(*) from social.social_media_stats),
    'posts', (select count(*) from social.social_media_posts),
    'logs', (select count(*) from social.social_media_sync_logs),
    'notices', (select count(*) from social.social_media_notifications),
    'choices', (select count(*) from social_internal.oauth_pending),
    'rotations', (select count(*) from social_internal.rotations),
    'revocations', (select count(*) from social.social_media_revocations))::text
"""


class Door:
    def __init__(self, cluster, database, simulator):
        self.cluster, self.database, self.simulator = cluster, database, simulator
        creators.configure(cluster, database, simulator)

    def rows(self, query, *arguments):
        return self.cluster.rows(query, arguments, database=self.database)

    def value(self, query, *arguments):
        return self.cluster.value(query, arguments, database=self.database)

    def begin(self, user=ANNA, platform="tiktok"):
        url = self.value("select authorize_url from social.begin_oauth(%s, %s)", user, platform)
        return browser.visit(url, 1)

    def complete(self, back, user=ANNA, platform="tiktok"):
        return self.value(
            "select id from social.complete_oauth(%s, %s, %s, %s)", user, platform, back["state"], back["code"]
        )

    def complete_in_background(self, back, user=ANNA, platform="tiktok"):
        return Background(
            self.cluster,
            self.database,
            "select connection_status from social.complete_oauth(%s, %s, %s, %s)",
            (user, platform, back["state"], back["code"]),
        )

    def log_in(self, user, account=1):
        return creators.connect_by_oauth(self.cluster, self.database, "tiktok", account, user)["id"]

    def state_of(self, connection):
        return self.rows(
            "select connection_status, access_token_encrypted is not null, refresh_token_encrypted is not null"
            " from social.social_media_connections where id = %s",
            connection,
        )[0]

    def notices(self):
        return self.rows("select user_id::text, kind from social.social_media_notifications order by created_at")


@pytest.fixture(name="door")
def door_fixture(cluster, database, simulator):
    yield Door(cluster, database, simulator)
    cluster.rows("select social_internal.set_clock('0')", database=database)


def with_a_code_of_nobody(door):
    door.complete({**door.begin(), "code": "code-of-nobody"})


def with_a_state_of_nobody(door):
    door.complete({**door.begin(), "state": "state-of-nobody"})


def by_another_user(door):
    door.complete(door.begin(ANNA), BOB)


def for_another_platform(door):
    door.complete(door.begin(), platform="instagram")


def too_late(door):
    back = door.begin()
    door.rows("select social_internal.set_clock('11 minutes')")
    door.complete(back)


def with_the_token_of_nobody(door):
    door.rows("select social.connect_instagram(%s, '17841400000000', 'token-of-nobody')", ANNA)


def with_the_id_of_another(door):
    token = door.simulator.token("instagram", 1)["access_token"]
    door.rows("select social.connect_instagram(%s, '17841400000000', %s)", ANNA, token)


def without_saying_which_page(door):
    token = door.simulator.token("facebook", 1)["access_token"]
    person = door.simulator.truth("facebook", 1)["user_id"]
    door.simulator.call("POST", "override", {"platform": "facebook", "account": 1, "pages": 3})
    door.rows("select social.connect_facebook(%s, %s, %s)", ANNA, person, token)


@pytest.mark.parametrize(
    "attempt, state, detail",
    [
        (with_a_code_of_nobody, "PS001", "invalid_grant"),
        (with_a_state_of_nobody, "22023", "state_unknown"),
        (by_another_user, "22023", "state_foreign"),
        (for_another_platform, "22023", "state_wrong_platform"),
        (too_late, "22023", "state_expired"),
        (with_the_token_of_nobody, "PS001", "190"),
        (with_the_id_of_another, "22023", None),
        (without_saying_which_page, "22023", "Pages: "),
    ],
)
def test_a_login_that_fails_leaves_nothing(door, attempt, state, detail):
    before = door.value(LEFT_BEHIND)
    with pytest.raises(psycopg2.Error) as refused:
        attempt(door)
    told = refused.value.diag
    assert refused.value.pgcode == state
    assert told.message_hint
    assert detail is None or told.message_detail.startswith(detail)
    assert "of-nobody" not in str(refused.value)
    assert door.value(LEFT_BEHIND) == before


def test_a_page_that_the_login_does_not_open_costs_nothing_but_another_choice(door):
    door.simulator.call("POST", "override", {"platform": "facebook", "account": 1, "pages": 3})
    first, second, _ = (page["id"] for page in door.simulator.truth("facebook", 1)["pages"])
    back = door.begin(platform="facebook")
    choose = "select id, platform_user_id, pages from social.complete_oauth(%s, 'facebook', %s, %s, %s)"
    with pytest.raises(psycopg2.Error, match="no access to page 4711") as refused:
        door.rows(choose, ANNA, back["state"], back["code"], "4711")
    assert refused.value.diag.message_detail == "page_unknown"
    assert first in refused.value.diag.message_hint
    # Neither the code nor the state is good for a second login; what they gave is there.
    ((nothing, _, pages),) = door.rows(choose, ANNA, back["state"], back["code"], None)
    assert nothing is None
    assert len(pages) == 3 and pages[0]["id"] == first
    ((connection, page, _),) = door.rows(choose, ANNA, back["state"], back["code"], second)
    assert connection and page == second


def test_a_page_where_there_are_none_costs_nothing(door):
    back = door.begin()
    before = door.value(LEFT_BEHIND)
    with pytest.raises(psycopg2.Error, match="no pages to choose from") as refused:
        door.rows("select social.complete_oauth(%s, 'tiktok', %s, %s, '4711')", ANNA, back["state"], back["code"])
    assert refused.value.pgcode == "22023"
    assert refused.value.diag.message_detail == "page_unknown"
    assert refused.value.diag.message_hint == "Call again without page_id."
    assert door.value(LEFT_BEHIND) == before
    assert door.complete(back)


def test_who_names_one_of_the_accounts_behind_a_login_has_chosen_it(door):
    door.simulator.call("POST", "override", {"platform": "facebook", "account": 1, "pages": 3})
    second = door.simulator.truth("facebook", 1)["pages"][1]["id"]
    token = door.simulator.token("facebook", 1)["access_token"]
    assert door.value("select platform_user_id from social.connect_facebook(%s, %s, %s)", ANNA, second, token) == second


def test_a_token_that_is_long_lived_already_is_taken(door):
    token = door.simulator.token("instagram", 2, kind="long", age="2d")
    assert door.rows(
        "select connection_status, grant_expires_at > now() + interval '50 days' from social.connect_instagram(%s, %s, %s)",
        ANNA, token["user_id"], token["access_token"],
    ) == [("active", True)]  # fmt: skip


def test_a_login_completes_once(door):
    back = door.begin()
    assert door.complete(back)
    before = door.value(LEFT_BEHIND)
    with pytest.raises(psycopg2.Error) as refused:
        door.complete(back)
    assert refused.value.diag.message_detail == "state_used"
    assert door.value(LEFT_BEHIND) == before


def test_connecting_again_keeps_the_id_and_the_history(door):
    connection = door.log_in(ANNA)
    token = "select pgp_sym_decrypt(refresh_token_encrypted, %s) from social.social_media_connections"
    before = door.value(token, KEY)
    door.rows("update social.social_media_connections set connection_status = 'expired', connection_error = 'over'")
    assert door.log_in(ANNA) == connection
    assert door.value(token, KEY) != before
    assert door.rows("select connection_status, connection_error from social.social_media_connections") == [("active", None)]
    assert door.value("select count(*) from social.social_media_stats where connection_id = %s", connection) == 2
    assert door.notices() == []


def test_an_account_that_another_user_connects(door):
    annas = door.log_in(ANNA)
    bobs = door.log_in(BOB)
    assert annas != bobs
    assert door.state_of(annas) == ("revoked", False, False)
    assert door.state_of(bobs) == ("active", True, True)
    assert door.notices() == [(ANNA, "account_taken_over")]
    # What was measured for her stays hers; nothing of it is his.
    assert door.value("select count(*) from social.get_latest_stats(%s)", ANNA) == 1
    assert door.rows("select sync_status from social.sync_user(%s)", ANNA) == []
    assert door.rows("select sync_status from social.sync_user(%s)", BOB) == [("success",)]
    # She takes it back by a login of her own.
    assert door.log_in(ANNA) == annas
    assert door.state_of(annas)[0] == "active"
    assert door.state_of(bobs) == ("revoked", False, False)
    assert door.notices() == [(ANNA, "account_taken_over"), (BOB, "account_taken_over")]


def test_a_code_that_is_spent_counts_though_its_caller_has_gone(door):
    back = door.begin()
    with door.simulator.faulty("slow", platform="tiktok", endpoint="token", milliseconds=1500, count=1):
        caller = door.complete_in_background(back)
        wait_for(lambda: door.simulator.hits() > 0, 20, "the code to be on its way")
        caller.cancel()
        with pytest.raises(psycopg2.errors.QueryCanceled):
            caller.result(5)
    first_figures = "select count(*) from social.social_media_stats join social.social_media_connections c on c.id = connection_id"
    wait_for(lambda: door.value(f"{first_figures} where connection_status = 'active'") == 1, 20, "the connection")


WRITTEN_BY_THE_CALLER = {
    "the connection": ["update social.social_media_connections set bio = 'a note' where user_id = %s"],
    "the user": ["update social.social_media_users set display_name = 'Anna' where id = %s"],
    "a new user": [
        "delete from social.social_media_users where id = %s",
        "insert into social.social_media_users (id) values (%s)",
    ],
}


@pytest.mark.parametrize("written", WRITTEN_BY_THE_CALLER)
def test_a_caller_whose_own_transaction_is_in_the_way_is_told_so_at_once(door, written):
    door.log_in(ANNA)
    back = door.begin()
    with creators.transaction(door.cluster, door.database) as cursor:
        for statement in WRITTEN_BY_THE_CALLER[written]:
            cursor.execute(statement, (ANNA,))
        with pytest.raises(psycopg2.errors.ObjectInUse) as refused:
            cursor.execute(
                "select social.complete_oauth(%s, 'tiktok', %s, %s)", (ANNA, back["state"], back["code"])
            )
        assert refused.value.diag.message_hint.startswith("Commit first")
    assert door.complete(back), "the state or the code was spent"


def test_rows_that_somebody_holds_delay_a_login_and_nothing_else(door):
    connection = door.log_in(ANNA)
    door.log_in(BOB, account=2)
    with contextlib.closing(door.cluster.connect(door.database, autocommit=False)) as holder:
        holder.cursor().execute("update social.social_media_connections set bio = 'a note' where id = %s", (connection,))
        login = door.complete_in_background(door.begin())
        blocked = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and backend_type = 'pg_social sync worker'"
        wait_for(lambda: door.value(blocked) == 1, 20, "the worker to meet the lock")
        assert door.rows("select sync_status from social.sync_user(%s, wait => '5 s')", BOB) == [("success",)]
        assert login.going()
        holder.commit()
    assert login.result(20) == [("active",)]
    assert door.value("select count(*) from social.social_media_stats where connection_id = %s", connection) == 2
