-- Jobs without their processes: settings, due times, one run step by step, retries, orphans, history.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
-- The scheduler of this database is asleep or planning: the jobs' state is ours until the rollback.
lock table social_internal.job_state, social.social_media_job_runs;
delete from social_internal.job_state;
delete from social.social_media_job_runs;

select job, schedule, time_zone, enabled, next_run_at, failures from social.social_media_jobs order by job collate "C";

-- What is planned follows from the clock.
select social_internal.plan_jobs();
select count(*), bool_and(t.next_run_at > social_internal.current_time()) as all_ahead,
       bool_and(t.next_run_at = social_internal.next_run(t.schedule, t.time_zone, null, social_internal.current_time())) as by_schedule
from social_internal.job_state t;

-- Changing, pausing, resuming.
select social.schedule_job('cleanup_old_logs', '30 4 1 * *', 'Europe/Paris') = min(at) as planned
from social.preview_schedule('30 4 1 * *', 'Europe/Paris', social_internal.current_time(), 1) at;
select social.schedule_job('cleanup_old_logs', '90 minutes') > social_internal.current_time() + interval '89 minutes' as planned;
select schedule, time_zone, enabled from social.social_media_jobs where job = 'cleanup_old_logs';
select social.pause_job('cleanup_old_logs');
select enabled, next_run_at from social.social_media_jobs where job = 'cleanup_old_logs';
select social.resume_job('cleanup_old_logs');
select enabled, next_run_at is not null as planned from social.social_media_jobs where job = 'cleanup_old_logs';

\set VERBOSITY default
savepoint refused;
select social.schedule_job('cleanup_old_logs', 'now and then');
rollback to refused;
select social.schedule_job('cleanup_old_logs', '0 0 * * *', 'Atlantis');
rollback to refused;
select social.schedule_job('cleanup_old_logs', null);
rollback to refused;
select social.pause_job('no_such_job');
rollback to refused;
select * from social.preview_schedule('0 0 * * *', n => 0);
rollback to refused;
\set VERBOSITY terse

-- Intervals count on from what was due; cron goes by the clock.
select social_internal.next_run('6 hours', 'UTC', '2026-01-01 00:00', '2026-01-01 13:07');
select social_internal.next_run('6 hours', 'UTC', '2026-01-01 00:00', '2026-01-01 12:00');
select social_internal.next_run('6 hours', 'UTC', null, '2026-01-01 13:07');
select social_internal.next_run('0 */6 * * *', 'UTC', '2026-01-01 00:00', '2026-01-01 13:07');

-- Retries: 1, 2, 4 ... minutes, an hour at most.
select array_agg(extract(epoch from social_internal.retry_pause(n))::integer / 60 order by n) as minutes from generate_series(1, 9) n;

-- One run, as a job worker does it: due an hour ago.
update social_internal.job_state set next_run_at = social_internal.current_time() - interval '1 hour' where job = 'notify_token_expiration';
select job, due from social_internal.jobs_due('{}') where job = 'notify_token_expiration';
select job from social_internal.jobs_due('{notify_token_expiration}') where job = 'notify_token_expiration';
select social_internal.begin_run_of('notify_token_expiration') as run \gset
select last_status, social_internal.current_time() - last_started_at < interval '1 minute' as now from social.social_media_jobs where job = 'notify_token_expiration';
select social_internal.run_step(:'run', null);
select social_internal.end_run(:'run', null);
select status, message, details, due_at < started_at as late from social.social_media_job_runs where id = :'run';
select next_run_at > social_internal.current_time() as ahead, failures from social.social_media_jobs where job = 'notify_token_expiration';
-- No longer due, nor asked for: another worker that comes late finds nothing to do.
select social_internal.begin_run_of('notify_token_expiration');

-- A failure, then another; the schedule's own time comes first when it is nearer.
update social_internal.job_state set next_run_at = social_internal.current_time() - interval '1 hour' where job = 'notify_token_expiration';
select social_internal.begin_run_of('notify_token_expiration') as run \gset
select social_internal.end_run(:'run', 'no room on the disk');
select failures, last_status, last_message, round(extract(epoch from next_run_at - last_finished_at)) as pause
from social.social_media_jobs where job = 'notify_token_expiration';
select social.schedule_job('notify_token_expiration', '20 seconds') is not null as planned;
update social_internal.job_state set next_run_at = social_internal.current_time() - interval '10 seconds', failures = 5 where job = 'notify_token_expiration';
select social_internal.begin_run_of('notify_token_expiration') as run \gset
select social_internal.end_run(:'run', 'still none');
select failures, next_run_at <= social_internal.current_time() + interval '20 seconds' as by_schedule from social.social_media_jobs where job = 'notify_token_expiration';

-- A time zone that the system has forgotten: the schedule goes on in pg_social.time_zone, and health() says so.
insert into social_internal.job_settings (job, time_zone) values ('send_weekly_reports', 'US/Forgotten');
select social_internal.plan_jobs();
select t.time_zone, t.next_run_at = social_internal.next_run('0 9 * * 1', 'UTC', null, social_internal.current_time()) as in_utc
from social_internal.job_state t where t.job = 'send_weekly_reports';
update social_internal.job_state set next_run_at = social_internal.current_time() - interval '1 hour' where job = 'send_weekly_reports';
select social_internal.begin_run_of('send_weekly_reports') as run \gset
select social_internal.end_run(:'run', null);
select status, next_run_at > social_internal.current_time() as ahead from social.social_media_job_runs r
join social_internal.job_state t using (job) where r.id = :'run';
select distinct note ~ 'time zone "US/Forgotten" of job send_weekly_reports: its schedule is followed in UTC' as told from social.health();
delete from social_internal.job_settings where job = 'send_weekly_reports';

-- Asked for twice before it began is asked for once; an orphan is a failure.
select social.run_job('cleanup_old_logs') as asked \gset
select social.run_job('cleanup_old_logs') = :'asked' as same;
select job, due from social_internal.jobs_due('{}') where job = 'cleanup_old_logs';
select social_internal.begin_run_of('cleanup_old_logs') = :'asked' as taken;
select social_internal.end_orphaned_runs();
select status, message from social.social_media_job_runs where id = :'asked';

-- A daily run that ends while the views are being refreshed has them refreshed again.
update social_internal.job_state set next_run_at = social_internal.current_time() - interval '1 hour' where job = 'refresh_materialized_views';
select social_internal.begin_run_of('refresh_materialized_views') as run \gset
select social_internal.plan_views();
select social_internal.end_run(:'run');
select job, due from social_internal.jobs_due('{}') where job = 'refresh_materialized_views';
select social_internal.begin_run_of('refresh_materialized_views') as run \gset
select social_internal.end_run(:'run');
select job, due from social_internal.jobs_due('{}') where job = 'refresh_materialized_views';

-- A clock that was put back: a job that is a little ahead has just run, one that is far ahead would never run again.
select social.schedule_job('send_weekly_reports', '0 8 * * *') is not null as planned;
update social_internal.job_state set next_run_at = next_run_at + interval '1 day' where job = 'send_weekly_reports' returning next_run_at as kept \gset
select social_internal.plan_jobs();
select next_run_at = :'kept' as kept from social_internal.job_state where job = 'send_weekly_reports';
update social_internal.job_state set next_run_at = next_run_at + interval '1 day' where job = 'send_weekly_reports';
select social_internal.plan_jobs();
select next_run_at = :'kept'::timestamptz - interval '1 day' as planned_anew from social_internal.job_state where job = 'send_weekly_reports';
select pg_advisory_unlock_all();
rollback;
