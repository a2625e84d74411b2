-- What is not kept for ever, and the job that removes it.

create function social_internal.log_retention() returns interval
    language sql stable
    return make_interval(days => coalesce(current_setting('pg_social.log_retention', true), '90')::integer);
comment on function social_internal.log_retention() is 'How long sync logs are kept.';

create function social_internal.partition_end(partition regclass) returns timestamptz
    language sql stable strict
    set search_path = pg_catalog, pg_temp
    -- The bound is read as it is printed: other styles name zones by letters that stand for several zones.
    set datestyle = 'ISO'
    set timezone = 'UTC'
    return (select substring(pg_get_expr(c.relpartbound, c.oid) from E'TO \\(''([^'']+)''\\)')::timestamptz
            from pg_class c where c.oid = partition);
comment on function social_internal.partition_end(regclass) is 'End of the range of a monthly partition.';

create function social_internal.drop_log_partition(before timestamptz) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '3s'
as $$
declare
    expired regclass;
begin
    for expired in
        select i.inhrelid::regclass
        from pg_inherits i
        where i.inhparent = 'social.social_media_sync_logs'::regclass
          and social_internal.partition_end(i.inhrelid::regclass) <= before
        order by social_internal.partition_end(i.inhrelid::regclass)
    loop
        begin
            execute format('drop table %s', expired);
            return true;
        exception when lock_not_available then
            null; -- Somebody reads for long: syncs must not queue up behind a drop. A later step deletes the rows.
        end;
    end loop;
    return false;
end
$$;
comment on function social_internal.drop_log_partition(timestamptz) is
    'Drops a partition of the sync log that holds nothing newer and is not in use. False where there is none. Until the '
    'transaction ends no sync can be recorded.';

create function social_internal.job_cleanup_old_logs("position" text, out figures jsonb, out next_position text)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment  timestamptz := social_internal.current_time();
    before  timestamptz := moment - social_internal.log_retention();
    -- However short the log: a notice is what keeps its incident from being mailed again, and a run tells of the last cleanup.
    others_before timestamptz := least(before, moment - interval '60 days');
    looked  social.social_media_job_runs;
    batch   constant integer := 20000;
    dropped integer := 0;
    logs    bigint := 0;
    logins  bigint := 0;
    others  bigint := 0;
    removed bigint;
begin
    if "position" is null then
        -- A clock that has jumped by months is put right within days, as a rule: until then it must not empty the log.
        select r.* into looked from social.social_media_job_runs r
        where r.job = 'cleanup_old_logs' and r.status = 'succeeded' and r.started_at <= moment
        order by r.started_at desc
        limit 1;
        if looked.started_at < moment - interval '45 days' and not coalesce(looked.details ? 'put_off', false) then
            figures := jsonb_build_object('put_off', 'The last cleanup is over 45 days ago: nothing is removed before the next, '
                                                     'in case the clock is wrong.');
            return;
        end if;
        delete from social_internal.oauth_states s where s.expires_at < moment - interval '1 day';
        get diagnostics logins = row_count;
        delete from social_internal.oauth_pending p where p.expires_at < moment;
        get diagnostics removed = row_count;
        logins := logins + removed;
        delete from social.social_media_job_runs r where r.started_at < others_before and r.status <> 'running';
        get diagnostics others = row_count;
        delete from social_internal.sync_runs r where r.finished_at < others_before;
        get diagnostics removed = row_count;
        others := others + removed;
        delete from social.social_media_revocations r where r.next_attempt_at is null and r.created_at < others_before;
        get diagnostics removed = row_count;
        others := others + removed;
        next_position := 'notices';
    elsif "position" = 'notices' then
        -- Without a mail server a report waits for ever, a row a creator and week; once old it is never mailed.
        delete from social.social_media_notifications n
        where n.id in (select old.id from social.social_media_notifications old
                       where old.created_at < others_before and (old.send_after is null or old.kind = 'weekly_report')
                       limit batch);
        get diagnostics others = row_count;
        next_position := case when others = batch then 'notices' else 'partitions' end;
    elsif "position" = 'partitions' then
        -- Nothing else in this transaction, which keeps syncs from being recorded.
        dropped := case when social_internal.drop_log_partition(before) then 1 else 0 end;
        next_position := case when dropped = 1 then 'partitions' else 'logs' end;
    else
        -- The rest of the month that the cut goes through, in transactions that hold nothing up.
        delete from social.social_media_sync_logs l
        using (select o.tableoid, o.ctid from social.social_media_sync_logs o where o.created_at < before limit batch) old
        where l.tableoid = old.tableoid and l.ctid = old.ctid and l.created_at < before;
        get diagnostics logs = row_count;
        next_position := case when logs = batch then 'logs' end;
    end if;
    figures := jsonb_build_object('partitions_dropped', dropped, 'logs_deleted', logs, 'logins_deleted', logins,
                                  'other_rows_deleted', others);
end
$$;
comment on function social_internal.job_cleanup_old_logs(text) is
    'Removes sync logs older than pg_social.log_retention, and as old runs, notices that are dealt with, reports, sent or '
    'not, and revocations, these after 60 days at the earliest; spent logins after a day. Removes nothing at the first '
    'run after a gap of 45 days: the clock may be wrong.';
