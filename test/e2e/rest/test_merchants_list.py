"""The merchants' list follows what happens: at once, or where much happens at once, soon and by the scheduler."""

import contextlib

import psycopg2


def followers(merchant, owner):
    rows = merchant.rows("influencers", user_id=f"eq.{owner.id}", select="followers,platforms")
    return [(row["followers"], [account["followers"] for account in row["platforms"]]) for row in rows]


def record(sql, connections, count):
    """As a worker records the syncs of a daily run."""
    sql(
        """select count(*) from social_internal.record_syncs(array(
               select jsonb_populate_record(null::social_internal.sync_result, jsonb_build_object(
                          'connection_id', id, 'sync_type', 'scheduled', 'sync_status', 'success', 'started_at', now(),
                          'completed_at', clock_timestamp(), 'measured_at', clock_timestamp(), 'followers_count', %s))
               from unnest(%s::uuid[]) as id), '{}')""",
        count,
        connections,
    )


def test_a_sync_shows_at_once(person, account, sql, settled):
    merchant, amal = person("merchant"), person()
    mine = account(amal)
    for count in (10, 0, None):
        record(sql, [mine], count)
        # Unless the scheduler is at this very profile: then as soon as it has done with it.
        settled(lambda count=count: followers(merchant, amal) == [(count, [count])])


def test_a_run_shows_soon(person, account, sql, settled):
    """More than twenty at once: that is noted, and the scheduler brings the profiles up to date."""
    sql("select social.resume_workers()")
    merchant = person("merchant")
    owners = [person(display_name="of a run") for _ in range(25)]
    connections = [account(owner) for owner in owners]
    record(sql, connections, 4321)
    sql("select social_internal.wake_workers()")
    settled(lambda: len(merchant.rows("influencers", display_name="eq.of a run", followers="eq.4321")) == 25)


def test_nobody_waits_for_who_is_at_a_profile(person, account, sql, settled):
    sql("select social.resume_workers()")
    merchant, amal = person("merchant"), person()
    mine = account(amal)
    record(sql, [mine], 10)
    with contextlib.closing(psycopg2.connect("")) as other, other.cursor() as cursor:
        cursor.execute("update social.social_media_users set display_name = 'Unfinished' where id = %s", (amal.id,))
        sql("set statement_timeout = '5s'")
        record(sql, [mine], 20)
        sql("reset statement_timeout")
        assert followers(merchant, amal) == [(10, [10])]
        other.rollback()
    sql("select social_internal.wake_workers()")
    settled(lambda: followers(merchant, amal) == [(20, [20])])


def test_who_opts_out_while_a_sync_is_recorded_is_not_shown_again(person, account, sql, settled):
    sql("select social.resume_workers()")
    merchant, amal = person("merchant"), person()
    mine = account(amal)
    record(sql, [mine], 10)
    with contextlib.closing(psycopg2.connect("")) as other, other.cursor() as cursor:
        cursor.execute("insert into social_internal.hidden_profiles (user_id) values (%s)", (amal.id,))
        record(sql, [mine], 20)
        other.commit()
    assert followers(merchant, amal) == []
    sql("select social_internal.wake_workers()")
    settled(lambda: sql("select count(*) from social_internal.profile_changes") == [(0,)])
    assert followers(merchant, amal) == []


def test_an_underscore_is_searched_for_as_itself(person, account, measured):
    """As the web app writes it; without the backslash it stands for any character."""
    merchant = person("merchant")
    for username in ("anna_b", "annaxb"):
        owner = person(display_name=username[::-1])
        measured(owner, account(owner, username=username), 1)
    found = merchant.rows("influencers", handles=r"ilike.*anna\_b*", select="handles")
    assert [row["handles"] for row in found] == ["b_anna anna_b"]
