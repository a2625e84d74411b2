-- When jobs are due, and changing that.

create function social_internal.next_run(schedule text, time_zone text, due_at timestamptz, "from" timestamptz)
    returns timestamptz
    language c stable as 'MODULE_PATHNAME', 'pg_social_next_run';
comment on function social_internal.next_run(text, text, timestamptz, timestamptz) is
    'The first time of a schedule after "from". Intervals count on from the due time, so that they do not drift; NULL '
    'counts from "from".';

-- A system may forget names: an update of its tzdata has moved US/Eastern and the like to a package of their own.
create function social_internal.zone_of_job(name text, time_zone text) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    known text := social_internal.known_time_zone(time_zone);
begin
    if known <> time_zone then
        raise log 'pg_social: this system does not know the time zone "%" of job "%" any more; its schedule is followed in %',
            time_zone, name, known;
    end if;
    return known;
end
$$;
comment on function social_internal.zone_of_job(text, text) is
    'The time zone that a job''s schedule is followed in: its own, or pg_social.time_zone, with a line in the log, where the '
    'system does not know that.';

create function social_internal.find_job(name text) returns social_internal.jobs
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_job social_internal.jobs;
begin
    select * into found_job from social_internal.jobs j where j.job = find_job.name;
    if found_job.job is null then
        raise exception 'there is no job "%"', left(coalesce(find_job.name, ''), 60)
            using errcode = 'invalid_parameter_value', hint = 'select job from social.social_media_jobs;';
    end if;
    return found_job;
end
$$;
comment on function social_internal.find_job(text) is 'A job by its name, or an error.';

create function social_internal.plan_job(name text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    planned social_internal.jobs := social_internal.find_job(plan_job.name);
    moment  timestamptz := social_internal.current_time();
begin
    insert into social_internal.job_state as t (job, schedule, time_zone, next_run_at)
    values (planned.job, planned.schedule, planned.time_zone,
            social_internal.next_run(planned.schedule, social_internal.zone_of_job(planned.job, planned.time_zone), null, moment))
    on conflict (job) do update
    set schedule = excluded.schedule, time_zone = excluded.time_zone, next_run_at = excluded.next_run_at, failures = 0;
    perform social_internal.wake_workers();
end
$$;
comment on function social_internal.plan_job(text) is
    'Works a job''s due time out anew, from now on: nothing that was due before is made up for.';

create function social.schedule_job(name text, schedule text, time_zone text default null) returns timestamptz
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    known social_internal.jobs := social_internal.find_job(schedule_job.name);
begin
    if schedule_job.schedule is null then
        raise exception 'schedule must not be null'
            using errcode = 'invalid_parameter_value',
                  hint = 'Pass five cron fields such as ''0 8 * * *'', or an interval such as ''30 minutes''. '
                         'pause_job() stops a job.';
    end if;
    -- Before anything is stored: an unknown zone or a schedule that cannot be read is refused here.
    perform social_internal.next_run(schedule_job.schedule, coalesce(schedule_job.time_zone, known.time_zone), null,
                                     social_internal.current_time());
    insert into social_internal.job_settings as s (job, schedule, time_zone)
    values (known.job, schedule_job.schedule, schedule_job.time_zone)
    on conflict (job) do update
    set schedule   = excluded.schedule,
        time_zone  = coalesce(excluded.time_zone, s.time_zone),
        updated_at = social_internal.current_time();
    perform social_internal.plan_job(known.job);
    return (select t.next_run_at from social_internal.job_state t where t.job = known.job);
end
$$;
comment on function social.schedule_job(text, text, text) is
    'Changes when a job runs; without a time zone the job keeps its own. Returns when it is next due. A paused job '
    'stays paused.';

create function social.pause_job(name text) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    known social_internal.jobs := social_internal.find_job(pause_job.name);
begin
    insert into social_internal.job_settings (job, enabled) values (known.job, false)
    on conflict (job) do update set enabled = false, updated_at = social_internal.current_time();
end
$$;
comment on function social.pause_job(text) is
    'Keeps a job from starting until resume_job(). A run under way goes on; run_job() still works.';

create function social.resume_job(name text) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    known social_internal.jobs := social_internal.find_job(resume_job.name);
begin
    update social_internal.job_settings s
    set enabled = true, updated_at = social_internal.current_time()
    where s.job = known.job and not s.enabled;
    if found then
        perform social_internal.plan_job(known.job);
    end if;
end
$$;
comment on function social.resume_job(text) is
    'Lets a paused job run again, from its next due time on: what was due meanwhile is not made up for.';

create function social.preview_schedule(
    schedule text, time_zone text default null, "from" timestamptz default null, n integer default 5)
    returns setof timestamptz
    language sql stable security definer rows 5
    set search_path = pg_catalog, pg_temp
as $$
    select social_internal.preview_cron(
        preview_schedule.schedule,
        coalesce(preview_schedule.time_zone, current_setting('pg_social.time_zone', true), 'UTC'),
        coalesce(preview_schedule."from", social_internal.current_time()),
        preview_schedule.n)
$$;
comment on function social.preview_schedule(text, text, timestamptz, integer) is
    'The next n times of a schedule after "from" (now), at most 1000. The time zone is pg_social.time_zone unless named.';
