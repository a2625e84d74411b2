-- What a sync could not have, for programs: screens say it in their reader's language.

-- The texts are written by src/core/platforms: "part: why", or the message of an error with the platform's code in it.
-- One that is not known here still has its part, or nothing but the fact that something is missing.
create function social_internal.missing_part(entry text) returns jsonb
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
    return (
        select jsonb_build_object(
            'part',  split[1],
            'code',  case when why ~ E'^the scope \\S+ was not granted$'                   then 'scope_not_granted'
                          when why = 'the platform no longer offers this metric'          then 'metric_retired'
                          when why ~ '^the platform''s answer holds (no number|a time )'  then 'unreadable'
                          when why = 'one came without an id and was left out'            then 'unreadable'
                          when why ~ '^the platform refused one of the fields '           then 'field_refused'
                          when why ~ '^(the platform does not say where its next page|the platform''s paging repeats|too many pages |the platform lists none )'
                                                                                          then 'list_cut_short'
                          when why ~ E': HTTP \\d{3} without an explanation$' then 'http_' || substring(why from E'HTTP (\\d{3})')
                          -- The code that an error's message names: "Instagram: what it said (190/463); what to do".
                          else (regexp_match(why, E'\\(([a-z0-9_/]+)\\); '))[1] end,
            'scope', (regexp_match(why, E'^the scope (\\S+) was not granted$'))[1])
        from regexp_match(entry, '^([a-z][a-z0-9_ ]*): ') as split,
             lateral (select case when split is null then entry else substr(entry, length(split[1]) + 3) end as why) text);
comment on function social_internal.missing_part(text) is
    'One entry of errors_encountered as part (what is missing; NULL: not said), code (why; NULL: not known) and scope.';

-- As costly as it is, it is worked out for the rows that are shown, not for those that are sorted out.
create function social_internal.missing_parts(missing text[]) returns jsonb
    language sql immutable parallel safe cost 10000
    set search_path = pg_catalog, pg_temp
    return (select jsonb_agg(social_internal.missing_part(entry) order by place)
            from unnest(missing) with ordinality as one(entry, place));
comment on function social_internal.missing_parts(text[]) is 'Entries of errors_encountered as a list; NULL when there are none.';
