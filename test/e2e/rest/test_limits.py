"""POST /sync five times a minute, whatever the way in; and waiting syncs that slow nobody down."""

import concurrent.futures
import time

from rest.helpers import problem


def synced_now(sql, connection_id, owner):
    """A sync of a moment ago: the route answers from its log and asks no worker."""
    sql("update social.social_media_connections set last_synced_at = now() where id = %s", connection_id)
    sql("select social_internal.ensure_month('social.social_media_sync_logs', now())")
    sql(
        """insert into social.social_media_sync_logs
               (connection_id, user_id, platform, sync_type, sync_status, stats_fetched)
           values (%s, %s, 'instagram', 'manual', 'success', true)""",
        connection_id,
        owner.id,
    )


def test_the_sixth_sync_within_a_minute_is_429_with_retry_after(person, account, sql):
    amal, badr = person(), person()
    for owner in (amal, badr):
        synced_now(sql, account(owner), owner)
    assert [amal.post("/sync").status_code for _ in range(5)] == [200] * 5
    refused = amal.post("/sync")
    problem(refused, 429, "too_many_requests")
    assert 50 <= int(refused.headers["Retry-After"]) <= 60
    assert badr.post("/sync").status_code == 200  # each user has their own


def test_no_other_way_in_has_a_count_of_its_own(person, account, sql):
    amal = person()
    mine = account(amal)
    synced_now(sql, mine, amal)
    ways = [
        lambda: amal.post("/sync"),
        lambda: amal.post("/rest/rpc/sync_connection", json={"id": mine}),
        lambda: amal.post("/rest/rpc/post_sync", data=b"", headers={"Content-Type": "application/octet-stream"}),
        lambda: amal.call("POST", "/api/social-media/%73ync"),
        lambda: amal.call("POST", "/api//social-media/./sync/"),
    ]
    assert [way().status_code for way in ways] == [200] * 5
    assert [way().status_code for way in ways] == [429] * 5


def test_calls_at_the_same_moment_count_too(person, account, sql):
    amal = person()
    synced_now(sql, account(amal), amal)
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(lambda _: amal.post("/sync").status_code, range(12)))
    assert statuses == [200] * 5 + [429] * 7


def test_a_refused_or_faulty_call_does_not_prolong_the_wait(person, account, sql):
    amal = person()
    synced_now(sql, account(amal), amal)
    for _ in range(3):
        problem(amal.post("/sync", data="not json"), 422)
    assert [amal.post("/sync").status_code for _ in range(7)] == [200] * 5 + [429] * 2


def test_fifty_slow_syncs_do_not_slow_the_reads(person, account, slow_sync):
    waiting = []
    for _ in range(50):
        owner = person()
        waiting.append((owner, account(owner)))
    reader = person()
    account(reader)

    def read():
        started = time.monotonic()
        assert reader.get("/dashboard").status_code == 200
        return time.monotonic() - started

    alone = sorted(read() for _ in range(40))
    with slow_sync([connection for _, connection in waiting]), concurrent.futures.ThreadPoolExecutor(50) as pool:
        started = time.monotonic()
        calls = [pool.submit(owner.post, "/sync") for owner, _ in waiting]
        beside = []
        while not all(call.done() for call in calls) and len(beside) < 200:
            beside.append(read())
        statuses = {call.result().status_code for call in calls}
        lasted = time.monotonic() - started
    assert statuses == {202}
    assert lasted > 4, "the syncs did not wait"
    assert len(beside) >= 40
    # Not a time but a proportion: a read that had to wait for a sync would take seconds.
    median_alone, median_beside = alone[20], sorted(beside)[len(beside) // 2]
    assert median_beside < 10 * median_alone + 0.05
    assert max(beside) < 1.5
