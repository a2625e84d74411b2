-- What an error of schema social becomes over HTTP: the status that stands for it, and a body that tells no SQL.
create function pg_temp.told(state text, hint text default '', details text default '', message text default 'What happened.',
                             out body json, out answer json) language plpgsql as $$
declare
    raised text; detail text;
begin
    perform social_internal.fail_like(state, message, details, hint);
    raise 'nothing was raised';
exception when sqlstate 'PGRST' then
    get stacked diagnostics raised = message_text, detail = pg_exception_detail;
    body := raised; answer := detail;
end
$$;
create function pg_temp.over_http(state text, hint text default '', details text default '') returns text language sql as $$
    select (answer ->> 'status') || ' ' || (body ->> 'code') || coalesce(': ' || (body ->> 'hint'), '')
           || case when (answer #>> '{headers,X-Error-Body}')::jsonb = body::jsonb then '' else ', another body in the header' end
    from pg_temp.told(state, hint, details)
$$;
set client_min_messages = warning;
select state, pg_temp.over_http(state) as answer
from unnest(array['PS001', 'PS002', 'PS003', 'PS004', 'PS005', '57014', '55000', '08006', '53000', '53300', '53400', '55006',
                  '23505', '42704', '42501', '0A000', '22004', '22007', '22021', '22023', '22P02', '23502', '23514']) as state;
-- Of locks the server tells more than callers should know; 40001 PostgREST would try again for ever.
select state, pg_temp.over_http(state, 'secret') as answer from unnest(array['40001', '40P01', '55P03']) as state;
-- Everything else is ours to mend.
select state, pg_temp.over_http(state, 'secret') as answer from unnest(array['XX000', '54000', 'P0001', '42P01', '42703', '22012']) as state;
-- How long a platform wants to be left alone travels as a header as well.
select state, hint, (pg_temp.told(state, hint)).answer #>> '{headers,X-Retry-After}' as wait
from (values ('PS003', 'Try again in 3600 seconds.'), ('PS003', 'Try again later.'), ('PS003', ''),
             ('PS002', 'Try again in 3600 seconds.')) as meant(state, hint);
-- Advice that is meant for the database's own people does not leave.
select pg_temp.over_http('PS001', 'Connect the account again.') as kept,
       pg_temp.over_http('55000', 'select social.configure_platform(''tiktok'', client_id => ...);') as for_operators,
       pg_temp.over_http('55000', 'alter system set pg_social.enabled = on;') as settings,
       pg_temp.over_http('22023', 'select job from social.social_media_jobs;') as dropped;
select hint, pg_temp.over_http(state, hint) as answer
from (values ('55000', 'Look at worker_status(); they start by themselves within seconds after CREATE EXTENSION.'),
             ('55000', 'Add pg_social to shared_preload_libraries and restart the server.'),
             ('PS004', 'Check the app''s id, secret and redirect URI with configure_platform().'),
             ('PS005', 'Look at worker_status(), and try again.'),
             ('53000', 'Try again, call with wait => ''0'' to queue the sync, or raise pg_social.max_waiting.'),
             ('22023', 'Begin again with begin_oauth().')) as meant(state, hint);
select pg_temp.over_http('PS005', 'It goes on in the background: look at get_user_connections() in a moment.', 'goes_on');
-- Of a detail the word for programs stays.
select details, (pg_temp.told('55000', details => details)).body ->> 'details' as left_of_it
from unnest(array['workers_not_running: no free slot in max_worker_processes', 'not_begun: no code or token was used.',
                  'pg_social.max_waiting is 64.']) as details;
-- A body in a header is ASCII, whatever it tells.
select social_internal.ascii_json(json_build_object('message', E'Café 🎉 "quoted" \\ line\nend'));
-- The names of pages are no advice.
select body ->> 'details' as details
from pg_temp.told('22023', 'Call again with page_id set to one of them.', 'Pages: 12 (Select Coffee), 34 (Create with Sara)',
                  'the login gives access to several pages');
select pg_temp.over_http('22023', 'Choose one of those that it lists: 12 (Select Coffee)', 'page_unknown') as listed;
-- Nor does a path of the server leave.
select body ->> 'message' as message
from pg_temp.told('55000', message => 'the encryption key cannot be used: cannot read "/etc/pg_social/key": Permission denied');
-- Who disconnects an account that a worker writes at this moment is told so as by DELETE.
begin;
insert into social.social_media_users (id, email) values ('a0000000-0000-0000-0000-000000000020', 'ann@example.com');
insert into social.social_media_connections (id, user_id, platform, platform_user_id)
values ('c0000000-0000-0000-0000-000000000020', 'a0000000-0000-0000-0000-000000000020', 'tiktok', 'ann');
create function pg_temp.wait_in_a_circle() returns trigger language plpgsql as $$
begin
    raise 'deadlock detected' using errcode = '40P01', detail = 'Process 4711 waits for ShareLock on transaction 42.';
end
$$;
create trigger circle before delete on social.social_media_connections for each row execute function pg_temp.wait_in_a_circle();
set local request.method = 'POST';
set local request.jwt.claims = '{"sub": "a0000000-0000-0000-0000-000000000020", "role": "influencer"}';
do $$
begin
    perform social_api.disconnect('c0000000-0000-0000-0000-000000000020');
exception when sqlstate 'PGRST' then
    raise warning '%', sqlerrm;
end
$$;
rollback;
