-- At most five POST /sync a user in any minute, counted here so that no second prefix or proxy gets around it.
-- Each user has five places. A call takes one for as long as it runs, by an advisory lock, and keeps it for a
-- minute from its start, by a row that only the holder of the lock writes: no call ever waits for another.

create unlogged table social_internal.sync_places (
    place   bigint primary key,
    used_at timestamptz not null
) with (fillfactor = 80);
comment on table social_internal.sync_places is
    'When each of the five places of a user was last taken; the key is a hash of user and place. Not dumped.';

create function social_internal.take_sync_place(user_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment    timestamptz := social_internal.current_time();
    place_key bigint;
    last_used timestamptz;
    free_at   timestamptz := moment + interval '1 minute';
    seconds   integer;
begin
    for place_key in select hashtextextended('pg_social.sync ' || take_sync_place.user_id || ' ' || n, 0)
                     from generate_series(1, 5) as n
    loop
        continue when not pg_try_advisory_xact_lock(place_key);
        -- A call that began after this one may have ended before; a time further ahead is of a clock put back.
        select p.used_at into last_used from social_internal.sync_places p where p.place = place_key;
        if last_used is null or last_used not between moment - interval '1 minute' and moment + interval '1 minute' then
            insert into social_internal.sync_places as p (place, used_at) values (place_key, moment)
            on conflict (place) do update set used_at = excluded.used_at;
            return;
        end if;
        free_at := least(free_at, last_used + interval '1 minute');
    end loop;

    seconds := greatest(1, ceil(extract(epoch from free_at - moment)));
    perform social_internal.fail(429, 'too_many_requests', 'Five syncs a minute are allowed.', null,
                                 format('Try again in %s seconds.', seconds),
                                 jsonb_build_object('X-Retry-After', seconds::text));
end
$$;
comment on function social_internal.take_sync_place(uuid) is
    'Counts a sync that a user asks for; the sixth within a minute ends the request with 429 and Retry-After.';
