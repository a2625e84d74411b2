-- What operators look at.

create function social.worker_status(
    out backend_type text, out pid integer, out database text, out state text, out activity text,
    out started_at timestamptz, out heartbeat_at timestamptz, out in_flight integer,
    out recorded bigint, out failed bigint, out cautious boolean, out note text)
    returns setof record
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select w.backend_type, w.pid, w.database, w.state, w.activity, w.started_at, w.heartbeat_at, w.in_flight,
           w.recorded, w.failed, w.cautious,
           concat_ws(' ', w.note, case when w.database = current_database() then park.reason end)
    from social_internal.worker_table() w, social_internal.park_state() park
    order by w.database nulls first, w.backend_type, w.pid;
end
$$;
comment on function social.worker_status() is
    'The pg_social processes of the cluster. The note says so when this database''s workers are parked.';

create function social.sync_progress(
    out run_id bigint, out started_at timestamptz, out finished_at timestamptz, out total bigint, out done bigint,
    out failed bigint, out accounts_per_second numeric, out eta timestamptz, out note text)
    returns setof record
    language plpgsql volatile security definer rows 1
    set search_path = pg_catalog, pg_temp
as $$
declare
    run      social_internal.sync_runs;
    moment   timestamptz := social_internal.current_time();
    taken    bigint;
    seconds  numeric;
begin
    select * into run from social_internal.sync_runs r order by r.id desc limit 1;
    if run.id is null then
        return;
    end if;
    if run.finished_at is null then
        select sum(p.taken) into taken from social_internal.run_positions p where p.run_id = run.id;
    end if;
    run_id      := run.id;
    started_at  := run.started_at;
    finished_at := run.finished_at;
    total       := run.total;
    -- A run that ended has done its all: accounts that went meanwhile need no doing.
    done        := case when run.finished_at is null then least(coalesce(taken, 0), total) else total end;
    failed      := (select count(*) from social.social_media_sync_logs l
                    where l.sync_type = 'scheduled' and l.sync_status = 'failed' and l.created_at >= run.started_at
                      and l.created_at <= coalesce(run.finished_at, 'infinity'));
    seconds     := extract(epoch from coalesce(run.finished_at, moment) - run.started_at);
    accounts_per_second := round(done / nullif(seconds, 0), 1);
    if run.finished_at is null and done > 0 then
        eta := moment + (total - done) * (seconds / done) * interval '1 second';
    end if;
    note := coalesce(run.note, (select p.reason from social_internal.park_state() p where run.finished_at is null));
    return next;
end
$$;
comment on function social.sync_progress() is
    'How far the newest daily run has come and how many of its syncs failed; no row before the first.';

create function social_internal.standstill() returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select nullif(concat_ws(' ',
        (social_internal.park_state()).reason,
        case when current_setting('pg_social.enabled', true) = 'off' then 'pg_social.enabled is off.' end,
        (select string_agg(format('%s%s is paused until %s UTC: %s', p.platform,
                                  case when p.app <> 'default' then ' (' || p.app || ')' end,
                                  to_char(p.paused_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), p.pause_reason),
                           ' ' order by p.platform, p.app)
         from social.social_media_platforms p
         where p.paused_until > social_internal.current_time())), '')
$$;
comment on function social_internal.standstill() is
    'Why some or all platforms are not called: parked, switched off or paused. NULL while all are.';

create function social.health(out objective text, out value numeric, out target text, out ok boolean, out note text)
    returns setof record
    language plpgsql volatile security definer rows 4
    set search_path = pg_catalog, pg_temp
as $$
declare
    since timestamptz := social_internal.current_time() - interval '24 hours';
    quiet text := social_internal.standstill();
begin
    return query
    with logs as (
        select count(*) as ended, count(*) filter (where l.sync_status <> 'failed') as succeeded,
               avg(l.duration_ms) filter (where l.sync_type <> 'token_refresh') as mean_ms
        from social.social_media_sync_logs l
        where l.created_at >= since
    ), connections as (
        select count(*) as every,
               count(*) filter (where c.connection_status = 'expired') as expired,
               count(*) filter (where c.connection_status = 'error') as in_error
        from social.social_media_connections c
        where c.connection_status <> 'revoked'
    )
    select m.objective, round(m.value, 2), m.target,
           case m.target when '> 95 %' then m.value > 95 when '< 5 s' then m.value < 5
                         when '< 1 %' then m.value < 1 when '< 5 %' then m.value < 5 end,
           quiet
    from logs, connections,
         lateral (values
             (1, 'sync_success',          succeeded * 100.0 / nullif(ended, 0), '> 95 %'),
             (2, 'mean_sync_time',        mean_ms / 1000,                       '< 5 s'),
             (3, 'expired_connections',   expired * 100.0 / nullif(every, 0),   '< 1 %'),
             (4, 'connections_in_error',  in_error * 100.0 / nullif(every, 0),  '< 5 %')) m (place, objective, value, target)
    order by m.place;
end
$$;
comment on function social.health() is
    'The four objectives over the last 24 hours. NULL where there is nothing to measure; the note tells what is parked or '
    'paused.';

create function social.call_budgets(
    out platform text, out app text, out calls_last_hour bigint, out calls_per_hour integer,
    out closed_until timestamptz, out slow_until timestamptz, out paused_until timestamptz, out reason text)
    returns setof record
    language plpgsql volatile security definer rows 4
    set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select p.platform, p.app, b.calls_last_hour, p.calls_per_hour, b.closed_until, b.slow_until,
           p.paused_until, p.pause_reason
    from social.social_media_platforms p, social_internal.app_budget(p.platform, p.client_id) b
    where p.client_id is not null
    order by p.platform, p.app;
end
$$;
comment on function social.call_budgets() is
    'What each application has called in the last hour through all workers of the cluster, and what its platform said '
    'about limits. calls_per_hour is what one account may use.';
