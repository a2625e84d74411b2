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
        when not social_internal.notice_holds(notice) then 'not mailed: settled before'
        when (notice).kind = 'weekly_report' and (notice).created_at < social_internal.current_time() - interval '6 days'
            then 'not mailed: the next report is due'
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
        set send_after = null,
            attempts   = n.attempts + case when why is null then 1 else 0 end,
            last_error = coalesce(why, 'handed to the mail server; whether it took it is not known')
        where n.id = notice.id;
        continue when why is not null;
        claimed := claimed + 1;
        return query
        select notice.id, notice.kind, reader.id, reader.email, reader.display_name, reader.locale,
               social_internal.known_time_zone(reader.time_zone),
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
    set sent_at    = case when outcome = 'sent' then social_internal.current_time() end,
        -- The mail server as a whole was out of reach: no fault of this mail.
        attempts   = n.attempts - case when outcome = 'server_unavailable' then 1 else 0 end,
        last_error = case when outcome <> 'sent' then record_mail.error end,
        send_after = case
            when outcome = 'server_unavailable' then record_mail.retry_at
            when outcome = 'put_off' and n.created_at > social_internal.current_time() - interval '5 days' then
                social_internal.current_time() + least(interval '6 hours', interval '1 minute' * power(4, least(n.attempts, 8) - 1))
        end
    where n.id = record_mail.mail and n.sent_at is null;
    return true;
end
$$;
comment on function social_internal.record_mail(uuid, text, text, timestamptz) is
    'How an attempt ended: sent; put_off (tried again after 1, 4, 16 ... minutes, for 5 days); server_unavailable '
    '(tried again at retry_at); refused or unknown (not tried again). False while somebody holds the row.';

create function social_internal.next_mail_at() returns timestamptz
    language sql stable
begin atomic
    select min(n.send_after) from social.social_media_notifications n where n.sent_at is null;
end;
comment on function social_internal.next_mail_at() is 'When the next mail is due; NULL when none is waiting.';

-- Whoever writes a notice or lets one be sent again wakes the sender.
create trigger wake_for_mail after insert or update of send_after on social.social_media_notifications
    for each statement execute function social_internal.wake_workers_too();
