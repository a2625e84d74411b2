-- Figures that users see: the newest sync, an account that has another owner, calls of several apps, names in a chart.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
select social_internal.current_time() as now \gset
select social_internal.ensure_month(parent, :'now'::timestamptz + days * interval '1 day')
from unnest('{social.social_media_stats, social.social_media_sync_logs}'::regclass[]) parent, unnest('{-10, 0, 40}'::integer[]) days \g /dev/null
delete from social.social_media_sync_logs;
insert into social.social_media_users (id, email, locale) values ('a0000000-0000-0000-0000-000000000001', 'f@example.com', 'en') on conflict do nothing;
select set_config('request.jwt.claims', '{"sub": "a0000000-0000-0000-0000-000000000001", "role": "admin"}', true) is not null as asked;
select test.connect(1, 'tiktok', '{"access_token_encrypted": "\\x00"}') as c \gset
create function test.log(id bigint, connection uuid, minutes integer, code text default null, calls integer default null, of text default 'manual')
    returns void language sql as $$
    insert into social.social_media_sync_logs
        (id, connection_id, user_id, platform, sync_type, sync_status, error_code, api_calls_made, started_at, completed_at, created_at)
    select log.id, c.id, c.user_id, c.platform, log.of, case when log.code is null then 'success' else 'failed' end, log.code, log.calls, at, at, at
    from social.social_media_connections c, lateral (select social_internal.current_time() + log.minutes * interval '1 minute' as at) moment
    where c.id = log.connection
$$;

-- A log has its id when its sync is asked for, and is the newest when that has ended last: whatever was asked for meanwhile.
savepoint s;
create temporary view shown as select last_sync_status, error_code from social_api.connections where id = :'c';
select count(test.log(1000000 + n, :'c', n - 20, 'network')) from generate_series(2, 7) n;
select test.log(1000001, :'c', -5);
select * from shown;
rollback to s;
select test.log(1000002, :'c', -9), test.log(1000001, :'c', -5, 'network');
create temporary view shown as select last_sync_status, error_code from social_api.connections where id = :'c';
select * from shown;
-- Not what is dated ahead, nor a refresh.
select test.log(1000003, :'c', 60 * 24 * 40), test.log(1000004, :'c', -2, 'refused', of => 'token_refresh');
select * from shown;
-- Nor does an older failure, of a refresh here, tell what ended it.
update social.social_media_connections set connection_status = 'error' where id = :'c';
select test.log(1000000, :'c', -1, 'http_503');
select * from shown;
select error_code, connections from social_api.failures where platform = 'tiktok';
rollback to s;

-- An account that another user has taken over is named in a week's report, with its figures, as one of somebody else.
select test.connect(2, 'tiktok', '{"connection_status": "revoked", "platform_username": "taken"}'),
       test.connect(3, 'tiktok', '{"connection_status": "revoked", "platform_username": "ended", "access_token_encrypted": "\\x00"}');
insert into social.social_media_stats (connection_id, user_id, platform, followers_count, synced_at)
select id, user_id, platform, 1957, :'now'::timestamptz - interval '3 days' from social.social_media_connections
where user_id = 'a0000000-0000-0000-0000-000000000001';
select account_name, followers, problem
from social_internal.weekly_accounts('a0000000-0000-0000-0000-000000000001', :'now'::timestamptz - interval '7 days', :'now') order by 1;

-- Nor is it in a sum, nor its platform in their number: two accounts of 1957, both of TikTok.
select test.connect(10, 'instagram', '{"connection_status": "revoked"}') as taken \gset
insert into social.social_media_stats (connection_id, user_id, platform, followers_count, synced_at)
values (:'taken', 'a0000000-0000-0000-0000-000000000001', 'instagram', 1957, :'now'::timestamptz - interval '3 days');
select dashboard -> 'total_followers' as followers, dashboard -> 'total_platforms' as platforms, json_array_length(dashboard -> 'connections') as listed
from social_api.get_dashboard() dashboard;
delete from social.social_media_connections where id = :'taken';

-- A report is not mailed once nothing is left of what it tells of.
insert into social.social_media_notifications (user_id, kind, incident, details, send_after)
select 'a0000000-0000-0000-0000-000000000001', 'weekly_report', weeks,
       jsonb_build_object('from', :'now'::timestamptz - weeks * interval '7 days', 'until', :'now'::timestamptz - (weeks - 1) * interval '7 days'), :'now'
from generate_series(1, 2) weeks;
select count(*) from social_internal.claim_mails(10);
select incident, last_error from social.social_media_notifications where kind = 'weekly_report' order by 1;
rollback to s;

-- The last of the eight weeks is the week of the report, also where clocks change: in Paris those of 169 and 167 hours.
select social_internal.ensure_month('social.social_media_stats', month) from unnest('{2024-10-20, 2024-03-24}'::timestamptz[]) month \g /dev/null
insert into social.social_media_stats (connection_id, user_id, platform, followers_count, synced_at)
values (:'c', 'a0000000-0000-0000-0000-000000000001', 'tiktok', 169, '2024-10-20 22:30'), -- half past midnight on Monday
       (:'c', 'a0000000-0000-0000-0000-000000000001', 'tiktok', 167, '2024-03-24 22:30'), -- half past eleven on Sunday
       (:'c', 'a0000000-0000-0000-0000-000000000001', 'tiktok', 170, '2024-03-30 07:00');
select week, followers, followers_change, followers_trend
from (values (1, '2024-10-20 22:00'::timestamptz, '2024-10-27 23:00'::timestamptz), (2, '2024-03-24 23:00', '2024-03-31 22:00')) w (week, since, until),
     social_internal.weekly_accounts('a0000000-0000-0000-0000-000000000001', since, until) order by week;
delete from social.social_media_stats where followers_count = 170;
select followers, followers_trend
from social_internal.weekly_accounts('a0000000-0000-0000-0000-000000000001', '2024-03-24 23:00', '2024-03-31 22:00');
rollback to s;

-- An objective is judged by the figure that is shown: 4.996 seconds are shown as 5.00.
insert into social.social_media_sync_logs
    (id, connection_id, user_id, platform, sync_type, sync_status, duration_ms, started_at, completed_at, created_at)
select 1000001, :'c', 'a0000000-0000-0000-0000-000000000001', 'tiktok', 'manual', 'success', 4996, :'now', :'now', :'now';
select value, target, ok from social.health() where objective = 'mean_sync_time';
update social.social_media_sync_logs set duration_ms = 4994;
select value, target, ok from social.health() where objective = 'mean_sync_time';
-- Both are of syncs: ninety-nine refreshes of tokens that went well do not hide that every second sync failed, nor the reverse.
select test.log(1000002, :'c', -2, 'network'), count(test.log(1000100 + n, :'c', -3, of => 'token_refresh')) from generate_series(1, 99) n \g /dev/null
select objective, value, ok from social.health() where objective in ('sync_success', 'mean_sync_time');
update social.social_media_sync_logs set sync_status = case sync_type when 'token_refresh' then 'failed' else 'success' end;
select objective, value, ok from social.health() where objective in ('sync_success', 'mean_sync_time');
rollback to s;

-- Calls are those of the account's app, and of the default one where the account is gone. A sync without a call counts for nothing.
insert into social_internal.platform_settings (platform, app, client_id, calls_per_hour)
values ('tiktok', 'default', 'one', 200), ('tiktok', 'second', 'two', 20)
on conflict (platform, app) do update set client_id = excluded.client_id, calls_per_hour = excluded.calls_per_hour;
select test.connect(4, 'tiktok', '{"app": "second"}') as other, test.connect(5, 'tiktok') as gone \gset
select test.log(1000001, :'c', -30, calls => 16), test.log(1000002, :'other', -20, calls => 2), test.log(1000003, :'other', -10, calls => 1),
       test.log(1000004, :'gone', -10, calls => 50), test.log(1000005, :'c', -50, calls => 0);
delete from social.social_media_connections where id = :'gone';
select app, "limit", calls_last_hour, used_percent, round(extract(epoch from resets_at - social_internal.current_time()) / 60) as minutes
from social_api.budgets where platform = 'tiktok' order by app;
select app, calls_last_hour from social.call_budgets() where platform = 'tiktok' order by app;
-- A call counts for an hour after its row was written, which is when its sync ended; none are 0 calls.
update social.social_media_sync_logs set started_at = started_at - interval '40 minutes' where api_calls_made = 16;
delete from social.social_media_sync_logs where connection_id = :'other';
select app, calls_last_hour, used_percent, round(extract(epoch from resets_at - social_internal.current_time()) / 60) as minutes
from social_api.budgets where platform = 'tiktok' order by app;
rollback to s;

-- A name that is too long for the chart is not shown as another's.
select test.connect(6, fields => '{"platform_username": "grace.rahmani13"}'), test.connect(7, fields => '{"platform_username": "lea.martin.off1"}'),
       test.connect(8, fields => '{"platform_username": "lea.martin.off2"}'), test.connect(9, fields => '{"platform_username": "fits.in.full.1"}');
insert into social.social_media_stats (connection_id, user_id, platform, followers_count, synced_at)
select id, user_id, platform, 1939, :'now' from social.social_media_connections where platform = 'instagram';
select name[1] from social_api.follower_chart() chart, regexp_matches(chart::text, '>([^<>]*): 1939<', 'g') name;
rollback to s;

-- A name that turns the direction of what follows does not turn its figure, nor the sentence of a notice; others stay as they are.
select replace(replace(social_internal.isolated(name), chr(8296), '<'), chr(8297), '>') as shown
from unnest(array['grace', 'Chloé 日本', 'سلمى', 'gr' || chr(8238) || 'ac' || chr(8297) || 'e', chr(67600), '', null]) with ordinality as given(name, place)
order by place;
update social.social_media_connections set platform_username = 'gr' || chr(8238) || 'ace' where id = :'c';
insert into social.social_media_stats (connection_id, user_id, platform, followers_count, synced_at)
select id, user_id, platform, 1939, :'now' from social.social_media_connections where id = :'c';
select chart::text ~ ('>tiktok gr' || chr(8238)) as turns, chart::text ~ (chr(8296) || 'tiktok grace' || chr(8297) || ': 1939<') as isolated
from social_api.follower_chart() chart;
select social_internal.notice_body('reconnect_needed', 'tiktok', jsonb_build_object('platform_username', 'gr' || chr(8238) || 'ace'), locale)
       ~ (chr(8296) || 'grace' || chr(8297) || '\. ') as isolated
from unnest(array['en', 'fr']) locale;
rollback to s;

-- Its lines break where the web app's do: a day without measurement, or with one that ended without followers.
insert into social.social_media_stats (connection_id, user_id, platform, followers_count, synced_at)
select :'c', 'a0000000-0000-0000-0000-000000000001', 'tiktok', m.followers, date_trunc('day', :'now'::timestamptz) - m.days * interval '1 day' + m.at
from (values (5, 100, '12:00'::interval), (4, 110, '12:00'), (2, 130, '12:00'), (2, null, '13:00'), (1, 140, '12:00')) m (days, followers, at);
select drawn[1] as drawn from social_api.follower_chart() chart, regexp_matches(chart::text, '(points="[^"]*"|<circle cx="[^"]*" cy="[^"]*" r=".")', 'g') drawn;
rollback;
