"""An administrator's UPDATE of a connection is acted on at once, not at the worker's next look for lost wake-ups."""

import pytest
from support import creators
from support.waiting import wait_for

SOONER_THAN_THE_SAFETY_POLL = 10  # seconds, of 30


@pytest.fixture(name="syncs")
def fixture_syncs(cluster, database, simulator):
    """Counts the syncs of an account that has had its first one and is not due again."""
    creators.configure(cluster, database, simulator, ["instagram"])
    connection, _ = creators.connect_instagram(cluster, database, simulator, 3)
    creators.sync(cluster, database, connection)
    # After a caller's request the worker looks around once more; then it sleeps.
    asleep = (
        "select bool_and(state_change < clock_timestamp() - interval '2 seconds') from pg_stat_activity"
        " where backend_type like 'pg_social sync worker%%' and datname = %s"
    )
    wait_for(lambda: cluster.value(asleep, (database,)), 20, "the worker to sleep")

    def count():
        query = "select count(*) from social.social_media_sync_logs where connection_id = %s and sync_type = 'automatic'"
        return cluster.value(query, (connection,), database=database)

    count.connection = connection
    return count


@pytest.mark.parametrize(
    "change",
    [
        "next_sync_at = now()",
        "next_sync_at = now() + interval '2 seconds'",
        "refresh_frequency_hours = 1, next_sync_at = now()",
    ],
)
def test_a_time_set_by_hand_is_kept(cluster, database, syncs, change):
    before = syncs()
    cluster.rows(
        f"update social.social_media_connections set {change} where id = %s", (syncs.connection,), database=database
    )
    wait_for(lambda: syncs() > before, SOONER_THAN_THE_SAFETY_POLL, "the account to be synchronised")


def test_an_account_switched_on_by_hand_is_due(cluster, database, syncs):
    before = syncs()
    change = "update social.social_media_connections set {} where id = %s"
    off = "auto_refresh_enabled = false, last_synced_at = now() - interval '2 days'"
    for columns in (off, "auto_refresh_enabled = true"):
        cluster.rows(change.format(columns), (syncs.connection,), database=database)
    wait_for(lambda: syncs() > before, SOONER_THAN_THE_SAFETY_POLL, "the account to be synchronised")
