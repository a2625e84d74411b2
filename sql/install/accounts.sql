-- Accounts as workers take them: tokens in the clear, and which of them are due.

create type social_internal.account as (
    connection_id            uuid,
    user_id                  uuid,
    platform                 text,
    app                      text,
    login_flow               text,
    platform_user_id         text,
    authorizing_user_id      text,
    platform_username        text,
    access_token             text,
    refresh_token            text,
    token_expires_at         timestamptz,
    refresh_token_expires_at timestamptz,
    grant_expires_at         timestamptz,
    last_refreshed_at        timestamptz,
    connected_at             timestamptz,
    granted_scopes           text[],
    post_digests             bytea,
    reencrypt                boolean,
    unreadable               boolean,
    consecutive_failures     integer,
    failing_since            timestamptz,
    connection_status        text,
    sync_type                text,
    log_id                   bigint,
    rotation_unanswered      boolean,
    digests_lost             boolean
);
comment on type social_internal.account is 'A connection as a worker takes it, with its tokens in the clear.';

create type social_internal.claim as (
    connection_id uuid,
    sync_type     text,
    log_id        bigint,
    priority      integer,
    place         bigint
);
comment on type social_internal.claim is 'A connection to be synced, why, and in which order.';

create function social_internal.accounts_opened(claims social_internal.claim[], keys text[], every_key boolean)
    returns setof social_internal.account
    language plpgsql stable rows 100
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_hashjoin = off
    set enable_mergejoin = off
    set jit = off
as $$
declare
    newest_key text := social_internal.key_fingerprint(keys[1]);
begin
    -- One pass, a row at a time: nothing here keeps rows aside, which would copy each once more.
    return query
    select o.id, o.user_id, o.platform, o.app, o.login_flow, o.platform_user_id, o.authorizing_user_id,
           o.platform_username, o.access_token, o.refresh_token, o.token_expires_at, o.refresh_token_expires_at,
           o.grant_expires_at, o.last_refreshed_at, o.connected_at, o.granted_scopes, o.post_digests,
           o.in_its_row
               and coalesce(social_internal.is_slow_to_read(o.access) or social_internal.is_slow_to_read(o.refresh)
                            or o.key_id is distinct from newest_key, false),
           o.access_token is null and o.access is not null
               or o.refresh_token is null and o.refresh is not null,
           o.consecutive_failures, o.failing_since, o.connection_status, o.sync_type, o.log_id, o.rotation_unanswered,
           -- By a restore, or on purpose; an account without posts has empty ones.
           o.post_digests is null and o.last_synced_at is not null
    from (
        select t.*,
               case when every_key then social_internal.decrypt(t.access, keys)
                    else social_internal.pgp_decrypt(t.access, keys[1]) end  as access_token,
               case when every_key then social_internal.decrypt(t.refresh, keys)
                    else social_internal.pgp_decrypt(t.refresh, keys[1]) end as refresh_token
        from (
            select c.id, c.user_id, c.platform, c.app, c.login_flow, c.platform_user_id, c.authorizing_user_id,
                   c.platform_username, c.connected_at, c.last_synced_at, c.key_id, c.connection_status,
                   -- A new pair that could not be written to the connection yet is the one that counts.
                   case when r.stored_at is null then c.access_token_encrypted else r.access_token_encrypted end as access,
                   coalesce(r.refresh_token_encrypted, c.refresh_token_encrypted)                as refresh,
                   case when r.stored_at is null then c.token_expires_at else r.token_expires_at end as token_expires_at,
                   coalesce(r.refresh_token_expires_at, c.refresh_token_expires_at)              as refresh_token_expires_at,
                   coalesce(r.grant_expires_at, c.grant_expires_at)                              as grant_expires_at,
                   coalesce(r.stored_at, c.last_refreshed_at)                                    as last_refreshed_at,
                   coalesce(r.granted_scopes, c.granted_scopes)                                  as granted_scopes,
                   r.connection_id is not null and r.stored_at is null                           as rotation_unanswered,
                   r.stored_at is null                                                           as in_its_row,
                   s.post_digests, s.consecutive_failures, s.failing_since, q.sync_type, q.log_id, q.ordinal
            from unnest(claims) with ordinality as q(connection_id, sync_type, log_id, priority, place, ordinal)
            join social.social_media_connections c on c.id = q.connection_id
            left join social_internal.sync_state s on s.connection_id = c.id
            left join social_internal.rotations r on r.connection_id = c.id
        ) t
        offset 0 -- each token is opened once, whatever is made of it above
    ) o
    order by o.ordinal;
end
$$;
comment on function social_internal.accounts_opened(social_internal.claim[], text[], boolean) is
    'accounts(), opened with any of the keys, or with the newest alone: an error then, when one has another.';

create function social_internal.accounts(claims social_internal.claim[], keys text[])
    returns setof social_internal.account
    language plpgsql stable rows 100
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- A subtransaction costs as much as a decryption: one for all, since as a rule the newest key opens all. No row is
    -- returned before the error: what accounts_opened() gives is complete before the first is taken.
    return query select a.* from social_internal.accounts_opened(claims, keys, every_key => false) a;
exception when external_routine_invocation_exception or data_exception then
    return query select a.* from social_internal.accounts_opened(claims, keys, every_key => true) a;
end
$$;
comment on function social_internal.accounts(social_internal.claim[], text[]) is
    'The accounts of these claims, in their order; connections that are gone are left out.';

create function social_internal.accounts_named(connection_ids uuid[], keys text[])
    returns setof social_internal.account
    language sql stable rows 1
begin atomic
    select a.*
    from social_internal.accounts(
             array(select row(id, 'manual', null, 0, place)::social_internal.claim
                   from unnest(connection_ids) with ordinality as named(id, place)
                   order by place), keys) a;
end;
comment on function social_internal.accounts_named(uuid[], text[]) is 'Accounts by connection, whatever their status.';

create function social_internal.expiring(
    days integer, worker integer, workers integer, refreshed_before timestamptz, after_end timestamptz, after_id uuid, most integer,
    out connection_id uuid, out ends_at timestamptz)
    returns setof record
    language plpgsql stable rows 100
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
as $$
declare
    moment timestamptz := social_internal.current_time();
begin
    if (social_internal.park_state()).parked then
        return;
    end if;
    return query
    select c.id, c.grant_expires_at
    from social.social_media_connections c
    join social.social_media_platforms p on p.platform = c.platform and p.app = c.app
    where c.grant_expires_at <= moment + days * interval '1 day'
      and c.grant_expires_at > moment
      and c.grant_expires_at >= coalesce(after_end, '-infinity')
      and (after_end is null or (c.grant_expires_at, c.id) > (after_end, after_id))
      and c.connection_status in ('active', 'error')
      -- One that was prolonged meanwhile comes again, further behind.
      and (c.last_refreshed_at is null or after_end is null or c.last_refreshed_at < refreshed_before)
      and not exists (select from social_internal.sync_state s
                      where s.connection_id = c.id and c.connection_status = 'error' and s.set_aside_until > moment)
      and p.refresh_policy <> 'none' and p.enabled and p.client_id is not null
      and (p.paused_until is null or p.paused_until <= moment)
      and social_internal.is_share(c.user_id, worker, workers)
    order by c.grant_expires_at, c.id
    limit most;
end
$$;
comment on function social_internal.expiring(integer, integer, integer, timestamptz, timestamptz, uuid, integer) is
    'The next of a worker''s accounts whose permission ends within so many days and can be prolonged without the creator.';
