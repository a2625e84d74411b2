-- Keeping the profiles up to date. What concerns few users is done at once, within the transaction that changes
-- something; what concerns many (the daily run) is noted, and the scheduler does it beside the run, in steps.

create table social_internal.profile_changes (
    id             uuid primary key default gen_random_uuid(),
    user_ids       uuid[],
    connection_ids uuid[]
);
comment on table social_internal.profile_changes is
    'Users, by themselves or by their connections, whose profiles are to be worked out anew. Not dumped: a copy finds that '
    'all of its profiles are missing.';

create function social_internal.note_profile_changes(user_ids uuid[]) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    -- A hundred together: that is a fraction of one step, and of the locks that a transaction should hold.
    insert into social_internal.profile_changes (user_ids)
    select array_agg(id order by place) from unnest(user_ids) with ordinality as u (id, place) group by (place - 1) / 100;
$$;
comment on function social_internal.note_profile_changes(uuid[]) is 'Leaves profiles to the scheduler.';

create function social_internal.profiles_changed(user_ids uuid[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if cardinality(user_ids) <= 20 then
        user_ids := social_internal.refresh_profiles(user_ids);
    end if;
    if cardinality(user_ids) > 0 then
        perform social_internal.note_profile_changes(user_ids);
    end if;
end
$$;
comment on function social_internal.profiles_changed(uuid[]) is 'Brings profiles up to date, now or soon.';

-- For the recording of syncs, a hundred at once as a rule: then this is one row, and nothing is looked up.
create function social_internal.connections_measured(results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    measured uuid[] := array(select r.connection_id from unnest(results) r where r.measured_at is not null);
begin
    if cardinality(measured) > 20 then
        insert into social_internal.profile_changes (connection_ids) values (measured);
    elsif cardinality(measured) > 0 then
        perform social_internal.profiles_changed(array(
            select distinct c.user_id from social.social_media_connections c where c.id = any (measured)));
    end if;
end
$$;
comment on function social_internal.connections_measured(social_internal.sync_result[]) is 'Profiles follow new measurements.';

create function social_internal.user_shown() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.profiles_changed(array[case when tg_op = 'DELETE' then old.id else new.id end]);
    return null;
end
$$;
comment on function social_internal.user_shown() is 'Trigger: profiles follow the names and roles of users.';

create trigger shown after update of display_name, role on social.social_media_users for each row
    when ((old.display_name, old.role) is distinct from (new.display_name, new.role))
    execute function social_internal.user_shown();
create trigger no_longer_shown after delete on social.social_media_users
    for each row execute function social_internal.user_shown();

create function social_internal.profile_hidden() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        perform social_internal.profiles_changed(array[old.user_id]);
    else
        -- Not left to the scheduler: with the choice the profile is gone, so whoever is at it is waited for.
        perform pg_advisory_xact_lock(social_internal.profile_lock(new.user_id));
        delete from social_internal.profiles p where p.user_id = new.user_id;
        delete from social_internal.profile_names n where n.user_id = new.user_id;
    end if;
    return null;
end
$$;
comment on function social_internal.profile_hidden() is 'Trigger: profiles follow the choice not to be shown.';

create trigger hidden after insert or delete on social_internal.hidden_profiles
    for each row execute function social_internal.profile_hidden();

-- New connections come by the thousand when they are restored or imported, and have no figures yet.
create function social_internal.connections_to_show() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.note_profile_changes(array(select distinct a.user_id from added a));
    return null;
end
$$;
comment on function social_internal.connections_to_show() is 'Trigger: profiles follow new connections.';

create trigger to_show after insert on social.social_media_connections
    referencing new table as added
    for each statement execute function social_internal.connections_to_show();

create function social_internal.connection_shown() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if old.user_id <> new.user_id or (old.connection_status in ('active', 'error')) <> (new.connection_status in ('active', 'error')) then
        perform social_internal.profiles_changed(array[old.user_id, new.user_id]);
    else
        perform social_internal.note_profile_changes(array[new.user_id]);
    end if;
    return null;
end
$$;
comment on function social_internal.connection_shown() is 'Trigger: profiles follow owner, status and names of connections.';

-- Names come with a measurement as a rule, which brings the profile up to date by itself.
create trigger shown after update of user_id, connection_status, platform_username, platform_display_name
    on social.social_media_connections for each row
    when (old.user_id <> new.user_id
          or (old.connection_status in ('active', 'error')) <> (new.connection_status in ('active', 'error'))
          or old.last_synced_at is not distinct from new.last_synced_at
             and (old.platform_username is distinct from new.platform_username
                  or old.platform_display_name is distinct from new.platform_display_name and new.platform_username is null))
    execute function social_internal.connection_shown();

create function social_internal.connections_no_longer_shown() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.profiles_changed(array(select distinct r.user_id from removed r));
    return null;
end
$$;
comment on function social_internal.connections_no_longer_shown() is 'Trigger: profiles follow connections that are gone.';

create trigger no_longer_shown after delete on social.social_media_connections
    referencing old table as removed
    for each statement execute function social_internal.connections_no_longer_shown();

create function social_internal.follow_profile_changes() returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    noted  uuid[];
    missed uuid[];
begin
    if social_internal.database_is_being_restored() then
        return null;
    end if;
    with taken as (
        delete from social_internal.profile_changes c
        where c.id = any (array(select o.id from social_internal.profile_changes o order by o.id limit 5 for update skip locked))
        returning c.*
    )
    select array_agg(id) into noted
    from (select unnest(t.user_ids) as id from taken t
          union
          select c.user_id from taken t join social.social_media_connections c on c.id = any (t.connection_ids)) changed;
    if noted is not null then
        missed := social_internal.refresh_profiles(noted);
        perform social_internal.note_profile_changes(missed);
        if cardinality(missed) < cardinality(noted) then
            return 0;
        end if;
    end if;
    return case when exists (select from social_internal.open_run()) then 1000 end;
end
$$;
comment on function social_internal.follow_profile_changes() is
    'The scheduler''s step: brings some of the noted profiles up to date. Returns after how many milliseconds there is '
    'more to do: 0 when there may be more, a second while a run goes on, NULL when nothing is expected.';

create function social_internal.ensure_profiles(after_user uuid default null, upto_user uuid default null) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    wrong_users uuid[];
begin
    if social_internal.database_is_being_restored() then
        return 0;
    end if;
    with shown as (
        select a.user_id, max(c.last_synced_at) as newest
        from social_internal.public_accounts a
        join social.social_media_connections c on c.id = a.connection_id
        where (after_user is null or a.user_id > after_user) and (upto_user is null or a.user_id <= upto_user)
        group by a.user_id
    ), kept as (
        select p.user_id, p.newest_at, p.growth_30_days
        from social_internal.profiles p
        where (after_user is null or p.user_id > after_user) and (upto_user is null or p.user_id <= upto_user)
    ), wrong as (
        select coalesce(s.user_id, k.user_id) as user_id
        from shown s
        full join kept k on k.user_id = s.user_id
        where s.user_id is null or k.user_id is null or s.newest > coalesce(k.newest_at, '-infinity')
           or k.growth_30_days is not null and k.newest_at < social_internal.current_time() - social_internal.growth_lasts()
    )
    select array_agg(w.user_id) into wrong_users from wrong w;
    perform social_internal.note_profile_changes(wrong_users);
    return coalesce(cardinality(wrong_users), 0);
end
$$;
comment on function social_internal.ensure_profiles(uuid, uuid) is
    'Notes the profiles that are missing, too many or older than the figures (rows were loaded with triggers off, or '
    'straight into partitions), and those whose growth has become old. Of all users, or of those between two.';

-- A step at a time: all at once would take minutes where millions are stored, and jobs would wait for it.
create function social_internal.ensure_derived(after_user uuid, most integer) returns uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_custom_plan
    set enable_seqscan = off
    set max_parallel_workers_per_gather = 0
    set lock_timeout = '100ms'
    set jit = off
as $$
declare
    upto_user uuid;
begin
    select c.user_id into upto_user
    from social.social_media_connections c
    where after_user is null or c.user_id > after_user
    order by c.user_id
    offset most - 1
    limit 1;
    perform social_internal.ensure_sync_state(after_user, upto_user);
    perform social_internal.ensure_profiles(after_user, upto_user);
    return upto_user;
exception when lock_not_available then
    return after_user; -- a table is being altered: jobs must not wait for that, and this can
end
$$;
comment on function social_internal.ensure_derived(uuid, integer) is
    'Looks whether the next so many connections after this user have what is derived from them, and makes up for it. Returns '
    'where to go on, NULL when all have been looked at. The scheduler goes round, quickly once and a step a minute from then on.';
