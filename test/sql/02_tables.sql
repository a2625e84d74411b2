-- Tables and views as applications know them: names and types of columns are the contract.
select c.relname, c.relkind, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum) as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'social'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
group by 1, 2 order by 1
\gx

-- Functions as applications call them. No name has two meanings.
select p.oid::regprocedure::text as function, pg_get_function_result(p.oid) as returns, prosecdef as definer
from pg_proc p where pronamespace = 'social'::regnamespace
order by 1;
select proname from pg_proc where pronamespace = 'social'::regnamespace group by 1 having count(*) > 1;

-- All ten platforms show without a row having been stored.
select platform, app, client_id is null as unconfigured from social.social_media_platforms order by 1;
select count(*) from social_internal.platform_settings;
select platform, calls_per_hour from social.social_media_platforms where platform in ('instagram', 'tiktok') order by 1;

-- Rules that hold whoever writes.
begin;
\set VERBOSITY terse
savepoint s;
insert into social.social_media_connections (user_id, platform, platform_user_id) values (gen_random_uuid(), 'myspace', 'x');
rollback to s;
insert into social.social_media_connections (user_id, platform, platform_user_id, connection_status)
    values (gen_random_uuid(), 'tiktok', 'x', 'paused');
rollback to s;
insert into social.social_media_connections (user_id, platform, platform_user_id, refresh_frequency_hours)
    values (gen_random_uuid(), 'tiktok', 'x', 0);
rollback to s;
insert into social.social_media_connections (user_id, platform, platform_user_id) values (gen_random_uuid(), 'tiktok', 'x');
insert into social.social_media_connections (user_id, platform, platform_user_id) values (gen_random_uuid(), 'tiktok', 'x');
rollback to s;
-- The same account with an owner that lost it is fine.
insert into social.social_media_connections (user_id, platform, platform_user_id, connection_status)
    values (gen_random_uuid(), 'tiktok', 'x', 'revoked'), (gen_random_uuid(), 'tiktok', 'x', 'active');
insert into social.social_media_users (role) values ('boss');
rollback;
