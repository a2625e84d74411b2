-- Tokens between a refresh and their connection, what a disconnected account takes along, and what becomes of failures.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
select test.connect(1, 'tiktok', '{"connected_at": "2024-02-01 08:00+00"}') as c \gset
update social.social_media_connections
set access_token_encrypted = social_internal.encrypt('a1', 'key'), refresh_token_encrypted = social_internal.encrypt('r1', 'key'),
    key_id = social_internal.key_fingerprint('key'), token_expires_at = '2024-02-02 08:00+00'
where id = :'c';
create function test.store(access text, refresh text, key text, access_before text, refresh_before text, ends timestamptz default null)
    returns void language sql as $$
    select social_internal.store_rotation('c0000000-0000-0000-0000-000000000001', access, refresh, ends, null, null, null, key,
                                          '2024-02-01 08:00+00', access_before, refresh_before)
$$;
create view test.kept as
select social_internal.decrypt(access_token_encrypted, '{key,newer}') as access,
       social_internal.decrypt(refresh_token_encrypted, '{key,newer}') as refresh,
       key_id = social_internal.key_fingerprint('key') as by_the_first_key
from social.social_media_connections where id = 'c0000000-0000-0000-0000-000000000001';

-- A login that was replaced meanwhile spends nothing.
select social_internal.begin_rotation(:'c', '2024-01-01 00:00+00') as of_the_login_before, social_internal.begin_rotation(:'c', '2024-02-01 08:00+00') as of_this;
-- A pair that came is not forgotten by the word that an earlier refresh came to nothing.
select test.store('a2', 'r2', 'key', 'a1', 'r1');
select social_internal.end_rotations(array[:'c'::uuid], array[social_internal.current_time() + interval '1 hour']);
select count(*) from social_internal.rotations;
-- Another refresh before the pair is at its connection, without a new refresh token: the one that is kept stays.
select test.store('a3', null, 'key', 'a2', 'r2');
-- It waits for the time that is set where it could not be written.
update social_internal.rotations set retry_at = social_internal.current_time() + interval '10 seconds';
select social_internal.apply_rotations('{key,newer}') as too_early;
update social_internal.rotations set retry_at = social_internal.current_time();
select social_internal.apply_rotations('{key,newer}') as in_time;
select * from test.kept;
-- Of a connection whose access token somebody has put there, only the refresh token is replaced; the key stays that of the other.
select test.store('a4', 'r4', 'newer', 'another', 'r2');
select social_internal.apply_rotations('{key,newer}') as moved;
select * from test.kept;
-- Who disconnects before the pair is moved has that revoked, not the one that died with it.
select test.store('a5', 'r5', 'key', 'a3', 'r4', '2030-01-01 00:00+00');
select social_internal.queue_revocations(array[:'c'::uuid]);
select social_internal.decrypt(access_token_encrypted, '{key}') as access, social_internal.decrypt(refresh_token_encrypted, '{key}') as refresh,
       token_expires_at, refresh_unanswered
from social.social_media_revocations where connection_id = :'c';
-- A permission is in use where tokens hang on it: not by a connection whose tokens were erased with a take-over.
select test.connect(3, 'facebook', '{"authorizing_user_id": "person"}') as page \gset
select test.connect(4, 'tiktok', '{"platform_user_id": "lost", "connection_status": "revoked"}') as lost \gset
select social_internal.grant_in_use('facebook', 'default', null, 'another page', 'person') as by_a_page_without_tokens,
       social_internal.grant_in_use('tiktok', 'default', null, 'lost', null) as by_an_account_without_tokens;
update social.social_media_connections set access_token_encrypted = '\x00' where id in (:'page', :'lost');
select social_internal.grant_in_use('facebook', 'default', null, 'another page', 'person') as by_a_page,
       social_internal.grant_in_use('tiktok', 'default', null, 'lost', null) as by_an_account;

-- A refresh is no sync: it neither ends a row of failures nor counts as an attempt. One that fails does both.
select test.connect(2, 'tiktok', '{"refresh_frequency_hours": 6}') as often \gset
create function test.so_far() returns text language sql as $$
    select format('%s in a row since %s, tried %s, forgiven %s, next %s', s.consecutive_failures, s.failing_since, s.last_attempt_at, s.forgiven, c.next_sync_at)
    from social_internal.sync_state s join social.social_media_connections c on c.id = s.connection_id
    where c.id = 'c0000000-0000-0000-0000-000000000002'
$$;
update social_internal.sync_state set forgiven = 3 where connection_id = :'often';
select social_internal.record_syncs(array[test.failed(:'often', '2024-02-05 10:10+00', '{"next_sync_at": "2024-02-05 10:20+00"}')], '{}') \g /dev/null
select test.so_far();
select social_internal.record_syncs(array[
    test.synced(:'often', '2024-02-05 10:15+00', null, '{"sync_type": "token_refresh", "measured_at": null}')], '{}') \g /dev/null
select test.so_far();
select social_internal.record_syncs(array[
    test.failed(:'often', '2024-02-05 10:16+00', '{"sync_type": "token_refresh", "next_sync_at": "2024-02-05 10:30+00"}')], '{}') \g /dev/null
select test.so_far();
-- Figures end all of it.
update social_internal.sync_state set engagement_rate = 4.5 where connection_id = :'often';
select social_internal.record_syncs(array[test.synced(:'often', '2024-02-05 11:00+00', 6)], '{}') \g /dev/null
select test.so_far();
-- A rate that was not measured is unknown: the next growth is not taken from the one before.
select followers_count, engagement_rate from social_internal.sync_state where connection_id = :'often';
-- A login that somebody ended while its sync was under way does not come again in six hours.
update social.social_media_connections set connection_status = 'revoked' where id = :'often';
select social_internal.record_syncs(array[test.synced(:'often', '2024-02-05 17:00+00', 7, '{"status_before": "active"}')], '{}') \g /dev/null
select connection_status, next_sync_at from social.social_media_connections where id = :'often';
-- Nor does it come at once for what is said of a login before it.
select social_internal.record_syncs(array[test.failed(:'often', '2024-02-05 17:10+00',
    '{"connection_status": "revoked", "connection_error": "Withdrawn.", "connected_at": "2023-01-01 00:00+00", "status_before": "revoked"}')], '{}', '{}', '{key}') \g /dev/null
select connection_status, connection_error, next_sync_at from social.social_media_connections where id = :'often';

-- What the jobs take up: permissions that still hold, of applications that are switched on, as their platform wants it.
delete from social.social_media_connections;
insert into social_internal.platform_settings (platform, client_id, enabled)
values ('tiktok', 'app', true), ('instagram', 'app', true), ('facebook', 'app', false);
create function test.ends(n integer, platform text, ends interval, refreshed interval) returns uuid language sql as $$
    select test.connect(n, platform, jsonb_build_object('access_token_encrypted', '\x00',
        'grant_expires_at', social_internal.current_time() + ends, 'last_refreshed_at', social_internal.current_time() + refreshed))
$$;
select test.ends(1, 'tiktok', '-1 hour', '-2 days'),     -- ended
       test.ends(2, 'tiktok', '2 days', '-2 days'),
       test.ends(3, 'tiktok', '8 days', '-2 days'),      -- a pair is spent as late as it may be
       test.ends(4, 'instagram', '29.5 days', '-2 days'),
       test.ends(5, 'instagram', '31 days', '-2 days'),  -- too early
       test.ends(6, 'instagram', '2 days', '-23 hours'), -- the platform would refuse it
       test.ends(7, 'facebook', '2 days', '-2 days'),    -- switched off
       test.ends(8, 'tiktok', '60 days', '2 hours'),     -- of a clock that was ahead; the next ends sooner than is known
       test.ends(9, 'instagram', '60 days', '2 hours') \g /dev/null
select social_internal.job_refresh_expiring_tokens();
select string_agg(right(connection_id::text, 1), ', ' order by connection_id) as queued from social_internal.sync_requests;
select social_internal.job_notify_token_expiration();
select string_agg(right(connection_id::text, 1), ', ' order by connection_id) as told from social.social_media_notifications where kind = 'token_expiring';
rollback;
