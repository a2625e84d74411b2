-- The follower chart as a picture, drawn in SQL: a line an account, usable in a mail or an <img>.

create domain social_api."image/svg+xml" as text;
comment on domain social_api."image/svg+xml" is 'A picture.';

create function social_internal.xml_text(value text) returns text
    language sql immutable parallel safe
    return regexp_replace(replace(replace(replace(replace(value, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'),
                          E'[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f]', '', 'g');
comment on function social_internal.xml_text(text) is 'A text as it may stand in XML.';

create function social_internal.short_name(name text) returns text
    language sql immutable parallel safe
    return case when length(name) > 24 then left(name, 16) || '…' || right(name, 7) else name end;
comment on function social_internal.short_name(text) is
    'A name in the 24 characters that a chart has for it. Without its middle: many handles differ in their ends alone.';

-- The last measurement of each day, placed on a canvas of 600 by 240 with margins for the labels. A stretch ends where a
-- day was not measured, or its followers are not known.
create function social_internal.chart_points(caller uuid, asked text, days integer)
    returns table (connection_id uuid, name text, place bigint, stretch bigint, x numeric, y numeric, followers bigint, day date,
                   lowest bigint, highest bigint, first_day date, last_day date)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    since    timestamptz := social_internal.current_time() - chart_points.days * interval '1 day';
    misdated timestamptz := social_internal.misdated_after();
begin
    return query
        with daily as (
            select distinct on (c.id, (s.synced_at at time zone 'UTC')::date)
                   c.id, c.platform || ' ' || social_internal.shown_name(c.platform_username, c.platform_display_name, c.platform_user_id) as name,
                   (s.synced_at at time zone 'UTC')::date as day, s.followers_count
            from social.social_media_connections c
            join social.social_media_stats s on s.connection_id = c.id
            where c.user_id = chart_points.caller and (chart_points.asked is null or c.platform = chart_points.asked)
              and s.synced_at >= since and s.synced_at <= misdated
            order by c.id, (s.synced_at at time zone 'UTC')::date, s.synced_at desc
        ), stretches as (
            select d.*, count(*) filter (where d.begins) over (partition by d.id order by d.day) as stretch
            from (select d.*, (lag(d.followers_count is not null) over (partition by d.id order by d.day)
                               and d.day - lag(d.day) over (partition by d.id order by d.day) = 1) is not true as begins
                  from daily d) d
        ), bounds as (
            select min(d.followers_count) as lowest, max(d.followers_count) as highest, min(d.day) as first_day, max(d.day) as last_day
            from daily d
            where d.followers_count is not null
        )
        select d.id, d.name, dense_rank() over (order by d.id), d.stretch,
               round(60 + 520.0 * (d.day - b.first_day) / greatest(b.last_day - b.first_day, 1), 1),
               round(200 - 170.0 * (d.followers_count - b.lowest) / greatest(b.highest - b.lowest, 1), 1),
               d.followers_count, d.day, b.lowest, b.highest, b.first_day, b.last_day
        from stretches d, bounds b
        where d.followers_count is not null;
end
$$;
comment on function social_internal.chart_points(uuid, text, integer) is 'Followers of a user''s accounts as points of a chart.';

create function social_api.follower_chart(platform text default null, days integer default 30)
    returns social_api."image/svg+xml"
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    colours text[] := array['#1b6ca8', '#c4461c', '#2e7d32', '#7b3fa0', '#9a6a00', '#00797a'];
    lines   text;
    labels  text;
    heading text;
    above   bigint; -- three names a row; more rows go on top
begin
    if follower_chart.platform is not null and not social_internal.is_platform(follower_chart.platform) then
        perform social_internal.invalid('platform', 'platform does not know this value.');
    end if;
    if coalesce(follower_chart.days, 0) not between 1 and 365 then
        perform social_internal.invalid('days', 'days must be a whole number from 1 to 365.');
    end if;

    with points as materialized (
        select * from social_internal.chart_points(social_internal.request_user_id(), follower_chart.platform, follower_chart.days)
    ), stretches as (
        select p.place, string_agg(p.x || ',' || p.y, ' ' order by p.day) as path, min(p.day) as first_day,
               count(*) = 1 as is_lone, min(p.x) as x, min(p.y) as y
        from points p
        group by p.place, p.stretch
    ), accounts as (
        select p.place, p.name, colours[1 + (p.place - 1) % cardinality(colours)] as colour,
               (max(p.place) over () - 1) / 3 as last_row,
               (array_agg(p.x order by p.day desc))[1] as last_x,
               (array_agg(p.y order by p.day desc))[1] as last_y,
               (array_agg(p.followers order by p.day desc))[1] as followers
        from points p
        group by p.place, p.name
    )
    select string_agg((select string_agg(case when s.is_lone then format('<circle cx="%s" cy="%s" r="2" fill="%s"/>', s.x, s.y, a.colour)
                                              else format('<polyline fill="none" stroke="%s" stroke-width="2" stroke-linejoin="round" '
                                                          'points="%s"/>', a.colour, s.path) end, '' order by s.first_day)
                       from stretches s where s.place = a.place)
                      || format('<circle cx="%2$s" cy="%3$s" r="3" fill="%1$s"/>'
                             '<text x="%4$s" y="%5$s" fill="%1$s">%6$s: %7$s</text>',
                             a.colour, a.last_x, a.last_y, 60 + (a.place - 1) % 3 * 180,
                             20 - 14 * (a.last_row - (a.place - 1) / 3),
                             social_internal.xml_text(social_internal.isolated(social_internal.short_name(a.name))), a.followers), '' order by a.place),
           (select format('<text x="52" y="204" text-anchor="end">%s</text><text x="52" y="34" text-anchor="end">%s</text>'
                          '<text x="60" y="225">%s</text><text x="580" y="225" text-anchor="end">%s</text>',
                          p.lowest, nullif(p.highest, p.lowest), p.first_day, nullif(p.last_day, p.first_day)) from points p limit 1),
           (select format('Followers from %s to %s', p.first_day, p.last_day) from points p limit 1),
           14 * max(a.last_row)
    into lines, labels, heading, above
    from accounts a;

    perform set_config('response.headers',
                       '[{"Content-Type": "image/svg+xml; charset=utf-8"}, '
                       '{"Content-Security-Policy": "default-src ''none''; style-src ''unsafe-inline''"}]', true);
    return format('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 %s 600 %s" role="img" font-family="sans-serif" font-size="11" fill="#444">'
                  '<title>%s</title><path d="M60 30V200H580" fill="none" stroke="#bbb"/>%s%s</svg>',
                  -coalesce(above, 0), 240 + coalesce(above, 0),
                  coalesce(heading, 'No measurements in these days'), coalesce(labels, ''), coalesce(lines, ''));
end
$$;
comment on function social_api.follower_chart(text, integer) is
    E'Follower chart\n\nA picture (SVG) of the followers of the caller''s accounts over the last days.';
