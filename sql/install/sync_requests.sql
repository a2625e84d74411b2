-- Syncs asked for: durable intent that workers act on.

create table social_internal.sync_requests (
    log_id        bigint primary key,
    connection_id uuid not null,
    user_id       uuid not null,
    platform      text not null,
    app           text not null,
    sync_type     text not null default 'manual',
    requested_at  timestamptz not null default social_internal.current_time(),
    requested_for timestamptz not null default social_internal.current_time(),
    by_hand       boolean not null generated always as (sync_type = 'manual') stored,
    constraint sync_type_is_known check (sync_type in ('manual', 'automatic', 'scheduled', 'token_refresh', 'connect'))
) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.1);
create index sync_requests_in_order on social_internal.sync_requests (platform, app, by_hand, requested_for, log_id);
create index sync_requests_by_connection on social_internal.sync_requests (connection_id);
comment on table social_internal.sync_requests is
    'Syncs that were asked for and have not ended, under the id their log row will have.';
comment on column social_internal.sync_requests.by_hand is 'Asked for by somebody, not by a job.';

create function social_internal.set_aside(connection_ids uuid[], fewest integer default 1) returns uuid[]
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select c.id
        from social.social_media_connections c
        join social_internal.sync_state s on s.connection_id = c.id
        where c.id = any (connection_ids) and c.connection_status = 'error'
          and s.set_aside_until > social_internal.current_time()
          and (fewest <= 1
               or fewest <= (select count(distinct l.created_at) from social.social_media_sync_logs l -- a row for each that asked
                             where l.connection_id = c.id and l.error_code = 'quarantined'
                               and l.created_at > social_internal.current_time() - interval '1 day')));
end
$$;
comment on function social_internal.set_aside(uuid[], integer) is
    'Those of them that workers did not survive, at least so many times within a day: not to be tried for now. One that is '
    'connected again, or made active by hand, is none.';

create function social_internal.queue_syncs(connection_ids uuid[], sync_type text default 'manual') returns bigint[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- Asking twice before the first has begun is asking once. But nobody has to wait for a job's turn.
    insert into social_internal.sync_requests (log_id, connection_id, user_id, platform, app, sync_type)
    select nextval('social_internal.sync_log_ids'), c.id, c.user_id, c.platform, c.app, queue_syncs.sync_type
    from social.social_media_connections c
    where c.id = any (connection_ids)
      and not exists (select from social_internal.sync_requests q
                      where q.connection_id = c.id and (q.by_hand or queue_syncs.sync_type <> 'manual'))
    order by c.id; -- else their order would be the plan's
    perform social_internal.wake_workers();
    return array(select min(q.log_id)
                 from unnest(connection_ids) with ordinality as wanted(id, place)
                 join social_internal.sync_requests q
                     on q.connection_id = wanted.id and (q.by_hand or queue_syncs.sync_type <> 'manual')
                 group by wanted.place
                 order by wanted.place);
end
$$;
comment on function social_internal.queue_syncs(uuid[], text) is
    'Asks for syncs, durably and without waiting; the log ids of the requests, in the order of the connections.';

create function social_internal.queue_sync(log_id bigint, connection_id uuid, sync_type text, due_at timestamptz) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    insert into social_internal.sync_requests (log_id, connection_id, user_id, platform, app, sync_type, requested_for)
    select queue_sync.log_id, c.id, c.user_id, c.platform, c.app, queue_sync.sync_type, queue_sync.due_at
    from social.social_media_connections c
    where c.id = queue_sync.connection_id
    on conflict (log_id) do update set requested_for = excluded.requested_for;
$$;
comment on function social_internal.queue_sync(bigint, uuid, text, timestamptz) is
    'Makes a sync that its caller no longer waits for durable, under the id the caller was given.';
