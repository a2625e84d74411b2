-- What of the call budgets outlives a worker: who was told to wait, and how many calls were made lately. The budgets
-- themselves are in the workers' memory, since every call asks them.

create table social_internal.account_waits (
    connection_id uuid primary key,
    wait_until    timestamptz not null
);
comment on table social_internal.account_waits is
    'Accounts that a platform, or calls_per_hour, keeps waiting for a minute or more. Not dumped.';

create table social_internal.app_waits (
    platform   text not null,
    app        text not null,
    wait_until timestamptz not null,
    primary key (platform, app)
) with (fillfactor = 50);
comment on table social_internal.app_waits is
    'Applications whose calls are slowed down or held back as their platform asked: nothing is claimed for them before. '
    'Not dumped.';

create function social_internal.keep_waits(connection_ids uuid[], waits timestamptz[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
    held   uuid[];
begin
    -- Whoever is about to erase a connection holds its row here as well.
    held := array(select w.connection_id from social_internal.account_waits w
                  where w.wait_until <= moment or w.connection_id = any (connection_ids)
                  order by w.connection_id for update skip locked);
    delete from social_internal.account_waits w where w.connection_id = any (held) and w.wait_until <= moment;
    insert into social_internal.account_waits as w (connection_id, wait_until)
    select given.id, max(given.until)
    from unnest(connection_ids, waits) as given(id, until)
    where given.id = any (held)
       or not exists (select from social_internal.account_waits w where w.connection_id = given.id)
    group by given.id
    order by given.id
    on conflict (connection_id) do update set wait_until = greatest(w.wait_until, excluded.wait_until);
end
$$;
comment on function social_internal.keep_waits(uuid[], timestamptz[]) is
    'Notes until when these accounts wait, so that a restarted worker waits too.';

create function social_internal.keep_app_wait(platform text, app text, until timestamptz) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    insert into social_internal.app_waits as w (platform, app, wait_until)
    values (keep_app_wait.platform, keep_app_wait.app, keep_app_wait.until)
    on conflict (platform, app) do update set wait_until = excluded.wait_until;
$$;
comment on function social_internal.keep_app_wait(text, text, timestamptz) is 'Notes until when an application waits.';
