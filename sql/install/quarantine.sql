-- Accounts that a worker did not survive.

create function social_internal.quarantine(connection_id uuid, reason text, until timestamptz) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
begin
    perform from social.social_media_connections c where c.id = quarantine.connection_id for no key update skip locked;
    if not found then
        return not exists (select from social.social_media_connections c where c.id = quarantine.connection_id);
    end if;
    update social.social_media_connections c
    set connection_status = 'error', connection_error = reason, next_sync_at = until, updated_at = moment
    where c.id = quarantine.connection_id and c.connection_status in ('active', 'error');
    update social_internal.sync_state s set run_after = until, set_aside_until = until where s.connection_id = quarantine.connection_id;
    perform social_internal.ensure_month('social.social_media_sync_logs', moment);
    -- Whoever asked for it gets an answer, and the request does not bring the same answer in again.
    -- The log tells of it also where nobody asked.
    with ended as (
        delete from social_internal.sync_requests q where q.connection_id = quarantine.connection_id
        returning q.log_id, q.sync_type
    )
    insert into social.social_media_sync_logs
        (id, connection_id, user_id, platform, sync_type, sync_status, error_code, error_message, created_at)
    select coalesce(e.log_id, nextval('social_internal.sync_log_ids')), c.id, c.user_id, c.platform,
           coalesce(e.sync_type, 'automatic'), 'failed', 'quarantined', reason, moment
    from social.social_media_connections c
    left join ended e on true
    where c.id = quarantine.connection_id;
    return true;
end
$$;
comment on function social_internal.quarantine(uuid, text, timestamptz) is
    'Sets an account aside that a worker did not survive. False while somebody holds its row.';
