"""Who asks for many accounts gets them in turns: they neither use up the worker's memory nor hold back who asks for one."""

import uuid

import pytest
from support import creators
from support.background import Background
from support.waiting import holds_for, wait_for

CLUSTER_SETTINGS = {"pg_social.max_concurrency": "6"}


@pytest.fixture(name="many")
def many_fixture(site):
    """A site with fifteen accounts of one creator."""
    site.user = str(uuid.uuid4())
    site.connections = [
        creators.connect_instagram(site.cluster, site.database, site.simulator, account, site.user)[0]
        for account in range(1, 16)
    ]
    return site


def in_flight(site):
    return site.value("select sum(in_flight) from social.worker_status() where database = current_database()")


def test_syncs_are_begun_in_turns(many):
    creators.configure(many.cluster, many.database, many.simulator, ["facebook"])
    page = creators.connect_by_oauth(many.cluster, many.database, "facebook", 11)["id"]
    many.hang()
    caller = Background(many.cluster, many.database, "select sync_status from social.sync_user(%s, null, '60 s')", (many.user,))
    wait_for(lambda: in_flight(many) == 6, 20, "the places to be taken")
    assert holds_for(lambda: in_flight(many) == 6, 1.0)
    assert many.sync(page)["sync_status"] == "success", "who asks for one waits for nobody"
    many.simulator.end_fault()
    assert caller.result(60) == [("success",)] * 15


def test_what_its_caller_leaves_before_it_is_begun_is_kept(many):
    many.hang()
    rows = many.rows("select id, sync_status from social.sync_user(%s, null, '500 ms')", (many.user,))
    assert [status for _, status in rows] == ["queued"] * 15
    wait_for(lambda: in_flight(many) == 6, 20, "the first to be begun")
    many.simulator.end_fault()
    for log_id, _ in rows:
        answer = many.rows("select sync_status from social.sync_result(%s, '60 s')", (log_id,))
        assert answer == [("success",)]
    for connection in many.connections:
        assert many.log_rows(connection)[1:] == [("manual", "success", None)], "once each"


def test_refreshes_are_begun_in_turns(many):
    creators.pause_jobs(many.cluster, many.database)  # the daily run would prolong some of them
    many.simulator.call("POST", "clock", {"advance": 35 * 86400})
    many.rows("select social_internal.set_clock('35 days')")
    many.simulator.fault("slow", platform="instagram", milliseconds=300)
    many.simulator.forget_requests()
    try:
        # Those that are prolonged end within so many days again.
        rows = many.rows("select connection_id, success, error from social.refresh_expiring_tokens(365, '60 s')")
    finally:
        many.rows("select social_internal.set_clock('0 s')")
    assert sorted(rows) == sorted((connection, True, None) for connection in many.connections), "once each"
    assert many.simulator.requests()["peak_in_flight"] <= 6
