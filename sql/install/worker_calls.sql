-- Functions of the shared library: the clock, and the ways to reach a worker.

create function social_internal.app_budget(
    platform text, client_id text, out calls_last_hour bigint, out closed_until timestamptz, out slow_until timestamptz)
    returns record
    language c volatile strict as 'MODULE_PATHNAME', 'pg_social_app_budget';
comment on function social_internal.app_budget(text, text) is
    'Calls made through an application lately, and until when its platform told it to stop or to slow down.';

create function social_internal.require_preload() returns void
    language c volatile as 'MODULE_PATHNAME', 'pg_social_require_preload';
comment on function social_internal.require_preload() is
    'Fails, saying what to do, unless the library is in shared_preload_libraries.';
-- Now rather than at the first use: create extension says at once what is missing.
select social_internal.require_preload();

create function social_internal.current_time() returns timestamptz
    language c volatile parallel safe as 'MODULE_PATHNAME', 'pg_social_current_time';
comment on function social_internal.current_time() is
    'The time by which everything is scheduled, measured and expired.';

create function social_internal.set_clock("offset" interval) returns void
    language c volatile strict as 'MODULE_PATHNAME', 'pg_social_set_clock';
comment on function social_internal.set_clock(interval) is
    'Moves current_time() of the whole cluster away from the clock of the machine, also over restarts, for tests. '
    'Superusers only.';

create function social_internal.ask_worker(user_id uuid, request jsonb, secrets text[], wait interval) returns jsonb
    language c volatile as 'MODULE_PATHNAME', 'pg_social_ask_worker';
comment on function social_internal.ask_worker(uuid, jsonb, text[], interval) is
    'Hands a request to the worker in charge of the user and waits for the answer; without a user to every worker, and '
    'the answers are an array. Secrets travel beside the request.';

create function social_internal.hide_statement() returns void
    language c volatile as 'MODULE_PATHNAME', 'pg_social_hide_statement';
comment on function social_internal.hide_statement() is
    'Overwrites the running statement in pg_stat_activity and in errors. Called first wherever an argument is secret.';

create function social_internal.wake_workers() returns void
    language c volatile as 'MODULE_PATHNAME', 'pg_social_wake_workers';
comment on function social_internal.wake_workers() is
    'Wakes the workers of this database when the transaction commits.';

create function social_internal.wake_workers_too() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.wake_workers();
    return null;
end
$$;
comment on function social_internal.wake_workers_too() is
    'Trigger: lets workers look at once whether the change has made something due.';

create function social_internal.authorize_url(
    platform text, login_flow text, authorize_url text, client_id text, redirect_uri text,
    scopes text[], state text, code_challenge text) returns text
    language c stable as 'MODULE_PATHNAME', 'pg_social_authorize_url';
comment on function social_internal.authorize_url(text, text, text, text, text, text[], text, text) is
    'The address to send a creator to, spelt as the platform wants it.';

create function social_internal.default_platforms(
    out platform text, out connectable boolean, out client_id_name text, out authorize_url text,
    out token_url text, out api_url text, out api_version text, out scopes text[],
    out calls_per_hour integer, out pkce boolean, out refresh_policy text, out revocable boolean)
    returns setof record
    language c stable rows 10 as 'MODULE_PATHNAME', 'pg_social_default_platforms';
comment on function social_internal.default_platforms() is
    'What is documented of each platform, as its adapter knows it.';

create function social_internal.is_revocable(platform text, login_flow text) returns boolean
    language c stable as 'MODULE_PATHNAME', 'pg_social_is_revocable';
comment on function social_internal.is_revocable(text, text) is
    'Whether the platform has a revocation for what this login gave; NULL is its usual one.';

create function social_internal.worker_table(
    out backend_type text, out pid integer, out database text, out state text, out activity text,
    out started_at timestamptz, out heartbeat_at timestamptz, out in_flight integer,
    out recorded bigint, out failed bigint, out cautious boolean, out note text, out key_problem text,
    out trouble text, out refusal text, out unrecorded integer)
    returns setof record
    language c volatile rows 4 as 'MODULE_PATHNAME', 'pg_social_worker_table';
comment on function social_internal.worker_table() is
    'The pg_social processes of the cluster, as they describe themselves in shared memory.';

create function social_internal.preview_cron(schedule text, time_zone text, "from" timestamptz, n integer)
    returns setof timestamptz
    language c stable rows 5 as 'MODULE_PATHNAME', 'pg_social_preview_schedule';
comment on function social_internal.preview_cron(text, text, timestamptz, integer) is
    'The next n instants of a schedule.';
