-- The extension as installed: who owns it, who may use it, what is documented. Also the helpers of the other files.
set client_min_messages = warning;
-- Whom a server gives new objects to by default gets none of these.
create role regress_heir;
alter default privileges grant all on tables to regress_heir;
alter default privileges grant all on sequences to regress_heir;
alter default privileges grant all on routines to regress_heir;
alter default privileges grant all on types to regress_heir;
alter default privileges grant all on schemas to regress_heir;
create extension pg_social;
select count(*) as inherited from pg_depend d
left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
left join pg_type t on d.classid = 'pg_type'::regclass and t.oid = d.objid
left join pg_namespace n on d.classid = 'pg_namespace'::regclass and n.oid = d.objid
where d.refclassid = 'pg_extension'::regclass and d.refobjid = (select oid from pg_extension where extname = 'pg_social')
  and exists (select from aclexplode(coalesce(p.proacl, c.relacl, t.typacl, n.nspacl)) a where a.grantee = 'regress_heir'::regrole);
drop owned by regress_heir;
drop role regress_heir;
reset client_min_messages;

-- Its objects, by identity.
create temporary view members as
select d.classid, d.objid, o.type, o.schema, o.identity
from pg_depend d, lateral pg_identify_object(d.classid, d.objid, 0) o
where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
  and d.refobjid = (select oid from pg_extension where extname = 'pg_social')
  -- Arrays, which are members from PostgreSQL 17 on, have their elements' owner and privileges.
  and not (d.classid = 'pg_type'::regclass and d.objid in (select oid from pg_type where typcategory = 'A'));

select extname, extversion, extnamespace::regnamespace, extrelocatable from pg_extension where extname = 'pg_social';
select rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = 'social_owner';

-- Everything belongs to social_owner.
select 'relation' as kind, oid::regclass::text as name, relowner::regrole from pg_class
where oid in (select objid from members where classid = 'pg_class'::regclass) and relowner <> 'social_owner'::regrole
union all
select 'function', oid::regprocedure::text, proowner::regrole from pg_proc
where oid in (select objid from members where classid = 'pg_proc'::regclass) and proowner <> 'social_owner'::regrole
union all
select 'type', oid::regtype::text, typowner::regrole from pg_type
where oid in (select objid from members where classid = 'pg_type'::regclass) and typowner <> 'social_owner'::regrole
union all
select 'schema', nspname, nspowner::regrole from pg_namespace
where nspname ~ '^social_' and nspowner <> 'social_owner'::regrole
order by 1, 2;

-- PUBLIC may do nothing.
select 'function' as kind, oid::regprocedure::text as name from pg_proc
where oid in (select objid from members where classid = 'pg_proc'::regclass)
  and has_function_privilege('public', oid, 'execute')
union all
select 'relation', oid::regclass::text from pg_class
where oid in (select objid from members where classid = 'pg_class'::regclass and type <> 'index')
  and relkind in ('r', 'p', 'v', 'm', 'S')
  and exists (select from aclexplode(relacl) a where a.grantee = 0)
union all
select 'type', oid::regtype::text from pg_type
where oid in (select objid from members where classid = 'pg_type'::regclass and type in ('type', 'domain'))
  and typrelid = 0 and has_type_privilege('public', oid, 'usage')
union all
select 'schema', nspname from pg_namespace
where nspname ~ '^social' and (has_schema_privilege('public', oid, 'usage') or has_schema_privilege('public', oid, 'create'))
order by 1, 2;

-- What pg_monitor may do.
select oid::regprocedure::text as name from pg_proc p
where pronamespace = 'social'::regnamespace and has_function_privilege('pg_monitor', oid, 'execute')
order by 1;
select has_schema_privilege('pg_monitor', 'social', 'usage') as usage,
       has_table_privilege('pg_monitor', 'social.social_media_connections', 'select') as reads_connections;

-- No body can be led astray by a search path: it is pinned, or names were resolved when the function was made.
select oid::regprocedure::text as unpinned from pg_proc
where oid in (select objid from members where classid = 'pg_proc'::regclass)
  and prolang <> (select oid from pg_language where lanname = 'c') and prosqlbody is null
  and not exists (select from unnest(proconfig) as setting where setting = 'search_path=pg_catalog, pg_temp')
order by 1;

-- Every object has a comment, and every column that users see.
select type, identity from members
where type in ('schema', 'table', 'view', 'materialized view', 'function', 'type', 'domain')
  and obj_description(objid, classid::regclass::name) is null
  and not (type = 'type' and exists (select from pg_type t where t.oid = objid and (t.typrelid <> 0 or t.typelem <> 0)
                                     and t.typtype = 'c' and exists (select from pg_class c where c.oid = t.typrelid and c.relkind <> 'c')))
order by 1, 2;
select attrelid::regclass::text as relation, attname from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'social'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped
  and col_description(a.attrelid, a.attnum) is null
order by 1, 2;

-- social_api holds views, functions and the media types they answer in; no table.
select distinct type from members where schema = 'social_api' order by 1;

-- No foreign keys, and no key on the parent of partitions: a restore would stumble over both.
select conrelid::regclass, conname from pg_constraint
where contype = 'f' and conrelid::regclass::text ~ '^(social|social_internal)\.';
select c.oid::regclass::text as parent, (select count(*) from pg_index i where i.indrelid = c.oid) as indexes,
       (select count(*) from pg_inherits i where i.inhparent = c.oid) as partitions
from pg_class c where c.relkind = 'p' and c.oid in (select objid from members) order by 1;

-- What a dump carries: every table and sequence that is not listed here.
select identity as not_dumped from members m
where type in ('table', 'sequence')
  and not exists (select from pg_extension e where e.extname = 'pg_social' and m.objid = any (e.extconfig))
  and not exists (select from pg_class c where c.oid = m.objid and c.relkind = 'p')
order by 1;

-- Helpers of the other files: results and posts as a worker hands them in.
create schema test;
create function test.synced(connection uuid, measured_at timestamptz, followers bigint, fields jsonb default '{}')
    returns social_internal.sync_result language sql as $$
    select jsonb_populate_record(null::social_internal.sync_result,
        jsonb_build_object('connection_id', connection, 'sync_type', 'scheduled', 'sync_status', 'success',
                           'started_at', measured_at - interval '1.5 seconds', 'completed_at', measured_at,
                           'api_calls_made', 2, 'connection_status', 'active', 'clear_error', true, 'retry', false,
                           'logged', true, 'measured_at', measured_at, 'followers_count', followers) || fields)
$$;
create function test.failed(connection uuid, at timestamptz, fields jsonb default '{}')
    returns social_internal.sync_result language sql as $$
    select test.synced(connection, at, null,
        '{"measured_at": null, "sync_status": "failed", "connection_status": null, "clear_error": false, "retry": true}' || fields)
$$;
create function test.post(connection uuid, id text, likes bigint, comments bigint, fields jsonb default '{}')
    returns social_internal.fetched_post language sql as $$
    select jsonb_populate_record(null::social_internal.fetched_post, post || jsonb_build_object('text_hash', hashtextextended(
        row(post -> 'post_type', post -> 'caption', post -> 'permalink', post -> 'published_at',
            split_part(post ->> 'media_url', '?', 1), split_part(post ->> 'thumbnail_url', '?', 1))::text, 0)))
    from (select jsonb_build_object('connection_id', connection, 'platform_post_id', id, 'post_type', 'image',
                                    'caption', 'Caption of ' || id, 'permalink', 'https://example.com/p/' || id,
                                    'media_url', 'https://cdn.example.com/' || id || '.jpg?sig=1',
                                    'likes_count', likes, 'comments_count', comments,
                                    'published_at', timestamptz '2024-01-01 12:00+00') || fields) as given (post)
$$;
-- Connections of user ...0001 with ids that can be written down. All data of a test goes with its transaction, so
-- that no worker ever sees it.
create function test.connect(n integer, platform text default 'instagram', fields jsonb default '{}') returns uuid
    language sql as $$
    insert into social.social_media_connections
    select (jsonb_populate_record(null::social.social_media_connections,
        jsonb_build_object('id', format('c0000000-0000-0000-0000-%s', lpad(n::text, 12, '0')),
                           'user_id', 'a0000000-0000-0000-0000-000000000001', 'platform', platform, 'app', 'default',
                           'platform_user_id', 'account' || n, 'platform_username', 'user' || n,
                           'connection_status', 'active', 'auto_refresh_enabled', true, 'refresh_frequency_hours', 24,
                           'connected_at', '2024-01-01 00:00+00', 'created_at', '2024-01-01 00:00+00',
                           'updated_at', '2024-01-01 00:00+00') || fields)).*
    returning id
$$;
-- The pages of a table and its indexes that a statement looks at: how a test sees that it finds rows, not walks to them.
create function test.pages_of(relation regclass) returns bigint language sql as $$
    select pg_stat_get_xact_blocks_fetched(relation)
           + coalesce(sum(pg_stat_get_xact_blocks_fetched(i.indexrelid)), 0)
    from pg_index i where i.indrelid = relation
$$;
create function test.pages_read(statement text, relation regclass) returns bigint language plpgsql as $$
declare
    before bigint := test.pages_of(relation);
begin
    execute statement;
    return test.pages_of(relation) - before;
end
$$;
