-- Functions for operators: what the workers do, how well, and the jobs.

create function social_api.sync_progress() returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    run   social_internal.sync_runs;
    state record;
begin
    select * into run from social_internal.sync_runs r order by r.id desc limit 1;
    select * into state from social.sync_progress();
    return json_build_object(
        'running', run.id is not null and run.finished_at is null,
        'sync_type', run.sync_type,
        'started_at', run.started_at,
        'finished_at', run.finished_at,
        'total', coalesce(state.total, 0),
        'done', coalesce(state.done, 0),
        'failed', coalesce(state.failed, 0),
        'rate_per_second', state.accounts_per_second,
        -- Unknown before the first account is done; greatest() alone would make that 0.
        'seconds_left', case when state.eta is not null
                             then greatest(0, round(extract(epoch from state.eta - social_internal.current_time()))) end);
end
$$;
comment on function social_api.sync_progress() is E'How far the daily run has come';

create function social_api.worker_status() returns json
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    return social_internal.json_list((
        select json_agg(to_json(w)) from social.worker_status() w where w.database is null or w.database = current_database()));
comment on function social_api.worker_status() is
    E'The processes\n\nOf this database, and the launcher: their state and when they last gave a sign.';

create function social_api.health() returns json
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    with measured as materialized (
        select * from social_internal.measure_health()
    )
    select json_build_object(
        'objectives', social_internal.json_list((
            select json_agg(json_build_object('objective', named.shown, 'value', h.value, 'target', named.bound, 'ok', h.ok)
                            order by named.place)
            from measured h
            join (values (1, 'sync_success', 'sync_success_percent', 95), (2, 'mean_sync_time', 'mean_sync_seconds', 5),
                         (3, 'expired_connections', 'expired_percent', 1), (4, 'connections_in_error', 'in_error_percent', 5))
                 named (place, objective, shown, bound) on named.objective = h.objective)),
        'enabled', coalesce(current_setting('pg_social.enabled', true), 'on') = 'on',
        'parked', park.parked,
        'parked_reason', park.reason,
        'parked_cause', park.cause,
        'processes_missing', workers.missing,
        'key_problem', workers.key_problem,
        'accounts_overdue', (select max(h.overdue) from measured h),
        'other_trouble', nullif(concat_ws(' ', workers.trouble, social_internal.trouble_with_jobs(),
                                          social_internal.trouble_with_partitions()), ''),
        'mails_overdue', mails.overdue,
        'mails_given_up', mails.given_up,
        'mail_error', mails.error,
        'paused_platforms', (select count(*) from social.social_media_platforms p
                             where p.paused_until > social_internal.current_time()),
        'checked_at', social_internal.current_time())
    from social_internal.park_state() park, social_internal.workers_here() workers, social_internal.trouble_with_mails() mails;
end;
comment on function social_api.health() is
    E'The four objectives over 24 hours\n\nWith value, target and whether it is met, and what keeps accounts from being synced.';

create function social_api.run_job(name text) returns json
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    state text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    return json_build_object('id', social.run_job(run_job.name));
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.run_job(text) is E'Runs a job now\n\nThe id of its row in job_runs.';

create function social_api.pause_job(name text) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    state text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    perform social.pause_job(pause_job.name);
    perform set_config('response.status', '204', true);
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.pause_job(text) is E'Pauses a job';

create function social_api.resume_job(name text) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    state text; message text; details text; hint text;
begin
    perform social_internal.require_post();
    perform social.resume_job(resume_job.name);
    perform set_config('response.status', '204', true);
exception when sqlstate 'PGRST' then
    raise;
when query_canceled or others then
    get stacked diagnostics state = returned_sqlstate, message = message_text,
                            details = pg_exception_detail, hint = pg_exception_hint;
    perform social_internal.fail_like(state, message, details, hint);
end
$$;
comment on function social_api.resume_job(text) is E'Lets a paused job run again';

create function social_api.resume_platform(platform text) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.require_post();
    update social_internal.platform_settings s
    set paused_until = null, pause_reason = null, pause_code = null
    where s.platform = resume_platform.platform and s.paused_until is not null;
    if not found then
        perform social_internal.fail(404, 'not_found', 'This platform is not paused.');
    end if;
    perform social_internal.wake_workers();
    perform set_config('response.status', '204', true);
end
$$;
comment on function social_api.resume_platform(text) is E'Ends the pause of a platform\n\nOnce its configuration is right again.';

create domain social_api."application/openmetrics-text" as text;
comment on domain social_api."application/openmetrics-text" is 'Metrics for a scraper.';

create function social_api.openmetrics() returns social_api."application/openmetrics-text"
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('response.headers',
                       '[{"Content-Type": "application/openmetrics-text; version=1.0.0; charset=utf-8"}]', true);
    return social.openmetrics();
end
$$;
comment on function social_api.openmetrics() is E'OpenMetrics\n\nThe figures of the workers for Prometheus.';
