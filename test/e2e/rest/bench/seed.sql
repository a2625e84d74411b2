-- 10,000 creators (:users) with a year (:days) of daily measurements, in a database made for the benchmark.
select social_internal.ensure_month(parent::regclass, month)
from unnest(array['social.social_media_stats', 'social.social_media_sync_logs']) parent,
     generate_series(date_trunc('month', now()) - interval '12 months', now(), '1 month') month
\g /dev/null
-- Triggers would take each row in hand; what they keep is made from all rows at the end.
alter table social.social_media_connections disable trigger all;
alter table social.social_media_stats disable trigger user;
insert into social.social_media_users (id, display_name, email)
select md5('creator ' || n)::uuid, 'Creator ' || n, 'creator' || n || '@example.com' from generate_series(1, :users) n;
-- Every creator has Instagram, every second one TikTok too.
insert into social.social_media_connections
    (id, user_id, platform, platform_user_id, platform_username, auto_refresh_enabled, next_sync_at, last_synced_at, grant_expires_at)
select md5(platform || n)::uuid, md5('creator ' || n)::uuid, platform, platform || n, 'creator' || n, false, null, now(),
       now() + interval '50 days'
from generate_series(1, :users) n, unnest(array['instagram', 'tiktok']) platform
where platform = 'instagram' or n % 2 = 0;
alter table social.social_media_connections enable trigger all;
insert into social.social_media_stats
    (connection_id, user_id, platform, followers_count, following_count, total_posts, engagement_rate,
     average_likes_per_post, average_comments_per_post, average_views_per_post, posts_counted, followers_growth, synced_at)
select c.id, c.user_id, c.platform, 10000 + day * 10, 300, 100 + day / 3, 3.5, 320, 30, 4000, 25, 10,
       date_trunc('day', now()) - (:days - day) * interval '1 day' + interval '7 hours'
from generate_series(1, :days) day, social.social_media_connections c;
alter table social.social_media_stats enable trigger user;
insert into social_internal.profile_changes (user_ids) select array_agg(id) from (select id, row_number() over () / 100 as part from social.social_media_users) u group by part;
select social.resume_workers() \g /dev/null
select social_internal.follow_profile_changes() from generate_series(1, :users / 500 + 1) \g /dev/null
vacuum analyze;
