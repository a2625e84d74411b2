-- What the open run has due: each worker goes through its accounts of an application by their ids.

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
    moment   constant timestamptz := social_internal.current_time();
    misdated constant timestamptz := social_internal.misdated_after();
    position social_internal.run_positions;
    start_at uuid;
    passed   uuid;
    met      uuid[];
    free     uuid[];
    earliest uuid; -- in flight
    behind   social_internal.run_positions; -- of the workers there were, the one that is furthest behind
begin
    select p.* into position
    from social_internal.run_positions p
    where p.worker = run_claims.worker and p.workers = run_claims.workers
      and p.platform = run_claims.platform and p.app = run_claims.app;
    -- After a change of the number of workers each goes on from where the one furthest behind had come to. Where one of
    -- them never came to claim anything, nobody knows of its share, and the place of before the change still holds.
    select (former.behind).* into behind
    from (select p.workers, count(*) as known, (array_agg(p order by p.run_id, p.at_end, p.settled))[1] as behind
          from social_internal.run_positions p
          where p.platform = run_claims.platform and p.app = run_claims.app and p.workers <> run_claims.workers
            and p.moved_at > coalesce(position.moved_at, '-infinity')
          group by p.workers
          order by max(p.moved_at) desc
          limit 1) former
    where former.known = former.workers;
    if found then
        position         := behind;
        position.worker  := run_claims.worker;
        position.workers := run_claims.workers;
        position.reached := position.settled;
        position.taken   := 0;
    end if;
    if position.run_id is null or position.at_end and position.run_id <> run.id then
        position := row(run_claims.worker, run_claims.workers, run_claims.platform, run_claims.app,
                        run.id, run.started_at, nil, nil, 0, false, null)::social_internal.run_positions;
    end if;
    -- A run that began under a clock that was ahead begins now, lest it takes those again that it has had since.
    position.run_started_at := least(position.run_started_at, moment);
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
          and social_internal.is_left_for_run(s.run_after, s.last_attempt_at, position.run_started_at, misdated)
          and social_internal.is_share(s.user_id, worker, workers)
        order by s.connection_id
        limit most);
    if exclude = '{}' then
        free := met;
    else
        free     := array(select id from unnest(met) as id where id <> all (exclude));
        earliest := (select id from unnest(exclude) as id order by id limit 1);
    end if;

    -- What is taken again was counted when it was lost.
    position.taken   := position.taken + case when resume then (select count(*) from unnest(free) as id where id > position.reached)
                                              else cardinality(free) end;
    position.at_end  := cardinality(met) < most;
    position.reached := coalesce(met[cardinality(met)], position.reached);
    position.settled := least(position.reached, free[1], earliest);
    position.moved_at := moment;
    insert into social_internal.run_positions select position.*
    on conflict (worker, workers, platform, app) do update
    set run_id = excluded.run_id, run_started_at = excluded.run_started_at, reached = excluded.reached,
        settled = excluded.settled, taken = excluded.taken, at_end = excluded.at_end, moved_at = excluded.moved_at;
    -- The end of an older round is the beginning of the next; behind accounts that are in flight are others.
    if cardinality(free) = 0 and (not position.at_end or position.run_id <> run.id) then
        return social_internal.run_claims(run, platform, app, worker, workers, most, exclude, false);
    end if;
    return array(select row(id, run.sync_type, null, 3, place)::social_internal.claim
                 from unnest(free) with ordinality as taken(id, place));
end
$$;
comment on function social_internal.run_claims(social_internal.sync_runs, text, text, integer, integer, integer, uuid[], boolean) is
    'The next accounts of an application that were not tried since the run began. Moves the worker''s position.';
