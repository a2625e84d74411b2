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

create function social_internal.longest_wait() returns interval
    language sql immutable parallel safe
    return interval '48 hours';
comment on function social_internal.longest_wait() is
    'Workers note no wait that is longer: what ends later was noted under a clock that was ahead and has been put back since.';

create function social_internal.keep_waits(connection_ids uuid[], waits timestamptz[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
    latest timestamptz := moment + social_internal.longest_wait();
    held   uuid[];
begin
    -- Whoever is about to erase a connection holds its row here as well.
    held := array(select w.connection_id from social_internal.account_waits w
                  where w.wait_until <= moment or w.wait_until > latest or w.connection_id = any (connection_ids)
                  order by w.connection_id for update skip locked);
    delete from social_internal.account_waits w
    where w.connection_id = any (held) and (w.wait_until <= moment or w.wait_until > latest);
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

create function social_internal.end_misdated_waits() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_hashjoin = off
    set enable_mergejoin = off
    set jit = off
as $$
declare
    moment   timestamptz := social_internal.current_time();
    latest   timestamptz := moment + social_internal.longest_wait();
    misdated timestamptz := social_internal.misdated_after();
    ended    bigint := 0;
    more     bigint;
    mails    uuid[];
begin
    -- What somebody holds is ended at the next look.
    delete from social_internal.app_waits w
    where (w.platform, w.app) in (select held.platform, held.app from social_internal.app_waits held
                                  where held.wait_until > latest for update skip locked);
    get diagnostics more = row_count;
    ended := ended + more;
    -- Workers say by a code why they pause. A pause without one was set by hand, for as long as somebody wished.
    update social_internal.platform_settings s
    set paused_until = null, pause_reason = null, pause_code = null
    where (s.platform, s.app) in (select held.platform, held.app from social_internal.platform_settings held
                                  where held.paused_until > latest and held.pause_code is not null
                                  for no key update skip locked);
    get diagnostics more = row_count;
    ended := ended + more;
    -- Found in the index by application, since millions may have been asked for.
    update social_internal.sync_requests q
    set requested_for = moment
    where q.log_id in (
        select held.log_id
        from social_internal.platform_settings s
        cross join (values (true), (false)) as asked(by_hand)
        cross join lateral (
            select r.log_id
            from social_internal.sync_requests r
            where r.platform = s.platform and r.app = s.app and r.by_hand = asked.by_hand and r.requested_for > latest
            for no key update skip locked) held);
    get diagnostics more = row_count;
    ended := ended + more;
    update social.social_media_revocations r
    set next_attempt_at = moment
    where r.id in (select held.id from social.social_media_revocations held
                   where held.next_attempt_at > latest for no key update skip locked);
    get diagnostics more = row_count;
    if ended + more > 0 then
        perform social_internal.wake_workers();
    end if;
    -- Mails written or tried under such a clock. Whoever puts one off by hand may do so for longer, and a report of a week
    -- that has not ended waits for it: its figures are taken when it is sent. A change of send_after wakes the sender.
    mails := array(
        select n.id
        from social.social_media_notifications n
        where n.sent_at is null and n.send_after > latest and greatest(n.created_at, n.attempted_at) > misdated
          and (n.kind <> 'weekly_report' or (n.details ->> 'until')::timestamptz <= moment)
        for no key update skip locked);
    if cardinality(mails) > 0 then
        update social.social_media_notifications n set send_after = moment where n.id = any (mails);
    end if;
end
$$;
comment on function social_internal.end_misdated_waits() is
    'Ends what workers put off under a clock that was ahead and has been put back: waits and pauses of applications, '
    'syncs that were asked for, revocations, and mails.';
