-- Storing tokens: first connects, reconnects, take-overs, refreshes, rotations, tokens written by hand.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
\set anna '\'a0000000-0000-0000-0000-000000000001\''
\set bob  '\'a0000000-0000-0000-0000-000000000002\''
\set key  '\'0123456789abcdef0123456789abcdef\''
\set old  '\'an older key of thirty-two chars.\''

create function test.save(owner uuid, token text, key text, refresh text default null) returns uuid language sql as $$
    select social_internal.save_connection(owner, 'tiktok', 'default', null, 'open-1', null, 'anna', 'Anna', 'https://cdn/a.jpg', null, null,
        token, refresh, 'Bearer', '2030-01-01 02:00+00', '2030-06-30 00:00+00', '2030-06-30 00:00+00', '{user.info.basic,video.list}', key,
        email => 'anna@example.com', display_name => 'Anna')
$$;

-- A first connect: a user, a connection, a home for the tokens.
select test.save(:anna, 'act.first', :key, 'rft.first') as c \gset
select email, display_name, role, locale, weekly_report, notify_expiry from social.social_media_users where id = :anna;
select user_id, platform, platform_user_id, platform_username, key_id, token_type, token_expires_at, grant_expires_at, granted_scopes,
       connection_status, next_sync_at > social_internal.current_time() as due_unless_the_connect_fetches
from social.social_media_connections where id = :'c' \gx
-- One who is not known yet is kept with the role that is told, where it is one of ours.
savepoint unknown;
create function test.role_after(user_id uuid, role text) returns text language plpgsql as $$
begin
    perform social_internal.save_connection(
        user_id, 'tiktok', 'default', null, user_id::text, null, null, null, null, null, null, 'act', null, 'Bearer',
        null, null, null, null, '0123456789abcdef0123456789abcdef', role => role);
    return (select u.role from social.social_media_users u where u.id = user_id);
end
$$;
select test.role_after(gen_random_uuid(), 'admin') as operator, test.role_after(gen_random_uuid(), 'authenticated') as other,
       test.role_after(gen_random_uuid(), null) as unknown, test.role_after(:anna, 'admin') as known_already;
-- The role of the token is that of whom the token is for.
select set_config('request.jwt.claims', jsonb_build_object('sub', upper(:anna), 'role', 'admin')::text, true) is not null as signed_in;
select social_internal.requester_role(:anna) as own, social_internal.requester_role(:bob) as of_another;
rollback to unknown;
select social_internal.requester_role(:anna) as nobody_asks;
select count(*) as homes, bool_and(database_oid = (select oid from pg_database where datname = current_database())) as here
from social_internal.home;
-- Stored so that pgcrypto reads it, quickly.
select pgp_sym_decrypt(access_token_encrypted, :key), pgp_sym_decrypt(refresh_token_encrypted, :key),
       get_byte(access_token_encrypted, 4) as key_derivation, position('act.first'::bytea in access_token_encrypted) as readable
from social.social_media_connections where id = :'c';
select access_token, refresh_token, unreadable, reencrypt, sync_type from social_internal.accounts_named(array[:'c'::uuid], array[:key]);

-- Connecting again keeps the id and the history.
select social_internal.record_syncs(array[test.synced(:'c', '2024-03-01 08:00+00', 10)], '{}') = :'c' as recorded;
update social.social_media_connections set connection_status = 'expired', connection_error = 'over' where id = :'c';
select test.save(:anna, 'act.second', :key) = :'c' as same_connection;
select connection_status, connection_error, refresh_token_encrypted from social.social_media_connections where id = :'c';
select count(*) from social.social_media_stats where connection_id = :'c';

-- Another user who proves the login takes the account over; the first is told, and the tokens are gone.
select test.save(:bob, 'act.bob', :key) as taken \gset
-- A sync that was under way does not write them back.
select social_internal.reencrypt(:'c', 'act.second', '', array[:key]);
select user_id = :bob as bobs, connection_status, connection_error, access_token_encrypted is null as token_gone
from social.social_media_connections where platform_user_id = 'open-1' order by user_id;
select user_id = :anna as to_anna, kind, details from social.social_media_notifications;
-- And back again.
select test.save(:anna, 'act.third', :key) = :'c' as same_connection;
select test.save(:anna, 'act.third', :key) = :'c' as same_connection;
select user_id = :bob as bobs, connection_status from social.social_media_connections where platform_user_id = 'open-1' order by user_id;
-- Each who lost it is told, once.
select count(*) from social.social_media_notifications where user_id = :anna;
select count(*) from social.social_media_notifications where user_id = :bob;

-- One whose permission had ended loses its token as well: it must not come back beside its new owner.
savepoint lost;
update social.social_media_connections set connection_status = 'revoked', connection_error = 'over' where id = :'c';
select test.save(:bob, 'act.bob.2', :key) = :'taken' as bobs_again;
select connection_status, access_token_encrypted is null as token_gone, left(connection_error, 12) as told
from social.social_media_connections where id = :'c';
select count(*) from social.social_media_notifications where user_id = :anna and kind = 'account_taken_over';
rollback to lost;

-- The replaced service kept the id of Instagram's login, which is not the account's own: that one takes its place.
savepoint imported;
create function test.save_own(owner uuid) returns uuid language sql as $$
    select social_internal.save_connection(owner, 'instagram', 'default', 'instagram_login', '1784', '9134', 'anna', 'Anna', null, null, null,
        'IGAA.new', null, 'Bearer', null, null, null, null, '0123456789abcdef0123456789abcdef')
$$;
create function test.stored_as(owner uuid) returns table (id uuid, stored_as text, login text, status text, error text, token_gone boolean)
    language sql as $$
    select id, platform_user_id, authorizing_user_id, connection_status, left(connection_error, 52), access_token_encrypted is null
    from social.social_media_connections where user_id = owner and platform = 'instagram' order by id
$$;
select test.connect(77, 'instagram', jsonb_build_object('user_id', :anna, 'platform_user_id', '9134',
    'access_token_encrypted', social_internal.encrypt('IGAA.old', :key))) as imported \gset
savepoint as_imported;
select social_internal.take_own_id(:'imported', '1784');
select social_internal.take_own_id(:'imported', '1784');
select * from test.stored_as(:anna);
rollback to as_imported;
-- So does whoever connects it again, and keeps the history.
select test.save_own(:anna) = :'imported' as same_connection;
select * from test.stored_as(:anna);
rollback to as_imported;
-- Where the account is connected under its own id already, that connection stays and the old one ends.
update social.social_media_connections set platform_user_id = '9135' where id = :'imported';
select test.save_own(:anna) as again \gset
select social_internal.take_own_id(:'imported', '1784');
select stored_as, status, error, token_gone from test.stored_as(:anna) order by 1;
rollback to as_imported;
select test.save_own(:bob) as bobs \gset
select social_internal.take_own_id(:'imported', '1784');
-- What its sync had read is not written back.
select social_internal.reencrypt(:'imported', 'IGAA.old', '', array[:key]);
select stored_as, status, error, token_gone from test.stored_as(:anna);
select status from test.stored_as(:bob);
select count(*) from social.social_media_notifications where connection_id = :'imported' and kind = 'account_taken_over';
rollback to imported;

-- A new pair without a refresh token leaves the one that is stored.
update social.social_media_connections set refresh_token_encrypted = social_internal.encrypt('rft.4', :key),
    refresh_token_expires_at = '2030-07-01 00:00+00', grant_expires_at = '2030-07-01 00:00+00' where id = :'c';
select social_internal.store_rotation(:'c', 'act.5', '', '2030-02-02 00:00+00', null, null, null, :key);
select social_internal.apply_rotations(array[:key]);
select access_token, refresh_token, token_expires_at, refresh_token_expires_at, grant_expires_at, granted_scopes
from social_internal.accounts_named(array[:'c'::uuid], array[:key]);

-- A rotation: announced, stored before anything else, used from then on, moved when the row is free.
select social_internal.begin_rotation(:'c');
select access_token, refresh_token from social_internal.accounts_named(array[:'c'::uuid], array[:key]);
select social_internal.store_rotation(:'c', 'act.6', 'rft.6', '2030-03-01 00:00+00', '2030-08-01 00:00+00', '2030-08-01 00:00+00', null, :key);
select access_token, refresh_token, grant_expires_at, reencrypt from social_internal.accounts_named(array[:'c'::uuid], array[:key]);
select pgp_sym_decrypt(access_token_encrypted, :key) as still_the_old from social.social_media_connections where id = :'c';
select social_internal.apply_rotations(array[:key]);
select count(*) from social_internal.rotations;
select pgp_sym_decrypt(access_token_encrypted, :key), pgp_sym_decrypt(refresh_token_encrypted, :key), grant_expires_at
from social.social_media_connections where id = :'c';
select social_internal.begin_rotation(:'c');
-- One that came to nothing is forgotten; one that was begun since that was known is another.
select social_internal.end_rotations(array[:'c'::uuid], array[social_internal.current_time() - interval '1 second']);
select count(*) from social_internal.rotations;
select social_internal.end_rotations(array[:'c'::uuid], array[social_internal.current_time()]);
select count(*) from social_internal.rotations;

-- The same end told again is the same end, though it comes as seconds from now; another one is another.
select social_internal.store_rotation(:'c', 'act.7', 'rft.7', '2030-03-01 02:00+00', '2030-08-01 00:00:03+00', '2030-08-01 00:00:03+00', null, :key);
select social_internal.apply_rotations(array[:key]);
select grant_expires_at from social.social_media_connections where id = :'c';
select social_internal.store_rotation(:'c', 'act.6', 'rft.6', '2030-03-01 02:00+00', '2030-08-01 01:00+00', '2030-08-01 01:00+00', null, :key);
select social_internal.apply_rotations(array[:key]);
select grant_expires_at from social.social_media_connections where id = :'c';

-- A pair that comes for a login that was replaced meanwhile is dropped.
savepoint late;
select connected_at - interval '1 hour' as replaced, connected_at as current from social.social_media_connections where id = :'c' \gset
select social_internal.store_rotation(:'c', 'act.late', 'rft.late', null, null, null, null, :key, :'replaced');
select count(*) from social_internal.rotations;
select social_internal.store_rotation(:'c', 'act.8', 'rft.8', null, null, null, null, :key, :'current');
select access_token, refresh_token from social_internal.accounts_named(array[:'c'::uuid], array[:key]);
delete from social.social_media_connections where id = :'c';
select social_internal.begin_rotation(:'c', :'current') as spent_after_the_end;
rollback to late;

-- A token that somebody has put there, or erased, while a refresh was under way stays; what the refresh replaces does not.
create function test.refreshed(by_hand text) returns text language plpgsql as $$
declare
    key    constant text := '0123456789abcdef0123456789abcdef';
    c      constant uuid := (select id from social.social_media_connections where user_id = 'a0000000-0000-0000-0000-000000000001');
    answer text;
begin
    update social.social_media_connections set token_expires_at = '2030-03-01 02:00+00', access_token_encrypted =
        social_internal.encrypt('act.old', key), refresh_token_encrypted = social_internal.encrypt('rft.old', key) where id = c;
    perform social_internal.begin_rotation(c);
    perform social_internal.store_rotation(c, 'act.new', 'rft.new', '2030-03-02 00:00+00', null, null, null, key, null, 'act.old', 'rft.old');
    execute 'update social.social_media_connections set ' || by_hand || ' where id = $1' using c, key, 'an older key of thirty-two chars.';
    perform social_internal.apply_rotations(array[key, 'an older key of thirty-two chars.']);
    select concat_ws(' ', coalesce(social_internal.decrypt(access_token_encrypted, array[key, 'an older key of thirty-two chars.']), '-'),
                     coalesce(social_internal.decrypt(refresh_token_encrypted, array[key, 'an older key of thirty-two chars.']), '-'),
                     token_expires_at::date, (select count(*) from social_internal.rotations))
    into answer from social.social_media_connections where id = c;
    return answer;
end
$$;
savepoint by_hand;
select by_hand, test.refreshed(by_hand) from (values
    ('bio = ''new'''),
    ('access_token_encrypted = social_internal.encrypt(''act.old'', $3), refresh_token_encrypted = social_internal.encrypt(''rft.old'', $3)'),
    ('access_token_encrypted = social_internal.encrypt(''act.hand'', $2)'),
    ('access_token_encrypted = social_internal.encrypt(''act.hand'', $3), refresh_token_encrypted = social_internal.encrypt(''rft.hand'', $2)'),
    ('access_token_encrypted = ''nonsense'''),
    ('access_token_encrypted = null, refresh_token_encrypted = null')) as ways (by_hand);
rollback to by_hand;

-- One connection whose tokens cannot be written holds up no other; its pair is kept, and used.
savepoint refused;
create function test.refuse() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$;
create trigger refuse before update on social.social_media_connections for each row
    when (new.platform_user_id = 'open-1') execute function test.refuse();
insert into social.social_media_connections (id, user_id, platform, platform_user_id)
values ('b0000000-0000-0000-0000-000000000009', :anna, 'tiktok', 'open-9');
select social_internal.store_rotation(:'c', 'act.kept', 'rft.kept', null, null, null, null, :key);
select social_internal.store_rotation('b0000000-0000-0000-0000-000000000009', 'act.9', 'rft.9', null, null, null, null, :key);
select social_internal.apply_rotations(array[:key]);
select access_token, refresh_token
from social_internal.accounts_named(array['b0000000-0000-0000-0000-000000000009', :'c']::uuid[], array[:key]);
select connection_id = :'c' as kept, retry_at > social_internal.current_time() as tried_again from social_internal.rotations;
rollback to refused;

-- An administrator's token, encrypted the usual slow way, is read as well and then written the quick way.
update social.social_media_connections set access_token_encrypted = pgp_sym_encrypt('by hand', :key) where id = :'c';
select access_token, reencrypt, unreadable from social_internal.accounts_named(array[:'c'::uuid], array[:key]);
select social_internal.reencrypt(:'c', 'by hand', 'rft.6', array[:key]);
select access_token, reencrypt from social_internal.accounts_named(array[:'c'::uuid], array[:key]);
-- What somebody replaced meanwhile stays, be it with an older key.
update social.social_media_connections set access_token_encrypted = pgp_sym_encrypt('newer', :key) where id = :'c';
select social_internal.reencrypt(:'c', 'by hand', 'rft.6', array[:key]);
select access_token from social_internal.accounts_named(array[:'c'::uuid], array[:key]);

-- Older keys still read; a key that does not fit makes the account unreadable and stops nobody.
update social.social_media_connections set access_token_encrypted = social_internal.encrypt('under the old key', :old),
    refresh_token_encrypted = null, key_id = social_internal.key_fingerprint(:old) where id = :'c';
select access_token, reencrypt, unreadable from social_internal.accounts_named(array[:'c'::uuid], array[:key, :old]);
select access_token, unreadable from social_internal.accounts_named(array[:'c'::uuid], array[:key]);
update social.social_media_connections set access_token_encrypted = '\x00112233445566' where id = :'c';
select access_token, unreadable from social_internal.accounts_named(array[:'c'::uuid], array[:key]);

-- One that needs an older key, or that no key opens, neither loses nor doubles those around it, whose order stays.
insert into social.social_media_connections (id, user_id, platform, platform_user_id, key_id, access_token_encrypted, refresh_token_encrypted)
select format('b0000000-0000-0000-0000-00000000010%s', n)::uuid, :anna, 'tiktok', 'batch' || n, social_internal.key_fingerprint(key),
       coalesce(broken, social_internal.encrypt('access ' || n, key)), social_internal.encrypt('refresh ' || n, refresh_key)
from (values (1, :key, :key, null), (2, :old, null, null), (3, :key, :old, null), (4, :key, null, '\x00112233445566'::bytea), (5, :key, :key, null)
     ) as tokens (n, key, refresh_key, broken);
create function test.opened(keys text[], variadic wanted integer[]) returns table (n text, access text, refresh text, again boolean, unreadable boolean)
    language sql as $$
    select right(connection_id::text, 1), access_token, refresh_token, reencrypt, unreadable
    from social_internal.accounts_named(array(select format('b0000000-0000-0000-0000-00000000010%s', n)::uuid
                                              from unnest(wanted) with ordinality as w(n, place) order by place), keys)
$$;
select * from test.opened(array[:key, :old], 5, 1);
select * from test.opened(array[:key, :old], 5, 2, 4, 1, 3);
select * from test.opened(array[:key], 1, 2, 3, 5);

-- What users are shown has no secret in it.
select column_name from information_schema.columns
where table_schema = 'social' and table_name = 'social_media_connections' and column_name ~ 'encrypted|key_id'
  and social_internal.connection_json(:'c') ? column_name;
select user_id = :anna as annas, jsonb_object_keys(social_internal.connection_json(:'c')) as field
from social.social_media_connections where id = :'c' order by 2;

-- However many connections there are, a login finds those of its account, also by plans kept from when there were few.
insert into social.social_media_connections (user_id, platform, platform_user_id, connection_status, next_sync_at)
select gen_random_uuid(), 'tiktok', 'many' || n, case when n % 10 = 0 then 'revoked' else 'active' end, null
from generate_series(1, 20000) n;
select pg_relation_size('social.social_media_connections') / 8192 > 200 as large,
       test.pages_read(format('select test.save(%L, ''act.9'', %L)', :anna, :key), 'social.social_media_connections') < 100 as found,
       test.pages_read(format('select social_internal.take_over(''tiktok'', ''many10'', %L)', :anna), 'social.social_media_connections') < 20
           as found_by_another;
rollback;
