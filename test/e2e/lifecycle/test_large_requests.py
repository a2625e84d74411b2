"""What is asked of a worker and what it answers may be of any size: hundreds of accounts of one user at once."""

import os
import uuid
from contextlib import closing

import psycopg2
import pytest

ACCOUNTS = 700
CLUSTER_SETTINGS = {"dynamic_shared_memory_type": "mmap"}


def segments(site):
    """The pieces of shared memory that large requests and answers lie in."""
    return len(os.listdir(site.cluster.data / "pg_dynshmem"))


@pytest.fixture(name="owner")
def owner_fixture(site):
    """A user of seven hundred accounts, their tokens put in by hand."""
    owner = str(uuid.uuid4())
    tokens = [site.simulator.token("instagram", account) for account in range(1, ACCOUNTS + 1)]
    key = site.cluster.key_file.read_text().strip()
    with closing(site.cluster.connect(site.database)) as session, session.cursor() as cursor:
        cursor.execute(
            """insert into social.social_media_connections
                   (user_id, platform, platform_user_id, access_token_encrypted, token_expires_at, grant_expires_at,
                    auto_refresh_enabled, next_sync_at)
               select %s, 'instagram', given.id, pgp_sym_encrypt(given.token, %s), now() + interval '50 days',
                      now() + interval '50 days', false, null
               from unnest(%s::text[], %s::text[]) as given (id, token)""",
            (owner, key, [token["user_id"] for token in tokens], [token["access_token"] for token in tokens]),
        )
    site.rows("select social.resume_workers()")
    return owner


def test_a_user_of_seven_hundred_accounts(site, owner):
    before = segments(site)
    rows = site.cluster.dicts("select * from social.sync_user(%s, wait => '60 s')", (owner,), site.database)
    assert [row["sync_status"] for row in rows] == ["success"] * ACCOUNTS
    asked = site.rows("select id from social.social_media_connections where user_id = %s order by connected_at, id", (owner,))
    assert [row["connection_id"] for row in rows] == [connection for (connection,) in asked]
    stored = site.rows("select id from social.social_media_sync_logs order by id")
    assert sorted(row["id"] for row in rows) == [log for (log,) in stored]
    assert segments(site) == before


def test_callers_that_leave_a_large_request_leave_no_memory_behind(site, owner):
    before = segments(site)
    site.hang()
    with closing(site.cluster.connect(site.database)) as session, session.cursor() as cursor:
        cursor.execute("set statement_timeout = '300ms'")
        with pytest.raises(psycopg2.errors.QueryCanceled):
            cursor.execute("select * from social.sync_user(%s, wait => '60 s')", (owner,))
    queued = site.rows("select * from social.sync_user(%s, wait => '1 s')", (owner,))
    assert {row[5] for row in queued} == {"queued"} and len(queued) == ACCOUNTS
    assert segments(site) == before
    assert site.value("select count(*) from social_internal.sync_requests") == ACCOUNTS
