-- Logins: the state is random, good once, for one user and platform, for ten minutes.
\set anna '\'a0000000-0000-0000-0000-000000000001\''
\set bob  '\'a0000000-0000-0000-0000-000000000002\''
\set VERBOSITY default
\set SHOW_CONTEXT never
-- Not configured yet.
select social.begin_oauth(:anna, 'tiktok');
select social.begin_oauth(:anna, 'snapchat');
select social.begin_oauth(:anna, 'myspace');

begin;
insert into social_internal.platform_settings (platform, client_id) values ('tiktok', 'key-of-tiktok');
savepoint s;
select social.begin_oauth(:anna, 'tiktok');
rollback to s;
select social.begin_oauth(:anna, 'tiktok', 'javascript:alert(1)');
rollback to s;
update social_internal.platform_settings set redirect_uri = 'https://shop.example.com/oauth/callback/tiktok';

select authorize_url, state, expires_at from social.begin_oauth(:anna, 'tiktok') \gset
select length(:'state') as length, :'state' ~ '^[A-Za-z0-9_-]+$' as url_safe,
       :'authorize_url' ~ 'key-of-tiktok' as names_the_app, position(:'state' in :'authorize_url') > 0 as carries_the_state,
       timestamptz :'expires_at' - social_internal.current_time() between '9 minutes' and '10 minutes' as ten_minutes;
select (social.begin_oauth(:anna, 'tiktok')).state <> :'state' as another_each_time;
-- While parked nothing can be connected: nobody is sent to a platform's page for it.
savepoint at_work;
select social.park_workers();
savepoint parked;
select social.begin_oauth(:anna, 'tiktok');
rollback to parked;
select social.resume_workers();
update social_internal.home set system_identifier = '1';
select social.begin_oauth(:anna, 'tiktok');
rollback to at_work;
-- Only a digest is kept of it.
select count(*) from social_internal.oauth_states s where s::text ~ :'state';
-- A verifier, where the platform has PKCE, is kept with it and answers the challenge (RFC 7636, appendix B).
select social_internal.base64url(sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')) as challenge;
update social_internal.oauth_states set code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
where state_digest = social_internal.state_digest(:'state');

savepoint begun;
select social_internal.claim_oauth_state('invented', :anna, 'tiktok');
rollback to begun;
select social_internal.claim_oauth_state(:'state', :bob, 'tiktok');
rollback to begun;
select social_internal.claim_oauth_state(:'state', :anna, 'instagram');
rollback to begun;
update social_internal.oauth_states set expires_at = social_internal.current_time() where state_digest = social_internal.state_digest(:'state');
select social_internal.claim_oauth_state(:'state', :anna, 'tiktok');
rollback to begun;
select redirect_uri, app, login_flow, code_verifier from social_internal.claim_oauth_state(:'state', :anna, 'tiktok');
select code_verifier from social_internal.oauth_states where state_digest = social_internal.state_digest(:'state');
savepoint spent;
select social_internal.claim_oauth_state(:'state', :anna, 'tiktok');
rollback to spent;

-- A login whose page is to be chosen waits ten minutes, for its user.
\set key '\'0123456789abcdef0123456789abcdef\''
select social_internal.keep_pending_choice('st', :anna, 'facebook', 'the grant', '[{"id": "1", "name": "Shop"}]', :key);
select * from social_internal.pending_choice('st', :anna, 'facebook', array[:key]);
select count(*) as of_another from social_internal.pending_choice('st', :bob, 'facebook', array[:key]);
select count(*) as of_another_login from social_internal.pending_choice('other', :anna, 'facebook', array[:key]);
select count(*) from social_internal.oauth_pending p where p::text ~ 'the grant';
update social_internal.oauth_pending set expires_at = social_internal.current_time();
select count(*) as too_late from social_internal.pending_choice('st', :anna, 'facebook', array[:key]);
rollback;
