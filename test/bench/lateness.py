"""How soon an account is claimed once its time has come."""

import statistics
from dataclasses import dataclass

from testbed import wait_for

ACCOUNTS = 100
APART = 0.02  # seconds from one account's time to the next one's
SOON = 1  # seconds until the first

SET = """
    with due as (
        insert into public.due
        select id, social_internal.current_time() + (%s + %s * row_number() over ()) * interval '1 second'
        from (select id from social.social_media_connections
              where auto_refresh_enabled order by last_synced_at desc nulls last limit %s) synced
        returning id, at)
    update social.social_media_connections c set next_sync_at = due.at from due where c.id = due.id"""

RECORDED = """
    select count(*)
    from social.social_media_connections
    where last_synced_at >= (select started_at from social_internal.sync_runs where id = %s)"""

CLAIMED = """
    select extract(epoch from l.started_at - d.at)::float
    from public.due d
    join social.social_media_sync_logs l on l.connection_id = d.id and l.sync_type = 'automatic' and l.started_at >= d.at"""


@dataclass
class Late:
    median: float  # seconds
    most: float


def measure(testbed, while_a_run_goes_on):
    if while_a_run_goes_on:
        testbed.next_day()
        run = testbed.value("select social_internal.begin_run()")
        # Of those that the run is through with: one that it has before it would have its time overwritten by what it brings.
        wait_for(lambda: testbed.value(RECORDED, (run,)) >= ACCOUNTS, 60, "the first of the run", every=0.02)
    testbed.rows("create table public.due (id uuid primary key, at timestamptz not null)")
    testbed.rows(SET, (SOON, APART, ACCOUNTS))
    seconds = wait_for(
        lambda: rows if len(rows := testbed.rows(CLAIMED)) >= ACCOUNTS else None, 60, "the due accounts", every=0.2
    )
    testbed.rows("drop table public.due")
    if while_a_run_goes_on:
        testbed.wait_for_run(run)
    late = [second for (second,) in seconds]
    return Late(statistics.median(late), max(late))
