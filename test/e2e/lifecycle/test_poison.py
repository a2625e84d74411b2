"""An answer that brings a worker down must not bring the server down again and again."""

import psycopg2
from support import creators
from support.waiting import holds_for, wait_for


def cautious(site):
    return site.value(
        "select bool_or(cautious) from social.worker_status()"
        " where backend_type = 'pg_social sync worker' and database = %s",
        (site.database,),
    )


def bring_down(site, workers=1):
    """kill -9 of the sync worker: the server restarts all its processes, as after a crash."""
    site.cluster.crash(site.cluster.sync_workers(site.database)[0])
    site.cluster.wait_for_workers(site.database, workers, timeout=40)


def test_one_at_a_time_past_what_was_in_flight_then_as_before(new_cluster, make_site):
    cluster = new_cluster()
    cluster.start()
    site = make_site(cluster)
    connections = site.connect(*range(1, 9))
    slow = site.simulator.fault("slow", platform="instagram", milliseconds=1500)
    site.run_daily()
    wait_for(lambda: site.simulator.in_flight() >= 8, 20, "eight accounts in flight")
    bring_down(site)
    wait_for(lambda: cautious(site), 20, "the worker to be cautious")
    # One at a time: never are there two requests at the platform.
    site.simulator.end_fault(slow)
    site.simulator.fault("slow", platform="instagram", milliseconds=100)
    wait_for(lambda: site.simulator.in_flight() <= 1, 20, "the old requests to be gone")
    site.simulator.forget_requests()
    wait_for(lambda: not cautious(site), 60, "the worker to be as before")
    assert site.simulator.requests()["peak_in_flight"] <= 1
    wait_for(site.daily_run_is_over, 60, "the run to end")
    for connection in connections:
        done = [row for row in site.log_rows(connection) if row[1] == "success" and row[0] != "connect"]
        assert len(done) >= 1, "an account was lost"
    statuses = site.rows("select distinct connection_status from social.social_media_connections")
    assert statuses == [("active",)], "nobody is to blame: eight were in flight"


def test_one_whose_row_is_held_does_not_keep_the_others_waiting(new_cluster, make_site):
    cluster = new_cluster()
    cluster.start()
    site = make_site(cluster)
    *suspects, third = site.connect(1, 2, 3)
    for number in (1, 2):
        site.simulator.fault("slow", platform="instagram", account=number, milliseconds=2500)
    site.rows("select social.sync_connection(id, '0') from unnest(%s::uuid[]) id", (suspects,))
    wait_for(lambda: site.simulator.in_flight() >= 2, 20, "both in flight")
    bring_down(site)
    with cluster.connect(site.database) as holder, holder.cursor() as cursor:
        holder.autocommit = False
        cursor.execute("select from social.social_media_connections where id = any (%s::uuid[]) for update", (suspects,))
        site.rows("select social.sync_connection(%s, '0')", (third,))
        wait_for(lambda: site.log_rows(third)[-1][0] == "manual", 30, "the third account")
        assert {row[0] for one in suspects for row in site.log_rows(one)} == {"connect"}
        holder.rollback()
    for one in suspects:
        wait_for(lambda one=one: len(site.log_rows(one)) > 1, 30, "a suspect")


def one_alone_in_flight(new_cluster, make_site):
    cluster = new_cluster()
    cluster.start()
    site = make_site(cluster)
    poisonous, other = site.connect(1, 2)
    site.hang(account=1)
    site.rows("select social.sync_connection(%s, '0')", (poisonous,))
    site.wait_until_hung()
    return site, poisonous, other


def test_the_one_that_was_alone_in_flight_is_set_aside(new_cluster, make_site):
    site, poisonous, other = one_alone_in_flight(new_cluster, make_site)
    bring_down(site)
    wait_for(lambda: status_of(site, poisonous) == "error", 30, "the account to be set aside")
    error = site.value(
        "select connection_error from social.social_media_connections where id = %s", (poisonous,)
    )
    assert "worker" in error
    assert site.value(
        "select next_sync_at > now() + interval '12 hours' from social.social_media_connections where id = %s",
        (poisonous,),
    )
    asked = site.simulator.count("instagram", account=1)
    wait_for(lambda: not cautious(site), 30, "the worker to be as before")
    site.run_daily()
    wait_for(lambda: ("scheduled", "success", None) in site.log_rows(other), 30, "the other account")
    assert site.simulator.count("instagram", account=1) == asked, "it was asked for again"
    assert status_of(site, other) == "active"


def test_an_answer_that_brings_a_worker_down_when_it_is_recorded_is_set_aside_too(new_cluster, make_site):
    cluster = new_cluster()
    cluster.start()
    site = make_site(cluster)
    poisonous = site.connect(1)
    # So that the end comes in the middle of recording it.
    site.rows("create function public.hang() returns trigger language plpgsql as $$ begin loop null; end loop; end $$")
    site.rows(
        "create trigger hang before insert on social.social_media_sync_logs for each row"
        " when (new.sync_status = 'success') execute function public.hang()"
    )
    site.rows("select social.sync_connection(%s, '0')", (poisonous,))
    recording = (
        "select count(*) from pg_stat_activity where backend_type = 'pg_social sync worker' and backend_xid is not null"
        " and query = 'recording syncs'"
    )
    wait_for(lambda: site.value(recording) == 1, 20, "the worker to record it")
    bring_down(site)
    wait_for(lambda: status_of(site, poisonous) == "error", 30, "the account to be set aside")


def test_one_whose_row_somebody_holds_is_set_aside_when_it_is_free_and_holds_up_no_other(new_cluster, make_site):
    site, poisonous, other = one_alone_in_flight(new_cluster, make_site)
    cluster = site.cluster
    cluster.change(pg_social__enabled="off")
    bring_down(site)
    asked = site.simulator.count("instagram", account=1)
    with creators.transaction(cluster, site.database) as holder:
        holder.execute("select from social.social_media_connections where id = %s for update", (poisonous,))
        cluster.change(pg_social__enabled="on")
        wait_for(lambda: syncs(site, other), 30, "the other account")
        site.run_daily()
        wait_for(lambda: ("scheduled", "success", None) in site.log_rows(other), 30, "its turn in the daily run")
        assert status_of(site, poisonous) == "active"
    # The next look finds the row free.
    site.rows("select social.sync_connection(%s, '0')", (other,))
    wait_for(lambda: status_of(site, poisonous) == "error", 30, "the account to be set aside")
    assert site.simulator.count("instagram", account=1) == asked, "it was asked for again"


def test_one_that_cannot_be_set_aside_keeps_nobody_from_being_served(new_cluster, make_site):
    site, poisonous, other = one_alone_in_flight(new_cluster, make_site)
    with site.refusing("social.social_media_connections", "update", "raise exception 'not this one';", only=poisonous):
        bring_down(site)
        trouble = "select trouble from social_internal.worker_table() where backend_type = 'pg_social sync worker'"
        wait_for(lambda: "not this one" in (site.value(trouble) or ""), 20, "the trouble to be told")
        assert site.sync(other)["sync_status"] == "success"
    wait_for(lambda: status_of(site, poisonous) == "error", 30, "the account to be set aside")


def test_suspects_that_may_not_be_asked_yet_are_waited_for_asleep(new_cluster, make_site):
    site, _, _ = one_alone_in_flight(new_cluster, make_site)
    site.cluster.change(pg_social__enabled="off")
    bring_down(site)

    def beats():
        return site.value(
            "select heartbeat_at from social.worker_status() where backend_type = 'pg_social sync worker'"
            " and database = current_database()"
        )

    seen = set()
    assert holds_for(lambda: seen.add(beats()) or True, 3)
    assert None not in seen, "the worker is there"
    assert len(seen) <= 10, "a look a second, and not one after the other"


def syncs(site, connection):
    try:
        return site.sync(connection)["sync_status"] == "success"
    except psycopg2.Error:
        return False  # the setting has not reached the worker yet


def test_an_immediate_stop_blames_nobody(new_cluster, make_site):
    cluster = new_cluster()
    cluster.start()
    site = make_site(cluster)
    connection = site.connect(1)
    hang = site.hang()
    site.rows("select social.sync_connection(%s, '0')", (connection,))
    site.wait_until_hung()
    cluster.stop("immediate")
    site.simulator.end_fault(hang)
    cluster.start()
    wait_for(lambda: ("manual", "success", None) in site.log_rows(connection), 30, "the sync")
    assert status_of(site, connection) == "active"


def test_a_base_backup_taken_meanwhile_blames_nobody(new_cluster, make_site):
    primary = new_cluster()
    primary.start()
    site = make_site(primary)
    connection = site.connect(1)
    site.hang()
    site.rows("select social.sync_connection(%s, '0')", (connection,))
    site.wait_until_hung()
    restored = new_cluster.adopt(primary.standby(new_cluster.folder()))
    restored.write_key("0123456789abcdef0123456789abcdef")
    primary.stop("fast")
    site.simulator.end_fault()
    (restored.data / "standby.signal").unlink()
    restored.start()
    site.cluster = restored
    wait_for(lambda: ("manual", "success", None) in site.log_rows(connection), 30, "the sync")
    assert status_of(site, connection) == "active"


def test_the_crash_of_another_process_blames_nobody(new_cluster, make_site):
    cluster = new_cluster()
    cluster.start()
    site = make_site(cluster)
    connection = site.connect(1)
    hang = site.hang()
    site.rows("select social.sync_connection(%s, '0')", (connection,))
    site.wait_until_hung()
    here = cluster.log.here()
    cluster.kill(cluster.value("select pid from pg_stat_activity where backend_type = 'walwriter'"))
    wait_for(lambda: "reinitializing" in cluster.log.text(here), 20, "the crash")
    site.simulator.end_fault(hang)
    cluster.wait_until_up()
    wait_for(lambda: ("manual", "success", None) in site.log_rows(connection), 40, "the sync")
    assert status_of(site, connection) == "active"
    assert holds_for(lambda: not cautious(site), 0.5)


def status_of(site, connection):
    return site.value(
        "select connection_status from social.social_media_connections where id = %s", (connection,)
    )


def test_after_a_change_of_the_number_of_workers_none_takes_what_is_another_s(new_cluster, make_site):
    """Who was in flight is noted by the worker that is no more in charge; the one that is may have taken it up."""
    cluster = new_cluster()
    cluster.start()
    site = make_site(cluster)
    site.connect(*range(1, 17))
    slow = site.simulator.fault("slow", platform="instagram", milliseconds=3000)
    site.run_daily()
    wait_for(lambda: site.simulator.in_flight() >= 16, 20, "all accounts in flight")
    others = site.rows(
        "select id from social.social_media_connections where social_internal.is_share(user_id, 1, 2) order by id"
    )
    cluster.change(pg_social__sync_workers="2")
    bring_down(site, workers=2)
    site.simulator.end_fault(slow)
    wait_for(lambda: not cautious(site), 60, "the worker to be as before")
    wait_for(site.daily_run_is_over, 60, "the run to end")
    as_suspects = site.rows(
        "select distinct connection_id from social.social_media_sync_logs where sync_type = 'automatic' order by 1"
    )
    assert as_suspects and not set(as_suspects) & set(others)
    for (connection,) in others:
        assert site.log_rows(connection)[1:] == [("scheduled", "success", None)]
