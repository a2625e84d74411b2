-- The weekly report: its period, its figures, and the job that writes it into the outbox.

create function social_internal.known_time_zone(name text) returns text
    language c stable as 'MODULE_PATHNAME', 'pg_social_known_time_zone';
comment on function social_internal.known_time_zone(text) is 'That time zone, or pg_social.time_zone where it is none.';

create function social_internal.report_week(
    time_zone text, moment timestamptz,
    out week_from timestamptz, out week_until timestamptz, out monday date, out mail_after timestamptz)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC' -- as it was after the call
as $$
declare
    start timestamp;
begin
    -- Not "at time zone": that takes CET, EET, MET and WET for abbreviations, which have no summer time.
    perform set_config('timezone', time_zone, true);
    -- Hours ahead: where the job's Monday morning is still Sunday, the week that is ending is meant. Nine o'clock in the
    -- zone furthest east is seven o'clock on Sunday in the one furthest west.
    start      := date_trunc('week', moment::timestamp + interval '17 hours');
    monday     := start::date;
    week_from  := (start - interval '7 days')::timestamptz;
    week_until := start::timestamptz;
    mail_after := (start + interval '8 hours')::timestamptz;
end
$$;
comment on function social_internal.report_week(text, timestamptz) is
    'The last whole week, Monday to Sunday, of somebody in this time zone; the Monday after it, and when that day''s '
    'mails may be sent.';

create function social_internal.weekly_accounts(user_id uuid, since timestamptz, until timestamptz)
    returns table (connection_id uuid, platform text, account_name text, followers bigint, followers_change bigint,
                   engagement_rate numeric, engagement_change numeric, posts_published bigint,
                   measured_at timestamptz, compared_with timestamptz, followers_trend bigint[], problem text,
                   last_measured_at timestamptz)
    language sql stable rows 4
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
as $$
    select c.id, c.platform, coalesce(c.platform_username, c.platform_display_name, c.platform_user_id),
           latest.followers_count, latest.followers_count - base.followers_count,
           latest.engagement_rate, latest.engagement_rate - base.engagement_rate,
           -- Unknown where the platform did not list posts, for want of a permission.
           case when exists (select from social.social_media_stats s
                             where s.connection_id = c.id and s.synced_at >= since and s.synced_at < until
                               and s.posts_counted is not null) then
               (select count(*) from social.social_media_posts p
                where p.connection_id = c.id and p.published_at >= since and p.published_at < until
                  and p.removed_at is null)
           end,
           latest.synced_at, base.synced_at,
           array(select (select s.followers_count
                         from social.social_media_stats s
                         where s.connection_id = c.id
                           and s.synced_at >= since - weeks_ago * interval '7 days'
                           -- The week itself has 167 or 169 hours where clocks change.
                           and s.synced_at < case when weeks_ago = 0 then until
                                                  else since - (weeks_ago - 1) * interval '7 days' end
                         order by s.synced_at desc
                         limit 1)
                 from generate_series(7, 0, -1) as weeks_ago
                 order by weeks_ago desc),
           case
               -- Its new owner counts it.
               when c.connection_status = 'revoked' and c.access_token_encrypted is null then 'taken_over'
               when c.connection_status <> 'active' then c.connection_status
               when latest.synced_at is not null then null
               when not c.auto_refresh_enabled then 'switched_off'
               else 'not_measured'
           end,
           c.last_synced_at
    from social.social_media_connections c
    left join lateral (
        select s.* from social.social_media_stats s
        where s.connection_id = c.id and s.synced_at >= since and s.synced_at < until
        order by s.synced_at desc
        limit 1) latest on true
    -- A change over a week, not over the months an account was silent.
    left join lateral (
        select s.* from social.social_media_stats s
        where s.connection_id = c.id and s.synced_at < since and s.synced_at >= since - interval '3 days'
          and latest.synced_at is not null
        order by s.synced_at desc
        limit 1) base on true
    where c.user_id = weekly_accounts.user_id
      -- One that came after the week does not lack in it.
      and (c.created_at < until or latest.synced_at is not null)
    order by latest.followers_count desc nulls last, c.connected_at, c.id
$$;
comment on function social_internal.weekly_accounts(uuid, timestamptz, timestamptz) is
    'A week of each of a creator''s accounts: newest measurement within it, change since the newest one before it (at '
    'most 3 days before), followers at the end of the last eight weeks, and what is wrong with those that are missing, or that another user has '
    'taken over since.';

create function social_internal.weekly_posts(user_id uuid, since timestamptz, until timestamptz, most integer default 3)
    returns table (connection_id uuid, platform text, account_name text, caption text, permalink text,
                   published_at timestamptz, likes_gained bigint, comments_gained bigint, views_gained bigint, gained bigint)
    language sql stable rows 3
    set search_path = pg_catalog, pg_temp
as $$
    with latest as materialized (
        select distinct on (f.connection_id, f.post_id) f.*, listed.before_at, oldest.listed as oldest_at
        from social.social_media_connections c
        cross join lateral (select social_internal.listed_before(c.id, since) as before_at offset 0) listed
        cross join lateral (select social_internal.oldest_listed(c.id, listed.before_at) as listed offset 0) oldest
        join social.social_media_post_figures f on f.connection_id = c.id
        where c.user_id = weekly_posts.user_id and f.fetched_at >= since and f.fetched_at < until
        order by f.connection_id, f.post_id, f.fetched_at desc
    ), gains as (
        select latest.connection_id, t.caption, t.permalink, t.published_at, t.id,
               latest.likes_count - start.likes_count       as likes_gained,
               latest.comments_count - start.comments_count as comments_gained,
               latest.views_count - start.views_count       as views_gained
        from latest
        join social_internal.post_texts t on t.id = latest.post_id
        left join lateral (
            select f.*
            from (select h.* from social_internal.post_changes h
                  where h.connection_id = latest.connection_id and h.fetched_at < since
                    and latest.post_id = any (h.post_ids)
                  order by h.fetched_at desc
                  limit 1) h,
                 lateral unnest(h.post_ids, h.likes_count, h.comments_count, h.views_count)
                     as f (post_id, likes_count, comments_count, views_count)
            where f.post_id = latest.post_id) base on true
        cross join lateral (
            select case whole when true then 0 when false then base.likes_count end    as likes_count,
                   case whole when true then 0 when false then base.comments_count end as comments_count,
                   case whole when true then 0 when false then base.views_count end    as views_count
            from social_internal.gained_whole(t.published_at, since, latest.before_at, latest.oldest_at,
                                              base.post_id is not null) as whole
            offset 0) start
        where t.removed_at is null
    )
    select g.connection_id, c.platform, coalesce(c.platform_username, c.platform_display_name, c.platform_user_id),
           left(g.caption, 300), g.permalink, g.published_at, g.likes_gained, g.comments_gained, g.views_gained,
           coalesce(g.likes_gained, 0) + coalesce(g.comments_gained, 0) as gained
    from gains g
    join social.social_media_connections c on c.id = g.connection_id
    where coalesce(g.likes_gained, 0) + coalesce(g.comments_gained, 0) > 0
    order by gained desc, g.views_gained desc nulls last, g.id
    limit most
$$;
comment on function social_internal.weekly_posts(uuid, timestamptz, timestamptz, integer) is
    'The posts that gained most likes and comments within a week, since the newest measurement before it (at most 3 days '
    'before), where that listed them; of one that has left the newest 25 meanwhile, what it gained until then.';

create function social_internal.job_send_weekly_reports("position" text, out figures jsonb, out next_position text)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment  timestamptz := social_internal.current_time();
    batch   constant integer := 2000;
    -- Who was looked at last, null once all were; then those whom somebody had locked.
    place   constant uuid[] := "position"::uuid[];
    at_end  constant boolean := "position" is not null and place[1] is null;
    held    uuid[] := coalesce(place[2:], '{}');
    skipped uuid[];
    readers uuid[];
    written bigint;
begin
    if at_end then
        -- Everybody else has a report by now: these are waited for. What locked them may come to nothing.
        readers := array(select u.id from social.social_media_users u
                         where u.weekly_report and u.email <> '' and u.id = any (held)
                         order by u.id
                         for key share);
    else
        readers := array(select u.id from social.social_media_users u
                         where u.weekly_report and u.email <> '' and (place[1] is null or u.id > place[1])
                         order by u.id
                         limit batch);
    end if;
    with due as materialized (
        select u.id, week.monday, week.week_from, week.week_until, week.mail_after, zone.name
        from social.social_media_users u,
             lateral (select social_internal.known_time_zone(u.time_zone) as name) zone,
             lateral social_internal.report_week(zone.name, moment) week
        where u.id = any (readers) and social_internal.anything_measured(u.id, week.week_from, week.week_until)
    ), staying as materialized (
        -- Who is being erased gets none: erase_user() would not see it.
        select u.id from social.social_media_users u where u.id in (select due.id from due) for key share skip locked
    ), reports as (
        insert into social.social_media_notifications (user_id, kind, incident, details, send_after)
        select due.id, 'weekly_report', to_char(due.monday, 'YYYY-MM-DD'),
               jsonb_build_object('from', due.week_from, 'until', due.week_until, 'time_zone', due.name),
               greatest(moment, due.mail_after)
        from due join staying on staying.id = due.id
        on conflict do nothing
        returning id
    )
    select (select count(*) from reports), array(select due.id from due except select staying.id from staying)
    into written, skipped;
    -- Steps add up: who was locked has been counted.
    figures := jsonb_build_object('users', case when at_end then 0 else cardinality(readers) end, 'reports', written);
    if at_end then
        return;
    end if;
    held := held || skipped;
    next_position := case
        when cardinality(readers) = batch then array[readers[batch]] || held
        when cardinality(held) > 0 then array[null::uuid] || held
    end;
end
$$;
comment on function social_internal.job_send_weekly_reports(text) is
    'Writes the report of the last whole week for everybody who wants one and of whom something was measured in it; at last, '
    'waiting for them, for those who were locked.';
