-- What a creator sees of the own accounts through /rest/. The views run with their owner's rights and compare
-- every row with the token; no role of the API has a right on the tables behind them.

create view social_api.connections with (security_barrier) as
with visible as (
    select c.* from social.social_media_connections c
    where c.user_id = (select social_internal.request_user_id())
      and (select social_internal.request_claim('role')) <> 'admin'
    union all
    select c.* from social.social_media_connections c
    where (select social_internal.request_claim('role')) = 'admin'
)
select c.id,
       c.user_id,
       c.platform,
       social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id) as platform_username,
       c.platform_display_name,
       c.profile_picture_url,
       c.profile_url,
       c.connection_status,
       c.connection_error,
       case when c.connection_status = 'active' then l.error_code
            -- Whoever proved to own the account connected it elsewhere: its tokens were erased here, and no sync told of it.
            when c.access_token_encrypted is null then 'taken_over'
            else e.error_code end as error_code,
       l.errors_encountered as missing,
       c.connected_at,
       c.last_synced_at,
       c.next_sync_at,
       c.grant_expires_at as token_expires_at,
       social_internal.days_left(c.grant_expires_at) as days_until_expiry,
       c.auto_refresh_enabled,
       f.followers_count,
       f.followers_growth,
       f.engagement_rate,
       l.sync_status as last_sync_status,
       l.completed_at as last_sync_at,
       asked.syncing,
       c.granted_scopes,
       social_internal.missing_parts(l.errors_encountered) as missing_parts,
       case when not asked.syncing then asked.due_at end as sync_queued_for
from visible c
left join lateral (
    select s.followers_count, s.followers_growth, s.engagement_rate
    from social.social_media_stats s
    where s.connection_id = c.id and s.synced_at <= social_internal.misdated_after()
    order by s.synced_at desc
    limit 1) f on true
-- A log has its id when its sync is asked for: what waited while others ended is the newest, though not by its id. By that
-- alone there is an index to the last few; what was written under a clock that was ahead comes behind them.
left join lateral (
    select g.*
    from (select g.sync_status, g.completed_at, g.error_code, g.errors_encountered, g.created_at, g.id
          from social.social_media_sync_logs g
          where g.connection_id = c.id and g.sync_type <> 'token_refresh'
          order by g.id desc
          limit 10) g
    order by g.created_at > (select social_internal.misdated_after()), g.created_at desc, g.id desc
    limit 1) l on true
-- What ended a connection may have been a refresh, and a later attempt tells nothing new.
left join lateral (
    select g.error_code
    from (select g.error_code, g.created_at, g.id
          from social.social_media_sync_logs g
          where c.connection_status <> 'active' and g.connection_id = c.id and g.error_code is not null
          order by g.id desc
          limit 10) g
    order by g.created_at > (select social_internal.misdated_after()), g.created_at desc, g.id desc
    limit 1) e on true
-- What a job asked for waits for its turn, and what a platform put off for its hour: nobody watches that.
cross join lateral (
    select coalesce(bool_or(w.due_at <= social_internal.current_time() and (w.awaited or c.last_synced_at is null)), false) as syncing,
           min(w.due_at) as due_at
    from (select greatest(q.requested_for, p.paused_until, b.wait_until) as due_at, q.sync_type in ('manual', 'connect') as awaited
          from social_internal.sync_requests q
          left join social_internal.platform_settings p on p.platform = q.platform and p.app = q.app
          left join social_internal.app_waits b on b.platform = q.platform and b.app = q.app
          where q.connection_id = c.id) w) asked;
comment on view social_api.connections is
    E'Connected accounts\n\nThe caller''s own; operators see everybody''s. Tokens are in no column.';
comment on column social_api.connections.platform_username is 'The handle, else the name, else the platform''s id.';
comment on column social_api.connections.error_code is
    'Stable name of what the last sync met, or of why the connection does not work; NULL when nothing is wrong.';
comment on column social_api.connections.missing is 'What the last sync could not have, and why.';
comment on column social_api.connections.missing_parts is 'The same for programs: part, code, scope.';
comment on column social_api.connections.token_expires_at is 'After this only the creator can help, by connecting again.';
comment on column social_api.connections.syncing is 'Whether a sync that somebody waits for is due and not finished.';
comment on column social_api.connections.sync_queued_for is
    'When a sync that is asked for goes on: put off by the platform, or asked for by a job. NULL without one.';

create view social_api.stats with (security_barrier) as
select f.connection_id, f.platform, f.platform_username, f.followers_count, f.following_count, f.engagement_rate,
       f.total_posts, f.average_likes_per_post, f.average_comments_per_post, f.average_views_per_post,
       f.followers_growth, f.engagement_growth, f.total_likes, f.total_views, f.posts_counted,
       f.reach_last_30_days, f.impressions_last_30_days, f.synced_at
from social_internal.latest_figures f
where f.user_id = (select social_internal.request_user_id());
comment on view social_api.stats is E'Newest measurements\n\nOne row an account of the caller. NULL is unknown, 0 was measured.';

create view social_api.stats_history with (security_barrier) as
select s.connection_id,
       s.platform,
       social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id) as platform_username,
       s.synced_at, s.followers_count, s.following_count, s.engagement_rate, s.total_posts,
       s.average_likes_per_post, s.average_comments_per_post, s.average_views_per_post, s.followers_growth
from social.social_media_connections c
join social.social_media_stats s on s.connection_id = c.id
where c.user_id = (select social_internal.request_user_id())
  and s.synced_at <= (select social_internal.misdated_after());
comment on view social_api.stats_history is E'All measurements\n\nOf the caller''s accounts; narrow them by synced_at.';

create view social_api.posts with (security_barrier) as
select p.*
from social.social_media_posts p
where p.user_id = (select social_internal.request_user_id());
comment on view social_api.posts is E'Posts\n\nOf the caller''s accounts with their latest figures; removed_at is NULL for those still there.';

create view social_api.post_figures with (security_barrier) as
select h.connection_id, p.platform_post_id, h.likes_count, h.comments_count, h.shares_count, h.saves_count,
       h.views_count, h.fetched_at
from social.social_media_connections c
join social.social_media_post_figures h on h.connection_id = c.id
join social_internal.post_figures p on p.connection_id = c.id and p.post_id = h.post_id
where c.user_id = (select social_internal.request_user_id());
comment on view social_api.post_figures is E'History of posts'' figures\n\nA first row and one for every change, of the caller''s posts.';

-- Whoever has not been seen before (a first connect makes the row) has the preferences that everybody begins with.
create view social_api.preferences with (security_barrier) as
select u.display_name, u.email, coalesce(u.locale, 'fr') as locale, u.time_zone,
       coalesce(u.weekly_report, true) as weekly_report, coalesce(u.notify_expiry, true) as notify_expiry,
       h.user_id is null as visible_to_merchants
from (select social_internal.request_user_id() as id) caller
left join social.social_media_users u on u.id = caller.id
left join social_internal.hidden_profiles h on h.user_id = caller.id;
comment on view social_api.preferences is E'Preferences\n\nOf the caller; set_preferences() changes them.';

-- Of several applications of one platform the default one's permissions are told.
create view social_api.platforms as
select distinct on (p.platform)
       p.platform,
       bool_or(p.enabled and p.client_id is not null and p.connectable) over (partition by p.platform) as connectable,
       p.scopes,
       case p.platform when 'instagram' then array['professional_account']
                       when 'facebook'  then array['page_role']
                       else '{}'::text[] end as requirements
from social.social_media_platforms p
order by p.platform, p.app <> 'default', p.app;
comment on view social_api.platforms is E'Platforms\n\nWhich can be connected now, with the permissions asked for and what an account must be.';
comment on column social_api.platforms.requirements is 'professional_account: a business or creator account; page_role: a role on a page.';
