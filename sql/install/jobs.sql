-- Scheduled jobs: defaults, what was changed of them, and their runs.

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

create table social_internal.job_state (
    job         text primary key,
    schedule    text not null,
    time_zone   text not null,
    next_run_at timestamptz not null
);
comment on table social_internal.job_state is
    'When each job is due, and the schedule that was worked out from. The scheduler''s alone; not dumped, so that a '
    'restored copy does not catch up on the original''s jobs.';

create table social.social_media_job_runs (
    id          uuid primary key default gen_random_uuid(),
    job         text not null,
    started_at  timestamptz not null default social_internal.current_time(),
    finished_at timestamptz,
    status      text not null default 'running',
    message     text,
    details     jsonb,
    constraint status_is_known check (status in ('running', 'succeeded', 'failed'))
);
create index job_runs_by_job on social.social_media_job_runs (job, started_at desc);
create index job_runs_by_time on social.social_media_job_runs (started_at);
comment on table social.social_media_job_runs is 'Runs of scheduled jobs.';
comment on column social.social_media_job_runs.id is 'Id of the run.';
comment on column social.social_media_job_runs.job is 'Name of the job.';
comment on column social.social_media_job_runs.started_at is 'When it began.';
comment on column social.social_media_job_runs.finished_at is 'When it ended.';
comment on column social.social_media_job_runs.status is 'running, succeeded or failed.';
comment on column social.social_media_job_runs.message is 'What it did, or why it failed.';
comment on column social.social_media_job_runs.details is 'Figures of the run.';

create view social.social_media_jobs as
select d.job,
       d.description,
       coalesce(s.schedule, d.schedule)                                                    as schedule,
       coalesce(s.time_zone, current_setting('pg_social.time_zone', true), 'UTC')          as time_zone,
       coalesce(s.enabled, true)                                                           as enabled,
       t.next_run_at,
       r.started_at                                                                        as last_started_at,
       r.finished_at                                                                       as last_finished_at,
       r.status                                                                            as last_status,
       r.message                                                                           as last_message
from social_internal.default_jobs() d
left join social_internal.job_settings s on s.job = d.job
left join social_internal.job_state t on t.job = d.job
left join lateral (select * from social.social_media_job_runs r
                   where r.job = d.job order by r.started_at desc limit 1) r on true;
comment on view social.social_media_jobs is
    'The scheduled jobs. schedule_job(), pause_job() and resume_job() change them.';
comment on column social.social_media_jobs.job is 'Name of the job.';
comment on column social.social_media_jobs.description is 'What it does.';
comment on column social.social_media_jobs.schedule is 'Five cron fields, or a number of seconds, minutes or hours.';
comment on column social.social_media_jobs.time_zone is 'Time zone of the schedule.';
comment on column social.social_media_jobs.enabled is 'False while paused.';
comment on column social.social_media_jobs.next_run_at is 'When it is due.';
comment on column social.social_media_jobs.last_started_at is 'When it last began.';
comment on column social.social_media_jobs.last_finished_at is 'When that run ended.';
comment on column social.social_media_jobs.last_status is 'How that run ended.';
comment on column social.social_media_jobs.last_message is 'What that run did, or why it failed.';
