-- Accounts that are connected anew elsewhere: what becomes of the connection from before.

create function social_internal.lose_account(connection_id uuid, new_owner uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    -- A plan kept from when there were few connections would walk them all; logins are rare enough to be planned.
    set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := social_internal.current_time();
    lost   record;
begin
    update social.social_media_connections c
    set connection_status       = 'revoked',
        connection_error        =
            case when c.user_id = lose_account.new_owner
                 then 'This account is connected a second time, under its own id. Connect it again if that one does not work, and disconnect this one.'
                 else 'Another user of this service has connected this account. Connect it again if it is yours.' end,
        access_token_encrypted  = null,
        refresh_token_encrypted = null,
        next_sync_at            = null,
        updated_at              = moment
    where c.id = lose_account.connection_id
    returning c.id, c.user_id, c.platform, c.platform_username into lost;
    delete from social_internal.rotations r where r.connection_id = lost.id;
    delete from social_internal.sync_requests q where q.connection_id = lost.id;
    if lost.user_id <> lose_account.new_owner then
        perform social_internal.notify(lost.user_id, lost.id, lost.platform, 'account_taken_over', lost.id || ' ' || moment,
                                       jsonb_build_object('platform_username', lost.platform_username));
    end if;
end
$$;
comment on function social_internal.lose_account(uuid, uuid) is
    'Ends a connection whose account is connected anew by another user, who is told of, or by the same under its own id, and '
    'erases its tokens. The row must be locked.';

create function social_internal.take_over(platform text, platform_user_id text, new_owner uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    -- As in lose_account().
    set plan_cache_mode = force_custom_plan
as $$
declare
    known uuid;
begin
    for known in
        select c.id
        from social.social_media_connections c
        where c.platform = take_over.platform and c.platform_user_id = take_over.platform_user_id
          and c.user_id <> take_over.new_owner
          -- With a token left, one that was revoked could come back beside the new owner. Each half has its index.
          and (c.connection_status <> 'revoked'
               or c.connection_status = 'revoked' and c.access_token_encrypted is not null)
        for no key update
    loop
        perform social_internal.lose_account(known, take_over.new_owner);
    end loop;
end
$$;
comment on function social_internal.take_over(text, text, uuid) is
    'Ends other users'' connections of an account, erases their tokens and tells them.';
