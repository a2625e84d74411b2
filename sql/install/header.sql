-- The role that owns everything and the schemas everything lives in.
\echo Use "create extension pg_social cascade" to load this file. \quit

-- Names of the script are written out in full, so that nothing in another schema can stand in for them.
set local search_path = pg_catalog, pg_temp;

-- The platforms write UTF-8, and most of it fits into no other encoding.
do $$
begin
    if getdatabaseencoding() <> 'UTF8' then
        raise exception 'pg_social needs a database with encoding UTF8, this one has %', getdatabaseencoding()
            using errcode = 'feature_not_supported', hint = 'create database … encoding ''UTF8'' template template0;';
    end if;
end
$$;

do $$
begin
    if exists (select from pg_class where relnamespace = 'social'::regnamespace)
       or exists (select from pg_proc where pronamespace = 'social'::regnamespace)
       or exists (select from pg_type where typnamespace = 'social'::regnamespace) then
        raise exception 'schema social already holds other objects'
            using errcode = 'object_not_in_prerequisite_state',
                  hint = 'Move them to another schema or drop them, then create the extension again.';
    end if;
end
$$;

do $$
begin
    if not exists (select from pg_roles where rolname = 'social_owner') then
        begin
            create role social_owner nologin;
        exception when duplicate_object or unique_violation then
            null; -- another database of the cluster was quicker
        end;
    end if;
    if exists (select from pg_roles
               where rolname = 'social_owner'
                 and (rolsuper or rolcanlogin or rolcreaterole or rolreplication or rolbypassrls)) then
        raise exception 'role social_owner must not be able to log in nor have special rights'
            using errcode = 'object_not_in_prerequisite_state',
                  hint = 'alter role social_owner nologin nosuperuser nocreaterole noreplication nobypassrls;';
    end if;
end
$$;

create schema social_internal;
create schema social_api;

comment on schema social is 'Creators'' social media accounts: tables and functions for applications and administrators.';
comment on schema social_internal is 'What the pg_social workers keep and call. Not for applications.';
comment on schema social_api is 'The REST surface of pg_social: views and functions served by PostgREST, nothing else.';
