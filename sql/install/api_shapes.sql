-- The JSON shapes of the contract and the rows they are made from. One place for each, whatever route shows it.
-- They are no more constant than json_build_object, or they would not be inlined.

create function social_internal.shown_name(username text, display_name text, platform_user_id text) returns text
    language sql immutable parallel safe
    return coalesce(username, display_name, platform_user_id);
comment on function social_internal.shown_name(text, text, text) is
    'How an account is called on screens: its handle, else its name, else its id.';

-- What is written from right to left, or turns the direction of what follows, must not reach the figures beside it.
create function social_internal.isolated(name text) returns text
    language sql immutable parallel safe
    return case when name ~ '[\u0590-\u08FF\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC\U00010800-\U00010FFF\U0001E800-\U0001EFFF]'
                then chr(8296) || nullif(regexp_replace(name, '[\u202A-\u202E\u2066-\u2069]', '', 'g'), '') || chr(8297)
                else name end;
comment on function social_internal.isolated(text) is
    'A name in a sentence: by Unicode''s isolates it keeps its direction to itself; signs that turn the direction are left out. '
    'NULL where nothing else is left.';

create function social_internal.connection_shape(c social.social_media_connections) returns json
    language sql volatile parallel safe
begin atomic
    select json_build_object(
        'id', c.id,
        'platform', c.platform,
        'platform_username', social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id),
        'platform_display_name', c.platform_display_name,
        'profile_picture_url', c.profile_picture_url,
        'connection_status', c.connection_status,
        'connected_at', c.connected_at,
        'last_synced_at', c.last_synced_at,
        'token_expires_at', c.grant_expires_at,
        'days_until_expiry', social_internal.days_left(c.grant_expires_at));
end;
comment on function social_internal.connection_shape(social.social_media_connections) is
    'A connection as routes show it; token_expires_at is the end of the grant.';

-- Walks one index per month from the newest on and stops at the first measurement it meets.
create view social_internal.latest_figures as
select c.user_id,
       c.id as connection_id,
       c.platform,
       social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id) as platform_username,
       s.followers_count, s.following_count, s.total_posts, s.total_videos, s.total_likes, s.total_comments,
       s.total_shares, s.total_saves, s.total_views, s.engagement_rate, s.average_likes_per_post,
       s.average_comments_per_post, s.average_views_per_post, s.posts_counted, s.followers_growth,
       s.engagement_growth, s.reach_last_30_days, s.impressions_last_30_days, s.synced_at
from social.social_media_connections c
cross join lateral (
    select * from social.social_media_stats m
    where m.connection_id = c.id and m.synced_at <= social_internal.misdated_after()
    order by m.synced_at desc
    limit 1) s;
comment on view social_internal.latest_figures is 'The newest measurement of every connection that has one.';

create function social_internal.stats_shape(s social_internal.latest_figures) returns json
    language sql stable parallel safe
begin atomic
    select json_build_object(
        'connection_id', s.connection_id,
        'platform', s.platform,
        'platform_username', s.platform_username,
        'followers_count', s.followers_count,
        'following_count', s.following_count,
        'engagement_rate', s.engagement_rate,
        'total_posts', s.total_posts,
        'average_likes_per_post', s.average_likes_per_post,
        'average_comments_per_post', s.average_comments_per_post,
        'followers_growth', s.followers_growth,
        'synced_at', s.synced_at);
end;
comment on function social_internal.stats_shape(social_internal.latest_figures) is 'A measurement as routes show it.';

create function social_internal.log_shape(l social.social_media_sync_logs) returns json
    language sql stable parallel safe
begin atomic
    select json_build_object(
        'id', l.id,
        'connection_id', l.connection_id,
        'platform', l.platform,
        'sync_type', l.sync_type,
        'sync_status', l.sync_status,
        'stats_fetched', l.stats_fetched,
        'posts_fetched', l.posts_fetched,
        'error_message', l.error_message,
        'duration_ms', l.duration_ms,
        'started_at', l.started_at,
        'completed_at', l.completed_at);
end;
comment on function social_internal.log_shape(social.social_media_sync_logs) is 'A sync log as creators see it.';

create function social_internal.admin_log_shape(l social.social_media_sync_logs) returns json
    language sql stable parallel safe
begin atomic
    select json_build_object(
        'id', l.id,
        'connection_id', l.connection_id,
        'user_id', l.user_id,
        'platform', l.platform,
        'sync_type', l.sync_type,
        'sync_status', l.sync_status,
        'stats_fetched', l.stats_fetched,
        'posts_fetched', l.posts_fetched,
        'api_calls_made', l.api_calls_made,
        'errors_encountered', l.errors_encountered,
        'error_message', l.error_message,
        'duration_ms', l.duration_ms,
        'started_at', l.started_at,
        'completed_at', l.completed_at);
end;
comment on function social_internal.admin_log_shape(social.social_media_sync_logs) is 'A sync log as operators see it.';

create function social_internal.json_list(list json) returns json
    language sql immutable parallel safe
    return coalesce(list, '[]'::json);
comment on function social_internal.json_list(json) is 'An aggregate of no rows as the empty list that it is.';
