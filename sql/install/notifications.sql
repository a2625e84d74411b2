-- The outbox of mails and notices, and tokens still to be revoked at the platform.

create table social.social_media_notifications (
    id            uuid primary key default gen_random_uuid(),
    user_id       uuid not null,
    connection_id uuid,
    platform      text,
    kind          text not null,
    incident      text not null,
    details       jsonb not null default '{}',
    created_at    timestamptz not null default social_internal.current_time(),
    send_after    timestamptz default social_internal.current_time(),
    attempts      integer not null default 0,
    attempted_at  timestamptz,
    last_error    text,
    sent_at       timestamptz,
    read_at       timestamptz,
    constraint kind_is_known check (kind in ('token_expiring', 'reconnect_needed', 'account_taken_over', 'weekly_report')),
    constraint one_notice_an_incident unique (user_id, kind, incident)
);
create index notifications_to_send on social.social_media_notifications (send_after)
    where sent_at is null and send_after is not null;
-- The operators' list of mails, newest first, and of those that were tried again and again.
create index notifications_by_age on social.social_media_notifications (created_at);
create index notifications_tried_again on social.social_media_notifications (attempts) where attempts > 1;
-- Tried and still waiting: what monitoring counts.
create index notifications_put_off on social.social_media_notifications (created_at)
    where sent_at is null and send_after is not null and attempted_at is not null;
-- Refused, or lost with their worker: what monitoring counts.
create index notifications_given_up on social.social_media_notifications (attempted_at)
    where sent_at is null and send_after is null and attempts > 0;
comment on table social.social_media_notifications is 'Mails to send and notices to show; one an incident.';
comment on column social.social_media_notifications.id is 'Id of the notice.';
comment on column social.social_media_notifications.user_id is 'Whom it is for.';
comment on column social.social_media_notifications.connection_id is 'The connection it is about.';
comment on column social.social_media_notifications.platform is 'Its platform.';
comment on column social.social_media_notifications.kind is 'token_expiring, reconnect_needed, account_taken_over or weekly_report.';
comment on column social.social_media_notifications.incident is 'What must not be told twice: the same incident makes no second row.';
comment on column social.social_media_notifications.details is 'What the text needs; never a secret.';
comment on column social.social_media_notifications.created_at is 'When it was written.';
comment on column social.social_media_notifications.send_after is 'Not mailed before; NULL is not mailed any more.';
comment on column social.social_media_notifications.attempts is 'Times the mail server was tried.';
comment on column social.social_media_notifications.attempted_at is 'When the mail server was last tried.';
comment on column social.social_media_notifications.last_error is
    'What the mail server said last, what keeps us from reaching it, or why there is no mail.';
comment on column social.social_media_notifications.sent_at is 'When the mail server took it.';
comment on column social.social_media_notifications.read_at is 'When the user saw it in the application.';

create function social_internal.notify(
    user_id uuid, connection_id uuid, platform text, kind text, incident text, details jsonb default '{}') returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    insert into social.social_media_notifications (user_id, connection_id, platform, kind, incident, details)
    values (notify.user_id, notify.connection_id, notify.platform, notify.kind, notify.incident, notify.details)
    on conflict do nothing;
$$;
comment on function social_internal.notify(uuid, uuid, text, text, text, jsonb) is
    'Writes a notice unless this incident has one.';

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

create function social_internal.revocations_due(most integer, keys text[])
    returns table (id uuid, user_id uuid, platform text, app text, login_flow text, platform_user_id text,
                   authorizing_user_id text, access_token text, refresh_token text, attempts integer,
                   created_at timestamptz, in_use boolean, token_expires_at timestamptz, refresh_unanswered boolean)
    language sql stable rows 10
begin atomic
    select r.id, r.user_id, r.platform, r.app, r.login_flow, r.platform_user_id, r.authorizing_user_id,
           social_internal.decrypt(r.access_token_encrypted, keys),
           social_internal.decrypt(r.refresh_token_encrypted, keys), r.attempts, r.created_at,
           -- Whoever connected again since, or another page of the same login, needs the permission.
           social_internal.grant_in_use(r.platform, r.app, r.login_flow, r.platform_user_id, r.authorizing_user_id),
           r.token_expires_at, r.refresh_unanswered
    from social.social_media_revocations r
    where r.next_attempt_at <= social_internal.current_time() and not (social_internal.park_state()).parked
    order by r.next_attempt_at
    limit most;
end;
comment on function social_internal.revocations_due(integer, text[]) is
    'Tokens to revoke now, in the clear, and whether the permission is in use again. None while parked.';

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
