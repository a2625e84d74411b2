-- What a worker that starts is told about the calls before it.

create function social_internal.budgets_spent(worker integer, workers integer)
    returns table (connection_id uuid, spent_at timestamptz, calls integer, wait_until timestamptz)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    set jit = off
as $$
#variable_conflict use_column
declare
    moment   constant timestamptz := social_internal.current_time();
    latest   constant timestamptz := moment + social_internal.longest_wait();
    misdated constant timestamptz := social_internal.misdated_after();
begin
    return query
    with spent as materialized (
        select l.connection_id, date_bin('5 minutes', least(l.completed_at, l.created_at), 'epoch') as slice,
               sum(l.api_calls_made)::integer as calls,
               sum(sum(l.api_calls_made)) over (partition by l.connection_id) as of_hour
        from social.social_media_sync_logs l
        where l.created_at > moment - interval '65 minutes' and l.created_at <= misdated and l.api_calls_made > 0
          and social_internal.is_share(l.user_id, worker, workers)
        group by l.connection_id, slice
    )
    select s.connection_id, s.slice, s.calls, null::timestamptz
    from spent s
    join social.social_media_connections c on c.id = s.connection_id
    join social.social_media_platforms p on p.platform = c.platform and p.app = c.app
    -- A sync takes two calls of two hundred. Who has used a tenth of an hour's is worth knowing of.
    where s.of_hour * 10 >= p.calls_per_hour
    union all
    select w.connection_id, null, 0, w.wait_until
    from social_internal.account_waits w
    join social.social_media_connections c on c.id = w.connection_id
    where w.wait_until > moment and w.wait_until <= latest and social_internal.is_share(c.user_id, worker, workers)
    order by 1, 2;
end
$$;
comment on function social_internal.budgets_spent(integer, integer) is
    'Calls of the last hour by account and five minutes, where they were a tenth of what is allowed or more, and the '
    'accounts that were told to wait; of a worker''s share.';
