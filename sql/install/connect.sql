-- Connecting accounts and configuring platforms: validated here, done by a worker.

create type social.oauth_outcome as (
    id                      uuid,
    user_id                 uuid,
    platform                text,
    app                     text,
    platform_user_id        text,
    platform_username       text,
    platform_display_name   text,
    profile_picture_url     text,
    profile_url             text,
    bio                     text,
    connection_status       text,
    connection_error        text,
    granted_scopes          text[],
    auto_refresh_enabled    boolean,
    refresh_frequency_hours integer,
    connected_at            timestamptz,
    last_synced_at          timestamptz,
    next_sync_at            timestamptz,
    token_expires_at        timestamptz,
    grant_expires_at        timestamptz,
    days_until_expiry       integer,
    pages                   jsonb
);
comment on type social.oauth_outcome is
    'The connection, or the pages of which one has to be chosen: then everything else is NULL.';

create function social_internal.connect_wait() returns interval
    language sql immutable parallel safe
    return interval '60 seconds';
comment on function social_internal.connect_wait() is 'How long a connect waits for the platform.';

create function social.connect_instagram(user_id uuid, instagram_user_id text, access_token text) returns social.connection
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.hide_statement();
    perform social_internal.check_given(connect_instagram.user_id, 'user_id');
    perform social_internal.check_id(connect_instagram.instagram_user_id, 'instagram_user_id');
    perform social_internal.check_secret(connect_instagram.access_token, 'access_token');
    perform social_internal.configured_app('instagram');
    perform social_internal.check_login_not_held_here(connect_instagram.user_id, 'instagram');
    return jsonb_populate_record(null::social.connection, social_internal.ask_worker(
        connect_instagram.user_id,
        jsonb_build_object('kind', 'connect_token', 'platform', 'instagram', 'user_id', connect_instagram.user_id,
                           'role', social_internal.requester_role(connect_instagram.user_id),
                           'claimed_id', connect_instagram.instagram_user_id),
        array[connect_instagram.access_token], social_internal.connect_wait()) -> 'connection');
end
$$;
comment on function social.connect_instagram(uuid, text, text) is
    'Connects the Instagram account that the token belongs to, exchanges the token for a long-lived one and '
    'fetches the first figures. The id must be that account''s.';

create function social.connect_tiktok(user_id uuid, authorization_code text, redirect_uri text default null)
    returns social.connection
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.hide_statement();
    perform social_internal.check_given(connect_tiktok.user_id, 'user_id');
    perform social_internal.check_secret(connect_tiktok.authorization_code, 'authorization_code');
    perform social_internal.check_url(connect_tiktok.redirect_uri, 'redirect_uri');
    perform social_internal.configured_app('tiktok');
    perform social_internal.check_login_not_held_here(connect_tiktok.user_id, 'tiktok');
    return jsonb_populate_record(null::social.connection, social_internal.ask_worker(
        connect_tiktok.user_id,
        jsonb_build_object('kind', 'connect_code', 'platform', 'tiktok', 'user_id', connect_tiktok.user_id,
                           'role', social_internal.requester_role(connect_tiktok.user_id),
                           'redirect_uri', connect_tiktok.redirect_uri),
        array[connect_tiktok.authorization_code], social_internal.connect_wait()) -> 'connection');
end
$$;
comment on function social.connect_tiktok(uuid, text, text) is
    'Connects a TikTok account by the code of its login. redirect_uri is the one the login used, if not the configured one.';

create function social.connect_facebook(user_id uuid, facebook_user_id text, access_token text, page_id text default null)
    returns social.connection
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.hide_statement();
    perform social_internal.check_given(connect_facebook.user_id, 'user_id');
    perform social_internal.check_id(connect_facebook.facebook_user_id, 'facebook_user_id');
    perform social_internal.check_secret(connect_facebook.access_token, 'access_token');
    if connect_facebook.page_id is not null then
        perform social_internal.check_id(connect_facebook.page_id, 'page_id');
    end if;
    perform social_internal.configured_app('facebook');
    perform social_internal.check_login_not_held_here(connect_facebook.user_id, 'facebook');
    return jsonb_populate_record(null::social.connection, social_internal.ask_worker(
        connect_facebook.user_id,
        jsonb_build_object('kind', 'connect_token', 'platform', 'facebook', 'user_id', connect_facebook.user_id,
                           'role', social_internal.requester_role(connect_facebook.user_id),
                           'claimed_id', connect_facebook.facebook_user_id, 'page_id', connect_facebook.page_id),
        array[connect_facebook.access_token], social_internal.connect_wait()) -> 'connection');
end
$$;
comment on function social.connect_facebook(uuid, text, text, text) is
    'Connects a Facebook page of the person the token belongs to: the only one, or the one named by page_id.';

create function social.complete_oauth(user_id uuid, platform text, state text, code text, page_id text default null)
    returns social.oauth_outcome
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    reply jsonb;
begin
    perform social_internal.hide_statement();
    perform social_internal.check_given(complete_oauth.user_id, 'user_id');
    perform social_internal.configured_app(complete_oauth.platform);
    perform social_internal.check_secret(complete_oauth.state, 'state');
    perform social_internal.check_secret(complete_oauth.code, 'code');
    if complete_oauth.page_id is not null then
        perform social_internal.check_id(complete_oauth.page_id, 'page_id');
    end if;
    perform social_internal.check_login_not_held_here(complete_oauth.user_id, complete_oauth.platform);
    reply := social_internal.ask_worker(
        complete_oauth.user_id,
        jsonb_build_object('kind', 'complete_oauth', 'platform', complete_oauth.platform, 'user_id', complete_oauth.user_id,
                           'role', social_internal.requester_role(complete_oauth.user_id),
                           'state', complete_oauth.state, 'page_id', complete_oauth.page_id),
        array[complete_oauth.code], social_internal.connect_wait());
    return jsonb_populate_record(null::social.oauth_outcome,
                                 coalesce(reply -> 'connection', '{}') || jsonb_build_object('pages', reply -> 'pages'));
end
$$;
comment on function social.complete_oauth(uuid, text, text, text, text) is
    'Completes a login with what the platform sent back. Where several pages could be meant, answers them and can be '
    'called again, with one of them, for ten minutes.';

create function social_internal.check_app_details(
    platform text, app text, scopes text[], api_version text, login_flow text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if app is null or app !~ '^[A-Za-z0-9._-]{1,63}$' then
        raise exception 'app must be a name of 1 to 63 letters, digits, dots, dashes or underscores'
            using errcode = 'invalid_parameter_value', hint = 'Pass a short name, such as second, or leave it out.';
    elsif cardinality(scopes) = 0 or exists (select from unnest(scopes) as scope where coalesce(scope, '') = '' or scope ~ '[^!-~]|,') then
        raise exception 'scopes must be names of permissions'
            using errcode = 'invalid_parameter_value',
                  hint = 'Pass one an element, such as ''{user.info.basic,video.list}''; NULL leaves them as they are.';
    elsif api_version !~ '^[A-Za-z0-9._-]{1,32}$' then
        raise exception 'api_version is no version'
            using errcode = 'invalid_parameter_value', hint = 'Versions look like v21.0.';
    elsif login_flow is not null and (platform <> 'instagram' or login_flow not in ('instagram_login', 'facebook_login')) then
        raise exception 'unknown login_flow "%" of %', left(login_flow, 40), platform
            using errcode = 'invalid_parameter_value',
                  hint = 'Instagram has instagram_login and facebook_login; other platforms have one login, which needs no name.';
    end if;
end
$$;
comment on function social_internal.check_app_details(text, text, text[], text, text) is
    'Refuses names of apps that could be taken for another, and scopes, versions and login flows that no platform has. NULL is none.';

create function social.configure_platform(
    platform text, client_id text default null, client_secret text default null, redirect_uri text default null,
    scopes text[] default null, authorize_url text default null, token_url text default null, api_url text default null,
    api_version text default null, calls_per_hour integer default null, login_flow text default null,
    enabled boolean default null, app text default 'default') returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    reply jsonb;
begin
    perform social_internal.hide_statement();
    perform social_internal.check_platform(configure_platform.platform);
    if configure_platform.client_id is not null then
        perform social_internal.check_secret(configure_platform.client_id, 'client_id');
    end if;
    perform social_internal.check_url(configure_platform.redirect_uri, 'redirect_uri');
    perform social_internal.check_url(configure_platform.authorize_url, 'authorize_url');
    perform social_internal.check_url(configure_platform.token_url, 'token_url');
    perform social_internal.check_url(configure_platform.api_url, 'api_url');
    perform social_internal.check_app_details(configure_platform.platform, configure_platform.app, configure_platform.scopes,
                                              configure_platform.api_version, configure_platform.login_flow);
    if configure_platform.calls_per_hour < 1 then
        raise exception 'calls_per_hour must be at least 1'
            using errcode = 'invalid_parameter_value', hint = 'To stop calls altogether pass enabled => false.';
    end if;
    if configure_platform.client_secret is not null then
        perform social_internal.check_secret(configure_platform.client_secret, 'client_secret');
        reply := social_internal.ask_worker(
            null, jsonb_build_object('kind', 'encrypt_secret', 'platform', configure_platform.platform, 'app', configure_platform.app),
            array[configure_platform.client_secret], interval '10 seconds');
    end if;
    insert into social_internal.platform_settings as s
        (platform, app, enabled, login_flow, client_id, client_secret_encrypted, key_id, redirect_uri, scopes,
         authorize_url, token_url, api_url, api_version, calls_per_hour)
    values (configure_platform.platform, configure_platform.app, coalesce(configure_platform.enabled, true),
            configure_platform.login_flow, configure_platform.client_id, (reply -> 0 ->> 'ciphertext')::bytea,
            reply -> 0 ->> 'key_id', configure_platform.redirect_uri, configure_platform.scopes,
            configure_platform.authorize_url, configure_platform.token_url, configure_platform.api_url,
            configure_platform.api_version, configure_platform.calls_per_hour)
    on conflict (platform, app) do update
    set enabled                 = coalesce(configure_platform.enabled, s.enabled),
        login_flow              = coalesce(excluded.login_flow, s.login_flow),
        client_id               = coalesce(excluded.client_id, s.client_id),
        client_secret_encrypted = coalesce(excluded.client_secret_encrypted, s.client_secret_encrypted),
        key_id                  = coalesce(excluded.key_id, s.key_id),
        redirect_uri            = coalesce(excluded.redirect_uri, s.redirect_uri),
        scopes                  = coalesce(excluded.scopes, s.scopes),
        authorize_url           = coalesce(excluded.authorize_url, s.authorize_url),
        token_url               = coalesce(excluded.token_url, s.token_url),
        api_url                 = coalesce(excluded.api_url, s.api_url),
        api_version             = coalesce(excluded.api_version, s.api_version),
        calls_per_hour          = coalesce(excluded.calls_per_hour, s.calls_per_hour),
        paused_until            = null,
        pause_reason            = null,
        pause_code              = null,
        updated_at              = social_internal.current_time();
    perform social_internal.wake_workers();
end
$$;
comment on function social.configure_platform(
    text, text, text, text, text[], text, text, text, text, integer, text, boolean, text) is
    'Sets what is to differ from a platform''s documented defaults; what is NULL stays. Any call ends a pause of the app. '
    'A secret needs a running worker: only workers hold the key.';
