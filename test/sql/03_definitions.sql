-- Definitions, version 1, with figures worked out by hand.
-- Averages are over the posts whose count is known.
select social_internal.average(100, 3) as mean, social_internal.average(0, 25) as zero,
       social_internal.average(null, 0) as none_known, social_internal.average(null, null) as not_fetched;

-- (100 + 20) / 4000 x 100 = 3
select social_internal.engagement_rate(100, 20, 4000) as rate;
-- (100/3 + 10/3) / 1000 x 100 = 3.66666... from averages that are not rounded
select social_internal.engagement_rate(social_internal.average(100, 3), social_internal.average(10, 3), 1000) as rate;
-- 0 was measured; NULL is unknown.
select social_internal.engagement_rate(0, 0, 1000) as measured_zero, social_internal.engagement_rate(10, null, 1000) as unknown_comments,
       social_internal.engagement_rate(null, 1, 1000) as unknown_likes, social_internal.engagement_rate(10, 1, 0) as no_followers,
       social_internal.engagement_rate(10, 1, null) as unknown_followers;
-- More engagement than followers is no error.
select social_internal.engagement_rate(9000, 1000, 100) as rate;

-- Whole days left, rounded down.
select social_internal.days_left(social_internal.current_time() + interval '7 days 1 minute') as seven,
       social_internal.days_left(social_internal.current_time() + interval '1 minute') as none,
       social_internal.days_left(social_internal.current_time() - interval '1 minute') as passed,
       social_internal.days_left(null) as no_end;

-- From when on a daily run takes an account again.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
select frequency, social_internal.run_after('2024-03-10 08:00+00', frequency) from unnest(array[6, 24, 25, 48, 168]) as frequency;
