-- Recording, part three: posts. Only those come here that are new or differ from what was recorded.

create function social_internal.write_counts(
    recounts social_internal.recount[], out connection_id uuid, out measured_at timestamptz, out post_ids bigint[],
    out likes_count bigint[], out comments_count bigint[], out shares_count bigint[], out saves_count bigint[],
    out views_count bigint[], out complete boolean)
    returns setof record
    language c volatile strict rows 100 as 'MODULE_PATHNAME', 'pg_social_write_counts';
comment on function social_internal.write_counts(social_internal.recount[]) is
    'Writes counts to the posts that they are of, and tells a row an account which were written. Not complete where a post '
    'is not there or its text is to be looked at; post_ids is NULL where none was.';

create function social_internal.recount_posts(recounts social_internal.recount[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    incomplete uuid[];
begin
    with written as materialized (
        select w.* from social_internal.write_counts(recounts) w
    ), history as (
        insert into social_internal.post_changes
            (connection_id, fetched_at, post_ids, likes_count, comments_count, shares_count, saves_count, views_count)
        select w.connection_id, w.measured_at, w.post_ids, w.likes_count, w.comments_count, w.shares_count, w.saves_count,
               w.views_count
        from written w
        where w.post_ids is not null
    )
    select array_agg(w.connection_id) into incomplete from written w where not w.complete;

    -- A row that somebody removed is written anew at the next sync, which then takes all posts for new.
    if incomplete is not null then
        update social_internal.sync_state s set post_digests = null where s.connection_id = any (incomplete);
    end if;
end
$$;
comment on function social_internal.recount_posts(social_internal.recount[]) is
    'Writes the counts of posts that are known and have changed in nothing else: neither text nor address is looked at.';

create function social_internal.record_posts(
    results social_internal.sync_result[], posts social_internal.fetched_post[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_mergejoin = off
    set jit = off
as $$
begin
    with given as materialized (
        select p.place, p.connection_id, p.platform_post_id, r.measured_at as seen_at, r.followers_count, r.has_posts,
               p.likes_count, p.comments_count, p.shares_count, p.saves_count, p.views_count, p.text_hash, f.ctid as figures_row,
               coalesce(f.post_id, nextval('social_internal.post_texts_id_seq')) as post_id,
               f.text_hash is distinct from p.text_hash as text_differs,
               (f.likes_count, f.comments_count, f.shares_count, f.saves_count, f.views_count)
                   is distinct from
                   (p.likes_count, p.comments_count, p.shares_count, p.saves_count, p.views_count) as figures_differ
        from unnest(posts) with ordinality
                 as p (connection_id, platform_post_id, post_type, caption, media_url, thumbnail_url, permalink,
                       likes_count, comments_count, shares_count, saves_count, views_count, published_at, text_hash, place)
        join (select r.connection_id, r.measured_at, r.followers_count, f.has_posts is true as has_posts
              from unnest(results) r
              -- Looked at once an account, so that its first posts need not be looked for one by one. With its limit it
              -- cannot become a hash of all posts there are, as is planned while the table is still empty.
              left join lateral (select true as has_posts from social_internal.post_figures f
                                 where f.connection_id = r.connection_id
                                 limit 1) f on true
              where r.measured_at is not null
              offset 0) r on r.connection_id = p.connection_id
        left join lateral (select f.ctid, f.* from social_internal.post_figures f
                           where r.has_posts and f.connection_id = p.connection_id and f.platform_post_id = p.platform_post_id
                           offset 0) f on true
    ), texts as materialized (
        -- Captions and addresses are only taken along where they are to be written.
        select p.*, g.post_id, g.seen_at, t.ctid as text_row
        from given g
        join unnest(posts) with ordinality
                 as p (connection_id, platform_post_id, post_type, caption, media_url, thumbnail_url, permalink,
                       likes_count, comments_count, shares_count, saves_count, views_count, published_at, text_hash, place)
            on p.place = g.place
        left join lateral (select t.ctid from social_internal.post_texts t
                           where g.figures_row is not null and t.id = g.post_id
                           offset 0) t on true
        where g.text_differs
    ), new_texts as (
        insert into social_internal.post_texts
            (id, post_type, caption, media_url, thumbnail_url, permalink, published_at, created_at)
        select t.post_id, t.post_type, t.caption, t.media_url, t.thumbnail_url, t.permalink, t.published_at, t.seen_at
        from texts t
        where t.text_row is null
    ), changed_texts as (
        update social_internal.post_texts t
        set post_type = n.post_type, caption = n.caption, media_url = n.media_url, thumbnail_url = n.thumbnail_url,
            permalink = n.permalink, published_at = n.published_at, removed_at = null
        from texts n
        where n.text_row is not null and t.ctid = n.text_row
    ), new_figures as (
        insert into social_internal.post_figures
            (connection_id, platform_post_id, post_id, text_hash, likes_count, comments_count, shares_count, saves_count,
             views_count, followers_count, fetched_at)
        select g.connection_id, g.platform_post_id, g.post_id, g.text_hash, g.likes_count, g.comments_count, g.shares_count,
               g.saves_count, g.views_count, g.followers_count, g.seen_at
        from given g
        where g.figures_row is null
    ), changed as materialized (
        -- An update carries along every column of the rows it joins: no captions among these.
        select g.figures_row, g.text_hash, g.likes_count, g.comments_count, g.shares_count, g.saves_count, g.views_count,
               case when g.figures_differ then g.seen_at end as changed_at, g.followers_count
        from given g
        where g.figures_row is not null and (g.figures_differ or g.text_differs)
    ), changed_figures as (
        update social_internal.post_figures f
        set text_hash       = g.text_hash,
            likes_count     = g.likes_count,
            comments_count  = g.comments_count,
            shares_count    = g.shares_count,
            saves_count     = g.saves_count,
            views_count     = g.views_count,
            fetched_at      = coalesce(g.changed_at, f.fetched_at),
            followers_count = case when g.changed_at is null then f.followers_count else g.followers_count end
        from changed g
        where f.ctid = g.figures_row
    )
    insert into social_internal.post_changes
        (connection_id, fetched_at, post_ids, likes_count, comments_count, shares_count, saves_count, views_count)
    select g.connection_id, g.seen_at, array_agg(g.post_id),
           case when count(g.likes_count) > 0 then array_agg(g.likes_count) end,
           case when count(g.comments_count) > 0 then array_agg(g.comments_count) end,
           case when count(g.shares_count) > 0 then array_agg(g.shares_count) end,
           case when count(g.saves_count) > 0 then array_agg(g.saves_count) end,
           case when count(g.views_count) > 0 then array_agg(g.views_count) end
    from given g
    where g.figures_differ or g.figures_row is null
    group by g.connection_id, g.seen_at;
end
$$;
comment on function social_internal.record_posts(social_internal.sync_result[], social_internal.fetched_post[]) is
    'Writes new and changed posts of accounts whose measurement is recorded. Figures that are the same are not written '
    'again, nor added to the history.';

create function social_internal.mark_removed_posts(results social_internal.sync_result[]) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    with removed as (
        update social_internal.post_texts t
        set removed_at = coalesce(r.measured_at, r.completed_at)
        from unnest(results) r
        join social_internal.post_figures f on f.connection_id = r.connection_id and f.platform_post_id <> all (r.listed_posts)
        where r.listed_posts is not null
          and t.id = f.post_id
          and (t.published_at > r.window_start or r.window_start <= 'epoch')
          and t.removed_at is null
        returning f.connection_id, f.platform_post_id
    ), looked_at_next_time as (
        -- A list that broke off keeps the digests of what it did not name: such a post would come back unnoticed.
        update social_internal.sync_state s set post_digests = null
        where s.connection_id in (select r.connection_id from removed r)
    )
    -- Without its hash a post that comes back is looked at as a whole, and loses its mark.
    update social_internal.post_figures f
    set text_hash = null
    from removed
    where f.connection_id = removed.connection_id and f.platform_post_id = removed.platform_post_id;
$$;
comment on function social_internal.mark_removed_posts(social_internal.sync_result[]) is
    'Marks posts that the platform no longer lists. An answer that was not complete must not come here.';
