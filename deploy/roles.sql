-- Roles of the REST API and what they may call. Run as a superuser in the database of the extension, after
-- create extension and after every upgrade of it; run again, it changes nothing.
--   psql -d DATABASE -v ON_ERROR_STOP=1 -f deploy/roles.sql
--   psql … -v audience=my-audience    as make_roles.sql has it
\set ON_ERROR_STOP 1
\ir make_roles.sql
begin;
set local client_min_messages = warning;

-- Everything is taken away first, so that a right which an older version gave does not stay.
revoke all on schema social_api, social_internal from anonymous, influencer, merchant, admin;
-- Of tables only from those that have one, by the whole or by a column: a materialised view that is being refreshed
-- cannot be changed, and has none.
select format('revoke all on %s from anonymous, influencer, merchant, admin', c.oid::regclass)
from pg_class c
where c.relnamespace in ('social_api'::regnamespace, 'social_internal'::regnamespace, 'social'::regnamespace)
  and exists (select
              from (select c.relacl union all select a.attacl from pg_attribute a where a.attrelid = c.oid) as given (rights),
                   aclexplode(rights) as entry
              where entry.grantee in ('anonymous'::regrole, 'influencer'::regrole, 'merchant'::regrole, 'admin'::regrole))
\gexec
revoke all on all routines in schema social_api, social_internal, social from anonymous, influencer, merchant, admin;

grant usage on schema social_api to anonymous, influencer, merchant, admin;
-- Of the functions the one that the link in a mail calls; check_request() lets nothing else pass without a token.
grant execute on function social_api.end_weekly_report() to anonymous;
-- The check before every request, and what the views ask about the token: a view's functions run with the
-- rights of who reads it.
grant usage on schema social_internal to anonymous, influencer, merchant, admin;
grant execute on function social_internal.check_request() to anonymous, influencer, merchant, admin;
grant execute on function
    social_internal.unauthorized(text),
    social_internal.fail(integer, text, text, text, text, jsonb),
    social_internal.ascii_json(json)
    to anonymous, influencer, merchant, admin;
grant execute on function
    social_internal.request_user_id(),
    social_internal.request_claim(text),
    social_internal.current_time(),
    social_internal.days_left(timestamptz),
    social_internal.days_left(timestamptz, timestamptz),
    social_internal.misdated_after(),
    social_internal.shown_name(text, text, text),
    social_internal.isolated(text),
    social_internal.missing_part(text),
    social_internal.missing_parts(text[]),
    social_internal.notice_title(text, text),
    social_internal.notice_body(text, text, jsonb, text),
    social_internal.platform_title(text),
    social_internal.default_platforms()
    to influencer, merchant, admin;
grant execute on function social_internal.mail_status(social.social_media_notifications, timestamptz) to admin;

-- Whoever has signed in: the own accounts. For a merchant these are empty lists.
grant select on
    social_api.connections, social_api.stats, social_api.stats_history, social_api.posts, social_api.post_figures,
    social_api.notices, social_api.preferences, social_api.platforms
    to influencer, merchant, admin;
grant execute on function
    social_api.get_connections(), social_api.get_connection_status(), social_api.get_stats(),
    social_api.get_stats_history(), social_api.get_stats_history_csv(), social_api.get_top_posts(),
    social_api.get_dashboard(), social_api.get_session(), social_api.open_session(),
    social_api.follower_chart(text, integer), social_api.posts_gained(integer, text, uuid, integer),
    social_api.mark_notice_read(uuid),
    social_api.set_preferences(text, text, text, boolean, boolean, boolean)
    to influencer, merchant, admin;

-- Creators: connecting, synchronising, disconnecting.
grant execute on function
    social_api.post_connect_instagram(bytea), social_api.post_connect_tiktok(bytea),
    social_api.post_connect_facebook(bytea), social_api.delete_connection(bytea), social_api.post_sync(bytea),
    social_api.begin_oauth(text, text), social_api.complete_oauth(text, text, text, text),
    social_api.sync_connection(uuid), social_api.disconnect(uuid)
    to influencer, admin;
-- A merchant has nothing to synchronise and is told so, not refused.
grant execute on function social_api.post_sync(bytea) to merchant;

-- Merchants: public profiles.
grant select on social_api.influencers, social_api.influencer_history to merchant, admin;

-- Operators.
grant select on
    social_api.sync_logs, social_api.jobs, social_api.job_runs, social_api.budgets, social_api.paused_platforms,
    social_api.outbox, social_api.expiring, social_api.failures
    to admin;
grant execute on function social_internal.default_jobs(), social_internal.app_calls() to admin;
grant execute on function
    social_api.get_sync_logs(), social_api.post_refresh_tokens(bytea), social_api.sync_progress(),
    social_api.worker_status(), social_api.health(), social_api.run_job(text), social_api.pause_job(text),
    social_api.resume_job(text), social_api.resume_platform(text), social_api.openmetrics()
    to admin;

commit;
notify pgrst, 'reload schema';
notify pgrst, 'reload config';
