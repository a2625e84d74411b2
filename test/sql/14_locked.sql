-- A row that somebody holds delays its account, and no other.
create extension dblink;
select social.park_workers();
select test.connect(1, 'tiktok') as c1, test.connect(2, 'tiktok') as c2, test.connect(3, 'tiktok') as c3 \gset
select dblink_connect('other', format('host=%s port=%s dbname=%s user=%s', split_part(current_setting('unix_socket_directories'), ',', 1),
                                      current_setting('port'), current_database(), current_user));
insert into social_internal.platform_settings (platform, client_id) values ('tiktok', 'key-of-tiktok');
update social_internal.platform_settings set client_secret_encrypted = social_internal.encrypt('a secret', 'key'), key_id = 'older';
select count(*) as lost from social_internal.record_syncs(array[
    test.failed(:'c1', '2024-01-01 07:00+00', '{"error_code": "gone", "connection_status": "revoked"}'),
    test.failed(:'c3', '2024-01-01 07:00+00', '{"error_code": "gone", "connection_status": "revoked"}')], '{}');
update social.social_media_connections set access_token_encrypted = 'x';
select dblink_exec('other', 'begin');
select dblink_exec('other', 'update social.social_media_connections set bio = ''being written'' where platform_user_id = ''account1''');
select dblink_exec('other', 'update social_internal.platform_settings set calls_per_hour = 50');

-- Neither of these waits.
set lock_timeout = '2s';
select social_internal.record_syncs(array[test.synced(:'c1', '2024-01-01 08:00+00', 1), test.synced(:'c2', '2024-01-01 08:00+00', 2)],
    array[test.post(:'c1', 'p1', 1, 1), test.post(:'c2', 'p2', 2, 2)]) as recorded;
select connection_id, followers_count from social.social_media_stats;
select platform_post_id from social.social_media_posts;
select social_internal.reencrypt(:'c1', 'token', null, '{key}') as reencrypted;
-- A new encryption key comes as far as the row that is held, and waits there without holding up anything.
select last_id, looked_at, at_end from social_internal.reencrypt_connections('00000000-0000-0000-0000-000000000000', 10, '{key}');
select last_id, looked_at, at_end from social_internal.reencrypt_connections(:'c1', 10, '{key}');
select last_id, looked_at, at_end from social_internal.reencrypt_connections(:'c3', 10, '{key}');
select social.rotate_encryption_key() as connections;
select social_internal.reencrypt_some(10, '{key}') as more_at_once;
select done, finished_at from social.encryption_progress();
delete from social_internal.key_rotation;
-- Accounts that failed together are forgiven without it, and their platform, which somebody is configuring, is not paused.
select accounts as forgiven from social_internal.forgive(:'c3', 'gone', '2024-01-01', 2, 5);
select platform_user_id, connection_status from social.social_media_connections order by 1;
select paused_until from social_internal.platform_settings;
-- A new login gives up soon; the worker tries it again.
\set VERBOSITY terse
select social_internal.save_connection('a0000000-0000-0000-0000-000000000001', 'tiktok', 'default', null, 'account1', null, null, null, null,
    null, null, 'token', null, 'Bearer', null, null, null, null, 'key');
\set VERBOSITY default
-- A rotated pair is safe all the same, and used.
select social_internal.store_rotation(:'c1', 'new token', 'new refresh token', null, null, null, null, 'key');
select social_internal.apply_rotations('{key}');
select access_token, refresh_token from social_internal.accounts_named(array[:'c1'::uuid], '{key}');

select dblink_exec('other', 'commit');
select dblink_disconnect('other');
select social_internal.apply_rotations('{key}');
select social_internal.record_syncs(array[test.synced(:'c1', '2024-01-01 08:00+00', 1)], array[test.post(:'c1', 'p1', 1, 1)]) = :'c1' as recorded;
select bio, last_synced_at is not null as synced from social.social_media_connections where id = :'c1';

-- Nor does anything that a worker does wait for somebody who is about to erase a connection, or a user, with all that
-- hangs on them, or who holds a notice, a revocation or the rotation of keys.
begin;
select social_internal.begin_rotation(:'c1') as begun;
insert into social_internal.account_waits values (:'c1', social_internal.current_time() - interval '1 hour');
insert into social.social_media_revocations (user_id, connection_id, platform, app, platform_user_id)
select user_id, id, platform, app, platform_user_id from social.social_media_connections;
insert into social_internal.oauth_states (state_digest, user_id, platform, app, redirect_uri, expires_at)
select social_internal.state_digest('state'), user_id, 'tiktok', 'default', 'https://here', 'infinity'
from social.social_media_connections where id = :'c1';
select social_internal.notify(user_id, id, platform, 'token_expiring', 'incident') from social.social_media_connections where id = :'c2';
select social.rotate_encryption_key() as connections;
commit;
select dblink_connect('other', format('host=%s port=%s dbname=%s user=%s', split_part(current_setting('unix_socket_directories'), ',', 1),
                                      current_setting('port'), current_database(), current_user));
select dblink_exec('other', 'begin');
select dblink_exec('other', 'delete from social.social_media_connections where platform_user_id = ''account1''');
select dblink_exec('other', 'delete from social_internal.oauth_states');
select dblink_exec('other', 'update social.social_media_notifications set read_at = now()');
select dblink_exec('other', 'update social.social_media_revocations set last_error = ''looked at''');
select dblink_exec('other', 'update social_internal.key_rotation set done = 0');
\set VERBOSITY terse
select social_internal.begin_rotation(:'c1');
select social_internal.store_rotation(:'c1', 'newer token', null, null, null, null, null, 'key');
select social_internal.end_rotations(array[:'c1'::uuid], array[social_internal.current_time()]);
select social_internal.keep_waits(array[:'c1', :'c2']::uuid[], array['infinity', 'infinity']::timestamptz[]);
select count(*) as waits from social_internal.account_waits where wait_until = 'infinity';
select social_internal.quarantine(:'c1', 'it brings workers down', 'infinity') as set_aside;
select social_internal.quarantine(:'c2', 'it brings workers down', 'infinity') as set_aside;
-- Until then it is not tried by the job that looks after accounts in error; by hand until the second time.
select social_internal.job_check_and_repair_connections();
select social_internal.set_aside(array[:'c2'::uuid], 2) as by_hand;
select social_internal.quarantine(:'c2', 'it brings workers down', 'infinity') as set_aside;
select sync_status, error_code, error_message from social.sync_connection(:'c2', interval '0');
select count(*) as asked_for from social_internal.sync_requests where connection_id = :'c2';
select social_internal.claim_oauth_state('state', 'a0000000-0000-0000-0000-000000000001', 'tiktok');
select social_internal.close_settled_notices() as closed;
select social_internal.record_mail(n.id, 'sent', null, null) as recorded from social.social_media_notifications n;
select social_internal.record_revocation(r.id, true, null, null) from social.social_media_revocations r where r.connection_id = :'c2';
select social_internal.reencrypt_some(10, '{key}') as more_at_once;
\set VERBOSITY default
select dblink_exec('other', 'rollback');
select dblink_disconnect('other');

-- Two pages of one login that are disconnected at the same time: whoever is last has the login revoked.
delete from social.social_media_revocations;
select test.connect(7, 'facebook', '{"access_token_encrypted": "\\x07", "authorizing_user_id": "person"}') as f1,
       test.connect(8, 'facebook', '{"access_token_encrypted": "\\x08", "authorizing_user_id": "person"}') as f2 \gset
select dblink_connect('other', format('host=%s port=%s dbname=%s user=%s', split_part(current_setting('unix_socket_directories'), ',', 1),
                                      current_setting('port'), current_database(), current_user));
begin;
select social.disconnect_platform(:'f1', 'a0000000-0000-0000-0000-000000000001');
select dblink_send_query('other', format('select social.disconnect_platform(%L, %L)', :'f2', 'a0000000-0000-0000-0000-000000000001'));
do $$
begin
    while dblink_is_busy('other') = 1 and not exists (select from pg_locks where not granted) loop null; end loop;
end
$$;
commit;
select ended from dblink_get_result('other') as (ended text);
select dblink_disconnect('other');
select connection_id = :'f2' as by_the_last from social.social_media_revocations;

delete from social_internal.account_waits;
delete from social_internal.rotations;
delete from social_internal.key_rotation;
delete from social.social_media_revocations;
delete from social_internal.oauth_states;
delete from social.social_media_connections;
delete from social.social_media_notifications;
delete from social.social_media_sync_logs where error_code in ('gone', 'quarantined');
delete from social_internal.platform_settings;
drop table social_internal.social_media_stats_2024_01, social_internal.post_changes_2024_01;
delete from social_internal.home;
drop extension dblink;
