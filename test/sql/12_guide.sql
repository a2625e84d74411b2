-- The statements of the replaced service's guide, as they stand there, with the schema on the search path.
set search_path = social, public;
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
create table public.users (id uuid primary key, email text, name text, role text);
insert into users values ('a0000000-0000-0000-0000-000000000001', 'anna@example.com', 'Anna', 'influencer');
select test.connect(1, 'instagram', jsonb_build_object('grant_expires_at', social_internal.current_time() + interval '3 days 1 hour')) as c1,
       test.connect(2, 'tiktok', jsonb_build_object('grant_expires_at', social_internal.current_time() + interval '8 days')) as c2,
       test.connect(3, 'tiktok', '{"connection_status": "expired"}') as c3,
       -- an access token of two hours is no alarm while the grant lasts
       test.connect(4, 'tiktok', jsonb_build_object('token_expires_at', social_internal.current_time() + interval '2 hours',
                                                    'grant_expires_at', social_internal.current_time() + interval '180 days')) as c4,
       test.connect(5, 'facebook') as c5 \gset
select social_internal.record_syncs(array[test.synced(:'c2', '2024-03-01 08:00+00', 10)], '{}');
select social_internal.record_syncs(array[test.failed(:'c1', '2024-03-01 08:00+00', '{"error_message": "refused"}')], '{}');

SELECT platform, COUNT(*) as count
FROM social_media_connections
WHERE connection_status = 'active'
GROUP BY platform
ORDER BY platform;

SELECT connection_id, user_id, platform, days_until_expiry FROM get_expiring_connections(7);
SELECT * FROM get_expiring_connections(7) WHERE false;
SELECT platform, days_until_expiry FROM get_expiring_connections(30);

SELECT
    u.email,
    smc.platform,
    smc.last_synced_at,
    smc.connection_status
FROM social_media_connections smc
JOIN users u ON smc.user_id = u.id
ORDER BY last_synced_at DESC NULLS LAST, platform, smc.id
LIMIT 20;

SELECT platform, sync_type, error_message FROM social_media_sync_logs
WHERE sync_status = 'failed'
ORDER BY created_at DESC
LIMIT 50;

SELECT connection_status FROM social_media_connections WHERE id = :'c3';

-- Tokens by hand, and back.
UPDATE social_media_connections
SET access_token_encrypted = pgp_sym_encrypt('token_value', 'encryption_key')
WHERE id = :'c1';
SELECT pgp_sym_decrypt(access_token_encrypted::bytea, 'encryption_key')
FROM social_media_connections
WHERE id = :'c1';
SELECT access_token FROM social_internal.accounts_named(array[:'c1'::uuid], '{another,encryption_key}');

-- The views are as of their last refresh.
select count(*) from mv_latest_social_stats;
select refresh_social_media_views();
select platform, platform_username, followers_count, synced_at, connection_status from mv_latest_social_stats;
-- Nobody was measured within 30 days, and a rate is needed to be ranked.
select count(*) from mv_top_influencers_by_engagement;
insert into social_media_users (id, email, display_name) values ('a0000000-0000-0000-0000-000000000001', 'anna@example.com', 'Anna');
select count(*) from social_internal.record_syncs(array[
    test.synced(:'c1', social_internal.current_time(), 2000, '{"likes_sum": 300, "likes_counted": 3, "comments_sum": 60, "comments_counted": 3}'),
    test.synced(:'c2', social_internal.current_time(), 1000, '{"likes_sum": 100, "likes_counted": 1, "comments_sum": 20, "comments_counted": 1}')], '{}');
select refresh_social_media_views();
-- (6 + 12) / 2 = 9
select email, display_name, avg_engagement_rate, total_followers, platforms_count from mv_top_influencers_by_engagement;
-- Somebody else has taken the second account over: its figures of today no longer count for Anna, and nobody's twice.
savepoint owned;
update social_media_connections set connection_status = 'revoked' where id = :'c2';
select test.connect(6, 'tiktok', '{"platform_user_id": "account2", "user_id": "a0000000-0000-0000-0000-000000000002"}') as c6 \gset
select refresh_social_media_views();
select email, avg_engagement_rate, total_followers, platforms_count from mv_top_influencers_by_engagement;
-- A permission that was only lost leaves the figures, as long as they are fresh.
delete from social_media_connections where id = :'c6';
select refresh_social_media_views();
select email, avg_engagement_rate, total_followers, platforms_count from mv_top_influencers_by_engagement;
rollback to owned;

-- Reading functions name the connection in every row.
select connection_id, platform, platform_username, followers_count, engagement_rate from get_latest_stats('a0000000-0000-0000-0000-000000000001');
select platform, followers_count, followers_growth from get_stats_history('a0000000-0000-0000-0000-000000000001', 'tiktok');
select platform, followers_count, followers_growth from get_stats_history('a0000000-0000-0000-0000-000000000001', 'tiktok', 3660);
select id, platform, connection_status, days_until_expiry from get_user_connections('a0000000-0000-0000-0000-000000000001');
select platform, connection_status from get_user_connections('a0000000-0000-0000-0000-000000000001', 'tiktok', 'expired');

-- The objectives, by hand: 4 syncs ended, 3 of them well; each took 1.5 s; 1 of 5 connections expired; none is in error.
select objective, value, target, ok, note is null as running from health();
-- Nothing failed, and yet somebody waits: of two whose last success is 27 hours ago one is meant to be synced every other day.
update social_media_connections set last_synced_at = social_internal.current_time() - interval '27 hours',
    refresh_frequency_hours = case id when :'c4' then 48 else 24 end
where id in (:'c4', :'c5');
select distinct note from health();
rollback;
-- Nothing to measure is no success.
select objective, value, ok from social.health();
