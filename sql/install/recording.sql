-- Recording: many synchronised accounts in one short transaction. The path that every sync takes, so it is written
-- for few passes: results are unnested once, rows are reached by their address (ctid), posts come only when changed.

create function social_internal.record_syncs(
    results social_internal.sync_result[], posts social_internal.fetched_post[]) returns setof uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    ids    uuid[] := array(select r.connection_id from unnest(results) r);
    held   uuid[];
    locked uuid[];
begin
    -- Rows that somebody else holds are left for the worker's next attempt; those that are gone count as recorded.
    held := array(select c.id from social.social_media_connections c
                  where c.id = any (ids) order by c.id for no key update skip locked);
    if cardinality(held) < cardinality(results) then
        locked  := array(select c.id from social.social_media_connections c
                         where c.id = any (ids) and c.id <> all (held));
        results := array(select distinct on (r.connection_id) r from unnest(results) r
                         where r.connection_id = any (held)
                         order by r.connection_id, r.completed_at desc);
        posts   := array(select p from unnest(posts) p where p.connection_id = any (held));
    end if;
    if cardinality(results) > 0 then
        perform social_internal.ensure_months_of(results);
        perform social_internal.notify_reconnects(results);
        perform social_internal.record_accounts(results);
        if cardinality(posts) > 0 then
            perform social_internal.record_posts(results, posts);
        end if;
        perform social_internal.mark_removed_posts(results);
    end if;
    perform social_internal.settle_requests(results);
    return query select distinct id from unnest(ids) as id where locked is null or id <> all (locked);
end
$$;
comment on function social_internal.record_syncs(social_internal.sync_result[], social_internal.fetched_post[]) is
    'Records how these syncs ended. Returns the connections done with; the others were locked and are to be handed in again.';

create function social_internal.settle_requests(results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    result social_internal.sync_result;
begin
    foreach result in array results loop
        continue when result.log_id is null;
        if result.logged is false then
            perform social_internal.queue_sync(result.log_id, result.connection_id, result.sync_type,
                                               coalesce(result.next_sync_at, result.completed_at));
        else
            delete from social_internal.sync_requests q where q.log_id = result.log_id;
        end if;
    end loop;
end
$$;
comment on function social_internal.settle_requests(social_internal.sync_result[]) is
    'Ends the requests that were answered. What was put off stays asked for, until then.';

create function social_internal.ensure_months_of(results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
as $$
declare
    month timestamptz;
begin
    perform social_internal.ensure_month('social.social_media_sync_logs', social_internal.current_time());
    for month in select distinct date_trunc('month', r.measured_at) from unnest(results) r where r.measured_at is not null loop
        perform social_internal.ensure_month('social.social_media_stats', month);
        perform social_internal.ensure_month('social.social_media_post_figures', month);
    end loop;
end
$$;
comment on function social_internal.ensure_months_of(social_internal.sync_result[]) is
    'Makes the partitions that these results go to.';

create function social_internal.notify_reconnects(results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    insert into social.social_media_notifications (user_id, connection_id, platform, kind, incident, details)
    select c.user_id, c.id, c.platform, 'reconnect_needed', c.id || ' ' || c.connected_at,
           jsonb_build_object('platform_username', c.platform_username, 'reason', r.connection_error)
    from unnest(results) r
    join social.social_media_connections c on c.id = r.connection_id
    where r.connection_status in ('expired', 'revoked') and c.connection_status in ('active', 'error')
    on conflict do nothing;
end
$$;
comment on function social_internal.notify_reconnects(social_internal.sync_result[]) is
    'Tells creators, once a login, that they have to connect again.';

create function social_internal.record_accounts(results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
as $$
begin
    with moment as materialized (
        select social_internal.current_time() as now
    ), measured as materialized (
        select r.*, c.ctid as connection_row, s.ctid as state_row, c.user_id, c.platform,
               c.refresh_frequency_hours, c.next_sync_at as scheduled_for,
               -- A refresh of tokens is no sync: it leaves the schedule as it is.
               r.sync_type = 'token_refresh' and r.sync_status <> 'failed' as only_tokens,
               coalesce(r.connection_status, c.connection_status) in ('active', 'error') and c.auto_refresh_enabled as goes_on,
               coalesce(r.measured_at, r.completed_at, now) as ended_at, now,
               social_internal.average(r.likes_sum, r.likes_counted)       as likes,
               social_internal.average(r.comments_sum, r.comments_counted) as comments,
               social_internal.average(r.views_sum, r.views_counted)       as views
        from moment, unnest(results) r,
             lateral (select c.ctid, c.* from social.social_media_connections c where c.id = r.connection_id offset 0) c
             left join lateral (select s.ctid from social_internal.sync_state s where s.connection_id = c.id offset 0) s on true
    ), scheduled as materialized (
        -- A frequency below a day adds runs of its own.
        select m.*,
               coalesce(m.next_sync_at,
                        case when m.only_tokens then m.scheduled_for
                             when m.goes_on and m.refresh_frequency_hours < 24
                             then m.ended_at + m.refresh_frequency_hours * interval '1 hour' end) as due_at
        from measured m
    ), stats as (
        insert into social.social_media_stats
            (connection_id, user_id, platform, followers_count, following_count, total_posts, total_videos, total_likes,
             total_comments, total_shares, total_saves, total_views, engagement_rate, average_likes_per_post,
             average_comments_per_post, average_views_per_post, posts_counted, followers_growth, engagement_growth,
             reach_last_30_days, impressions_last_30_days, raw_data, synced_at)
        select m.connection_id, m.user_id, m.platform, m.followers_count, m.following_count, m.total_posts, m.total_videos,
               m.total_likes, m.total_comments, m.total_shares, m.total_saves, m.total_views,
               social_internal.engagement_rate(m.likes, m.comments, m.followers_count),
               round(m.likes, 2), round(m.comments, 2), round(m.views, 2),
               greatest(m.likes_counted, m.comments_counted, m.views_counted),
               m.followers_count - base.followers_count,
               social_internal.engagement_rate(m.likes, m.comments, m.followers_count) - base.engagement_rate,
               m.reach_last_30_days, m.impressions_last_30_days, m.raw_data, m.measured_at
        from measured m
        left join lateral (
            select b.followers_count, b.engagement_rate
            from social.social_media_stats b
            where b.connection_id = m.connection_id and b.synced_at <= m.measured_at - social_internal.growth_base()
            order by b.synced_at desc
            limit 1) base on true
        where m.measured_at is not null
        on conflict do nothing
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
        on conflict do nothing
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
            post_digests         = coalesce(m.post_digests, s.post_digests)
        from scheduled m
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
    from scheduled m
    where c.ctid = m.connection_row;
end
$$;
comment on function social_internal.record_accounts(social_internal.sync_result[]) is
    'Writes measurements, logs and the state of the connections. Their rows must be locked.';

create function social_internal.record_posts(
    results social_internal.sync_result[], posts social_internal.fetched_post[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
as $$
begin
    with given as materialized (
        select p.*, coalesce(r.measured_at, r.completed_at) as seen_at, t.id as known_id, t.ctid as text_row, f.ctid as figures_row,
               coalesce(t.id, nextval('social_internal.post_texts_id_seq')) as post_id,
               social_internal.engagement_rate(p.likes_count, p.comments_count, r.followers_count) as rate,
               -- Signed addresses differ at every fetch; what stands before the signature tells whether the media did.
               t.removed_at is not null
                   or (t.post_type, t.caption, t.permalink, t.published_at,
                       split_part(t.media_url, '?', 1), split_part(t.thumbnail_url, '?', 1))
                      is distinct from
                      (p.post_type, p.caption, p.permalink, p.published_at,
                       split_part(p.media_url, '?', 1), split_part(p.thumbnail_url, '?', 1)) as text_differs,
               (f.likes_count, f.comments_count, f.shares_count, f.saves_count, f.views_count)
                   is distinct from
                   (p.likes_count, p.comments_count, p.shares_count, p.saves_count, p.views_count) as figures_differ
        from unnest(posts) p
        join unnest(results) r on r.connection_id = p.connection_id
        left join lateral (select t.ctid, t.* from social_internal.post_texts t
                           where t.connection_id = p.connection_id and t.platform_post_id = p.platform_post_id
                           offset 0) t on true
        left join lateral (select f.ctid, f.* from social_internal.post_figures f
                           where f.connection_id = p.connection_id and f.post_id = t.id
                           offset 0) f on true
    ), new_texts as (
        insert into social_internal.post_texts
            (id, connection_id, platform_post_id, post_type, caption, media_url, thumbnail_url, permalink, published_at, created_at)
        select g.post_id, g.connection_id, g.platform_post_id, g.post_type, g.caption, g.media_url, g.thumbnail_url,
               g.permalink, g.published_at, g.seen_at
        from given g
        where g.known_id is null
        on conflict do nothing
    ), changed_texts as (
        update social_internal.post_texts t
        set post_type = g.post_type, caption = g.caption, media_url = g.media_url, thumbnail_url = g.thumbnail_url,
            permalink = g.permalink, published_at = g.published_at, removed_at = null
        from given g
        where g.text_differs and t.ctid = g.text_row
    ), new_figures as (
        insert into social_internal.post_figures
            (connection_id, post_id, likes_count, comments_count, shares_count, saves_count, views_count, fetched_at, engagement_rate)
        select g.connection_id, g.post_id, g.likes_count, g.comments_count, g.shares_count, g.saves_count, g.views_count,
               g.seen_at, g.rate
        from given g
        where g.figures_row is null
    ), changed_figures as (
        update social_internal.post_figures f
        set likes_count = g.likes_count, comments_count = g.comments_count, shares_count = g.shares_count,
            saves_count = g.saves_count, views_count = g.views_count, fetched_at = g.seen_at, engagement_rate = g.rate
        from given g
        where g.figures_differ and f.ctid = g.figures_row
    )
    insert into social.social_media_post_figures
        (connection_id, post_id, likes_count, comments_count, shares_count, saves_count, views_count, fetched_at)
    select g.connection_id, g.post_id, g.likes_count, g.comments_count, g.shares_count, g.saves_count, g.views_count, g.seen_at
    from given g
    where g.figures_row is null or g.figures_differ
    on conflict do nothing;
end
$$;
comment on function social_internal.record_posts(social_internal.sync_result[], social_internal.fetched_post[]) is
    'Writes new and changed posts. Figures that are the same are not written again, nor added to the history.';

create function social_internal.mark_removed_posts(results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    update social_internal.post_texts t
    set removed_at = coalesce(r.measured_at, r.completed_at)
    from unnest(results) r
    where r.listed_posts is not null
      and t.connection_id = r.connection_id
      and (t.published_at >= r.window_start or r.window_start <= 'epoch')
      and t.removed_at is null
      and t.platform_post_id <> all (r.listed_posts);
end
$$;
comment on function social_internal.mark_removed_posts(social_internal.sync_result[]) is
    'Marks posts that the platform no longer lists. An answer that was not complete must not come here.';

create function social_internal.quarantine(connection_id uuid, reason text, until timestamptz) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
begin
    update social.social_media_connections c
    set connection_status = 'error', connection_error = reason, next_sync_at = until, updated_at = moment
    where c.id = quarantine.connection_id and c.connection_status in ('active', 'error');
    update social_internal.sync_state s set run_after = until where s.connection_id = quarantine.connection_id;
    perform social_internal.ensure_month('social.social_media_sync_logs', moment);
    -- Whoever asked for it gets an answer, and the request does not bring the same answer in again.
    with ended as (
        delete from social_internal.sync_requests q where q.connection_id = quarantine.connection_id returning q.*
    )
    insert into social.social_media_sync_logs
        (id, connection_id, user_id, platform, sync_type, sync_status, error_code, error_message, created_at)
    select e.log_id, e.connection_id, e.user_id, e.platform, e.sync_type, 'failed', 'quarantined', reason, moment
    from ended e;
end
$$;
comment on function social_internal.quarantine(uuid, text, timestamptz) is
    'Sets an account aside that a worker did not survive.';
