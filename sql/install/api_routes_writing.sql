-- The routes that change something: connects, disconnect, sync, refresh. The body comes as it was sent; whatever
-- the functions of schema social raise goes out as the HTTP status that stands for it.

create function social_internal.answer_created(c social.connection) returns json
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('response.status', '201', true);
    perform set_config('response.headers', json_build_array(json_build_object(
        'Location', '/api/social-media/connections/' || c.id || '/status'))::text, true);
    return json_build_object(
        'id', c.id,
        'platform', c.platform,
        'platform_username', social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id),
        'platform_display_name', c.platform_display_name,
        'profile_picture_url', c.profile_picture_url,
        'connection_status', c.connection_status,
        'connected_at', c.connected_at,
        'last_synced_at', c.last_synced_at,
        'token_expires_at', c.grant_expires_at,
        'days_until_expiry', c.days_until_expiry);
end
$$;
comment on function social_internal.answer_created(social.connection) is 'Answers 201 with a connection.';

create function social_api.post_connect_instagram(bytea) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set statement_timeout = '70s'
as $$
declare
    body    jsonb;
    state   text; message text; details text; hint text;
begin
    perform social_internal.hide_statement();
    perform social_internal.require_post();
    body := social_internal.body_object($1);
    return social_internal.answer_created(social.connect_instagram(
        social_internal.request_user_id(),
        social_internal.body_id(body, 'instagram_user_id'),
        social_internal.body_text(body, 'access_token')));
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.post_connect_instagram(bytea) is
    E'POST /api/social-media/connect/instagram\n\nBody: instagram_user_id, access_token. 201 with the connection.';

create function social_api.post_connect_tiktok(bytea) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set statement_timeout = '70s'
as $$
declare
    body    jsonb;
    state   text; message text; details text; hint text;
begin
    perform social_internal.hide_statement();
    perform social_internal.require_post();
    body := social_internal.body_object($1);
    return social_internal.answer_created(social.connect_tiktok(
        social_internal.request_user_id(),
        social_internal.body_text(body, 'authorization_code'),
        social_internal.body_text(body, 'redirect_uri', required => false)));
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.post_connect_tiktok(bytea) is
    E'POST /api/social-media/connect/tiktok\n\nBody: authorization_code, redirect_uri where it was not the configured one. '
    '201 with the connection.';

create function social_api.post_connect_facebook(bytea) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set statement_timeout = '70s'
as $$
declare
    body    jsonb;
    state   text; message text; details text; hint text;
begin
    perform social_internal.hide_statement();
    perform social_internal.require_post();
    body := social_internal.body_object($1);
    return social_internal.answer_created(social.connect_facebook(
        social_internal.request_user_id(),
        social_internal.body_id(body, 'facebook_user_id'),
        social_internal.body_text(body, 'access_token'),
        social_internal.body_id(body, 'page_id', required => false)));
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.post_connect_facebook(bytea) is
    E'POST /api/social-media/connect/facebook\n\nBody: facebook_user_id, access_token, page_id where there are several. '
    '201 with the connection.';

create function social_api.delete_connection(bytea) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    state text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    perform social.disconnect_platform(social_internal.path_connection_id(), social_internal.request_user_id());
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
comment on function social_api.delete_connection(bytea) is
    E'DELETE /api/social-media/connections/{id}\n\nErases a connection of the caller with its figures and posts.';

-- The platforms a sync is asked for: no body, {}, null and [] all mean every one.
create function social_internal.body_platforms(body bytea) returns text[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    document jsonb := social_internal.body_json(body);
    list     jsonb := case when jsonb_typeof(document) = 'object' then document -> 'platforms' else document end;
    names    text[];
begin
    if list is null or list = 'null' then
        return '{}';
    end if;
    if jsonb_typeof(list) <> 'array' then
        perform social_internal.invalid('platforms', 'platforms must be a list of names.');
    end if;
    names := array(select jsonb_array_elements_text(list));
    if not coalesce(names <@ social_internal.platform_names(), false) then
        perform social_internal.invalid('platforms', 'platforms names one that is not known.',
                                        'One of: ' || array_to_string(social_internal.platform_names(), ', ') || '.');
    end if;
    return names;
end
$$;
comment on function social_internal.body_platforms(bytea) is 'The platforms that a body names; none when it means all.';

create function social_internal.sync_soon_enough(caller uuid, wanted uuid[]) returns setof social.social_media_sync_logs
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    recent     timestamptz := social_internal.current_time() - interval '1 minute';
    misdated   timestamptz := social_internal.misdated_after();
    fresh      social.social_media_sync_logs[];
    fresh_ids  uuid[];
    not_fresh  uuid[];
    others     social.social_media_sync_logs[];
begin
    -- What was measured within the last minute is answered from its log, unless an attempt failed since: a failure must
    -- not hide behind the success before it, and how the account fares now only the platform can say.
    select array_agg(newest.l), array_agg(c.id) into fresh, fresh_ids
    from social.social_media_connections c
    cross join lateral (
        select l from social.social_media_sync_logs l
        where l.connection_id = c.id and l.created_at between recent and misdated
          and (l.stats_fetched or l.sync_status = 'failed')
        order by l.created_at desc, l.id desc
        limit 1) newest
    where c.id = any (wanted) and c.last_synced_at between recent and misdated and (newest.l).stats_fetched;
    not_fresh := array(select id from unnest(wanted) as id where id <> all (coalesce(fresh_ids, '{}')));

    begin
        others := array(select s from social_internal.sync_connections(caller, not_fresh, interval '5 seconds') s);
    exception when insufficient_resources then
        -- As many callers wait already as may: this one is told that its syncs are queued.
        others := array(select s from social_internal.sync_connections(caller, not_fresh, interval '0') s);
    end;
    return query
        select answered.*
        from (select f.* from unnest(fresh) as f
              union all
              select o.* from unnest(others) as o) answered
        order by array_position(wanted, answered.connection_id);
end
$$;
comment on function social_internal.sync_soon_enough(uuid, uuid[]) is
    'Synchronises these connections and waits five seconds; those whose newest attempt, a moment ago, brought figures are '
    'answered from the log.';

create function social_api.post_sync(bytea) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set statement_timeout = '30s'
as $$
declare
    caller    uuid := social_internal.request_user_id();
    wanted    uuid[];
    platforms text[];
    logs      social.social_media_sync_logs[];
    state     text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    -- Nothing to synchronise is no reason to find fault with the body.
    if not exists (select from social.social_media_connections c where c.user_id = caller) then
        return '[]';
    end if;
    platforms := social_internal.body_platforms($1);
    perform social_internal.take_sync_place(caller);
    wanted := array(select c.id from social.social_media_connections c
                    where c.user_id = caller and c.access_token_encrypted is not null
                      and (cardinality(platforms) = 0 or c.platform = any (platforms))
                    order by c.connected_at, c.id);
    logs := array(select s from social_internal.sync_soon_enough(caller, wanted) s);
    if exists (select from unnest(logs) l where l.sync_status = 'queued') then
        perform set_config('response.status', '202', true);
    end if;
    return (select social_internal.json_list(json_agg(social_internal.log_shape(logs[place]) order by place))
            from generate_subscripts(logs, 1) as place);
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.post_sync(bytea) is
    E'POST /api/social-media/sync\n\nBody: platforms, or nothing for all. One sync log an account; 202 when some are still queued.';

create function social_api.post_refresh_tokens(bytea) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set statement_timeout = '70s'
as $$
declare
    arguments jsonb   := social_internal.query_arguments();
    days      integer := social_internal.integer_argument(arguments, 'days_before', 7, 1, 30);
    state     text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    return (select json_build_object(
                       'refreshed_count', count(*) filter (where r.success),
                       'failed_count', count(*) filter (where not r.success),
                       'details', social_internal.json_list(json_agg(to_json(r))))
            from social.refresh_expiring_tokens(days, interval '60 seconds') r);
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.post_refresh_tokens(bytea) is
    E'POST /api/social-media/admin/refresh-tokens\n\nRefreshes grants that end within ?days_before days.';
