-- The log of syncs, partitioned by month. Its rows outlive the accounts they are about.

create sequence social_internal.sync_log_ids;
comment on sequence social_internal.sync_log_ids is 'Ids of sync logs; a queued request has its id before it has its row.';

create table social.social_media_sync_logs (
    id                 bigint not null default nextval('social_internal.sync_log_ids'),
    connection_id      uuid not null,
    user_id            uuid not null,
    platform           text not null,
    sync_type          text not null,
    sync_status        text not null,
    error_code         text,
    stats_fetched      boolean not null default false,
    posts_fetched      integer,
    errors_encountered text[],
    error_message      text,
    duration_ms        integer,
    api_calls_made     integer,
    started_at         timestamptz,
    completed_at       timestamptz,
    created_at         timestamptz not null default social_internal.current_time(),
    constraint sync_type_is_known check (sync_type in ('manual', 'automatic', 'scheduled', 'token_refresh', 'connect')),
    constraint sync_status_is_known check (sync_status in ('success', 'partial_success', 'failed'))
) partition by range (created_at);

comment on table social.social_media_sync_logs is
    'One row a sync, refresh or connect that ended. Kept for pg_social.log_retention. Partitioned by month.';
comment on column social.social_media_sync_logs.id is 'Id of the log; sync_result() takes it.';
comment on column social.social_media_sync_logs.connection_id is 'The connection; it may be gone.';
comment on column social.social_media_sync_logs.user_id is 'The creator; may be gone.';
comment on column social.social_media_sync_logs.platform is 'Name of the platform.';
comment on column social.social_media_sync_logs.sync_type is
    'manual: asked for; scheduled: the daily run; automatic: retry or extra run; token_refresh; connect.';
comment on column social.social_media_sync_logs.sync_status is
    'success, partial_success (a post or metric was not available) or failed. Functions also answer queued.';
comment on column social.social_media_sync_logs.error_code is 'Stable name of what went wrong.';
comment on column social.social_media_sync_logs.stats_fetched is 'Whether a measurement was written.';
comment on column social.social_media_sync_logs.posts_fetched is 'Posts the platform listed; NULL when it was not asked.';
comment on column social.social_media_sync_logs.errors_encountered is 'Everything that could not be fetched.';
comment on column social.social_media_sync_logs.error_message is 'What went wrong and what to do.';
comment on column social.social_media_sync_logs.duration_ms is 'Milliseconds from start to end.';
comment on column social.social_media_sync_logs.api_calls_made is 'Calls to the platform.';
comment on column social.social_media_sync_logs.started_at is 'When the worker began.';
comment on column social.social_media_sync_logs.completed_at is 'When the platform had answered.';
comment on column social.social_media_sync_logs.created_at is 'When the row was written.';
