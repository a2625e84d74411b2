-- Tables and views as applications know them: names, types and defaults of columns are the contract.
\pset format unaligned
\pset tuples_only on
select c.relname || ' ' || c.relkind::text || E'\n    '
       || string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
                     || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), E'\n    ' order by a.attnum)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = 'social'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
group by c.oid order by c.relname;

-- Functions as applications call them, by position or by name.
select format('%s(%s) returns %s%s', proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
              case when prosecdef then '' else ', with the rights of the caller' end)
from pg_proc p where pronamespace = 'social'::regnamespace
order by 1;
-- What those answer that have a type of their own.
select c.relname || E'\n    ' || string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), E'\n    ' order by a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'social'::regnamespace and c.relkind = 'c'
group by c.oid order by c.relname;
\pset format aligned
\pset tuples_only off
-- No name has two meanings.
select proname from pg_proc where pronamespace = 'social'::regnamespace group by 1 having count(*) > 1;

-- All ten platforms show without a row having been stored.
select platform, app, client_id is null as unconfigured from social.social_media_platforms order by 1;
select count(*) from social_internal.platform_settings;
select platform, calls_per_hour from social.social_media_platforms where platform in ('instagram', 'tiktok') order by 1;
-- What a creator is told before leaving to a platform.
select platform, scopes, requirements from social_api.platforms where scopes is not null order by 1;

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
