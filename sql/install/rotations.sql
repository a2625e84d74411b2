-- Refresh tokens that die when used: the new pair is on disk before anything else happens to it.

create table social_internal.rotations (
    connection_id            uuid primary key,
    begun_at                 timestamptz not null default social_internal.current_time(),
    stored_at                timestamptz,
    access_token_encrypted   bytea,
    refresh_token_encrypted  bytea,
    key_id                   text,
    token_expires_at         timestamptz,
    refresh_token_expires_at timestamptz,
    grant_expires_at         timestamptz,
    granted_scopes           text[],
    constraint a_stored_pair_has_a_token check ((stored_at is null) = (access_token_encrypted is null))
);
comment on table social_internal.rotations is
    'Refreshes under way that spend the old token, and their results until the connection''s row has them. A lock '
    'on that row never delays this one.';

create function social_internal.begin_rotation(connection_ids uuid[]) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    insert into social_internal.rotations as r (connection_id)
    select distinct id from unnest(connection_ids) as wanted(id) order by id
    on conflict (connection_id) do update set begun_at = excluded.begun_at;
$$;
comment on function social_internal.begin_rotation(uuid[]) is 'Notes that the refresh tokens of these connections are about to be spent.';

create function social_internal.end_rotation(connection_ids uuid[]) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    delete from social_internal.rotations r where r.connection_id = any (connection_ids) and r.stored_at is null;
$$;
comment on function social_internal.end_rotation(uuid[]) is 'Forgets refreshes that the platform refused.';

create function social_internal.store_rotation(
    connection_id uuid, access_token text, refresh_token text,
    token_expires_at timestamptz, refresh_token_expires_at timestamptz, grant_expires_at timestamptz,
    granted_scopes text[], key text, connected_at timestamptz default null) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    new_access  bytea := social_internal.encrypt(store_rotation.access_token, store_rotation.key);
    new_refresh bytea := social_internal.encrypt(nullif(store_rotation.refresh_token, ''), store_rotation.key);
begin
    if store_rotation.connected_at is not null
       and not exists (select from social.social_media_connections c
                       where c.id = store_rotation.connection_id and c.connected_at = store_rotation.connected_at) then
        return;
    end if;
    insert into social_internal.rotations as r
        (connection_id, stored_at, access_token_encrypted, refresh_token_encrypted, key_id,
         token_expires_at, refresh_token_expires_at, grant_expires_at, granted_scopes)
    values (store_rotation.connection_id, social_internal.current_time(), new_access, new_refresh,
            social_internal.key_fingerprint(store_rotation.key), store_rotation.token_expires_at,
            store_rotation.refresh_token_expires_at, store_rotation.grant_expires_at, store_rotation.granted_scopes)
    on conflict (connection_id) do update
    set stored_at                = excluded.stored_at,
        access_token_encrypted   = excluded.access_token_encrypted,
        refresh_token_encrypted  = coalesce(excluded.refresh_token_encrypted, r.refresh_token_encrypted),
        key_id                   = excluded.key_id,
        token_expires_at         = excluded.token_expires_at,
        refresh_token_expires_at = coalesce(excluded.refresh_token_expires_at, r.refresh_token_expires_at),
        grant_expires_at         = coalesce(excluded.grant_expires_at, r.grant_expires_at),
        granted_scopes           = coalesce(excluded.granted_scopes, r.granted_scopes);
end
$$;
comment on function social_internal.store_rotation(
    uuid, text, text, timestamptz, timestamptz, timestamptz, text[], text, timestamptz) is
    'Stores a new pair as soon as the platform gave it. Without a refresh token the stored one stays. The pair of a '
    'login that was replaced by a later one (connected_at tells), or disconnected, is dropped.';

create function social_internal.same_end(stored timestamptz, told timestamptz) returns timestamptz
    language sql immutable parallel safe
    return case when told between stored - interval '5 minutes' and stored + interval '5 minutes' then stored
                else coalesce(told, stored) end;
comment on function social_internal.same_end(timestamptz, timestamptz) is
    'The end of a permission after a refresh. Told as seconds from now it differs by how long the answer took: that is the '
    'end that was known, and its notice has been written. NULL told keeps the stored one.';

create function social_internal.apply_rotations() returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    applied bigint := 0;
begin
    -- As a rule there are none; this is asked for with every batch of syncs.
    if not exists (select from social_internal.rotations r where r.stored_at is not null) then
        return 0;
    end if;
    with held as materialized (
        select c.id
        from social_internal.rotations r
        join social.social_media_connections c on c.id = r.connection_id
        where r.stored_at is not null
        order by c.id
        for no key update of c skip locked
    ), moved as (
        update social.social_media_connections c
        set access_token_encrypted   = r.access_token_encrypted,
            refresh_token_encrypted  = coalesce(r.refresh_token_encrypted, c.refresh_token_encrypted),
            key_id                   = r.key_id,
            token_expires_at         = r.token_expires_at,
            refresh_token_expires_at = coalesce(r.refresh_token_expires_at, c.refresh_token_expires_at),
            grant_expires_at         = social_internal.same_end(c.grant_expires_at, r.grant_expires_at),
            granted_scopes           = coalesce(r.granted_scopes, c.granted_scopes),
            last_refreshed_at        = r.stored_at,
            updated_at               = social_internal.current_time()
        from held
        join social_internal.rotations r on r.connection_id = held.id
        where c.id = held.id
        returning c.id
    )
    delete from social_internal.rotations r using moved where r.connection_id = moved.id;
    get diagnostics applied = row_count;
    return applied;
end
$$;
comment on function social_internal.apply_rotations() is
    'Moves stored pairs to their connections, leaving out those that are locked; the number moved.';
