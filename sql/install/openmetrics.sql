-- Figures for Prometheus and its relatives, as OpenMetrics text.

create function social_internal.metric_label(value text) returns text
    language sql immutable parallel safe
    return replace(replace(replace(coalesce(value, ''), E'\\', E'\\\\'), '"', E'\\"'), E'\n', E'\\n');
comment on function social_internal.metric_label(text) is 'A label''s value, escaped.';

create type social_internal.metric as (family text, kind text, help text, labels text, value numeric);
comment on type social_internal.metric is 'One sample; labels as they are written, without braces.';

-- The time as a subquery, worked out once: a function that is volatile would keep every index away.
create function social_internal.connection_metrics() returns setof social_internal.metric
    language sql stable rows 20
    set search_path = pg_catalog, pg_temp
as $$
    with moment as (
        select social_internal.current_time() as now
    ), counted as materialized (
        select c.platform, c.connection_status, count(*) as connections,
               count(*) filter (where c.connection_status = 'active' and c.auto_refresh_enabled
                                  and coalesce(c.last_synced_at, c.connected_at)
                                      < (select now from moment) - greatest(c.refresh_frequency_hours, 24) * interval '2 hours') as stale
        from social.social_media_connections c
        group by c.platform, c.connection_status
    )
    select 'pg_social_connections', 'gauge', 'Connected accounts.',
           format('platform="%s",status="%s"', c.platform, c.connection_status), c.connections
    from counted c
    union all
    select 'pg_social_grants_ending', 'gauge', 'Permissions that end soon and that only their creators can prolong for good.',
           format('within_days="%s"', within.days),
           (select count(*) from social.social_media_connections c
            where c.grant_expires_at > (select now from moment)
              and c.grant_expires_at <= (select now from moment) + make_interval(days => within.days)
              and c.connection_status in ('active', 'error'))
    from (values (3), (7)) within (days)
    union all
    select 'pg_social_connections_stale', 'gauge',
           'Active accounts whose last success is older than twice their refresh frequency, or two days where that is longer.', '', coalesce(sum(c.stale), 0)
    from counted c
$$;
comment on function social_internal.connection_metrics() is 'Metrics of the connected accounts.';

create function social_internal.worker_metrics() returns setof social_internal.metric
    language sql volatile rows 20
    set search_path = pg_catalog, pg_temp
as $$
    with workers as (
        -- Workers keep their places: a number that moved on to another one would look like syncs that never were.
        select w.*, row_number() over (partition by w.backend_type order by w.ordinality) as place
        from social_internal.worker_table() with ordinality as w
        where w.database is null or w.database = current_database()
    )
    select 'pg_social_processes', 'gauge', 'Processes that serve this database, by their state.',
           format('process="%s",state="%s"', replace(w.backend_type, 'pg_social ', ''), w.state), count(*)::numeric
    from workers w
    group by w.backend_type, w.state
    union all
    select 'pg_social_heartbeat_age_seconds', 'gauge', 'Time since a sync worker''s or scheduler''s last sign of life.',
           format('process="%s",number="%s"', replace(w.backend_type, 'pg_social ', ''), w.place),
           round(extract(epoch from clock_timestamp() - w.heartbeat_at), 3)
    from workers w
    where w.state = 'running' and w.backend_type in ('pg_social sync worker', 'pg_social scheduler')
    union all
    select 'pg_social_in_flight', 'gauge', 'Accounts that platforms are being asked about.', '',
           coalesce(sum(w.in_flight), 0)
    from workers w
    where w.backend_type = 'pg_social sync worker'
    union all
    select 'pg_social_syncs', 'counter', 'Syncs and refreshes of tokens recorded since the worker started, failed ones included.',
           format('number="%s"', w.place), w.recorded
    from workers w
    where w.backend_type = 'pg_social sync worker' and w.state = 'running'
    union all
    select 'pg_social_syncs_failed', 'counter', 'Syncs and refreshes of tokens that failed since the worker started.',
           format('number="%s"', w.place), w.failed
    from workers w
    where w.backend_type = 'pg_social sync worker' and w.state = 'running'
    union all
    select 'pg_social_key_usable', 'gauge', '0 while the encryption key cannot be used, so that nothing is called; none without a worker.',
           '', min(case when w.key_problem is null then 1 else 0 end)
    from workers w
    where w.backend_type = 'pg_social sync worker' and w.state = 'running'
    union all
    select 'pg_social_enabled', 'gauge', '1 while platforms and mail servers may be called.', '',
           case when coalesce(current_setting('pg_social.enabled', true), 'on') = 'on' then 1 else 0 end
    union all
    select 'pg_social_parked', 'gauge', '1 while this database is parked.', '', case when park.parked then 1 else 0 end
    from social_internal.park_state() park
$$;
comment on function social_internal.worker_metrics() is 'Metrics of the processes.';

create function social_internal.work_metrics() returns setof social_internal.metric
    language sql volatile rows 40
    set search_path = pg_catalog, pg_temp
as $$
    with objectives as materialized (
        select * from social.health()
    )
    select 'pg_social_objective', 'gauge', 'The four objectives over 24 hours; none where there is nothing to measure.',
           format('objective="%s"', h.objective), h.value
    from objectives h
    union all
    select 'pg_social_objective_met', 'gauge', '1 where the objective is met.',
           format('objective="%s"', h.objective), case when h.ok then 1 else 0 end
    from objectives h
    where h.ok is not null
    union all
    select 'pg_social_requests_queued', 'gauge', 'Syncs that were asked for and have not ended.', '', count(*)
    from social_internal.sync_requests
    union all
    select 'pg_social_request_age_seconds', 'gauge', 'How long the longest due of them has been waiting.', '',
           greatest(0, coalesce(round(extract(epoch from social_internal.current_time() - min(q.requested_for)), 3), 0))
    from social_internal.sync_requests q
    union all
    select 'pg_social_run_accounts', 'gauge', 'Accounts of the newest daily run.', format('state="%s"', part.state), part.value
    from social.sync_progress() p, lateral (values ('done', p.done), ('failed', p.failed), ('total', p.total)) part (state, value)
    union all
    select 'pg_social_run_open', 'gauge', '1 while a daily run is under way.', '',
           case when exists (select from social_internal.open_run()) then 1 else 0 end
    union all
    select 'pg_social_failures_last_day', 'gauge', 'Syncs and refreshes of tokens that failed within 24 hours, by the platform''s own error code.',
           format('platform="%s",error_code="%s"', l.platform, social_internal.metric_label(l.error_code)), count(*)
    from social.social_media_sync_logs l
    where l.sync_status = 'failed' and l.created_at >= (select social_internal.current_time()) - interval '24 hours'
      and l.created_at <= (select social_internal.misdated_after())
    group by l.platform, l.error_code
    union all
    -- As the workers have counted: the logs of an hour, which call_budgets() adds up, may be a million.
    select 'pg_social_calls_last_hour', 'gauge', 'Calls of an application to its platform within an hour, since the server''s last restart.',
           format('platform="%s",app="%s"', p.platform, social_internal.metric_label(p.app)), coalesce(b.calls_last_hour, 0)
    from social.social_media_platforms p, social_internal.app_budget(p.platform, p.client_id) b
    where p.client_id is not null
    union all
    select 'pg_social_platform_paused', 'gauge', '1 while a platform is paused.',
           format('platform="%s",app="%s"', p.platform, social_internal.metric_label(p.app)),
           case when p.paused_until > social_internal.current_time() then 1 else 0 end
    from social.social_media_platforms p
    where p.client_id is not null
    union all
    select 'pg_social_job_next_run_timestamp_seconds', 'gauge', 'When a job is due; none while it is paused.',
           format('job="%s"', j.job), round(extract(epoch from j.next_run_at), 3)
    from social.social_media_jobs j
    union all
    select 'pg_social_job_last_success_timestamp_seconds', 'gauge', 'When a job last succeeded.',
           format('job="%s"', j.job),
           (select round(extract(epoch from max(r.finished_at)), 3) from social.social_media_job_runs r
            where r.job = j.job and r.status = 'succeeded'
              and r.finished_at <= (select social_internal.misdated_after()))
    from social.social_media_jobs j
    union all
    select 'pg_social_job_failures', 'gauge', 'Failed runs of a job since its last success.', format('job="%s"', j.job), j.failures
    from social.social_media_jobs j
    union all
    select 'pg_social_job_running', 'gauge', '1 while a job runs.', format('job="%s"', j.job),
           case when j.last_status = 'running' then 1 else 0 end
    from social.social_media_jobs j
    union all
    select 'pg_social_mails_waiting', 'gauge', 'Mails that are due or will be tried again.', '', count(*)
    from social.social_media_notifications n
    where n.sent_at is null and n.send_after is not null
    union all
    -- One that was tried is due again and again: it waits since it was first due, as in trouble_with_mails(). That is when it
    -- was written, or for a report at eight on Monday (report_week).
    select 'pg_social_mail_age_seconds', 'gauge', 'How long the mail that waits longest has been waiting since it was first due.', '',
           greatest(0, coalesce(round(extract(epoch from social_internal.current_time() - min(least(
               n.send_after,
               case when n.attempted_at is not null and n.last_error is not null then
                   greatest(n.created_at, case when n.kind = 'weekly_report' then
                       (n.details ->> 'until')::timestamptz + interval '8 hours' end)
               end))), 3), 0))
    from social.social_media_notifications n
    where n.sent_at is null and n.send_after is not null
    union all
    select 'pg_social_mails_given_up_last_day', 'gauge', 'Mails that were given up within 24 hours: refused, or of which the answer was lost.',
           '', count(*)
    from social.social_media_notifications n
    where n.sent_at is null and n.send_after is null and n.attempts > 0
      and n.attempted_at >= (select social_internal.current_time()) - interval '24 hours'
      and social_internal.mail_status(n, (select social_internal.current_time())) = 'gave_up'
$$;
comment on function social_internal.work_metrics() is 'Metrics of what there is to do and how well it goes.';

create function social.openmetrics() returns text
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
    with samples as (
        select m.*, row_number() over () as place
        from (select * from social_internal.worker_metrics()
              union all select * from social_internal.connection_metrics()
              union all select * from social_internal.work_metrics()) m
        where m.value is not null
    ), families as (
        select format(E'# HELP %s %s\n# TYPE %s %s\n', m.family, min(m.help), m.family, min(m.kind))
               || case when m.family like E'%\\_seconds' then format(E'# UNIT %s seconds\n', m.family) else '' end
               || string_agg(m.family || case m.kind when 'counter' then '_total' else '' end
                             || case when m.labels <> '' then '{' || m.labels || '}' else '' end
                             || ' ' || trim_scale(m.value), E'\n' order by m.labels collate "C") as text,
               min(m.place) as place
        from samples m
        group by m.family, m.kind
    )
    select coalesce(string_agg(f.text, E'\n' order by f.place) || E'\n', '') || E'# EOF\n' from families f
$$;
comment on function social.openmetrics() is
    'The state of workers, syncs, jobs and mails as OpenMetrics text. Counts all connections: ask once a minute, not '
    'once a second.';
