-- Retention: whole partitions go, the rest of a month row by row, and what else is not kept for ever.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
create function test.log_at(at timestamptz) returns void language plpgsql as $$
begin
    perform social_internal.ensure_month('social.social_media_sync_logs', at);
    insert into social.social_media_sync_logs (connection_id, user_id, platform, sync_type, sync_status, created_at)
    values (gen_random_uuid(), gen_random_uuid(), 'tiktok', 'manual', 'success', at);
end $$;
select social_internal.current_time() - social_internal.log_retention() as before \gset
select date_trunc('month', :'before'::timestamptz) as cut_month \gset

select social_internal.log_retention();
-- Two whole months before the cut, the month it goes through, and today.
select count(test.log_at(at)) from (values (:'cut_month'::timestamptz - interval '1 second'), (:'cut_month'::timestamptz - interval '40 days'),
                                           (:'before'::timestamptz - interval '1 second'), (:'before'::timestamptz + interval '1 minute'),
                                           (social_internal.current_time())) logs (at);
select count(*) from pg_inherits where inhparent = 'social.social_media_sync_logs'::regclass;
select bool_and(social_internal.partition_end(inhrelid::regclass) = date_trunc('month', social_internal.partition_end(inhrelid::regclass)))
from pg_inherits where inhparent = 'social.social_media_sync_logs'::regclass;

-- Whatever the style that times are printed in: IST is not India's zone to everybody.
set datestyle = 'SQL, DMY';
set timezone = 'Asia/Kolkata';
select bool_and(social_internal.partition_end(inhrelid::regclass) at time zone 'UTC'
                = date_trunc('month', social_internal.partition_end(inhrelid::regclass) at time zone 'UTC'))
from pg_inherits where inhparent = 'social.social_media_sync_logs'::regclass;
set timezone = 'UTC';
set datestyle = 'ISO, YMD';

insert into social_internal.oauth_states (state_digest, user_id, platform, app, redirect_uri, expires_at)
select sha256(hours::text::bytea), gen_random_uuid(), 'tiktok', 'default', 'x', social_internal.current_time() - make_interval(hours => hours)
from generate_series(0, 48, 12) hours;
insert into social.social_media_job_runs (job, started_at, status)
values ('x', :'before'::timestamptz - interval '1 second', 'succeeded'), ('x', :'before'::timestamptz - interval '1 second', 'running'),
       ('y', :'before'::timestamptz + interval '1 minute', 'failed');
insert into social.social_media_notifications (user_id, kind, incident, created_at, send_after)
values (gen_random_uuid(), 'weekly_report', 'old', :'before'::timestamptz - interval '1 second', null),
       (gen_random_uuid(), 'weekly_report', 'never sent', :'before'::timestamptz - interval '1 second', :'before'),
       (gen_random_uuid(), 'reconnect_needed', 'waiting', :'before'::timestamptz - interval '1 second', :'before'),
       (gen_random_uuid(), 'weekly_report', 'new', :'before'::timestamptz + interval '1 minute', null);

-- A clock that has jumped by months: the first cleanup after it only looks.
insert into social.social_media_job_runs (job, started_at, status)
values ('cleanup_old_logs', social_internal.current_time() - interval '45 days 1 minute', 'succeeded');
insert into social.social_media_job_runs (job, started_at, status) values ('cleanup_old_logs', social_internal.current_time(), 'running')
returning id as run \gset
select social_internal.run_step(:'run', null) as next_position;
select social_internal.end_run(:'run');
select status, details from social.social_media_job_runs where id = :'run';
select count(*) from pg_inherits where inhparent = 'social.social_media_sync_logs'::regclass;
-- The next is believed, also where the schedule lets it come after another two months.
update social.social_media_job_runs set started_at = started_at - interval '60 days' where job = 'cleanup_old_logs';
select figures, next_position from social_internal.job_cleanup_old_logs(null);
select figures, next_position from social_internal.job_cleanup_old_logs('notices');
-- Up to here nothing kept syncs from being recorded, however many notices there were. Partitions go one by one.
select count(*) from pg_locks
where relation = 'social.social_media_sync_logs'::regclass and mode = 'AccessExclusiveLock' and pid = pg_backend_pid();
select figures, next_position from social_internal.job_cleanup_old_logs('partitions');
select figures, next_position from social_internal.job_cleanup_old_logs('partitions');
select figures, next_position from social_internal.job_cleanup_old_logs('partitions');
select figures, next_position from social_internal.job_cleanup_old_logs('logs');
select count(*) from pg_inherits where inhparent = 'social.social_media_sync_logs'::regclass;
select bool_and(created_at >= :'before') as all_kept_are_young, count(*) >= 2 as the_young_are_kept from social.social_media_sync_logs;
select job, status from social.social_media_job_runs where job in ('x', 'y') order by 1, 2;
select incident from social.social_media_notifications order by 1;
-- Nothing is left to do.
select step, figures, next_position from unnest(array[null, 'notices', 'partitions', 'logs']) step, social_internal.job_cleanup_old_logs(step);

-- Reports that no mail server ever took go as well, however short the log is after 60 days.
create or replace function social_internal.log_retention() returns interval language sql stable return interval '30 days';
insert into social.social_media_notifications (user_id, kind, incident, created_at)
select gen_random_uuid(), 'weekly_report', days || ' days ago', social_internal.current_time() - days * interval '1 day'
from unnest('{61, 59}'::integer[]) days;
select social_internal.job_cleanup_old_logs('notices') \g /dev/null
select incident from social.social_media_notifications where incident ~ 'days ago';
rollback;
