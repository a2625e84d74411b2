-- What the public functions check first. Messages say what to do and never repeat a secret.

create type social.connection as (
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
    days_until_expiry       integer
);
comment on type social.connection is 'A connection without its secrets. days_until_expiry counts to grant_expires_at.';

create function social_internal.public_connection(c social.social_media_connections) returns social.connection
    language sql volatile
    return row(c.id, c.user_id, c.platform, c.app, c.platform_user_id, c.platform_username, c.platform_display_name,
               c.profile_picture_url, c.profile_url, c.bio, c.connection_status, c.connection_error, c.granted_scopes,
               c.auto_refresh_enabled, c.refresh_frequency_hours, c.connected_at, c.last_synced_at, c.next_sync_at,
               c.token_expires_at, c.grant_expires_at, social_internal.days_left(c.grant_expires_at))::social.connection;
comment on function social_internal.public_connection(social.social_media_connections) is 'A connection without its secrets.';

create function social_internal.connection_json(connection_id uuid) returns jsonb
    language sql volatile
begin atomic
    select to_jsonb(social_internal.public_connection(c))
    from social.social_media_connections c
    where c.id = connection_json.connection_id;
end;
comment on function social_internal.connection_json(uuid) is 'A connection without its secrets, as workers answer it.';

create function social_internal.check_given(value anyelement, name text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if value is null or btrim(value::text) = '' then
        raise exception '% must be given', name
            using errcode = 'invalid_parameter_value', hint = format('Pass a value for %s.', name);
    end if;
end
$$;
comment on function social_internal.check_given(anyelement, text) is 'Refuses NULL and blank arguments.';

create function social_internal.check_id(id text, name text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.check_given(id, name);
    if length(id) > 255 or id ~ '[[:cntrl:]]' then
        raise exception '% is longer than 255 characters or has control characters in it', name
            using errcode = 'invalid_parameter_value', hint = format('Pass the %s as it was issued.', name);
    end if;
end
$$;
comment on function social_internal.check_id(text, text) is 'Refuses ids and names that nobody can have issued.';

create function social_internal.check_secret(secret text, name text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if secret is null or btrim(secret) = '' then
        raise exception '% must be given', name
            using errcode = 'invalid_parameter_value', hint = format('Pass the %s the platform issued.', name);
    elsif length(secret) > 8192 then
        raise exception '% is longer than 8192 characters', name
            using errcode = 'invalid_parameter_value', hint = 'No platform issues one that long; pass it unchanged.';
    elsif secret ~ '[^!-~]' then
        -- Told here rather than by the platform, whose answer would be that it is unknown.
        raise exception '% has blanks, line ends or other characters in it that no platform uses', name
            using errcode = 'invalid_parameter_value',
                  hint = 'Pass it as it was issued; copying may have added a line end or an invisible character.';
    end if;
end
$$;
comment on function social_internal.check_secret(text, text) is
    'Refuses secrets that are empty, absurdly long or not printable ASCII, without repeating them.';

create function social_internal.check_url(url text, name text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if url !~ E'^https?://[^\\s[:cntrl:]]+$' or length(url) > 2048 then
        raise exception '% is not an http address', name
            using errcode = 'invalid_parameter_value',
                  hint = 'Pass a whole address of at most 2048 characters, such as https://example.com/oauth/callback.';
    end if;
end
$$;
comment on function social_internal.check_url(text, text) is
    'Refuses what is no http address, without repeating it: it may be a secret in the wrong place. NULL is none.';

create function social_internal.check_between(value integer, name text, lowest integer, highest integer) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if value is null or value not between lowest and highest then
        raise exception '% must be between % and %', name, lowest, highest
            using errcode = 'invalid_parameter_value', hint = 'Pass a whole number, or leave it out for the default.';
    end if;
end
$$;
comment on function social_internal.check_between(integer, text, integer, integer) is 'Refuses NULL and numbers out of range.';

create function social_internal.check_wait(wait interval) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if wait is null or wait < interval '0' or wait > interval '1 hour' then
        raise exception 'wait must be between 0 and 1 hour'
            using errcode = 'invalid_parameter_value', hint = 'Pass ''0'' to return at once.';
    end if;
end
$$;
comment on function social_internal.check_wait(interval) is 'Refuses NULL and waits that are negative or endless.';

create function social_internal.check_platform(name text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.check_given(name, 'platform');
    if not social_internal.is_platform(name) then
        -- A secret in the wrong place is not repeated.
        raise exception 'unknown platform%', case when name ~ '^[A-Za-z_]{1,20}$' then format(' "%s"', name) else '' end
            using errcode = 'invalid_parameter_value',
                  hint = 'Platforms: instagram, tiktok, facebook, youtube, twitter, linkedin, snapchat, pinterest, threads, twitch.';
    end if;
end
$$;
comment on function social_internal.check_platform(text) is 'Refuses names that are no platform''s.';

create function social_internal.configured_app(platform text, app text default 'default')
    returns social.social_media_platforms
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_app social.social_media_platforms;
begin
    perform social_internal.check_platform(configured_app.platform);
    select * into found_app
    from social.social_media_platforms p
    where p.platform = configured_app.platform
    order by p.app = configured_app.app desc
    limit 1;
    if not coalesce(found_app.connectable, false) then
        raise exception '% cannot be connected by this version', configured_app.platform
            using errcode = 'feature_not_supported',
                  hint = 'select platform from social.social_media_platforms where connectable;';
    elsif found_app.app <> configured_app.app or found_app.client_id is null then
        raise exception '% is not configured', configured_app.platform
            using errcode = 'object_not_in_prerequisite_state', detail = 'not_configured',
                  hint = format('select social.configure_platform(%L, client_id => ..., client_secret => ...);', configured_app.platform);
    elsif not found_app.enabled then
        raise exception '% is switched off', configured_app.platform
            using errcode = 'object_not_in_prerequisite_state', detail = 'not_configured',
                  hint = format('select social.configure_platform(%L, enabled => true);', configured_app.platform);
    end if;
    return found_app;
end
$$;
comment on function social_internal.configured_app(text, text) is 'An application that can be connected through, or the reason why not.';

create function social_internal.find_connection(connection_id uuid, user_id uuid default null)
    returns social.social_media_connections
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    connection social.social_media_connections;
begin
    perform social_internal.check_given(find_connection.connection_id, 'connection_id');
    select * into connection
    from social.social_media_connections c
    where c.id = find_connection.connection_id
      and (find_connection.user_id is null or c.user_id = find_connection.user_id);
    if connection.id is null then
        -- The same answer for one that is somebody else's: it is nobody's business that it exists.
        raise exception 'there is no connection %', find_connection.connection_id
            using errcode = 'undefined_object', hint = 'select * from social.get_user_connections(user_id);';
    end if;
    return connection;
end
$$;
comment on function social_internal.find_connection(uuid, uuid) is 'A connection, of this user if one is named, or an error.';

create function social_internal.is_written_here(writer xid, locker xid) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    own    numeric := pg_current_xact_id_if_assigned()::text;
    behind numeric;
begin
    -- Row versions keep 32 bits of their writer's number. One that is visible though its writer is in progress
    -- was written by this very transaction, perhaps within a savepoint.
    behind := mod(writer::text::numeric - mod(own, 4294967296) + 4294967296, 4294967296);
    return locker::text::numeric = mod(own, 4294967296)
           or behind < 2147483648 and pg_xact_status((own + behind)::text::xid8) = 'in progress';
exception when invalid_parameter_value then
    return false; -- so old that its number reads as one still to come
end
$$;
comment on function social_internal.is_written_here(xid, xid) is
    'Whether the caller''s own transaction wrote, or locked, the row version of this xmin and xmax. NULL while it has written nothing.';

create function social_internal.check_not_held_here(connection_ids uuid[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if pg_current_xact_id_if_assigned() is not null
       and exists (select from social.social_media_connections c
                   where c.id = any (connection_ids) and social_internal.is_written_here(c.xmin, c.xmax)) then
        raise exception 'your own transaction has changed this connection'
            using errcode = 'object_in_use',
                  hint = 'Commit first: the worker would have to wait for you while you wait for it.';
    end if;
end
$$;
comment on function social_internal.check_not_held_here(uuid[]) is
    'Refuses to wait for a worker that would have to wait for the caller''s own transaction.';

create function social_internal.check_login_not_held_here(user_id uuid, platform text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.check_not_held_here(
        array(select c.id
              from social.social_media_connections c
              where c.user_id = check_login_not_held_here.user_id and c.platform = check_login_not_held_here.platform));
    if pg_current_xact_id_if_assigned() is not null
       and exists (select from social.social_media_users u
                   where u.id = check_login_not_held_here.user_id and social_internal.is_written_here(u.xmin, '0')) then
        raise exception 'your own transaction has written this user'
            using errcode = 'object_in_use',
                  hint = 'Commit first: the worker cannot see the user before, and would have to wait for you.';
    end if;
end
$$;
comment on function social_internal.check_login_not_held_here(uuid, text) is
    'Refuses a login that a worker could not store before the caller''s own transaction ends. Nothing is spent by then.';
