-- What the thirteen routes are given: the query string and the body, as they came, checked here. PostgREST would
-- take eq.… for a filter, drop a limit that is no number, and answer 400 or 404 where the contract says 422.

create function social_internal.invalid(field text, message text, hint text default null) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.fail(422, 'invalid_input', invalid.message, invalid.field, invalid.hint);
end
$$;
comment on function social_internal.invalid(text, text, text) is 'Ends a REST request with 422, naming the field in details.';

create function social_internal.url_decode(encoded text) returns text
    language plpgsql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
begin
    if encoded !~ '[%+]' then
        return encoded;
    end if;
    return (select convert_from(string_agg(
                       case when part[1] ~ '^%..$' then decode(substr(part[1], 2), 'hex') else convert_to(part[1], 'UTF8') end,
                       ''::bytea order by place), 'UTF8')
            from regexp_matches(replace(encoded, '+', ' '), '%[0-9A-Fa-f]{2}|[^%]+|%', 'g')
                 with ordinality as parts(part, place));
end
$$;
comment on function social_internal.url_decode(text) is 'Undoes percent encoding.';

create function social_internal.query_arguments() returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    query     text  := social_internal.request_header('x-query');
    arguments jsonb := '{}';
    argument  record;
begin
    if query is null then
        return arguments;
    end if;
    for argument in
        select social_internal.url_decode(split_part(pair, '=', 1)) as name,
               social_internal.url_decode(substr(pair, position('=' in pair || '=') + 1)) as value
        from regexp_split_to_table(query, '&') as pair
    loop
        -- Silence would be taken for an answer to the filter.
        if argument.name in ('select', 'order', 'offset', 'and', 'or', 'not.and', 'not.or', 'columns', 'on_conflict') then
            perform social_internal.invalid(argument.name, format('This route does not know %s.', argument.name),
                                            'PostgREST''s filters, order and columns work under /rest/.');
        end if;
        if argument.name not in ('platform', 'status_filter', 'days', 'limit', 'sort_by', 'days_before', 'user_id')
           and argument.value ~ E'^(not\\.)?(eq|neq|gt|gte|lt|lte|like|ilike|match|imatch|in|is|fts|cs|cd|ov)[.(]' then
            perform social_internal.invalid(argument.name, 'This route does not filter by that.',
                                            'PostgREST''s filters work under /rest/.');
        end if;
        arguments := arguments || jsonb_build_object(argument.name, argument.value);
    end loop;
    return arguments;
exception when character_not_in_repertoire or untranslatable_character then
    perform social_internal.invalid('query', 'The query string is not UTF-8.');
end
$$;
comment on function social_internal.query_arguments() is
    'The query string of the running request as an object. Unknown names are left alone, PostgREST''s grammar is refused.';

create function social_internal.integer_argument(arguments jsonb, name text, fallback integer, lowest integer, highest integer)
    returns integer
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    given text := arguments ->> name;
begin
    if given is null then
        return fallback;
    end if;
    if given !~ '^[0-9]{1,6}$' or given::integer not between lowest and highest then
        perform social_internal.invalid(name, format('%s must be a whole number from %s to %s.', name, lowest, highest));
    end if;
    return given::integer;
end
$$;
comment on function social_internal.integer_argument(jsonb, text, integer, integer, integer) is
    'A whole number within bounds, or the fallback when it is not given.';

create function social_internal.choice_argument(arguments jsonb, name text, choices text[], required boolean default false)
    returns text
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    given text := nullif(arguments ->> name, '');
begin
    if given is null and not required or given = any (choices) then
        return given;
    end if;
    perform social_internal.invalid(name, case when given is null then format('%s is needed.', name)
                                               else format('%s does not know this value.', name) end,
                                    'One of: ' || array_to_string(choices, ', ') || '.');
end
$$;
comment on function social_internal.choice_argument(jsonb, text, text[], boolean) is
    'One of a list of words; an empty one counts as not given.';

create function social_internal.platform_names() returns text[]
    language sql immutable parallel safe
    return array['instagram', 'tiktok', 'facebook', 'youtube', 'twitter', 'linkedin', 'snapchat', 'pinterest', 'threads', 'twitch'];
comment on function social_internal.platform_names() is 'Names of the platforms.';

create function social_internal.uuid_argument(given text, name text) returns uuid
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if given is null then
        return null;
    end if;
    if given !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        perform social_internal.invalid(name, format('%s must be a uuid.', name));
    end if;
    return given::uuid;
end
$$;
comment on function social_internal.uuid_argument(text, text) is 'A uuid, or NULL when it is not given.';

-- The id in the path of a route; what is no uuid finds nothing.
create function social_internal.path_connection_id() returns uuid
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    given text := social_internal.request_header('x-connection-id');
begin
    if coalesce(given, '') !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        perform social_internal.no_such_connection();
    end if;
    return given::uuid;
end
$$;
comment on function social_internal.path_connection_id() is 'The connection that the path of the running request names.';

create function social_internal.no_such_connection() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.fail(404, 'not_found', 'You have no such connection.', null,
                                 'GET /api/social-media/connections lists yours.');
end
$$;
comment on function social_internal.no_such_connection() is 'Ends a REST request with 404; says the same of other users'' connections.';

create function social_internal.body_json(body bytea) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if length(body) = 0 then
        return null;
    end if;
    return convert_from(body, 'UTF8')::jsonb;
-- Whatever cannot be read, a nesting that is too deep included, is the sender's to mend.
exception when others then
    perform social_internal.invalid('body', 'The body is not a JSON document.');
end
$$;
comment on function social_internal.body_json(bytea) is 'The body of a request; NULL when there is none.';

create function social_internal.body_object(body bytea) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    document jsonb := social_internal.body_json(body);
begin
    if jsonb_typeof(document) is distinct from 'object' then
        perform social_internal.invalid('body', 'The body must be a JSON object.');
    end if;
    return document;
end
$$;
comment on function social_internal.body_object(bytea) is 'The body of a request that must be an object.';

create function social_internal.body_id(body jsonb, field text, required boolean default true) returns text
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    given text := body ->> field;
begin
    if given is null and not required then
        return null;
    end if;
    if coalesce(jsonb_typeof(body -> field) not in ('string', 'number') or given !~ '^[0-9A-Za-z_.-]{1,128}$', true) then
        perform social_internal.invalid(field, format('%s must be the platform''s id of the account.', field));
    end if;
    return given;
end
$$;
comment on function social_internal.body_id(jsonb, text, boolean) is 'A platform''s id in a body, as text; a number will do.';

create function social_internal.body_text(body jsonb, field text, required boolean default true) returns text
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    given text := body ->> field;
begin
    if given is null and not required then
        return null;
    end if;
    if coalesce(jsonb_typeof(body -> field) <> 'string' or length(btrim(given)) not between 1 and 8192
                or given ~ '[[:cntrl:]]', true) then
        perform social_internal.invalid(field, format('%s must be a text of 1 to 8192 characters.', field));
    end if;
    return given;
end
$$;
comment on function social_internal.body_text(jsonb, text, boolean) is 'A text in a body.';
