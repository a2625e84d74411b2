-- What users decide about themselves: preferences, and whether merchants may see them.

create table social_internal.hidden_profiles (
    user_id   uuid primary key,
    hidden_at timestamptz not null default social_internal.current_time()
);
comment on table social_internal.hidden_profiles is 'Creators who do not want to be shown to merchants.';
select pg_extension_config_dump('social_internal.hidden_profiles', '');

create function social_internal.forget_choices() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    delete from social_internal.hidden_profiles h where h.user_id = old.id;
    delete from social_internal.unsubscribe_tokens t where t.user_id = old.id;
    return null;
end
$$;
comment on function social_internal.forget_choices() is 'Trigger: choices, and the link that makes one, go with the user.';

create trigger forget_choices after delete on social.social_media_users
    for each row execute function social_internal.forget_choices();

create function social_api.set_preferences(
    display_name text default null, locale text default null, time_zone text default null,
    weekly_report boolean default null, notify_expiry boolean default null, visible_to_merchants boolean default null)
    returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    caller uuid := social_internal.request_user_id();
begin
    perform social_internal.require_post();
    if length(btrim(set_preferences.display_name)) not between 1 and 200 or set_preferences.display_name ~ '[[:cntrl:]]' then
        perform social_internal.invalid('display_name', 'display_name must be a text of 1 to 200 characters.');
    end if;
    if set_preferences.locale !~ '^[a-z]{2}(-[A-Z]{2})?$' then
        perform social_internal.invalid('locale', 'locale must be a language such as fr or en.');
    end if;
    if set_preferences.time_zone is not null
       and not exists (select from pg_timezone_names z where z.name = set_preferences.time_zone) then
        perform social_internal.invalid('time_zone', 'time_zone must be a name such as Africa/Casablanca.');
    end if;

    insert into social.social_media_users as u (id, display_name, role)
    values (caller, set_preferences.display_name, social_internal.request_claim('role'))
    on conflict (id) do nothing;
    update social.social_media_users u
    set display_name  = coalesce(set_preferences.display_name, u.display_name),
        locale        = coalesce(set_preferences.locale, u.locale),
        time_zone     = coalesce(set_preferences.time_zone, u.time_zone),
        weekly_report = coalesce(set_preferences.weekly_report, u.weekly_report),
        notify_expiry = coalesce(set_preferences.notify_expiry, u.notify_expiry)
    where u.id = caller;
    if set_preferences.visible_to_merchants then
        delete from social_internal.hidden_profiles h where h.user_id = caller;
    elsif not set_preferences.visible_to_merchants then
        insert into social_internal.hidden_profiles (user_id) values (caller) on conflict do nothing;
    end if;
    perform set_config('response.status', '204', true);
end
$$;
comment on function social_api.set_preferences(text, text, text, boolean, boolean, boolean) is
    E'Changes preferences\n\nOf the caller; what is left out stays as it is.';
