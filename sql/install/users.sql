-- Creators, merchants and operators as far as this extension needs to know them.

create table social.social_media_users (
    id            uuid primary key default gen_random_uuid(),
    email         text,
    display_name  text,
    role          text not null default 'influencer',
    locale        text not null default 'fr',
    time_zone     text,
    weekly_report boolean not null default true,
    notify_expiry boolean not null default true,
    created_at    timestamptz not null default social_internal.current_time(),
    constraint role_is_known check (role in ('influencer', 'merchant', 'admin'))
);
comment on table social.social_media_users is
    'Users. A first connect creates the row; mirror_users() keeps it in step with the application''s own table.';
comment on column social.social_media_users.id is 'The application''s id of the user.';
comment on column social.social_media_users.email is 'Where reports and notices go; NULL sends none.';
comment on column social.social_media_users.display_name is 'How the user is addressed.';
comment on column social.social_media_users.role is 'influencer, merchant or admin.';
comment on column social.social_media_users.locale is 'Language of mails: fr, unless the user chooses en.';
comment on column social.social_media_users.time_zone is 'Time zone of dates in mails; NULL is the server''s pg_social.time_zone.';
comment on column social.social_media_users.weekly_report is 'Whether the weekly report is wanted.';
comment on column social.social_media_users.notify_expiry is 'Whether notices about ending permissions are wanted.';
comment on column social.social_media_users.created_at is 'When the user was first seen.';

create function social_internal.known_role(name text) returns text
    language sql immutable parallel safe
    return case when lower(name) in ('influencer', 'merchant', 'admin') then lower(name) else 'influencer' end;
comment on function social_internal.known_role(text) is 'The role by that name; an application''s other roles count as influencer.';

-- By its type's output function. What casts to text or JSON call belongs to whoever owns the application's table, and here
-- it would run with our rights.
create function social_internal.shown_column(of_row text, column_name name, of_table regclass) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
    return case when exists (select from pg_attribute a
                             where a.attrelid = of_table and a.attname = column_name and a.attnum > 0 and not a.attisdropped)
                then format('case when (%1$s).%2$I is not null then pg_catalog.format(''%%s'', (%1$s).%2$I) end', of_row, column_name)
                else 'null::text' end;
comment on function social_internal.shown_column(text, name, regclass) is
    'SQL for the text of a column of a row of the application''s; NULL where the table does not have it.';

create function social_internal.mirror_user() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    id_email_name_role constant text := format('select array[%s]', (
        select string_agg(social_internal.shown_column('$1', column_name, tg_relid), ', ' order by place)
        from unnest(tg_argv) with ordinality as given (column_name, place)));
    old_row text[];
    new_row text[];
    old_id  uuid;
    new_id  uuid;
    changed boolean[];
begin
    if tg_op <> 'INSERT' then
        execute id_email_name_role into old_row using old;
    end if;
    if tg_op <> 'DELETE' then
        execute id_email_name_role into new_row using new;
    end if;
    old_id := old_row[1];
    new_id := new_row[1];
    -- What was not changed there is not written here: a name chosen in the preferences outlives the next sign-in there.
    changed := array(
        select old_id is distinct from new_id and column_name <> '' or old_row[place + 1] is distinct from new_row[place + 1]
        from unnest(tg_argv[1:3]) with ordinality as given (column_name, place)
        order by place);
    if old_id is distinct from new_id and old_id is not null then
        perform social.erase_user(old_id);
    end if;
    if new_id is not null then
        insert into social.social_media_users as u (id, email, display_name, role)
        values (new_id, new_row[2], new_row[3], social_internal.known_role(new_row[4]))
        on conflict (id) do update
        set email        = case when changed[1] then excluded.email else u.email end,
            display_name = case when changed[2] then excluded.display_name else u.display_name end,
            role         = case when changed[3] then excluded.role else u.role end
        where true = any (changed);
    end if;
    return null;
end
$$;
comment on function social_internal.mirror_user() is
    'Trigger on the application''s table of users: follows inserts and what updates change, erases on delete.';

create function social.mirror_users(
    "table" regclass, id name default 'id', email name default 'email',
    name name default 'name', role name default 'role') returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    missing  text;
    id_type  regtype;
    followed bytea := (select t.tgargs from pg_trigger t
                       where t.tgrelid = mirror_users."table" and t.tgname = 'pg_social_mirror');
    copied   bigint;
begin
    if mirror_users."table" is null or mirror_users."table" = 'social.social_media_users'::regclass then
        raise exception 'table must name your own table of users'
            using errcode = 'invalid_parameter_value', hint = 'select social.mirror_users(''public.users'');';
    end if;
    select string_agg(quote_literal(wanted), ', ') into missing
    from unnest(array[mirror_users.id, mirror_users.email, mirror_users.name, mirror_users.role]) as wanted
    where wanted is not null
      and not exists (select from pg_attribute a
                      where a.attrelid = mirror_users."table" and a.attname = wanted
                        and a.attnum > 0 and not a.attisdropped);
    if mirror_users.id is null or missing is not null then
        raise exception 'table % has no column %', mirror_users."table", coalesce(missing, 'for the id')
            using errcode = 'undefined_column',
                  hint = 'Name the columns: mirror_users(''public.users'', id => ''id'', email => ''email'', '
                         'name => ''full_name'', role => null).';
    end if;
    -- Found out now; the trigger would find it out in the middle of the application's insert.
    select coalesce(nullif(t.typbasetype, 0), t.oid)::regtype into id_type
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = mirror_users."table" and a.attname = mirror_users.id;
    if id_type not in ('uuid'::regtype, 'text'::regtype, 'varchar'::regtype) then
        raise exception 'column % of table % is %, not uuid', mirror_users.id, mirror_users."table", id_type
            using errcode = 'datatype_mismatch', hint = 'Users are known by uuids: name a column that holds them.';
    end if;

    execute format(
        'create or replace trigger pg_social_mirror after insert or update or delete on %s
             for each row execute function social_internal.mirror_user(%L, %L, %L, %L)',
        mirror_users."table", mirror_users.id, coalesce(mirror_users.email, ''),
        coalesce(mirror_users.name, ''), coalesce(mirror_users.role, ''));
    -- Else "drop extension" would have to be told that it may take the trigger with it.
    execute format('alter trigger pg_social_mirror on %s depends on extension pg_social', mirror_users."table");
    -- Names that were followed before are those that users chose since, here or there.
    execute format(
        'insert into social.social_media_users as u (id, email, display_name, role)
         select r[1]::uuid, r[2], r[3], social_internal.known_role(r[4])
         from (select array[%7$s] as r from %5$s t) as mirrored
         where r[1] is not null
         on conflict (id) do update
         set email        = case when %2$L <> '''' then excluded.email else u.email end,
             display_name = case when %3$L <> '''' and not (%6$L and u.display_name is not null)
                                 then excluded.display_name else u.display_name end,
             role         = case when %4$L <> '''' then excluded.role else u.role end',
        mirror_users.id, coalesce(mirror_users.email, ''), coalesce(mirror_users.name, ''),
        coalesce(mirror_users.role, ''), mirror_users."table",
        followed is not distinct from (select t.tgargs from pg_trigger t
                                       where t.tgrelid = mirror_users."table" and t.tgname = 'pg_social_mirror'),
        (select string_agg(social_internal.shown_column('t', wanted, mirror_users."table"), ', ' order by place)
         from unnest(array[mirror_users.id, mirror_users.email, mirror_users.name, mirror_users.role])
                  with ordinality as given (wanted, place)));
    get diagnostics copied = row_count;
    return copied;
end
$$;
comment on function social.mirror_users(regclass, name, name, name, name) is
    'Copies the application''s users and follows its table by a trigger from then on. Deleting a user there erases '
    'the accounts here. Needs the rights of the table''s owner; returns the number of users copied.';
