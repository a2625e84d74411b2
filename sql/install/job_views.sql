-- When the materialised views are refreshed besides their schedule: after a daily run, and after a restore.

create function social_internal.plan_views() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '1s'
as $$
begin
    update social_internal.job_state t
    set next_run_at = social_internal.current_time()
    where t.job = 'refresh_materialized_views'
      and (t.next_run_at > social_internal.current_time()
           -- What is new came after a refresh under way had begun to read: end_run() lets another follow.
           or t.next_run_at <= (select r.started_at from social.social_media_job_runs r
                                where r.job = t.job and r.status = 'running'));
    -- Only for what is new: the scheduler itself comes here at each look, and would wake itself for ever.
    if found then
        perform social_internal.wake_workers();
    end if;
exception when lock_not_available then
    -- A daily run must end all the same, whoever holds the row to change the schedule; it is followed then.
    raise log 'pg_social: the views are refreshed by their schedule only, since somebody is changing it';
end
$$;
comment on function social_internal.plan_views() is 'Makes the refresh of the materialised views due now.';

create function social_internal.sync_run_ended() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.plan_views();
    return null;
end
$$;
comment on function social_internal.sync_run_ended() is 'Trigger: the views are refreshed after a daily run.';

create trigger ended after update of finished_at on social_internal.sync_runs for each row
    when (old.finished_at is null and new.finished_at is not null)
    execute function social_internal.sync_run_ended();

create function social_internal.plan_views_after_restore() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- A dump brings the tables, not what was derived from them. Nor is there anything in the views before the first
    -- measurement. After a failure the job's own retries go on.
    if not exists (select from social.mv_latest_social_stats)
       and exists (select from social_internal.job_state t where t.job = 'refresh_materialized_views' and t.failures = 0)
       and exists (select from social.social_media_jobs j where j.job = 'refresh_materialized_views' and j.enabled)
       and not exists (select from social.social_media_job_runs r
                       where r.job = 'refresh_materialized_views' and r.status = 'running')
       and social_internal.views_are_behind() then
        perform social_internal.plan_views();
    end if;
end
$$;
comment on function social_internal.plan_views_after_restore() is
    'Makes the refresh due when the views hold nothing although there are measurements.';
