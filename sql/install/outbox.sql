-- The outbox: which mails are due, handed to the one worker that sends them, at most once each.

create function social_internal.no_mail_because(notice social.social_media_notifications, reader social.social_media_users)
    returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
    return case
        when coalesce((reader).email, '') = '' then 'not mailed: the user has no address'
        when (notice).kind = 'weekly_report' and not (reader).weekly_report then 'not mailed: the user wants no reports'
        when (notice).kind in ('token_expiring', 'reconnect_needed') and not (reader).notify_expiry
            then 'not mailed: the user wants no notices'
        when (notice).kind = 'weekly_report' and (notice).created_at < social_internal.current_time() - interval '6 days'
            then 'not mailed: the next report is due'
        when not social_internal.notice_holds(notice) then 'not mailed: settled before'
    end;
comment on function social_internal.no_mail_because(social.social_media_notifications, social.social_media_users) is
    'Why a notice is not to be mailed, or NULL.';

create function social_internal.claim_mails(most integer)
    returns table (id uuid, kind text, user_id uuid, email text, display_name text, locale text, time_zone text,
                   connection_id uuid, platform text, account_name text, reason text, ends_at timestamptz,
                   week_from timestamptz, week_until timestamptz, unsubscribe_token uuid)
    language plpgsql rows 10
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    moment  timestamptz := social_internal.current_time();
    claimed integer := 0;
    notice  social.social_media_notifications;
    reader  social.social_media_users;
    why     text;
begin
    for notice in
        select n.*
        from social.social_media_notifications n
        where n.sent_at is null and n.send_after <= moment
        order by n.send_after
        limit 1000
        for update skip locked
    loop
        exit when claimed >= most;
        reader := null;
        select u.* into reader from social.social_media_users u where u.id = notice.user_id;
        why := social_internal.no_mail_because(notice, reader);
        -- Out of the outbox before the mail server hears of it: whatever happens then, it is not sent twice. Only
        -- record_mail() puts it back, when the server certainly did not take it.
        update social.social_media_notifications n
        set send_after   = null,
            attempts     = n.attempts + case when why is null then 1 else 0 end,
            attempted_at = case when why is null then moment else n.attempted_at end,
            last_error   = coalesce(why, 'handed to the mail server; whether it took it is not known')
        where n.id = notice.id;
        continue when why is not null;
        claimed := claimed + 1;
        return query
        select notice.id, notice.kind, reader.id, reader.email, reader.display_name, reader.locale,
               -- A report's days are those of when it was written, as its figures are.
               social_internal.known_time_zone(coalesce(notice.details ->> 'time_zone', reader.time_zone)),
               notice.connection_id, notice.platform,
               coalesce(notice.details ->> 'platform_username', c.platform_username, c.platform_display_name),
               notice.details ->> 'reason',
               (notice.details ->> 'grant_expires_at')::timestamptz,
               (notice.details ->> 'from')::timestamptz, (notice.details ->> 'until')::timestamptz,
               case notice.kind when 'weekly_report' then social_internal.unsubscribe_token(reader.id) end
        from (select) as always
        left join social.social_media_connections c on c.id = notice.connection_id;
    end loop;
end
$$;
comment on function social_internal.claim_mails(integer) is
    'Takes mails that are due out of the outbox for sending. What is not wanted or no longer true is closed instead.';

create function social_internal.record_mail(mail uuid, outcome text, error text, retry_at timestamptz) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform from social.social_media_notifications n where n.id = record_mail.mail for no key update skip locked;
    if not found then
        return not exists (select from social.social_media_notifications n where n.id = record_mail.mail);
    end if;
    update social.social_media_notifications n
    set sent_at      = case when outcome = 'sent' then social_internal.current_time() end,
        -- The mail server as a whole was out of reach: no fault of this mail.
        attempts     = n.attempts - case when outcome in ('server_unavailable', 'handed_back') then 1 else 0 end,
        attempted_at = case when outcome <> 'handed_back' or n.attempts > 1 then n.attempted_at end,
        last_error   = case when outcome not in ('sent', 'handed_back') then record_mail.error end,
        send_after   = case
            when outcome = 'server_unavailable' then record_mail.retry_at
            when outcome = 'handed_back' then social_internal.current_time()
            -- The 25th attempt comes five days after the first, however long no mail server could be used before that.
            when outcome = 'put_off' and n.attempts < 25 then
                social_internal.current_time() + least(interval '6 hours', interval '1 minute' * power(4, least(n.attempts, 8) - 1))
        end
    where n.id = record_mail.mail and n.sent_at is null;
    return true;
end
$$;
comment on function social_internal.record_mail(uuid, text, text, timestamptz) is
    'How an attempt ended: sent; put_off (tried again after 1, 4, 16 ... minutes, for 5 days); server_unavailable '
    '(tried again at retry_at); handed_back (it was none); refused or unknown (not tried again). False while somebody holds '
    'the row.';

create function social_internal.explain_waiting_mails(why text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment constant timestamptz := social_internal.current_time();
    untold uuid[];
begin
    if (social_internal.park_state()).parked then
        return;
    end if;
    -- The newest thousand are more than operators look at, and a backlog is not written again for each of its mails. They
    -- are looked at without locks: most have the text already, and the sender comes every few seconds.
    untold := array(select due.id
                    from (select w.id, w.attempts, w.last_error
                          from social.social_media_notifications w
                          where w.sent_at is null and w.send_after <= moment
                          order by w.send_after desc
                          limit 1000) due
                    where due.attempts = 0 and due.last_error is distinct from why);
    update social.social_media_notifications n
    set last_error = why
    where n.id in (select due.id
                   from social.social_media_notifications due
                   where due.id = any (untold) and due.sent_at is null and due.send_after <= moment and due.attempts = 0
                   for no key update skip locked);
end
$$;
comment on function social_internal.explain_waiting_mails(text) is
    'Tells of mails that are due, and that the mail server never heard of, what keeps them all from being sent.';

-- Stable, as a time less an interval is: called immutable it would be run for each row instead of becoming part of the query.
create function social_internal.mail_status(notice social.social_media_notifications, now timestamptz) returns text
    language sql stable parallel safe
    return case
        when (notice).sent_at is not null then 'sent'
        when (notice).send_after is null and ((notice).attempts = 0 or (notice).last_error like 'not mailed:%') then 'not_mailed'
        -- An attempt is over within two hours, also behind three others at the slowest mail server that is waited for
        -- (SmtpPatience). One whose end nobody recorded lost its worker, and is not repeated.
        when (notice).send_after is null and ((notice).attempted_at > mail_status.now - interval '2 hours'
             and (notice).last_error = 'handed to the mail server; whether it took it is not known') is not true then 'gave_up'
        when (notice).attempts > 1 or (notice).send_after is not null and (notice).last_error is not null then 'retrying'
        else 'waiting'
    end;
comment on function social_internal.mail_status(social.social_media_notifications, timestamptz) is
    'sent; waiting (also while the mail server has it); retrying (an attempt failed, or the server cannot be used); gave_up '
    '(refused for good, or its end is not known); not_mailed (none was wanted, or none any more).';

create function social_internal.next_mail_at() returns timestamptz
    language sql stable
begin atomic
    select min(n.send_after) from social.social_media_notifications n where n.sent_at is null;
end;
comment on function social_internal.next_mail_at() is 'When the next mail is due; NULL when none is waiting.';

-- Whoever writes a notice or lets one be sent again wakes the sender.
create trigger wake_for_mail after insert or update of send_after on social.social_media_notifications
    for each statement execute function social_internal.wake_workers_too();
