-- Which applications workers may call for.

create type social_internal.app_config as (
    platform       text,
    app            text,
    enabled        boolean,
    client_id      text,
    client_secret  text,
    redirect_uri   text,
    scopes         text[],
    authorize_url  text,
    token_url      text,
    api_url        text,
    api_version    text,
    calls_per_hour integer,
    paused_until   timestamptz,
    login_flow     text
);
comment on type social_internal.app_config is 'A configured application with its secret in the clear, for workers only.';

create function social_internal.load_apps(keys text[]) returns setof social_internal.app_config
    language sql stable
begin atomic
    select p.platform, p.app, p.enabled, p.client_id, social_internal.decrypt(p.client_secret_encrypted, keys),
           p.redirect_uri, p.scopes, p.authorize_url, p.token_url, p.api_url, p.api_version, p.calls_per_hour,
           p.paused_until, p.login_flow
    from social.social_media_platforms p
    where p.client_id is not null and p.enabled;
end;
comment on function social_internal.load_apps(text[]) is 'The applications that may be called for, with secrets.';

create function social_internal.claimable_apps(include_paused boolean default false)
    returns table (platform text, app text, paused_until timestamptz)
    language sql stable rows 4
begin atomic
    select p.platform, p.app, greatest(p.paused_until, w.wait_until)
    from social.social_media_platforms p
    left join social_internal.app_waits w on w.platform = p.platform and w.app = p.app
    where p.enabled and p.client_id is not null
      and (include_paused or coalesce(greatest(p.paused_until, w.wait_until) <= social_internal.current_time(), true))
    order by p.platform, p.app;
end;
comment on function social_internal.claimable_apps(boolean) is
    'Applications that are enabled, configured, and neither paused nor kept waiting by their budget.';

create function social_internal.pause_platform(
    platform text, app text, until timestamptz, reason text, code text default null) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    perform from social_internal.platform_settings s
    where s.platform = pause_platform.platform and s.app = pause_platform.app for no key update skip locked;
    if not found and exists (select from social_internal.platform_settings s
                             where s.platform = pause_platform.platform and s.app = pause_platform.app) then
        return;
    end if;
    insert into social_internal.platform_settings as s (platform, app, paused_until, pause_reason, pause_code)
    values (pause_platform.platform, pause_platform.app, until, reason, code)
    on conflict (platform, app) do update
    set paused_until = excluded.paused_until, pause_reason = excluded.pause_reason, pause_code = excluded.pause_code;
end
$$;
comment on function social_internal.pause_platform(text, text, timestamptz, text, text) is
    'Stops calls for an application whose configuration is wrong; configure_platform() ends the pause. One that somebody is '
    'configuring is left alone.';
