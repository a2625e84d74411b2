-- Platforms and the applications registered with them: documented defaults, changed by configure_platform().

create function social_internal.is_platform(name text) returns boolean
    language sql immutable parallel safe
    return name in ('instagram', 'tiktok', 'facebook', 'youtube', 'twitter', 'linkedin',
                    'snapchat', 'pinterest', 'threads', 'twitch');
comment on function social_internal.is_platform(text) is 'Whether this is the name of a platform.';

create table social_internal.platform_settings (
    platform                text not null,
    app                     text not null default 'default',
    enabled                 boolean not null default true,
    login_flow              text,
    client_id               text,
    client_secret_encrypted bytea,
    key_id                  text,
    redirect_uri            text,
    scopes                  text[],
    authorize_url           text,
    token_url               text,
    api_url                 text,
    api_version             text,
    calls_per_hour          integer,
    paused_until            timestamptz,
    pause_reason            text,
    pause_code              text,
    updated_at              timestamptz not null default social_internal.current_time(),
    constraint one_row_an_application primary key (platform, app),
    constraint platform_is_known check (social_internal.is_platform(platform)),
    constraint calls_per_hour_is_positive check (calls_per_hour > 0)
);
comment on table social_internal.platform_settings is
    'What configure_platform() changed. NULL means the documented default. Shown by social.social_media_platforms.';

-- Only what differs from the defaults is stored, so that a restore has nothing to collide with.
create view social.social_media_platforms as
select d.platform,
       coalesce(s.app, 'default')                          as app,
       d.connectable and coalesce(s.enabled, true)         as enabled,
       d.connectable,
       s.login_flow,
       s.client_id,
       s.client_secret_encrypted,
       s.key_id,
       s.redirect_uri,
       coalesce(s.scopes, d.scopes)                        as scopes,
       coalesce(s.authorize_url, d.authorize_url)          as authorize_url,
       coalesce(s.token_url, d.token_url)                  as token_url,
       coalesce(s.api_url, d.api_url)                      as api_url,
       coalesce(s.api_version, d.api_version)              as api_version,
       coalesce(s.calls_per_hour, d.calls_per_hour)        as calls_per_hour,
       d.client_id_name,
       d.pkce,
       d.refresh_policy,
       d.revocable,
       s.paused_until,
       s.pause_reason,
       s.updated_at
from social_internal.default_platforms() d
left join social_internal.platform_settings s on s.platform = d.platform;

comment on view social.social_media_platforms is
    'Every platform with what is documented of it and what configure_platform() set; one row an application.';
comment on column social.social_media_platforms.platform is 'Name of the platform.';
comment on column social.social_media_platforms.app is 'Which of several applications registered with the platform.';
comment on column social.social_media_platforms.enabled is 'Whether accounts may be connected and synchronised.';
comment on column social.social_media_platforms.connectable is 'Whether this version can talk to the platform.';
comment on column social.social_media_platforms.login_flow is 'Which of the platform''s logins is used; NULL is its usual one.';
comment on column social.social_media_platforms.client_id is 'The application''s id at the platform.';
comment on column social.social_media_platforms.client_secret_encrypted is 'The application''s secret, encrypted by a worker.';
comment on column social.social_media_platforms.key_id is 'Fingerprint of the key that encrypted the secret.';
comment on column social.social_media_platforms.redirect_uri is 'Where the platform sends creators back to.';
comment on column social.social_media_platforms.scopes is 'Permissions asked for.';
comment on column social.social_media_platforms.authorize_url is 'Where creators log in.';
comment on column social.social_media_platforms.token_url is 'Where codes and refresh tokens are exchanged.';
comment on column social.social_media_platforms.api_url is 'Where figures are read.';
comment on column social.social_media_platforms.api_version is 'Version of the platform''s API.';
comment on column social.social_media_platforms.calls_per_hour is 'Calls an account may use in an hour.';
comment on column social.social_media_platforms.client_id_name is 'What the platform calls the client id.';
comment on column social.social_media_platforms.pkce is 'Whether logins use PKCE.';
comment on column social.social_media_platforms.refresh_policy is
    'extend: the access token itself is renewed; rotate: a refresh token buys a new pair; none: nothing to refresh.';
comment on column social.social_media_platforms.revocable is 'Whether a disconnected token can be revoked at the platform.';
comment on column social.social_media_platforms.paused_until is 'No calls before this time; set when our own configuration fails.';
comment on column social.social_media_platforms.pause_reason is 'Why calls are paused, and what to do.';
comment on column social.social_media_platforms.updated_at is 'When the configuration last changed; NULL is never.';
