-- Last: one owner for everything, nothing for PUBLIC, and what a dump has to carry.

create function social_internal.members()
    returns table (kind text, type text, identity text, owner oid, acl aclitem[], has_owner boolean)
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select kind.name, o.type, o.identity, coalesce(p.proowner, c.relowner, t.typowner, n.nspowner),
           coalesce(p.proacl, c.relacl, t.typacl, n.nspacl),
           -- The sequence of an identity column follows its table.
           not (kind.name = 'sequence'
                and exists (select from pg_depend i where i.classid = d.classid and i.objid = d.objid and i.deptype = 'i'))
    from pg_depend d
    cross join lateral pg_identify_object(d.classid, d.objid, 0) o
    join (values ('function', 'routine'), ('procedure', 'routine'), ('aggregate', 'routine'), ('table', 'table'), ('view', 'table'),
                 ('materialized view', 'table'), ('schema', 'schema'), ('sequence', 'sequence'), ('type', 'type'),
                 ('domain', 'type')) kind (type, name) on kind.type = o.type
    left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
    left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
    left join pg_type t on d.classid = 'pg_type'::regclass and t.oid = d.objid
    left join pg_namespace n on d.classid = 'pg_namespace'::regclass and n.oid = d.objid
    where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
      and d.refobjid = (select oid from pg_extension where extname = 'pg_social')
      -- Row types, indexes and the like follow what they belong to. From PostgreSQL 17 on arrays and the row types of tables
      -- are members as well.
      and not (kind.name = 'type'
               and exists (select from pg_type m left join pg_class r on r.oid = m.typrelid
                           where m.oid = d.objid and (m.typcategory = 'A' or r.relkind <> 'c')))
$$;
comment on function social_internal.members() is
    'What belongs to the extension and has rights: kind as GRANT names it, type as ALTER does, owner and rights.';

create function social_internal.restore_owner() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    member    record;
    partition regclass;
begin
    for member in select m.* from social_internal.members() m where m.owner <> 'social_owner'::regrole and m.has_owner loop
        execute format('alter %s %s owner to social_owner', case member.kind when 'table' then member.type else member.kind end,
                       member.identity);
    end loop;
    -- Partitions are no members: a restore with --no-owner gives them to somebody who is not the workers.
    for partition in
        select i.inhrelid
        from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
        join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = i.inhparent
        where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e' and c.relkind = 'r'
          and d.refobjid = (select oid from pg_extension where extname = 'pg_social')
          and c.relowner <> 'social_owner'::regrole
    loop
        execute format('alter table %s owner to social_owner', partition);
    end loop;
end
$$;
comment on function social_internal.restore_owner() is
    'Gives what belongs to the extension, and the partitions, back to social_owner. What others may do with it stays. For a '
    'superuser, after REASSIGN OWNED or a restore with --no-owner.';

-- Upgrade scripts end with it too, for what they create.
create function social_internal.own_members() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    -- Of what is new: who was named in ALTER DEFAULT PRIVILEGES could read the encrypted columns, or have a trigger of
    -- his run by a worker. What an operator granted since the last version stays.
    by_default constant text[] := array(
        select format('revoke all on %s %s from %s', m.kind, m.identity,
                      case a.grantee when 0 then 'public' else a.grantee::regrole::text end)
        from social_internal.members() m
        cross join aclexplode(m.acl) a
        where m.owner <> 'social_owner'::regrole and a.grantee not in (m.owner, 'social_owner'::regrole));
    command text;
begin
    -- The owner first: what is revoked then is what the extension began with, so that no dump repeats it, function by
    -- function, to a later version.
    perform social_internal.restore_owner();
    for command in
        select format('revoke all on %s %s from public', m.kind, m.identity)
        from social_internal.members() m
        where m.kind in ('routine', 'type')
        union all
        select unnest(by_default)
    loop
        execute command;
    end loop;
end
$$;
comment on function social_internal.own_members() is
    'Makes social_owner the owner of all that belongs to the extension, and takes from everybody else what they have by default. '
    'For install and upgrade scripts.';
select social_internal.own_members();
-- The schema itself is no member: a dump makes it before it makes the extension, and with it the role.
grant usage, create on schema social to social_owner;

grant usage on schema social to pg_monitor;
grant execute on function social.worker_status(), social.sync_progress(), social.health(),
                          social.call_budgets(), social.encryption_progress(), social.openmetrics() to pg_monitor;

-- Everything a user would miss. Partitions are no members and dump themselves; state that workers make anew is left
-- out, since the scheduler of a restored database may make it before the dump would.
select pg_extension_config_dump('social.social_media_users', '');
select pg_extension_config_dump('social.social_media_connections', '');
select pg_extension_config_dump('social.social_media_notifications', '');
select pg_extension_config_dump('social.social_media_revocations', '');
select pg_extension_config_dump('social.social_media_job_runs', '');
select pg_extension_config_dump('social_internal.platform_settings', '');
select pg_extension_config_dump('social_internal.post_texts', '');
select pg_extension_config_dump('social_internal.post_texts_id_seq', '');
select pg_extension_config_dump('social_internal.post_figures', '');
select pg_extension_config_dump('social_internal.sync_requests', '');
select pg_extension_config_dump('social_internal.sync_log_ids', '');
select pg_extension_config_dump('social_internal.rotations', '');
select pg_extension_config_dump('social_internal.job_settings', '');
select pg_extension_config_dump('social_internal.home', '');
