-- What is due. Claiming reads; it neither locks nor marks an account, since each worker owns its share of the users.

create function social_internal.is_share(user_id uuid, worker integer, workers integer) returns boolean
    language sql immutable parallel safe
    return workers <= 1 or (uuid_hash_extended(user_id, 0) & 9223372036854775807) % workers = worker;
comment on function social_internal.is_share(uuid, integer, integer) is 'Whether a user is dealt to this worker.';

create function social_internal.requested_claims(worker integer, workers integer, most integer, exclude uuid[])
    returns social_internal.claim[]
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_hashjoin = off
as $$
begin
    return array(
        select row(q.connection_id, q.sync_type, q.log_id, 0, row_number() over (order by q.requested_for, q.log_id))::social_internal.claim
        from social_internal.sync_requests q
        join social.social_media_connections c on c.id = q.connection_id
        where q.requested_for <= social_internal.current_time()
          and social_internal.is_share(c.user_id, worker, workers)
          and q.connection_id <> all (exclude)
          and (c.platform, c.app) in (select a.platform, a.app from social_internal.claimable_apps() a)
          and not exists (select from social_internal.sync_requests earlier
                          where earlier.connection_id = q.connection_id
                            and (earlier.requested_for, earlier.log_id) < (q.requested_for, q.log_id))
        order by q.requested_for, q.log_id
        limit most);
end
$$;
comment on function social_internal.requested_claims(integer, integer, integer, uuid[]) is
    'Syncs that were asked for, oldest first, one a connection.';

create function social_internal.scheduled_claims(
    platform text, app text, worker integer, workers integer, most integer, exclude uuid[])
    returns social_internal.claim[]
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_sort = off
as $$
begin
    return array(
        select row(due.id, 'automatic', null, 1, row_number() over (order by due.next_sync_at))::social_internal.claim
        from (select c.id, c.next_sync_at
              from social.social_media_connections c
              where c.platform = scheduled_claims.platform and c.app = scheduled_claims.app
                and c.next_sync_at is not null and c.next_sync_at <= social_internal.current_time()
                and c.auto_refresh_enabled and c.connection_status in ('active', 'error')
                and social_internal.is_share(c.user_id, worker, workers)
              order by c.next_sync_at
              limit most + cardinality(exclude)) due
        where not exists (select from unnest(exclude) as in_flight(id) where in_flight.id = due.id)
        order by due.next_sync_at
        limit most);
end
$$;
comment on function social_internal.scheduled_claims(text, text, integer, integer, integer, uuid[]) is
    'Retries and extra runs of an application that are due, longest due first.';

create function social_internal.run_claims(
    run social_internal.sync_runs, platform text, app text, worker integer, workers integer, most integer, exclude uuid[])
    returns social_internal.claim[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_sort = off
as $$
#variable_conflict use_column
declare
    position social_internal.run_positions;
    first_id    uuid;
    first_after timestamptz;
    claims      social_internal.claim[];
begin
    select p.* into position
    from social_internal.run_positions p
    where p.run_id = run.id and p.worker = run_claims.worker and p.workers = run_claims.workers
      and p.platform = run_claims.platform and p.app = run_claims.app;

    with left_to_do as materialized (
        select s.connection_id, s.run_after
        from social_internal.sync_state s
        where s.in_daily_run and s.platform = run_claims.platform and s.app = run_claims.app
          and s.run_after < run.started_at
          and (s.run_after, s.connection_id) >= (coalesce(position.run_after, '-infinity'),
                                                 coalesce(position.connection_id, '00000000-0000-0000-0000-000000000000'))
          and social_internal.is_share(s.user_id, worker, workers)
        order by s.run_after, s.connection_id
        limit most + cardinality(exclude)
    )
    select (select array_agg(row(free.connection_id, run.sync_type, null, 2, free.place)::social_internal.claim)
            from (select l.connection_id, row_number() over () as place
                  from left_to_do l
                  where not exists (select from unnest(exclude) as in_flight(id) where in_flight.id = l.connection_id)
                  limit most) free),
           head.connection_id, head.run_after
    into claims, first_id, first_after
    from (select 1) as always
    left join (select l.connection_id, l.run_after from left_to_do l limit 1) head on true;

    -- The first that is not done, in flight or not, is where the next claim looks on: before it all is done.
    if (first_after, first_id) is distinct from (position.run_after, position.connection_id) then
        insert into social_internal.run_positions (run_id, worker, workers, platform, app, run_after, connection_id)
        values (run.id, worker, workers, platform, app,
                coalesce(first_after, run.started_at), coalesce(first_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        on conflict (run_id, worker, workers, platform, app) do update
        set run_after = excluded.run_after, connection_id = excluded.connection_id;
    end if;
    return coalesce(claims, '{}');
end
$$;
comment on function social_internal.run_claims(social_internal.sync_runs, text, text, integer, integer, integer, uuid[]) is
    'What is left of the open run for an application, longest unsynced first. Moves the worker''s position.';

create function social_internal.accounts_due(worker integer, workers integer, max integer, exclude uuid[], keys text[])
    returns setof social_internal.account
    language plpgsql rows 100
    set search_path = pg_catalog, pg_temp
as $$
declare
    run    social_internal.sync_runs;
    app    record;
    claims social_internal.claim[];
begin
    exclude := coalesce(exclude, '{}');
    if max < 1 or (social_internal.park_state()).parked then
        return;
    end if;
    claims := social_internal.requested_claims(worker, workers, max, exclude);
    if cardinality(claims) < max then
        exclude := exclude || array(select q.connection_id from unnest(claims) q);
        select * into run from social_internal.open_run();
        for app in select a.platform, a.app from social_internal.claimable_apps() a loop
            claims := claims || social_internal.scheduled_claims(app.platform, app.app, worker, workers, max, exclude);
            if run.id is not null then
                claims := claims || social_internal.run_claims(run, app.platform, app.app, worker, workers, max, exclude);
            end if;
        end loop;
    end if;
    if cardinality(claims) = 0 then
        return;
    end if;
    -- Applications take turns within a priority, so that a large one does not hold up a small one.
    return query
    select a.*
    from social_internal.accounts(
             array(select once.claim
                   from (select distinct on (c.connection_id) c as claim, c.priority, c.place, c.connection_id
                         from unnest(claims) as c
                         order by c.connection_id, c.priority) once
                   order by once.priority, once.place, once.connection_id
                   limit max), keys) a;
end
$$;
comment on function social_internal.accounts_due(integer, integer, integer, uuid[], text[]) is
    'What a worker is to sync now: requests, then retries and extra runs, then the open run. Nothing while parked.';

create function social_internal.next_due_at(worker integer, workers integer) returns timestamptz
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
declare
    moment   timestamptz := social_internal.current_time();
    earliest timestamptz;
    app_due  timestamptz;
    app      record;
begin
    if (social_internal.park_state()).parked then
        return null;
    end if;
    select min(q.requested_for) into earliest
    from social_internal.sync_requests q
    where q.requested_for > moment and social_internal.is_share(q.user_id, worker, workers);
    for app in select a.* from social_internal.claimable_apps(include_paused => true) a loop
        select c.next_sync_at into app_due
        from social.social_media_connections c
        where c.platform = app.platform and c.app = app.app
          and c.next_sync_at is not null and c.next_sync_at > moment
          and c.auto_refresh_enabled and c.connection_status in ('active', 'error')
          and social_internal.is_share(c.user_id, worker, workers)
        order by c.next_sync_at
        limit 1;
        earliest := least(earliest, app_due, case when app.paused_until > moment then app.paused_until end);
    end loop;
    return earliest;
end
$$;
comment on function social_internal.next_due_at(integer, integer) is
    'When something of a worker''s share will become due that is not due yet; NULL when nothing will.';
