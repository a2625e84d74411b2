-- What merchants may see of accounts: those of creators who have not opted out, with their newest figures. No e-mail,
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
    where m.connection_id = a.connection_id and m.synced_at <= social_internal.misdated_after()
    order by m.synced_at desc
    limit 1) s on true;
comment on view social_internal.public_latest is 'Accounts that merchants may see, with their newest figures.';

-- Growth is from the newest measurement that is at least 30 days older than the newest of all, and at most a week more:
-- what an account gained in the months that it was silent is not the growth of a month. Nor is what one gained that is no
-- longer measured the growth of today.
create view social_internal.public_growth as
select l.*, l.followers_count - base.followers_count as growth_30_days, base.followers_count as followers_30_days_ago
from social_internal.public_latest l
left join lateral (
    select m.followers_count
    from social.social_media_stats m
    where m.connection_id = l.connection_id
      and m.synced_at <= l.synced_at - interval '30 days' and m.synced_at >= l.synced_at - interval '37 days'
    order by m.synced_at desc
    limit 1) base on l.synced_at >= social_internal.current_time() - social_internal.growth_lasts();
comment on view social_internal.public_growth is 'Accounts that merchants may see, with their newest figures and their growth.';
