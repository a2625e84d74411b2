-- Recording, part two: the measurement, the log row and the state of each account. An update carries along every column
-- of the rows it joins, so each update has a narrow list of its own to join.

create function social_internal.record_accounts(results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_memoize = off
    set jit = off
as $$
declare
    moment timestamptz := social_internal.current_time();
begin
    with given as materialized (
        select r.*, c.ctid as connection_row, c.user_id, c.platform, c.refresh_frequency_hours,
               c.next_sync_at as scheduled_for,
               coalesce(r.connection_status, c.connection_status) in ('active', 'error') and c.auto_refresh_enabled
                   and not c.ended_meanwhile as goes_on,
               c.ended_meanwhile, s.ctid as state_row, s.followers_count as previous_followers, s.engagement_rate as previous_rate,
               -- The newest measurement is the base of growth, unless it is too young or not known here.
               coalesce(s.measured_at > r.measured_at - social_internal.growth_base(), true) as look_back,
               coalesce(r.measured_at, r.completed_at, moment) as ended_at,
               -- A refresh of tokens is no sync: it leaves the schedule as it is.
               r.sync_type = 'token_refresh' and r.sync_status <> 'failed' as only_tokens,
               -- A run under way passes over accounts in flight, and this flight brought no figures.
               r.sync_type = 'token_refresh' and s.in_daily_run
                   and exists (select from social_internal.open_run() u where u.started_at > s.run_after) as missed_run,
               average.likes, average.comments,
               social_internal.engagement_rate(average.likes, average.comments, r.followers_count) as rate
        from unnest(results) r
        cross join lateral (
            select c.ctid, c.*,
                   -- By a take-over, or by hand: it does not come back by what was under way.
                   c.connection_status in ('expired', 'revoked')
                       and c.connection_status is distinct from coalesce(r.status_before, c.connection_status) as ended_meanwhile
            from social.social_media_connections c where c.id = r.connection_id offset 0) c
        left join lateral (
            select s.ctid, s.* from social_internal.sync_state s where s.connection_id = r.connection_id offset 0) s on true
        cross join lateral (
            select social_internal.average(r.likes_sum, r.likes_counted)       as likes,
                   social_internal.average(r.comments_sum, r.comments_counted) as comments
            offset 0) average
    ), stats as (
        insert into social.social_media_stats
            (connection_id, user_id, platform, followers_count, following_count, total_posts, total_videos, total_likes,
             total_comments, total_shares, total_saves, total_views, engagement_rate, average_likes_per_post,
             average_comments_per_post, average_views_per_post, posts_counted, followers_growth, engagement_growth,
             reach_last_30_days, impressions_last_30_days, raw_data, synced_at)
        select g.connection_id, g.user_id, g.platform, g.followers_count, g.following_count, g.total_posts, g.total_videos,
               g.total_likes, g.total_comments, g.total_shares, g.total_saves, g.total_views,
               g.rate, round(g.likes, 2), round(g.comments, 2),
               round(social_internal.average(g.views_sum, g.views_counted), 2),
               greatest(g.likes_counted, g.comments_counted, g.views_counted),
               g.followers_count - case when g.look_back then base.followers_count else g.previous_followers end,
               g.rate - case when g.look_back then base.engagement_rate else g.previous_rate end,
               g.reach_last_30_days, g.impressions_last_30_days, g.raw_data, g.measured_at
        from given g
        left join lateral (
            select b.followers_count, b.engagement_rate
            from social.social_media_stats b
            where g.look_back
              and b.connection_id = g.connection_id and b.synced_at <= g.measured_at - social_internal.growth_base()
            order by b.synced_at desc
            limit 1) base on true
        where g.measured_at is not null
    ), logs as (
        insert into social.social_media_sync_logs
            (id, connection_id, user_id, platform, sync_type, sync_status, error_code, stats_fetched, posts_fetched,
             errors_encountered, error_message, duration_ms, api_calls_made, started_at, completed_at, created_at)
        select coalesce(g.log_id, nextval('social_internal.sync_log_ids')), g.connection_id, g.user_id, g.platform,
               g.sync_type, g.sync_status, g.error_code, g.measured_at is not null, g.posts_fetched,
               nullif(g.errors_encountered, '{}'), g.error_message,
               -- Unknown where the clock was put right meanwhile; it must not cost the whole record.
               case when took.ms between 0 and 2147483647 then took.ms::integer end,
               g.api_calls_made, g.started_at, g.completed_at, moment
        from given g
        cross join lateral (select extract(epoch from g.completed_at - g.started_at) * 1000 as ms offset 0) took
        where g.logged is not false
    ), due as materialized (
        select g.connection_row, g.measured_at, g.platform_username, g.platform_display_name, g.profile_picture_url,
               g.profile_url, g.bio, case when g.ended_meanwhile then null else g.connection_error end as connection_error,
               g.clear_error and not g.ended_meanwhile as clear_error,
               case when g.ended_meanwhile then null else g.connection_status end as connection_status,
               coalesce(g.next_sync_at,
                        case when g.only_tokens then coalesce(g.scheduled_for, case when g.missed_run then moment end)
                             -- A frequency below a day adds runs of its own.
                             when g.goes_on and g.refresh_frequency_hours < 24
                             then g.ended_at + g.refresh_frequency_hours * interval '1 hour' end) as due_at
        from given g
    ), attempted as materialized (
        select g.state_row, g.ended_at, g.retry, g.logged is false as put_off, g.only_tokens, g.measured_at,
               g.followers_count, g.rate, g.post_digests,
               -- A time that was set is waited for; a run does not come before it.
               case when g.next_sync_at is not null then g.next_sync_at
                    when g.goes_on and g.refresh_frequency_hours < 24
                    then g.ended_at + g.refresh_frequency_hours * interval '1 hour'
                    else social_internal.run_after(g.ended_at, g.refresh_frequency_hours) end as run_after
        from given g
    ), states as (
        update social_internal.sync_state s
        set last_attempt_at      = case when a.only_tokens then s.last_attempt_at else a.ended_at end,
            run_after            = case when a.only_tokens then s.run_after else a.run_after end,
            -- With figures: it comes again for a part that is missing, and how often is counted from the first ones on.
            consecutive_failures = case when a.retry and a.measured_at is not null and s.failing_since is not null then 1
                                        when a.retry then s.consecutive_failures + 1
                                        when a.put_off or a.only_tokens then s.consecutive_failures else 0 end,
            failing_since        = case when a.retry and a.measured_at is null then coalesce(s.failing_since, a.ended_at)
                                        when a.put_off or a.only_tokens then s.failing_since end,
            forgiven             = case when a.measured_at is null then s.forgiven else 0 end,
            measured_at          = coalesce(a.measured_at, s.measured_at),
            followers_count      = case when a.measured_at is null then s.followers_count else a.followers_count end,
            engagement_rate      = case when a.measured_at is null then s.engagement_rate else a.rate end,
            post_digests         = coalesce(a.post_digests, s.post_digests)
        from attempted a
        where s.ctid = a.state_row
    )
    update social.social_media_connections c
    set platform_username     = coalesce(d.platform_username, c.platform_username),
        platform_display_name = coalesce(d.platform_display_name, c.platform_display_name),
        profile_picture_url   = coalesce(d.profile_picture_url, c.profile_picture_url),
        profile_url           = coalesce(d.profile_url, c.profile_url),
        bio                   = coalesce(d.bio, c.bio),
        connection_status     = coalesce(d.connection_status, c.connection_status),
        connection_error      = case when d.clear_error then null else coalesce(d.connection_error, c.connection_error) end,
        last_synced_at        = coalesce(d.measured_at, c.last_synced_at),
        next_sync_at          = d.due_at,
        updated_at            = moment
    from due d
    where c.ctid = d.connection_row;
end
$$;
comment on function social_internal.record_accounts(social_internal.sync_result[]) is
    'Writes measurements, logs and the state of the connections, whose rows must be locked.';
