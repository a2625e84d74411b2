-- What is due. Claiming reads; it neither locks nor marks an account, since each worker owns its share of the users.

create function social_internal.is_share(user_id uuid, worker integer, workers integer) returns boolean
    language sql immutable parallel safe
    return workers <= 1 or (uuid_hash_extended(user_id, 0) & 9223372036854775807) % workers = worker;
comment on function social_internal.is_share(uuid, integer, integer) is 'Whether a user is dealt to this worker.';

create type social_internal.app_places as (
    platform  text,
    app       text,
    in_flight integer
);
comment on type social_internal.app_places is 'An application that accounts are claimed for, and how many it has in flight.';

create function social_internal.requested_claims(
    apps social_internal.app_places[], by_hand boolean, worker integer, workers integer, most integer, exclude uuid[])
    returns social_internal.claim[]
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_hashjoin = off
    set enable_mergejoin = off
    set jit = off
as $$
declare
    moment timestamptz := social_internal.current_time(); -- volatile: read once, so that it can bound an index
begin
    return array(
        select row(q.connection_id, q.sync_type, q.log_id, case when by_hand then 0 else 1 end,
                   row_number() over (order by q.requested_for, q.log_id))::social_internal.claim
        from unnest(apps) a
        cross join lateral (
            select r.connection_id, r.sync_type, r.log_id, r.requested_for
            from social_internal.sync_requests r
            join social.social_media_connections c on c.id = r.connection_id
            where r.platform = a.platform and r.app = a.app and r.by_hand = requested_claims.by_hand
              and r.requested_for <= moment
              and social_internal.is_share(c.user_id, worker, workers)
              and r.connection_id <> all (exclude)
              and not exists (select from social_internal.sync_requests earlier
                              where earlier.connection_id = r.connection_id and earlier.by_hand = r.by_hand
                                and (earlier.requested_for, earlier.log_id) < (r.requested_for, r.log_id))
            order by r.requested_for, r.log_id
            limit most) q
        order by q.requested_for, q.log_id
        limit most);
end
$$;
comment on function social_internal.requested_claims(social_internal.app_places[], boolean, integer, integer, integer, uuid[]) is
    'Syncs of these applications that were asked for, by somebody or by jobs: oldest first, one a connection.';

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
        select row(due.id, 'automatic', null, 2, row_number() over (order by due.next_sync_at))::social_internal.claim
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

create function social_internal.apps_to_claim_for(exclude uuid[], waiting uuid[]) returns social_internal.app_places[]
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_hashjoin = off
    set enable_mergejoin = off
    set jit = off
as $$
declare
    apps social_internal.app_places[];
begin
    apps := array(select row(a.platform, a.app, 0)::social_internal.app_places
                  from social_internal.claimable_apps() a
                  order by a.platform, a.app);
    if cardinality(exclude) = 0 then
        return apps;
    end if;
    -- One alone shares with nobody: no need to look whose they are.
    if cardinality(apps) = 1 then
        apps[1].in_flight := cardinality(exclude) - cardinality(waiting);
        return apps;
    end if;
    return array(
        select row(a.platform, a.app, coalesce(f.in_flight, 0))::social_internal.app_places
        from unnest(apps) a
        left join (select c.platform, c.app, count(*)::integer as in_flight
                   from unnest(exclude) as flying(id)
                   join social.social_media_connections c on c.id = flying.id
                   where flying.id <> all (waiting)
                   group by c.platform, c.app) f on f.platform = a.platform and f.app = a.app
        order by coalesce(f.in_flight, 0) desc, a.platform, a.app);
end
$$;
comment on function social_internal.apps_to_claim_for(uuid[], uuid[]) is
    'The applications that accounts may be claimed for, those with most in flight first.';

create function social_internal.app_claims(
    app social_internal.app_places, run social_internal.sync_runs, worker integer, workers integer, most integer,
    exclude uuid[], resume boolean)
    returns social_internal.claim[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_hashjoin = off
    set enable_mergejoin = off
    set jit = off
as $$
declare
    claims social_internal.claim[] := '{}';
    jobs   boolean; -- ask for some
    half   integer; -- of the places, for what jobs ask for
begin
    jobs := exists (select from social_internal.sync_requests q
                    where q.platform = app.platform and q.app = app.app and not q.by_hand);
    if jobs then
        -- Also here those in use: jobs may ask for accounts that all hang.
        half := ceil((app.in_flight + most) / 2.0) - (
            select count(*)
            from unnest(exclude) as flying(id)
            cross join lateral (
                select q.* from social_internal.sync_requests q where q.connection_id = flying.id offset 0) q
            where not q.by_hand and q.platform = app.platform and q.app = app.app);
        if half > 0 then
            claims := social_internal.requested_claims(array[app], false, worker, workers, least(half, most), exclude);
        end if;
    end if;
    if cardinality(claims) < most then
        claims := claims || social_internal.scheduled_claims(
            app.platform, app.app, worker, workers, most - cardinality(claims),
            exclude || array(select c.connection_id from unnest(claims) c));
    end if;
    if run.id is not null and cardinality(claims) < most then
        claims := claims || social_internal.run_claims(
            run, app.platform, app.app, worker, workers, most - cardinality(claims),
            exclude || array(select c.connection_id from unnest(claims) c), resume);
    end if;
    -- Nobody else needs what is left. In front, as they are ordered: by priority.
    if jobs and cardinality(claims) < most then
        claims := social_internal.requested_claims(
            array[app], false, worker, workers, most - cardinality(claims),
            exclude || array(select c.connection_id from unnest(claims) c)) || claims;
    end if;
    return claims;
end
$$;
comment on function social_internal.app_claims(
    social_internal.app_places, social_internal.sync_runs, integer, integer, integer, uuid[], boolean) is
    'What an application has due: what jobs asked for, up to half its places, retries and extra runs, the open run, and then '
    'more of what jobs asked for. Nothing: there is no more.';

create function social_internal.claims_due(
    worker integer, workers integer, max integer, exclude uuid[], waiting uuid[] default '{}')
    returns social_internal.claim[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    taken   uuid[] := coalesce(exclude, '{}'); -- in flight, or among the claims
    claims  social_internal.claim[] := '{}';
    more    social_internal.claim[];
    mixed   boolean := false;
    run     social_internal.sync_runs;
    apps    social_internal.app_places[]; -- those that may have more
    again   social_internal.app_places[];
    app     social_internal.app_places;
    room    integer := max;
    places  integer; -- to be dealt: the room, and what these applications have in flight
    share   integer;
    resume  boolean := cardinality(taken) = 0;
begin
    if max < 1 or (social_internal.park_state()).parked then
        return claims;
    end if;
    apps := social_internal.apps_to_claim_for(taken, waiting);
    if exists (select from social_internal.sync_requests) then
        claims := social_internal.requested_claims(apps, true, worker, workers, max, taken);
        if cardinality(claims) > 0 then
            taken := taken || array(select c.connection_id from unnest(claims) c);
            room  := max - cardinality(claims);
            apps  := social_internal.apps_to_claim_for(taken, waiting);
        end if;
    end if;
    select * into run from social_internal.open_run();
    -- All places are dealt out evenly, also those in use: an application whose platform hangs would else take its part of
    -- what comes free each time, give nothing back, and hold nearly all in the end. Who has most in flight is dealt to first,
    -- and what one does not need goes to those after it, then to whoever has more.
    while room > 0 and cardinality(apps) > 0 loop
        places := room + (select sum(a.in_flight) from unnest(apps) a);
        again  := '{}';
        for turn in 1 .. cardinality(apps) loop
            app   := apps[turn];
            share := least(room, ceil(places / (cardinality(apps) - turn + 1)::numeric) - app.in_flight);
            more  := '{}';
            if share > 0 then
                more   := social_internal.app_claims(app, run, worker, workers, share, taken, resume);
                mixed  := mixed or cardinality(claims) > 0 or more[1].priority <> more[cardinality(more)].priority;
                claims := claims || more;
                taken  := taken || array(select c.connection_id from unnest(more) c);
                room   := room - cardinality(more);
                app.in_flight := app.in_flight + cardinality(more);
            end if;
            places := places - app.in_flight;
            if share < 1 or cardinality(more) > 0 then
                again := again || app;
            end if;
        end loop;
        apps   := again;
        resume := false;
    end loop;
    -- Those of one source are in order as they come.
    if mixed then
        claims := array(select c from unnest(claims) as c order by c.priority, c.place, c.connection_id);
    end if;
    return claims;
end
$$;
comment on function social_internal.claims_due(integer, integer, integer, uuid[], uuid[]) is
    'What a worker is to sync now: what people asked for, then what each application has due. Nothing while parked. Not taken: '
    'exclude, and of these keep no place from others: waiting. Fewer than max: nothing more is due.';

create function social_internal.next_due_at(worker integer, workers integer) returns timestamptz
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
    set jit = off
as $$
declare
    moment    timestamptz := social_internal.current_time();
    earliest  timestamptz;
    app_due   timestamptz;
    asked_for timestamptz;
    app       record;
begin
    if (social_internal.park_state()).parked then
        return null;
    end if;
    for app in select a.* from social_internal.claimable_apps(include_paused => true) a loop
        select c.next_sync_at into app_due
        from social.social_media_connections c
        where c.platform = app.platform and c.app = app.app
          and c.next_sync_at is not null and c.next_sync_at > moment
          and c.auto_refresh_enabled and c.connection_status in ('active', 'error')
          and social_internal.is_share(c.user_id, worker, workers)
        order by c.next_sync_at
        limit 1;
        select min(r.requested_for) into asked_for
        from unnest('{true,false}'::boolean[]) as asked(by_hand)
        cross join lateral (
            select q.requested_for
            from social_internal.sync_requests q
            where q.platform = app.platform and q.app = app.app and q.by_hand = asked.by_hand
              and q.requested_for > moment
              and social_internal.is_share(q.user_id, worker, workers)
            order by q.requested_for
            limit 1) r;
        earliest := least(earliest, app_due, asked_for, case when app.paused_until > moment then app.paused_until end);
    end loop;
    return earliest;
end
$$;
comment on function social_internal.next_due_at(integer, integer) is
    'When something of a worker''s share will become due that is not due yet; NULL when nothing will.';
