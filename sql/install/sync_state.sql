-- What workers remember of each connection, kept in step with the connections by triggers.

create table social_internal.sync_state (
    connection_id        uuid primary key,
    user_id              uuid not null,
    platform             text not null,
    app                  text not null,
    in_daily_run         boolean not null,
    run_after            timestamptz not null,
    last_attempt_at      timestamptz,
    consecutive_failures integer not null default 0,
    failing_since        timestamptz,
    forgiven             integer not null default 0,
    measured_at          timestamptz,
    followers_count      bigint,
    engagement_rate      numeric,
    post_digests         bytea,
    set_aside_until      timestamptz
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
-- No index on anything that a sync changes: a million updates a day stay in place and leave no index entries behind.
create index sync_state_in_run_order on social_internal.sync_state (platform, app, connection_id)
    where in_daily_run;

comment on table social_internal.sync_state is
    'One row a connection. Not dumped: the insert trigger makes it anew when connections are restored.';
comment on column social_internal.sync_state.forgiven is 'Times in a row that forgive() took back a lost login.';
comment on column social_internal.sync_state.in_daily_run is 'Active and auto_refresh_enabled.';
comment on column social_internal.sync_state.run_after is 'A daily run begun later than this takes the connection.';
comment on column social_internal.sync_state.measured_at is
    'The newest measurement, kept here with followers and rate: growth over a day needs no look into the history.';
comment on column social_internal.sync_state.set_aside_until is
    'While it is in error: not to be tried before, since a worker did not survive its answer.';
comment on column social_internal.sync_state.post_digests is 'The worker''s digests of the posts it last recorded.';

-- A frequency of 24 hours or less takes part in every daily run; a longer one in those about that far apart.
create function social_internal.run_after(attempted_at timestamptz, frequency integer) returns timestamptz
    language sql stable parallel safe
    return case when frequency > 24 then attempted_at + (frequency - 12) * interval '1 hour' else attempted_at end;
comment on function social_internal.run_after(timestamptz, integer) is
    'From when on a daily run takes a connection again. Twelve hours of slack: runs do not begin to the minute.';

create function social_internal.misdated_after() returns timestamptz
    language sql volatile parallel safe
    return social_internal.current_time() + interval '1 hour';
comment on function social_internal.misdated_after() is
    'What happened after this happened under a clock that was ahead and has been put back since.';

-- Inlined wherever it is asked for many rows: no plan is the slower for it.
create function social_internal.is_left_for_run(
    run_after timestamptz, last_attempt_at timestamptz, started_at timestamptz, misdated timestamptz) returns boolean
    language sql immutable parallel safe
    return run_after < started_at or last_attempt_at > misdated;
comment on function social_internal.is_left_for_run(timestamptz, timestamptz, timestamptz, timestamptz) is
    'Whether a connection that takes part was not tried since a run began; what was tried later than now does not count.';

create function social_internal.take_part(connection_status text, auto_refresh_enabled boolean) returns boolean
    language sql immutable parallel safe
    return connection_status = 'active' and auto_refresh_enabled;
comment on function social_internal.take_part(text, boolean) is 'Whether the daily run takes a connection.';

create function social_internal.connections_added() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into social_internal.sync_state (connection_id, user_id, platform, app, in_daily_run, run_after, last_attempt_at)
    select id, user_id, platform, app, social_internal.take_part(connection_status, auto_refresh_enabled),
           coalesce(social_internal.run_after(last_synced_at, refresh_frequency_hours), '-infinity'), last_synced_at
    from added
    on conflict (connection_id) do nothing;
    return null;
end
$$;
comment on function social_internal.connections_added() is 'Trigger: gives new connections their sync state, restored ones too.';

create function social_internal.connection_changed() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    update social_internal.sync_state s
    set user_id      = new.user_id,
        platform     = new.platform,
        app          = new.app,
        in_daily_run = social_internal.take_part(new.connection_status, new.auto_refresh_enabled),
        run_after    = case when new.refresh_frequency_hours = old.refresh_frequency_hours then s.run_after
                            else coalesce(social_internal.run_after(s.last_attempt_at, new.refresh_frequency_hours),
                                          '-infinity') end
    where s.connection_id = new.id;

    if (new.user_id, new.platform, new.app) is distinct from (old.user_id, old.platform, old.app) then
        update social_internal.sync_requests q
        set user_id = new.user_id, platform = new.platform, app = new.app
        where q.connection_id = new.id;
    end if;

    -- Switched on by hand: due at once, or when its frequency says, since an open run may be past it. Workers move
    -- last_synced_at or set next_sync_at in the same statement.
    if social_internal.take_part(new.connection_status, new.auto_refresh_enabled)
       and not social_internal.take_part(old.connection_status, old.auto_refresh_enabled)
       and new.next_sync_at is null and new.last_synced_at is not distinct from old.last_synced_at then
        update social.social_media_connections c
        set next_sync_at = greatest(social_internal.current_time(),
                                    c.last_synced_at + c.refresh_frequency_hours * interval '1 hour')
        where c.id = new.id;
    end if;
    return null;
end
$$;
comment on function social_internal.connection_changed() is
    'Trigger: follows changes to whose a connection is and whether it takes part.';

create trigger added after insert on social.social_media_connections
    referencing new table as added
    for each statement execute function social_internal.connections_added();

create trigger changed after update of user_id, platform, app, connection_status, auto_refresh_enabled, refresh_frequency_hours
    on social.social_media_connections for each row
    when ((old.user_id, old.platform, old.app, old.connection_status, old.auto_refresh_enabled, old.refresh_frequency_hours)
          is distinct from
          (new.user_id, new.platform, new.app, new.connection_status, new.auto_refresh_enabled, new.refresh_frequency_hours))
    execute function social_internal.connection_changed();

-- Workers and functions of ours, which set these columns as social_owner, know themselves when to come again.
create trigger set_by_hand after update of connection_status, auto_refresh_enabled, refresh_frequency_hours, next_sync_at
    on social.social_media_connections for each statement
    when (current_user <> 'social_owner') execute function social_internal.wake_workers_too();

create function social_internal.ensure_sync_state(after_user uuid default null, upto_user uuid default null) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    made bigint;
begin
    insert into social_internal.sync_state (connection_id, user_id, platform, app, in_daily_run, run_after, last_attempt_at)
    select c.id, c.user_id, c.platform, c.app, social_internal.take_part(c.connection_status, c.auto_refresh_enabled),
           coalesce(social_internal.run_after(c.last_synced_at, c.refresh_frequency_hours), '-infinity'), c.last_synced_at
    from social.social_media_connections c
    where (after_user is null or c.user_id > after_user) and (upto_user is null or c.user_id <= upto_user)
      and not exists (select from social_internal.sync_state s where s.connection_id = c.id)
    on conflict (connection_id) do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;
comment on function social_internal.ensure_sync_state(uuid, uuid) is
    'Makes sync state that is missing because rows were loaded with triggers off; of all users, or of those between two.';
