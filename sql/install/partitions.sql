-- Monthly partitions, made ahead and on demand, each with its own keys.

create function social_internal.ensure_month(parent regclass, "at" timestamptz) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
as $$
declare
    month   date  := date_trunc('month', "at");
    parents name  := (select relname from pg_class where oid = parent);
    child   text  := parents || to_char(month, '_YYYY_MM');
begin
    if to_regclass('social_internal.' || quote_ident(child)) is not null then
        return;
    end if;
    -- Two workers may meet a new month at once: the second waits, then finds the partition there. Not by to_regclass(),
    -- which goes on believing what it was told before the wait.
    perform pg_advisory_xact_lock(hashtextextended('pg_social.' || child, 0));
    if exists (select from pg_class c where c.relnamespace = 'social_internal'::regnamespace and c.relname = child) then
        return;
    end if;
    -- Attached once complete: create table ... partition of would keep readers of the parent out.
    execute format('create table social_internal.%I (like %s including defaults including constraints)', child, parent);
    case parents
        when 'social_media_stats' then
            execute format('alter table social_internal.%I add primary key (connection_id, synced_at)', child);
        when 'post_changes' then
            execute format('alter table social_internal.%I add primary key (connection_id, fetched_at)', child);
        when 'social_media_sync_logs' then
            execute format('alter table social_internal.%I add primary key (connection_id, id)', child);
            -- What is looked for by id was asked for by somebody; the daily run's rows need no index by it.
            execute format('create index on social_internal.%I (id) where sync_type = ''manual''', child);
            -- With the platform, so that what is looked for of one with few rows is told from the index alone.
            execute format('create index on social_internal.%I (created_at, platform)', child);
            execute format('create index on social_internal.%I (user_id, created_at)', child);
            -- What operators filter by; of the rows that come by the million a day, none is in these.
            execute format('create index on social_internal.%I (sync_status, created_at) where sync_status <> ''success''', child);
            execute format('create index on social_internal.%I (sync_type, created_at) where sync_type <> ''scheduled''', child);
            execute format('create index on social_internal.%I (error_code, created_at) where error_code is not null', child);
    end case;
    execute format('alter table %s attach partition social_internal.%I for values from (%L) to (%L)',
                   parent, child, month::timestamptz, (month + interval '1 month')::timestamptz);
    execute format('comment on table social_internal.%I is %L', child,
                   format('%s of %s (UTC).', parents, to_char(month, 'FMMonth YYYY')));
end
$$;
comment on function social_internal.ensure_month(regclass, timestamptz) is
    'Makes the partition of a parent that holds this time, unless it is there. Months are UTC months.';

create function social_internal.ensure_partitions(upto timestamptz) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
    set lock_timeout = '3s'
as $$
declare
    month  timestamptz;
    parent regclass;
    made   boolean := true;
begin
    -- A database that is being restored gets its partitions from the dump; ours would be in their way.
    if not exists (select from social_internal.home h, social_internal.here() as here
                   where h.system_identifier = here.system_identifier and h.database_oid = here.database_oid) then
        return true;
    end if;
    for month, parent in
        select m.month, p.parent
        from generate_series(date_trunc('month', social_internal.current_time()), upto, interval '1 month') as m (month),
             unnest(array['social.social_media_stats', 'social_internal.post_changes',
                          'social.social_media_sync_logs']::regclass[]) as p (parent)
    loop
        begin
            perform social_internal.ensure_month(parent, month);
        exception when others then
            -- A partition made by hand that overlaps, an event trigger, somebody's lock: no reason to do without the others.
            raise log 'pg_social cannot make the partition of % for % ahead: %', parent, to_char(month, 'YYYY-MM'), sqlerrm;
            made := false;
        end;
    end loop;
    return made;
end
$$;
comment on function social_internal.ensure_partitions(timestamptz) is
    'Makes all partitions from this month on, so that a month''s first sync need not. Nothing before the first connect. False '
    'where one could not be made, with its cause in the log.';
