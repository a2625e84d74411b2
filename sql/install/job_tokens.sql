-- The jobs that keep permissions alive: they queue work for the sync workers and write notices.

create function social_internal.job_refresh_expiring_tokens() returns jsonb
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
    ids    uuid[];
begin
    -- A token that is extended rather than exchanged can only be extended while it lives, at the earliest after a day:
    -- those are begun a month ahead, so that weeks without the platform or the server cost nobody a login.
    ids := array(
        select c.id
        from social.social_media_connections c
        join social.social_media_platforms p on p.platform = c.platform and p.app = c.app
        where c.grant_expires_at > moment
          and c.grant_expires_at <= moment + case p.refresh_policy when 'extend' then interval '30 days'
                                                                   else interval '7 days' end
          and coalesce(c.last_refreshed_at, c.connected_at) < moment - interval '24 hours'
          and c.connection_status in ('active', 'error')
          and c.access_token_encrypted is not null
          and p.refresh_policy <> 'none' and p.enabled and p.client_id is not null
          and not exists (select from social_internal.sync_requests q where q.connection_id = c.id));
    -- What came under a clock that was ahead ends earlier than is known here.
    ids := ids || array(
        select c.id
        from social.social_media_connections c
        join social.social_media_platforms p on p.platform = c.platform and p.app = c.app
        where coalesce(c.last_refreshed_at, c.connected_at) > social_internal.misdated_after()
          and c.connection_status in ('active', 'error')
          and c.access_token_encrypted is not null
          and p.refresh_policy = 'extend' and p.enabled and p.client_id is not null
          and not exists (select from social_internal.sync_requests q where q.connection_id = c.id));
    ids := array(select unnest(ids) except select unnest(social_internal.set_aside(ids)));
    perform social_internal.queue_syncs(ids, 'token_refresh');
    return jsonb_build_object('queued', cardinality(ids));
end
$$;
comment on function social_internal.job_refresh_expiring_tokens() is
    'Queues a refresh for permissions that end within 7 days, and for extendable tokens within 30 or of an unknown end.';

create function social_internal.job_check_and_repair_connections() returns jsonb
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    ids uuid[];
begin
    ids := array(
        select c.id
        from social.social_media_connections c
        join social.social_media_platforms p on p.platform = c.platform and p.app = c.app
        where c.connection_status = 'error'
          and c.access_token_encrypted is not null
          and p.enabled and p.client_id is not null
          and not exists (select from social_internal.sync_requests q where q.connection_id = c.id));
    ids := array(select unnest(ids) except select unnest(social_internal.set_aside(ids)));
    perform social_internal.queue_syncs(ids, 'automatic');
    return jsonb_build_object('queued', cardinality(ids));
end
$$;
comment on function social_internal.job_check_and_repair_connections() is
    'Queues a sync of every connection in error; a sync refreshes the tokens first where that can help.';

create function social_internal.notice_window() returns interval
    language sql immutable parallel safe
    return interval '3 days';
comment on function social_internal.notice_window() is 'How long before its end creators are told of a permission.';

create function social_internal.job_notify_token_expiration() returns jsonb
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment   timestamptz := social_internal.current_time();
    closing  bigint;
    writing  bigint;
begin
    closing := social_internal.close_settled_notices();
    -- One incident is one end of one login: told once, however often the job looks.
    insert into social.social_media_notifications (user_id, connection_id, platform, kind, incident, details)
    select c.user_id, c.id, c.platform, 'token_expiring', login.ends,
           jsonb_build_object('platform_username', coalesce(c.platform_username, c.platform_display_name),
                              'grant_expires_at', c.grant_expires_at)
    from social.social_media_connections c
    cross join lateral (select c.id || ' ' || extract(epoch from c.grant_expires_at)::bigint as ends) login
    where c.grant_expires_at > moment and c.grant_expires_at <= moment + social_internal.notice_window()
      and c.connection_status in ('active', 'error')
      -- Not locked, which writes, once they are told of.
      and not exists (select from social.social_media_notifications n
                      where n.user_id = c.user_id and n.kind = 'token_expiring' and n.incident = login.ends)
    -- What is being erased is told of to nobody: neither erase_user() nor a disconnecting user would see the notice.
    for key share of c skip locked
    on conflict do nothing;
    get diagnostics writing = row_count;
    if writing > 0 then
        perform social_internal.wake_workers();
    end if;
    return jsonb_build_object('notices', writing, 'closed', closing);
end
$$;
comment on function social_internal.job_notify_token_expiration() is
    'Writes a notice for each permission that ends within 3 days, one an incident; closes those that were repaired.';

create function social_internal.anything_measured(user_id uuid, since timestamptz, until timestamptz) returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
    return exists (select from social.social_media_connections c
                   join social.social_media_stats s on s.connection_id = c.id
                   where c.user_id = anything_measured.user_id
                     and s.synced_at >= anything_measured.since and s.synced_at < anything_measured.until);
comment on function social_internal.anything_measured(uuid, timestamptz, timestamptz) is
    'Whether there are figures of a user''s accounts from a period: without any there is nothing to report.';

create function social_internal.notice_holds(notice social.social_media_notifications) returns boolean
    language sql stable
begin atomic
    select case (notice).kind
               when 'token_expiring' then exists (
                   select from social.social_media_connections c
                   where c.id = (notice).connection_id and c.user_id = (notice).user_id
                     and c.connection_status in ('active', 'error')
                     and extract(epoch from c.grant_expires_at)::bigint
                         = extract(epoch from ((notice).details ->> 'grant_expires_at')::timestamptz)::bigint
                     and c.grant_expires_at > social_internal.current_time())
               when 'reconnect_needed' then exists (
                   select from social.social_media_connections c
                   where c.id = (notice).connection_id and c.user_id = (notice).user_id
                     and c.connection_status in ('expired', 'revoked'))
               when 'account_taken_over' then not exists (
                   select from social.social_media_connections c
                   where c.id = (notice).connection_id and c.user_id = (notice).user_id
                     and c.connection_status = 'active')
               -- All accounts may have been disconnected since it was written.
               when 'weekly_report' then social_internal.anything_measured(
                   (notice).user_id, ((notice).details ->> 'from')::timestamptz, ((notice).details ->> 'until')::timestamptz)
               else true
           end;
end;
comment on function social_internal.notice_holds(social.social_media_notifications) is
    'Whether what a notice tells of is still so.';

create function social_internal.close_settled_notices(connection_id uuid default null) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    closed bigint;
begin
    update social.social_media_notifications n
    set last_error = case when n.send_after is not null then 'not mailed: settled before' else n.last_error end,
        send_after = null, read_at = coalesce(n.read_at, social_internal.current_time())
    -- One that somebody holds is closed at the next look; whoever sends it looks whether it holds, too.
    where n.id in (select open.id
                   from social.social_media_notifications open
                   where open.kind in ('token_expiring', 'reconnect_needed', 'account_taken_over')
                     and (close_settled_notices.connection_id is null
                          or open.connection_id = close_settled_notices.connection_id)
                     and (open.send_after is not null or open.read_at is null)
                     and not social_internal.notice_holds(open)
                   for update skip locked);
    get diagnostics closed = row_count;
    return closed;
end
$$;
comment on function social_internal.close_settled_notices(uuid) is
    'Takes notices back whose cause is gone: not mailed any more, and no longer unread.';

create function social_internal.connection_repaired() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.close_settled_notices(new.id);
    return null;
end
$$;
comment on function social_internal.connection_repaired() is 'Trigger: closes what was told of a connection that works again.';

create index notifications_by_connection on social.social_media_notifications (connection_id)
    where send_after is not null or read_at is null;

create trigger logged_in_again after update of connection_status on social.social_media_connections for each row
    when (old.connection_status in ('expired', 'revoked') and new.connection_status = 'active')
    execute function social_internal.connection_repaired();
create trigger prolonged after update of grant_expires_at on social.social_media_connections for each row
    when (old.grant_expires_at < social_internal.current_time() + interval '4 days'
          and new.grant_expires_at is distinct from old.grant_expires_at)
    execute function social_internal.connection_repaired();
