-- What screens say in their reader's language they tell from words that stay the same: parts, codes, causes, periods.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';

-- What a sync could not have. The texts are those that src/core/platforms writes.
select part ->> 'part' as part, part ->> 'code' as code, part ->> 'scope' as scope
from unnest(array[
         'followers and posts: the scope instagram_basic was not granted',
         'views: the scope instagram_business_manage_insights was not granted',
         'post_media_view: the platform no longer offers this metric',
         'like_count: the platform''s answer holds no number there',
         'published_at: the platform''s answer holds a time that cannot be',
         'profile: the platform refused one of the fields biography',
         'posts: one came without an id and was left out',
         'posts: the platform''s paging repeats itself',
         'posts: the platform does not say where its next page begins',
         'posts: too many pages without posts',
         'posts: the platform lists none of the 47 that it counts',
         'reach_last_30_days: Instagram: (#80002) There have been too many calls (80002); waiting as the platform asks',
         'followers: TikTok: The user did not authorize the scope, log_id 20 (scope_not_authorized); the creator did not grant a scope: connect the account again',
         'posts: TikTok: HTTP 503 without an explanation',
         'Facebook: Error validating access token (190/460); the password changed: the creator has to connect the account again',
         'TikTok: no complete answer in time (Operation timed out)',
         'something new']) with ordinality as one(entry, place), social_internal.missing_part(entry) as part
order by place;
select social_internal.missing_parts('{}') as of_nothing, social_internal.missing_parts(null) as of_null,
       jsonb_array_length(social_internal.missing_parts(array['views: a', 'posts: b'])) as of_two;

begin;
-- Why a connection does not work: of one that does, what its last sync met; else what ended it.
insert into social_internal.platform_settings (platform, client_id) values ('tiktok', 'id');
select test.connect(1, 'instagram', '{"access_token_encrypted": "\\x00"}') as works,
       test.connect(2, 'tiktok', '{"access_token_encrypted": "\\x00", "connection_status": "revoked"}') as ended,
       test.connect(3, 'facebook', '{"connection_status": "revoked"}') as taken \gset
select social_internal.ensure_month('social.social_media_sync_logs', social_internal.current_time());
insert into social.social_media_sync_logs (connection_id, user_id, platform, sync_type, sync_status, error_code, errors_encountered)
select c.id, c.user_id, c.platform, l.*
from social.social_media_connections c,
     lateral (values ('scheduled', 'failed', 'network', null), ('scheduled', 'partial_success', '4', array['views: the scope x was not granted'])) l
where c.id = :'works';
insert into social.social_media_sync_logs (connection_id, user_id, platform, sync_type, sync_status, error_code)
select c.id, c.user_id, c.platform, l.*
from social.social_media_connections c,
     lateral (values ('scheduled', 'success', null), ('token_refresh', 'failed', 'invalid_grant')) l
where c.id = :'ended';
select set_config('request.jwt.claims', json_build_object('sub', c.user_id, 'role', 'admin')::text, true) is not null as asked
from social.social_media_connections c where c.id = :'works';
select platform, connection_status, error_code, missing_parts from social_api.connections
where id in (:'works', :'ended', :'taken') order by platform;
select sync_status, missing_parts from social_api.sync_logs where connection_id = :'works' and sync_status <> 'success' order by id;

-- Whether somebody waits for a sync, or when one that a job asked for or a platform put off goes on.
savepoint s;
create temporary view asked as
select syncing, round(extract(epoch from sync_queued_for - social_internal.current_time()) / 60) as minutes from social_api.connections where id = :'works';
update social.social_media_connections set last_synced_at = social_internal.current_time() where id = :'works';
select * from asked;
select cardinality(social_internal.queue_syncs(array[:'works'::uuid], 'automatic')) as queued;
select * from asked;
select cardinality(social_internal.queue_syncs(array[:'works'::uuid])) as queued;
select * from asked;
update social_internal.sync_requests set requested_for = social_internal.current_time() + interval '2 hours';
select * from asked;
update social_internal.sync_requests set requested_for = social_internal.current_time();
select social_internal.pause_platform(c.platform, c.app, social_internal.current_time() + interval '3 hours', 'wrong secret')
from social.social_media_connections c where c.id = :'works';
select * from asked;
rollback to s;

-- Why a platform rests.
select social_internal.pause_platform('tiktok', 'default', social_internal.current_time() + interval '1 hour', 'wrong secret', 'invalid_client');
select platform, reason, reason_code from social_api.paused_platforms;

-- Why a job failed, and that the next run begins anew.
lock table social_internal.job_state, social.social_media_job_runs;
select social_internal.plan_jobs();
update social_internal.job_state set next_run_at = social_internal.current_time() - interval '1 hour' where job = 'notify_token_expiration';
select social_internal.begin_run_of('notify_token_expiration') as run \gset
select social_internal.end_run(:'run', 'no room on the disk', '53100');
select last_status, last_error, last_error_code from social_api.jobs where job = 'notify_token_expiration';

-- Notices: whose, when it ends, of which week, and where they lead.
insert into social.social_media_notifications (user_id, connection_id, platform, kind, incident, details)
select c.user_id, case when kind = 'token_expiring' then c.id end, case when kind = 'token_expiring' then c.platform end, kind, kind, details
from social.social_media_connections c,
     (values ('token_expiring', '{"platform_username": "amal", "grant_expires_at": "2026-11-30T10:00:00Z"}'::jsonb),
             ('weekly_report', '{"from": "2026-11-16T00:00:00Z", "until": "2026-11-23T00:00:00Z"}')) n(kind, details)
where c.id = :'works';
select kind, replace(action_url, :'works', 'the account') as action_url, account_name, ends_at, period_from, period_until
from social_api.notices order by kind;
rollback;

-- Why workers are parked.
begin;
delete from social_internal.home;
select test.connect(1) is not null as connected;
select parked, cause from social_internal.park_state();
select social.park_workers();
select parked, cause from social_internal.park_state();
select social.resume_workers();
select parked, cause from social_internal.park_state();
update social_internal.home set system_identifier = '1';
select parked, cause from social_internal.park_state();
rollback;
