-- Running a job by name.

create function social.run_job(name text) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    run     uuid;
    run_id  bigint;
begin
    if not exists (select from social_internal.default_jobs() d where d.job = run_job.name) then
        raise exception 'there is no job "%"', left(run_job.name, 60)
            using errcode = 'invalid_parameter_value', hint = 'select job from social.social_media_jobs;';
    end if;
    insert into social.social_media_job_runs (job) values (run_job.name) returning id into run;
    case run_job.name
        when 'sync_all_active_connections' then
            run_id := social_internal.begin_run();
        when 'refresh_materialized_views' then
            perform social.refresh_social_media_views();
        else
            raise exception 'job "%" runs in the scheduler only', run_job.name
                using errcode = 'feature_not_supported', hint = 'It runs by itself at its next_run_at.';
    end case;
    update social.social_media_job_runs r
    set finished_at = social_internal.current_time(), status = 'succeeded',
        details = case when run_id is not null then jsonb_build_object('run_id', run_id) end
    where r.id = run;
    return run;
end
$$;
comment on function social.run_job(text) is 'Runs a job now; the id of its row in social_media_job_runs.';
