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
                     case when w.database = current_database() then park.reason end)
    from social_internal.worker_table() w, social_internal.park_state() park
    order by w.database nulls first, w.backend_type, w.pid;
end
$$;
comment on function social.worker_status() is
    'The pg_social processes of the cluster. The note says so when a worker cannot use the encryption key, and when this '
    'database''s workers are parked.';

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

create function social_internal.workers_here(out missing integer, out key_problem text, out note text)
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
           string_agg(distinct w.note, ' ') filter (where w.state = 'not running')
    into missing, key_problem, known, note
    from social_internal.worker_table() w
    where w.database = current_database() or w.database is null;
    if not known then
        missing := missing + 1;
        note    := 'No process looks after this database: look at the server''s log.';
    elsif missing > 0 then
        note := format('Processes that should run and do not: %s%s. Look at worker_status().', missing, ' (' || note || ')');
    end if;
    note := nullif(concat_ws(' ', note, 'The encryption key cannot be used: ' || key_problem || '.'), '');
exception when object_not_in_prerequisite_state then
    missing := 1;
    note    := 'pg_social is not in shared_preload_libraries: nothing runs.';
end
$$;
comment on function social_internal.workers_here() is
    'How many processes of this database do not run and should, what is wrong with the encryption key, and both in words.';

create function social_internal.standstill() returns text
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $$
    select nullif(concat_ws(' ',
        (social_internal.park_state()).reason,
        case when current_setting('pg_social.enabled', true) = 'off' then 'pg_social.enabled is off.' end,
        (social_internal.workers_here()).note,
        (select string_agg(format('%s%s is paused until %s UTC: %s.', p.platform,
                                  case when p.app <> 'default' then ' (' || p.app || ')' end,
                                  to_char(p.paused_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), rtrim(p.pause_reason, '.')),
                           ' ' order by p.platform, p.app)
         from social.social_media_platforms p
         where p.paused_until > social_internal.current_time())), '')
$$;
comment on function social_internal.standstill() is
    'Why some or all platforms are not called: parked, switched off, paused, without workers or key. NULL while all are.';

create function social_internal.trouble_with_jobs() returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select string_agg(format('This system does not know the time zone "%s" of job %s: its schedule is followed in %s.',
                             j.time_zone, j.job, social_internal.known_time_zone(j.time_zone)), ' ' order by j.job)
    from social_internal.jobs j
    where social_internal.known_time_zone(j.time_zone) <> j.time_zone
$$;
comment on function social_internal.trouble_with_jobs() is 'What keeps jobs from running as they should. NULL where nothing does.';

create function social_internal.trouble_with_partitions() returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    -- The scheduler makes two months ahead, each hour.
    select format('No partition is ahead for next month: %s. The server''s log says why.', string_agg(p.parent, ', ' order by p.parent))
    from unnest(array['social_media_stats', 'post_changes', 'social_media_sync_logs']) as p (parent)
    where exists (select from social_internal.home h where h.since < social_internal.current_time() - interval '2 hours')
      and not (social_internal.park_state()).parked
      and to_regclass(format('social_internal.%I', p.parent || to_char(
              (social_internal.current_time() at time zone 'UTC') + interval '1 month', '_YYYY_MM'))) is null
    having count(*) > 0
$$;
comment on function social_internal.trouble_with_partitions() is 'Which partitions could not be made ahead. NULL where all could.';

create function social_internal.trouble_with_mails(out overdue bigint, out given_up bigint, out error text)
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off -- the outbox was empty when this was planned
as $$
declare
    moment    timestamptz := social_internal.current_time();
    an_hour   timestamptz := moment - interval '1 hour';
    most      constant integer := 1000; -- an operator need not know how many millions
    late_one  text;
begin
    select least(count(*), most), max(late.last_error) into overdue, late_one
    from ((select n.last_error
           from social.social_media_notifications n
           where n.sent_at is null and n.send_after < an_hour
           order by n.send_after desc
           limit most)
          union all
          -- One that was tried is due again and again: it counts from when it was first due, which for a report is
          -- hours after it was written (report_week).
          (select n.last_error
           from social.social_media_notifications n
           where n.sent_at is null and n.send_after >= an_hour and n.attempted_at is not null
             and n.last_error is not null and n.created_at < an_hour
             and (n.kind <> 'weekly_report'
                  or coalesce((n.details ->> 'until')::timestamptz + interval '8 hours' < an_hour, true))
           order by n.created_at
           limit most)) late;
    select count(*), max(lost.last_error) into given_up, error
    from (select n.last_error
          from social.social_media_notifications n
          where n.sent_at is null and n.send_after is null and n.attempts > 0
            and n.attempted_at >= moment - interval '24 hours'
            and social_internal.mail_status(n, moment) = 'gave_up'
          order by n.attempted_at desc
          limit most) lost;
    error := coalesce(error, late_one);
end
$$;
comment on function social_internal.trouble_with_mails() is
    'How many mails have been waiting for an hour, how many were given up within a day, of either a thousand at most, and '
    'what the mail server said of one.';

create function social_internal.last_run_to_expect() returns timestamptz
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce((select case when j.next_run_at < late.since then j.next_run_at else newest.started_at end
                     from social.social_media_jobs j
                     where j.job = 'sync_all_active_connections' and j.next_run_at is not null and j.failures = 0),
                    'infinity')
    from (select social_internal.current_time() - interval '2 hours' as since) late
    left join lateral (select max(r.started_at) as started_at from social_internal.sync_runs r
                       where r.started_at <= late.since) newest on true
$$;
comment on function social_internal.last_run_to_expect() is
    'When the newest daily run began, or was to begin, that has had two hours since; infinity where none is known or planned, '
    'or the job fails.';

create function social_internal.measure_health(
    out objective text, out value numeric, out target text, out ok boolean, out note text, out overdue bigint)
    returns setof record
    language plpgsql volatile rows 4
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment   timestamptz := social_internal.current_time();
    since    timestamptz := moment - interval '24 hours';
    misdated timestamptz := social_internal.misdated_after();
    quiet    text := social_internal.standstill();
    last_run timestamptz := social_internal.last_run_to_expect();
begin
    return query
    with logs as (
        select count(*) as ended, count(*) filter (where l.sync_status <> 'failed') as succeeded,
               avg(l.duration_ms) filter (where l.sync_type <> 'token_refresh') as mean_ms
        from social.social_media_sync_logs l
        where l.created_at >= since and l.created_at <= misdated
    ), connections as (
        select count(*) as every,
               count(*) filter (where c.connection_status = 'expired') as expired,
               count(*) filter (where c.connection_status = 'error') as in_error,
               count(*) filter (where c.connection_status = 'active' and c.auto_refresh_enabled
                                  and coalesce(c.last_synced_at, c.connected_at)
                                      < moment - make_interval(hours => greatest(c.refresh_frequency_hours, 24) + 2)
                                  -- A frequency below a day needs no daily run.
                                  and (c.refresh_frequency_hours < 24
                                       or social_internal.run_after(coalesce(c.last_synced_at, c.connected_at),
                                                                    c.refresh_frequency_hours) < last_run)
                                  -- Due for less than two hours, as one that was switched on again after months.
                                  and (c.next_sync_at between moment - interval '2 hours' and moment) is not true) as overdue
        from social.social_media_connections c
        where c.connection_status <> 'revoked'
    )
    select m.objective, round(m.value, 2), m.target,
           case m.target when '> 95 %' then m.value > 95 when '< 5 s' then m.value < 5
                         when '< 1 %' then m.value < 1 when '< 5 %' then m.value < 5 end,
           nullif(concat_ws(' ', quiet, social_internal.trouble_with_jobs(),
                                social_internal.trouble_with_partitions(), case when connections.overdue > 0 then
               format('Active accounts overdue by more than two hours: %s.', connections.overdue) end), ''),
           connections.overdue
    from logs, connections,
         lateral (values
             (1, 'sync_success',          succeeded * 100.0 / nullif(ended, 0), '> 95 %'),
             (2, 'mean_sync_time',        mean_ms / 1000,                       '< 5 s'),
             (3, 'expired_connections',   expired * 100.0 / nullif(every, 0),   '< 1 %'),
             (4, 'connections_in_error',  in_error * 100.0 / nullif(every, 0),  '< 5 %')) m (place, objective, value, target)
    order by m.place;
end
$$;
comment on function social_internal.measure_health() is
    'What health() tells, and how many active accounts had no success for two hours more than a day, or than their own '
    'frequency, though a daily run was to take them.';

create function social.health(out objective text, out value numeric, out target text, out ok boolean, out note text)
    returns setof record
    language plpgsql volatile security definer rows 4
    set search_path = pg_catalog, pg_temp
as $$
begin
    return query select m.objective, m.value, m.target, m.ok, m.note from social_internal.measure_health() m;
end
$$;
comment on function social.health() is
    'The four objectives over the last 24 hours. NULL where there is nothing to measure; the note tells what keeps '
    'accounts from being synced, and how many are overdue.';

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
