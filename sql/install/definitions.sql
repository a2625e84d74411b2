-- The definitions of computed figures, version 1. Nothing else computes them, but for the rate of a post, which its view
-- spells out.

create function social_internal.average(total bigint, counted integer) returns numeric
    language sql immutable parallel safe
    return case when counted > 0 then total::numeric / counted end;
comment on function social_internal.average(bigint, integer) is
    'Mean over the posts whose count is known; NULL where none is. Not rounded.';

create function social_internal.engagement_rate(likes numeric, comments numeric, followers bigint) returns numeric
    language sql immutable parallel safe
    return case when followers > 0 then round((likes + comments) / followers * 100, 4) end;
comment on function social_internal.engagement_rate(numeric, numeric, bigint) is
    '(likes + comments) / followers x 100, four decimals: of an account from averages, of a post from its counts. '
    'NULL where one is unknown or followers is 0.';

create function social_internal.growth_base() returns interval
    language sql immutable parallel safe
    return interval '20 hours';
comment on function social_internal.growth_base() is
    'Growth is taken from the newest measurement at least this much older: a daily sync that runs early still has one.';

create function social_internal.growth_lasts() returns interval
    language sql immutable parallel safe
    return interval '7 days';
comment on function social_internal.growth_lasts() is
    'How long merchants see the growth of an account after its last measurement: it says nothing of the weeks since.';

create function social_internal.days_left(until timestamptz, moment timestamptz) returns integer
    language sql immutable parallel safe
    return floor(extract(epoch from until - moment) / 86400)::integer;
comment on function social_internal.days_left(timestamptz, timestamptz) is 'Whole days from a moment until then, as days_left() counts them.';

create function social_internal.days_left(until timestamptz) returns integer
    language sql volatile parallel safe
    return social_internal.days_left(until, social_internal.current_time());
comment on function social_internal.days_left(timestamptz) is
    'Whole days until then; negative once it has passed, NULL without an end.';
