-- Statistics history as CSV. A function of its own, for PostgREST's CSV leaves out the header when there is no row.

create domain social_api."text/csv" as text;
comment on domain social_api."text/csv" is 'A table as comma-separated values (RFC 4180).';

-- A cell that a spreadsheet would take for a formula is kept a text.
create function social_internal.csv_cell(value text) returns text
    language sql immutable parallel safe
    return case when value ~ E'^[-=+@\\t\\r]' then '"''' || replace(value, '"', '""') || '"'
                when value ~ E'[",\\r\\n]' then '"' || replace(value, '"', '""') || '"'
                else coalesce(value, '') end;
comment on function social_internal.csv_cell(text) is 'A value as a cell of CSV; NULL is an empty one.';

create function social_api.get_stats_history_csv() returns social_api."text/csv"
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    arguments jsonb   := social_internal.query_arguments();
    caller    uuid    := social_internal.request_user_id();
    asked     text    := social_internal.choice_argument(arguments, 'platform', social_internal.platform_names(), required => true);
    days      integer := social_internal.integer_argument(arguments, 'days', 30, 1, 365);
begin
    perform set_config('response.headers', json_build_array(
        json_build_object('Content-Type', 'text/csv; charset=utf-8'),
        json_build_object('Content-Disposition', format('attachment; filename="%s-history.csv"', asked)))::text, true);
    return (select E'connection_id,platform,platform_username,followers_count,following_count,engagement_rate,total_posts,'
                   'average_likes_per_post,average_comments_per_post,followers_growth,synced_at\r\n'
                   || coalesce(string_agg(
                          array_to_string(array[
                              s.connection_id::text, s.platform, social_internal.csv_cell(s.platform_username),
                              s.followers_count::text, s.following_count::text, s.engagement_rate::text, s.total_posts::text,
                              s.average_likes_per_post::text, s.average_comments_per_post::text, s.followers_growth::text,
                              to_char(s.synced_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')], ',', ''),
                          E'\r\n' order by s.synced_at, s.connection_id) || E'\r\n', '')
            from social_internal.history_of(caller, asked, days) s);
end
$$;
comment on function social_api.get_stats_history_csv() is
    E'GET /api/social-media/stats/history as text/csv\n\nThe same rows as CSV, with a header line.';
