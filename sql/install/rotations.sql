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
    access_token_replaced    bytea,
    refresh_token_replaced   bytea,
    retry_at                 timestamptz,
    constraint a_stored_pair_has_a_token check ((stored_at is null) = (access_token_encrypted is null))
);
comment on table social_internal.rotations is
    'Refreshes under way that spend the old token, and their results until the connection''s row has them. A lock '
    'on that row never delays this one.';
comment on column social_internal.rotations.access_token_replaced is
    'SHA-256 of the token that the new one takes the place of, and of no other; NULL is of any.';
comment on column social_internal.rotations.refresh_token_replaced is 'The same of the refresh token.';
comment on column social_internal.rotations.retry_at is 'Set where the pair could not be written to its connection: when that is tried again.';

create function social_internal.check_rotation_not_held(connection_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- Whoever is about to erase the connection holds this row as well, for as long as the transaction takes.
    perform from social_internal.rotations r
    where r.connection_id = check_rotation_not_held.connection_id for update skip locked;
    if not found and exists (select from social_internal.rotations r
                             where r.connection_id = check_rotation_not_held.connection_id) then
        raise exception 'the refresh of connection % is held by another transaction', check_rotation_not_held.connection_id
            using errcode = 'lock_not_available', hint = 'It is tried again.';
    end if;
end
$$;
comment on function social_internal.check_rotation_not_held(uuid) is
    'Fails where writing this connection''s refresh would wait for somebody else.';

create function social_internal.begin_rotation(connection_id uuid, connected_at timestamptz default null) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    perform social_internal.check_rotation_not_held(begin_rotation.connection_id);
    insert into social_internal.rotations as r (connection_id)
    select c.id from social.social_media_connections c
    where c.id = begin_rotation.connection_id and c.connected_at = coalesce(begin_rotation.connected_at, c.connected_at)
    on conflict (connection_id) do update set begun_at = excluded.begun_at;
    return found;
end
$$;
comment on function social_internal.begin_rotation(uuid, timestamptz) is
    'Notes that a connection''s refresh token is about to be spent. False when it was disconnected, or connected anew, meanwhile.';

create function social_internal.end_rotations(connection_ids uuid[], known_at timestamptz[]) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    delete from social_internal.rotations r
    where r.connection_id in (select begun.connection_id
                              from unnest(connection_ids, known_at) as ended(connection_id, known_at)
                              join social_internal.rotations begun on begun.connection_id = ended.connection_id
                              where begun.stored_at is null
                                -- Not one that the next sync has begun before this one could be recorded.
                                and begun.begun_at <= ended.known_at
                              for update of begun skip locked);
$$;
comment on function social_internal.end_rotations(uuid[], timestamptz[]) is
    'Forgets refreshes that came to nothing: refused, or never sent. Not those that were begun later than that was known.';

create function social_internal.store_rotation(
    connection_id uuid, access_token text, refresh_token text,
    token_expires_at timestamptz, refresh_token_expires_at timestamptz, grant_expires_at timestamptz,
    granted_scopes text[], key text, connected_at timestamptz default null,
    access_token_before text default null, refresh_token_before text default null) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    if exists (select from social.social_media_connections c
               where c.id = store_rotation.connection_id and c.connected_at <> store_rotation.connected_at) then
        return;
    end if;
    perform social_internal.check_rotation_not_held(store_rotation.connection_id);
    insert into social_internal.rotations as r
        (connection_id, stored_at, access_token_encrypted, refresh_token_encrypted, key_id,
         token_expires_at, refresh_token_expires_at, grant_expires_at, granted_scopes,
         access_token_replaced, refresh_token_replaced)
    values (store_rotation.connection_id, social_internal.current_time(),
            social_internal.encrypt(store_rotation.access_token, store_rotation.key),
            social_internal.encrypt(nullif(store_rotation.refresh_token, ''), store_rotation.key),
            social_internal.key_fingerprint(store_rotation.key), store_rotation.token_expires_at,
            store_rotation.refresh_token_expires_at, store_rotation.grant_expires_at, store_rotation.granted_scopes,
            social_internal.token_digest(store_rotation.access_token_before),
            social_internal.token_digest(store_rotation.refresh_token_before))
    on conflict (connection_id) do update
    set stored_at                = excluded.stored_at,
        access_token_encrypted   = excluded.access_token_encrypted,
        refresh_token_encrypted  = coalesce(excluded.refresh_token_encrypted, r.refresh_token_encrypted),
        key_id                   = excluded.key_id,
        token_expires_at         = excluded.token_expires_at,
        refresh_token_expires_at = coalesce(excluded.refresh_token_expires_at, r.refresh_token_expires_at),
        grant_expires_at         = coalesce(excluded.grant_expires_at, r.grant_expires_at),
        granted_scopes           = coalesce(excluded.granted_scopes, r.granted_scopes),
        -- A pair that has not reached its connection yet is followed by another: the connection has those before both.
        access_token_replaced    = case when r.stored_at is null then excluded.access_token_replaced
                                        else r.access_token_replaced end,
        refresh_token_replaced   = case when r.stored_at is null then excluded.refresh_token_replaced
                                        else r.refresh_token_replaced end;
end
$$;
comment on function social_internal.store_rotation(
    uuid, text, text, timestamptz, timestamptz, timestamptz, text[], text, timestamptz, text, text) is
    'Stores a new pair as soon as the platform gave it. Without a refresh token the stored one stays. The pair of a '
    'login that was replaced by a later one (connected_at tells) is dropped.';

create function social_internal.token_digest(token text) returns bytea
    language sql immutable parallel safe strict
    return sha256(convert_to(token, 'UTF8'));
comment on function social_internal.token_digest(text) is
    'Tells whether a token is another one, without telling either: they are random and long.';

create function social_internal.is_replaced(ciphertext bytea, digest bytea, keys text[]) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- A live token is worth more than one that no key reads.
    return digest is null or ciphertext is null and digest = social_internal.token_digest('')
           or coalesce(social_internal.token_digest(social_internal.decrypt(ciphertext, keys)) = digest, ciphertext is not null);
end
$$;
comment on function social_internal.is_replaced(bytea, bytea, text[]) is
    'Whether a stored token is the one that a refresh replaces: not one that somebody has put there, or erased, meanwhile.';

create function social_internal.same_end(stored timestamptz, told timestamptz) returns timestamptz
    language sql immutable parallel safe
    return case when told between stored - interval '5 minutes' and stored + interval '5 minutes' then stored
                else coalesce(told, stored) end;
comment on function social_internal.same_end(timestamptz, timestamptz) is
    'The end of a permission after a refresh. Told as seconds from now it differs by how long the answer took: that is the '
    'end that was known, and its notice has been written. NULL told keeps the stored one.';

create function social_internal.move_rotations(keys text[], connection_ids uuid[]) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moved bigint := 0;
begin
    with held as materialized (
        select c.id, social_internal.is_replaced(c.access_token_encrypted, r.access_token_replaced, keys)   as access,
               social_internal.is_replaced(c.refresh_token_encrypted, r.refresh_token_replaced, keys) as refresh
        from social_internal.rotations r
        join social.social_media_connections c on c.id = r.connection_id
        where r.connection_id = any (connection_ids) and r.stored_at is not null
        order by c.id
        for no key update of c skip locked
    ), written as (
        update social.social_media_connections c
        set access_token_encrypted   = case when h.access then r.access_token_encrypted else c.access_token_encrypted end,
            key_id                   = case when h.access then r.key_id else c.key_id end,
            token_expires_at         = case when h.access then r.token_expires_at else c.token_expires_at end,
            grant_expires_at         = case when h.access then social_internal.same_end(c.grant_expires_at, r.grant_expires_at)
                                            else c.grant_expires_at end,
            granted_scopes           = case when h.access then coalesce(r.granted_scopes, c.granted_scopes)
                                            else c.granted_scopes end,
            last_refreshed_at        = case when h.access then r.stored_at else c.last_refreshed_at end,
            refresh_token_encrypted  = case when h.refresh then coalesce(r.refresh_token_encrypted, c.refresh_token_encrypted)
                                            else c.refresh_token_encrypted end,
            refresh_token_expires_at = case when h.refresh then coalesce(r.refresh_token_expires_at, c.refresh_token_expires_at)
                                            else c.refresh_token_expires_at end,
            updated_at               = social_internal.current_time()
        from held h
        join social_internal.rotations r on r.connection_id = h.id
        where c.id = h.id and (h.access or h.refresh)
    )
    delete from social_internal.rotations r using held h where r.connection_id = h.id;
    get diagnostics moved = row_count;
    return moved;
end
$$;
comment on function social_internal.move_rotations(text[], uuid[]) is
    'Moves the stored pairs of these connections to their rows, leaving out those that are locked; the number moved. What '
    'somebody has put there, or erased, since the refresh began stays as it is.';

create function social_internal.apply_rotations(keys text[]) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
    stored uuid[];
    each   uuid;
    moved  bigint := 0;
begin
    -- As a rule there are none; this is asked for with every batch of syncs.
    stored := array(select r.connection_id from social_internal.rotations r
                    where r.stored_at is not null and coalesce(r.retry_at <= moment, true) order by r.connection_id);
    if cardinality(stored) = 0 then
        return 0;
    end if;
    perform social_internal.revoke_orphaned_pairs();
    begin
        return social_internal.move_rotations(keys, stored);
    exception when others then
        -- One of them cannot be written, perhaps for a trigger of somebody's: each alone shows which. The pair is safe
        -- and used where it is.
        foreach each in array stored loop
            begin
                moved := moved + social_internal.move_rotations(keys, array[each]);
            exception when others then
                raise log 'pg_social could not write the new tokens of connection %: %', each, sqlerrm;
                update social_internal.rotations r set retry_at = moment + interval '10 seconds' where r.connection_id = each;
            end;
        end loop;
    end;
    return moved;
end
$$;
comment on function social_internal.apply_rotations(text[]) is
    'Moves stored pairs to their connections, leaving out those that are locked; the number moved.';
