-- Recording: many synchronised accounts in one short transaction. This is the path that every sync takes, so it makes
-- few passes: rows are found once and then reached by their address (ctid); rare work is done only when there is some.

create function social_internal.record_syncs(
    results social_internal.sync_result[], posts social_internal.fetched_post[],
    recounts social_internal.recount[] default '{}', keys text[] default '{}') returns setof uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    ids    uuid[];
    held   uuid[];
    locked uuid[];
    rare   record;
begin
    select array_agg(r.connection_id) as ids, min(r.measured_at) as earliest, max(r.measured_at) as latest,
           bool_or(r.connection_status <> 'active') as unwell,
           bool_or(r.listed_posts is not null) as removed, bool_or(r.log_id is not null) as asked
    into rare
    from unnest(results) r;
    ids := rare.ids;

    held := array(select c.id from social.social_media_connections c
                  where c.id = any (ids) order by c.id for no key update skip locked);
    -- Rows that somebody else holds are left for the worker's next attempt; those that are gone count as recorded.
    if cardinality(held) < cardinality(results) then
        locked  := array(select c.id from social.social_media_connections c
                         where c.id = any (ids) and c.id <> all (held));
        results := array(select distinct on (r.connection_id) r from unnest(results) r
                         where r.connection_id = any (held)
                         order by r.connection_id, r.completed_at desc);
        -- Each has a row: syncs of one account are handed in one after the other, each by a call of its own. Of a post
        -- that one lists twice the last counts.
        posts    := array(select distinct on ((p.post).connection_id, (p.post).platform_post_id) p.post
                          from (select posts[place] as post, place from generate_subscripts(posts, 1) as place) p
                          where (p.post).connection_id = any (held)
                          order by (p.post).connection_id, (p.post).platform_post_id, p.place desc);
        recounts := array(select n from unnest(recounts) n
                          where (n.connection_id, n.measured_at) in (select r.connection_id, r.measured_at from unnest(results) r));
    end if;

    if cardinality(held) > 0 then
        perform social_internal.ensure_months(rare.earliest, rare.latest, results);
        if rare.unwell then
            results := social_internal.put_off_outdated(results, keys);
            perform social_internal.notify_reconnects(results);
        end if;
        perform social_internal.record_accounts(results);
        if cardinality(recounts) > 0 then
            perform social_internal.recount_posts(recounts);
        end if;
        if cardinality(posts) > 0 then
            begin
                perform social_internal.record_posts(results, posts);
            exception when unique_violation then
                -- A post that is listed twice is so rare that looking for it beforehand, every time, would cost more.
                perform social_internal.record_posts(
                    results, array(select distinct on (p.connection_id, p.platform_post_id) p from unnest(posts) p
                                   order by p.connection_id, p.platform_post_id));
            end;
        end if;
        if rare.removed then
            perform social_internal.mark_removed_posts(results);
        end if;
        perform social_internal.connections_measured(results);
    end if;
    if rare.asked then
        perform social_internal.settle_requests(results);
    end if;
    return query select distinct id from unnest(ids) as id where locked is null or id <> all (locked);
end
$$;
comment on function social_internal.record_syncs(
    social_internal.sync_result[], social_internal.fetched_post[], social_internal.recount[], text[]) is
    'Records how these syncs ended. Returns the connections done with; the others were locked and are to be handed in again.';

create function social_internal.put_off_outdated(results social_internal.sync_result[], keys text[])
    returns social_internal.sync_result[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
declare
    result   social_internal.sync_result;
    outdated record;
begin
    for place in 1 .. cardinality(results) loop
        result := results[place];
        continue when coalesce(result.connection_status, 'active') = 'active';
        select c.connection_status into outdated
        from social.social_media_connections c
        left join social_internal.rotations r on r.connection_id = c.id
        where c.id = result.connection_id
          and (c.connected_at <> result.connected_at
               or not social_internal.is_replaced(
                   case when r.stored_at is null then c.access_token_encrypted else r.access_token_encrypted end,
                   result.access_token_digest, keys));
        continue when not found;
        -- Like a limit it is no failure and no row; what was asked for stays so.
        result.connection_status := null;
        result.connection_error  := null;
        result.retry             := false;
        result.logged            := false;
        result.next_sync_at      := case when outdated.connection_status in ('active', 'error')
                                         then social_internal.current_time() end;
        results[place] := result;
    end loop;
    return results;
end
$$;
comment on function social_internal.put_off_outdated(social_internal.sync_result[], text[]) is
    'Of a login or token that was replaced, or erased, after the platform was asked nothing bad is recorded: the account comes '
    'again at once. Figures that came with an older login are true all the same.';

create function social_internal.ensure_months(
    earliest timestamptz, latest timestamptz, results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    written  text := to_char(social_internal.current_time() at time zone 'UTC', '_YYYY_MM');
    measured text := to_char(earliest at time zone 'UTC', '_YYYY_MM');
    month    timestamptz;
begin
    -- As a rule all are there and of one month, which is quickly told.
    if to_regclass('social_internal.social_media_sync_logs' || written) is null then
        perform social_internal.ensure_month('social.social_media_sync_logs', social_internal.current_time());
    end if;
    if measured is null
       or measured = to_char(latest at time zone 'UTC', '_YYYY_MM')
          and to_regclass('social_internal.social_media_stats' || measured) is not null
          and to_regclass('social_internal.post_changes' || measured) is not null then
        return;
    end if;
    for month in select date_trunc('month', r.measured_at, 'UTC')
                 from unnest(results) r
                 where r.measured_at is not null
                 group by 1 loop
        perform social_internal.ensure_month('social.social_media_stats', month);
        perform social_internal.ensure_month('social_internal.post_changes', month);
    end loop;
end
$$;
comment on function social_internal.ensure_months(timestamptz, timestamptz, social_internal.sync_result[]) is
    'Makes the partitions that these results go to.';

create function social_internal.lost_login(c social.social_media_connections) returns text
    language sql stable
begin atomic
    -- A login that worked again in between and was lost anew is told anew.
    select (c).id || ' ' || greatest((c).connected_at, (c).last_synced_at);
end;
comment on function social_internal.lost_login(social.social_media_connections) is
    'Incident of the notice that a connection needs a new login: one for each time that a login that worked is lost.';

create function social_internal.notify_reconnects(results social_internal.sync_result[]) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    insert into social.social_media_notifications (user_id, connection_id, platform, kind, incident, send_after, details)
    select c.user_id, c.id, c.platform, 'reconnect_needed', social_internal.lost_login(c),
           -- Mailed a little later: until then forgive() may find that it was not the account's fault.
           social_internal.current_time() + interval '10 minutes',
           jsonb_build_object('platform_username', c.platform_username, 'reason', r.connection_error)
    from unnest(results) r
    join social.social_media_connections c on c.id = r.connection_id
    where r.connection_status in ('expired', 'revoked') and c.connection_status in ('active', 'error')
    on conflict do nothing;
$$;
comment on function social_internal.notify_reconnects(social_internal.sync_result[]) is
    'Tells creators that they have to connect again, once for each time that a login that worked is lost.';

create function social_internal.settle_requests(results social_internal.sync_result[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    result social_internal.sync_result;
    due_at timestamptz;
    asked  bigint; -- the request that stands for it
begin
    foreach result in array results loop
        continue when result.log_id is null;
        if result.logged is false then
            due_at := coalesce(result.next_sync_at, result.completed_at);
            -- Asking again while a sync is put off is asking once: all of them together would spend the next hour's calls.
            select coalesce(min(q.log_id) filter (where q.log_id = result.log_id), min(q.log_id)) into asked
            from social_internal.sync_requests q
            where q.connection_id = result.connection_id and q.by_hand and result.sync_type = 'manual';
            if asked is null or asked = result.log_id then
                perform social_internal.queue_sync(result.log_id, result.connection_id, result.sync_type, due_at);
            else
                update social_internal.sync_requests q set requested_for = due_at
                where q.log_id = asked and q.requested_for > due_at;
            end if;
        else
            delete from social_internal.sync_requests q where q.log_id = result.log_id;
        end if;
    end loop;
end
$$;
comment on function social_internal.settle_requests(social_internal.sync_result[]) is
    'Ends the requests that were answered. What was put off stays asked for, until then, and once.';
