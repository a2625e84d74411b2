-- Functions that PostgREST clients call under /rest/rpc/, and the session of the web app.

create function social_api.begin_oauth(platform text, redirect_uri text default null) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    state text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    return (select row_to_json(o)
            from social.begin_oauth(social_internal.request_user_id(), begin_oauth.platform, begin_oauth.redirect_uri) o);
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.begin_oauth(text, text) is
    E'Begins a login at a platform\n\nauthorize_url to go to, state to bring back, expires_at.';

create function social_api.complete_oauth(platform text, state text, code text, page_id text default null) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set statement_timeout = '70s'
as $$
declare
    outcome  social.oauth_outcome;
    sqlstate_met text; message text; details text; hint text;
begin
    perform social_internal.hide_statement();
    perform social_internal.require_post();
    outcome := social.complete_oauth(social_internal.request_user_id(), complete_oauth.platform, complete_oauth.state,
                                     complete_oauth.code, complete_oauth.page_id);
    if outcome.id is null then
        return json_build_object('pages', outcome.pages);
    end if;
    return json_build_object('connection', (select social_internal.connection_shape(c)
                                            from social.social_media_connections c where c.id = outcome.id));
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics sqlstate_met = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(sqlstate_met, message, details, hint);
end
$$;
comment on function social_api.complete_oauth(text, text, text, text) is
    E'Completes a login\n\nThe connection, or the pages of which one is to be named in a second call within ten minutes.';

create function social_api.sync_connection(id uuid) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set statement_timeout = '30s'
as $$
declare
    caller  uuid := social_internal.request_user_id();
    answer  social.social_media_sync_logs;
    state text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    if not exists (select from social.social_media_connections c
                   where c.id = sync_connection.id and c.user_id = caller and c.access_token_encrypted is not null) then
        perform social_internal.no_such_connection();
    end if;
    perform social_internal.take_sync_place(caller);
    select s.* into answer from social_internal.sync_soon_enough(caller, array[sync_connection.id]) s;
    if not found then -- disconnected while its sync was waited for
        perform social_internal.no_such_connection();
    end if;
    if answer.sync_status = 'queued' then
        perform set_config('response.status', '202', true);
    end if;
    return social_internal.log_shape(answer);
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.sync_connection(uuid) is
    E'Synchronises one account now\n\nIts sync log; 202 and queued when it takes longer than five seconds. Five a minute with POST /sync.';

create function social_api.disconnect(id uuid) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    state text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    perform social.disconnect_platform(disconnect.id, social_internal.request_user_id());
    perform set_config('response.status', '204', true);
exception when sqlstate 'PGRST' then
    raise;
when undefined_object then
    perform social_internal.no_such_connection();
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.disconnect(uuid) is
    E'Disconnects an account\n\nErases it with its figures and posts, and has the permission revoked where the platform lets '
     'that be done. Of Instagram''s own login it cannot be: the app stays in the creator''s Instagram settings until removed there.';

create function social_api.mark_notice_read(id uuid) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.require_post();
    update social.social_media_notifications n
    set read_at = coalesce(n.read_at, social_internal.current_time())
    where n.id = mark_notice_read.id and n.user_id = social_internal.request_user_id();
    if not found then
        perform social_internal.fail(404, 'not_found', 'You have no such notice.');
    end if;
    perform set_config('response.status', '204', true);
end
$$;
comment on function social_api.mark_notice_read(uuid) is E'Marks a notice as read';

create type social_internal.gained_post as (
    connection_id     uuid,
    platform          text,
    platform_username text,
    platform_post_id  text,
    caption           text,
    permalink         text,
    thumbnail_url     text,
    published_at      timestamptz,
    likes_gained      bigint,
    comments_gained   bigint,
    shares_gained     bigint,
    views_gained      bigint,
    likes_count       bigint,
    comments_count    bigint,
    views_count       bigint,
    measured_from     timestamptz
);
comment on type social_internal.gained_post is 'A post and what it gained over some days.';

-- A post gained all it has when it was published since the figures that it is compared with, or within the days where
-- there are none; an older one since those figures, and an unknown number where it had none then. One that has left the
-- newest 25 within the days gained at least what is told: unknown, the best of a year would be among the newest 25 always.
create function social_api.posts_gained(
    days integer default 30, platform text default null, connection_id uuid default null, "limit" integer default null)
    returns setof social_internal.gained_post
    language plpgsql stable security definer rows 20
    set search_path = pg_catalog, pg_temp
as $$
declare
    caller uuid := social_internal.request_user_id();
    since  timestamptz;
begin
    if coalesce(posts_gained.days, 0) not between 1 and 365 then
        perform social_internal.invalid('days', 'days must be a whole number from 1 to 365.');
    end if;
    if posts_gained.platform is not null and not social_internal.is_platform(posts_gained.platform) then
        perform social_internal.invalid('platform', 'platform does not know this value.');
    end if;
    if posts_gained."limit" < 0 then
        perform social_internal.invalid('limit', 'limit must not be negative.');
    end if;
    since := social_internal.current_time() - posts_gained.days * interval '1 day';
    return query
        select p.connection_id, p.platform,
               social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id),
               p.platform_post_id, p.caption, p.permalink, p.thumbnail_url, p.published_at,
               gained.likes, gained.comments, p.shares_count - start.shares_count, p.views_count - start.views_count,
               p.likes_count, p.comments_count, p.views_count, start.at
        from social.social_media_connections c
        cross join lateral (select social_internal.listed_before(c.id, since) as at offset 0) listed
        cross join lateral (select social_internal.oldest_listed(c.id, listed.at) as listed offset 0) oldest
        cross join lateral (
            select p.*, before.post_id is not null as had_figures, before.likes_count as likes_before,
                   before.comments_count as comments_before, before.shares_count as shares_before,
                   before.views_count as views_before
            -- The account's posts first: joined with the history of all posts beforehand they cost what all posts cost.
            from (select p.* from social.social_media_posts p where p.connection_id = c.id and p.removed_at is null offset 0) p
            left join (
                select distinct on (h.post_id) h.*
                from social.social_media_post_figures h
                where h.connection_id = c.id and h.fetched_at <= since
                order by h.post_id, h.fetched_at desc) before on before.post_id = p.id) p
        cross join lateral (
            select case whole when true then 0 when false then p.likes_before end    as likes_count,
                   case whole when true then 0 when false then p.comments_before end as comments_count,
                   case whole when true then 0 when false then p.shares_before end   as shares_count,
                   case whole when true then 0 when false then p.views_before end    as views_count,
                   case whole when true then p.published_at when false then listed.at end as at
            from social_internal.gained_whole(p.published_at, since, listed.at, oldest.listed, p.had_figures) as whole
            offset 0) start
        cross join lateral (select p.likes_count - start.likes_count as likes, p.comments_count - start.comments_count as comments) gained
        where c.user_id = caller
          and (posts_gained.platform is null or c.platform = posts_gained.platform)
          and (posts_gained.connection_id is null or c.id = posts_gained.connection_id)
        -- Where one of the two is unknown, the other counts.
        order by coalesce(gained.likes + gained.comments, gained.likes, gained.comments) desc nulls last,
                 p.published_at desc nulls last, p.id
        limit posts_gained."limit";
end
$$;
comment on function social_api.posts_gained(integer, text, uuid, integer) is
    E'What posts gained\n\nOver the last days, of the caller''s posts, best first; NULL where there is nothing to compare with. Of '
    'a post that has left the newest 25 meanwhile: what it gained until then.';

create function social_api.open_session() returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('response.status', '204', true);
end
$$;
comment on function social_api.open_session() is
    E'Opens the web app''s session\n\nFor POST /session: answers 204 to a good token, which the proxy then keeps in a cookie.';

create function social_api.get_session() returns json
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select json_build_object(
        'sub', social_internal.request_user_id(),
        'role', social_internal.request_claim('role'),
        'exp', social_internal.request_claim('exp')::numeric,
        'display_name', (select u.display_name from social.social_media_users u
                         where u.id = social_internal.request_user_id()));
end;
comment on function social_api.get_session() is E'Whose token this is\n\nFor GET /session.';
