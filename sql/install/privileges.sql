-- Last: one owner for everything, nothing for PUBLIC, and what a dump has to carry.

-- Upgrade scripts end with it too, for what they create.
create function social_internal.own_members() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    member record;
begin
    for member in
        select d.classid, d.objid, o.type, o.identity
        from pg_depend d, lateral pg_identify_object(d.classid, d.objid, 0) o
        where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
          and d.refobjid = (select oid from pg_extension where extname = 'pg_social')
    loop
        -- Row types, indexes and the like follow what they belong to. The owner first: what is revoked then is what the
        -- extension began with, so that no dump repeats it, function by function, to a later version.
        if member.type in ('function', 'procedure', 'aggregate') then
            execute format('alter routine %s owner to social_owner', member.identity);
            execute format('revoke all on routine %s from public', member.identity);
        elsif member.type in ('table', 'view', 'materialized view', 'schema') then
            execute format('alter %s %s owner to social_owner', member.type, member.identity);
        elsif member.type = 'sequence' then
            if not exists (select from pg_depend o where o.classid = member.classid and o.objid = member.objid and o.deptype = 'i') then
                execute format('alter sequence %s owner to social_owner', member.identity);
            end if;
        elsif member.type in ('type', 'domain') then
            -- From PostgreSQL 17 on arrays and the row types of tables are members as well.
            if not exists (select from pg_type t left join pg_class c on c.oid = t.typrelid
                           where t.oid = member.objid and (t.typcategory = 'A' or c.relkind <> 'c')) then
                execute format('alter type %s owner to social_owner', member.identity);
                execute format('revoke all on type %s from public', member.identity);
            end if;
        end if;
    end loop;
end
$$;
comment on function social_internal.own_members() is
    'Makes social_owner the owner of all that belongs to the extension, and takes from PUBLIC what it has by default. '
    'For install and upgrade scripts.';
select social_internal.own_members();
-- The schema itself is no member: a dump makes it before it makes the extension, and with it the role.
grant usage, create on schema social to social_owner;

grant usage on schema social to pg_monitor;
grant execute on function social.worker_status(), social.sync_progress(), social.health(),
                          social.call_budgets(), social.encryption_progress() to pg_monitor;

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
