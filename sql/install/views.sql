-- Materialised views for lists that many read: refreshed every six hours and after the daily run.

create materialized view social.mv_latest_social_stats as
select c.id as connection_id,
       c.user_id,
       c.platform,
       c.platform_username,
       c.platform_display_name,
       c.profile_picture_url,
       s.followers_count,
       s.following_count,
       s.engagement_rate,
       s.average_likes_per_post,
       s.total_posts,
       s.followers_growth,
       s.synced_at,
       c.connection_status
from social.social_media_connections c
cross join lateral (select * from social.social_media_stats s
                    where s.connection_id = c.id and s.synced_at <= social_internal.misdated_after()
                    order by s.synced_at desc limit 1) s;
create unique index one_row_a_connection on social.mv_latest_social_stats (connection_id);
create index latest_social_stats_by_user on social.mv_latest_social_stats (user_id);

comment on materialized view social.mv_latest_social_stats is
    'The newest measurement of each connection, as of the last refresh_social_media_views().';
comment on column social.mv_latest_social_stats.connection_id is 'Id of the connection.';
comment on column social.mv_latest_social_stats.user_id is 'The creator.';
comment on column social.mv_latest_social_stats.platform is 'Name of the platform.';
comment on column social.mv_latest_social_stats.platform_username is 'The account''s handle.';
comment on column social.mv_latest_social_stats.platform_display_name is 'The account''s name as shown.';
comment on column social.mv_latest_social_stats.profile_picture_url is 'Picture of the account.';
comment on column social.mv_latest_social_stats.followers_count is 'Followers.';
comment on column social.mv_latest_social_stats.following_count is 'Accounts followed.';
comment on column social.mv_latest_social_stats.engagement_rate is 'As in social_media_stats.';
comment on column social.mv_latest_social_stats.average_likes_per_post is 'As in social_media_stats.';
comment on column social.mv_latest_social_stats.total_posts is 'Posts the account shows.';
comment on column social.mv_latest_social_stats.followers_growth is 'As in social_media_stats.';
comment on column social.mv_latest_social_stats.synced_at is 'When it was measured.';
comment on column social.mv_latest_social_stats.connection_status is 'Status at the refresh.';

create materialized view social.mv_top_influencers_by_engagement as
select l.user_id,
       u.email,
       u.display_name,
       round(avg(l.engagement_rate), 4)   as avg_engagement_rate,
       sum(l.followers_count)::bigint     as total_followers,
       count(distinct l.platform)         as platforms_count,
       max(l.synced_at)                   as last_synced_at
from social.mv_latest_social_stats l
join social.social_media_connections c on c.id = l.connection_id
left join social.social_media_users u on u.id = l.user_id
where l.synced_at > social_internal.current_time() - interval '30 days'
  -- An account that another user has taken over counts for that one alone.
  and not exists (select from social.social_media_connections owner
                  where owner.platform = c.platform and owner.platform_user_id = c.platform_user_id
                    and owner.connection_status <> 'revoked' and owner.user_id <> c.user_id)
group by l.user_id, u.email, u.display_name
having avg(l.engagement_rate) is not null
order by avg_engagement_rate desc, total_followers desc nulls last, l.user_id
limit 100;
create unique index one_row_an_influencer on social.mv_top_influencers_by_engagement (user_id);

comment on materialized view social.mv_top_influencers_by_engagement is
    'The hundred creators with the highest engagement among those measured within 30 days. An account counts for its '
    'present owner only.';
comment on column social.mv_top_influencers_by_engagement.user_id is 'The creator.';
comment on column social.mv_top_influencers_by_engagement.email is 'Address of the creator.';
comment on column social.mv_top_influencers_by_engagement.display_name is 'Name of the creator.';
comment on column social.mv_top_influencers_by_engagement.avg_engagement_rate is
    'Mean of the latest rates of the creator''s accounts; four decimals.';
comment on column social.mv_top_influencers_by_engagement.total_followers is 'Sum of the latest followers.';
comment on column social.mv_top_influencers_by_engagement.platforms_count is 'Platforms the creator is on.';
comment on column social.mv_top_influencers_by_engagement.last_synced_at is 'Newest of the measurements.';

create function social.refresh_social_media_views() returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    refresh materialized view concurrently social.mv_latest_social_stats;
    refresh materialized view concurrently social.mv_top_influencers_by_engagement;
end
$$;
comment on function social.refresh_social_media_views() is 'Brings both materialised views up to date; readers go on meanwhile.';

create function social_internal.views_are_behind() returns boolean
    language sql stable
begin atomic
    select exists (select from social.social_media_connections c
                   where c.last_synced_at is not null
                     and exists (select from social.social_media_stats s where s.connection_id = c.id)
                     and not exists (select from social.mv_latest_social_stats l where l.connection_id = c.id));
end;
comment on function social_internal.views_are_behind() is
    'Whether measured connections are missing from the views: after a restore all are.';
