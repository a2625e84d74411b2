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
    set jit = off
as $$
declare
    moment timestamptz := social_internal.current_time(); -- volatile: read once, so that it can bound an index
begin
    return array(
        select row(q.connection_id, q.sync_type, q.log_id, 0, row_number() over (order by q.requested_for, q.log_id))::social_internal.claim
        from social_internal.sync_requests q
        join social.social_media_connections c on c.id = q.connection_id
        where q.requested_for <= moment
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
    set jit = off
as $$
declare
    moment timestamptz := social_internal.current_time();
begin
    return array(
        select row(due.id, 'automatic', null, 1, row_number() over (order by due.next_sync_at))::social_internal.claim
        from (select c.id, c.next_sync_at
              from social.social_media_connections c
              where c.platform = scheduled_claims.platform and c.app = scheduled_claims.app
                and c.next_sync_at is not null and c.next_sync_at <= moment
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
    run social_internal.sync_runs, platform text, app text, worker integer, workers integer, most integer, exclude uuid[],
    resume boolean)
    returns social_internal.claim[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_sort = off
    set jit = off
as $$
#variable_conflict use_column
declare
    nil      constant uuid := '00000000-0000-0000-0000-000000000000';
    misdated constant timestamptz := social_internal.misdated_after();
    position social_internal.run_positions;
    start_at uuid;
    passed   uuid;
    met      uuid[];
    free     uuid[];
    earliest uuid; -- in flight
begin
    select p.* into position
    from social_internal.run_positions p
    where p.worker = run_claims.worker and p.workers = run_claims.workers
      and p.platform = run_claims.platform and p.app = run_claims.app;
    -- After a change of the number of workers each goes on from where the one furthest behind had come to.
    if exists (select
               from social_internal.run_positions p
               where p.platform = run_claims.platform and p.app = run_claims.app and p.workers <> run_claims.workers
                 and p.moved_at > coalesce(position.moved_at, '-infinity')) then
        select p.* into position
        from social_internal.run_positions p
        where p.platform = run_claims.platform and p.app = run_claims.app
          and p.moved_at > coalesce(position.moved_at, '-infinity')
          and p.workers = (select l.workers
                           from social_internal.run_positions l
                           where l.platform = run_claims.platform and l.app = run_claims.app
                             and l.workers <> run_claims.workers
                           order by l.moved_at desc
                           limit 1)
        order by p.run_id, p.at_end, p.settled
        limit 1;
        position.worker  := run_claims.worker;
        position.workers := run_claims.workers;
        position.reached := position.settled;
        position.taken   := 0;
    end if;
    if position.run_id is null or position.at_end and position.run_id <> run.id then
        position := row(run_claims.worker, run_claims.workers, run_claims.platform, run_claims.app,
                        run.id, run.started_at, nil, nil, 0, false, null)::social_internal.run_positions;
    end if;
    -- Where nothing is in flight, what was taken and not recorded was lost with a worker: it is taken again.
    if resume then
        start_at := position.settled;
    else
        start_at := position.reached;
        passed   := position.reached;
    end if;

    met := array(
        select s.connection_id
        from social_internal.sync_state s
        where s.in_daily_run and s.platform = run_claims.platform and s.app = run_claims.app
          and s.connection_id >= start_at
          and s.connection_id is distinct from passed
          and (s.run_after < position.run_started_at or s.last_attempt_at > misdated)
          and social_internal.is_share(s.user_id, worker, workers)
        order by s.connection_id
        limit most);
    if exclude = '{}' then
        free := met;
    else
        free     := array(select id from unnest(met) as id where id <> all (exclude));
        earliest := (select id from unnest(exclude) as id order by id limit 1);
    end if;

    position.at_end  := cardinality(met) < most;
    position.reached := coalesce(met[cardinality(met)], position.reached);
    position.settled := least(position.reached, free[1], earliest);
    position.taken   := position.taken + cardinality(free);
    position.moved_at := social_internal.current_time();
    insert into social_internal.run_positions select position.*
    on conflict (worker, workers, platform, app) do update
    set run_id = excluded.run_id, run_started_at = excluded.run_started_at, reached = excluded.reached,
        settled = excluded.settled, taken = excluded.taken, at_end = excluded.at_end, moved_at = excluded.moved_at;
    -- The end of an older round is the beginning of the next.
    if position.at_end and position.run_id <> run.id and cardinality(free) = 0 then
        return social_internal.run_claims(run, platform, app, worker, workers, most, exclude, false);
    end if;
    return array(select row(id, run.sync_type, null, 2, place)::social_internal.claim
                 from unnest(free) with ordinality as taken(id, place));
end
$$;
comment on function social_internal.run_claims(social_internal.sync_runs, text, text, integer, integer, integer, uuid[], boolean) is
    'The next accounts of an application that were not tried since the run began. Moves the worker''s position.';

create function social_internal.claims_due(worker integer, workers integer, max integer, exclude uuid[])
    returns social_internal.claim[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    taken     uuid[] := coalesce(exclude, '{}'); -- in flight, or among the claims
    claims    social_internal.claim[] := '{}';
    more      social_internal.claim[];
    platforms text[];
    apps      text[];
    run       social_internal.sync_runs;
    share     integer;
    had       integer;
    sources   integer := 0;
    resume    boolean := cardinality(taken) = 0;
begin
    if max < 1 or (social_internal.park_state()).parked then
        return claims;
    end if;
    if exists (select from social_internal.sync_requests) then
        claims  := social_internal.requested_claims(worker, workers, max, taken);
        taken   := taken || array(select c.connection_id from unnest(claims) c);
        sources := least(cardinality(claims), 1);
    end if;
    select array_agg(a.platform order by a.platform, a.app), array_agg(a.app order by a.platform, a.app)
    into platforms, apps
    from social_internal.claimable_apps() a;
    select * into run from social_internal.open_run();
    -- What room is left is dealt out evenly, so that an application with many accounts does not hold up one with few;
    -- and dealt again, until nobody has more: fewer accounts than asked for mean that there are no more.
    loop
        had := cardinality(claims);
        for kind in 1 .. case when run.id is null then 1 else 2 end loop
            for app in 1 .. coalesce(cardinality(apps), 0) loop
                share := ceil((max - cardinality(claims)) / (cardinality(apps) - app + 1)::numeric);
                continue when share < 1;
                more := case kind
                    when 1 then social_internal.scheduled_claims(platforms[app], apps[app], worker, workers, share, taken)
                    else social_internal.run_claims(run, platforms[app], apps[app], worker, workers, share, taken, resume) end;
                continue when cardinality(more) = 0;
                claims  := claims || more;
                taken   := taken || array(select c.connection_id from unnest(more) c);
                sources := sources + 1;
            end loop;
        end loop;
        resume := false;
        exit when cardinality(claims) in (had, max);
    end loop;
    -- Those of one source are in order as they come.
    if sources > 1 then
        claims := array(select c from unnest(claims) as c order by c.priority, c.place, c.connection_id);
    end if;
    return claims;
end
$$;
comment on function social_internal.claims_due(integer, integer, integer, uuid[]) is
    'What a worker is to sync now: requests, then retries and extra runs, then the open run. Nothing while parked.';

create function social_internal.next_due_at(worker integer, workers integer) returns timestamptz
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
    set jit = off
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
