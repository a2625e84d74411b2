-- The copy guard: where the stored tokens are at home. A copy of the database elsewhere must not use them.

create table social_internal.home (
    only_row          boolean primary key default true,
    system_identifier text not null,
    database_oid      oid not null,
    since             timestamptz not null,
    parked_at         timestamptz,
    constraint there_is_one_home check (only_row)
);
comment on table social_internal.home is
    'Cluster and database the tokens were last used from, and whether park_workers() was called.';

-- Returns a set, so that the planner puts its body in place of the call: workers ask with every claim.
create function social_internal.here() returns table (system_identifier text, database_oid oid)
    language sql stable rows 1
begin atomic
    select c.system_identifier::text, d.oid
    from pg_control_system() c, pg_database d
    where d.datname = current_database();
end;
comment on function social_internal.here() is 'This cluster and database.';

-- In plpgsql: a body in SQL that is not put in place of its call would be planned anew each time.
create function social_internal.park_state(out parked boolean, out reason text, out cause text)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    by_hand boolean;
    at_home boolean;
begin
    select h.parked_at is not null, h.system_identifier = here.system_identifier and h.database_oid = here.database_oid
    into by_hand, at_home
    from social_internal.home h, social_internal.here() here;
    if not found then
        if exists (select from social.social_media_connections) then
            cause  := 'unknown_home';
            reason := 'It is not known where these tokens were last used from. '
                      'Call resume_workers() if this database is to use them.';
        end if;
    elsif by_hand then
        cause  := 'by_hand';
        reason := 'Parked by park_workers(). Call resume_workers() to go on.';
    elsif not at_home then
        cause  := 'copy';
        reason := 'This database is a copy: its tokens are in use elsewhere. '
                  'Call resume_workers() once the original is no longer running.';
    end if;
    parked := reason is not null;
end
$$;
comment on function social_internal.park_state() is
    'Whether workers must leave platforms and mail servers alone, and why: for people, and as a word for programs.';

-- As a worker refuses what it is asked, for what is asked of no worker but would be of no use.
create function social_internal.check_platforms_are_called() returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    refusal text := case when current_setting('pg_social.enabled', true) = 'off' then 'pg_social.enabled is off'
                         else (social_internal.park_state()).reason end;
begin
    if refusal is not null then
        raise exception 'platforms are not called now: %', refusal
            using errcode = 'object_not_in_prerequisite_state', detail = 'not_called',
                  hint = 'Look at worker_status() and health().';
    end if;
end
$$;
comment on function social_internal.check_platforms_are_called() is 'Refuses while parked or switched off.';

create function social_internal.claim_home() returns void
    language sql
begin atomic
    insert into social_internal.home (system_identifier, database_oid, since)
    select here.system_identifier, here.database_oid, social_internal.current_time()
    from social_internal.here() here
    on conflict do nothing;
end;
comment on function social_internal.claim_home() is 'Makes this database the home, unless there is one. The first connect does.';

create function social.resume_workers() returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into social_internal.home (system_identifier, database_oid, since)
    select here.system_identifier, here.database_oid, social_internal.current_time()
    from social_internal.here() here
    on conflict (only_row) do update
    set system_identifier = excluded.system_identifier, database_oid = excluded.database_oid,
        since = excluded.since, parked_at = null;
    perform social_internal.wake_workers();
end
$$;
comment on function social.resume_workers() is
    'Makes this database the one that uses the tokens: ends park_workers(), and the parking of a copy. '
    'Also a step after pg_upgrade.';

create function social.park_workers() returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into social_internal.home (system_identifier, database_oid, since, parked_at)
    select here.system_identifier, here.database_oid, social_internal.current_time(), social_internal.current_time()
    from social_internal.here() here
    on conflict (only_row) do update
    set parked_at = coalesce(social_internal.home.parked_at, excluded.parked_at);
    perform social_internal.wake_workers();
end
$$;
comment on function social.park_workers() is
    'Stops calls to platforms and mail servers from this database until resume_workers(). Everything else goes on.';
