-- Logins that are lost together are forgiven: five of them at least, however many accounts and attempts that are.
begin;
create function test.lose(variadic n integer[]) returns bigint language sql as $$
    select count(*) from social_internal.record_syncs(
        array(select test.failed(c.id, social_internal.current_time(),
                                 '{"error_code": "gone", "connection_status": "revoked", "connection_error": "over"}')
              from social.social_media_connections c where c.platform_user_id = any (select 'account' || i from unnest(n) i)), '{}');
$$;
create function test.forgive(spreading boolean default true) returns bigint language sql as $$
    select social_internal.forgive('tiktok', 'default', 'gone', social_internal.current_time() - interval '10 minutes', 5, spreading);
$$;
select count(test.connect(n, 'tiktok', jsonb_build_object('access_token_encrypted', '\x01', 'authorizing_user_id', case when n in (4, 5) then 'person' end)))
from generate_series(1, 8) n;
-- Four logins, one of them with two accounts, and one that is tried again and again.
select test.lose(1, 2, 3, 4, 5);
select test.lose(1), test.lose(1), test.lose(1);
select test.forgive() as too_few;
-- One that was lost before is tried by hand: it tells nothing of the others, and does not come back with them.
select test.lose(6);
update social.social_media_notifications set created_at = created_at - interval '1 day'
where connection_id = (select id from social.social_media_connections where platform_user_id = 'account6');
select test.lose(6);
select test.forgive() as too_few;
select platform_user_id, connection_status from social.social_media_connections where connection_status <> 'active' order by 1;
select test.lose(7);
select test.forgive(spreading => false) as not_yet;
select test.forgive() as forgiven;
select c.platform_user_id, c.connection_status, s.forgiven, n.id is not null as told
from social.social_media_connections c
join social_internal.sync_state s on s.connection_id = c.id
left join social.social_media_notifications n on n.connection_id = c.id
order by 1;
select round(extract(epoch from paused_until - social_internal.current_time()) / 60) as minutes, pause_code
from social_internal.platform_settings;
select paused_until as until from social_internal.platform_settings \gset

-- Whoever is tried while the platform rests keeps his login too, however often, and prolongs nothing.
select test.lose(8), test.forgive(spreading => false) as forgiven;
select test.lose(8), test.forgive(spreading => false) as forgiven;
select c.connection_status, s.forgiven, c.next_sync_at = p.paused_until as with_the_others, p.paused_until = :'until' as as_it_was
from social.social_media_connections c
join social_internal.sync_state s on s.connection_id = c.id, social_internal.platform_settings p
where c.platform_user_id = 'account8';
-- When it has ended single ones are single ones again.
update social_internal.platform_settings set paused_until = social_internal.current_time() - interval '1 second';
select test.lose(8), test.forgive(spreading => false) as forgiven;
select connection_status from social.social_media_connections where platform_user_id = 'account8';
rollback;
