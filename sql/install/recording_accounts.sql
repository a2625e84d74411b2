-- Recording, part two: the measurement, the log row and the state of each account.

create function social_internal.record_accounts(
    results social_internal.sync_result[], held uuid[], rows tid[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_memoize = off
    set jit = off
as $$
begin
    with given as (
        select r.*, held_row.address as connection_row, c.user_id, c.platform,
               s.ctid as state_row, s.measured_at as previously_at, s.followers_count as previous_followers,
               s.engagement_rate as previous_rate, c.refresh_frequency_hours, c.next_sync_at as scheduled_for,
               -- A refresh of tokens is no sync: it leaves the schedule as it is.
               r.sync_type = 'token_refresh' and r.sync_status <> 'failed' as only_tokens,
               coalesce(r.connection_status, c.connection_status) in ('active', 'error') and c.auto_refresh_enabled as goes_on,
               coalesce(r.measured_at, r.completed_at, now) as ended_at, now,
               social_internal.average(r.likes_sum, r.likes_counted)       as likes,
               social_internal.average(r.comments_sum, r.comments_counted) as comments
        from (select social_internal.current_time() as now offset 0) moment,
             unnest(held, rows) as held_row (id, address)
             join unnest(results) r on r.connection_id = held_row.id
             cross join lateral (select * from social.social_media_connections c where c.ctid = held_row.address offset 0) c
             left join lateral (select s.ctid, s.* from social_internal.sync_state s
                                where s.connection_id = held_row.id offset 0) s on true
        offset 0
    ), measured as materialized (
        select g.*,
               social_internal.engagement_rate(g.likes, g.comments, g.followers_count) as rate,
               coalesce(g.next_sync_at,
                        case when g.only_tokens then g.scheduled_for
                             -- A frequency below a day adds runs of its own.
                             when g.goes_on and g.refresh_frequency_hours < 24
                             then g.ended_at + g.refresh_frequency_hours * interval '1 hour' end) as due_at,
               -- The newest measurement is the base of growth, unless it is too young or not known here.
               coalesce(g.previously_at > g.measured_at - social_internal.growth_base(), true) as look_back
        from given g
    ), stats as (
        insert into social.social_media_stats
            (connection_id, user_id, platform, followers_count, following_count, total_posts, total_videos, total_likes,
             total_comments, total_shares, total_saves, total_views, engagement_rate, average_likes_per_post,
             average_comments_per_post, average_views_per_post, posts_counted, followers_growth, engagement_growth,
             reach_last_30_days, impressions_last_30_days, raw_data, synced_at)
        select m.connection_id, m.user_id, m.platform, m.followers_count, m.following_count, m.total_posts, m.total_videos,
               m.total_likes, m.total_comments, m.total_shares, m.total_saves, m.total_views,
               m.rate, round(m.likes, 2), round(m.comments, 2),
               round(social_internal.average(m.views_sum, m.views_counted), 2),
               greatest(m.likes_counted, m.comments_counted, m.views_counted),
               m.followers_count - case when m.look_back then base.followers_count else m.previous_followers end,
               m.rate - case when m.look_back then base.engagement_rate else m.previous_rate end,
               m.reach_last_30_days, m.impressions_last_30_days, m.raw_data, m.measured_at
        from measured m
        left join lateral (
            select b.followers_count, b.engagement_rate
            from social.social_media_stats b
            where m.look_back
              and b.connection_id = m.connection_id and b.synced_at <= m.measured_at - social_internal.growth_base()
            order by b.synced_at desc
            limit 1) base on true
        where m.measured_at is not null
    ), logs as (
        insert into social.social_media_sync_logs
            (id, connection_id, user_id, platform, sync_type, sync_status, error_code, stats_fetched, posts_fetched,
             errors_encountered, error_message, duration_ms, api_calls_made, started_at, completed_at, created_at)
        select coalesce(m.log_id, nextval('social_internal.sync_log_ids')), m.connection_id, m.user_id, m.platform,
               m.sync_type, m.sync_status, m.error_code, m.measured_at is not null, m.posts_fetched,
               nullif(m.errors_encountered, '{}'), m.error_message,
               (extract(epoch from m.completed_at - m.started_at) * 1000)::integer,
               m.api_calls_made, m.started_at, m.completed_at, m.now
        from measured m
        where m.logged is not false
    ), states as (
        update social_internal.sync_state s
        set last_attempt_at      = case when m.only_tokens then s.last_attempt_at else m.ended_at end,
            run_after            = case when m.only_tokens then s.run_after
                                        else coalesce(m.due_at, social_internal.run_after(m.ended_at, m.refresh_frequency_hours))
                                   end,
            consecutive_failures = case when m.retry then s.consecutive_failures + 1
                                        when m.logged is false or m.only_tokens then s.consecutive_failures else 0 end,
            failing_since        = case when m.retry then coalesce(s.failing_since, m.ended_at)
                                        when m.logged is false or m.only_tokens then s.failing_since end,
            measured_at          = coalesce(m.measured_at, s.measured_at),
            followers_count      = case when m.measured_at is null then s.followers_count else m.followers_count end,
            engagement_rate      = case when m.measured_at is null then s.engagement_rate else m.rate end,
            post_digests         = coalesce(m.post_digests, s.post_digests)
        from measured m
        where s.ctid = m.state_row
    )
    update social.social_media_connections c
    set platform_username     = coalesce(m.platform_username, c.platform_username),
        platform_display_name = coalesce(m.platform_display_name, c.platform_display_name),
        profile_picture_url   = coalesce(m.profile_picture_url, c.profile_picture_url),
        profile_url           = coalesce(m.profile_url, c.profile_url),
        bio                   = coalesce(m.bio, c.bio),
        connection_status     = coalesce(m.connection_status, c.connection_status),
        connection_error      = case when m.clear_error then null else coalesce(m.connection_error, c.connection_error) end,
        last_synced_at        = coalesce(m.measured_at, c.last_synced_at),
        next_sync_at          = m.due_at,
        updated_at            = m.now
    from measured m
    where c.ctid = m.connection_row;
end
$$;
comment on function social_internal.record_accounts(social_internal.sync_result[], uuid[], tid[]) is
    'Writes measurements, logs and the state of the connections, whose rows must be locked.';
