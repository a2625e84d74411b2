-- What a worker hands over to be recorded.

create type social_internal.sync_result as (
    connection_id            uuid,
    log_id                   bigint,
    sync_type                text,
    sync_status              text,
    error_code               text,
    error_message            text,
    errors_encountered       text[],
    started_at               timestamptz,
    completed_at             timestamptz,
    api_calls_made           integer,
    connection_status        text,
    connection_error         text,
    clear_error              boolean,
    next_sync_at             timestamptz,
    retry                    boolean,
    logged                   boolean,
    measured_at              timestamptz,
    platform_username        text,
    platform_display_name    text,
    profile_picture_url      text,
    profile_url              text,
    bio                      text,
    followers_count          bigint,
    following_count          bigint,
    total_posts              bigint,
    total_videos             bigint,
    total_likes              bigint,
    total_comments           bigint,
    total_shares             bigint,
    total_saves              bigint,
    total_views              bigint,
    reach_last_30_days       bigint,
    impressions_last_30_days bigint,
    likes_sum                bigint,
    likes_counted            integer,
    comments_sum             bigint,
    comments_counted         integer,
    views_sum                bigint,
    views_counted            integer,
    posts_fetched            integer,
    post_digests             bytea,
    window_start             timestamptz,
    listed_posts             text[],
    raw_data                 jsonb,
    connected_at             timestamptz,
    status_before            text,
    access_token_digest      bytea
);
comment on type social_internal.sync_result is
    'How the sync of one account ended. No measured_at: no measurement; logged false: a deferral, without a log row; '
    'retry: counts as a failure, with measured_at as one of a part; listed_posts: everything the platform still shows since window_start.';
comment on column social_internal.sync_result.connection_status is 'The new status; NULL leaves it.';
comment on column social_internal.sync_result.connected_at is 'The login that it was made with, by its time; NULL is any.';
comment on column social_internal.sync_result.status_before is 'The status that it began with; NULL is any.';
comment on column social_internal.sync_result.access_token_digest is
    'SHA-256 of the token that a platform refused; NULL is any.';
comment on column social_internal.sync_result.next_sync_at is 'When to come again; NULL leaves it to frequency and daily run.';
comment on column social_internal.sync_result.post_digests is 'Digests of the posts now recorded; NULL leaves the stored ones.';
comment on column social_internal.sync_result.window_start is
    'Posts published after that would be listed if they were still there, of those of that very second perhaps not all; the '
    'epoch when all posts are listed.';
comment on column social_internal.sync_result.listed_posts is
    'NULL when no post that was there before is missing: then nothing needs to be looked for.';

create type social_internal.fetched_post as (
    connection_id    uuid,
    platform_post_id text collate "C",
    post_type        text,
    caption          text,
    media_url        text,
    thumbnail_url    text,
    permalink        text,
    likes_count      bigint,
    comments_count   bigint,
    shares_count     bigint,
    saves_count      bigint,
    views_count      bigint,
    published_at     timestamptz,
    text_hash        bigint
);
comment on type social_internal.fetched_post is 'A post that is new or differs from what was recorded of it.';
comment on column social_internal.fetched_post.text_hash is
    'Stands for all but the counts: the texts are written when it is not the one that was recorded.';

create type social_internal.recount as (
    connection_id     uuid,
    measured_at       timestamptz,
    followers_count   bigint,
    platform_post_ids text[],
    likes_count       bigint[],
    comments_count    bigint[],
    shares_count      bigint[],
    saves_count       bigint[],
    views_count       bigint[]
);
comment on type social_internal.recount is
    'The posts of an account that differ, where they differ in their counts alone; otherwise all go as fetched_post. '
    'A count in the place of its post; NULL in place of the array: the platform tells it of none.';
