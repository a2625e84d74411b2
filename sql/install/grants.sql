-- Permissions at the platforms: which connections hang on one. It ends for all of them at once.

create function social_internal.grant_name(
    platform text, app text, login_flow text, platform_user_id text, authorizing_user_id text) returns text
    language sql stable
begin atomic
    -- A person's login to Facebook carries pages and the Instagram accounts behind them, each a platform of its own here.
    -- Where Instagram has its own login by now, accounts of the former one are asked for, and revoked, by Facebook's app.
    select case when login_flow = 'facebook_login' then 'facebook' else platform end
           || ' ' || coalesce((select s.client_id from social_internal.platform_settings s
                               where s.platform in (grant_name.platform, case when grant_name.login_flow = 'facebook_login' then 'facebook' end)
                                 and s.app = grant_name.app and s.client_id is not null
                               order by s.platform = grant_name.platform and s.login_flow is not distinct from grant_name.login_flow desc,
                                        s.platform = 'facebook' desc
                               limit 1), app)
           || ' ' || coalesce(authorizing_user_id, platform_user_id);
end;
comment on function social_internal.grant_name(text, text, text, text, text) is
    'What one person permitted one of our applications: the same for all connections that hang on it.';

create function social_internal.grant_in_use(
    platform text, app text, login_flow text, platform_user_id text, authorizing_user_id text, apart_from uuid[] default '{}')
    returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    name text := social_internal.grant_name(grant_in_use.platform, grant_in_use.app, grant_in_use.login_flow,
                                            grant_in_use.platform_user_id, grant_in_use.authorizing_user_id);
begin
    if grant_in_use.authorizing_user_id is not null then
        return exists (
            select from social.social_media_connections c
            where c.platform in ('facebook', 'instagram', grant_in_use.platform)
              and c.authorizing_user_id = grant_in_use.authorizing_user_id
              and c.access_token_encrypted is not null and c.id <> all (apart_from)
              and social_internal.grant_name(c.platform, c.app, c.login_flow, c.platform_user_id, c.authorizing_user_id) = name);
    end if;
    return exists (
        select from social.social_media_connections c
        where c.platform = grant_in_use.platform and c.platform_user_id = grant_in_use.platform_user_id
          -- Each half has its index.
          and (c.connection_status <> 'revoked' or c.connection_status = 'revoked')
          and c.access_token_encrypted is not null and c.id <> all (apart_from)
          and social_internal.grant_name(c.platform, c.app, c.login_flow, c.platform_user_id, c.authorizing_user_id) = name);
end
$$;
comment on function social_internal.grant_in_use(text, text, text, text, text, uuid[]) is
    'Whether a connection with tokens, other than these, hangs on a permission: to revoke it would end that one too.';
