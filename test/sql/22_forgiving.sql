-- Logins that are lost together are forgiven: five of them at least, however many accounts and attempts that are.
begin;
create function test.lose(variadic n integer[]) returns bigint language sql as $$
    select count(*) from social_internal.record_syncs(
        array(select test.failed(c.id, social_internal.current_time(),
                                 '{"error_code": "gone", "connection_status": "revoked", "connection_error": "over"}')
              from social.social_media_connections c where c.platform_user_id = any (select 'account' || i from unnest(n) i)), '{}');
$$;
-- What a worker asks when the login of this account was lost.
create function test.forgive(n integer, out accounts bigint, out outbreak boolean) language sql as $$
    select f.* from social.social_media_connections c,
        social_internal.forgive(c.id, 'gone', social_internal.current_time() - interval '10 minutes', 5, 5) f
    where c.platform_user_id = 'account' || n;
$$;
create function test.succeed(variadic n integer[]) returns bigint language sql as $$
    select count(*) from social_internal.record_syncs(
        array(select test.synced(c.id, social_internal.current_time(), 1000)
              from social.social_media_connections c where c.platform_user_id = any (select 'account' || i from unnest(n) i)), '{}');
$$;
select count(test.connect(n, 'tiktok', jsonb_build_object('access_token_encrypted', '\x01', 'authorizing_user_id', case when n in (4, 5) then 'person' end)))
from generate_series(1, 8) n;
-- Four logins, one of them with two accounts, and one that is tried again and again.
select test.lose(1, 2, 3, 4, 5);
select test.lose(1), test.lose(1), test.lose(1);
select * from test.forgive(1); -- too few
-- One that was lost before is tried by hand: it tells nothing of the others, and does not come back with them.
select test.lose(6);
update social.social_media_notifications set created_at = created_at - interval '1 day'
where connection_id = (select id from social.social_media_connections where platform_user_id = 'account6');
select test.lose(6);
select * from test.forgive(6); -- too few
select platform_user_id, connection_status from social.social_media_connections where connection_status <> 'active' order by 1;
select test.lose(7);
-- Five in a hundred may be at fault themselves. Who was connected through another app or login is none of the hundred.
savepoint five_lost;
delete from social.social_media_sync_logs where sync_status = 'success'; -- other tests' accounts
select count(test.connect(n, 'tiktok', jsonb_build_object('app', case n when 29 then 'other' else 'default' end,
                                                          'login_flow', case n when 30 then 'facebook_login' end)))
from generate_series(9, 30) n;
create function test.outbreak() returns boolean language sql as $$
    select social_internal.is_outbreak(id, 'gone', 5, social_internal.current_time() - interval '10 minutes', 5, 5)
    from social.social_media_connections where platform_user_id = 'account7';
$$;
select count(test.succeed(9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27)) from generate_series(1, 4);
select test.succeed(9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 29, 30);
select test.outbreak(); -- 5 of 99
select test.succeed(27), test.outbreak(), (test.forgive(7)).*;
rollback to five_lost;
select * from test.forgive(7);
select c.platform_user_id, c.connection_status, s.forgiven, n.id is not null as told
from social.social_media_connections c
join social_internal.sync_state s on s.connection_id = c.id
left join social.social_media_notifications n on n.connection_id = c.id
order by 1;
select round(extract(epoch from paused_until - social_internal.current_time()) / 60) as minutes, pause_code
from social_internal.platform_settings;
select paused_until as until from social_internal.platform_settings \gset

-- Whoever is tried while the platform rests keeps his login too, however often, and prolongs nothing.
select test.lose(8), (test.forgive(8)).*;
select test.lose(8), (test.forgive(8)).*;
select c.connection_status, s.forgiven, c.next_sync_at = p.paused_until as with_the_others, p.paused_until = :'until' as as_it_was
from social.social_media_connections c
join social_internal.sync_state s on s.connection_id = c.id, social_internal.platform_settings p
where c.platform_user_id = 'account8';
-- When it has ended single ones are single ones again.
update social_internal.platform_settings set paused_until = social_internal.current_time() - interval '1 second';
update social.social_media_sync_logs set created_at = created_at - interval '15 minutes';
select test.lose(8), (test.forgive(8)).*;
select connection_status from social.social_media_connections where platform_user_id = 'account8';

-- What most are refused at, whoever asked for them, is refused to all.
update social_internal.platform_settings set paused_until = null, pause_code = null;
create function test.refuse(variadic n integer[]) returns bigint language sql as $$
    select count(*) from social_internal.record_syncs(
        array(select test.failed(c.id, social_internal.current_time(), '{"error_code": "100"}')
              from social.social_media_connections c where c.platform_user_id = any (select 'account' || i from unnest(n) i)), '{}');
$$;
create function test.refused_to_most() returns boolean language sql as $$
    select social_internal.most_are_refused(id, '100', social_internal.current_time() - interval '10 minutes', 5, 50)
    from social.social_media_connections where platform_user_id = 'account41';
$$;
select count(test.connect(n, 'pinterest')) from generate_series(41, 50) n;
update social.social_media_sync_logs set created_at = created_at - interval '11 minutes';
select test.refuse(41, 42, 43, 44), test.refuse(41), test.refused_to_most(); -- four
select test.refuse(45), test.refused_to_most();
select test.succeed(46, 47, 48, 49, 50), test.refused_to_most(); -- half of them
select test.refuse(46), test.refused_to_most();
-- Those that were refused before others were served come back by themselves.
update social.social_media_sync_logs set created_at = created_at - interval '1 hour', started_at = started_at - interval '1 hour';
update social_internal.sync_state set failing_since = failing_since - interval '2 hours';
select test.refuse(41, 42, 43, 44, 45), test.refused_to_most();
-- Unless nobody was.
delete from social.social_media_sync_logs where stats_fetched;
select test.refused_to_most();
rollback;

-- Whether the platform takes our secret is known by accounts of the same app and login, since it was configured.
begin;
insert into social_internal.platform_settings (platform, client_id, updated_at) values ('facebook', 'app', social_internal.current_time() - interval '1 hour');
select test.connect(1, 'facebook') as asked, test.connect(2, 'facebook', '{"app": "other"}') as other_app,
       test.connect(3, 'instagram') as other_platform, test.connect(4, 'facebook') as another \gset
create function test.taken(connection uuid, ago interval default '2 hours') returns boolean language sql as $$
    select social_internal.secret_last_taken(connection, social_internal.current_time() - ago) is not null;
$$;
select social_internal.record_syncs(array[test.synced(:'other_app', social_internal.current_time(), 1),
                                          test.synced(:'other_platform', social_internal.current_time(), 1),
                                          test.failed(:'another', social_internal.current_time())], '{}');
select test.taken(:'asked');
select social_internal.record_syncs(array[test.synced(:'another', social_internal.current_time(), 1)], '{}');
select test.taken(:'asked');
update social.social_media_sync_logs set created_at = created_at - interval '30 minutes', started_at = started_at - interval '30 minutes';
select test.taken(:'asked'), test.taken(:'asked', '20 minutes') as lately;
-- It began before all workers had read what was configured.
update social_internal.platform_settings set updated_at = social_internal.current_time() - interval '30 minutes 30 seconds';
select test.taken(:'asked');
-- And whether it refuses it: to how many since it last served one, of the same app and since it was configured, whose sync
-- began after that.
update social_internal.platform_settings set updated_at = social_internal.current_time() - interval '1 hour';
create function test.refused(connection uuid, ago interval, took interval default '1 second', message text default 'Invalid appsecret_proof (100)')
    returns bigint language sql as $$
    insert into social.social_media_sync_logs
        (connection_id, user_id, platform, sync_type, sync_status, error_code, error_message, started_at, completed_at, created_at)
    select c.id, c.user_id, c.platform, 'manual', 'failed', '100', refused.message, at - took, at, at
    from social.social_media_connections c, lateral (select social_internal.current_time() - ago as at) moment where c.id = connection;
    select cardinality(social_internal.secret_refused(
        'c0000000-0000-0000-0000-000000000001', '100', social_internal.current_time() - interval '2 hours', 5))
$$;
select test.refused(:'another', '40 minutes') as before_that, test.refused(:'another', '29 minutes', '2 minutes') as began_before_that,
       test.refused(:'asked', '10 minutes', message => 'Nonexisting field') as of_something_else,
       test.refused(:'other_app', '10 minutes') as of_another_app, test.refused(:'other_platform', '10 minutes') as at_another;
select test.refused(:'another', '10 minutes') as one, test.refused(:'another', '9 minutes') as the_same, test.refused(:'asked', '8 minutes') as two;
rollback;
