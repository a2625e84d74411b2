-- The second half of deploy/import: takes what was fetched into temporary tables and merges it. Run by that script.
\set QUIET on
\pset footer off
set client_min_messages = warning;
set timezone = 'UTC';
set search_path = pg_catalog, pg_temp;

create temporary table keys (place int generated always as identity, key text);
create temporary table old_connections (
    id text, user_id text, platform text, platform_user_id text, platform_username text, platform_display_name text,
    access_token text, refresh_token text, token_type text, token_expires_at text, refresh_token_expires_at text,
    granted_scopes text, connection_status text, connection_error text, profile_picture_url text, profile_url text,
    bio text, auto_refresh_enabled text, refresh_frequency_hours text, connected_at text, last_synced_at text,
    created_at text, updated_at text);
create temporary table old_stats (
    connection_id text, synced_at text, followers_count text, following_count text, total_posts text, total_videos text,
    total_likes text, total_comments text, total_shares text, total_saves text, total_views text, engagement_rate text,
    average_likes_per_post text, average_comments_per_post text, average_views_per_post text, followers_growth text,
    engagement_growth text, reach_last_30_days text, impressions_last_30_days text);
create temporary table old_posts (
    connection_id text, platform_post_id text, post_type text, caption text, media_url text, thumbnail_url text,
    permalink text, likes_count text, comments_count text, shares_count text, saves_count text, views_count text,
    published_at text, fetched_at text, created_at text);
create temporary table old_logs (
    connection_id text, user_id text, platform text, sync_type text, sync_status text, stats_fetched text,
    posts_fetched text, errors_encountered text, error_message text, duration_ms text, api_calls_made text,
    started_at text, completed_at text, created_at text);
\copy keys (key) from 'keys'
\copy old_connections from 'social_media_connections'
\copy old_stats from 'social_media_stats'
\copy old_posts from 'social_media_posts'
\copy old_logs from 'social_media_sync_logs'

begin;

-- A token is a pgcrypto message (bytea, or its text form), or plain. A message that no key opens is lost, and so is what
-- Fernet encrypted: its version byte and the first of its time begin with these letters, which no platform's token does.
create function pg_temp.opened(stored text, out token text, out lost boolean) language plpgsql as $$
declare
    message bytea;
    keys    text[] := array(select k.key from pg_temp.keys k order by k.place);
begin
    lost := false;
    if coalesce(stored, '') = '' then
        return;
    elsif stored ~ '^\\x([0-9a-f]{2})+$' then
        message := stored::bytea;
    elsif stored ~ '^\\303' then
        message := decode(stored, 'escape'); -- the older text form of bytes: no message begins otherwise
    elsif stored ~ '^-----BEGIN PGP MESSAGE-----' then
        message := decode(regexp_replace(split_part(split_part(stored, E'\n\n', 2), E'\n=', 1), '\s', '', 'g'), 'base64');
    end if;
    token := case when message is null then stored
                  when get_byte(message, 0) & 128 = 0 then convert_from(message, 'UTF8') -- bytes of a plain token
                  else social_internal.decrypt(message, keys) end;
    if token ~ '^gAAAAA' then
        token := null;
    end if;
    lost := token is null;
end
$$;

-- An account that a user has connected twice there is one connection here: the newer one.
create temporary table arriving as
select distinct on (c.user_id::uuid, lower(c.platform), c.platform_user_id)
       c.id::uuid, c.user_id::uuid, lower(c.platform) as platform, c.platform_user_id,
       nullif(c.platform_username, '') as platform_username, nullif(c.platform_display_name, '') as platform_display_name,
       access.token as access_token, refresh.token as refresh_token, access.lost or refresh.lost as lost,
       'default' as app, null as login_flow,
       c.token_type, c.token_expires_at::timestamptz, c.refresh_token_expires_at::timestamptz,
       -- After this only the creator can help: the refresh token's end where there is one, else the token's.
       case when refresh.token is not null then c.refresh_token_expires_at::timestamptz
            else c.token_expires_at::timestamptz end as grant_expires_at,
       case when c.granted_scopes ~ '^\{' then c.granted_scopes::text[]
            when c.granted_scopes ~ '^\[' then array(select jsonb_array_elements_text(c.granted_scopes::jsonb))
            when c.granted_scopes <> '' then regexp_split_to_array(c.granted_scopes, '[,\s]+') end as granted_scopes,
       case when c.connection_status in ('active', 'expired', 'revoked', 'error') then c.connection_status
            when c.connection_status in ('disconnected', 'inactive', 'disabled') then 'revoked' else 'error' end as status,
       nullif(c.connection_error, '') as connection_error, c.profile_picture_url, c.profile_url, c.bio,
       coalesce(c.auto_refresh_enabled::boolean, true) as auto_refresh_enabled,
       least(greatest(coalesce(c.refresh_frequency_hours::numeric::integer, 24), 1), 8760) as refresh_frequency_hours,
       coalesce(c.connected_at::timestamptz, now()) as connected_at, c.last_synced_at::timestamptz,
       coalesce(c.created_at::timestamptz, now()) as created_at,
       coalesce(c.updated_at::timestamptz, c.last_synced_at::timestamptz, c.created_at::timestamptz, now()) as updated_at
from pg_temp.old_connections c, pg_temp.opened(c.access_token) access, pg_temp.opened(c.refresh_token) refresh
where c.platform_user_id <> '' and c.user_id is not null and social_internal.is_platform(lower(c.platform))
  -- What its creator has disconnected here since does not come back.
  and not exists (select from social.social_media_revocations v
                  where v.user_id = c.user_id::uuid and v.platform = lower(c.platform) and v.platform_user_id = c.platform_user_id
                    and v.created_at > coalesce(c.connected_at, c.created_at)::timestamptz)
order by c.user_id::uuid, lower(c.platform), c.platform_user_id,
         coalesce(c.updated_at::timestamptz, c.last_synced_at::timestamptz, c.created_at::timestamptz) desc nulls last, c.id;

-- By which of Instagram's two logins a token came is told by its beginning, else by the scopes: they share no name. Without
-- an app for that login the default one is asked, and refused: listed at the end.
update pg_temp.arriving a
set login_flow = case when a.access_token ~ '^EAA' then 'facebook_login'
                      when a.access_token ~ '^IG' then 'instagram_login'
                      when a.granted_scopes && array['instagram_basic', 'instagram_manage_insights'] then 'facebook_login'
                      when 'instagram_business_basic' = any (a.granted_scopes) then 'instagram_login' end
where a.platform = 'instagram';
update pg_temp.arriving a
set app = p.app
from (select distinct on (coalesce(p.login_flow, 'instagram_login')) p.app, coalesce(p.login_flow, 'instagram_login') as login_flow
      from social.social_media_platforms p
      where p.platform = 'instagram' and p.client_id is not null
      order by coalesce(p.login_flow, 'instagram_login'), p.app <> 'default', p.app) p
where p.login_flow = a.login_flow;

-- The replaced service kept the id of Instagram's login. Where the account is known by its own meanwhile, that is taken.
create temporary table by_login as
select a.user_id, a.platform, a.platform_user_id as login_id, min(c.platform_user_id) as own_id
from pg_temp.arriving a
join social.social_media_connections c
  on c.user_id = a.user_id and c.platform = a.platform and c.authorizing_user_id = a.platform_user_id
where a.platform = 'instagram'
  and not exists (select from social.social_media_connections there
                  where there.user_id = a.user_id and there.platform = a.platform and there.platform_user_id = a.platform_user_id)
  and not exists (select from pg_temp.arriving other
                  where other.user_id = a.user_id and other.platform = a.platform and other.platform_user_id = c.platform_user_id)
group by 1, 2, 3;
update pg_temp.arriving a
set platform_user_id = l.own_id
from pg_temp.by_login l
where (l.user_id, l.platform, l.login_id) = (a.user_id, a.platform, a.platform_user_id);

-- One platform account has one live owner: the one who connected last, there or, where what is here is newer, here. It
-- stays with an owner here whom the old database does not know with it.
create temporary table refused as
select c.id, c.user_id, c.platform, c.platform_username, c.platform_user_id,
       case when c.taken then 'another user has connected this account since'
            when c.access_token is null and c.lost then 'no key opens the stored token'
            when c.access_token is null then 'no token is stored'
            when c.grant_expires_at < now() then 'the permission has ended'
            when c.status in ('expired', 'revoked') then 'it was ' || c.status || ' before' end as reason,
       c.taken
from (select o.*,
             (o.live or o.status <> 'revoked')
             and (row_number() over (partition by o.platform, o.platform_user_id, o.live or o.status <> 'revoked'
                                     order by o.live desc, o.last_connected desc, o.id) > 1
                  or exists (select from social.social_media_connections held
                             where held.platform = o.platform and held.platform_user_id = o.platform_user_id
                               and held.user_id <> o.user_id and held.connection_status <> 'revoked'
                               and not exists (select from pg_temp.arriving rival
                                               where rival.user_id = held.user_id and rival.platform = held.platform
                                                 and rival.platform_user_id = held.platform_user_id))) as taken
      from (select a.*,
                   case when here.updated_at >= a.updated_at then here.connection_status else a.status end <> 'revoked' as live,
                   case when here.updated_at >= a.updated_at then here.connected_at else a.connected_at end as last_connected
            from pg_temp.arriving a
            left join social.social_media_connections here
                   on here.user_id = a.user_id and here.platform = a.platform and here.platform_user_id = a.platform_user_id
           ) o) c;
delete from pg_temp.refused where reason is null;

-- Who is not the owner any more makes room first, also where what is here is newer.
with given_up as (
    update social.social_media_connections c
    set connection_status       = 'revoked',
        connection_error        = 'Connect this account again: ' || r.reason || '.',
        access_token_encrypted  = null,
        refresh_token_encrypted = null,
        next_sync_at            = null
    from pg_temp.arriving a
    left join pg_temp.refused r on r.id = a.id
    where c.user_id = a.user_id and c.platform = a.platform and c.platform_user_id = a.platform_user_id
      and c.connection_status <> 'revoked' and (r.taken or a.status = 'revoked' and a.updated_at > c.updated_at)
    returning c.id
), pairs as (
    delete from social_internal.rotations r using given_up where r.connection_id = given_up.id
)
delete from social_internal.sync_requests q using given_up where q.connection_id = given_up.id;

insert into social.social_media_users (id)
select distinct user_id from pg_temp.arriving
on conflict (id) do nothing;

insert into social.social_media_connections as c
    (id, user_id, platform, app, login_flow, platform_user_id, platform_username, platform_display_name, access_token_encrypted,
     refresh_token_encrypted, key_id, token_type, token_expires_at, refresh_token_expires_at, grant_expires_at,
     granted_scopes, connection_status, connection_error, profile_picture_url, profile_url, bio, auto_refresh_enabled,
     refresh_frequency_hours, connected_at, last_synced_at, next_sync_at, created_at, updated_at)
select case when other.id is null then a.id else gen_random_uuid() end,
       a.user_id, a.platform, a.app, a.login_flow, a.platform_user_id, a.platform_username, a.platform_display_name,
       case when not coalesce(r.taken, false) then social_internal.encrypt(a.access_token, key.key) end,
       case when not coalesce(r.taken, false) then social_internal.encrypt(a.refresh_token, key.key) end,
       social_internal.key_fingerprint(key.key), a.token_type, a.token_expires_at, a.refresh_token_expires_at,
       a.grant_expires_at, a.granted_scopes,
       case when r.taken then 'revoked' when r.reason is not null and a.status not in ('expired', 'revoked') then 'expired'
            else a.status end,
       coalesce('Connect this account again: ' || r.reason || '.', a.connection_error),
       a.profile_picture_url, a.profile_url, a.bio, a.auto_refresh_enabled, a.refresh_frequency_hours,
       a.connected_at, a.last_synced_at, null, a.created_at, a.updated_at
from pg_temp.arriving a
cross join (select k.key from pg_temp.keys k order by k.place limit 1) key
left join pg_temp.refused r on r.id = a.id
-- A row that came with another account by an earlier import: its creator has switched to this one since.
left join social.social_media_connections other
       on other.id = a.id and (other.user_id, other.platform, other.platform_user_id) <> (a.user_id, a.platform, a.platform_user_id)
on conflict (user_id, platform, platform_user_id) do update
set app                      = excluded.app,
    login_flow               = excluded.login_flow,
    access_token_encrypted   = excluded.access_token_encrypted,
    refresh_token_encrypted  = excluded.refresh_token_encrypted,
    key_id                   = excluded.key_id,
    token_expires_at         = excluded.token_expires_at,
    refresh_token_expires_at = excluded.refresh_token_expires_at,
    grant_expires_at         = excluded.grant_expires_at,
    connection_status        = excluded.connection_status,
    connection_error         = excluded.connection_error,
    connected_at             = excluded.connected_at,
    updated_at               = excluded.updated_at
where excluded.updated_at > c.updated_at;

-- An account that was here before under another id keeps that id. Of one that its creator has switched to, what is
-- older than the switch belongs to the account before: what came as that one's, and all before this one was connected.
create temporary table known as
select o.id::uuid as old_id, c.id, c.user_id, c.platform,
       case when other.id is null then '-infinity'
            else coalesce(greatest(o.connected_at::timestamptz,
                                   (select max(s.synced_at)
                                    from pg_temp.old_stats theirs
                                    join social.social_media_stats s
                                      on s.connection_id = other.id and s.synced_at = theirs.synced_at::timestamptz
                                    where theirs.connection_id = o.id)), now()) end as since
from pg_temp.old_connections o
join social.social_media_connections c
  on c.user_id = o.user_id::uuid and c.platform = lower(o.platform)
     and c.platform_user_id = coalesce(
         (select l.own_id from pg_temp.by_login l where l.user_id = c.user_id and l.platform = c.platform
                                                    and l.login_id = o.platform_user_id), o.platform_user_id)
left join social.social_media_connections other on other.id = o.id::uuid and other.id <> c.id;

select social_internal.ensure_month('social.social_media_stats', month)
from (select distinct date_trunc('month', synced_at::timestamptz) as month from pg_temp.old_stats where synced_at is not null) m
\g /dev/null
insert into social.social_media_stats
    (connection_id, user_id, platform, followers_count, following_count, total_posts, total_videos, total_likes,
     total_comments, total_shares, total_saves, total_views, engagement_rate, average_likes_per_post,
     average_comments_per_post, average_views_per_post, followers_growth, engagement_growth, reach_last_30_days,
     impressions_last_30_days, synced_at)
select k.id, k.user_id, k.platform, s.followers_count::numeric::bigint, s.following_count::numeric::bigint,
       s.total_posts::numeric::bigint, s.total_videos::numeric::bigint, s.total_likes::numeric::bigint,
       s.total_comments::numeric::bigint, s.total_shares::numeric::bigint, s.total_saves::numeric::bigint,
       s.total_views::numeric::bigint, s.engagement_rate::numeric, s.average_likes_per_post::numeric,
       s.average_comments_per_post::numeric, s.average_views_per_post::numeric, s.followers_growth::numeric::bigint,
       s.engagement_growth::numeric, s.reach_last_30_days::numeric::bigint, s.impressions_last_30_days::numeric::bigint,
       s.synced_at::timestamptz
from pg_temp.old_stats s
join pg_temp.known k on k.old_id = s.connection_id::uuid
where s.synced_at::timestamptz > k.since
on conflict do nothing;

-- Of posts that are here already the old ones are left out.
with posts as (
    select distinct on (k.id, p.platform_post_id)
           p.*, k.id as new_connection_id,
           coalesce(p.fetched_at::timestamptz, p.created_at::timestamptz, now()) as counted_at
    from pg_temp.old_posts p
    join pg_temp.known k on k.old_id = p.connection_id::uuid
    where p.platform_post_id <> ''
      and coalesce(p.fetched_at::timestamptz, p.created_at::timestamptz, now()) > k.since
      and not exists (select from social_internal.post_figures f
                      where f.connection_id in (k.id, k.old_id) and f.platform_post_id = p.platform_post_id)
    order by k.id, p.platform_post_id, p.fetched_at::timestamptz desc nulls last
), numbered as materialized (
    select p.*, nextval('social_internal.post_texts_id_seq') as post_id from posts p
), texts as (
    insert into social_internal.post_texts
        (id, post_type, caption, media_url, thumbnail_url, permalink, published_at, created_at)
    select p.post_id, p.post_type, p.caption, p.media_url, p.thumbnail_url, p.permalink, p.published_at::timestamptz,
           coalesce(p.created_at::timestamptz, now())
    from numbered p)
insert into social_internal.post_figures
    (connection_id, post_id, platform_post_id, likes_count, comments_count, shares_count, saves_count, views_count,
     followers_count, fetched_at)
select p.new_connection_id, p.post_id, p.platform_post_id, p.likes_count::numeric::bigint, p.comments_count::numeric::bigint,
       p.shares_count::numeric::bigint, p.saves_count::numeric::bigint, p.views_count::numeric::bigint,
       -- A post's rate is worked out from the followers of its day.
       s.followers_count, p.counted_at
from numbered p
left join lateral (select s.followers_count from social.social_media_stats s
                   where s.connection_id = p.new_connection_id and s.synced_at <= p.counted_at
                   order by s.synced_at desc
                   limit 1) s on true;

select social_internal.ensure_month('social.social_media_sync_logs', month)
from (select distinct date_trunc('month', coalesce(created_at, started_at)::timestamptz) as month
      from pg_temp.old_logs where coalesce(created_at, started_at) is not null) m
\g /dev/null
insert into social.social_media_sync_logs
    (connection_id, user_id, platform, sync_type, sync_status, stats_fetched, posts_fetched, errors_encountered,
     error_message, duration_ms, api_calls_made, started_at, completed_at, created_at)
select coalesce(k.id, l.connection_id::uuid), coalesce(k.user_id, l.user_id::uuid), coalesce(k.platform, l.platform),
       case when l.sync_type in ('manual', 'automatic', 'scheduled', 'token_refresh', 'connect') then l.sync_type else 'automatic' end,
       case when l.sync_status in ('success', 'partial_success') then l.sync_status else 'failed' end,
       coalesce(l.stats_fetched in ('t', 'true') or l.stats_fetched ~ '^([1-9]|\{.+\})', false),
       case when l.posts_fetched ~ '^\d+$' then l.posts_fetched::integer end,
       case when l.errors_encountered ~ '^\{.+\}$' and l.errors_encountered !~ '^\{"\w+" *:' then l.errors_encountered::text[]
            when l.errors_encountered ~ '^\[.+\]$' then array(select jsonb_array_elements_text(l.errors_encountered::jsonb))
            when l.errors_encountered not in ('', '{}', '[]') then array[l.errors_encountered] end,
       l.error_message, l.duration_ms::numeric::integer, l.api_calls_made::numeric::integer, l.started_at::timestamptz,
       l.completed_at::timestamptz, coalesce(l.created_at, l.started_at)::timestamptz
from pg_temp.old_logs l
left join pg_temp.known k on k.old_id = l.connection_id::uuid
where coalesce(l.created_at, l.started_at)::timestamptz > coalesce(k.since, '-infinity')
  and coalesce(k.id, l.connection_id::uuid) is not null
  and coalesce(k.user_id, l.user_id::uuid) is not null and coalesce(k.platform, l.platform) is not null
  -- Ids are given anew, so a log is known again by its account and its times.
  and not exists (select from social.social_media_sync_logs there
                  where there.connection_id in (k.id, l.connection_id::uuid)
                    and there.created_at = coalesce(l.created_at, l.started_at)::timestamptz
                    and there.started_at is not distinct from l.started_at::timestamptz)
-- The newest of them gets the highest of these ids.
order by coalesce(l.created_at, l.started_at)::timestamptz;

commit;

-- The merchants' list is complete at once: the scheduler would take a database whose tokens are at home nowhere yet for
-- one that is being restored. Some at a time, for each takes a lock until the end of its transaction.
do $$
declare
    some_users uuid[];
begin
    for some_users in
        select array_agg(u.user_id)
        from (select user_id, row_number() over (order by user_id) as place
              from (select distinct k.user_id from pg_temp.known k) owners) u
        group by (u.place - 1) / 500
    loop
        perform social_internal.note_profile_changes(social_internal.refresh_profiles(some_users));
        commit;
    end loop;
end
$$;

\echo 'In the database now, of what was in the old one:'
select (select count(*) from pg_temp.old_connections) as "connections there",
       (select count(*) from pg_temp.known) as "here",
       (select count(*) from pg_temp.old_stats) as "measurements there",
       (select count(*) from social.social_media_stats s join pg_temp.known k on k.id = s.connection_id) as "here",
       (select count(*) from pg_temp.old_posts) as "posts there",
       (select count(*) from social.social_media_posts p join pg_temp.known k on k.id = p.connection_id) as "here",
       (select count(*) from pg_temp.old_logs) as "logs there",
       (select count(*) from social.social_media_sync_logs l join pg_temp.known k on k.id = l.connection_id) as "here";
\echo 'Left out:'
select o.id, o.user_id, o.platform, case when not coalesce(social_internal.is_platform(lower(o.platform)), false) then 'there is no such platform'
                                         when o.user_id is null then 'it has no user'
                                         when coalesce(o.platform_user_id, '') = '' then 'it has no account id'
                                         else 'it was disconnected here since' end as reason
from pg_temp.old_connections o
where not exists (select from pg_temp.known k where k.old_id = o.id::uuid)
union all
select null, null, null, count(*) || ' sync logs name no account' from pg_temp.old_logs where connection_id is null having count(*) > 0
order by 1;
\echo 'Who has to connect again:'
select r.user_id, r.platform, coalesce(r.platform_username, r.platform_user_id) as account, r.reason
from pg_temp.refused r
join pg_temp.known k on k.old_id = r.id
join social.social_media_connections c on c.id = k.id and c.connection_status in ('expired', 'revoked')
order by r.user_id, r.platform, account;
\echo 'Instagram accounts that a sync may not reach:'
select c.user_id, coalesce(c.platform_username, c.platform_user_id) as account,
       case when c.login_flow is null then 'nothing tells by which login it came: asked as Instagram''s own'
            else 'no app is configured for its login: configure_platform(''instagram'', login_flow => ''' || c.login_flow || ''')' end as reason
from social.social_media_connections c
where c.platform = 'instagram' and c.connection_status in ('active', 'error')
  and exists (select from pg_temp.known k where k.id = c.id)
  and not exists (select from social.social_media_platforms p
                  where p.platform = c.platform and p.app = c.app and coalesce(p.login_flow, 'instagram_login') = c.login_flow)
order by c.user_id, account;
\echo 'Here, and not in the old one: connected here since, or disconnected there since an earlier import:'
select c.id, c.user_id, c.platform, coalesce(c.platform_username, c.platform_user_id) as account, c.connected_at
from social.social_media_connections c
where c.connection_status in ('active', 'error')
  and not exists (select from pg_temp.known k where k.id = c.id)
order by c.user_id, c.platform, account;
\echo 'The workers stay away from these tokens until you say that the old service has stopped: select social.resume_workers();'
