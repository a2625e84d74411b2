-- Ending the weekly report by the link in it, without signing in: what RFC 8058 calls one click. The token can do that
-- one thing for the one person it was mailed to, and nothing else.

create domain social_api."text/html" as text;
comment on domain social_api."text/html" is 'A page.';

create table social_internal.unsubscribe_tokens (
    user_id uuid primary key,
    token   uuid not null unique default gen_random_uuid()
);
comment on table social_internal.unsubscribe_tokens is
    'What the links that end a weekly report carry: random, one a reader, and good for as long as the mails that hold it.';
select pg_extension_config_dump('social_internal.unsubscribe_tokens', '');

create function social_internal.unsubscribe_token(reader uuid) returns uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into social_internal.unsubscribe_tokens (user_id) values (reader) on conflict do nothing;
    return (select t.token from social_internal.unsubscribe_tokens t where t.user_id = reader);
end
$$;
comment on function social_internal.unsubscribe_token(uuid) is 'The token of a reader''s link, made with the first report.';

create function social_api.end_weekly_report() returns social_api."text/html"
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    given  text := social_internal.query_arguments() ->> 'token';
    reader social.social_media_users;
begin
    perform social_internal.require_post();
    if given ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        select u.* into reader
        from social_internal.unsubscribe_tokens t
        join social.social_media_users u on u.id = t.user_id
        where t.token = given::uuid;
    end if;
    if reader.id is null then
        perform social_internal.fail(404, 'not_found', 'This link is not known.', null,
                                     'The weekly report can be switched off in the preferences.');
    end if;
    update social.social_media_users u set weekly_report = false where u.id = reader.id and u.weekly_report;
    return format('<!doctype html><html lang="%s"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
                  '<link rel="stylesheet" href="/page.css"><title>%s</title><main><h1>%2$s</h1><p>%s</p></main></html>',
                  variadic case when reader.locale like 'en%'
                                then array['en', 'No more weekly reports', 'You can switch the report on again in your preferences.']
                                else array['fr', 'Plus de rapport hebdomadaire', 'Vous pouvez réactiver le rapport dans vos préférences.'] end);
end
$$;
comment on function social_api.end_weekly_report() is
    E'POST /unsubscribe?token=…\n\nSwitches off the weekly report of the reader whose mail held the token, without signing in.';
