-- Recording posts: only what changed is written.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
select test.connect(1) as c1 \gset
select social_internal.record_syncs(array[test.synced(:'c1', '2024-01-31 08:00+00', 1000)],
    array[test.post(:'c1', 'p1', 40, 4), test.post(:'c1', 'p2', null, 6), test.post(:'c1', 'p3', 0, 0, '{"views_count": 900}')]);
select platform_post_id, post_type, caption, likes_count, comments_count, shares_count, views_count, engagement_rate, fetched_at, created_at
from social.social_media_posts where connection_id = :'c1' order by platform_post_id;

-- The next day: p1 has 50 likes and 2000 followers behind it, p2 only another caption, p3 is sent though it is the same.
create temporary table before as
select f.platform_post_id, t.xmin::text || t.ctid as text_row, f.xmin::text || f.ctid as figures_row
from social_internal.post_figures f join social_internal.post_texts t on t.id = f.post_id;
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-01 08:00+00', 2000)],
    array[test.post(:'c1', 'p1', 50, 4, '{"media_url": "https://cdn.example.com/p1.jpg?sig=2"}'),
          test.post(:'c1', 'p2', null, 6, '{"caption": "Another caption"}'),
          test.post(:'c1', 'p3', 0, 0, '{"views_count": 900, "media_url": "https://cdn.example.com/p3.jpg?sig=2"}')]);
select platform_post_id, caption, media_url, likes_count, engagement_rate, fetched_at, created_at
from social.social_media_posts where connection_id = :'c1' order by platform_post_id;
-- A signature that changed is no change of the media, and what is the same is not written again.
select f.platform_post_id, b.text_row = t.xmin::text || t.ctid as same_text_row, b.figures_row = f.xmin::text || f.ctid as same_figures_row
from before b
join social_internal.post_figures f using (platform_post_id)
join social_internal.post_texts t on t.id = f.post_id order by 1;
-- The history has a first row and one for every change of figures, across the change of month.
select platform_post_id, h.likes_count, h.comments_count, h.views_count, h.fetched_at
from social.social_media_post_figures h join social.social_media_posts p on p.id = h.post_id and p.connection_id = h.connection_id
order by 1, h.fetched_at;

-- A count that becomes hidden is a change, and known again another.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-02 08:00+00', 2000)], array[test.post(:'c1', 'p1', null, 4)]);
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-03 08:00+00', 2000)], array[test.post(:'c1', 'p1', 52, 4)]);
select h.likes_count, h.fetched_at from social.social_media_post_figures h
join social.social_media_posts p on p.id = h.post_id where platform_post_id = 'p1' order by 2;

-- Gone from the platform: marked, once. Posts older than what was listed are not missed.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-04 08:00+00', 2000,
    '{"listed_posts": ["p1"], "window_start": "2024-01-01 13:00+00"}')], '{}');
select count(*) as removed from social.social_media_posts where removed_at is not null;
-- Nor those of the second that the list begins with: it may have been cut between them.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-04 09:00+00', 2000,
    '{"listed_posts": ["p1"], "window_start": "2024-01-01 12:00+00"}')], '{}');
select count(*) as removed from social.social_media_posts where removed_at is not null;
-- All posts are looked at the next time, so that one that comes back with the same counts is noticed after a list that
-- broke off, too.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-05 08:00+00', 2000,
    '{"listed_posts": ["p1"], "window_start": "2024-01-01 11:59+00", "post_digests": "\\x00"}')], '{}');
select post_digests from social_internal.sync_state where connection_id = :'c1';
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-06 08:00+00', 2000,
    '{"listed_posts": ["p1", "p3"], "window_start": "1970-01-01 00:00+00"}')], '{}');
select platform_post_id, removed_at from social.social_media_posts order by 1;
-- One that comes back loses the mark.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-07 08:00+00', 2000)], array[test.post(:'c1', 'p3', 0, 0, '{"views_count": 900}')]);
select platform_post_id, removed_at, fetched_at from social.social_media_posts order by 1;

-- Best posts: those that are there, unknown figures last.
select platform_post_id, engagement_rate from social.get_top_posts('a0000000-0000-0000-0000-000000000001');
select platform_post_id, views_count from social.get_top_posts('a0000000-0000-0000-0000-000000000001', 'instagram', 1, 'views_count');
select count(*) from social.get_top_posts('a0000000-0000-0000-0000-000000000001', 'tiktok');

-- Where the followers are unknown a post has no rate.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-08 08:00+00', null)], array[test.post(:'c1', 'p4', 10, 1)]);
select platform_post_id, likes_count, engagement_rate from social.social_media_posts where platform_post_id = 'p4';

-- Posts that only count differently: no text is looked at, a count that no post has is NULL in place of the array, and
-- p9, whose row somebody has removed, makes the account's posts be looked at as a whole the next time.
update social_internal.sync_state set post_digests = '\x00' where connection_id = :'c1';
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-08 12:00+00', 1000)], '{}',
    array[row(:'c1', '2024-02-08 12:00+00', 1000, '{p1,p3}', '{60,null}', '{5,0}', null, null, '{null,901}')::social_internal.recount]);
select platform_post_id, caption, likes_count, comments_count, shares_count, views_count, engagement_rate, fetched_at
from social.social_media_posts where fetched_at = '2024-02-08 12:00+00' order by 1;
select p.platform_post_id, h.likes_count, h.comments_count, h.shares_count, h.views_count
from social.social_media_post_figures h join social.social_media_posts p on p.id = h.post_id
where h.fetched_at = '2024-02-08 12:00+00' order by 1;
select post_digests is null as to_be_looked_at from social_internal.sync_state where connection_id = :'c1';
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-08 13:00+00', 1000)], '{}',
    array[row(:'c1', '2024-02-08 13:00+00', 1000, '{p9,p1}', '{1,61}', '{1,5}', null, null, null)::social_internal.recount]);
select p.platform_post_id, h.likes_count, h.comments_count
from social.social_media_post_figures h join social.social_media_posts p on p.id = h.post_id
where h.fetched_at = '2024-02-08 13:00+00' order by 1;
select post_digests is null as to_be_looked_at from social_internal.sync_state where connection_id = :'c1';

-- Posts that left are looked for where the digests are gone: not where there are no posts, nor with a new account.
create function test.digests_lost(connection uuid) returns boolean language sql as $$
    select a.digests_lost from social_internal.accounts_named(array[connection], array['0123456789abcdef0123456789abcdef']) a
$$;
savepoint digests;
update social_internal.sync_state set post_digests = null where connection_id = :'c1';
select test.digests_lost(:'c1');
update social_internal.sync_state set post_digests = '' where connection_id = :'c1';
select test.digests_lost(:'c1');
update social_internal.sync_state set post_digests = null where connection_id = :'c1';
update social.social_media_connections set last_synced_at = null where id = :'c1';
select test.digests_lost(:'c1');
rollback to digests;

-- Of two syncs of an account in one batch the later one counts.
select social_internal.record_syncs(
    array[test.synced(:'c1', '2024-02-08 15:00+00', 1000), test.synced(:'c1', '2024-02-08 14:00+00', 1000)], '{}',
    array[row(:'c1', '2024-02-08 14:00+00', 1000, '{p1}', '{62}', '{5}', null, null, null)::social_internal.recount,
          row(:'c1', '2024-02-08 15:00+00', 1000, '{p1}', '{63}', '{5}', null, null, null)::social_internal.recount]);
select platform_post_id, likes_count, fetched_at from social.social_media_posts where platform_post_id = 'p1';

-- A post named twice in a recount counts as it is named first; one whose text is to be looked at is left alone.
update social_internal.post_figures set text_hash = null where platform_post_id = 'p3';
select post_ids = array[(select id from social.social_media_posts where platform_post_id = 'p1')] as p1_alone, likes_count, complete
from social_internal.write_counts(
    array[row(:'c1', '2024-02-08 16:00+00', null, '{p1,p3,p1}', '{64,9,65}', '{5,9,9}', null, null, null)::social_internal.recount]);
select platform_post_id, likes_count, engagement_rate from social.social_media_posts where platform_post_id in ('p1', 'p3') order by 1;
savepoint uneven;
select social_internal.write_counts(
    array[row(:'c1', '2024-02-08 16:00+00', 1000, '{p1,p3}', '{64}', null, null, null, null)::social_internal.recount]);
rollback to uneven;
select social_internal.write_counts(array[null]::social_internal.recount[]);
rollback to uneven;
-- More new versions than a page takes: the row moves, and is still found by its key, once.
do $$
begin
    for likes in 1..300 loop
        perform social_internal.write_counts(
            array[row('c0000000-0000-0000-0000-000000000001', '2024-02-08 17:00+00', 1000, '{p1}', array[likes], '{5}', null, null,
                      null)::social_internal.recount]);
    end loop;
end
$$;
set local enable_seqscan = off;
select likes_count, engagement_rate from social_internal.post_figures f
join social.social_media_posts p using (connection_id, platform_post_id, likes_count)
where f.connection_id = :'c1' and f.platform_post_id = 'p1';
reset enable_seqscan;
-- A post's rate is that of the followers when its figures last changed; another text leaves it.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-08 18:00+00', 1)], array[test.post(:'c1', 'p1', 300, 5)]);
select likes_count, engagement_rate, fetched_at from social.social_media_posts where platform_post_id = 'p1';
-- The view spells the definition out.
select count(*) as posts, count(*) filter (where p.engagement_rate is not null) as with_a_rate,
       bool_and(p.engagement_rate is not distinct from
                social_internal.engagement_rate(f.likes_count, f.comments_count, f.followers_count)) as as_defined
from social.social_media_posts p join social_internal.post_figures f using (connection_id, platform_post_id);

-- The same post twice in a batch is odd, and stops nobody.
select social_internal.record_syncs(array[test.synced(:'c1', '2024-02-09 08:00+00', 100)],
    array[test.post(:'c1', 'p5', 1, 1), test.post(:'c1', 'p5', 1, 1)]);
select platform_post_id, likes_count, engagement_rate from social.social_media_posts where platform_post_id = 'p5';
-- So is an account that was synced again before it could be written: its posts are as they were seen last.
select social_internal.record_syncs(
    array[test.synced(:'c1', '2024-02-09 09:00+00', 100), test.synced(:'c1', '2024-02-09 10:00+00', 100)],
    array[test.post(:'c1', 'p5', 2, 1), test.post(:'c1', 'p6', 1, 1), test.post(:'c1', 'p7', 1, 1),
          test.post(:'c1', 'p5', 3, 1), test.post(:'c1', 'p6', 2, 1)]);
select p.platform_post_id, p.likes_count, array_agg(h.likes_count order by h.fetched_at) as history
from social.social_media_posts p join social.social_media_post_figures h on h.post_id = p.id and h.connection_id = p.connection_id
where p.platform_post_id in ('p5', 'p6', 'p7') group by 1, 2 order by 1;
rollback;
