-- The application's own users, mirrored.
begin;
create table public.members (key uuid primary key, mail text, full_name text, kind text);
insert into public.members values ('a0000000-0000-0000-0000-000000000001', 'anna@example.com', 'Anna', 'Influencer'),
                                  ('a0000000-0000-0000-0000-000000000002', 'bob@example.com', 'Bob', 'accountant');
savepoint s;
\set SHOW_CONTEXT never
select social.mirror_users('public.members');
rollback to s;
select social.mirror_users(null);
rollback to s;
select social.mirror_users('social.social_media_users', name => 'display_name');
rollback to s;
create table public.numbered (id bigint, email text, name text, role text);
select social.mirror_users('public.numbered');
rollback to s;
create view public.seen as select * from public.members;
select social.mirror_users('public.seen', 'key', 'mail', 'full_name', 'kind');
rollback to s;
select social.mirror_users('public.members', 'key', 'mail', 'full_name', 'kind');
select id, email, display_name, role from social.social_media_users order by id;

-- Followed from then on; what users chose here stays.
update social.social_media_users set weekly_report = false where email = 'anna@example.com';
update public.members set mail = 'anna@example.org' where full_name = 'Anna';
insert into public.members values ('a0000000-0000-0000-0000-000000000003', 'carla@example.com', null, 'admin');
select email, display_name, role, weekly_report from social.social_media_users order by id;
-- So does a name chosen here, until it is changed there.
alter table public.members add last_login timestamptz;
update social.social_media_users set display_name = 'Anna B.' where email = 'anna@example.org';
update public.members set last_login = now(), mail = 'anna@example.net' where full_name = 'Anna';
select email, display_name from social.social_media_users where email ~ 'anna';
-- Calling it again is safe, and brings what was missed.
alter table public.members disable trigger pg_social_mirror;
update public.members set mail = 'carla@example.org', full_name = 'Carla' where mail ~ 'carla';
alter table public.members enable trigger pg_social_mirror;
select social.mirror_users('public.members', 'key', 'mail', 'full_name', 'kind');
select email, display_name from social.social_media_users order by id;
update public.members set full_name = 'Anna C.' where full_name = 'Anna';
select display_name from social.social_media_users where email ~ 'anna';
-- Of what that table does not have nothing is written.
savepoint unnamed;
update social.social_media_users set role = 'admin' where email ~ 'anna';
select social.mirror_users('public.members', 'key', 'mail', name => null, role => null);
update public.members set last_login = now(), mail = 'anna@example.com';
select email, display_name, role from social.social_media_users where email ~ 'anna' order by id;
rollback to unnamed;
-- Another column of names is another name.
alter table public.members add nick text;
update public.members set nick = 'Annie' where full_name = 'Anna C.';
select social.mirror_users('public.members', 'key', 'mail', 'nick', 'kind');
select display_name from social.social_media_users where email ~ 'anna';
-- Whoever owns that table owns its types' casts too: they are not called with our rights.
savepoint cast_away;
create type public.kind as enum ('merchant');
create function public.as_json(public.kind) returns json language plpgsql as $$begin raise 'called as %', current_user; end$$;
create function public.as_text(public.kind) returns text language plpgsql as $$begin raise 'called as %', current_user; end$$;
create cast (public.kind as json) with function public.as_json as implicit;
create cast (public.kind as text) with function public.as_text as implicit;
alter table public.members add sort public.kind default 'merchant';
select social.mirror_users('public.members', 'key', 'mail', 'full_name', 'sort');
insert into public.members values ('a0000000-0000-0000-0000-000000000005', 'dora@example.com', 'Dora');
select email, role from social.social_media_users order by id;
rollback to cast_away;
-- A column that the application drops is no longer followed, and in nobody's way.
savepoint dropped;
alter table public.members drop nick;
update public.members set mail = 'carla@example.net' where mail ~ 'carla';
select email, display_name from social.social_media_users where email ~ 'carla';
rollback to dropped;
-- Who is deleted here loses what he chose, also by a role that may do no more than that.
savepoint janitor;
create role social_test_janitor;
grant usage on schema social to social_test_janitor;
grant select, delete on social.social_media_users to social_test_janitor;
set local role social_test_janitor;
delete from social.social_media_users where email ~ 'carla';
reset role;
select email from social.social_media_users order by id;
rollback to janitor;
-- Who is deleted there is erased here.
select test.connect(1) as c1 \gset
delete from public.members where full_name = 'Anna C.';
select count(*) from social.social_media_connections where id = :'c1';
select email from social.social_media_users order by id;
-- The trigger goes with the extension, which needs no cascade for it.
select deptype from pg_depend
where classid = 'pg_trigger'::regclass and refclassid = 'pg_extension'::regclass
  and objid = (select oid from pg_trigger where tgname = 'pg_social_mirror');
rollback;
