-- Accounts that a worker did not survive.

create function social_internal.quarantine(connection_id uuid, reason text, until timestamptz) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := social_internal.current_time();
begin
    update social.social_media_connections c
    set connection_status = 'error', connection_error = reason, next_sync_at = until, updated_at = moment
    where c.id = quarantine.connection_id and c.connection_status in ('active', 'error');
    update social_internal.sync_state s set run_after = until where s.connection_id = quarantine.connection_id;
    perform social_internal.ensure_month('social.social_media_sync_logs', moment);
    -- Whoever asked for it gets an answer, and the request does not bring the same answer in again.
    with ended as (
        delete from social_internal.sync_requests q where q.connection_id = quarantine.connection_id returning q.*
    )
    insert into social.social_media_sync_logs
        (id, connection_id, user_id, platform, sync_type, sync_status, error_code, error_message, created_at)
    select e.log_id, e.connection_id, e.user_id, e.platform, e.sync_type, 'failed', 'quarantined', reason, moment
    from ended e;
end
$$;
comment on function social_internal.quarantine(uuid, text, timestamptz) is
    'Sets an account aside that a worker did not survive.';
