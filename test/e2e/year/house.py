"""The database of the year, its two clocks, and waiting until all that is due has been done."""

import psycopg2
import psycopg2.extras
from support import creators
from support.waiting import wait_for

# Everything that would still happen without the clock going on. An app that rests keeps its accounts waiting.
NOTHING_IS_LEFT = """
with t as (select social_internal.current_time() as now),
     open_app as (select a.platform, a.app from social_internal.claimable_apps() a)
select not exists (select from social.social_media_jobs j, t
                   where j.enabled and coalesce(j.next_run_at <= t.now, true))
   and not exists (select from social.social_media_job_runs r where r.status in ('queued', 'running'))
   and not exists (select from social_internal.open_run() r join social_internal.sync_state s on s.run_after < r.started_at
                   where s.in_daily_run and (s.platform, s.app) in (select o.platform, o.app from open_app o))
   and not exists (select from social_internal.sync_requests q join social.social_media_connections c on c.id = q.connection_id, t
                   where q.requested_for <= t.now and (c.platform, c.app) in (select o.platform, o.app from open_app o))
   and not exists (select from social.social_media_connections c, t
                   where c.next_sync_at <= t.now and c.connection_status in ('active', 'error')
                     and (c.platform, c.app) in (select o.platform, o.app from open_app o))
   and not exists (select from social.social_media_notifications n, t where n.sent_at is null and n.send_after <= t.now)
   and not exists (select from social.social_media_revocations r, t where r.next_attempt_at <= t.now)
   and not exists (select from social_internal.rotations r where r.stored_at is not null)
   and (select count(*) = 1 and sum(w.in_flight) = 0 from social.worker_status() w
        where w.backend_type = 'pg_social sync worker' and w.database = current_database() and w.pid is not null)
"""


class House:
    def __init__(self, cluster, database, simulator):
        self.cluster = cluster
        self.database = database
        self.simulator = simulator
        self.session = None

    def cursor(self, **options):
        if self.session is None or self.session.closed:
            self.session = self.cluster.connect(self.database)
        return self.session.cursor(**options)

    def rows(self, query, arguments=None):
        with self.cursor() as cursor:
            cursor.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def value(self, query, arguments=None):
        return self.rows(query, arguments)[0][0]

    def dicts(self, query, arguments=None):
        with self.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(query, arguments)
            return [dict(row) for row in cursor.fetchall()]

    # Clocks. The platforms' stands still while ours goes on for the second or two that the work takes.

    def begin_at(self, instant):
        self.simulator.call("POST", "clock", {"mode": "frozen", "set": int(instant.timestamp())})
        creators.pause_jobs(self.cluster, self.database)
        self.set_time(instant)
        self.rows("select social.resume_job(job) from social.social_media_jobs")

    def set_time(self, instant):
        self.rows(
            "select social_internal.set_clock(make_interval(secs =>"
            " extract(epoch from %s::timestamptz - clock_timestamp())::double precision))",
            (instant,),
        )

    def go_to(self, instant):
        self.simulator.call("POST", "clock", {"set": int(instant.timestamp())})
        self.set_time(instant)

    def wait_until_nothing_is_left(self, what):
        def done():
            try:
                return self.value(NOTHING_IS_LEFT)
            except psycopg2.OperationalError:  # it is coming up again
                self.session = None
                return False

        wait_for(done, 60, f"everything to be done that is due {what}", every=0.02)
