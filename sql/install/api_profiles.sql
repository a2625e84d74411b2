-- The merchants' list: a row a creator with the sums that it is sorted and filtered by. It is worked out from the
-- newest measurements whenever one of them changes (api_profiles_kept.sql), so that a page of the list is read from
-- an index instead of from everybody's measurements.

create table social_internal.profiles (
    user_id                uuid primary key,
    display_name           text,
    platforms              jsonb not null,   -- for the page that shows it: a skipped row must cost next to nothing
    platform_names         text[] not null,
    followers              bigint,
    engagement_rate        numeric,
    average_views          numeric,
    growth_30_days         bigint,
    growth_30_days_percent numeric,
    measured_at            timestamptz,      -- the oldest figure in the sum
    newest_at              timestamptz
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
comment on table social_internal.profiles is
    'What merchants see of each creator, from the newest measurements. Derived, and not dumped.';

-- Each index costs every measurement a few microseconds: these are the orders that the screens offer, unknown figures
-- last, and for the two that everybody asks for also PostgREST's plain .asc and .desc.
create index profiles_by_followers on social_internal.profiles (followers desc nulls last, user_id);
create index profiles_by_followers_plainly on social_internal.profiles (followers);
create index profiles_by_engagement on social_internal.profiles (engagement_rate desc nulls last, user_id);
create index profiles_by_engagement_plainly on social_internal.profiles (engagement_rate);
create index profiles_by_views on social_internal.profiles (average_views desc nulls last, user_id);
create index profiles_by_growth on social_internal.profiles (growth_30_days desc nulls last, user_id);
create index profiles_by_name on social_internal.profiles (display_name, user_id);

-- What is searched stands apart: it hardly ever changes, and an index for searching costs nothing while figures do.
create table social_internal.profile_names (
    user_id uuid primary key,
    handles text not null
);
comment on table social_internal.profile_names is
    'Name and handles of the creators that have a profile. Derived, and not dumped.';

create function social_internal.profile_lock(user_id uuid) returns bigint
    language sql immutable parallel safe
    return hashtextextended('pg_social.profile ' || user_id, 0);
comment on function social_internal.profile_lock(uuid) is 'Key of the advisory lock that whoever changes a profile holds.';

-- One refresh of a profile at a time: a second one would not see what the first is being made from.
create function social_internal.refresh_profiles(user_ids uuid[]) returns uuid[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set timezone = 'UTC'
    set enable_seqscan = off
    set jit = off
as $$
declare
    free uuid[] := array(select wanted.id
                         from (select distinct id from unnest(user_ids) as id order by id) wanted
                         where pg_try_advisory_xact_lock(social_internal.profile_lock(wanted.id)));
begin
    with fresh as materialized (
        select f.user_id,
               f.display_name,
               jsonb_agg(jsonb_build_object(
                             'connection_id', f.connection_id,
                             'platform', f.platform,
                             'handle', f.handle,
                             'avatar', f.profile_picture_url,
                             'link', f.profile_url,
                             'followers', f.followers_count,
                             'engagement_rate', f.engagement_rate,
                             'average_views', f.average_views_per_post,
                             'growth_30_days', f.growth_30_days,
                             'measured_at', f.synced_at) order by f.followers_count desc nulls last, f.connection_id) as platforms,
               array_agg(distinct f.platform) as platform_names,
               concat_ws(' ', f.display_name, string_agg(f.handle, ' ' order by f.connection_id)) as handles,
               sum(f.followers_count)::bigint as followers,
               round(avg(f.engagement_rate), 4) as engagement_rate,
               round(avg(f.average_views_per_post), 2) as average_views,
               sum(f.growth_30_days)::bigint as growth_30_days,
               -- To more digits than any screen shows: what is rounded twice is wrong one time in twenty.
               round(sum(f.growth_30_days) * 100.0
                     / nullif(sum(f.followers_30_days_ago) filter (where f.growth_30_days is not null), 0), 4) as growth_30_days_percent,
               coalesce(min(f.synced_at) filter (where f.followers_count is not null), max(f.synced_at)) as measured_at,
               max(f.synced_at) as newest_at
        from social_internal.public_growth f
        where f.user_id = any (free)
        group by f.user_id, f.display_name
    ), gone as (
        delete from social_internal.profiles p
        where p.user_id = any (free) and not exists (select from fresh f where f.user_id = p.user_id)
    ), gone_names as (
        delete from social_internal.profile_names n
        where n.user_id = any (free) and not exists (select from fresh f where f.user_id = n.user_id)
    ), names as (
        insert into social_internal.profile_names as n (user_id, handles)
        select f.user_id, f.handles
        from fresh f
        where not exists (select from social_internal.profile_names n where n.user_id = f.user_id and n.handles = f.handles)
        on conflict (user_id) do update set handles = excluded.handles
    )
    insert into social_internal.profiles as p
        (user_id, display_name, platforms, platform_names, followers, engagement_rate, average_views,
         growth_30_days, growth_30_days_percent, measured_at, newest_at)
    select f.user_id, f.display_name, f.platforms, f.platform_names, f.followers, f.engagement_rate,
           f.average_views, f.growth_30_days, f.growth_30_days_percent, f.measured_at, f.newest_at
    from fresh f
    on conflict (user_id) do update
    set display_name           = excluded.display_name,
        platforms              = excluded.platforms,
        platform_names         = excluded.platform_names,
        followers              = excluded.followers,
        engagement_rate        = excluded.engagement_rate,
        average_views          = excluded.average_views,
        growth_30_days         = excluded.growth_30_days,
        growth_30_days_percent = excluded.growth_30_days_percent,
        measured_at            = excluded.measured_at,
        newest_at              = excluded.newest_at;
    return array(select id from unnest(user_ids) as id where id <> all (free));
end
$$;
comment on function social_internal.refresh_profiles(uuid[]) is
    'Works the profiles of these users out anew. Returns those that another transaction is at, which is no reason to wait.';
