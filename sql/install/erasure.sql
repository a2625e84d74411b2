-- Erasing: what a connection leaves behind goes with its row, whoever deletes it.

create function social_internal.connections_removed() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    -- Plans kept from when there was little would read all there is by now.
    set enable_seqscan = off
    set enable_hashjoin = off
    set enable_mergejoin = off
as $$
declare
    gone   uuid[] := array(select id from removed);
    owners uuid[] := array(select distinct user_id from removed);
begin
    delete from social_internal.sync_state s where s.connection_id = any (gone);
    delete from social_internal.sync_requests q where q.connection_id = any (gone);
    delete from social_internal.rotations r where r.connection_id = any (gone);
    delete from social_internal.account_waits w where w.connection_id = any (gone);
    with posts as (
        delete from social_internal.post_figures f where f.connection_id = any (gone) returning f.post_id
    )
    delete from social_internal.post_texts t using posts where t.id = posts.post_id;
    delete from social_internal.post_changes h where h.connection_id = any (gone);
    delete from social.social_media_stats s where s.connection_id = any (gone);
    delete from social.social_media_notifications n
    where n.user_id = any (owners) and n.kind in ('token_expiring', 'reconnect_needed') and n.connection_id = any (gone);
    return null;
end
$$;
comment on function social_internal.connections_removed() is
    'Trigger: erases measurements, posts and state of deleted connections. The sync log stays.';

create trigger removed after delete on social.social_media_connections
    referencing old table as removed
    for each statement execute function social_internal.connections_removed();

create function social_internal.queue_revocations(connection_ids uuid[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- One grant may carry several connections: a login to Facebook carries all pages of a person, and the Instagram accounts
    -- behind them. It is revoked with the last of them, which is known only when no other is about to go: they take turns.
    perform pg_advisory_xact_lock(hashtextextended('pg_social.grant ' || c.name, 0))
    from (select distinct social_internal.grant_name(platform, app, login_flow, platform_user_id, authorizing_user_id) as name
          from social.social_media_connections
          where id = any (queue_revocations.connection_ids) and authorizing_user_id is not null
          order by 1) c;
    insert into social.social_media_revocations
        (user_id, connection_id, platform, app, login_flow, platform_user_id, authorizing_user_id,
         access_token_encrypted, refresh_token_encrypted, token_expires_at, refresh_unanswered, next_attempt_at)
    select distinct on (g.name)
           c.user_id, c.id, c.platform, c.app, c.login_flow, c.platform_user_id, c.authorizing_user_id,
           coalesce(r.access_token_encrypted, c.access_token_encrypted),
           coalesce(r.refresh_token_encrypted, c.refresh_token_encrypted),
           case when r.stored_at is null then c.token_expires_at else r.token_expires_at end,
           r.connection_id is not null and r.stored_at is null,
           -- A refresh that is under way brings the pair that can be revoked: see revoke_orphaned_pairs().
           social_internal.current_time()
               + case when r.connection_id is not null and r.stored_at is null then interval '1 minute' else interval '0' end
    from social.social_media_connections c
    cross join lateral social_internal.grant_name(c.platform, c.app, c.login_flow, c.platform_user_id, c.authorizing_user_id)
        as g (name)
    left join social_internal.rotations r on r.connection_id = c.id
    where c.id = any (queue_revocations.connection_ids)
      and c.access_token_encrypted is not null
      and social_internal.is_revocable(c.platform, c.login_flow)
      and not social_internal.grant_in_use(c.platform, c.app, c.login_flow, c.platform_user_id, c.authorizing_user_id,
                                           queue_revocations.connection_ids)
    order by g.name, c.connected_at desc;
end
$$;
comment on function social_internal.queue_revocations(uuid[]) is
    'Queues the tokens of connections that are about to go for revocation at their platforms.';

create function social_internal.revoke_orphaned_pairs() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    orphaned uuid[];
    queued   uuid[];
    held     uuid[];
begin
    orphaned := array(select r.connection_id from social_internal.rotations r
                      where r.stored_at is not null
                        and not exists (select from social.social_media_connections c where c.id = r.connection_id)
                      order by r.connection_id for update skip locked);
    if cardinality(orphaned) = 0 then
        return;
    end if;
    queued := array(select v.connection_id from social.social_media_revocations v where v.connection_id = any (orphaned));
    held   := array(select v.connection_id from social.social_media_revocations v
                    where v.connection_id = any (queued) for no key update skip locked);
    -- Also where the old pair was found dead, and the permission therefore believed to be over.
    update social.social_media_revocations v
    set access_token_encrypted  = r.access_token_encrypted,
        refresh_token_encrypted = coalesce(r.refresh_token_encrypted, v.refresh_token_encrypted),
        token_expires_at        = r.token_expires_at,
        refresh_unanswered      = false,
        next_attempt_at         = social_internal.current_time(),
        revoked_at              = null
    from social_internal.rotations r
    where v.connection_id = any (held) and r.connection_id = v.connection_id;
    delete from social_internal.rotations r
    where r.connection_id = any (orphaned) and (r.connection_id = any (held) or r.connection_id <> all (queued));
end
$$;
comment on function social_internal.revoke_orphaned_pairs() is
    'New tokens whose connection went while the platform gave them: revoked with it, or erased where nothing is revoked.';

create function social.disconnect_platform(connection_id uuid, user_id uuid) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.check_given(disconnect_platform.user_id, 'user_id');
    perform social_internal.find_connection(disconnect_platform.connection_id, disconnect_platform.user_id);
    perform from social.social_media_connections c where c.id = disconnect_platform.connection_id for update;
    perform social_internal.queue_revocations(array[disconnect_platform.connection_id]);
    delete from social.social_media_connections c where c.id = disconnect_platform.connection_id;
    perform social_internal.wake_workers();
end
$$;
comment on function social.disconnect_platform(uuid, uuid) is
    'Erases a connection of this user with its measurements and posts, and has its token revoked where the platform lets that '
    'be done: at TikTok, and at Facebook with the last page or Instagram account of the same login. Tokens of Instagram''s own '
    'login are erased here alone. Sync logs stay until cleanup_old_logs removes them.';

create function social.erase_user(user_id uuid) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    gone uuid[];
begin
    perform social_internal.check_given(erase_user.user_id, 'user_id');
    -- From here on nobody writes notices for this user or these connections.
    perform from social.social_media_users u where u.id = erase_user.user_id for update;
    gone := array(select c.id from social.social_media_connections c
                  where c.user_id = erase_user.user_id order by c.id for update);
    perform social_internal.queue_revocations(gone);
    delete from social.social_media_connections c where c.id = any (gone);
    delete from social.social_media_notifications n where n.user_id = erase_user.user_id;
    delete from social_internal.oauth_states s where s.user_id = erase_user.user_id;
    delete from social_internal.oauth_pending p where p.user_id = erase_user.user_id;
    delete from social.social_media_users u where u.id = erase_user.user_id;
    perform social_internal.wake_workers();
    return coalesce(cardinality(gone), 0);
end
$$;
comment on function social.erase_user(uuid) is
    'Erases all of a user''s connections, measurements, posts and notices, and the user''s row, and has tokens revoked where '
    'the platform lets that be done. Returns the number of connections. Sync logs, and rows of revocations without their '
    'tokens, stay until cleanup_old_logs removes them.';
