-- Arguments that public functions refuse: what the error says, and that no secret is in it.
\set SHOW_CONTEXT never
\set anna '\'a0000000-0000-0000-0000-000000000001\''
create function test.refusal(statement text) returns text language plpgsql as $$
declare
    said text; hint text; code text; detail text;
begin
    execute statement;
    return 'accepted';
exception when others then
    get stacked diagnostics code = returned_sqlstate, said = message_text, hint = pg_exception_hint, detail = pg_exception_detail;
    return format('%s: %s%s | %s', code, said, nullif(' [' || detail || ']', ' []'), hint);
end
$$;
select call, test.refusal('select social.' || call) as refusal
from (values
    ('connect_instagram(null, ''1'', ''secret-1'')'),
    (format('connect_instagram(%L, '' '', ''secret-2'')', :anna)),
    (format('connect_instagram(%L, ''1'', '''')', :anna)),
    (format('connect_instagram(%L, ''1'', repeat(''secret'', 2000))', :anna)),
    (format('connect_instagram(%L, repeat(''1'', 256), ''secret-3'')', :anna)),
    (format('connect_instagram(%L, ''1'', E''secret-3\n'')', :anna)),
    (format('connect_instagram(%L, ''1'', U&''secret-3\200b'')', :anna)),
    (format('connect_instagram(%L, ''1'', ''secret-3'')', :anna)),
    (format('connect_tiktok(%L, null)', :anna)),
    (format('connect_tiktok(%L, ''secret-4'', ''shop.example.com'')', :anna)),
    (format('connect_tiktok(%L, ''secret-4'')', :anna)),
    (format('connect_facebook(%L, null, ''secret-5'')', :anna)),
    (format('connect_facebook(%L, ''1'', ''secret-6'', ''2'')', :anna)),
    (format('connect_facebook(%L, ''1'', ''secret-6'', repeat(''2'', 100000))', :anna)),
    (format('complete_oauth(%L, ''myspace'', ''secret-7'', ''secret-8'')', :anna)),
    -- A secret in another's place.
    (format('complete_oauth(%L, ''secret-21'', ''tiktok'', ''secret-22'')', :anna)),
    (format('connect_tiktok(%L, ''https://app.example.com'', ''secret-23'')', :anna)),
    ('configure_platform(''tiktok'', ''id'', ''https://app.example.com'', ''secret-24'')'),
    (format('complete_oauth(%L, ''tiktok'', ''secret-7'', ''secret-8'')', :anna)),
    (format('begin_oauth(%L, null)', :anna)),
    ('begin_oauth(null, ''tiktok'')'),
    (format('disconnect_platform(null, %L)', :anna)),
    (format('disconnect_platform(%L, null)', :anna)),
    (format('disconnect_platform(%L, %L)', :anna, :anna)),
    ('erase_user(null)'),
    (format('sync_user(%L, ''{instagram,myspace}'')', :anna)),
    ('sync_user(null)'),
    (format('sync_user(%L, ''{null}'')', :anna)),
    (format('sync_user(%L, wait => null)', :anna)),
    (format('sync_user(%L, wait => ''-1 s'')', :anna)),
    (format('sync_connection(%L)', :anna)),
    ('sync_connection(null)'),
    ('sync_result(null)'),
    ('sync_result(4711, ''0'')'),
    ('sync_result(4711, null)'),
    ('sync_result(4711, ''-1 s'')'),
    ('sync_result(4711, ''200000 years'')'),
    ('refresh_expiring_tokens(0)'),
    ('refresh_expiring_tokens(null)'),
    ('refresh_expiring_tokens(wait => null)'),
    ('get_user_connections(null)'),
    ('get_latest_stats(null)'),
    ('get_stats_history(null, ''tiktok'')'),
    ('get_top_posts(null)'),
    (format('get_user_connections(%L, ''myspace'')', :anna)),
    (format('get_user_connections(%L, null, ''fine'')', :anna)),
    (format('get_latest_stats(%L, ''myspace'')', :anna)),
    (format('get_stats_history(%L, null)', :anna)),
    (format('get_stats_history(%L, ''tiktok'', 0)', :anna)),
    (format('get_stats_history(%L, ''tiktok'', 2147483647)', :anna)),
    (format('get_top_posts(%L, "limit" => 0)', :anna)),
    (format('get_top_posts(%L, "limit" => null)', :anna)),
    (format('get_top_posts(%L, sort_by => ''caption; drop table'')', :anna)),
    ('get_expiring_connections(-1)'),
    ('get_expiring_connections(2147483647)'),
    ('configure_platform(''myspace'', ''id'', ''secret-9'')'),
    ('configure_platform(''tiktok'', app => '' '')'),
    ('configure_platform(''tiktok'', app => repeat(''a'', 3000))'),
    ('configure_platform(''tiktok'', app => U&''second\200b'')'),
    ('preview_schedule(null)'),
    ('preview_schedule(''0 8 * * *'', n => 0)'),
    ('configure_platform(''tiktok'', '''')'),
    ('configure_platform(''tiktok'', E''id\n'')'),
    ('configure_platform(''tiktok'', scopes => ''{}'')'),
    ('configure_platform(''tiktok'', scopes => ''{"user.info.basic video.list"}'')'),
    ('configure_platform(''tiktok'', scopes => ''{video.list,null}'')'),
    ('configure_platform(''tiktok'', api_version => ''v2/../..'')'),
    ('configure_platform(''tiktok'', login_flow => ''facebook_login'')'),
    ('configure_platform(''instagram'', login_flow => ''basic_display'')'),
    ('configure_platform(''tiktok'', redirect_uri => ''ftp://example.com'')'),
    ('configure_platform(''tiktok'', calls_per_hour => 0)'),
    ('run_job(''make_coffee'')')) as calls (call);
drop function test.refusal(text);

-- What answers nothing is no error: a user who has nothing connected.
select count(*) from social.sync_user(:anna);
select count(*) from social.get_user_connections(:anna);
select count(*) from social.get_latest_stats(:anna);
select count(*) from social.get_stats_history(:anna, 'instagram');
select count(*) from social.get_top_posts(:anna);
select social.erase_user(:anna);

-- Configuring needs no worker unless there is a secret to encrypt. NULL leaves what is set.
begin;
select social.configure_platform('tiktok', 'first-id', redirect_uri => 'https://shop.example.com/cb');
select social_internal.pause_platform('tiktok', 'default', social_internal.current_time() + interval '1 hour', 'wrong secret');
select client_id, enabled, paused_until is not null as paused, pause_reason from social.social_media_platforms where platform = 'tiktok';
select social.configure_platform('tiktok', calls_per_hour => 50, enabled => false, api_url => 'http://localhost:9999');
select app, enabled, client_id, redirect_uri, calls_per_hour, api_url, paused_until from social.social_media_platforms where platform = 'tiktok';
select social.configure_platform('tiktok', enabled => true, app => 'second', client_id => 'second-id');
select app, enabled, client_id, calls_per_hour from social.social_media_platforms where platform = 'tiktok' order by app;
rollback;

-- One's own uncommitted change would be waited for without end.
begin;
select test.connect(1, 'instagram', '{"access_token_encrypted": "\\x00"}') as c1 \gset
select social.sync_connection(:'c1');
rollback;
begin;
select test.connect(1, 'instagram', '{"access_token_encrypted": "\\x00"}') as c1 \gset
savepoint s;
update social.social_media_connections set bio = 'new' where id = :'c1';
release s;
select social.sync_user(:anna, wait => '1 s');
rollback;
-- Without waiting it is no trouble; without a token there is nothing to do.
begin;
select test.connect(1, 'instagram', '{"access_token_encrypted": "\\x00"}') as c1, test.connect(2) as c2 \gset
select connection_id, platform, sync_type, sync_status, stats_fetched from social.sync_connection(:'c1', '0');
select count(*) from social.sync_user(:anna, '{}', '0');
select social.sync_connection(:'c2', '0');
rollback;

-- A role that was granted functions needs nothing else.
begin;
create role test_application;
grant usage on schema social to test_application;
grant execute on function social.preview_schedule(text, text, timestamptz, integer),
    social.get_user_connections(uuid, text, text), social.worker_status(), social.sync_user(uuid, text[], interval)
    to test_application;
set local role test_application;
select count(*) from social.preview_schedule('0 8 * * *', 'UTC', '2024-01-01', 3);
select count(*) from social.get_user_connections(:anna);
select count(*) > 0 as told from social.worker_status();
select social.sync_user(:anna, wait => '0');
select count(*) from social.social_media_connections;
rollback;
