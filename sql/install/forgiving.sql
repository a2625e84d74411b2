-- Accounts that failed together are forgiven: the reason was the platform's or ours, and no creator needs to act.

create function social_internal.forgive(platform text, app text, error_code text, since timestamptz) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    moment   timestamptz := social_internal.current_time();
    ids      uuid[];
    most     integer;
    again_at timestamptz;
begin
    -- Six times at most, with pauses that double from a quarter of an hour: an outage of half a day costs nobody a
    -- login, and accounts that were really given up do not come back for ever.
    ids := array(
        select distinct c.id
        from social.social_media_sync_logs l
        join social.social_media_connections c on c.id = l.connection_id
        join social_internal.sync_state s on s.connection_id = c.id
        where l.created_at >= forgive.since and l.sync_status = 'failed' and l.error_code = forgive.error_code
          and c.platform = forgive.platform and c.app = forgive.app
          and c.connection_status in ('revoked', 'expired') and c.access_token_encrypted is not null
          and s.forgiven < 6);
    -- One that somebody holds can be forgiven with the next that fails alike.
    ids := array(select c.id from social.social_media_connections c
                 where c.id = any (ids) order by c.id for no key update skip locked);
    if cardinality(ids) = 0 then
        return 0;
    end if;
    update social_internal.sync_state s set forgiven = s.forgiven + 1 where s.connection_id = any (ids);
    select max(s.forgiven) into most from social_internal.sync_state s where s.connection_id = any (ids);
    again_at := moment + least(interval '15 minutes' * (1 << (most - 1)), interval '6 hours');
    update social.social_media_connections c
    set connection_status = 'active', connection_error = null, next_sync_at = again_at, updated_at = moment
    where c.id = any (ids);
    delete from social.social_media_notifications n
    where n.id in (select told.id
                   from social.social_media_notifications told
                   where told.connection_id = any (ids) and told.kind = 'reconnect_needed' and told.sent_at is null
                     and told.created_at >= forgive.since
                   for update skip locked);
    perform social_internal.pause_platform(
        forgive.platform, forgive.app, again_at,
        format('Many accounts failed alike within minutes (%s): an outage of the platform, or our app is set up wrongly.',
               forgive.error_code),
        'many_alike');
    return cardinality(ids);
end
$$;
comment on function social_internal.forgive(text, text, text, timestamptz) is
    'Takes back that these connections need a new login, and pauses their platform for a while. Returns their number.';
