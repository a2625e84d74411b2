-- Accounts that failed together are forgiven: the reason was the platform's or ours, and no creator needs to act.

create function social_internal.forgive(
    connection_id uuid, error_code text, since timestamptz, fewest integer, percent integer, out accounts bigint, out outbreak boolean)
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    moment   timestamptz := social_internal.current_time();
    asked    record;
    alike    uuid[];
    logins   bigint;
    ids      uuid[];
    most     integer;
    again_at timestamptz;
    resting  boolean;
begin
    accounts := 0;
    outbreak := false;
    select c.platform, c.app, c.login_flow into asked
    from social.social_media_connections c where c.id = forgive.connection_id;
    select s.paused_until into again_at
    from social_internal.platform_settings s
    where s.platform = asked.platform and s.app = asked.app and s.pause_code = 'many_alike' and s.paused_until > moment;
    resting := found;
    alike := array(select distinct l.connection_id
                   from social.social_media_sync_logs l
                   where l.created_at >= forgive.since and l.sync_status = 'failed' and l.error_code = forgive.error_code);
    -- One login may carry several accounts. Those whose creators were told before had lost theirs already.
    select array_agg(c.id), count(distinct coalesce(c.authorizing_user_id, c.id::text)) into alike, logins
    from social.social_media_connections c
    where c.id = any (alike)
      and c.platform = asked.platform and c.app = asked.app and social_internal.is_same_login(c.login_flow, asked.login_flow)
      and c.access_token_encrypted is not null
      and not exists (select from social.social_media_notifications n
                      where n.user_id = c.user_id and n.kind = 'reconnect_needed'
                        and n.incident = social_internal.lost_login(c) and n.created_at < forgive.since);
    -- Whoever is tried while the platform rests, because somebody asks for it, meets the same outage.
    if not resting and not social_internal.is_outbreak(
            forgive.connection_id, forgive.error_code, logins, forgive.since, fewest, percent) then
        return;
    end if;
    -- Six times at most, with pauses that double from a quarter of an hour: an outage of half a day costs nobody a
    -- login, and accounts that were really given up do not come back for ever. One that somebody holds can be forgiven
    -- with the next that fails alike.
    ids := array(
        select c.id
        from social.social_media_connections c
        join social_internal.sync_state s on s.connection_id = c.id
        where c.id = any (alike) and c.connection_status in ('revoked', 'expired') and s.forgiven < 6
        order by c.id
        for no key update of c skip locked);
    if cardinality(ids) = 0 then
        return;
    end if;
    if resting then
        -- It counts once a rest, however often it is tried: as much as for those who began it.
        select max(s.forgiven) into most
        from social.social_media_connections c
        join social_internal.sync_state s on s.connection_id = c.id
        where c.platform = asked.platform and c.app = asked.app and c.next_sync_at = again_at
          and c.auto_refresh_enabled and c.connection_status in ('active', 'error');
        update social_internal.sync_state s set forgiven = greatest(s.forgiven, least(s.forgiven + 1, most))
        where s.connection_id = any (ids);
    else
        update social_internal.sync_state s set forgiven = s.forgiven + 1 where s.connection_id = any (ids);
        select max(s.forgiven) into most from social_internal.sync_state s where s.connection_id = any (ids);
        again_at := moment + least(interval '15 minutes' * (1 << (most - 1)), interval '6 hours');
        perform social_internal.pause_platform(
            asked.platform, asked.app, again_at,
            format('Many accounts failed alike within minutes (%s): an outage of the platform, or our app is set up wrongly.',
                   forgive.error_code),
            'many_alike');
    end if;
    update social.social_media_connections c
    set connection_status = 'active', connection_error = null, next_sync_at = again_at, updated_at = moment
    where c.id = any (ids);
    delete from social.social_media_notifications n
    where n.id in (select told.id
                   from social.social_media_notifications told
                   where told.connection_id = any (ids) and told.kind = 'reconnect_needed' and told.sent_at is null
                     and told.created_at >= forgive.since
                   for update skip locked);
    accounts := cardinality(ids);
    outbreak := not resting;
end
$$;
comment on function social_internal.forgive(uuid, text, timestamptz, integer, integer) is
    'This connection''s login was lost. Where that is an outbreak (is_outbreak): takes back that the connections which failed alike '
    'since then need a new one, and pauses their platform for a while. So it does for single ones during that pause, which '
    'stays as long as it is. Returns the number of connections, and whether the pause is new.';
