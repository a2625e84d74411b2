-- The roles of the REST API, without any rights: what a backup of the database needs before it can be restored on a
-- server that does not have them. Part of roles.sql; by itself it needs no extension. Run as a superuser.
--   psql -d postgres -v ON_ERROR_STOP=1 -f deploy/make_roles.sql
--   psql … -v audience=my-audience    also insists on that aud in every token, from then on; -v audience= ends it
\set ON_ERROR_STOP 1
begin;
set local client_min_messages = warning;

-- The roles' names are the tokens' words. Whoever can sign in by one of them, or is a group of others, is somebody else.
do $$
declare
    taken text := (select string_agg(quote_ident(r.rolname), ', ') from pg_roles r
                   where r.rolname in ('anonymous', 'influencer', 'merchant', 'admin')
                     and (r.rolcanlogin or r.rolsuper
                          or (select not bool_or(pg_get_userbyid(m.member) = 'authenticator')
                              from pg_auth_members m where m.roleid = r.oid)));
begin
    if taken is not null then
        raise exception 'there is a role % already that can sign in or has members: the API needs that name for itself', taken
            using errcode = 'duplicate_object', hint = 'Give it another name first: alter role … rename to …';
    end if;
end
$$;

select format('create role %I nologin', name)
from unnest(array['anonymous', 'influencer', 'merchant', 'admin']) as name
where not exists (select from pg_roles where rolname = name)
\gexec
select 'create role authenticator login noinherit'
where not exists (select from pg_roles where rolname = 'authenticator')
\gexec
alter role authenticator login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role anonymous nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role influencer nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role merchant nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role admin nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
grant anonymous, influencer, merchant, admin to authenticator;

-- PostgREST 12 tries a serialization failure again without end; under read committed there is none. Its reads are
-- quick: what waits for a platform has a longer timeout of its own on the function.
alter role authenticator set default_transaction_isolation = 'read committed';
alter role authenticator set timezone = 'UTC';
-- Compiling a plan over a year of partitions takes longer than any of these reads.
alter role authenticator set jit = off;
alter role authenticator set idle_in_transaction_session_timeout = '30s';
alter role anonymous set statement_timeout = '2s';
alter role influencer set statement_timeout = '5s';
alter role merchant set statement_timeout = '5s';
alter role admin set statement_timeout = '20s';
-- Only where it is told: what keeps other services' tokens out is not lost by an upgrade, nor by another database's run.
\if :{?audience}
select case when :'audience' = '' then 'alter role authenticator reset "pgrst.jwt_aud"'
            else format('alter role authenticator set "pgrst.jwt_aud" = %L', :'audience') end
\gexec
\endif

commit;
