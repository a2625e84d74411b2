-- What operators see through /rest/: logs, jobs, limits, mails, endings and failures. Granted to admin alone. Of the
-- long lists no row is hidden from whoever may read them, so these need no security barrier, behind which no index
-- would lead to the first page of an order.

create view social_api.sync_logs as
select l.id, l.connection_id, l.user_id, l.platform,
       social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id) as platform_username,
       l.sync_type, l.sync_status, l.error_code, l.error_message, l.errors_encountered, l.stats_fetched,
       l.posts_fetched, l.duration_ms, l.api_calls_made, l.started_at, l.completed_at, l.created_at,
       social_internal.missing_parts(l.errors_encountered) as missing_parts
from social.social_media_sync_logs l
left join social.social_media_connections c on c.id = l.connection_id;
comment on view social_api.sync_logs is E'Sync logs\n\nOf all users; the account may be gone.';
comment on column social_api.sync_logs.missing_parts is 'errors_encountered for programs: part, code, scope.';

create view social_api.jobs with (security_barrier) as
select j.job, j.description, j.schedule, j.time_zone, not j.enabled as paused, j.next_run_at, j.last_started_at,
       j.last_finished_at, j.last_status,
       case when j.last_status = 'failed' then j.last_message end as last_error,
       case when j.last_status = 'failed' then r.details ->> 'error_code' end as last_error_code
from social.social_media_jobs j
left join social.social_media_job_runs r on r.job = j.job and r.started_at = j.last_started_at;
comment on view social_api.jobs is E'Scheduled jobs\n\nrun_job(), pause_job() and resume_job() act on them.';
comment on column social_api.jobs.last_error_code is 'SQLSTATE of what the last run met, or process_ended.';

create view social_api.job_runs with (security_barrier) as
select r.id, r.job, j.description, r.started_at, r.finished_at, r.status,
       case when r.status = 'failed' then r.message end as error, r.details
from social.social_media_job_runs r
left join social_internal.default_jobs() j on j.job = r.job;
comment on view social_api.job_runs is E'Runs of jobs';

create view social_api.paused_platforms with (security_barrier) as
select p.platform, p.app, p.paused_until, p.pause_reason as reason, s.pause_code as reason_code
from social.social_media_platforms p
join social_internal.platform_settings s on s.platform = p.platform and s.app = p.app
where p.paused_until > (select social_internal.current_time());
comment on view social_api.paused_platforms is E'Paused platforms\n\nNo calls are made until the pause ends or resume_platform() ends it.';
comment on column social_api.paused_platforms.reason_code is
    'Stable name of the reason, as in sync_logs.error_code; many_alike: many accounts failed alike within minutes.';

create view social_api.budgets with (security_barrier) as
select p.platform, p.app, 'account' as reach, p.calls_per_hour as "limit", c.calls_last_hour,
       round(c.most_of_one * 100.0 / nullif(p.calls_per_hour, 0), 1) as used_percent,
       c.oldest + interval '1 hour' as resets_at, p.paused_until, p.pause_reason as reason
from social.social_media_platforms p
join social_internal.app_calls() c on c.platform = p.platform and c.app = p.app;
comment on view social_api.budgets is
    E'Calls to the platforms\n\nOf each app, counted as by call_budgets().'
     ' limit is what one account may use in an hour, used_percent what the busiest has used.';

-- The time comes from a row beside: among the columns a function that is volatile would keep the order, and with it the
-- index, out of the view.
create view social_api.outbox as
select n.id, n.kind,
       regexp_replace(u.email, '^(.).*(@.*)$', E'\\1…\\2') as recipient,
       social_internal.mail_status(n, moment.now) as status,
       n.attempts, n.created_at, n.sent_at, n.last_error,
       -- Due already: it goes out as soon as the mail server can be used, and nobody knows when that is.
       case when n.send_after > moment.now then n.send_after end as next_attempt_at
from social.social_media_notifications n
left join social.social_media_users u on u.id = n.user_id
cross join (select social_internal.current_time() as now) moment;
comment on view social_api.outbox is E'Mails\n\nSent, on their way and given up; addresses are masked.';
comment on column social_api.outbox.status is
    'waiting, retrying (an attempt failed, or the mail server cannot be used: last_error), sent, gave_up (refused for good, or '
    'its end is not known) or not_mailed (not wanted).';
comment on column social_api.outbox.next_attempt_at is 'NULL of one that is due: it goes as soon as the mail server can be used.';

-- The time as above.
create view social_api.expiring as
select c.id as connection_id, c.user_id, u.display_name, c.platform,
       social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id) as platform_username,
       c.grant_expires_at as expires_at, social_internal.days_left(c.grant_expires_at, moment.now) as days_until_expiry
from social.social_media_connections c
left join social.social_media_users u on u.id = c.user_id
cross join (select social_internal.current_time() as now) moment
where c.connection_status in ('active', 'error')
  and c.grant_expires_at < (select social_internal.current_time()) + interval '30 days';
comment on view social_api.expiring is E'Permissions that end within 30 days';

create view social_api.failures with (security_barrier) as
select c.platform, l.error_code, c.connection_status, count(*) as connections, max(l.completed_at) as last_at,
       min(coalesce(c.connection_error, l.error_message)) as sample_message
from social.social_media_connections c
left join lateral (
    select g.*
    -- As in connections: the one that was written last, which need not be the last that was asked for.
    from (select g.error_code, g.error_message, g.completed_at, g.created_at, g.id
          from social.social_media_sync_logs g
          where g.connection_id = c.id
          order by g.id desc
          limit 10) g
    order by g.created_at > (select social_internal.misdated_after()), g.created_at desc, g.id desc
    limit 1) l on true
where c.connection_status <> 'active'
group by c.platform, l.error_code, c.connection_status;
comment on view social_api.failures is E'Connections that do not work\n\nCounted by platform, error and status.';
