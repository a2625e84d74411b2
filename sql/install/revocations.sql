-- Tokens of disconnected accounts that are still to be revoked at their platforms.

create table social.social_media_revocations (
    id                      uuid primary key default gen_random_uuid(),
    user_id                 uuid not null,
    connection_id           uuid not null,
    platform                text not null,
    app                     text not null,
    login_flow              text,
    platform_user_id        text not null,
    authorizing_user_id     text,
    access_token_encrypted  bytea,
    refresh_token_encrypted bytea,
    token_expires_at        timestamptz,
    refresh_unanswered      boolean not null default false,
    created_at              timestamptz not null default social_internal.current_time(),
    next_attempt_at         timestamptz default social_internal.current_time(),
    attempts                integer not null default 0,
    last_error              text,
    revoked_at              timestamptz
);
create index revocations_due on social.social_media_revocations (next_attempt_at) where next_attempt_at is not null;
comment on table social.social_media_revocations is
    'Tokens of disconnected accounts on their way to be revoked. The tokens are erased once that is done or given up.';
comment on column social.social_media_revocations.id is 'Id of the revocation.';
comment on column social.social_media_revocations.user_id is 'Who disconnected.';
comment on column social.social_media_revocations.connection_id is 'The connection that was.';
comment on column social.social_media_revocations.platform is 'Its platform.';
comment on column social.social_media_revocations.app is 'Our application it was connected through.';
comment on column social.social_media_revocations.login_flow is 'Which of the platform''s logins was used; NULL is its usual one.';
comment on column social.social_media_revocations.platform_user_id is 'The account''s id at the platform.';
comment on column social.social_media_revocations.authorizing_user_id is 'Who logged in, where that is not the account itself.';
comment on column social.social_media_revocations.access_token_encrypted is 'The access token; NULL once done.';
comment on column social.social_media_revocations.refresh_token_encrypted is 'The refresh token; NULL once done.';
comment on column social.social_media_revocations.token_expires_at is 'End of the access token, which is renewed before it is revoked.';
comment on column social.social_media_revocations.refresh_unanswered is
    'A renewal was sent and its answer never arrived: whether the stored tokens still count is not known.';
comment on column social.social_media_revocations.created_at is 'When the account was disconnected.';
comment on column social.social_media_revocations.next_attempt_at is 'When it is tried next; NULL: revoked or given up.';
comment on column social.social_media_revocations.attempts is 'Times it was tried.';
comment on column social.social_media_revocations.last_error is 'What the platform said last.';
comment on column social.social_media_revocations.revoked_at is 'When the platform confirmed.';

create function social_internal.claim_revocations(most integer, keys text[])
    returns table (id uuid, user_id uuid, platform text, app text, login_flow text, platform_user_id text,
                   authorizing_user_id text, access_token text, refresh_token text, attempts integer,
                   created_at timestamptz, in_use boolean, token_expires_at timestamptz, refresh_unanswered boolean)
    language plpgsql volatile rows 10
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    moment timestamptz := social_internal.current_time();
begin
    if (social_internal.park_state()).parked then
        return;
    end if;
    return query
    with due as (
        select r.*
        from social.social_media_revocations r
        where r.next_attempt_at <= moment
        order by r.next_attempt_at
        limit most
        for no key update skip locked
    ), claimed as (
        -- An answer that no worker survives must not bring down each successor at once: should this attempt have no end, the
        -- next comes after as long as it has been waiting already. After a week there is none.
        update social.social_media_revocations r
        set next_attempt_at         = case when w.goes_on then moment + w.pause end,
            access_token_encrypted  = case when w.goes_on then r.access_token_encrypted end,
            refresh_token_encrypted = case when w.goes_on then r.refresh_token_encrypted end
        from due d
        cross join lateral (
            select d.created_at > moment - interval '7 days' as goes_on,
                   least(greatest(moment - d.created_at, interval '1 minute'), interval '12 hours') as pause) w
        where r.id = d.id
    )
    select d.id, d.user_id, d.platform, d.app, d.login_flow, d.platform_user_id, d.authorizing_user_id,
           social_internal.decrypt(d.access_token_encrypted, keys),
           social_internal.decrypt(d.refresh_token_encrypted, keys), d.attempts, d.created_at,
           -- Whoever connected again since, or another page of the same login, needs the permission.
           social_internal.grant_in_use(d.platform, d.app, d.login_flow, d.platform_user_id, d.authorizing_user_id),
           d.token_expires_at, d.refresh_unanswered
    from due d;
end
$$;
comment on function social_internal.claim_revocations(integer, text[]) is
    'Tokens to revoke now, in the clear, and whether the permission is in use again. None while parked. How an attempt ends is '
    'told by record_revocation(); one whose worker dies is repeated later and later. What is a week old is claimed once more, '
    'and its tokens erased.';

create function social_internal.record_revocation(
    id uuid, done boolean, error text, next_attempt_at timestamptz,
    access_token text default null, refresh_token text default null, key text default null,
    token_expires_at timestamptz default null, refresh_unanswered boolean default false) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    perform from social.social_media_revocations r where r.id = record_revocation.id for no key update nowait;
    update social.social_media_revocations r
    set attempts                = r.attempts + 1,
        last_error              = record_revocation.error,
        revoked_at              = case when done then social_internal.current_time() end,
        next_attempt_at         = case when not done then record_revocation.next_attempt_at end,
        access_token_encrypted  = case when not done and record_revocation.next_attempt_at is not null
                                       then coalesce(social_internal.encrypt(record_revocation.access_token, record_revocation.key),
                                                     r.access_token_encrypted) end,
        refresh_token_encrypted = case when not done and record_revocation.next_attempt_at is not null
                                       then coalesce(social_internal.encrypt(record_revocation.refresh_token, record_revocation.key),
                                                     r.refresh_token_encrypted) end,
        token_expires_at        = case when record_revocation.access_token is null then r.token_expires_at
                                       else record_revocation.token_expires_at end,
        refresh_unanswered      = record_revocation.refresh_unanswered
    where r.id = record_revocation.id;
end
$$;
comment on function social_internal.record_revocation(
    uuid, boolean, text, timestamptz, text, text, text, timestamptz, boolean) is
    'Ends an attempt: done, to be tried again (with the tokens that a refresh brought meanwhile), or given up (not done and '
    'no next attempt). Erases tokens no longer needed. Fails at once where somebody holds the row.';

create function social_internal.begin_last_refresh(id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    perform from social.social_media_revocations r where r.id = begin_last_refresh.id for no key update nowait;
    update social.social_media_revocations r set refresh_unanswered = true where r.id = begin_last_refresh.id;
end
$$;
comment on function social_internal.begin_last_refresh(uuid) is
    'Notes that the refresh token of a disconnected account is about to be spent. record_revocation() tells how that ended. '
    'Fails at once where somebody holds the row.';
