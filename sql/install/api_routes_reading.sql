-- The GET routes under /api/social-media, one function each. They read; nothing here is volatile but the clock.

create function social_api.get_connections() returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    arguments jsonb := social_internal.query_arguments();
    caller    uuid  := social_internal.request_user_id();
    asked     text  := social_internal.choice_argument(arguments, 'platform', social_internal.platform_names());
    status    text  := social_internal.choice_argument(arguments, 'status_filter', array['active', 'expired', 'revoked', 'error']);
begin
    return (select social_internal.json_list(json_agg(social_internal.connection_shape(c) order by c.connected_at, c.id))
            from social.social_media_connections c
            where c.user_id = caller
              and (asked is null or c.platform = asked)
              and (status is null or c.connection_status = status));
end
$$;
comment on function social_api.get_connections() is
    E'GET /api/social-media/connections\n\nThe caller''s connections; ?platform and ?status_filter narrow them.';

create function social_api.get_connection_status() returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted uuid := social_internal.path_connection_id();
    caller uuid := social_internal.request_user_id();
    found_status json;
begin
    select json_build_object(
               'connection_id', c.id,
               'status', c.connection_status,
               'is_active', c.connection_status = 'active',
               'token_expires_at', c.grant_expires_at,
               'days_until_expiry', social_internal.days_left(c.grant_expires_at),
               'last_error', c.connection_error,
               'last_synced_at', c.last_synced_at) into found_status
    from social.social_media_connections c
    where c.id = wanted and c.user_id = caller;
    if not found then
        perform social_internal.no_such_connection();
    end if;
    return found_status;
end
$$;
comment on function social_api.get_connection_status() is
    E'GET /api/social-media/connections/{id}/status\n\nHow one connection of the caller is.';

create function social_api.get_stats() returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    arguments jsonb := social_internal.query_arguments();
    caller    uuid  := social_internal.request_user_id();
    asked     text  := social_internal.choice_argument(arguments, 'platform', social_internal.platform_names());
begin
    return (select social_internal.json_list(json_agg(social_internal.stats_shape(s) order by s.platform, s.connection_id))
            from social_internal.latest_figures s
            where s.user_id = caller and (asked is null or s.platform = asked));
end
$$;
comment on function social_api.get_stats() is
    E'GET /api/social-media/stats\n\nThe newest measurement of each of the caller''s connections; ?platform narrows them.';

create function social_internal.history_of(caller uuid, platform text, days integer)
    returns setof social_internal.latest_figures
    language plpgsql stable rows 30
    set search_path = pg_catalog, pg_temp
as $$
declare
    since    timestamptz := social_internal.current_time() - history_of.days * interval '1 day';
    misdated timestamptz := social_internal.misdated_after();
begin
    return query
        select c.user_id, c.id, c.platform,
               social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id),
               s.followers_count, s.following_count, s.total_posts, s.total_videos, s.total_likes, s.total_comments,
               s.total_shares, s.total_saves, s.total_views, s.engagement_rate, s.average_likes_per_post,
               s.average_comments_per_post, s.average_views_per_post, s.posts_counted, s.followers_growth,
               s.engagement_growth, s.reach_last_30_days, s.impressions_last_30_days, s.synced_at
        from social.social_media_connections c
        join social.social_media_stats s on s.connection_id = c.id
        where c.user_id = history_of.caller and c.platform = history_of.platform
          and s.synced_at >= since and s.synced_at <= misdated
        order by s.synced_at, c.id;
end
$$;
comment on function social_internal.history_of(uuid, text, integer) is
    'The measurements of a user''s accounts on a platform over some days, oldest first.';

create function social_api.get_stats_history() returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    arguments jsonb   := social_internal.query_arguments();
    caller    uuid    := social_internal.request_user_id();
    asked     text    := social_internal.choice_argument(arguments, 'platform', social_internal.platform_names(), required => true);
    days      integer := social_internal.integer_argument(arguments, 'days', 30, 1, 365);
begin
    return (select social_internal.json_list(json_agg(social_internal.stats_shape(s) order by s.synced_at, s.connection_id))
            from social_internal.history_of(caller, asked, days) s);
end
$$;
comment on function social_api.get_stats_history() is
    E'GET /api/social-media/stats/history\n\nMeasurements of the last ?days on a ?platform, oldest first.';

create function social_api.get_top_posts() returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    arguments jsonb   := social_internal.query_arguments();
    caller    uuid    := social_internal.request_user_id();
    asked     text    := social_internal.choice_argument(arguments, 'platform', social_internal.platform_names());
    most      integer := social_internal.integer_argument(arguments, 'limit', 10, 1, 50);
    sort_by   text    := coalesce(social_internal.choice_argument(arguments, 'sort_by',
                             array['engagement_rate', 'likes_count', 'comments_count', 'shares_count', 'saves_count', 'views_count']),
                             'engagement_rate');
begin
    return (select json_build_object('total', count(*), 'posts', social_internal.json_list(json_agg(to_json(p))))
            from social.get_top_posts(caller, asked, most, sort_by) p);
end
$$;
comment on function social_api.get_top_posts() is
    E'GET /api/social-media/posts/top\n\nThe caller''s best posts; ?platform, ?limit and ?sort_by.';

create function social_api.get_dashboard() returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    arguments jsonb := social_internal.query_arguments();
    caller    uuid  := social_internal.request_user_id();
    accounts  record;
    figures   record;
begin
    -- An account that another user has taken over is still listed; it counts for that one.
    select social_internal.json_list(json_agg(social_internal.connection_shape(c) order by c.connected_at, c.id)) as list,
           count(distinct c.platform) filter (where c.connection_status <> 'revoked' or c.access_token_encrypted is not null) as platforms,
           max(c.last_synced_at) as last_sync
    into accounts
    from social.social_media_connections c
    where c.user_id = caller;

    select social_internal.json_list(json_agg(social_internal.stats_shape(s) order by s.platform, s.connection_id)) as list,
           coalesce(sum(s.followers_count) filter (where own.still), 0) as followers,
           coalesce(sum(s.total_posts) filter (where own.still), 0) as posts,
           round(avg(s.engagement_rate) filter (where own.still), 4) as engagement_rate
    into figures
    from social_internal.latest_figures s
    cross join lateral (select c.connection_status <> 'revoked' or c.access_token_encrypted is not null as still
                        from social.social_media_connections c where c.id = s.connection_id) own
    where s.user_id = caller;

    return json_build_object(
        'total_followers', figures.followers,
        'total_platforms', accounts.platforms,
        'avg_engagement_rate', figures.engagement_rate,
        'total_posts', figures.posts,
        'connections', accounts.list,
        'latest_stats', figures.list,
        'last_sync', accounts.last_sync);
end
$$;
comment on function social_api.get_dashboard() is
    E'GET /api/social-media/dashboard\n\nThe caller''s accounts, newest figures and their sums.';

create function social_api.get_sync_logs() returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    arguments jsonb   := social_internal.query_arguments();
    whose     uuid    := social_internal.uuid_argument(arguments ->> 'user_id', 'user_id');
    asked     text    := social_internal.choice_argument(arguments, 'platform', social_internal.platform_names());
    status    text    := social_internal.choice_argument(arguments, 'status_filter', array['success', 'partial_success', 'failed']);
    most      integer := social_internal.integer_argument(arguments, 'limit', 50, 1, 500);
    logs      social.social_media_sync_logs[];
begin
    -- Apart, so that each has the index that serves it.
    if whose is not null then
        logs := array(select l from social.social_media_sync_logs l
                      where l.user_id = whose and (asked is null or l.platform = asked)
                        and (status is null or l.sync_status = status)
                      order by l.created_at desc, l.id desc limit most);
    elsif status <> 'success' then
        logs := array(select l from social.social_media_sync_logs l
                      where l.sync_status = status and l.sync_status <> 'success' and (asked is null or l.platform = asked)
                      order by l.created_at desc, l.id desc limit most);
    elsif asked is not null then
        logs := array(select l from social.social_media_sync_logs l
                      where l.platform = asked and (status is null or l.sync_status = status)
                      order by l.created_at desc, l.id desc limit most);
    else
        logs := array(select l from social.social_media_sync_logs l
                      where status is null or l.sync_status = status
                      order by l.created_at desc, l.id desc limit most);
    end if;
    return (select json_build_object('total', count(*),
                                     'logs', social_internal.json_list(json_agg(social_internal.admin_log_shape(l) order by place)))
            from generate_subscripts(logs, 1) as place
            cross join lateral (select (logs[place]).*) as l);
end
$$;
comment on function social_api.get_sync_logs() is
    E'GET /api/social-media/admin/sync-logs\n\nNewest sync logs of all users, for operators.';
