-- Reading functions. Each answers for one user and names the connection in every row.

create function social.get_user_connections(user_id uuid, platform text default null, status_filter text default null)
    returns setof social.connection
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.check_given(get_user_connections.user_id, 'user_id');
    if get_user_connections.platform is not null then
        perform social_internal.check_platform(get_user_connections.platform);
    end if;
    if get_user_connections.status_filter not in ('active', 'expired', 'revoked', 'error') then
        raise exception 'unknown status "%"', left(status_filter, 40)
            using errcode = 'invalid_parameter_value', hint = 'Statuses: active, expired, revoked, error.';
    end if;
    return query
    select (social_internal.public_connection(c)).*
    from social.social_media_connections c
    where c.user_id = get_user_connections.user_id
      and (get_user_connections.platform is null or c.platform = get_user_connections.platform)
      and (get_user_connections.status_filter is null or c.connection_status = get_user_connections.status_filter)
    order by c.connected_at, c.id;
end
$$;
comment on function social.get_user_connections(uuid, text, text) is 'A user''s connections without their secrets, oldest first.';

create type social.account_stats as (
    connection_id              uuid,
    user_id                    uuid,
    platform                   text,
    platform_username          text,
    platform_display_name      text,
    followers_count            bigint,
    following_count            bigint,
    total_posts                bigint,
    total_videos               bigint,
    total_likes                bigint,
    total_comments             bigint,
    total_shares               bigint,
    total_saves                bigint,
    total_views                bigint,
    engagement_rate            numeric,
    average_likes_per_post     numeric,
    average_comments_per_post  numeric,
    average_views_per_post     numeric,
    posts_counted              integer,
    followers_growth           bigint,
    engagement_growth          numeric,
    reach_last_30_days         bigint,
    impressions_last_30_days   bigint,
    definition_version         smallint,
    synced_at                  timestamptz
);
comment on type social.account_stats is 'A measurement and the account it is of.';

create function social_internal.named_stats(c social.social_media_connections, s social.social_media_stats)
    returns social.account_stats
    language sql immutable
    return row(s.connection_id, s.user_id, s.platform, coalesce(c.platform_username, c.platform_display_name, c.platform_user_id),
               c.platform_display_name, s.followers_count, s.following_count, s.total_posts, s.total_videos, s.total_likes,
               s.total_comments, s.total_shares, s.total_saves, s.total_views, s.engagement_rate, s.average_likes_per_post,
               s.average_comments_per_post, s.average_views_per_post, s.posts_counted, s.followers_growth,
               s.engagement_growth, s.reach_last_30_days, s.impressions_last_30_days, s.definition_version,
               s.synced_at)::social.account_stats;
comment on function social_internal.named_stats(social.social_media_connections, social.social_media_stats) is
    'A measurement with the names of its account.';

create function social.get_latest_stats(user_id uuid, platform text default null) returns setof social.account_stats
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.check_given(get_latest_stats.user_id, 'user_id');
    if get_latest_stats.platform is not null then
        perform social_internal.check_platform(get_latest_stats.platform);
    end if;
    return query
    select (social_internal.named_stats(c, latest.s)).*
    from social.social_media_connections c
    cross join lateral (select s from social.social_media_stats s
                        where s.connection_id = c.id and s.synced_at <= social_internal.misdated_after()
                        order by s.synced_at desc limit 1) latest
    where c.user_id = get_latest_stats.user_id
      and (get_latest_stats.platform is null or c.platform = get_latest_stats.platform)
    order by c.connected_at, c.id;
end
$$;
comment on function social.get_latest_stats(uuid, text) is 'The newest measurement of each of a user''s accounts.';

create function social.get_stats_history(user_id uuid, platform text, days integer default 30)
    returns setof social.account_stats
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    since    timestamptz;
    misdated timestamptz := social_internal.misdated_after();
begin
    perform social_internal.check_given(get_stats_history.user_id, 'user_id');
    perform social_internal.check_platform(get_stats_history.platform);
    perform social_internal.check_between(days, 'days', 1, 3660);
    since := social_internal.current_time() - days * interval '1 day'; -- read once, so that it can prune
    return query
    select (social_internal.named_stats(c, s)).*
    from social.social_media_connections c
    join social.social_media_stats s on s.connection_id = c.id
    where c.user_id = get_stats_history.user_id and c.platform = get_stats_history.platform
      and s.synced_at >= since and s.synced_at <= misdated
    order by s.synced_at, s.connection_id;
end
$$;
comment on function social.get_stats_history(uuid, text, integer) is
    'Measurements of a user''s accounts on a platform over so many days, oldest first.';

create function social.get_top_posts(
    user_id uuid, platform text default null, "limit" integer default 10, sort_by text default 'engagement_rate')
    returns setof social.social_media_posts
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.check_given(get_top_posts.user_id, 'user_id');
    if get_top_posts.platform is not null then
        perform social_internal.check_platform(get_top_posts.platform);
    end if;
    perform social_internal.check_between("limit", 'limit', 1, 1000);
    if sort_by is null
       or sort_by not in ('engagement_rate', 'likes_count', 'comments_count', 'shares_count', 'saves_count', 'views_count') then
        raise exception 'posts cannot be sorted by "%"', left(sort_by, 40)
            using errcode = 'invalid_parameter_value',
                  hint = 'engagement_rate, likes_count, comments_count, shares_count, saves_count or views_count.';
    end if;
    return query
    select p.*
    from social.social_media_posts p
    where p.user_id = get_top_posts.user_id
      and (get_top_posts.platform is null or p.platform = get_top_posts.platform)
      and p.removed_at is null
    order by case sort_by
                 when 'engagement_rate' then p.engagement_rate
                 when 'likes_count'     then p.likes_count
                 when 'comments_count'  then p.comments_count
                 when 'shares_count'    then p.shares_count
                 when 'saves_count'     then p.saves_count
                 when 'views_count'     then p.views_count
             end desc nulls last, p.published_at desc nulls last, p.id
    limit "limit";
end
$$;
comment on function social.get_top_posts(uuid, text, integer, text) is
    'A user''s best posts that are still there; posts whose figure is unknown come last.';

create function social.get_expiring_connections(days integer default 7)
    returns table (connection_id uuid, user_id uuid, platform text, expires_at timestamptz, days_until_expiry integer)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    until timestamptz;
begin
    perform social_internal.check_between(days, 'days', 0, 3660);
    until := social_internal.current_time() + days * interval '1 day';
    return query
    select c.id, c.user_id, c.platform, c.grant_expires_at, social_internal.days_left(c.grant_expires_at)
    from social.social_media_connections c
    where c.connection_status in ('active', 'error')
      and c.grant_expires_at <= until
    order by c.grant_expires_at, c.id;
end
$$;
comment on function social.get_expiring_connections(integer) is
    'Connections whose permission ends within so many days, soonest first. One that has just ended counts less than 0 days.';
