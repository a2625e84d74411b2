-- Connected accounts with their tokens.

create table social.social_media_connections (
    id                       uuid primary key default gen_random_uuid(),
    user_id                  uuid not null,
    platform                 text not null,
    app                      text not null default 'default',
    login_flow               text,
    platform_user_id         text not null,
    authorizing_user_id      text,
    platform_username        text,
    platform_display_name    text,
    access_token_encrypted   bytea,
    refresh_token_encrypted  bytea,
    key_id                   text,
    token_type               text,
    token_expires_at         timestamptz,
    refresh_token_expires_at timestamptz,
    grant_expires_at         timestamptz,
    last_refreshed_at        timestamptz,
    granted_scopes           text[],
    connection_status        text not null default 'active',
    connection_error         text,
    profile_picture_url      text,
    profile_url              text,
    bio                      text,
    auto_refresh_enabled     boolean not null default true,
    refresh_frequency_hours  integer not null default 24,
    connected_at             timestamptz not null default social_internal.current_time(),
    last_synced_at           timestamptz,
    next_sync_at             timestamptz default social_internal.current_time(),
    created_at               timestamptz not null default social_internal.current_time(),
    updated_at               timestamptz not null default social_internal.current_time(),
    constraint platform_is_known check (social_internal.is_platform(platform)),
    constraint status_is_known check (connection_status in ('active', 'expired', 'revoked', 'error')),
    constraint refresh_frequency_is_an_hour_to_a_year check (refresh_frequency_hours between 1 and 8760),
    constraint one_connection_a_user_and_account unique (user_id, platform, platform_user_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

create unique index one_live_owner_an_account on social.social_media_connections (platform, platform_user_id)
    where connection_status <> 'revoked';
-- The others of an account, for its next owner.
create index connections_revoked on social.social_media_connections (platform, platform_user_id)
    where connection_status = 'revoked';
create index connections_scheduled on social.social_media_connections (platform, app, next_sync_at)
    where next_sync_at is not null and auto_refresh_enabled and connection_status in ('active', 'error');
create index connections_by_grant_end on social.social_media_connections (grant_expires_at, id)
    where grant_expires_at is not null and connection_status in ('active', 'error');
create index connections_by_grant on social.social_media_connections (platform, authorizing_user_id)
    where authorizing_user_id is not null;
create index connections_not_active on social.social_media_connections (connection_status)
    where connection_status <> 'active';

comment on table social.social_media_connections is
    'Accounts that creators connected. Tokens are pgcrypto messages; only the owner and superusers read them.';
comment on column social.social_media_connections.id is 'Id of the connection.';
comment on column social.social_media_connections.user_id is 'The creator.';
comment on column social.social_media_connections.platform is 'Name of the platform.';
comment on column social.social_media_connections.app is 'Which of our applications at the platform it was connected through.';
comment on column social.social_media_connections.login_flow is 'Which of the platform''s logins was used; NULL is its usual one.';
comment on column social.social_media_connections.platform_user_id is 'The account''s id at the platform.';
comment on column social.social_media_connections.authorizing_user_id is
    'Who logged in, where that is not the account itself: the person behind a Facebook page.';
comment on column social.social_media_connections.platform_username is 'The account''s handle; NULL where it has none.';
comment on column social.social_media_connections.platform_display_name is 'The account''s name as shown.';
comment on column social.social_media_connections.access_token_encrypted is
    'pgp_sym_encrypt of the access token. An administrator may replace it; the next sync uses the new one.';
comment on column social.social_media_connections.refresh_token_encrypted is 'pgp_sym_encrypt of the refresh token, where there is one.';
comment on column social.social_media_connections.key_id is 'Fingerprint of the key that encrypted the tokens.';
comment on column social.social_media_connections.token_type is 'How requests carry the access token: always bearer.';
comment on column social.social_media_connections.token_expires_at is 'End of the access token, which workers renew.';
comment on column social.social_media_connections.refresh_token_expires_at is 'End of the refresh token.';
comment on column social.social_media_connections.grant_expires_at is
    'After this only the creator can help, by connecting again. NULL: not until revoked.';
comment on column social.social_media_connections.last_refreshed_at is 'When the tokens were last renewed.';
comment on column social.social_media_connections.granted_scopes is 'Permissions the creator gave.';
comment on column social.social_media_connections.connection_status is
    'active; error: failing for 24 hours, retried; expired and revoked: the creator has to connect again.';
comment on column social.social_media_connections.connection_error is 'What is wrong and what to do; NULL when nothing is.';
comment on column social.social_media_connections.profile_picture_url is 'Picture, as the platform last gave it.';
comment on column social.social_media_connections.profile_url is 'Public page of the account.';
comment on column social.social_media_connections.bio is 'The account''s description of itself.';
comment on column social.social_media_connections.auto_refresh_enabled is 'Whether it is synchronised without being asked.';
comment on column social.social_media_connections.refresh_frequency_hours is
    'Below 24 adds runs to the daily one, above 24 skips daily runs.';
comment on column social.social_media_connections.connected_at is 'When the creator last connected it.';
comment on column social.social_media_connections.last_synced_at is 'Last successful sync; NULL is never.';
comment on column social.social_media_connections.next_sync_at is
    'Set for a retry, a back-off or an extra run; NULL leaves it to the daily run.';
comment on column social.social_media_connections.created_at is 'When it was first connected.';
comment on column social.social_media_connections.updated_at is 'When a worker or function last wrote the row.';
