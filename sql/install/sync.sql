-- Syncs on request, and refreshes.

create function social_internal.queued_row(log_id bigint, c social.social_media_connections)
    returns social.social_media_sync_logs
    language sql stable
    return row(log_id, c.id, c.user_id, c.platform, 'manual', 'queued', null, false, null, null, null, null, null,
               null, null, null)::social.social_media_sync_logs;
comment on function social_internal.queued_row(bigint, social.social_media_connections) is
    'What is answered for a sync that has not ended.';

-- In plpgsql: a worker keeps its plan from answer to answer.
create function social_internal.sync_log_json(log_ids bigint[], connection_ids uuid[]) returns jsonb
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    rows jsonb := (select coalesce(jsonb_agg(to_jsonb(l) order by l.id), '[]')
                   from social.social_media_sync_logs l
                   where l.id = any (log_ids) and l.sync_type = 'manual');
begin
    if jsonb_array_length(rows) < cardinality(connection_ids) then
        -- What was put off goes by the id of the request that is there, which may be an earlier one.
        rows := rows || (
            select coalesce(jsonb_agg(to_jsonb(social_internal.queued_row(asked.log_id, c)) order by asked.log_id), '[]')
            from social.social_media_connections c
            cross join lateral (select min(q.log_id) as log_id from social_internal.sync_requests q
                                where q.connection_id = c.id and q.by_hand) asked
            where c.id = any (connection_ids) and asked.log_id is not null
              and not rows @> jsonb_build_array(jsonb_build_object('connection_id', c.id)));
    end if;
    return rows;
end
$$;
comment on function social_internal.sync_log_json(bigint[], uuid[]) is
    'Sync logs as a worker answers them, and what was put off, so that a caller with an older snapshot has them too.';

create function social_internal.sync_connections(user_id uuid, connection_ids uuid[], wait interval)
    returns setof social.social_media_sync_logs
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    log_ids bigint[];
    reply   jsonb;
    -- The worker may have been killed by somebody: by hand it is tried once more.
    aside   uuid[] := social_internal.set_aside(connection_ids, 2);
begin
    perform social_internal.check_wait(wait);
    if pg_is_in_recovery() then
        -- As ask_worker() says it, which is too late: a standby gives no ids.
        raise exception 'this server is a standby'
            using errcode = 'object_not_in_prerequisite_state', hint = 'Ask the primary: workers run there only.';
    end if;
    -- Those are answered with the row that says why.
    if aside <> '{}' then
        connection_ids := array(select unnest(connection_ids) except select unnest(aside));
        return query
        select newest.*
        from unnest(aside) as refused(id),
             lateral (select l.* from social.social_media_sync_logs l
                      where l.connection_id = refused.id and l.error_code = 'quarantined' order by l.id desc limit 1) newest;
    end if;
    if cardinality(connection_ids) = 0 then
        return;
    end if;
    if wait = interval '0' then
        log_ids := social_internal.queue_syncs(connection_ids);
    else
        perform social_internal.check_not_held_here(connection_ids);
        log_ids := array(select nextval('social_internal.sync_log_ids') from unnest(connection_ids));
        reply := social_internal.ask_worker(
            sync_connections.user_id,
            jsonb_build_object('kind', 'sync', 'connection_ids', connection_ids, 'log_ids', log_ids, 'sync_type', 'manual'),
            '{}', wait);
        -- The worker was busy for all of the wait and has not begun: the intent takes effect at commit instead.
        if reply -> 'queued' = 'false' then
            log_ids := social_internal.queue_syncs(connection_ids);
        end if;
    end if;
    return query
    select (answer.log).*
    from (select coalesce(done, social_internal.queued_row(asked.log_id, c)) as log
          from unnest(connection_ids, log_ids) with ordinality as asked(connection_id, log_id, place)
          join social.social_media_connections c on c.id = asked.connection_id
          -- Not by log_id: who joins a sync that is under way is answered with the row of that one.
          left join jsonb_populate_recordset(null::social.social_media_sync_logs, reply -> 'rows') done
              on done.connection_id = asked.connection_id
          order by asked.place) answer;
end
$$;
comment on function social_internal.sync_connections(uuid, uuid[], interval) is
    'Has a user''s connections synchronised; one row each, queued for what did not end within the wait.';

create function social.sync_user(user_id uuid, platforms text[] default null, wait interval default '30 seconds')
    returns setof social.social_media_sync_logs
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    name text;
begin
    perform social_internal.check_given(sync_user.user_id, 'user_id');
    foreach name in array coalesce(platforms, '{}') loop
        perform social_internal.check_platform(name);
    end loop;
    return query
    select s.*
    from social_internal.sync_connections(
             sync_user.user_id,
             array(select c.id
                   from social.social_media_connections c
                   where c.user_id = sync_user.user_id and c.access_token_encrypted is not null
                     and (coalesce(cardinality(platforms), 0) = 0 or c.platform = any (platforms))
                   order by c.connected_at, c.id),
             wait) s;
end
$$;
comment on function social.sync_user(uuid, text[], interval) is
    'Synchronises a user''s accounts now: one row each as in the sync log. What does not end within the wait is answered '
    'as queued and goes on.';

create function social.sync_connection(connection_id uuid, wait interval default '30 seconds')
    returns social.social_media_sync_logs
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    connection social.social_media_connections := social_internal.find_connection(sync_connection.connection_id);
    answer     social.social_media_sync_logs;
begin
    if connection.access_token_encrypted is null then
        raise exception 'connection % has no token', connection.id
            using errcode = 'object_not_in_prerequisite_state', hint = 'The creator has to connect the account again.';
    end if;
    select s.* into answer
    from social_internal.sync_connections(connection.user_id, array[connection.id], wait) s;
    return answer;
end
$$;
comment on function social.sync_connection(uuid, interval) is 'Synchronises one account now; like sync_user().';

create function social.sync_result(log_id bigint, wait interval default '30 seconds')
    returns social.social_media_sync_logs
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    deadline timestamptz;
    answer   social.social_media_sync_logs;
    request  social_internal.sync_requests;
begin
    perform social_internal.check_given(sync_result.log_id, 'log_id');
    perform social_internal.check_wait(wait);
    deadline := clock_timestamp() + wait;
    loop
        select q.* into request from social_internal.sync_requests q where q.log_id = sync_result.log_id;
        select l.* into answer from social.social_media_sync_logs l where l.id = sync_result.log_id and l.sync_type = 'manual';
        exit when answer.id is not null or request.log_id is null or clock_timestamp() >= deadline;
        perform pg_sleep(0.02);
    end loop;
    if answer.id is not null then
        return answer;
    elsif request.log_id is null then
        raise exception 'there is no sync %', sync_result.log_id
            using errcode = 'undefined_object', hint = 'Pass the id that sync_user() or sync_connection() answered.';
    end if;
    return social_internal.queued_row(request.log_id, c)
    from social.social_media_connections c
    where c.id = request.connection_id;
end
$$;
comment on function social.sync_result(bigint, interval) is
    'The row of a sync that was queued, waiting for it to end; still queued if it does not in time.';

create function social.refresh_expiring_tokens(days_before integer default 7, wait interval default '30 seconds')
    returns table (connection_id uuid, platform text, success boolean, error text, token_expires_at timestamptz)
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.check_between(days_before, 'days_before', 1, 365);
    perform social_internal.check_wait(wait);
    return query
    select r.connection_id, r.platform, r.success, r.error, r.token_expires_at
    from jsonb_array_elements(social_internal.ask_worker(
             null, jsonb_build_object('kind', 'refresh', 'days_before', days_before), '{}', wait)) answer,
         jsonb_to_recordset(answer -> 'rows') as r(connection_id uuid, platform text, success boolean, error text, token_expires_at timestamptz);
end
$$;
comment on function social.refresh_expiring_tokens(integer, interval) is
    'Prolongs permissions that end within so many days, where that works without the creator; one row each.';
