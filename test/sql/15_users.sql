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
-- Calling it again is safe.
select social.mirror_users('public.members', 'key', 'mail', 'full_name', 'kind');
-- Who is deleted there is erased here.
select test.connect(1) as c1 \gset
delete from public.members where full_name = 'Anna';
select count(*) from social.social_media_connections where id = :'c1';
select email from social.social_media_users order by id;
-- The trigger goes with the extension, which needs no cascade for it.
select deptype from pg_depend
where classid = 'pg_trigger'::regclass and refclassid = 'pg_extension'::regclass
  and objid = (select oid from pg_trigger where tgname = 'pg_social_mirror');
rollback;
