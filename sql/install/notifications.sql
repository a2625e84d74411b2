-- The outbox of mails and notices.

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
