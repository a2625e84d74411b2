"""The move by logical replication, word for word as install.md has it."""

import re

from support import creators
from support.places import ROOT
from support.waiting import holds_for, wait_for

PAGE = (ROOT / "docs/how-to/install.md").read_text()
IN_THE_ORIGINAL, IN_THE_NEW_ONE, AT_THE_SWITCH = re.findall(
    r"```sql\n(.*?)```", PAGE[PAGE.index("### Logical replication") : PAGE.index("## Removing it")], re.DOTALL
)


def run(cluster, database, block, folder):
    file = folder / "block.sql"
    file.write_text(block)
    cluster.script(file, database=database)


COUNTED = (
    "social.social_media_connections",
    "social.social_media_users",
    "social.social_media_stats",
    "social.social_media_posts",
    "social.social_media_sync_logs",
    "social_internal.sync_state",
    "social_internal.profiles",
)


def counts(cluster, database):
    return [cluster.value(f"select count(*) from {table}", database=database) for table in COUNTED]


def connect(cluster, simulator, account):
    connection = creators.connect_by_oauth(cluster, "shop", "tiktok", account)["id"]
    assert creators.sync(cluster, "shop", connection)["sync_status"] == "success"
    return connection


def test_moved_to_another_server(new_cluster, simulator, tmp_path):
    original = new_cluster({"wal_level": "logical"}).start()
    original.create_database("shop")
    creators.configure(original, "shop", simulator)
    kept, ended = connect(original, simulator, 1), connect(original, simulator, 2)
    run(original, "shop", IN_THE_ORIGINAL, tmp_path)

    other = new_cluster({"wal_level": "logical"}, own=True).start()
    other.create_database("moved")
    run(
        other, "moved",
        IN_THE_NEW_ONE.replace("host=old.example.com", f"host={original.sockets} port={original.port} user=postgres"),
        tmp_path,
    )  # fmt: skip
    # What is written meanwhile, and what is erased.
    connect(original, simulator, 3)
    owner = original.value(
        "select user_id from social.social_media_connections where id = %s", (ended,), database="shop"
    )
    original.rows("select social.disconnect_platform(%s, %s)", (ended, owner), database="shop")
    assert creators.sync(original, "shop", kept)["sync_status"] == "success"

    def arrived():
        # What is derived is worked out anew: the scheduler does so, too, a minute later.
        other.rows("select social_internal.ensure_derived(null, 1000), social_internal.wake_workers()", database="moved")
        return counts(other, "moved") == counts(original, "shop")

    wait_for(arrived, 60, "everything to arrive")
    assert other.value("select apply_error_count + sync_error_count from pg_stat_subscription_stats") == 0
    notes = "select string_agg(note, ' ') from social.worker_status() where database = 'moved'"
    assert "resume_workers()" in other.value(notes, database="moved")
    simulator.forget_requests()
    other.rows("select social.run_job('sync_all_active_connections')", database="moved")
    assert holds_for(lambda: simulator.count("tiktok") == 0, 2)

    original.rows("select social.park_workers()", database="shop")
    parked = "select parked_at is not null from social_internal.home"
    wait_for(lambda: other.value(parked, database="moved"), 20, "the parking to arrive")
    run(other, "moved", AT_THE_SWITCH, tmp_path)
    other.write_key("0123456789abcdef0123456789abcdef")
    for _ in range(2):
        assert creators.sync(other, "moved", kept)["sync_status"] == "success"
    creators.connect_by_oauth(other, "moved", "tiktok", 4)
