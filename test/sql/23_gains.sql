-- What posts gained, of an account with more posts than are listed.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
select social_internal.current_time() - interval '7 days' as since \gset
select social_internal.ensure_month(parent, social_internal.current_time() - days * interval '1 day')
from unnest('{social.social_media_stats, social_internal.post_changes}'::regclass[]) parent, unnest('{0, 4, 8, 57}'::integer[]) days \g /dev/null
insert into social.social_media_users (id, email) values ('a0000000-0000-0000-0000-000000000001', 'g@example.com') on conflict do nothing;
select test.connect(1) as c \gset
select test.connect(2) as few \gset
-- Of 1, thirty posts, the first the newest; of 2, two. All had 100 likes two months ago and were listed a day before the week.
insert into social.social_media_stats (connection_id, user_id, platform, posts_counted, synced_at)
select c.id, c.user_id, c.platform, 25, :'since'::timestamptz - interval '1 day' from social.social_media_connections c where c.id in (:'c', :'few');
create temp table posts on commit drop as
select c.id as connection_id, n, row_number() over (order by c.id, n) + 5000 as post_id
from social.social_media_connections c, generate_series(1, 30) n where c.id = :'c' or c.id = :'few' and n in (27, 28);
insert into social_internal.post_texts (id, caption, published_at, created_at)
select p.post_id, 'post ' || p.n, :'since'::timestamptz - interval '2 days' - p.n * interval '1 day', :'since'::timestamptz - interval '50 days'
from posts p;
insert into social_internal.post_figures (connection_id, post_id, platform_post_id, likes_count, comments_count, fetched_at)
select p.connection_id, p.post_id, 'post ' || p.n, 100 + p.n, 0, :'since'::timestamptz + interval '3 days' from posts p;
insert into social_internal.post_changes (connection_id, fetched_at, post_ids, likes_count, comments_count)
select p.connection_id, at, array_agg(p.post_id), array_agg(case when at < :'since' then 100 else 100 + p.n end), array_agg(0)
from posts p, unnest(array[:'since'::timestamptz - interval '50 days', :'since'::timestamptz + interval '3 days']) at
where at < :'since' or p.n in (24, 25, 26, 27) group by 1, 2;

create function test.gained(since timestamptz) returns table (of_week text, of_days text) language sql as $$
    select (select string_agg(w.platform || right(w.connection_id::text, 1) || ' ' || w.caption || ': ' || w.likes_gained, ', ' order by w.connection_id, w.gained)
            from social_internal.weekly_posts('a0000000-0000-0000-0000-000000000001', since, social_internal.current_time(), 100) w),
           (select string_agg(right(g.connection_id::text, 1) || ' ' || g.platform_post_id || ': ' || coalesce(g.likes_gained::text, 'unknown'), ', '
                              order by g.connection_id, g.published_at desc)
            from social_api.posts_gained(7) g where g.caption in ('post 24', 'post 25', 'post 26', 'post 27'))
$$;
select set_config('request.jwt.claims', '{"sub": "a0000000-0000-0000-0000-000000000001", "role": "influencer"}', true) is not null as asked;
-- Three of the newest go within the week, so that 26 and 27 of the thirty come back into the list with two months of likes.
update social_internal.post_texts t set removed_at = :'since'::timestamptz + interval '1 day'
from posts p where t.id = p.post_id and p.n <= 3;
select * from test.gained(:'since');
-- Had they gone before the week, 26 and 27 would have been among the newest 25 then, and what they gained known.
update social_internal.post_texts t set removed_at = :'since'::timestamptz - interval '2 days' where removed_at is not null;
select * from test.gained(:'since');
-- Listed is what a measurement counted posts of, within the three days before, not at that moment.
insert into social.social_media_stats (connection_id, user_id, platform, posts_counted, synced_at)
select c.id, c.user_id, c.platform, null, :'since'::timestamptz - interval '1 hour' from social.social_media_connections c where c.id = :'few';
select social_internal.listed_before(:'few', :'since') = :'since'::timestamptz - interval '1 day' as the_day_before,
       social_internal.listed_before(:'few', :'since'::timestamptz + interval '2 days') = :'since'::timestamptz - interval '1 day' as three_days,
       social_internal.listed_before(:'few', :'since'::timestamptz + interval '2 days 1 second') as longer,
       social_internal.listed_before(:'few', :'since'::timestamptz - interval '1 day') as at_that_moment;
-- The week begins on the 10th; posts were listed on the 9th, the oldest of the 1st.
select published, had_figures,
       social_internal.gained_whole(published, '2024-05-10', listed, '2024-05-01', had_figures) as whole
from (values (timestamptz '2024-05-10', timestamptz '2024-05-09', true),  -- within the week
             ('2024-05-09 12:00', '2024-05-09', false),                   -- after the list: all of it is new
             ('2024-05-09 12:00', '2024-05-09', true),                    -- but for what was known of it
             ('2024-05-08', '2024-05-09', false),                         -- older, and not known
             ('2024-05-08', null, true),                                  -- nothing was listed
             ('2024-05-01', '2024-05-09', true),                          -- the oldest of the list
             ('2024-04-30', '2024-05-09', true)) as post (published, listed, had_figures);
rollback;
