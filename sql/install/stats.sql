-- Measurements of accounts, partitioned by month. Partitions carry the keys: a key on the parent would break restores.

create table social.social_media_stats (
    connection_id              uuid not null,
    user_id                    uuid not null,
    platform                   text not null,
    followers_count            bigint,
    following_count            bigint,
    total_posts                bigint,
    total_videos               bigint,
    total_likes                bigint,
    total_comments             bigint,
    total_shares               bigint,
    total_saves                bigint,
    total_views                bigint,
    engagement_rate            numeric,
    average_likes_per_post     numeric,
    average_comments_per_post  numeric,
    average_views_per_post     numeric,
    posts_counted              integer,
    followers_growth           bigint,
    engagement_growth          numeric,
    reach_last_30_days         bigint,
    impressions_last_30_days   bigint,
    definition_version         smallint not null default 1,
    raw_data                   jsonb,
    synced_at                  timestamptz not null
) partition by range (synced_at);

comment on table social.social_media_stats is
    'One row a measurement of an account. NULL is unknown, 0 was measured. Partitioned by month.';
comment on column social.social_media_stats.connection_id is 'The connection measured.';
comment on column social.social_media_stats.user_id is 'Its creator at that time.';
comment on column social.social_media_stats.platform is 'Its platform.';
comment on column social.social_media_stats.followers_count is 'Followers, subscribers or fans.';
comment on column social.social_media_stats.following_count is 'Accounts followed.';
comment on column social.social_media_stats.total_posts is 'Posts the account shows, as the platform counts them.';
comment on column social.social_media_stats.total_videos is 'Videos the account shows, as the platform counts them.';
comment on column social.social_media_stats.total_likes is 'The platform''s own total of likes.';
comment on column social.social_media_stats.total_comments is 'The platform''s own total of comments.';
comment on column social.social_media_stats.total_shares is 'The platform''s own total of shares.';
comment on column social.social_media_stats.total_saves is 'The platform''s own total of saves.';
comment on column social.social_media_stats.total_views is 'The platform''s own total of views.';
comment on column social.social_media_stats.engagement_rate is
    '(average likes + average comments) / followers x 100 over the newest 25 posts; four decimals.';
comment on column social.social_media_stats.average_likes_per_post is 'Over the newest posts whose likes are known; two decimals.';
comment on column social.social_media_stats.average_comments_per_post is 'Over the newest posts whose comments are known; two decimals.';
comment on column social.social_media_stats.average_views_per_post is 'Over the newest posts whose views are known; two decimals.';
comment on column social.social_media_stats.posts_counted is 'The most posts that one of the averages was taken over.';
comment on column social.social_media_stats.followers_growth is
    'Followers less those at the newest measurement at least 20 hours older; NULL without one.';
comment on column social.social_media_stats.engagement_growth is
    'Engagement rate less that of the newest measurement at least 20 hours older, in percentage points.';
comment on column social.social_media_stats.reach_last_30_days is 'Accounts reached in 30 days, where the platform tells (Instagram).';
comment on column social.social_media_stats.impressions_last_30_days is 'Impressions (views) in 30 days, where the platform tells (Instagram, Facebook pages).';
comment on column social.social_media_stats.definition_version is 'Which definitions the computed columns follow.';
comment on column social.social_media_stats.raw_data is 'The platform''s answer; kept only with pg_social.keep_raw.';
comment on column social.social_media_stats.synced_at is 'When the figures were measured.';

-- What is compared over a period is compared with what was measured just before it, not months before: an account that
-- was silent for a while has nothing to compare with.
create function social_internal.listed_before(connection_id uuid, since timestamptz) returns timestamptz
    language sql stable
    set search_path = pg_catalog, pg_temp
    return (select max(s.synced_at) from social.social_media_stats s
            where s.connection_id = listed_before.connection_id
              and s.synced_at < since and s.synced_at >= since - interval '3 days'
              and s.posts_counted is not null);
comment on function social_internal.listed_before(uuid, timestamptz) is
    'When the posts of an account were last listed in the three days before a period; NULL when they were not.';

create function social_internal.gained_whole(
    published_at timestamptz, since timestamptz, listed_at timestamptz, oldest_listed timestamptz, had_figures boolean)
    returns boolean
    language sql immutable parallel safe
    return case when published_at >= since or published_at > listed_at and not had_figures then true
                -- One that was too old for the list then, and came back into it since, has figures of long before.
                when had_figures and listed_at is not null and (published_at < oldest_listed) is not true then false end;
comment on function social_internal.gained_whole(timestamptz, timestamptz, timestamptz, timestamptz, boolean) is
    'What a post gained since then: true: all that it counts, since it was published within the period or since its '
    'account''s posts were last listed before it; false: the difference to the figures it had; NULL: older, and not known then.';
