-- Scheduled jobs: the seven of them, what was changed of their schedules, when each is due, and their runs.

create function social_internal.default_jobs(out job text, out schedule text, out description text) returns setof record
    language sql immutable rows 7
begin atomic
    select * from (values
        ('refresh_expiring_tokens',      '0 2 * * *',   'Prolongs permissions that end within 7 days.'),
        ('cleanup_old_logs',             '0 3 * * 0',   'Removes old sync logs, spent logins and old job runs.'),
        ('sync_all_active_connections',  '0 8 * * *',   'Synchronises every active connection.'),
        ('notify_token_expiration',      '0 9 * * *',   'Writes notices for permissions that end within 3 days.'),
        ('send_weekly_reports',          '0 9 * * 1',   'Mails each creator the week''s figures.'),
        ('check_and_repair_connections', '0 10 * * *',  'Tries connections in error again.'),
        ('refresh_materialized_views',   '0 */6 * * *', 'Brings the materialised views up to date.')) jobs;
end;
comment on function social_internal.default_jobs() is 'The jobs and their schedules as delivered.';

create table social_internal.job_settings (
    job        text primary key,
    schedule   text,
    time_zone  text,
    enabled    boolean not null default true,
    updated_at timestamptz not null default social_internal.current_time()
);
comment on table social_internal.job_settings is
    'What schedule_job(), pause_job() and resume_job() changed. NULL means as delivered.';

create view social_internal.jobs as
select d.job,
       d.description,
       coalesce(s.schedule, d.schedule)                                           as schedule,
       coalesce(s.time_zone, current_setting('pg_social.time_zone', true), 'UTC') as time_zone,
       coalesce(s.enabled, true)                                                  as enabled
from social_internal.default_jobs() d
left join social_internal.job_settings s on s.job = d.job;
comment on view social_internal.jobs is 'The jobs with the schedules in force.';

create table social_internal.job_state (
    job         text primary key,
    schedule    text not null,
    time_zone   text not null,
    next_run_at timestamptz not null,
    failures    integer not null default 0
);
comment on table social_internal.job_state is
    'When each job is due, and the schedule that was worked out from. The scheduler''s alone; not dumped, so that a '
    'restored copy does not catch up on the original''s jobs.';
comment on column social_internal.job_state.failures is 'Failed runs since the last that succeeded.';

create table social.social_media_job_runs (
    id          uuid primary key default gen_random_uuid(),
    job         text not null,
    queued_at   timestamptz,
    due_at      timestamptz,
    started_at  timestamptz,
    finished_at timestamptz,
    status      text not null default 'queued',
    message     text,
    details     jsonb,
    constraint status_is_known check (status in ('queued', 'running', 'succeeded', 'failed')),
    constraint a_run_that_began_has_a_start check (status = 'queued' or started_at is not null)
);
create index job_runs_by_job on social.social_media_job_runs (job, started_at desc);
create unique index one_queued_run_a_job on social.social_media_job_runs (job) where status = 'queued';
create unique index one_run_at_once on social.social_media_job_runs (job) where status = 'running';
comment on table social.social_media_job_runs is 'Runs of scheduled jobs; the newest 500 of each job are kept.';
comment on column social.social_media_job_runs.id is 'Id of the run.';
comment on column social.social_media_job_runs.job is 'Name of the job.';
comment on column social.social_media_job_runs.queued_at is 'When run_job() asked for it; NULL when the schedule did.';
comment on column social.social_media_job_runs.due_at is
    'The due time it ran for; earlier than started_at after a time without server. NULL when asked for.';
comment on column social.social_media_job_runs.started_at is 'When it began; NULL while queued.';
comment on column social.social_media_job_runs.finished_at is 'When it ended.';
comment on column social.social_media_job_runs.status is 'queued, running, succeeded or failed.';
comment on column social.social_media_job_runs.message is 'Why it failed.';
comment on column social.social_media_job_runs.details is 'Figures of the run; error_code of one that failed.';

create view social.social_media_jobs as
select j.job,
       j.description,
       j.schedule,
       j.time_zone,
       j.enabled,
       case when j.enabled then t.next_run_at end as next_run_at,
       coalesce(t.failures, 0)                    as failures,
       r.started_at                               as last_started_at,
       r.finished_at                              as last_finished_at,
       r.status                                   as last_status,
       r.message                                  as last_message
from social_internal.jobs j
left join social_internal.job_state t on t.job = j.job
left join lateral (select * from social.social_media_job_runs r
                   -- What began under a clock that was ahead, and has been put back, is not the newest for months.
                   where r.job = j.job and r.started_at <= (select social_internal.misdated_after())
                   order by r.started_at desc limit 1) r on true;
comment on view social.social_media_jobs is
    'The scheduled jobs. schedule_job(), pause_job(), resume_job() and run_job() act on them.';
comment on column social.social_media_jobs.job is 'Name of the job.';
comment on column social.social_media_jobs.description is 'What it does.';
comment on column social.social_media_jobs.schedule is 'Five cron fields, or a number of seconds, minutes or hours.';
comment on column social.social_media_jobs.time_zone is 'Time zone of the schedule.';
comment on column social.social_media_jobs.enabled is 'False while paused.';
comment on column social.social_media_jobs.next_run_at is
    'When it is due: by its schedule, or sooner after a failure. NULL while paused or before the scheduler''s first look.';
comment on column social.social_media_jobs.failures is 'Failed runs since the last that succeeded.';
comment on column social.social_media_jobs.last_started_at is 'When it last began.';
comment on column social.social_media_jobs.last_finished_at is 'When that run ended.';
comment on column social.social_media_jobs.last_status is 'How that run ended.';
comment on column social.social_media_jobs.last_message is 'Why that run failed.';
