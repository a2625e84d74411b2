-- Whether accounts fail because of themselves or together, for a reason of the platform's or ours. Each worker meets its
-- own accounts only; all of them are in the log.

create function social_internal.is_same_login(one text, other text) returns boolean
    language sql immutable parallel safe
    return coalesce(one, 'instagram_login') = coalesce(other, 'instagram_login');
comment on function social_internal.is_same_login(text, text) is
    'Whether these login flows of one platform are the same. NULL is the usual one, which Instagram''s has a name for, too.';

create function social_internal.logs_of_its_app(connection_id uuid, since timestamptz)
    returns setof social.social_media_sync_logs
    language sql stable
begin atomic
    select l.*
    from social.social_media_connections asked
    join social.social_media_sync_logs l on l.platform = asked.platform
    join social.social_media_connections c on c.id = l.connection_id
    where asked.id = logs_of_its_app.connection_id
      and l.created_at >= since
      and c.platform = asked.platform and c.app = asked.app
      and social_internal.is_same_login(c.login_flow, asked.login_flow);
end;
comment on function social_internal.logs_of_its_app(uuid, timestamptz) is
    'What was logged since then of all accounts of this connection''s app and login, whichever worker had them.';

create function social_internal.last_served(connection_id uuid, since timestamptz) returns timestamptz
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    moment timestamptz := social_internal.current_time(); -- volatile: read once, so that it can bound an index
begin
    return (
        select l.started_at
        from social_internal.logs_of_its_app(last_served.connection_id, since) l
        where l.created_at <= moment and l.started_at >= since and l.stats_fetched
        order by l.created_at desc
        limit 1);
end
$$;
comment on function social_internal.last_served(uuid, timestamptz) is
    'When the last sync since then began that brought figures of an account of this connection''s app and login.';

create function social_internal.secret_last_taken(connection_id uuid, since timestamptz) returns timestamptz
    language sql stable
begin atomic
    -- A minute for all workers to have read what was configured.
    select social_internal.last_served(c.id, greatest(since, s.updated_at + interval '1 minute'))
    from social.social_media_connections c
    join social_internal.platform_settings s on s.platform = c.platform and s.app = c.app
    where c.id = secret_last_taken.connection_id;
end;
comment on function social_internal.secret_last_taken(uuid, timestamptz) is
    'When the last sync since then began that shows that the platform takes the present secret of this connection''s app.';

create function social_internal.secret_refused(connection_id uuid, error_code text, since timestamptz, most integer)
    returns uuid[]
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    moment timestamptz := social_internal.current_time();
    -- What was on its way while another was served tells nothing of what came after that.
    after  timestamptz := (
        select greatest(secret_refused.since, s.updated_at + interval '1 minute', served.written_at)
        from social.social_media_connections c
        join social_internal.platform_settings s on s.platform = c.platform and s.app = c.app
        left join lateral (
            select l.created_at as written_at
            from social_internal.logs_of_its_app(c.id, secret_refused.since) l
            where l.created_at <= moment and l.stats_fetched
            order by l.created_at desc
            limit 1) served on true
        where c.id = secret_refused.connection_id);
begin
    return array(
        select l.connection_id
        from social_internal.logs_of_its_app(secret_refused.connection_id, after) l
        where l.created_at <= moment and l.started_at >= after
          and l.sync_status = 'failed' and l.error_code = secret_refused.error_code
          and l.error_message ~* 'invalid appsecret_proof'
        group by l.connection_id
        limit most);
end
$$;
comment on function social_internal.secret_refused(uuid, text, timestamptz, integer) is
    'Accounts of this connection''s app and login to which the platform refused the present secret since then and since it last '
    'served one, whichever worker had them; so many at most.';

create function social_internal.is_outbreak(
    connection_id uuid, error_code text, failed bigint, since timestamptz, fewest integer, percent integer) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    others bigint;
begin
    if failed < fewest then
        return false;
    end if;
    -- No more of the log is read than it takes to know.
    select count(*) into others
    from (select
          from social_internal.logs_of_its_app(is_outbreak.connection_id, since) l
          where l.sync_type <> 'connect'
            and not (l.sync_status = 'failed' and l.error_code = is_outbreak.error_code)
          limit failed * 100 / percent) went_otherwise;
    return failed * 100 > (failed + others) * percent;
end
$$;
comment on function social_internal.is_outbreak(uuid, text, bigint, timestamptz, integer, integer) is
    'Whether so many that failed with this code since then are too many to be at fault themselves: as many as fewest, and '
    'more than so many per cent of what was tried of this connection''s app and login.';

create function social_internal.most_are_refused(
    connection_id uuid, error_code text, since timestamptz, fewest integer, percent integer) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    served_at timestamptz := social_internal.last_served(most_are_refused.connection_id, since - interval '2 days');
    refused   bigint;
begin
    select count(distinct l.connection_id) into refused
    from social_internal.logs_of_its_app(most_are_refused.connection_id, since) l
    join social_internal.sync_state s on s.connection_id = l.connection_id
    where l.sync_status = 'failed' and l.error_code = most_are_refused.error_code
      -- Who fails for longer comes back by himself, when few others are asked: where others were served since, he is alone
      -- in that.
      and (s.failing_since >= since or s.failing_since > served_at or served_at is null);
    return social_internal.is_outbreak(most_are_refused.connection_id, most_are_refused.error_code, refused, since,
                                       fewest, percent);
end
$$;
comment on function social_internal.most_are_refused(uuid, text, timestamptz, integer, integer) is
    'Whether what is asked of this connection was refused with this code to so many others since then that the request is at fault.';
