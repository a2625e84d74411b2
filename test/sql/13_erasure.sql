-- Erasing: a connection goes with all that hangs on it; the log stays.
begin;
create function test.left_of(c uuid) returns text language sql as $$
    select string_agg(name || ' ' || n, ', ' order by name)
    from (values ('connections', (select count(*) from social.social_media_connections where id = c)),
                 ('stats', (select count(*) from social.social_media_stats where connection_id = c)),
                 ('texts', (select count(*) from social_internal.post_texts)),
                 ('figures', (select count(*) from social_internal.post_figures where connection_id = c)),
                 ('history', (select count(*) from social.social_media_post_figures where connection_id = c)),
                 ('state', (select count(*) from social_internal.sync_state where connection_id = c)),
                 ('requests', (select count(*) from social_internal.sync_requests where connection_id = c)),
                 ('rotations', (select count(*) from social_internal.rotations where connection_id = c)),
                 ('logs', (select count(*) from social.social_media_sync_logs where connection_id = c))) as t (name, n)
$$;
create function test.fill(c uuid) returns text language sql as $$
    select social_internal.record_syncs(array[test.synced(c, '2024-01-31 08:00+00', 10)], array[test.post(c, 'p', 1, 1)]);
    select social_internal.queue_syncs(array[c]);
    select social_internal.begin_rotation(c);
    select test.left_of(c);
$$;
\set anna '\'a0000000-0000-0000-0000-000000000001\''
\set bob  '\'a0000000-0000-0000-0000-000000000002\''
select test.connect(1, 'tiktok', '{"access_token_encrypted": "\\x01", "refresh_token_encrypted": "\\x02", "token_expires_at": "2024-02-01 09:00+00"}') as c1,
       test.connect(2, 'facebook', '{"access_token_encrypted": "\\x03", "authorizing_user_id": "person"}') as c2,
       test.connect(3, 'facebook', '{"access_token_encrypted": "\\x04", "authorizing_user_id": "person"}') as c3,
       test.connect(4, 'tiktok') as c4,
       test.connect(5, 'tiktok', '{"access_token_encrypted": "\\x05", "user_id": "a0000000-0000-0000-0000-000000000002"}') as c5 \gset
select test.fill(:'c1');
select test.fill(:'c5');

-- Somebody else's is not there.
savepoint s;
\set SHOW_CONTEXT never
select social.disconnect_platform(:'c1', :bob);
rollback to s;
select social.disconnect_platform(:'c1', :anna);
select test.left_of(:'c1'), test.left_of(:'c5') as of_another;
select platform, platform_user_id, access_token_encrypted, refresh_token_encrypted, attempts, revoked_at from social.social_media_revocations;

-- It waits a moment for the answer to the refresh that was under way, whose new pair is the one to revoke, as a late one is.
select round(extract(epoch from next_attempt_at - created_at)) as seconds, token_expires_at, refresh_unanswered
from social.social_media_revocations;
select social_internal.store_rotation(:'c1', 'act.late', 'rft.late', '2024-02-01 10:00+00', null, null, null, 'key');
update social.social_media_revocations set next_attempt_at = null, revoked_at = now(), access_token_encrypted = null, refresh_token_encrypted = null;
select social_internal.apply_rotations('{key}') as moved;
select pgp_sym_decrypt(access_token_encrypted, 'key') as access, pgp_sym_decrypt(refresh_token_encrypted, 'key') as refresh,
       token_expires_at, refresh_unanswered, revoked_at, next_attempt_at <= social_internal.current_time() as due, test.left_of(:'c1') from social.social_media_revocations;
update social.social_media_revocations set access_token_encrypted = '\x01', refresh_token_encrypted = '\x02';
-- Of one that is not to be revoked nothing stays either.
select social_internal.store_rotation('00000000-0000-0000-0000-00000000000c', 'act.late', 'rft.late', null, null, null, null, 'key');
select social_internal.apply_rotations('{key}') as moved;
select count(*) as left_over from social_internal.rotations where stored_at is not null;

-- A person's grant at Facebook is revoked with the last page that hangs on it.
select social.disconnect_platform(:'c2', :anna);
select count(*) from social.social_media_revocations where platform = 'facebook';
select social.disconnect_platform(:'c3', :anna);
select platform_user_id, access_token_encrypted from social.social_media_revocations where platform = 'facebook';
-- On it may hang the Instagram accounts behind the pages, too; not those of Instagram's own login, nor another app's.
insert into social_internal.platform_settings (platform, client_id)
select p, case when p = 'tiktok' then 'key' else 'meta app' end from unnest('{facebook,instagram,tiktok}'::text[]) p;
insert into social_internal.platform_settings (platform, app, client_id) values ('instagram', 'second', 'another meta app');
select test.connect(20, 'facebook', '{"access_token_encrypted": "\\x20", "authorizing_user_id": "somebody"}') as f,
       test.connect(21, 'instagram', '{"access_token_encrypted": "\\x21", "authorizing_user_id": "somebody", "login_flow": "facebook_login"}') as i,
       test.connect(22, 'instagram', '{"access_token_encrypted": "\\x22", "authorizing_user_id": "somebody", "login_flow": "instagram_login"}') as own,
       test.connect(23, 'instagram', '{"access_token_encrypted": "\\x23", "authorizing_user_id": "somebody", "login_flow": "facebook_login",
                                      "app": "second"}') as second \gset
select social.disconnect_platform(:'f', :anna);
select count(*) from social.social_media_revocations where authorizing_user_id = 'somebody';
select social.disconnect_platform(id, :anna) from unnest(array[:'i', :'own', :'second']::uuid[]) id;
select platform, app, access_token_encrypted from social.social_media_revocations where authorizing_user_id = 'somebody' order by 2;
delete from social.social_media_revocations where authorizing_user_id = 'somebody';
-- So it is when Instagram's own login, of an app of its own, was configured since.
update social_internal.platform_settings set client_id = 'instagram app' where platform = 'instagram' and app = 'default';
select test.connect(24, 'facebook', '{"access_token_encrypted": "\\x24", "authorizing_user_id": "somebody"}') as f,
       test.connect(25, 'instagram', '{"access_token_encrypted": "\\x25", "authorizing_user_id": "somebody", "login_flow": "facebook_login"}') as i \gset
select social.disconnect_platform(:'i', :anna);
select count(*) from social.social_media_revocations where authorizing_user_id = 'somebody';
select social.disconnect_platform(:'f', :anna);
select platform, access_token_encrypted from social.social_media_revocations where authorizing_user_id = 'somebody';
delete from social.social_media_revocations where authorizing_user_id = 'somebody';
-- Without a token there is nothing to revoke.
select social.disconnect_platform(:'c4', :anna);
select count(*) from social.social_media_revocations;

-- Revocations: tried, tried again, done; the tokens go with the last attempt.
select social_internal.claim_home();
create function pg_temp.claimed(platform text) returns setof record language sql as $$
    update social.social_media_revocations r set next_attempt_at = social_internal.current_time() where r.platform = claimed.platform;
    select d.id, d.access_token, d.refresh_token, d.token_expires_at, d.refresh_unanswered, d.attempts
    from social_internal.claim_revocations(10, '{key}') d where d.platform = claimed.platform;
$$;
select id as r, access_token, attempts
from pg_temp.claimed('tiktok') d (id uuid, access_token text, refresh_token text, expires timestamptz, unanswered boolean, attempts int) \gset
-- A worker may not survive the answer: its successor waits, each time longer. After a week that was the last attempt.
select next_attempt_at - social_internal.current_time() between interval '59 seconds' and interval '61 seconds' as in_a_minute
from social.social_media_revocations where id = :'r';
savepoint week;
update social.social_media_revocations set created_at = created_at - interval '6 hours' where id = :'r';
select count(*) from pg_temp.claimed('tiktok') d (id uuid, a text, b text, c timestamptz, d boolean, e int);
select next_attempt_at - social_internal.current_time() > interval '5 hours 59 minutes' as later, access_token_encrypted is not null as kept
from social.social_media_revocations where id = :'r';
update social.social_media_revocations set created_at = created_at - interval '7 days' where id = :'r';
select count(*) from pg_temp.claimed('tiktok') d (id uuid, a text, b text, c timestamptz, d boolean, e int);
select next_attempt_at, access_token_encrypted, refresh_token_encrypted from social.social_media_revocations where id = :'r';
rollback to week;
select social_internal.record_revocation(:'r', false, 'no answer', social_internal.current_time() + interval '1 hour');
select attempts, last_error, next_attempt_at > social_internal.current_time() + interval '59 minutes' as in_an_hour
from social.social_media_revocations where id = :'r';
select platform from social_internal.claim_revocations(10, '{key}');
-- A refresh on the way spends the stored pair: the new one is kept for the next attempt.
select social_internal.record_revocation(:'r', false, 'no answer', social_internal.current_time(), 'act.new', 'rft.new', 'key', '2024-02-01 11:00+00');
select access_token, refresh_token, expires, unanswered, attempts
from pg_temp.claimed('tiktok') d (id uuid, access_token text, refresh_token text, expires timestamptz, unanswered boolean, attempts int);
-- One that was begun and never heard of again may have spent it, too.
select social_internal.begin_last_refresh(:'r');
select unanswered
from pg_temp.claimed('tiktok') d (id uuid, access_token text, refresh_token text, expires timestamptz, unanswered boolean, attempts int);
select social_internal.record_revocation(:'r', true, null, null);
select attempts, last_error, revoked_at is not null as revoked, next_attempt_at, access_token_encrypted, refresh_token_encrypted
from social.social_media_revocations where id = :'r';

-- Meanwhile the same person may have connected again: that is told, since to revoke the old login would end the new one.
select test.connect(9, 'tiktok', '{"access_token_encrypted": "\\x09", "platform_user_id": "account1"}') as c9,
       test.connect(10, 'facebook', '{"access_token_encrypted": "\\x0a", "authorizing_user_id": "person", "app": "another"}') as c10 \gset
update social.social_media_revocations set next_attempt_at = social_internal.current_time() - interval '1 hour';
select platform, platform_user_id, in_use from social_internal.claim_revocations(10, '{key}') order by 1;
update social.social_media_revocations set next_attempt_at = social_internal.current_time() - interval '1 hour';
update social.social_media_connections set connection_status = 'revoked', app = 'default' where id in (:'c9', :'c10');
select platform, platform_user_id, in_use from social_internal.claim_revocations(10, '{key}') order by 1;
delete from social.social_media_connections where id in (:'c9', :'c10');

-- All of a user's.
insert into social.social_media_users (id, email) values (:bob, 'bob@example.com');
select social_internal.notify(:bob, :'c5', 'tiktok', 'token_expiring', 'incident');
select social_internal.notify(:bob, :'c5', 'tiktok', 'token_expiring', 'incident');
select count(*) as notices from social.social_media_notifications;
select social.erase_user(:bob);
select test.left_of(:'c5'), (select count(*) from social.social_media_users where id = :bob) as users,
       (select count(*) from social.social_media_notifications) as notices;

-- A row deleted by hand erases as thoroughly.
select test.connect(6, 'tiktok', '{"access_token_encrypted": "\\x06"}') as c6 \gset
select test.fill(:'c6');
delete from social.social_media_connections where id = :'c6';
select test.left_of(:'c6');

-- What is erased is found, however much there is of others, also by plans kept from when there was little.
select test.fill(test.connect(n, 'tiktok')) from generate_series(7, 9) n \g /dev/null
insert into social.social_media_notifications (user_id, connection_id, platform, kind, incident)
select c.user_id, c.id, c.platform, kind, c.id::text
from social.social_media_connections c, unnest(array['token_expiring', 'account_taken_over']) kind where c.platform_user_id ~ '^account[789]$';
insert into social.social_media_notifications (user_id, connection_id, platform, kind, incident, send_after, read_at)
select gen_random_uuid(), gen_random_uuid(), 'tiktok', 'reconnect_needed', 'i' || n, null, case when n % 2 = 0 then now() end
from generate_series(1, 20000) n;
insert into social_internal.post_texts (id, created_at) select 1000000 + n, now() from generate_series(1, 20000) n;
insert into social_internal.post_figures (connection_id, post_id, platform_post_id, fetched_at)
select gen_random_uuid(), 1000000 + n, n, now() from generate_series(1, 20000) n;
select r.relation, pg_relation_size(r.relation) / 8192 > 100 as large,
       test.pages_read(format('select social.disconnect_platform(id, user_id) from social.social_media_connections
                               where platform_user_id = %L', 'account' || r.n), r.relation) < 40 as found
from unnest(array['social.social_media_notifications', 'social_internal.post_texts', 'social_internal.post_figures']::regclass[])
     with ordinality as o (relation, place), lateral (select o.relation, o.place + 6) as r (relation, n)
order by r.n;
select kind, count(*) from social.social_media_notifications where platform = 'tiktok' and user_id = :anna group by 1;
rollback;
