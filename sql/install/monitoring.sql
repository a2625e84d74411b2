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
           concat_ws(' ', w.note, 'The encryption key cannot be used: ' || w.key_problem || '.',
                     'Its work fails: ' || rtrim(w.trouble, '.') || '.',
                     -- Elsewhere, what its first sync worker has read; of the key it is told already.
                     coalesce(case when w.database = current_database() then park.reason end,
                              case when w.key_problem is null then rtrim(w.refusal, '.') || '.' end))
    from social_internal.worker_table() w, social_internal.park_state() park
    order by w.database nulls first, w.backend_type, w.pid;
end
$$;
comment on function social.worker_status() is
    'The pg_social processes of the cluster. The note says so when one cannot use the encryption key or meets an error '
    'of the database, and when a database''s workers are parked.';

create function social_internal.unrecorded_here() returns bigint
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
begin
    return (select coalesce(sum(w.unrecorded), 0) from social_internal.worker_table() w where w.database = current_database());
exception when object_not_in_prerequisite_state then -- no library, no workers
    return 0;
end
$$;
comment on function social_internal.unrecorded_here() is
    'How many accounts the workers of this database have taken up that are not recorded yet, whoever asked for them.';

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
    misdated timestamptz := social_internal.misdated_after();
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
    -- What was taken up is done once it is recorded, which a full disk or a held row can put off. A run that ended has done
    -- its all: accounts that went meanwhile need no doing.
    done        := case when run.finished_at is null
                        then greatest(least(coalesce(taken, 0), total) - social_internal.unrecorded_here(), 0)
                        else total end;
    failed      := (select count(*) from social.social_media_sync_logs l
                    where l.sync_type = 'scheduled' and l.sync_status = 'failed' and l.created_at >= run.started_at
                      and l.created_at <= coalesce(run.finished_at, misdated));
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

create function social_internal.workers_here(out missing integer, out key_problem text, out trouble text, out note text)
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    known boolean;
begin
    if pg_is_in_recovery() then
        missing := 0;
        note := 'This server is a standby: the workers run on the primary.';
        return;
    end if;
    select count(*) filter (where w.state = 'not running'), min(w.key_problem), bool_or(w.database is not null),
           nullif(concat_ws(' ',
               'The work of a sync worker fails: '
                   || rtrim(min(w.trouble) filter (where w.backend_type = 'pg_social sync worker'), '.') || '.',
               'The work of the scheduler fails: '
                   || rtrim(min(w.trouble) filter (where w.backend_type = 'pg_social scheduler'), '.') || '.'), ''),
           string_agg(distinct w.note, ' ') filter (where w.state = 'not running')
    into missing, key_problem, known, trouble, note
    from social_internal.worker_table() w
    where w.database = current_database() or w.database is null;
    if not known then
        missing := missing + 1;
        note    := 'No process looks after this database: look at the server''s log.';
    elsif missing > 0 then
        note := format('Processes that should run and do not: %s%s. Look at worker_status().', missing, ' (' || note || ')');
    end if;
    note := nullif(concat_ws(' ', note, 'The encryption key cannot be used: ' || key_problem || '.', trouble), '');
exception when object_not_in_prerequisite_state then
    missing := 1;
    note    := 'pg_social is not in shared_preload_libraries: nothing runs.';
end
$$;
comment on function social_internal.workers_here() is
    'How many processes of this database do not run and should, what is wrong with the encryption key, what error keeps a '
    'worker or the scheduler from its work, and all of it in words.';

-- What workers count is in the server's memory: it has calls that no log tells of, also those of other databases with the
-- same application, and is empty after a restart. Logs are not. Neither counts too much, so the higher one is told.
create function social_internal.app_calls(
    out platform text, out app text, out calls_last_hour bigint, out most_of_one bigint, out oldest timestamptz,
    out closed_until timestamptz, out slow_until timestamptz)
    returns setof record
    language plpgsql volatile security definer rows 4
    set search_path = pg_catalog, pg_temp
    set jit = off
as $$
#variable_conflict use_column
declare
    moment   constant timestamptz := social_internal.current_time();
    misdated constant timestamptz := social_internal.misdated_after();
begin
    return query
    with of_accounts as (
        select l.platform, l.connection_id, sum(l.api_calls_made) as calls, min(l.created_at) as oldest
        from social.social_media_sync_logs l
        where l.created_at > moment - interval '1 hour' and l.created_at <= misdated and l.api_calls_made > 0
        group by l.platform, l.connection_id
    ), logged as (
        -- A log does not tell the app: that is the account's, and of one that is gone taken for the default.
        select a.platform, coalesce(c.app, 'default') as app, sum(a.calls)::bigint as calls,
               max(a.calls) as most_of_one, min(a.oldest) as oldest
        from of_accounts a
        left join social.social_media_connections c on c.id = a.connection_id
        group by 1, 2
    )
    select p.platform, p.app, greatest(b.calls_last_hour, l.calls), coalesce(l.most_of_one, 0), l.oldest,
           b.closed_until, b.slow_until
    from social.social_media_platforms p
    cross join lateral social_internal.app_budget(p.platform, p.client_id) b
    left join logged l on l.platform = p.platform and l.app = p.app
    where p.client_id is not null;
end
$$;
comment on function social_internal.app_calls() is
    'Calls of each application in the last hour: what the workers counted (60 to 65 minutes), or the sync logs where those tell '
    'of more; most_of_one and oldest are of the logs.';

create function social.call_budgets(
    out platform text, out app text, out calls_last_hour bigint, out calls_per_hour integer,
    out closed_until timestamptz, out slow_until timestamptz, out paused_until timestamptz, out reason text)
    returns setof record
    language plpgsql volatile security definer rows 4
    set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select p.platform, p.app, c.calls_last_hour, p.calls_per_hour, c.closed_until, c.slow_until,
           p.paused_until, p.pause_reason
    from social.social_media_platforms p
    join social_internal.app_calls() c on c.platform = p.platform and c.app = p.app
    order by p.platform, p.app;
end
$$;
comment on function social.call_budgets() is
    'What each application has called in the last hour through all workers of the cluster, and what its platform said '
    'about limits. calls_per_hour is what one account may use.';
