-- Daily runs. A run is a moment: due is what has not been tried since. Workers go through their accounts in the order of
-- an index that no sync changes, and remember how far they have come. Where a day is not enough, the next run does not
-- begin at the front: each round is gone through to its end before the next, so that whoever is next has waited longest
-- for a turn. Those who did not wait for theirs (new, failed, asked for) have it all the same.

create table social_internal.sync_runs (
    id          bigint generated always as identity primary key,
    sync_type   text not null default 'scheduled',
    started_at  timestamptz not null default social_internal.current_time(),
    finished_at timestamptz,
    total       bigint not null,
    note        text
);
create unique index one_open_run on social_internal.sync_runs ((finished_at is null)) where finished_at is null;
comment on table social_internal.sync_runs is 'Daily runs. Not dumped: a copy does not go on with the original''s run.';

create table social_internal.run_positions (
    worker         integer not null,
    workers        integer not null,
    platform       text not null,
    app            text not null,
    run_id         bigint not null,
    run_started_at timestamptz not null,
    reached        uuid not null,
    settled        uuid not null,
    taken          bigint not null,
    at_end         boolean not null,
    moved_at       timestamptz not null,
    primary key (worker, workers, platform, app)
) with (fillfactor = 50);
comment on table social_internal.run_positions is
    'How far each worker has come with the accounts of an application. Not dumped.';
comment on column social_internal.run_positions.run_id is
    'The run it is on. An application that was paused ends its round of the older run before it begins the next.';
comment on column social_internal.run_positions.reached is 'Connections up to this one are done or in flight.';
comment on column social_internal.run_positions.settled is 'Connections before this one are done: where a restarted worker looks on.';
comment on column social_internal.run_positions.moved_at is
    'When it last moved: after a change of the number of workers, the positions of the number before are the newest.';
comment on column social_internal.run_positions.taken is 'Connections taken up in this run.';

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
    moment   constant timestamptz := social_internal.current_time();
    misdated constant timestamptz := social_internal.misdated_after();
    begun    bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('pg_social.sync_runs', 0));
    -- A run asked for while one is under way is the one under way, unless it is the one of the day before.
    update social_internal.sync_runs
    set finished_at = moment, note = 'not finished when the next run began'
    where finished_at is null
      and (started_at < moment - interval '20 hours' or started_at > misdated);
    select r.id into begun from social_internal.open_run() r;
    if begun is null then
        insert into social_internal.sync_runs (started_at, total)
        select moment, count(*)
        from social_internal.sync_state s
        where s.in_daily_run and social_internal.is_left_for_run(s.run_after, s.last_attempt_at, moment, misdated)
          and (s.platform, s.app) in (select a.platform, a.app from social_internal.claimable_apps(include_paused => true) a)
        returning id into begun;
    end if;
    perform social_internal.wake_workers();
    return begun;
end
$$;
comment on function social_internal.begin_run() is 'Begins a daily run and wakes the workers; the id of the run under way.';

create function social_internal.finish_run_if_done(workers integer) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    run social_internal.sync_runs;
begin
    select * into run from social_internal.open_run();
    if run.id is null then
        return false;
    end if;
    if exists (select
               from social_internal.claimable_apps(include_paused => true) a
               cross join generate_series(0, workers - 1) as each(worker)
               where not exists (select from social_internal.run_positions p
                                 where p.worker = each.worker and p.workers = finish_run_if_done.workers
                                   and p.platform = a.platform and p.app = a.app
                                   and p.run_id = run.id and p.at_end and p.settled = p.reached)) then
        return false;
    end if;
    update social_internal.sync_runs r set finished_at = social_internal.current_time()
    where r.id = run.id and r.finished_at is null;
    return found;
end
$$;
comment on function social_internal.finish_run_if_done(integer) is
    'Ends the open run when every worker has come to the end of every application and has settled what it took up.';
