-- What merchants see: public figures of creators who have not opted out, from the newest measurements. No e-mail,
-- token, error or anything else of the account is in these views.

create view social_internal.public_accounts as
select u.id as user_id, u.display_name, c.id as connection_id, c.platform, c.platform_username,
       social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id) as handle,
       c.profile_picture_url, c.profile_url
from social.social_media_users u
join social.social_media_connections c on c.user_id = u.id
where u.role = 'influencer'
  and c.connection_status in ('active', 'error')
  and not exists (select from social_internal.hidden_profiles h where h.user_id = u.id);
comment on view social_internal.public_accounts is 'Accounts that merchants may see.';

create view social_internal.public_latest as
select a.*, s.followers_count, s.engagement_rate, s.average_views_per_post, s.synced_at
from social_internal.public_accounts a
left join lateral (
    select m.followers_count, m.engagement_rate, m.average_views_per_post, m.synced_at
    from social.social_media_stats m
    where m.connection_id = a.connection_id
    order by m.synced_at desc
    limit 1) s on true;
comment on view social_internal.public_latest is 'Accounts that merchants may see, with their newest figures.';

-- Growth is from the newest measurement that is at least 30 days older than the newest of all.
create view social_internal.public_growth as
select l.*, l.followers_count - base.followers_count as growth_30_days, base.followers_count as followers_30_days_ago
from social_internal.public_latest l
left join lateral (
    select m.followers_count
    from social.social_media_stats m
    where m.connection_id = l.connection_id and m.synced_at <= l.synced_at - interval '30 days'
    order by m.synced_at desc
    limit 1) base on true;
comment on view social_internal.public_growth is 'Accounts that merchants may see, with their newest figures and their growth.';

-- What is sorted by is added up for everybody; what costs more (accounts, growth, posts) is a subquery in the select
-- list, worked out for the rows of the page alone. That takes a view that can be merged into the query: who is shown
-- is settled within the grouped part, into which no condition but one on user_id can move.
create view social_api.influencers as
select g.user_id,
       g.display_name,
       (select json_agg(json_build_object(
                   'connection_id', f.connection_id,
                   'platform', f.platform,
                   'handle', f.handle,
                   'avatar', f.profile_picture_url,
                   'link', f.profile_url,
                   'followers', f.followers_count,
                   'engagement_rate', f.engagement_rate,
                   'average_views', f.average_views_per_post,
                   'growth_30_days', f.growth_30_days,
                   'measured_at', f.synced_at) order by f.followers_count desc nulls last, f.connection_id)::jsonb
        from social_internal.public_growth f
        where f.user_id = g.user_id) as platforms,
       g.platform_names,
       g.handles,
       g.followers,
       g.engagement_rate,
       g.average_views,
       (select sum(f.growth_30_days)::bigint
        from social_internal.public_growth f
        where f.user_id = g.user_id) as growth_30_days,
       (select round(sum(f.growth_30_days) * 100.0 / nullif(sum(f.followers_30_days_ago), 0), 2)
        from social_internal.public_growth f
        where f.user_id = g.user_id) as growth_30_days_percent,
       g.measured_at,
       (select jsonb_agg(to_jsonb(best))
        from (select p.platform, p.platform_post_id, p.caption, p.permalink, p.thumbnail_url, p.likes_count,
                     p.comments_count, p.views_count, p.engagement_rate, p.published_at
              from social.social_media_posts p
              where p.user_id = g.user_id and p.removed_at is null
                and p.connection_id in (select a.connection_id from social_internal.public_accounts a
                                        where a.user_id = g.user_id)
              order by p.engagement_rate desc nulls last, p.published_at desc nulls last, p.id
              limit 3) best) as top_posts
from (select f.user_id,
             f.display_name,
             array_agg(distinct f.platform) as platform_names,
             concat_ws(' ', f.display_name, string_agg(f.handle, ' ' order by f.connection_id)) as handles,
             sum(f.followers_count)::bigint as followers,
             round(avg(f.engagement_rate), 4) as engagement_rate,
             round(avg(f.average_views_per_post), 2) as average_views,
             max(f.synced_at) as measured_at
      from social_internal.public_latest f
      group by f.user_id, f.display_name) g;
comment on view social_api.influencers is
    E'Creators\n\nPublic profiles with their newest figures; filter, sort and page with ordinary parameters.';
comment on column social_api.influencers.platforms is 'Accounts: handle, avatar, link, followers, engagement_rate, average_views, growth_30_days, measured_at.';
comment on column social_api.influencers.handles is 'All handles and the name, for searching.';
comment on column social_api.influencers.followers is 'Sum over the accounts; NULL where none is known.';
comment on column social_api.influencers.engagement_rate is 'Mean of the accounts'' newest rates, per cent.';
comment on column social_api.influencers.growth_30_days is 'Followers gained since the newest measurement at least 30 days older.';
comment on column social_api.influencers.top_posts is 'The three posts with the highest engagement.';

create view social_api.influencer_history with (security_barrier) as
select a.user_id, a.connection_id, a.platform, (s.synced_at at time zone 'UTC')::date as day,
       s.followers_count, s.engagement_rate
from social_internal.public_accounts a
join social.social_media_stats s on s.connection_id = a.connection_id
where not exists (select from social.social_media_stats later
                  where later.connection_id = s.connection_id and later.synced_at > s.synced_at
                    and later.synced_at < ((s.synced_at at time zone 'UTC')::date + 1) at time zone 'UTC');
comment on view social_api.influencer_history is
    E'Creators'' figures day by day\n\nThe last measurement of each day (UTC); filter by user_id or connection_id.';
