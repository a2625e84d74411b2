-- The merchants' list: sums and means worked out by hand, and what brings a profile up to date.
begin;
set local timezone = 'UTC';
insert into social.social_media_users (id, display_name, role)
select ('a0000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'Person ' || n, case when n = 3 then 'merchant' else 'influencer' end
from generate_series(1, 4) n;
select test.connect(1) as c1, test.connect(2, 'tiktok') as c2, test.connect(3, 'facebook') as c3,
       test.connect(4, 'instagram', '{"user_id": "a0000000-0000-0000-0000-000000000003"}') as c4,
       test.connect(5, 'instagram', '{"user_id": "a0000000-0000-0000-0000-000000000002"}') as c5 \gset
select social_internal.ensure_months('2024-03-10', '2024-05-01', array[test.synced(:'c1', '2024-03-10', 1), test.synced(:'c1', '2024-04-10', 1),
                                                                       test.synced(:'c1', '2024-05-01', 1)]);
create function test.measure(connection uuid, at timestamptz, followers bigint, rate numeric, views numeric) returns void
    language sql as $$
    insert into social.social_media_stats (connection_id, user_id, platform, followers_count, engagement_rate, average_views_per_post, synced_at)
    select id, user_id, platform, followers, rate, views, at from social.social_media_connections where id = connection;
    select social_internal.profiles_changed(array[user_id]) from social.social_media_connections where id = connection;
$$;
-- The days in which all of this is measured.
create function test.clock(moment timestamptz) returns void
    language plpgsql as $$
begin
    execute format('create or replace function social_internal.current_time() returns timestamptz language sql volatile parallel safe return timestamptz %L', moment);
end
$$;
select test.clock('2024-05-02 20:00') \g /dev/null
create view test.list as
select display_name, platform_names, handles, followers, engagement_rate, average_views, growth_30_days as gained,
       growth_30_days_percent as percent, to_char(measured_at, 'MM-DD') as measured
from social_api.influencers order by followers desc nulls last, user_id;

-- c1 gained 1100 - 1000 since 03-30 (a little over 30 days before); c2 gained 450 - 400 since 04-01, exactly 30 days;
-- c3 has nothing that old. 150 of 1400 is 10.7143 per cent. (3 + 6) / 2 = 4.5; one knows its views.
select test.measure(:'c1', '2024-03-10', 900, 9, 1), test.measure(:'c1', '2024-03-30', 1000, 9, 1), test.measure(:'c1', '2024-05-01', 1100, 3, 500),
       test.measure(:'c2', '2024-04-01', 400, 9, 1), test.measure(:'c2', '2024-05-01', 450, 6, null),
       test.measure(:'c3', '2024-05-01', 7, null, null), test.measure(:'c4', '2024-05-01', 5, 5, 5)
\g /dev/null
select * from test.list;
-- Growth over 30 days is that of 30 to 37 days, not that of the months an account was silent.
savepoint s;
delete from social.social_media_stats where connection_id in (:'c1', :'c2') and synced_at < '2024-05-01';
select test.measure(:'c1', '2024-03-24', 1000, 9, 1), test.measure(:'c2', '2024-03-25', 400, 9, 1) \g /dev/null
select gained, percent from test.list;
select test.measure(:'c1', '2024-03-25', 1000, 9, 1) \g /dev/null
select gained, percent from test.list;
rollback to s;
-- Followers that became unknown gained an unknown number, and what there was before is no base.
savepoint s;
select test.measure(:'c2', '2024-05-02', null, null, null) \g /dev/null
select followers, engagement_rate, gained, percent, measured from test.list;
rollback to s;
-- Nothing was measured of this one; 0 is measured.
select social_internal.note_profile_changes(array['a0000000-0000-0000-0000-000000000002'::uuid]), social_internal.refresh_profiles(array['a0000000-0000-0000-0000-000000000002'::uuid]);
select display_name, handles, followers, engagement_rate, measured from test.list;
select test.measure(:'c5', '2024-05-01', 0, 0, 0) \g /dev/null
select display_name, followers, engagement_rate, average_views from test.list;
-- A sum is as old as the oldest figure in it. After a week an account that is no longer measured has no growth: c1 gained
-- 1200 - 1100 since 04-07, c2 450 - 400 as before. 150 of 1500 is 10 per cent, 100 of 1100 is 9.0909.
savepoint s;
select test.clock('2024-05-07 12:00'), test.measure(:'c1', '2024-04-07', 1100, 9, 1), test.measure(:'c1', '2024-05-07', 1200, 3, 500) \g /dev/null
select followers, gained, percent, measured from test.list limit 1;
select test.clock('2024-05-08 12:00'), test.measure(:'c1', '2024-05-08', 1200, 3, 500) \g /dev/null
select followers, gained, percent, measured from test.list limit 1;
-- Where no account is measured any more, no measurement ends the growth: the scheduler's round finds it.
select social.resume_workers() \g /dev/null
select social_internal.ensure_profiles() as found;
select test.clock('2024-05-15 12:00') \g /dev/null
select social_internal.ensure_profiles() as found;
select social_internal.refresh_profiles(array(select user_id from social_internal.profiles)) as missed, social_internal.ensure_profiles() as found;
select followers, gained, percent, measured from test.list limit 1;
rollback to s;

-- Name, role, choice, status, owner, erasure.
update social.social_media_users set display_name = 'Anna' where display_name = 'Person 1';
update social.social_media_users set role = 'influencer' where display_name = 'Person 3';
select display_name, handles from test.list;
insert into social_internal.hidden_profiles values ('a0000000-0000-0000-0000-000000000001');
select handles from social_internal.profile_names order by 1;
select display_name from test.list;
delete from social_internal.hidden_profiles;
update social.social_media_connections set connection_status = 'revoked' where id = :'c1';
select display_name, platform_names, followers from test.list;
update social.social_media_connections set connection_status = 'error', user_id = 'a0000000-0000-0000-0000-000000000004' where id = :'c1';
select display_name, platform_names, followers from test.list;
delete from social.social_media_connections where id = :'c2';
select display_name, platform_names, followers from test.list;
select social.erase_user('a0000000-0000-0000-0000-000000000004');
select display_name, platform_names, followers from test.list;

-- Names that are the same are not written again.
create temporary table names_before as select user_id, xmin::text || ctid as row from social_internal.profile_names;
select test.measure(:'c5', '2024-05-01 12:00', 1, 0, 0) \g /dev/null
select count(*) as names, count(*) filter (where n.xmin::text || n.ctid = b.row) as untouched
from names_before b join social_internal.profile_names n using (user_id);

-- A sync by itself shows at once; one that failed changes nothing.
select count(*) from social_internal.record_syncs(array[test.synced(:'c5', '2024-05-02', 77), test.failed(:'c4', '2024-05-02')], '{}');
select display_name, followers, measured from test.list;

-- Many at once are left to the scheduler.
delete from social_internal.profile_changes;
insert into social.social_media_users (id, display_name) select ('b0000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'Crowd' from generate_series(1, 21) n;
insert into social.social_media_connections (user_id, platform, platform_user_id, platform_username)
select id, 'instagram', id::text, 'crowd' from social.social_media_users where display_name = 'Crowd';
select cardinality(user_ids) as noted from social_internal.profile_changes;
-- All of them under a new name, which is no change of its own besides the measurement.
select array_agg(jsonb_populate_record(test.synced(id, '2024-05-01', 10), '{"platform_username": "the_many"}') order by id) as results
from social.social_media_connections where platform_username = 'crowd' \gset
select count(*) from social_internal.record_syncs(:'results', '{}');
select count(*) from test.list where display_name = 'Crowd';
select cardinality(user_ids) as users, cardinality(connection_ids) as connections from social_internal.profile_changes order by user_ids is null;
savepoint s;
-- A database without a home, as this one is while its connections are restored, is left alone.
select social_internal.follow_profile_changes() as next_look, count(*) as noted from social_internal.profile_changes;
select social.resume_workers() \g /dev/null
select social_internal.follow_profile_changes() as next_look;
select count(*), sum(followers), min(handles), max(handles) from test.list where display_name = 'Crowd';
select social_internal.follow_profile_changes() as next_look, count(*) as noted from social_internal.profile_changes;
-- A name by itself is.
savepoint s;
update social.social_media_connections set platform_username = 'renamed' where platform_username = 'the_many';
select count(*) as noted from social_internal.profile_changes;
rollback to s;
-- Whatever went wrong, it is found.
delete from social_internal.profiles where user_id in (select user_id from social_internal.profiles order by user_id limit 2);
update social_internal.profiles set newest_at = null where display_name = 'Crowd' and user_id::text like '%15';
insert into social_internal.profiles (user_id, platforms, platform_names) values (gen_random_uuid(), '[]', '{}');
select social_internal.ensure_profiles() as found;
select social_internal.follow_profile_changes() as next_look;
select social_internal.ensure_profiles() as found;
select count(*), count(measured_at) from social_internal.profiles;
-- The scheduler looks for it a few connections at a time: the first, the last and those around each step's end are found.
create view test.by_user as select user_id, row_number() over (order by user_id) as place, count(*) over () as users from social_internal.profiles;
delete from social_internal.sync_state s using social.social_media_connections c, test.by_user u
where c.id = s.connection_id and u.user_id = c.user_id and u.place in (1, 5, 6, u.users);
delete from social_internal.profiles where user_id in (select user_id from test.by_user where place in (1, 5, 6, users));
insert into social_internal.profiles (user_id, platforms, platform_names) values ('ffffffff-0000-0000-0000-000000000000', '[]', '{}');
select cardinality(user_ids) as before_any_step from social_internal.profile_changes;
with recursive steps as (
    select social_internal.ensure_derived(null, 5) as upto
    union all
    select social_internal.ensure_derived(s.upto, 5) from steps s where s.upto is not null)
select count(*) as steps from steps;
select sum(cardinality(user_ids)) as found from social_internal.profile_changes;
select count(*) from social.social_media_connections c where not exists (select from social_internal.sync_state s where s.connection_id = c.id);
select social_internal.follow_profile_changes() as next_look;
select count(*), count(measured_at) from social_internal.profiles;
rollback;
