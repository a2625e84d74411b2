-- A new encryption key: everything is encrypted with it again, in the background and a few rows at a time.

create table social_internal.key_rotation (
    only_row    boolean primary key default true,
    started_at  timestamptz not null default social_internal.current_time(),
    last_id     uuid not null default '00000000-0000-0000-0000-000000000000',
    total       bigint not null,
    done        bigint not null default 0,
    unreadable  bigint not null default 0,
    finished_at timestamptz,
    constraint there_is_one_rotation check (only_row)
);
comment on table social_internal.key_rotation is
    'How far re-encryption has come. Not dumped: a restored copy begins anew when it is asked to.';

create function social.rotate_encryption_key() returns bigint
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted bigint := (select count(*) from social.social_media_connections c where c.access_token_encrypted is not null);
begin
    insert into social_internal.key_rotation (total) values (wanted)
    on conflict (only_row) do update
    set started_at = excluded.started_at, last_id = excluded.last_id, total = excluded.total,
        done = 0, unreadable = 0, finished_at = null;
    perform social_internal.wake_workers();
    return wanted;
end
$$;
comment on function social.rotate_encryption_key() is
    'Has every stored secret that a key of the file opens encrypted with the first key of the file, in the background. '
    'Returns the number of connections; encryption_progress() shows how far it is. The older key stays in the file for '
    'eight days more, for tokens that wait to be revoked.';

create function social.encryption_progress(
    out started_at timestamptz, out finished_at timestamptz, out total bigint, out done bigint, out unreadable bigint)
    returns setof record
    language sql stable security definer
begin atomic
    select r.started_at, r.finished_at, r.total, r.done, r.unreadable from social_internal.key_rotation r;
end;
comment on function social.encryption_progress() is
    'How far rotate_encryption_key() has come; no row before the first. unreadable counts accounts whose access token no key '
    'of the file opens; apps'' secrets, refreshes under way and revocations are not counted.';

create function social_internal.reencrypt_connections(first uuid, most integer, keys text[],
    out last_id uuid, out looked_at bigint, out unreadable bigint, out at_end boolean)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    newest text := social_internal.key_fingerprint(keys[1]);
    wanted uuid[];
    held   uuid[];
    locked uuid;
begin
    wanted := array(select c.id from social.social_media_connections c
                    where c.id > reencrypt_connections.first order by c.id limit most);
    held   := array(select c.id from social.social_media_connections c
                    where c.id = any (wanted) order by c.id for no key update skip locked);
    locked := (select id from unnest(wanted) as id where id <> all (held) order by id limit 1);
    at_end := cardinality(wanted) = 0;
    with batch as materialized (
        select c.id, c.key_id, c.access_token_encrypted, c.refresh_token_encrypted
        from social.social_media_connections c
        where c.id = any (held) and (locked is null or c.id < locked)
    ), opened as materialized (
        select b.id, b.access_token_encrypted is not null and social_internal.decrypt(b.access_token_encrypted, keys) is null as closed,
               social_internal.decrypt(b.access_token_encrypted, keys)  as access_token,
               social_internal.decrypt(b.refresh_token_encrypted, keys) as refresh_token
        from batch b
        where b.key_id is distinct from newest
           or social_internal.is_slow_to_read(b.access_token_encrypted) or social_internal.is_slow_to_read(b.refresh_token_encrypted)
    ), written as (
        update social.social_media_connections c
        set access_token_encrypted  = social_internal.encrypt(o.access_token, keys[1]),
            refresh_token_encrypted = coalesce(social_internal.encrypt(o.refresh_token, keys[1]), c.refresh_token_encrypted),
            key_id                  = newest
        from opened o
        where c.id = o.id and not o.closed and o.access_token is not null
    )
    select (select b.id from batch b order by b.id desc limit 1), (select count(*) from batch),
           (select count(*) from opened o where o.closed)
    into last_id, looked_at, unreadable;
end
$$;
comment on function social_internal.reencrypt_connections(uuid, integer, text[]) is
    'Encrypts the tokens of the next connections after `first` with the newest key, up to one that somebody holds. NULL '
    'last_id: there were none.';

create function social_internal.reencrypt_others(keys text[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '100ms'
as $$
declare
    newest text := social_internal.key_fingerprint(keys[1]);
begin
    update social_internal.platform_settings s
    set client_secret_encrypted = social_internal.encrypt(social_internal.decrypt(s.client_secret_encrypted, keys), keys[1]),
        key_id                  = newest
    where s.key_id is distinct from newest and social_internal.decrypt(s.client_secret_encrypted, keys) is not null;

    update social_internal.rotations r
    set access_token_encrypted  = social_internal.encrypt(social_internal.decrypt(r.access_token_encrypted, keys), keys[1]),
        refresh_token_encrypted = coalesce(social_internal.encrypt(social_internal.decrypt(r.refresh_token_encrypted, keys), keys[1]),
                                           r.refresh_token_encrypted),
        key_id                  = newest
    where r.key_id <> newest and social_internal.decrypt(r.access_token_encrypted, keys) is not null;

    update social.social_media_revocations r
    set access_token_encrypted  = social_internal.encrypt(social_internal.decrypt(r.access_token_encrypted, keys), keys[1]),
        refresh_token_encrypted = coalesce(social_internal.encrypt(social_internal.decrypt(r.refresh_token_encrypted, keys), keys[1]),
                                           r.refresh_token_encrypted)
    where r.next_attempt_at is not null and social_internal.decrypt(r.access_token_encrypted, keys) is not null;
end
$$;
comment on function social_internal.reencrypt_others(text[]) is
    'Encrypts client secrets, pairs under way and tokens to be revoked with the newest key. Few rows each.';

create function social_internal.reencrypt_some(most integer, keys text[]) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    rotation social_internal.key_rotation;
    step     record;
begin
    select * into rotation from social_internal.key_rotation r where r.finished_at is null for update skip locked;
    if rotation.only_row is null then
        return false;
    end if;
    if rotation.done = 0 then
        begin
            perform social_internal.reencrypt_others(keys);
        exception when lock_not_available then
            return false;
        end;
    end if;
    select * into step from social_internal.reencrypt_connections(rotation.last_id, most, keys);
    update social_internal.key_rotation r
    set last_id    = coalesce(step.last_id, r.last_id),
        done        = r.done + step.looked_at,
        total       = greatest(r.total, r.done + step.looked_at),
        unreadable  = r.unreadable + step.unreadable,
        finished_at = case when step.at_end then social_internal.current_time() end;
    return step.looked_at > 0;
end
$$;
comment on function social_internal.reencrypt_some(integer, text[]) is
    'One step of a key rotation; whether there is more to do at once. What somebody holds is waited for: the next look finds it.';
