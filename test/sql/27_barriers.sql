-- Whoever runs SQL as a creator sees nobody else's rows, though his own function be asked before the view's condition.
begin;
insert into social.social_media_users (id, email)
values ('a0000000-0000-0000-0000-000000000027', 'anna@example.com'), ('b0000000-0000-0000-0000-000000000027', 'bob@example.com');
insert into social.social_media_connections (user_id, platform, platform_user_id, platform_username)
values ('a0000000-0000-0000-0000-000000000027', 'tiktok', 'a27', 'anna'),
       ('b0000000-0000-0000-0000-000000000027', 'tiktok', 'b27', 'bob');
create function pg_temp.peek(value text) returns boolean language plpgsql cost 0.0000001 as $$
begin
    raise warning 'seen: %', value;
    return true;
end
$$;
set local request.jwt.claims = '{"sub": "a0000000-0000-0000-0000-000000000027", "role": "influencer"}';
-- No index by user decides what is looked at first.
set local enable_indexscan = off;
set local enable_bitmapscan = off;
select count(*) from social_api.connections where pg_temp.peek(platform_username);
rollback;
