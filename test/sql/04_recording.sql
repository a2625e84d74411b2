-- Recording syncs: measurements, growth, logs, state of the connection.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
select test.connect(1) as c1 \gset
select test.connect(2, 'tiktok', '{"refresh_frequency_hours": 6}') as c2 \gset

-- A first measurement: 3 posts with 100 likes and 10 comments, 1000 followers.
select social_internal.record_syncs(array[
    test.synced(:'c1', '2024-01-30 08:00+00', 1000, '{"following_count": 7, "total_posts": 42, "likes_sum": 100, "likes_counted": 3,
        "comments_sum": 10, "comments_counted": 3, "views_sum": 500, "views_counted": 2, "posts_fetched": 3, "post_digests": "\\x0102"}')], '{}');
select followers_count, following_count, total_posts, total_likes, engagement_rate, average_likes_per_post, average_comments_per_post,
       average_views_per_post, posts_counted, followers_growth, engagement_growth, definition_version, synced_at
from social.social_media_stats where connection_id = :'c1' \gx
select connection_id, user_id, platform, sync_type, sync_status, stats_fetched, posts_fetched, errors_encountered, duration_ms,
       api_calls_made, started_at, completed_at
from social.social_media_sync_logs where connection_id = :'c1' \gx

-- Growth is against the newest measurement at least 20 hours older, across the change of month. Two hours later there
-- is none; the next morning it is the second one, 22 hours old (1050 - 1010 = 40); that evening still, since the
-- morning's is only 10 hours old (60); the morning after the evening's is 14 hours old, so it is the morning's (30).
-- Rates: 30 likes a post, so 3000 / followers: 2.9703, 2.8571, 2.8037, 2.7778.
select social_internal.record_syncs(array[test.synced(:'c1', at, followers, '{"likes_sum": 90, "likes_counted": 3, "comments_sum": 0, "comments_counted": 3}')], '{}')
from (values (1, timestamptz '2024-01-30 10:00+00', 1010), (2, '2024-01-31 08:00+00', 1050), (3, '2024-01-31 18:00+00', 1070),
             (4, '2024-02-01 08:00+00', 1080)) as m (place, at, followers) order by place;
select synced_at, followers_count, followers_growth, engagement_rate, engagement_growth
from social.social_media_stats where connection_id = :'c1' order by synced_at;

-- Exactly 20 hours count. So it does where the worker's memory of the account was lost, as after a restore.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-02 04:00+00', 1100)], '{}');
update social_internal.sync_state set measured_at = null, followers_count = null, engagement_rate = null where connection_id = :'c1';
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-03 00:00+00', 1111)], '{}');
select synced_at, followers_count, followers_growth from social.social_media_stats
where connection_id = :'c1' and synced_at > '2024-02-01 09:00+00' order by synced_at;

-- Unknown followers: NULL, not a fall to zero. Growth from the unknown is unknown.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-04 00:00+00', null)], '{}');
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-05 00:00+00', 1120)], '{}');
select synced_at, followers_count, followers_growth, engagement_rate, posts_counted from social.social_media_stats
where connection_id = :'c1' and synced_at > '2024-02-03 09:00+00' order by synced_at;

-- The daily run takes it next time; six hours' frequency makes a run of its own.
select social_internal.record_syncs(array[test.synced(:'c2', '2024-02-05 08:00+00', 5)], '{}');
select platform, last_synced_at, next_sync_at from social.social_media_connections where id in (:'c1', :'c2') order by id;
select connection_id, in_daily_run, run_after, last_attempt_at, consecutive_failures from social_internal.sync_state
where connection_id in (:'c1', :'c2') order by 1;
-- Digests stay until others come.
select post_digests from social_internal.sync_state where connection_id = :'c1';

-- A failure that is tried again: counted, logged, measured not.
select social_internal.record_syncs(array[
    test.failed(:'c1', '2024-02-06 08:00+00', '{"error_code": "timeout", "error_message": "The platform did not answer.",
        "errors_encountered": ["The platform did not answer."], "next_sync_at": "2024-02-06 08:01+00"}')], '{}');
select social_internal.record_syncs(array[
    test.failed(:'c1', '2024-02-06 08:01+00', '{"error_code": "timeout", "error_message": "The platform did not answer.", "next_sync_at": "2024-02-06 08:03+00"}')], '{}');
select connection_status, connection_error, last_synced_at, next_sync_at from social.social_media_connections where id = :'c1';
select run_after, consecutive_failures, failing_since from social_internal.sync_state where connection_id = :'c1';
select sync_status, error_code, error_message, errors_encountered, stats_fetched from social.social_media_sync_logs
where connection_id = :'c1' and sync_status = 'failed' order by id;

-- A limit is a deferral: no log row, no failure, only later.
select social_internal.record_syncs(array[
    test.failed(:'c1', '2024-02-06 08:03+00', '{"logged": false, "retry": false, "next_sync_at": "2024-02-06 09:00+00"}')], '{}');
select next_sync_at from social.social_media_connections where id = :'c1';
select consecutive_failures, failing_since from social_internal.sync_state where connection_id = :'c1';
select count(*) from social.social_media_sync_logs where connection_id = :'c1' and sync_status = 'failed';

-- A success ends it.
select social_internal.record_syncs(array[
    test.synced(:'c1', '2024-02-06 09:00+00', 1130, '{"sync_type": "automatic", "sync_status": "partial_success", "errors_encountered": ["reach: not available"],
        "platform_username": "renamed", "bio": "New bio"}')], '{}');
select connection_status, connection_error, next_sync_at, platform_username, platform_display_name, bio
from social.social_media_connections where id = :'c1';
select consecutive_failures, failing_since from social_internal.sync_state where connection_id = :'c1';

-- Figures that a part is missing of: counted from the first on, so that it does not come again for ever, but no failure.
select social_internal.record_syncs(array[
    test.failed(:'c1', '2024-02-06 09:10+00', '{"next_sync_at": "2024-02-06 09:11+00"}')], '{}');
select social_internal.record_syncs(array[
    test.failed(:'c1', '2024-02-06 09:11+00', '{"next_sync_at": "2024-02-06 09:12+00"}')], '{}');
create function test.partly(connection uuid, at timestamptz, fields jsonb default '{}') returns setof text language sql as $$
    select social_internal.record_syncs(
        array[test.synced(connection, at, 1130, '{"sync_status": "partial_success"}' || fields)], '{}');
    select format('%s in a row since %s, next %s, not in a run before %s', s.consecutive_failures, s.failing_since, c.next_sync_at, s.run_after)
    from social_internal.sync_state s join social.social_media_connections c on c.id = s.connection_id where c.id = connection;
$$;
select test.partly(:'c1', '2024-02-06 09:12+00', '{"retry": true, "next_sync_at": "2024-02-06 09:13+00"}');
select test.partly(:'c1', '2024-02-06 09:13+00', '{"retry": true, "next_sync_at": "2024-02-06 09:18+00"}');
select test.partly(:'c1', '2024-02-06 09:18+00');

-- Failing for a day makes an error, which the next success takes back. It leaves and re-enters the daily run.
select social_internal.record_syncs(array[
    test.failed(:'c1', '2024-02-07 09:00+00', '{"connection_status": "error", "connection_error": "Does not answer since yesterday.", "next_sync_at": "2024-02-07 15:00+00"}')], '{}');
select connection_status, connection_error, in_daily_run from social.social_media_connections c
join social_internal.sync_state s on s.connection_id = c.id where c.id = :'c1';
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-07 15:00+00', 1140)], '{}');
select connection_status, connection_error, in_daily_run, next_sync_at from social.social_media_connections c
join social_internal.sync_state s on s.connection_id = c.id where c.id = :'c1';

-- Revoked: no next time, and one notice however often it is found out.
select social_internal.record_syncs(array[
    test.failed(:'c1', '2024-02-08 08:00+00', '{"connection_status": "revoked", "connection_error": "The creator withdrew the permission."}')], '{}');
select social_internal.record_syncs(array[
    test.failed(:'c1', '2024-02-08 09:00+00', '{"sync_type": "manual", "connection_status": "revoked", "connection_error": "The creator withdrew the permission."}')], '{}');
select connection_status, connection_error, next_sync_at from social.social_media_connections where id = :'c1';
select user_id, platform, kind, details from social.social_media_notifications where connection_id = :'c1';

-- A refresh of tokens is no sync: the schedule stays as it was.
select social_internal.record_syncs(array[
    test.synced(:'c2', '2024-02-05 10:00+00', null, '{"sync_type": "token_refresh", "measured_at": null, "api_calls_made": 1}')], '{}');
select last_synced_at, next_sync_at, (select run_after from social_internal.sync_state where connection_id = :'c2')
from social.social_media_connections where id = :'c2';

-- Connections that went meanwhile count as done with and write nothing.
select social_internal.record_syncs(array[
    test.synced('c0000000-0000-0000-0000-000000000099', '2024-02-05 10:00+00', 1),
    test.synced(:'c2', '2024-02-05 14:00+00', 6)],
    array[test.post('c0000000-0000-0000-0000-000000000099', 'p', 1, 1)]) order by 1;
select count(*) from social.social_media_stats where connection_id = 'c0000000-0000-0000-0000-000000000099';
select count(*) from social_internal.post_figures where connection_id = 'c0000000-0000-0000-0000-000000000099';

-- The same account twice in a batch: the later result counts, and the batch goes through.
select social_internal.record_syncs(array[
    test.synced(:'c2', '2024-02-05 15:00+00', 7), test.synced(:'c2', '2024-02-05 15:01+00', 8)], '{}');
select followers_count from social.social_media_stats where connection_id = :'c2' and synced_at > '2024-02-05 14:30+00';
-- Nothing at all is a batch, too.
select count(*) from social_internal.record_syncs('{}', '{}');
-- The clock was put right by decades, or back, while the platform was asked.
select social_internal.record_syncs(array[
    test.synced(:'c1', '2024-03-01 08:00+00', 1130, '{"started_at": "2000-01-01 00:00+00"}'),
    test.synced(:'c2', '2024-03-01 08:00+00', 6, '{"started_at": "2024-03-01 09:00+00"}')], '{}');
select platform, duration_ms from social.social_media_sync_logs where completed_at = '2024-03-01 08:00+00' order by platform;

-- A sync that has waited may have been overtaken. Of a login that was replaced meanwhile nothing bad is recorded: its account
-- comes again at once, nobody is told, and whoever asked is answered by the next.
select test.connect(3, 'instagram', '{"connected_at": "2024-02-10 08:00+00"}') as c3 \gset
update social.social_media_connections set next_sync_at = null, access_token_encrypted = social_internal.encrypt('by hand', 'key')
where id = :'c3';
create view test.login as
select connection_status, connection_error, next_sync_at <= social_internal.current_time() as at_once, consecutive_failures as failures,
       (select count(*) from social.social_media_notifications n where n.connection_id = c.id) as notices,
       (select count(*) from social.social_media_sync_logs l where l.connection_id = c.id) as logs,
       (select count(*) from social_internal.sync_requests q where q.connection_id = c.id) as asked
from social.social_media_connections c join social_internal.sync_state s on s.connection_id = c.id
where c.id = 'c0000000-0000-0000-0000-000000000003';
create function test.refused(token text, fields jsonb default '{}') returns social_internal.sync_result language sql as $$
    select test.failed('c0000000-0000-0000-0000-000000000003', '2024-02-10 09:00+00',
        '{"connection_status": "revoked", "connection_error": "Withdrawn.", "connected_at": "2024-02-10 08:00+00", "status_before": "active"}'
        || jsonb_build_object('access_token_digest', social_internal.token_digest(token)) || fields)
$$;
select social_internal.record_syncs(array[test.refused('by hand', '{"connected_at": "2024-01-01 00:00+00", "log_id": 77}')], '{}', '{}', '{key}');
select * from test.login;
select social_internal.record_syncs(array[test.refused('by hand', '{"connected_at": "2024-01-01 00:00+00", "connection_status": "error"}')], '{}', '{}', '{key}');
select * from test.login;
-- So it is with a token that was written by hand, or refreshed, meanwhile.
select social_internal.record_syncs(array[test.refused('the one before')], '{}', '{}', '{key}');
select * from test.login;
select social_internal.store_rotation(:'c3', 'refreshed', null, null, null, null, null, 'key');
select social_internal.record_syncs(array[test.refused('by hand')], '{}', '{}', '{key}');
select * from test.login;
delete from social_internal.rotations;
-- A login that was ended meanwhile stays so. The figures are true all the same.
update social.social_media_connections set connection_status = 'revoked', connection_error = 'By hand.' where id = :'c3';
select social_internal.record_syncs(array[test.synced(:'c3', '2024-02-10 09:00+00', 9, '{"status_before": "active"}')], '{}');
select social_internal.record_syncs(array[test.refused('by hand', '{"connection_status": "error", "connection_error": "Fails."}')], '{}', '{}', '{key}');
select login.*, followers_count from test.login, social.social_media_stats where connection_id = :'c3';
-- One that was ended before, and works, is back; and what is said of the token that is there counts.
select social_internal.record_syncs(array[test.synced(:'c3', '2024-02-10 10:00+00', 9, '{"status_before": "revoked"}')], '{}');
select * from test.login;
select social_internal.record_syncs(array[test.refused('by hand', '{"log_id": 77}')], '{}', '{}', '{key}');
select * from test.login;
rollback;
