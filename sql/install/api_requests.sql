-- Who asks and how a request is refused: the token's claims, the check before every request, errors as HTTP.
-- PostgREST verifies signature, exp and nbf; what it lets pass without (exp, sub, aud missing) is refused here.

create function social_internal.request_claim(name text) returns text
    language sql stable parallel safe
    return nullif(current_setting('request.jwt.claims', true), '')::json ->> name;
comment on function social_internal.request_claim(text) is 'A claim of the token that the running REST request came with.';

create function social_internal.request_user_id() returns uuid
    language sql stable parallel safe
    return (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub')::uuid;
comment on function social_internal.request_user_id() is 'The user on whose behalf the running REST request is.';

create function social_internal.requester_role(user_id uuid) returns text
    language sql stable parallel safe
    return case when lower(social_internal.request_claim('sub')) = user_id::text then social_internal.request_claim('role') end;
comment on function social_internal.requester_role(uuid) is
    'The role in the token of the running REST request, where that is this user''s own; NULL otherwise.';

create function social_internal.request_header(name text) returns text
    language sql stable parallel safe
    return nullif(current_setting('request.headers', true), '')::json ->> name;
comment on function social_internal.request_header(text) is 'A header of the running REST request; names in lower case.';

-- Response headers are ASCII: what is beyond it is written as JSON escapes.
create function social_internal.ascii_json(document json) returns text
    language sql immutable parallel safe
begin atomic
    select coalesce(string_agg(
               case when code < 127 then letter
                    when code < 65536 then E'\\u' || lpad(to_hex(code), 4, '0')
                    else E'\\u' || to_hex(55296 + ((code - 65536) >> 10))
                         || E'\\u' || to_hex(56320 + ((code - 65536) & 1023)) end,
               '' order by place), '')
    from regexp_split_to_table(document::text, '') with ordinality as letters(letter, place)
    cross join lateral ascii(letter) as code;
end;
comment on function social_internal.ascii_json(json) is 'A JSON document in ASCII alone.';

create function social_internal.fail(
    status integer, code text, message text, details text default null, hint text default null,
    headers jsonb default '{}') returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    body json := json_build_object('code', fail.code, 'message', left(fail.message, 1000),
                                   'details', left(fail.details, 1000), 'hint', left(fail.hint, 1000));
begin
    -- The header lets the proxy tell this body from what PostgREST says of its own failures.
    raise sqlstate 'PGRST' using
        message = body::text,
        detail  = json_build_object('status', fail.status,
                                    'headers', fail.headers || jsonb_build_object(
                                        'X-Error-Body', social_internal.ascii_json(body)))::text;
end
$$;
comment on function social_internal.fail(integer, text, text, text, text, jsonb) is
    'Ends a REST request with this status and a JSON body of code, message, details and hint.';

create function social_internal.fail_like(state text, message text, details text, hint text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    for_the_database constant text :=
        E'\\m(select|alter|create)\\M|\\mpg_social\\.|_status\\(|user_connections\\(|configure_platform'
        '|max_worker_processes|_preload_libraries';
    -- Names that creators gave their pages: "Create with Sara" is no statement.
    lists_pages constant boolean := state = '22023' and (details like 'Pages: %' or details = 'page_unknown');
    known   record;
    headers jsonb;
begin
    select * into known
    from (values ('PS001', 400, 'platform_refused'),      ('PS002', 502, 'platform_unreachable'),
                 ('PS003', 503, 'platform_limit'),        ('PS004', 502, 'platform_misconfigured'),
                 ('PS005', 504, 'wait_ran_out'),          ('57014', 504, 'wait_ran_out'),
                 ('55000', 503, 'not_ready'),             ('08006', 503, 'not_ready'),
                 ('53000', 503, 'too_many_waiting'),
                 ('53300', 503, 'too_many_waiting'),      ('53400', 503, 'too_many_waiting'),
                 ('55006', 409, 'connection_in_use'),     ('55P03', 409, 'connection_in_use'),
                 ('40001', 409, 'connection_in_use'),     ('40P01', 409, 'connection_in_use'),
                 ('23505', 409, 'conflict'),
                 ('42704', 404, 'not_found'),             ('42501', 403, 'forbidden'),
                 ('0A000', 422, 'not_supported'),
                 ('22004', 422, 'invalid_input'),         ('22007', 422, 'invalid_input'),
                 ('22008', 422, 'invalid_input'),         ('22021', 422, 'invalid_input'),
                 ('22023', 422, 'invalid_input'),         ('22P02', 422, 'invalid_input'),
                 ('23502', 422, 'invalid_input'),         ('23514', 422, 'invalid_input'))
         as mapped(sqlstate, status, code)
    where mapped.sqlstate = state;
    if known.status is null then
        -- The text stays in the server's log.
        raise log 'REST request failed: % %', state, message;
        perform social_internal.fail(500, 'internal_error', 'The request failed inside the server.', null,
                                     'The server log tells more.');
    end if;
    -- PostgREST 12 would try 40001 again for ever; what the server says of locks names processes and statements.
    if state in ('40001', '40P01', '55P03') then
        message := 'Something else is changing the same data at this moment.';
        details := null;
        hint    := 'Try again.';
    end if;
    -- Statements, settings and functions of schema social are advice for whoever sits at the database, not for a caller of
    -- the API. The word that a detail begins with is for programs, and stays.
    if state = '55000' and message like '%/%' then
        message := split_part(message, ':', 1); -- without the path of a file of the server
    end if;
    if details ~* for_the_database and not lists_pages then
        details := substring(details from E'^(\\w+):');
    end if;
    if hint ~* for_the_database and not lists_pages then
        hint := case when details = 'goes_on' then 'It goes on by itself: look again in a moment.'
                     when known.code in ('wait_ran_out', 'too_many_waiting') then 'Try again in a moment.'
                     when known.status >= 500 then 'The operators of the service have to settle this.' end;
    end if;
    -- How long a limit lasts is in the hint, where the platform has said it.
    headers := case when state = 'PS003'
                    then jsonb_build_object('X-Retry-After', coalesce(substring(hint from E'in (\\d+) seconds'), '60'))
                    else '{}' end;
    perform social_internal.fail(known.status, known.code, message, nullif(details, ''), nullif(hint, ''), headers);
end
$$;
comment on function social_internal.fail_like(text, text, text, text) is
    'Ends a REST request with the HTTP status that stands for an SQL error.';

create function social_internal.unauthorized(message text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform social_internal.fail(401, 'unauthorized', message, null,
                                 'Send Authorization: Bearer with a token of a known role, a sub that is a uuid, and an exp.',
                                 E'{"WWW-Authenticate": "Bearer error=\\"invalid_token\\""}');
end
$$;
comment on function social_internal.unauthorized(text) is 'Ends a REST request with 401.';

create function social_internal.check_request() returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    claims   jsonb := nullif(current_setting('request.jwt.claims', true), '');
    audience text  := nullif(current_setting('pgrst.jwt_aud', true), '');
begin
    -- The link in a mail: whoever holds its token need not sign in. Its role can call that function alone.
    if current_setting('role') = 'anonymous' and current_setting('request.path', true) = '/rpc/end_weekly_report' then
        return;
    end if;
    if claims ->> 'role' is null or current_setting('role') = 'anonymous' then
        perform social_internal.unauthorized('A bearer token is needed.');
    end if;
    if claims ->> 'role' not in ('influencer', 'merchant', 'admin')
       or claims ->> 'role' is distinct from current_setting('role') then
        perform social_internal.unauthorized('The token names no role of this API.');
    end if;
    if coalesce(claims ->> 'sub' !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', true) then
        perform social_internal.unauthorized('The token''s sub is not the id of a user.');
    end if;
    if jsonb_typeof(claims -> 'exp') is distinct from 'number'
       or (claims ->> 'exp')::numeric <= extract(epoch from statement_timestamp()) then
        perform social_internal.unauthorized('The token has no end or has ended.');
    end if;
    if audience is not null
       and coalesce(claims -> 'aud' <> to_jsonb(audience) and not claims -> 'aud' @> to_jsonb(array[audience]), true) then
        perform social_internal.unauthorized('The token is meant for another audience.');
    end if;
end
$$;
comment on function social_internal.check_request() is
    'Called by PostgREST before every request: refuses what a token must have and PostgREST does not insist on.';

-- A function that changes something must not be reachable by GET, which a link or an image can send.
create function social_internal.require_post() returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if current_setting('request.method', true) is distinct from 'POST' then
        perform social_internal.fail(405, 'method_not_allowed', 'Send this as POST.', null, null, '{"Allow": "POST, OPTIONS"}');
    end if;
end
$$;
comment on function social_internal.require_post() is 'Refuses a call that did not come as POST.';
