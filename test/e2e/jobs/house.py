"""One database under a clock of its own, filled by hand where a test needs exact figures."""

import uuid

from support import creators
from support.kept_sessions import keeping_sessions
from support.waiting import wait_for

ALL_JOBS = (
    "check_and_repair_connections",
    "cleanup_old_logs",
    "notify_token_expiration",
    "refresh_expiring_tokens",
    "refresh_materialized_views",
    "send_weekly_reports",
    "sync_all_active_connections",
)


class House:
    def __init__(self, cluster, database):
        self.cluster = cluster
        self.database = database

    # Asking it.

    def rows(self, query, arguments=None):
        return self.cluster.rows(query, arguments, database=self.database)

    def value(self, query, arguments=None):
        return self.cluster.value(query, arguments, database=self.database)

    def dicts(self, query, arguments=None):
        return self.cluster.dicts(query, arguments, database=self.database)

    # Its clock.

    def move_clock(self, offset):
        self.rows("select social_internal.set_clock(%s::interval)", (offset,))

    def set_time(self, instant):
        """The clock shows this instant and goes on from there."""
        self.rows(
            "select social_internal.set_clock(make_interval(secs =>"
            " extract(epoch from %s::timestamptz - clock_timestamp())::double precision))",
            (instant,),
        )

    @keeping_sessions()
    def begin_at(self, instant):
        """Like set_time(), without making up for what would have been due since the machine's own time."""
        creators.pause_jobs(self.cluster, self.database)
        self.set_time(instant)
        self.rows("select social.resume_job(job) from social.social_media_jobs")

    # Its jobs.

    def job(self, name):
        return self.dicts("select * from social.social_media_jobs where job = %s", (name,))[0]

    def next_run(self, name):
        return self.value(
            "select to_char(next_run_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')"
            " from social.social_media_jobs where job = %s",
            (name,),
        )

    def wait_for_plan(self, name, text):
        wait_for(lambda: self.next_run(name) == text, 10, f"{name} to be due at {text}")

    def runs(self, name, condition="true"):
        """Oldest first."""
        return self.dicts(
            "select *, to_char(due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as due"
            f" from social.social_media_job_runs where job = %s and {condition}"
            " order by started_at nulls last",
            (name,),
        )

    def run_job(self, name):
        """Runs it and waits for its end; the row of its run."""
        run = self.value("select social.run_job(%s)", (name,))
        return self.wait_for_run(run)

    def wait_for_run(self, run):
        query = "select * from social.social_media_job_runs where id = %s"

        def ended():
            row = self.dicts(query, (run,))[0]
            return row if row["status"] in ("succeeded", "failed") else None

        return wait_for(ended, 20, "the job to end")

    def wait_for_runs(self, name, count):
        def ended():
            runs = self.runs(name, "status in ('succeeded', 'failed')")
            return runs if len(runs) >= count else None

        return wait_for(ended, 20, f"{count} runs of {name}")

    # Who lives there.

    @keeping_sessions()
    def move_in(self):
        """The first connect would do it: from now on tokens are at home here."""
        self.rows("select social.resume_workers()")
        self.rows("select social_internal.ensure_partitions(social_internal.current_time())")

    def add_user(self, **columns):
        columns = {"id": str(uuid.uuid4()), **columns}
        self.insert("social.social_media_users", columns)
        return columns["id"]

    def add_connection(self, user_id, **columns):
        columns = {
            "id": str(uuid.uuid4()),
            "user_id": user_id,
            "platform": "instagram",
            "platform_user_id": str(uuid.uuid4().int)[:17],
            "access_token_encrypted": b"not a token",
            "next_sync_at": None,
            **columns,
        }
        self.insert("social.social_media_connections", columns)
        return columns["id"]

    def insert(self, table, columns):
        names = ", ".join(columns)
        values = ", ".join(f"%({name})s" for name in columns)
        self.rows(f"insert into {table} ({names}) values ({values})", columns)

    @keeping_sessions()
    def add_stats(self, connection_id, user_id, platform, measurements, posts_counted=25):
        """measurements: (instant, followers, engagement rate)."""
        for at, followers, rate in measurements:
            self.rows("select social_internal.ensure_month('social.social_media_stats', %s)", (at,))
            self.rows(
                "insert into social.social_media_stats"
                " (connection_id, user_id, platform, followers_count, engagement_rate, posts_counted, synced_at)"
                " values (%s, %s, %s, %s, %s, %s, %s)",
                (connection_id, user_id, platform, followers, rate, posts_counted, at),
            )

    @keeping_sessions()
    def add_post(self, connection_id, platform_post_id, published_at, caption, permalink, figures):
        """figures: (instant, likes, comments, views), each as the platform counted from then on."""
        post = self.value(
            "insert into social_internal.post_texts (post_type, caption, permalink, published_at, created_at)"
            " values ('reel', %s, %s, %s, %s) returning id",
            (caption, permalink, published_at, figures[0][0]),
        )
        self.rows(
            "insert into social_internal.post_figures (connection_id, post_id, platform_post_id, likes_count,"
            " comments_count, views_count, fetched_at) values (%s, %s, %s, %s, %s, %s, %s)",
            (connection_id, post, platform_post_id, *figures[-1][1:], figures[-1][0]),
        )
        for at, likes, comments, views in figures:
            self.rows("select social_internal.ensure_month('social_internal.post_changes', %s)", (at,))
            values = {"connection": connection_id, "at": at, "post": post, "likes": likes, "comments": comments,
                      "views": views}  # fmt: skip
            # All that changed with one measurement is one row.
            self.rows(
                "with known as (update social_internal.post_changes set post_ids = post_ids || %(post)s::bigint,"
                " likes_count = likes_count || %(likes)s::bigint,"
                " comments_count = comments_count || %(comments)s::bigint,"
                " shares_count = shares_count || null::bigint, saves_count = saves_count || null::bigint,"
                " views_count = views_count || %(views)s::bigint"
                " where connection_id = %(connection)s and fetched_at = %(at)s returning 1)"
                " insert into social_internal.post_changes (connection_id, fetched_at, post_ids, likes_count,"
                " comments_count, shares_count, saves_count, views_count)"
                " select %(connection)s, %(at)s, array[%(post)s::bigint], array[%(likes)s::bigint],"
                " array[%(comments)s::bigint], array[null::bigint], array[null::bigint], array[%(views)s::bigint]"
                " where not exists (select from known)",
                values,
            )
        return post

    # What it tells people.

    def notices(self, kind=None):
        return self.dicts(
            "select * from social.social_media_notifications where %s::text is null or kind = %s"
            " order by created_at, id",
            (kind, kind),
        )
