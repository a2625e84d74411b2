-- Monthly partitions, ahead and on demand.
set timezone = 'America/New_York'; -- months are UTC months wherever one sits
set datestyle = 'ISO, YMD';
begin;
create function test.partitions() returns table (name text, bounds text) language sql as $$
    select c.relname::text, pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent::regclass::text ~ '^social' and c.relkind = 'r' order by 1
$$;
-- None before anything is recorded, and none ahead of time in a database that is not the tokens' home.
select count(*) from test.partitions();
select social_internal.ensure_partitions(social_internal.current_time() + interval '62 days');
select count(*) from test.partitions();

select test.connect(1) as c1 \gset
select count(*) from social_internal.record_syncs(array[test.synced(:'c1', '2024-01-31 23:59:59+00', 1), test.synced(:'c1', '2024-02-01 00:00+00', 1)], '{}');
select count(*) from social_internal.record_syncs(array[test.synced(:'c1', '2024-01-31 23:59:59+00', 1)], '{}');
select name, bounds from test.partitions() where name !~ 'sync_logs';
select tableoid::regclass, synced_at from social.social_media_stats order by 2;
-- The log goes by when it was written.
select count(*) from test.partitions() where name = 'social_media_sync_logs' || to_char(social_internal.current_time() at time zone 'UTC', '_YYYY_MM');

-- Each with its own keys, beginning with the connection, and with its owner.
select c.relname, c.relowner::regrole, pg_get_indexdef(i.indexrelid) from pg_class c join pg_index i on i.indrelid = c.oid
where c.relname in ('social_media_stats_2024_01', 'post_changes_2024_01') order by 1;
select regexp_replace(pg_get_indexdef(i.indexrelid), '.* USING ', '') as log_index, i.indisprimary
from pg_class c join pg_index i on i.indrelid = c.oid
where c.relname = 'social_media_sync_logs' || to_char(social_internal.current_time() at time zone 'UTC', '_YYYY_MM') order by 1;
select obj_description('social_internal.social_media_stats_2024_01'::regclass);

-- Far off times are odd, not fatal.
select count(*) from social_internal.record_syncs(array[test.synced(:'c1', '1999-12-31 12:00+00', 1)], '{}');
select name from test.partitions() where name ~ '1999' order by 1;

-- Ahead of time, once the tokens are at home here: this month and the next two.
select social_internal.claim_home();
select social_internal.ensure_partitions(date_trunc('month', social_internal.current_time(), 'UTC') + interval '62 days');
select count(*) from test.partitions() where name ~ ('stats_' || to_char(social_internal.current_time() at time zone 'UTC', 'YYYY'))
                                          or name ~ ('stats_' || to_char(social_internal.current_time() at time zone 'UTC' + interval '62 days', 'YYYY'));
select social_internal.ensure_partitions(date_trunc('month', social_internal.current_time(), 'UTC') + interval '62 days');

-- A stranger in their place is told apart from an error of ours.
create table social_internal.social_media_stats_2024_07 (x integer);
\set VERBOSITY terse
select count(*) from social_internal.record_syncs(array[test.synced(:'c1', '2024-07-01 00:00+00', 1)], '{}');
rollback;
