-- What merchants see. The list is read from the profiles, by an index for each order; the best posts are a subquery in
-- the select list, worked out for the rows of the page alone. That takes a view that can be merged into the query, which
-- this one may be: of who has opted out there is no row.

create view social_api.influencers as
select p.user_id,
       p.display_name,
       p.platforms,
       p.platform_names,
       n.handles,
       p.followers,
       p.engagement_rate,
       p.average_views,
       p.growth_30_days,
       p.growth_30_days_percent,
       p.measured_at,
       (select jsonb_agg(to_jsonb(best))
        from (select t.platform, t.platform_post_id, t.caption, t.permalink, t.thumbnail_url, t.likes_count,
                     t.comments_count, t.views_count, t.engagement_rate, t.published_at
              from social.social_media_posts t
              where t.user_id = p.user_id and t.removed_at is null
                and t.connection_id in (select a.connection_id from social_internal.public_accounts a
                                        where a.user_id = p.user_id)
              order by t.engagement_rate desc nulls last, t.published_at desc nulls last, t.id
              limit 3) best) as top_posts
-- An outer join, so that what does not ask for names does not read them. Of one table alone it would count as a view
-- that can be written.
from social_internal.profiles p left join social_internal.profile_names n on n.user_id = p.user_id;
comment on view social_api.influencers is
    E'Creators\n\nPublic profiles with their newest figures; filter, sort and page with ordinary parameters.';
comment on column social_api.influencers.platforms is 'Accounts: handle, avatar, link, followers, engagement_rate, average_views, growth_30_days, measured_at.';
comment on column social_api.influencers.handles is 'All handles and the name, for searching.';
comment on column social_api.influencers.followers is 'Sum over the accounts; NULL where none is known.';
comment on column social_api.influencers.engagement_rate is 'Mean of the accounts'' newest rates, per cent.';
comment on column social_api.influencers.growth_30_days is
    'Followers gained since the newest measurement 30 to 37 days older; NULL without one. Of accounts measured within a week.';
comment on column social_api.influencers.measured_at is 'When the oldest of the followers in the sum were measured.';
comment on column social_api.influencers.top_posts is 'The three posts with the highest engagement.';

create view social_api.influencer_history with (security_barrier) as
select a.user_id, a.connection_id, a.platform, (s.synced_at at time zone 'UTC')::date as day,
       s.followers_count, s.engagement_rate
from social_internal.public_accounts a
cross join (select social_internal.misdated_after() as last offset 0) moment
join social.social_media_stats s on s.connection_id = a.connection_id
where s.synced_at <= moment.last
  and not exists (select from social.social_media_stats later
                  where later.connection_id = s.connection_id and later.synced_at > s.synced_at
                    and later.synced_at <= moment.last
                    and later.synced_at < ((s.synced_at at time zone 'UTC')::date + 1) at time zone 'UTC');
comment on view social_api.influencer_history is
    E'Creators'' figures day by day\n\nThe last measurement of each day (UTC); filter by user_id or connection_id.';
