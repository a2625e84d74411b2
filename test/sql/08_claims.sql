-- What is due, for whom, in which order.
begin;
\set key '\'0123456789abcdef0123456789abcdef\''
create function test.due(worker integer default 0, workers integer default 1, most integer default 100, exclude integer[] default '{}')
    returns table (n integer, sync_type text, log boolean) language sql as $$
    select right(connection_id::text, 3)::integer, sync_type, log_id is not null
    from social_internal.accounts(social_internal.claims_due(worker, workers, most,
        array(select format('c0000000-0000-0000-0000-%s', lpad(e::text, 12, '0'))::uuid from unnest(exclude) e)),
        '{0123456789abcdef0123456789abcdef}')
$$;
insert into social_internal.platform_settings (platform, client_id) values ('instagram', 'app'), ('tiktok', 'app');
select count(test.connect(n)) from generate_series(1, 4) n;
select count(test.connect(n, 'tiktok')) from generate_series(5, 6) n;
select test.connect(7, 'instagram', '{"connection_status": "expired"}'), test.connect(8, 'instagram', '{"auto_refresh_enabled": false}'),
       test.connect(9, 'youtube'), test.connect(10, 'facebook') \gset ignored_
select parked, reason from social_internal.park_state();
select social_internal.claim_home();
select parked, reason from social_internal.park_state();

-- Nothing is due before a run, a request or a time set.
select * from test.due();
select social_internal.next_due_at(0, 1) is null as nothing_to_come;

-- Times set: those that have come, longest due first. Not what is expired, switched off, or on a platform that is not configured.
update social.social_media_connections set next_sync_at = social_internal.current_time() - (10 - right(id::text, 3)::integer) * interval '1 minute'
where right(id::text, 3)::integer in (1, 3, 5, 7, 8, 9);
update social.social_media_connections set next_sync_at = social_internal.current_time() + interval '1 hour' where platform_user_id = 'account6';
select * from test.due();
select social_internal.next_due_at(0, 1) = (select next_sync_at from social.social_media_connections where platform_user_id = 'account6') as next_is_6;
-- Not what is in flight, not more than asked for.
select * from test.due(exclude => '{1}');
select * from test.due(most => 1);
select * from test.due(most => 0);
-- A hand that sets it in the past, or inserts a connection without saying when, makes it due.
update social.social_media_connections set next_sync_at = null;
insert into social.social_media_connections (id, user_id, platform, platform_user_id)
values ('c0000000-0000-0000-0000-000000000011', 'a0000000-0000-0000-0000-000000000001', 'tiktok', 'account11');
select * from test.due();
update social.social_media_connections set next_sync_at = null;

-- Requests come first, whatever the status, oldest first; one a connection. Asking twice is asking once.
select social_internal.queue_syncs(array(select id from social.social_media_connections where platform_user_id in ('account2', 'account7', 'account8') order by id)) as logs \gset
select social_internal.queue_syncs(array(select id from social.social_media_connections where platform_user_id in ('account2', 'account7', 'account8') order by id)) = :'logs' as same_logs;
update social.social_media_connections set next_sync_at = social_internal.current_time() where platform_user_id = 'account4';
select * from test.due();
select * from test.due(most => 2);
-- One put off is not due before its time.
select social_internal.queue_sync((:'logs'::bigint[])[1], 'c0000000-0000-0000-0000-000000000002', 'manual', social_internal.current_time() + interval '1 minute');
select * from test.due();
select social_internal.next_due_at(0, 1) - social_internal.current_time() between '50 seconds' and '1 minute' as in_a_minute;
-- What was asked for ends with its log row; a deferral only moves it.
select count(*) from social_internal.record_syncs(array[
    test.failed('c0000000-0000-0000-0000-000000000007', '2024-02-01 00:00+00', jsonb_build_object('log_id', (:'logs'::bigint[])[2], 'sync_type', 'manual', 'retry', false)),
    test.failed('c0000000-0000-0000-0000-000000000008', '2024-02-01 00:00+00', jsonb_build_object('log_id', (:'logs'::bigint[])[3], 'sync_type', 'manual',
        'logged', false, 'retry', false, 'next_sync_at', '2030-01-01 00:00+00'))], '{}');
select right(connection_id::text, 3) as n, requested_for >= '2030-01-01 00:00+00' as put_off from social_internal.sync_requests order by 1;
select (social.sync_result((:'logs'::bigint[])[2], '0')).sync_status, (social.sync_result((:'logs'::bigint[])[3], '0')).sync_status as of_the_one_put_off;
delete from social_internal.sync_requests;
update social.social_media_connections set next_sync_at = null;

-- A pause stops a platform, and ends by itself.
update social.social_media_connections set next_sync_at = social_internal.current_time() where platform_user_id in ('account1', 'account5');
select social_internal.pause_platform('instagram', 'default', social_internal.current_time() + interval '1 hour', 'wrong secret');
select * from test.due();
select social_internal.next_due_at(0, 1) - social_internal.current_time() between '59 minutes' and '1 hour' as when_the_pause_ends;
update social_internal.platform_settings set paused_until = social_internal.current_time() where platform = 'instagram';
select * from test.due();
update social_internal.platform_settings set enabled = false where platform = 'tiktok';
select * from test.due();
update social_internal.platform_settings set enabled = true;

-- What was put off under a clock that was ahead ends once it is put right: no wait is longer than 48 hours.
select social_internal.keep_app_wait('instagram', 'default', social_internal.current_time() + interval '40 days'),
       social_internal.keep_app_wait('tiktok', 'default', social_internal.current_time() + interval '47 hours'),
       social_internal.pause_platform('instagram', 'default', social_internal.current_time() + interval '40 days', 'too many calls', '4'),
       social_internal.queue_sync((social_internal.queue_syncs(array['c0000000-0000-0000-0000-000000000001'::uuid]))[1],
                                  'c0000000-0000-0000-0000-000000000001', 'manual', social_internal.current_time() + interval '40 days') \g /dev/null
select * from test.due();
select social_internal.end_misdated_waits();
select * from test.due();
select platform, app from social_internal.app_waits;
select platform, paused_until, pause_reason, pause_code from social_internal.platform_settings where platform = 'instagram';
delete from social_internal.sync_requests;
delete from social_internal.app_waits;
-- A pause by hand is as long as it was set.
select social_internal.pause_platform('instagram', 'default', social_internal.current_time() + interval '40 days', 'a lawsuit');
select social_internal.end_misdated_waits();
select * from test.due();
update social_internal.platform_settings set paused_until = null where platform = 'instagram';
-- Nor is a worker that starts told of waits and calls of such a time.
select social_internal.keep_waits(array(select id from social.social_media_connections where platform_user_id in ('account1', 'account2') order by id),
    array[social_internal.current_time() + interval '40 days', social_internal.current_time() + interval '47 hours']);
select social_internal.ensure_month('social.social_media_sync_logs', social_internal.current_time() + interval '40 days');
insert into social.social_media_sync_logs (connection_id, user_id, platform, sync_type, sync_status, api_calls_made, completed_at, created_at)
select id, user_id, platform, 'manual', 'success', calls, social_internal.current_time() + completed, social_internal.current_time() + created
from social.social_media_connections,
     (values (100, interval '-1 minute', interval '0'), (101, '40 days', '40 days'), (102, '40 days', '0')) log (calls, completed, created)
where platform_user_id = 'account1';
select right(connection_id::text, 3) as n, sum(calls) as calls, bool_and(spent_at < social_internal.current_time()) as before_now,
       bool_or(wait_until is not null) as waits
from social_internal.budgets_spent(0, 1) group by connection_id order by 1;
-- The next wait that is noted clears away what cannot be.
select social_internal.keep_waits('{}', '{}');
select right(connection_id::text, 3) as n from social_internal.account_waits;
-- A shorter wait that is told later does not end the longer one.
select social_internal.keep_waits(array(select id from social.social_media_connections where platform_user_id = 'account2'),
    array[social_internal.current_time() + interval '1 hour']);
select wait_until > social_internal.current_time() + interval '46 hours' as as_long from social_internal.account_waits;
-- A tenth of 200 calls an hour is worth telling of, one fewer is not.
update social.social_media_sync_logs l set api_calls_made = case l.api_calls_made when 100 then 20 end;
select right(connection_id::text, 3) as n, calls from social_internal.budgets_spent(0, 1) where wait_until is null;
update social.social_media_sync_logs l set api_calls_made = 19 where l.api_calls_made = 20;
select right(connection_id::text, 3) as n, calls from social_internal.budgets_spent(0, 1) where wait_until is null;

-- Users are dealt to workers; each account to exactly one.
select test.connect(100 + n, 'instagram', jsonb_build_object('user_id', format('a0000000-0000-0000-0000-%s', lpad(n::text, 12, '0')),
    'next_sync_at', '2024-01-01 00:00+00')) from generate_series(1, 40) n \g /dev/null
select count(*) as accounts, count(distinct n) as different, min(c) > 0 as each_has_some
from (select n, count(*) over (partition by worker) as c from generate_series(0, 2) as worker, test.due(worker, 3)) dealt;

-- What people ask for goes first, longest asked for first, also where a job has asked for the same before.
update social.social_media_connections set next_sync_at = null;
insert into social_internal.platform_settings (platform, client_id) values ('facebook', 'app');
select count(test.connect(n, 'facebook', '{"connection_status": "error"}')) from generate_series(201, 208) n;
select count(test.connect(n, 'facebook')) from generate_series(211, 214) n;
select cardinality(social_internal.queue_syncs(array(select id from social.social_media_connections
                                                     where platform = 'facebook' and connection_status = 'error' order by id), 'automatic')) as asked_by_jobs;
select social_internal.queue_syncs('{c0000000-0000-0000-0000-000000000002,c0000000-0000-0000-0000-000000000203}') as logs \gset
select * from test.due(most => 3);
select count(distinct log) as rows_of_their_own from unnest(:'logs'::bigint[]) log where (social.sync_result(log, '0')).sync_status = 'queued';
select social_internal.queue_syncs('{c0000000-0000-0000-0000-000000000203}') = (:'logs'::bigint[])[2:2] as asked_once;
delete from social_internal.sync_requests where by_hand;
-- What jobs ask for has half of an application's places as long as it has other accounts due; what is in flight counts.
select social_internal.begin_run() is not null as begun;
create function test.kinds(most integer, exclude integer[] default '{}') returns text language sql as $$
    select string_agg(format('%s %s %s', n, platform, sync_type), ', ' order by platform, sync_type)
    from (select c.platform, d.sync_type, count(*) n from test.due(most => most, exclude => exclude) d
          join social.social_media_connections c on right(c.id::text, 3)::integer = d.n group by 1, 2) k
$$;
select test.kinds(8);
select test.kinds(4, '{201,202,203,1,2,3}');
select test.kinds(100, '{1,2,3,201,202,203}');
-- Those of a platform that is paused wait without being looked at; an account that changes its application goes with it.
select social_internal.pause_platform('facebook', 'default', social_internal.current_time() + interval '1 hour', 'wrong secret');
select test.kinds(100) like '%facebook%' as while_paused;
insert into social_internal.platform_settings (platform, app, client_id) values ('facebook', 'second', 'app');
update social.social_media_connections set app = 'second' where platform_user_id = 'account201';
select n, sync_type from test.due() where n > 200;
update social_internal.sync_requests set requested_for = social_internal.current_time() + interval '1 minute' where app = 'second';
select social_internal.next_due_at(0, 1) - social_internal.current_time() between '50 seconds' and '1 minute' as in_a_minute;

-- Parked: nothing, whatever is due. So it is in a copy.
select social.park_workers();
select count(*) from test.due();
select parked, reason from social_internal.park_state();
select social.resume_workers();
select count(*) from test.due();
update social_internal.home set database_oid = 1;
select count(*) from test.due();
select parked, reason from social_internal.park_state();
select social_internal.next_due_at(0, 1) is null as nothing_to_come;
select social.park_workers();
select social.resume_workers();
select parked from social_internal.park_state();
rollback;
