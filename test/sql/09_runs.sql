-- The daily run: everything not tried since it began, once, by turns, to the end.
begin;
create function test.next(most integer, exclude integer[] default '{}', worker integer default 0, workers integer default 1)
    returns integer[] language sql as $$
    select array(select right(connection_id::text, 3)::integer
                 from social_internal.accounts(social_internal.claims_due(worker, workers, most,
                     array(select format('c0000000-0000-0000-0000-%s', lpad(e::text, 12, '0'))::uuid from unnest(exclude) e)),
                     '{0123456789abcdef0123456789abcdef}'))
$$;
create function test.done(n integer[]) returns bigint language sql as $$
    select count(*) from social_internal.record_syncs(array(
        select test.synced(format('c0000000-0000-0000-0000-%s', lpad(e::text, 12, '0'))::uuid, social_internal.current_time(), 1) from unnest(n) e), '{}')
$$;
insert into social_internal.platform_settings (platform, client_id) values ('instagram', 'app'), ('tiktok', 'app');
select social_internal.claim_home();
select count(test.connect(n)) from generate_series(1, 5) n;
select test.connect(6, 'instagram', '{"connection_status": "error"}'), test.connect(7, 'instagram', '{"auto_refresh_enabled": false}'),
       test.connect(8, 'youtube'),
       -- every third day: synced yesterday it is left out, synced three days ago it is not
       test.connect(9, 'instagram', jsonb_build_object('refresh_frequency_hours', 72, 'last_synced_at', social_internal.current_time() - interval '1 day')),
       test.connect(10, 'instagram', jsonb_build_object('refresh_frequency_hours', 72, 'last_synced_at', social_internal.current_time() - interval '71 hours')) \gset ignored_
select count(*) from social.sync_progress();
select test.next(100);

select social_internal.begin_run() as run \gset
select total, done, finished_at is null as under_way from social.sync_progress();
-- Before the first account is done nobody knows how long it takes.
select progress -> 'done' as done, progress -> 'seconds_left' as seconds_left from social_api.sync_progress() progress;
-- A run asked for while one is under way is the same run.
select social_internal.begin_run() = :run as same_run;

-- By turns; what is in flight is not given out again.
select test.next(2);
select test.next(2, '{1,2}');
select done from social.sync_progress();
select test.done('{2}');
-- A worker that lost what it had in flight gets it again, and what is done not. It is counted once.
savepoint lost;
select test.next(2);
select done from social.sync_progress();
rollback to lost;
select test.next(100);
select test.next(100, '{1,3,4,5,10}');
select social_internal.finish_run_if_done(1);
select test.done('{1,3,4,5,10}');
select test.next(100);
select social_internal.finish_run_if_done(1);
select total, done, finished_at is not null as ended, note from social.sync_progress();
select social_internal.finish_run_if_done(1) as again;

-- The next run takes them again. An account that is tried and put off leaves the run until its time.
select social_internal.begin_run() > :run as new_run;
select total from social.sync_progress();
select test.next(1);
select count(*) from social_internal.record_syncs(array[test.failed('c0000000-0000-0000-0000-000000000001', social_internal.current_time(),
    jsonb_build_object('next_sync_at', social_internal.current_time() + interval '1 hour'))], '{}');
select failed from social.sync_progress();
select test.next(100);
-- One that comes back to life by hand does not wait for tomorrow.
update social.social_media_connections set connection_status = 'active' where platform_user_id = 'account6';
select test.next(100, '{2,3,4,5}');
update social.social_media_connections set auto_refresh_enabled = false where platform_user_id = 'account6';
select in_daily_run from social_internal.sync_state s join social.social_media_connections c on c.id = s.connection_id where platform_user_id = 'account6';

-- The end of a run.
select test.done('{2,3,4,5}');
select test.next(100);
select social_internal.finish_run_if_done(1);

-- A paused platform keeps the run open; one that is switched off does not.
select test.connect(20, 'tiktok') \gset ignored_
select social_internal.pause_platform('tiktok', 'default', social_internal.current_time() + interval '1 hour', 'wrong secret');
select distinct regexp_replace(note, '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME') as note from social.health();
select social_internal.begin_run() is not null as begun;
select test.done(test.next(100));
select test.next(100);
select social_internal.finish_run_if_done(1) as while_paused;
update social_internal.platform_settings set enabled = false where platform = 'tiktok';
select social_internal.finish_run_if_done(1) as while_off;
update social_internal.platform_settings set enabled = true, paused_until = null;

-- A run that could not end makes way for the next day's.
select social_internal.begin_run() as stuck \gset
update social_internal.sync_runs set started_at = started_at - interval '21 hours' where id = :stuck;
select social_internal.begin_run() > :stuck as new_run;
select finished_at is not null as ended, note from social_internal.sync_runs where id = :stuck;

-- Two platforms share what room there is, and one takes what the other leaves.
select count(test.connect(n, 'tiktok')) from generate_series(21, 29) n;
select test.next(4) as claimed \gset
select platform, count(*) from social.social_media_connections where right(id::text, 3)::integer = any (:'claimed') group by 1 order by 1;
select cardinality(test.next(12, :'claimed')) as claimed;
-- What one has in flight is of its share: where a platform hangs, the places that others give back stay theirs. Places that
-- nobody else can use it may have. Those whose rows somebody holds keep none.
create function test.by_platform(claimed integer[]) returns text language sql as $$
    select string_agg(format('%s %s', n, platform), ', ' order by platform)
    from (select platform, count(*) n from social.social_media_connections where right(id::text, 3)::integer = any (claimed) group by 1) c
$$;
create function test.another_run() returns boolean language sql as $$
    update social_internal.sync_runs set finished_at = social_internal.current_time() where finished_at is null;
    select test.done(array(select right(id::text, 3)::integer from social.social_media_connections));
    select social_internal.begin_run() is not null;
$$;
select test.another_run();
select test.by_platform(test.next(4, '{21,22,23,24,25,26}'));
select test.another_run();
select test.by_platform(test.next(9, '{21,22,23,24,25,26}'));
select test.another_run();
select test.by_platform(array(select right(c.connection_id::text, 3)::integer
                              from (select array_agg(id order by id) as held from social.social_media_connections where platform_user_id like 'account2_') h,
                                   social_internal.claims_due(0, 1, 4, h.held[1:6], h.held[1:6]) claims, unnest(claims) c));
-- Where the next in order are in flight, those behind them are taken.
select test.another_run();
select test.next(1, '{1,2,3,20,21}');

-- Two workers: the run ends when both have come to the end.
update social_internal.sync_runs set finished_at = social_internal.current_time() where finished_at is null;
select test.done(array(select right(id::text, 3)::integer from social.social_media_connections));
select social_internal.begin_run() is not null as begun;
update social.social_media_connections set user_id = format('a0000000-0000-0000-0000-%s', lpad(right(id::text, 3), 12, '0'))::uuid;
select test.next(100, '{}', 0, 2) as first, test.next(100, '{}', 1, 2) as second \gset
select cardinality(:'first'::integer[]) > 0 as first_has_some, cardinality(:'second'::integer[]) > 0 as second_has_some,
       :'first'::integer[] && :'second'::integer[] as shared,
       (select array_agg(n order by n) from unnest(:'first'::integer[] || :'second'::integer[]) n)
       = (select array_agg(right(connection_id::text, 3)::integer order by connection_id) from social_internal.sync_state
          where in_daily_run and platform <> 'youtube' and run_after < social_internal.current_time()) as all_of_them;
select test.done(:'first') > 0 as first_worker_done, test.next(100, '{}', 0, 2) as left_for_it;
select social_internal.finish_run_if_done(2) as with_one_at_the_end;
select test.done(:'second') > 0 as second_worker_done, test.next(100, '{}', 1, 2) as left_for_it;
select social_internal.finish_run_if_done(2) as with_both;

-- Of two workers one never ran. Back to one: what was the other's is not left out.
select test.another_run();
select cardinality(test.next(1)) as before, test.done(test.next(100, '{}', 0, 2)) > 1 as by_one_of_two, test.next(100, '{}', 0, 2) as left_for_it;
select test.next(100) as back_to_one \gset
select cardinality(:'back_to_one'::integer[]) > 1 as some, array(select n from unnest(:'back_to_one'::integer[]) n order by n)
       = array(select right(connection_id::text, 3)::integer from social_internal.sync_state s cross join social_internal.open_run() r
               where in_daily_run and platform <> 'youtube' and run_after < r.started_at and social_internal.is_share(user_id, 1, 2)
               order by connection_id) as all_of_the_other;
select test.done(:'back_to_one') > 1 as done, test.next(100) as left_over;
select social_internal.finish_run_if_done(1);

-- A run that began under a clock that was ahead ends all the same, once that one was put back.
select test.another_run();
update social_internal.sync_runs set started_at = started_at + interval '2 hours' where finished_at is null;
select cardinality(test.next(3)) as begun, test.done(test.next(100)) > 3 as done, test.next(100) as left_over;
select social_internal.finish_run_if_done(1);

-- A refresh of tokens was in flight while the run went by: the account is synced after it, and not left for a day.
select social_internal.begin_run() is not null as begun;
select 3 = any (test.next(100, '{3}')) as taken;
select count(*) from social_internal.record_syncs(array[test.synced('c0000000-0000-0000-0000-000000000003', social_internal.current_time(),
    null, '{"sync_type": "token_refresh", "measured_at": null}')], '{}');
select next_sync_at <= social_internal.current_time() as is_due from social.social_media_connections where platform_user_id = 'account3';

-- A fleet that does not get through in a day: the next run goes on where the last one stopped, round and round, so that
-- who was tried longest ago is always next. New accounts and those that failed do not wait for their turn.
update social_internal.sync_runs set finished_at = social_internal.current_time() where finished_at is null;
update social.social_media_connections set auto_refresh_enabled = false;
update social.social_media_connections set user_id = 'a0000000-0000-0000-0000-000000000001';
select count(test.connect(n)) from generate_series(101, 107) n;
create function test.a_day_later() returns boolean language plpgsql as $$
begin
    update social_internal.sync_runs set started_at = started_at - interval '1 day' where finished_at is null;
    update social_internal.run_positions set run_started_at = run_started_at - interval '1 day', moved_at = moved_at - interval '1 day';
    update social_internal.sync_state set run_after = run_after - interval '1 day', last_attempt_at = last_attempt_at - interval '1 day';
    return social_internal.begin_run() is not null;
end
$$;
-- Takes and records the next accounts; whether nobody who is left was tried before one of them.
create function test.take(most integer, worker integer default 0, workers integer default 1)
    returns table (taken integer[], all_longest_ago boolean) language plpgsql as $$
declare
    others timestamptz;
begin
    taken := array(select n from unnest(test.next(most, '{}', worker, workers)) n order by n);
    select min(s.last_attempt_at) into others from social_internal.sync_state s
    where s.in_daily_run and social_internal.is_share(s.user_id, worker, workers)
      and right(s.connection_id::text, 3)::integer <> all (taken);
    select bool_and(coalesce(s.last_attempt_at, '-infinity') <= coalesce(others, 'infinity')) into all_longest_ago
    from social_internal.sync_state s where right(s.connection_id::text, 3)::integer = any (taken);
    perform test.done(taken);
    return next;
end
$$;
select test.a_day_later();
select * from test.take(3);
select test.a_day_later();
select * from test.take(3);
select test.a_day_later();
select * from test.take(2);
select * from test.take(2);
-- One of those just done fails at its next turn and is due again at once, one is connected: both go before the round.
select test.a_day_later();
select count(*) from social_internal.record_syncs(array[test.failed('c0000000-0000-0000-0000-000000000102', social_internal.current_time(),
    jsonb_build_object('next_sync_at', social_internal.current_time()))], '{}');
insert into social.social_media_connections (id, user_id, platform, platform_user_id)
values ('c0000000-0000-0000-0000-000000000100', 'a0000000-0000-0000-0000-000000000001', 'instagram', 'account100');
select taken from test.take(4);
-- Another number of workers goes on from the same place, and so does the former number when it returns: all have their
-- turn before anybody has a second one.
update social.social_media_connections set auto_refresh_enabled = false;
select count(test.connect(n)) from generate_series(201, 208) n;
update social.social_media_connections set user_id = md5(id::text)::uuid;
select test.a_day_later();
select taken as at_first from test.take(2) \gset
select test.a_day_later();
select a.taken || b.taken as then_by_two from test.take(1, 0, 2) a, test.take(1, 1, 2) b \gset
select test.a_day_later();
select taken as in_the_end from test.take(4) \gset
select :'at_first'::integer[] as at_first, cardinality(:'then_by_two'::integer[]) as then_by_two,
       array(select n from unnest(:'at_first'::integer[] || :'then_by_two'::integer[] || :'in_the_end'::integer[]) n order by n) as altogether;

-- State that is missing is made again, as after loading with triggers off.
delete from social_internal.sync_state where connection_id = 'c0000000-0000-0000-0000-000000000003';
select social_internal.ensure_sync_state(), social_internal.ensure_sync_state() as again;
rollback;

-- Overdue is who had no success for two hours more than a day, or than the own frequency, though a daily run was to take it.
begin;
delete from social_internal.job_state;
insert into social_internal.job_state (job, schedule, time_zone, next_run_at)
values ('sync_all_active_connections', '0 3 * * 1-5', 'UTC', social_internal.current_time() + interval '1 hour');
create function test.overdue(variadic runs_hours_ago numeric[]) returns bigint language plpgsql as $$
begin
    delete from social_internal.sync_runs;
    insert into social_internal.sync_runs (started_at, finished_at, total)
    select began, began, 0 from (select social_internal.current_time() - hours * interval '1 hour' as began from unnest(runs_hours_ago) hours) r;
    return (select max(overdue) from social_internal.measure_health());
end $$;
create function test.last_synced(n integer, hours_ago numeric, frequency integer, due_minutes integer default null) returns uuid language sql as $$
    select test.connect(n, fields => jsonb_build_object('refresh_frequency_hours', frequency,
        'last_synced_at', social_internal.current_time() - hours_ago * interval '1 hour',
        'next_sync_at', social_internal.current_time() + due_minutes * interval '1 minute'))
$$;
-- Every 36 hours: the run after 24 hours, less the minutes of the sync before, comes seconds too early. The next one counts.
select test.last_synced(301, 47.9, 36) \gset ignored_
select test.overdue(23.91) as next_day, test.overdue(23.91, 1.9) as not_yet, test.overdue(23.91, 2.1) as second_day;
-- No run over the weekend.
delete from social.social_media_connections;
select test.last_synced(302, 70, 24) \gset ignored_
select test.overdue(70.1) as monday_morning, test.overdue(2.1) as missed;
-- A run that should have begun and did not, one that fails, and one that nobody plans.
update social_internal.job_state set next_run_at = next_run_at - interval '181 minutes';
select test.overdue(70.1) as job_is_late;
update social_internal.job_state set next_run_at = next_run_at + interval '3 hours', failures = 1;
select test.overdue(70.1) as job_fails;
update social_internal.job_state set failures = 0;
insert into social_internal.job_settings (job, enabled) values ('sync_all_active_connections', false);
select test.overdue(70.1) as job_is_paused;
delete from social_internal.job_settings;
-- Switched on again after months, and due since then; what fails is tried again later, and counts.
delete from social.social_media_connections;
select test.last_synced(303, 1000, 24, -30) \gset ignored_
select test.overdue(5) as half_an_hour;
select test.last_synced(304, 1000, 24, -121) \gset ignored_
select test.last_synced(305, 27, 24, 30) \gset ignored_
select test.last_synced(306, 27, 6, -130) \gset ignored_
select test.overdue(5) as three;
rollback;
