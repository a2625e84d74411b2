-- Logins: single-use states bound to a user, and grants that wait for a page to be chosen.

create table social_internal.oauth_states (
    state_digest  bytea primary key,
    user_id       uuid not null,
    platform      text not null,
    app           text not null,
    login_flow    text,
    redirect_uri  text not null,
    code_verifier text,
    created_at    timestamptz not null default social_internal.current_time(),
    expires_at    timestamptz not null,
    used_at       timestamptz
);
create index oauth_states_by_end on social_internal.oauth_states (expires_at);
comment on table social_internal.oauth_states is
    'Logins under way. Only a digest of the state is kept. Used ones stay until cleaned up, to tell reuse from invention.';

create table social_internal.oauth_pending (
    state_digest    bytea primary key,
    user_id         uuid not null,
    platform        text not null,
    grant_encrypted bytea not null,
    pages           jsonb not null,
    expires_at      timestamptz not null
);
comment on table social_internal.oauth_pending is
    'Grants whose code is spent and whose page is still to be chosen, for ten minutes.';

create function social_internal.state_digest(state text) returns bytea
    language sql immutable strict parallel safe
    return sha256(convert_to(state, 'UTF8'));
comment on function social_internal.state_digest(text) is 'What is kept of a state.';

create function social.begin_oauth(
    user_id uuid, platform text, redirect_uri text default null,
    out authorize_url text, out state text, out expires_at timestamptz)
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    app       social.social_media_platforms;
    back_to   text;
    verifier  text;
    challenge text;
begin
    perform social_internal.check_given(begin_oauth.user_id, 'user_id');
    app := social_internal.configured_app(begin_oauth.platform);
    back_to := coalesce(nullif(btrim(begin_oauth.redirect_uri), ''), app.redirect_uri);
    if back_to is null then
        raise exception 'no redirect_uri for %', app.platform
            using errcode = 'object_not_in_prerequisite_state',
                  hint = format('select social.configure_platform(%L, redirect_uri => ''https://...'');', app.platform);
    end if;
    perform social_internal.check_url(back_to, 'redirect_uri');
    -- Before the creator has gone through the platform's page for nothing.
    perform social_internal.check_platforms_are_called();

    begin_oauth.state := social_internal.base64url(social_internal.random_bytes(32));
    begin_oauth.expires_at := social_internal.current_time() + interval '10 minutes';
    if app.pkce then
        verifier  := social_internal.base64url(social_internal.random_bytes(48));
        challenge := social_internal.base64url(sha256(convert_to(verifier, 'UTF8')));
    end if;
    insert into social_internal.oauth_states
        (state_digest, user_id, platform, app, login_flow, redirect_uri, code_verifier, expires_at)
    values (social_internal.state_digest(begin_oauth.state), begin_oauth.user_id, app.platform, app.app, app.login_flow,
            back_to, verifier, begin_oauth.expires_at);
    begin_oauth.authorize_url := social_internal.authorize_url(
        app.platform, app.login_flow, app.authorize_url, app.client_id, back_to, app.scopes, begin_oauth.state, challenge);
end
$$;
comment on function social.begin_oauth(uuid, text, text) is
    'Begins a login: the address to send the creator to. The state is good once, for this user, for ten minutes.';

create function social_internal.claim_oauth_state(state text, user_id uuid, platform text)
    returns table (redirect_uri text, app text, login_flow text, code_verifier text)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    moment timestamptz := social_internal.current_time();
    login  social_internal.oauth_states;
begin
    select * into login
    from social_internal.oauth_states s
    where s.state_digest = social_internal.state_digest(claim_oauth_state.state)
    for update nowait;
    if login.state_digest is null then
        raise exception 'this login was not begun here'
            using errcode = 'invalid_parameter_value', detail = 'state_unknown', hint = 'Begin with begin_oauth() and pass its state unchanged.';
    elsif login.user_id <> claim_oauth_state.user_id then
        raise exception 'this login was begun by another user'
            using errcode = 'invalid_parameter_value', detail = 'state_foreign', hint = 'Whoever began it has to complete it; begin again with begin_oauth().';
    elsif login.platform <> claim_oauth_state.platform then
        raise exception 'this login was begun for %', login.platform
            using errcode = 'invalid_parameter_value', detail = 'state_wrong_platform', hint = 'Complete it for the platform it was begun for.';
    elsif login.used_at is not null then
        raise exception 'this login has already been completed'
            using errcode = 'invalid_parameter_value', detail = 'state_used', hint = 'Each login completes once; begin again with begin_oauth().';
    elsif login.expires_at <= moment or login.created_at > social_internal.misdated_after() then
        raise exception 'this login took longer than ten minutes'
            using errcode = 'invalid_parameter_value', detail = 'state_expired', hint = 'Begin again with begin_oauth().';
    end if;
    update social_internal.oauth_states s set used_at = moment, code_verifier = null
    where s.state_digest = login.state_digest;
    return query select login.redirect_uri, login.app, login.login_flow, login.code_verifier;
end
$$;
comment on function social_internal.claim_oauth_state(text, uuid, text) is
    'Spends a state: what the login was begun with, or what is wrong with it.';

create function social_internal.keep_pending_choice(
    state text, user_id uuid, platform text, secret_grant text, pages jsonb, key text) returns void
    language sql
    set search_path = pg_catalog, pg_temp
    -- Whoever is about to erase the user delays this login, and nothing else that the worker has to do: it tries again.
    set lock_timeout = '100ms'
as $$
    insert into social_internal.oauth_pending (state_digest, user_id, platform, grant_encrypted, pages, expires_at)
    values (social_internal.state_digest(keep_pending_choice.state), keep_pending_choice.user_id, keep_pending_choice.platform,
            social_internal.encrypt(keep_pending_choice.secret_grant, keep_pending_choice.key), keep_pending_choice.pages,
            social_internal.current_time() + interval '10 minutes')
    on conflict (state_digest) do update
    set grant_encrypted = excluded.grant_encrypted, pages = excluded.pages, expires_at = excluded.expires_at;
$$;
comment on function social_internal.keep_pending_choice(text, uuid, text, text, jsonb, text) is
    'Keeps a grant for ten minutes while the creator chooses a page.';

create function social_internal.pending_choice(state text, user_id uuid, platform text, keys text[])
    returns table (secret_grant text, pages jsonb)
    language sql stable rows 1
begin atomic
    select social_internal.decrypt(p.grant_encrypted, keys), p.pages
    from social_internal.oauth_pending p
    where p.state_digest = social_internal.state_digest(pending_choice.state)
      and p.user_id = pending_choice.user_id and p.platform = pending_choice.platform
      and p.expires_at > social_internal.current_time() and p.expires_at <= social_internal.misdated_after();
end;
comment on function social_internal.pending_choice(text, uuid, text, text[]) is
    'The grant that waits for a page to be chosen, and which there are; no row when none does.';
