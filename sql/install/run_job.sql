-- Running jobs: asked for by run_job(), found due by the scheduler, carried out step by step by a job worker.

create function social.run_job(name text) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    known social_internal.jobs := social_internal.find_job(run_job.name);
    run   uuid;
begin
    -- Asking twice before the first has begun is asking once.
    insert into social.social_media_job_runs as r (job, queued_at) values (known.job, social_internal.current_time())
    on conflict (job) where status = 'queued' do update set queued_at = r.queued_at
    returning r.id into run;
    perform social_internal.wake_workers();
    return run;
end
$$;
comment on function social.run_job(text) is
    'Asks for a job to be run now, once its present run has ended; also while it is paused. Returns at once: the id of '
    'its row in social_media_job_runs, which tells how it went.';

create function social_internal.job_lock(name text) returns bigint
    language sql immutable parallel safe
    return hashtextextended('pg_social.job.' || name, 0);
comment on function social_internal.job_lock(text) is 'Key of the advisory lock that whoever runs the job holds.';

-- After 1, 2, 4 ... minutes, at most an hour, and no later than the schedule says anyway.
create function social_internal.retry_pause(failures integer) returns interval
    language sql immutable parallel safe
    return least(interval '1 hour', interval '1 minute' * power(2, least(failures, 10) - 1));
comment on function social_internal.retry_pause(integer) is 'How long after the n-th failure in a row a job is tried again.';

create function social_internal.end_run(run uuid, failure text default null, code text default null) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
    ended  social.social_media_job_runs;
    zone   text;
begin
    -- schedule_job() and resume_job() hold the row until their caller commits, which may be never.
    perform from social_internal.job_state t
    where t.job = (select r.job from social.social_media_job_runs r where r.id = run)
    for no key update skip locked;
    if not found and exists (select from social_internal.job_state t
                             join social.social_media_job_runs r on r.job = t.job where r.id = run) then
        return false;
    end if;
    update social.social_media_job_runs r
    set status = case when failure is null then 'succeeded' else 'failed' end, message = failure, finished_at = moment,
        details = case when code is null then r.details else coalesce(r.details, '{}') || jsonb_build_object('error_code', code) end
    where r.id = run and r.status = 'running'
    returning * into ended;
    if ended.id is null then
        return true;
    end if;
    zone := (select social_internal.zone_of_job(t.job, t.time_zone) from social_internal.job_state t where t.job = ended.job);
    update social_internal.job_state t
    set failures    = case when failure is null then 0 else t.failures + 1 end,
        next_run_at = case
            when failure is not null and t.schedule is not null then
                least(moment + social_internal.retry_pause(t.failures + 1),
                      social_internal.next_run(t.schedule, zone, t.next_run_at, moment))
            -- A run that was asked for leaves the schedule alone, unless it made up for one that failed.
            when ended.due_at is null and t.failures = 0 then t.next_run_at
            -- Made due while it ran, for what it cannot have seen.
            when t.next_run_at > ended.started_at and t.next_run_at <= moment and ended.due_at is not null then t.next_run_at
            else social_internal.next_run(t.schedule, zone, coalesce(ended.due_at, t.next_run_at), ended.started_at)
        end
    where t.job = ended.job;
    delete from social.social_media_job_runs r
    where r.job = ended.job and r.status <> 'running'
      and r.started_at < (select k.started_at from social.social_media_job_runs k
                          where k.job = ended.job and k.started_at is not null
                          order by k.started_at desc offset 499 limit 1);
    return true;
end
$$;
comment on function social_internal.end_run(uuid, text, text) is
    'Ends a run, works out when the job is next due, and forgets all but the newest 500 runs of the job. False, with nothing '
    'done, while somebody is changing the job''s schedule.';

-- The scheduler's look. Whoever runs a job holds its lock, so a run whose lock is free has lost its process.
create function social_internal.end_orphaned_runs() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    run record;
begin
    for run in select r.id, r.job from social.social_media_job_runs r where r.status = 'running' loop
        if pg_try_advisory_xact_lock(social_internal.job_lock(run.job)) then
            perform social_internal.end_run(
                run.id, 'Its process ended before the job did: stopped with the server, by an administrator, or killed. '
                        'The server log says which.', 'process_ended');
        end if;
    end loop;
end
$$;
comment on function social_internal.end_orphaned_runs() is 'Records as failed what no process runs any more.';

create function social_internal.plan_jobs() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '200ms'
as $$
declare
    moment timestamptz := social_internal.current_time();
    known  record;
    soon   timestamptz;
begin
    for known in
        select j.job, j.schedule, t.next_run_at,
               (t.schedule, t.time_zone) is not distinct from (j.schedule, j.time_zone) as is_planned,
               social_internal.known_time_zone(j.time_zone) as zone
        from social_internal.jobs j
        left join social_internal.job_state t on t.job = j.job
    loop
        -- What is due stays due, whatever changed.
        continue when known.next_run_at <= moment;
        begin
            soon := social_internal.next_run(known.schedule, known.zone, null, moment);
            -- No job waits for more than the second time from now: after that the clock has been put back, perhaps
            -- by months. One that is a little ahead has just run, and must not run twice for one due time.
            if not known.is_planned
               or known.next_run_at > social_internal.next_run(known.schedule, known.zone, null, soon) then
                perform social_internal.plan_job(known.job);
            end if;
        exception
            when lock_not_available then
                null; -- whoever is changing the schedule plans the job himself
            when invalid_parameter_value then
                raise log 'pg_social cannot plan job "%": %', known.job, sqlerrm;
        end;
    end loop;
end
$$;
comment on function social_internal.plan_jobs() is
    'Gives every job a due time that follows from its schedule and the clock as they are now.';

create function social_internal.database_is_being_restored() returns boolean
    language sql stable
begin atomic
    select exists (select from pg_stat_activity a where a.datname = current_database() and a.application_name = 'pg_restore')
        or not exists (select from social_internal.home) and exists (select from social.social_media_connections);
end;
comment on function social_internal.database_is_being_restored() is
    'Whether rows of ours could be in the way of a restore.';

create function social_internal.jobs_due(running text[], out job text, out due boolean, out due_at timestamptz)
    returns setof record
    language plpgsql rows 7
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
begin
    if social_internal.database_is_being_restored() then
        -- Nothing is; look again soon, since a restore wakes nobody when it ends.
        return query select null, false, moment + interval '5 seconds';
        return;
    end if;
    perform social_internal.end_orphaned_runs();
    perform social_internal.plan_jobs();
    perform social_internal.plan_views_after_restore();
    perform social_internal.end_misdated_waits();
    return query
    select j.job,
           q.id is not null or j.enabled and t.next_run_at <= moment,
           case when q.id is not null then q.queued_at else t.next_run_at end
    from social_internal.jobs j
    left join social_internal.job_state t on t.job = j.job
    left join social.social_media_job_runs q on q.job = j.job and q.status = 'queued'
    where j.job <> all (running)
      and (q.id is not null or j.enabled)
      and not exists (select from social.social_media_job_runs r where r.job = j.job and r.status = 'running');
end
$$;
comment on function social_internal.jobs_due(text[]) is
    'Jobs that are due or will be, without those that run. Brings plans, runs and what waits up to date first.';

create function social_internal.begin_run_of(name text) returns uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
    due    timestamptz;
    run    uuid;
begin
    -- Held until the process ends.
    if not pg_try_advisory_lock(social_internal.job_lock(name)) then
        return null;
    end if;
    perform social_internal.end_orphaned_runs();
    select t.next_run_at into due
    from social_internal.job_state t
    join social_internal.jobs j on j.job = t.job and j.enabled
    where t.job = begin_run_of.name and t.next_run_at <= moment;
    update social.social_media_job_runs r
    set status = 'running', started_at = moment, due_at = due
    where r.job = begin_run_of.name and r.status = 'queued'
    returning r.id into run;
    if run is null and due is not null then
        insert into social.social_media_job_runs (job, due_at, started_at, status)
        values (begin_run_of.name, due, moment, 'running')
        returning id into run;
    end if;
    return run;
end
$$;
comment on function social_internal.begin_run_of(text) is
    'Begins the run of a job in this session, or NULL when another session runs it or it is no longer due.';

create function social_internal.run_step(run uuid, "position" text) returns text
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    name    text := (select r.job from social.social_media_job_runs r where r.id = run_step.run);
    figures jsonb;
    next_position text;
begin
    case name
        when 'refresh_expiring_tokens' then
            figures := social_internal.job_refresh_expiring_tokens();
        when 'cleanup_old_logs' then
            select c.figures, c.next_position into figures, next_position
            from social_internal.job_cleanup_old_logs(run_step."position") c;
        when 'sync_all_active_connections' then
            figures := jsonb_build_object('sync_run', social_internal.begin_run());
        when 'notify_token_expiration' then
            figures := social_internal.job_notify_token_expiration();
        when 'send_weekly_reports' then
            select w.figures, w.next_position into figures, next_position
            from social_internal.job_send_weekly_reports(run_step."position") w;
        when 'check_and_repair_connections' then
            figures := social_internal.job_check_and_repair_connections();
        when 'refresh_materialized_views' then
            perform social.refresh_social_media_views();
    end case;
    -- Numbers of steps add up; a text is told as it is.
    update social.social_media_job_runs r
    set details = (select jsonb_object_agg(f.key, case jsonb_typeof(f.value)
                              when 'number' then to_jsonb(coalesce((r.details ->> f.key)::numeric, 0) + f.value::numeric)
                              else f.value end)
                   from jsonb_each(figures) f)
    where r.id = run_step.run and figures is not null;
    return next_position;
end
$$;
comment on function social_internal.run_step(uuid, text) is
    'Does a job, or as much of it as one transaction should: then where the next step goes on, NULL at the end.';
