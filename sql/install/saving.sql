-- Writing tokens: connects, and the quick re-encryption of tokens written by hand.

create function social_internal.save_connection(
    user_id uuid, platform text, app text, login_flow text, platform_user_id text, authorizing_user_id text,
    platform_username text, platform_display_name text, profile_picture_url text, profile_url text, bio text,
    access_token text, refresh_token text, token_type text,
    token_expires_at timestamptz, refresh_token_expires_at timestamptz, grant_expires_at timestamptz,
    granted_scopes text[], key text, email text default null, display_name text default null,
    role text default null) returns uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
    -- Whoever holds one of these rows delays this login, and nothing else that the worker has to do: it tries again.
    set lock_timeout = '100ms'
as $$
#variable_conflict use_column
declare
    moment timestamptz := social_internal.current_time();
    saved  uuid;
begin
    perform social_internal.claim_home();
    if not exists (select from social.social_media_users u where u.id = save_connection.user_id) then
        insert into social.social_media_users (id, email, display_name, role)
        values (save_connection.user_id, save_connection.email, save_connection.display_name,
                social_internal.known_role(save_connection.role))
        on conflict (id) do nothing;
    end if;

    -- Two logins to one account take turns; the later one has proven that the account is its own now.
    perform pg_advisory_xact_lock(hashtextextended(
        'pg_social.account ' || save_connection.platform || ' ' || save_connection.platform_user_id, 0));
    perform social_internal.take_over(save_connection.platform, save_connection.platform_user_id, save_connection.user_id);
    if save_connection.platform = 'instagram' then
        perform social_internal.take_own_id(c.id, save_connection.platform_user_id)
        from social.social_media_connections c
        where c.user_id = save_connection.user_id and c.platform = 'instagram'
          and c.platform_user_id = save_connection.authorizing_user_id;
    end if;

    insert into social.social_media_connections as c
        (user_id, platform, app, login_flow, platform_user_id, authorizing_user_id,
         platform_username, platform_display_name, profile_picture_url, profile_url, bio,
         access_token_encrypted, refresh_token_encrypted, key_id, token_type,
         token_expires_at, refresh_token_expires_at, grant_expires_at, granted_scopes,
         connected_at, next_sync_at, created_at, updated_at)
    values (save_connection.user_id, save_connection.platform, save_connection.app, save_connection.login_flow,
            save_connection.platform_user_id, save_connection.authorizing_user_id,
            save_connection.platform_username, save_connection.platform_display_name,
            save_connection.profile_picture_url, save_connection.profile_url, save_connection.bio,
            social_internal.encrypt(save_connection.access_token, save_connection.key),
            social_internal.encrypt(nullif(save_connection.refresh_token, ''), save_connection.key),
            social_internal.key_fingerprint(save_connection.key), save_connection.token_type,
            save_connection.token_expires_at, save_connection.refresh_token_expires_at,
            save_connection.grant_expires_at, save_connection.granted_scopes,
            -- The connect itself fetches the first figures; if it dies before that, the account is due in a minute.
            moment, moment + interval '1 minute', moment, moment)
    on conflict (user_id, platform, platform_user_id) do update
    set app                      = excluded.app,
        login_flow               = excluded.login_flow,
        authorizing_user_id      = excluded.authorizing_user_id,
        platform_username        = coalesce(excluded.platform_username, c.platform_username),
        platform_display_name    = coalesce(excluded.platform_display_name, c.platform_display_name),
        profile_picture_url      = coalesce(excluded.profile_picture_url, c.profile_picture_url),
        profile_url              = coalesce(excluded.profile_url, c.profile_url),
        bio                      = coalesce(excluded.bio, c.bio),
        access_token_encrypted   = excluded.access_token_encrypted,
        refresh_token_encrypted  = excluded.refresh_token_encrypted,
        key_id                   = excluded.key_id,
        token_type               = excluded.token_type,
        token_expires_at         = excluded.token_expires_at,
        refresh_token_expires_at = excluded.refresh_token_expires_at,
        grant_expires_at         = excluded.grant_expires_at,
        granted_scopes           = excluded.granted_scopes,
        last_refreshed_at        = null,
        connection_status        = 'active',
        connection_error         = null,
        connected_at             = excluded.connected_at,
        next_sync_at             = excluded.next_sync_at,
        updated_at               = excluded.updated_at
    returning c.id into saved;

    delete from social_internal.rotations r where r.connection_id = saved;
    update social_internal.sync_state s set consecutive_failures = 0, failing_since = null
    where s.connection_id = saved and s.consecutive_failures > 0;
    return saved;
end
$$;
comment on function social_internal.save_connection(
    uuid, text, text, text, text, text, text, text, text, text, text, text, text, text,
    timestamptz, timestamptz, timestamptz, text[], text, text, text, text) is
    'Stores a proven login: a first connect, a reconnect that keeps the history, or a take-over from another user. A user who '
    'is not known yet is kept with these details; NULL is the role influencer.';

create function social_internal.reencrypt(connection_id uuid, access_token text, refresh_token text, keys text[]) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform from social.social_media_connections c where c.id = reencrypt.connection_id for no key update nowait;
    update social.social_media_connections c
    set access_token_encrypted  = social_internal.encrypt(access_token, keys[1]),
        refresh_token_encrypted = social_internal.encrypt(nullif(refresh_token, ''), keys[1]),
        key_id                  = social_internal.key_fingerprint(keys[1])
    where c.id = reencrypt.connection_id
      -- Not a token that was replaced, or erased because the account has another owner, since it was read.
      and social_internal.decrypt(c.access_token_encrypted, keys) = access_token
      and (social_internal.decrypt(c.refresh_token_encrypted, keys) = refresh_token
           or c.refresh_token_encrypted is null and nullif(refresh_token, '') is null);
    return found;
exception when lock_not_available then
    return false;
end
$$;
comment on function social_internal.reencrypt(uuid, text, text, text[]) is
    'Writes the same tokens with the quick key derivation and the newest key. False when the row is locked or has changed.';
