-- Accounts stored under the id of their login, as the replaced service kept those of Instagram's own login.

create function social_internal.take_own_id(connection_id uuid, own_id text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    -- As in lose_account(): rare, and a kept plan might walk all connections.
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    known  social.social_media_connections;
    holder uuid; -- who has the account under its own id already
begin
    select c.* into known
    from social.social_media_connections c
    where c.id = take_own_id.connection_id and c.platform_user_id <> take_own_id.own_id;
    -- While a login to the account is being saved, the next sync does this.
    if not found or not pg_try_advisory_xact_lock(hashtextextended(
           'pg_social.account ' || known.platform || ' ' || take_own_id.own_id, 0)) then
        return;
    end if;
    select c.user_id into holder
    from social.social_media_connections c
    where c.platform = known.platform and c.platform_user_id = take_own_id.own_id
      and (c.user_id = known.user_id or c.connection_status <> 'revoked')
    order by c.user_id = known.user_id desc
    limit 1;
    if not found then
        update social.social_media_connections c
        set platform_user_id    = take_own_id.own_id,
            authorizing_user_id = coalesce(c.authorizing_user_id, c.platform_user_id),
            updated_at          = social_internal.current_time()
        where c.id = known.id;
        return;
    end if;
    -- That login is the later one: the replaced service's are from before.
    perform social_internal.lose_account(known.id, holder);
end
$$;
comment on function social_internal.take_own_id(uuid, text) is
    'Stores an account under its own id instead of its login''s, or ends the connection where the account is connected under '
    'its own id already. The row must be locked, or the account''s logins be waited for.';
