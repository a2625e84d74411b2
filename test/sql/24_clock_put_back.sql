-- What was written under a clock that was forty days ahead, and has been put back since.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
lock table social_internal.job_state, social.social_media_job_runs, social_internal.app_waits;
select social_internal.current_time() as now, social_internal.current_time() + interval '40 days' as ahead \gset
select social_internal.ensure_month(parent, at)
from unnest('{social.social_media_stats, social.social_media_sync_logs}'::regclass[]) parent, unnest(array[:'now', :'ahead']::timestamptz[]) at \g /dev/null
insert into social.social_media_users (id, email) values ('a0000000-0000-0000-0000-000000000001', 'c@example.com') on conflict do nothing;
select test.connect(1) as c \gset
select set_config('request.jwt.claims', '{"sub": "a0000000-0000-0000-0000-000000000001", "role": "admin"}', true) is not null as asked;

-- Mails that were written or tried then are due. A report of a week to come waits for it, and what was put off by hand too.
insert into social.social_media_notifications (user_id, kind, incident, created_at, attempted_at, send_after, details)
values ('a0000000-0000-0000-0000-000000000001', 'account_taken_over', 'written then', :'ahead', null, :'ahead', '{}'),
       ('a0000000-0000-0000-0000-000000000001', 'account_taken_over', 'tried then', :'now', :'ahead', :'ahead', '{}'),
       ('a0000000-0000-0000-0000-000000000001', 'account_taken_over', 'put off by hand', :'now', null, :'ahead', '{}'),
       ('a0000000-0000-0000-0000-000000000001', 'weekly_report', 'of a week to come', :'ahead', null, :'ahead',
        jsonb_build_object('until', :'ahead'::timestamptz));
select social_internal.end_misdated_waits();
select incident, send_after <= social_internal.current_time() as due from social.social_media_notifications order by 1;

-- A job's newest run is not the one of then, nor when it last succeeded.
insert into social.social_media_job_runs (job, started_at, finished_at, status)
values ('notify_token_expiration', :'ahead', :'ahead', 'succeeded'), ('notify_token_expiration', :'now', :'now', 'succeeded');
select last_started_at = :'now' as right_one from social.social_media_jobs where job = 'notify_token_expiration';
select m.value = round(extract(epoch from :'now'::timestamptz), 3) as right_one from social_internal.work_metrics() m
where m.family = 'pg_social_job_last_success_timestamp_seconds' and m.labels = 'job="notify_token_expiration"';

-- Nor do the objectives, failures and calls of the last hours count what is dated later.
insert into social_internal.platform_settings (platform, client_id) values ('instagram', 'id') on conflict do nothing;
insert into social.social_media_sync_logs (connection_id, user_id, platform, sync_type, sync_status, api_calls_made, created_at)
values (:'c', 'a0000000-0000-0000-0000-000000000001', 'instagram', 'manual', 'success', 3, :'now');
select value as before from social.health() where objective = 'sync_success' \gset
insert into social.social_media_sync_logs (connection_id, user_id, platform, sync_type, sync_status, error_code, api_calls_made, created_at)
values (:'c', 'a0000000-0000-0000-0000-000000000001', 'instagram', 'manual', 'failed', 'x', 3, :'ahead');
select value = :before as as_before from social.health() where objective = 'sync_success';
select count(*) from social_internal.work_metrics() m where m.family = 'pg_social_failures_last_day' and m.labels ~ 'error_code="x"';
select calls_last_hour from social_api.budgets where platform = 'instagram';
-- Nor does a run that is under way: its one failure is the one of now.
select social_internal.begin_run() \g /dev/null
insert into social.social_media_sync_logs (connection_id, user_id, platform, sync_type, sync_status, error_code, created_at)
select :'c', 'a0000000-0000-0000-0000-000000000001', 'instagram', 'scheduled', 'failed', 'y', at
from unnest(array[social_internal.current_time(), :'ahead'::timestamptz]) at;
select failed from social.sync_progress();

-- Nor does the chart show it.
insert into social.social_media_stats (connection_id, user_id, platform, followers_count, synced_at)
values (:'c', 'a0000000-0000-0000-0000-000000000001', 'instagram', 4711, :'now'), (:'c', 'a0000000-0000-0000-0000-000000000001', 'instagram', 815, :'ahead');
select chart ~ '4711' as today, chart ~ '815' as later from social_api.follower_chart() chart;

-- Nor do the histories: they end with what the newest figures are.
select array(select followers_count from social.get_latest_stats('a0000000-0000-0000-0000-000000000001')) as newest,
       array(select followers_count from social.get_stats_history('a0000000-0000-0000-0000-000000000001', 'instagram')) as by_function,
       array(select followers_count from social_internal.history_of('a0000000-0000-0000-0000-000000000001', 'instagram', 30)) as by_route,
       array(select followers_count from social_api.stats_history) as by_view,
       array(select followers_count from social_api.influencer_history where connection_id = :'c') as for_merchants;

-- A revocation that was put off then is due, a login that was begun then has run out, and a page is not chosen any more.
insert into social.social_media_revocations (user_id, connection_id, platform, app, platform_user_id, next_attempt_at)
select user_id, id, platform, app, platform_user_id, :'ahead' from social.social_media_connections where id = :'c';
select social_internal.end_misdated_waits();
select next_attempt_at <= social_internal.current_time() as due from social.social_media_revocations;
insert into social_internal.oauth_states (state_digest, user_id, platform, app, redirect_uri, created_at, expires_at)
values (social_internal.state_digest('state'), 'a0000000-0000-0000-0000-000000000001', 'facebook', 'default', 'https://here',
        :'ahead', :'ahead'::timestamptz + interval '10 minutes');
select social_internal.keep_pending_choice('other', 'a0000000-0000-0000-0000-000000000001', 'facebook', 'the grant', '[]', 'key');
update social_internal.oauth_pending set expires_at = :'ahead';
select count(*) from social_internal.pending_choice('other', 'a0000000-0000-0000-0000-000000000001', 'facebook', '{key}');
savepoint s;
\set SHOW_CONTEXT never
select social_internal.claim_oauth_state('state', 'a0000000-0000-0000-0000-000000000001', 'facebook');
rollback to s;

-- A token of then ends earlier than is known: it is extended by the next job, as one of before in its last month.
update social.social_media_connections
set access_token_encrypted = 'x', connected_at = :'ahead', grant_expires_at = :'ahead'::timestamptz + interval '60 days' where id = :'c';
select social_internal.job_refresh_expiring_tokens();
rollback;
