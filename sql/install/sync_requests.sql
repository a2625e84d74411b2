-- Syncs asked for and daily runs: the intent that workers act on.

create table social_internal.sync_requests (
    log_id        bigint primary key,
    connection_id uuid not null,
    user_id       uuid not null,
    platform      text not null,
    sync_type     text not null default 'manual',
    requested_at  timestamptz not null default social_internal.current_time(),
    requested_for timestamptz not null default social_internal.current_time(),
    constraint sync_type_is_known check (sync_type in ('manual', 'automatic', 'scheduled', 'token_refresh', 'connect'))
) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.1);
create index sync_requests_in_order on social_internal.sync_requests (requested_for, log_id);
create index sync_requests_by_connection on social_internal.sync_requests (connection_id);
comment on table social_internal.sync_requests is
    'Syncs that were asked for and have not ended, under the id their log row will have.';

create function social_internal.queue_syncs(connection_ids uuid[], sync_type text default 'manual') returns bigint[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- Asking twice before the first has begun is asking once.
    insert into social_internal.sync_requests (log_id, connection_id, user_id, platform, sync_type)
    select nextval('social_internal.sync_log_ids'), c.id, c.user_id, c.platform, queue_syncs.sync_type
    from social.social_media_connections c
    where c.id = any (connection_ids)
      and not exists (select from social_internal.sync_requests q where q.connection_id = c.id);
    perform social_internal.wake_workers();
    return array(select min(q.log_id)
                 from unnest(connection_ids) with ordinality as wanted(id, place)
                 join social_internal.sync_requests q on q.connection_id = wanted.id
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
    insert into social_internal.sync_requests (log_id, connection_id, user_id, platform, sync_type, requested_for)
    select queue_sync.log_id, c.id, c.user_id, c.platform, queue_sync.sync_type, queue_sync.due_at
    from social.social_media_connections c
    where c.id = queue_sync.connection_id
    on conflict (log_id) do update set requested_for = excluded.requested_for;
$$;
comment on function social_internal.queue_sync(bigint, uuid, text, timestamptz) is
    'Makes a sync that its caller no longer waits for durable, under the id the caller was given.';

create table social_internal.sync_runs (
    id          bigint generated always as identity primary key,
    sync_type   text not null default 'scheduled',
    started_at  timestamptz not null default social_internal.current_time(),
    finished_at timestamptz,
    total       bigint not null,
    note        text
);
create unique index one_open_run on social_internal.sync_runs ((finished_at is null)) where finished_at is null;
comment on table social_internal.sync_runs is
    'Daily runs. Due is what has not been tried since the run began; nothing is marked. Not dumped.';

create table social_internal.run_positions (
    run_id        bigint not null,
    worker        integer not null,
    workers       integer not null,
    platform      text not null,
    app           text not null,
    run_after     timestamptz not null,
    connection_id uuid not null,
    primary key (run_id, worker, workers, platform, app)
) with (fillfactor = 50);
comment on table social_internal.run_positions is
    'How far each worker has come in a run: nothing before the position is left to do. Spares it the dead index '
    'entries of what is done. Not dumped.';

create function social_internal.open_run() returns setof social_internal.sync_runs
    language sql stable rows 1
begin atomic
    select * from social_internal.sync_runs r where r.finished_at is null;
end;
comment on function social_internal.open_run() is 'The run that is under way, if there is one.';

create function social_internal.begin_run() returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
    begun  bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('pg_social.sync_runs', 0));
    -- A run asked for while one is under way is the one under way, unless that one cannot end.
    update social_internal.sync_runs
    set finished_at = moment, note = 'not finished when the next run began'
    where finished_at is null and started_at < moment - interval '20 hours';
    select r.id into begun from social_internal.open_run() r;
    if begun is null then
        insert into social_internal.sync_runs (started_at, total)
        select moment, count(*)
        from social_internal.sync_state s
        join social.social_media_platforms p on p.platform = s.platform and p.app = s.app
        where s.in_daily_run and s.run_after < moment and p.enabled and p.client_id is not null
        returning id into begun;
        delete from social_internal.run_positions r where r.run_id <> begun;
    end if;
    perform social_internal.wake_workers();
    return begun;
end
$$;
comment on function social_internal.begin_run() is 'Begins a daily run and wakes the workers; the id of the run under way.';

create function social_internal.run_is_done(run social_internal.sync_runs) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
declare
    app      record;
    position record;
begin
    for app in select p.platform, p.app from social_internal.claimable_apps(include_paused => true) p loop
        -- The least position is only a bound when every worker of the present count has one.
        select min(p.run_after) as run_after, count(*) = max(p.workers) as complete into position
        from social_internal.run_positions p
        where p.run_id = run.id and p.platform = app.platform and p.app = app.app
          and p.workers = (select max(q.workers) from social_internal.run_positions q where q.run_id = run.id);
        if exists (select from social_internal.sync_state s
                   where s.in_daily_run and s.platform = app.platform and s.app = app.app
                     and s.run_after < run.started_at
                     and s.run_after >= case when position.complete then position.run_after else '-infinity' end) then
            return false;
        end if;
    end loop;
    return true;
end
$$;
comment on function social_internal.run_is_done(social_internal.sync_runs) is
    'Whether nothing that could be synced is left of a run.';

create function social_internal.finish_run_if_done(worker integer, workers integer, in_flight integer) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    run social_internal.sync_runs;
begin
    if in_flight > 0 then
        return false;
    end if;
    select * into run from social_internal.open_run();
    if run.id is null or not social_internal.run_is_done(run) then
        return false;
    end if;
    update social_internal.sync_runs r set finished_at = social_internal.current_time()
    where r.id = run.id and r.finished_at is null;
    delete from social_internal.run_positions p where p.run_id = run.id;
    return true;
end
$$;
comment on function social_internal.finish_run_if_done(integer, integer, integer) is
    'Ends the open run when nothing is left of it. What other workers have in flight counts as left.';
