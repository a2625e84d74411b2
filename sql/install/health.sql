-- How well accounts are synced, and what keeps them from being synced.

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
    out objective text, out value numeric, out target text, out ok boolean, out overdue bigint)
    returns setof record
    language plpgsql volatile rows 4
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment   timestamptz := social_internal.current_time();
    since    timestamptz := moment - interval '24 hours';
    misdated timestamptz := social_internal.misdated_after();
    last_run timestamptz := social_internal.last_run_to_expect();
begin
    return query
    with logs as (
        select count(*) as ended, count(*) filter (where l.sync_status <> 'failed') as succeeded,
               avg(l.duration_ms) as mean_ms
        from social.social_media_sync_logs l
        -- A refresh of tokens brings no figures: it is no sync that succeeds, and a failed one shows in what it ends.
        where l.created_at >= since and l.created_at <= misdated and l.sync_type <> 'token_refresh'
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
    select m.objective, m.value, m.target,
           case m.target when '> 95 %' then m.value > 95 when '< 5 s' then m.value < 5
                         when '< 1 %' then m.value < 1 when '< 5 %' then m.value < 5 end,
           connections.overdue
    from logs, connections,
         -- What is shown is what is judged: no "1.00" that is below 1.
         lateral (select each.place, each.objective, round(each.value, 2) as value, each.target from (values
             (1, 'sync_success',          succeeded * 100.0 / nullif(ended, 0), '> 95 %'),
             (2, 'mean_sync_time',        mean_ms / 1000,                       '< 5 s'),
             (3, 'expired_connections',   expired * 100.0 / nullif(every, 0),   '< 1 %'),
             (4, 'connections_in_error',  in_error * 100.0 / nullif(every, 0),  '< 5 %'))
             each (place, objective, value, target)) m
    order by m.place;
end
$$;
comment on function social_internal.measure_health() is
    'The objectives as health() tells them, and how many active accounts had no success for two hours more than a day, or '
    'than their own frequency, though a daily run was to take them.';

create function social.health(out objective text, out value numeric, out target text, out ok boolean, out note text)
    returns setof record
    language plpgsql volatile security definer rows 4
    set search_path = pg_catalog, pg_temp
as $$
declare
    trouble text := nullif(concat_ws(' ', social_internal.standstill(), social_internal.trouble_with_jobs(),
                                          social_internal.trouble_with_partitions()), '');
begin
    return query
    select m.objective, m.value, m.target, m.ok,
           nullif(concat_ws(' ', trouble, case when m.overdue > 0 then
               format('Active accounts overdue by more than two hours: %s.', m.overdue) end), '')
    from social_internal.measure_health() m;
end
$$;
comment on function social.health() is
    'The four objectives over the last 24 hours. NULL where there is nothing to measure; the note tells what keeps '
    'accounts from being synced, and how many are overdue.';
