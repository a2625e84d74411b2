-- The outbox: what is handed out, what is closed instead, and how attempts end.
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
begin;
create function test.mail(n integer, kind text default 'account_taken_over', fields jsonb default '{}') returns uuid
    language plpgsql as $$
declare told uuid := format('e0000000-0000-0000-0000-%s', lpad(n::text, 12, '0'));
begin
    insert into social.social_media_users (id, email, display_name, locale)
    values (format('d0000000-0000-0000-0000-%s', lpad(n::text, 12, '0'))::uuid, 'u' || n || '@example.com', 'User ' || n, 'en');
    insert into social.social_media_notifications
    select (jsonb_populate_record(null::social.social_media_notifications,
            jsonb_build_object('id', told, 'user_id', format('d0000000-0000-0000-0000-%s', lpad(n::text, 12, '0')), 'kind', kind,
                               'incident', 'one', 'details', jsonb_build_object('platform_username', 'name' || n), 'attempts', 0,
                               'platform', 'tiktok', 'created_at', social_internal.current_time(),
                               'send_after', social_internal.current_time()) || fields)).*;
    return told;
end $$;
create function test.outbox() returns table (n integer, sent boolean, waits_minutes integer, attempts integer, last_error text) language sql as $$
    select right(m.id::text, 3)::integer, m.sent_at is not null,
           round(extract(epoch from m.send_after - social_internal.current_time()) / 60)::integer, m.attempts, m.last_error
    from social.social_media_notifications m order by m.id
$$;

select count(test.mail(n)) from generate_series(1, 6) n;
select test.mail(7, fields => jsonb_build_object('send_after', social_internal.current_time() + interval '1 hour')) is not null as later;
select kind, email, display_name, locale, platform, account_name from social_internal.claim_mails(4) order by email;
-- Out of the outbox as soon as they are handed out: they are not handed out again, whatever becomes of the worker.
select email from social_internal.claim_mails(100) order by email;
select count(*) from social_internal.claim_mails(100);
select * from test.outbox();

-- How attempts end.
select social_internal.record_mail('e0000000-0000-0000-0000-000000000001', 'sent', null, null);
-- It counts when it was first tried, not when it was written: no mail server may have been there for days.
update social.social_media_notifications set created_at = created_at - interval '6 days' where id = 'e0000000-0000-0000-0000-000000000002';
select social_internal.record_mail('e0000000-0000-0000-0000-000000000002', 'put_off', '451 later', null);
select social_internal.record_mail('e0000000-0000-0000-0000-000000000003', 'refused', '550 nobody', null);
select social_internal.record_mail('e0000000-0000-0000-0000-000000000004', 'unknown', 'the connection broke', null);
select social_internal.record_mail('e0000000-0000-0000-0000-000000000005', 'server_unavailable', 'no server', social_internal.current_time() + interval '5 minutes');
update social.social_media_notifications set attempts = 25 where id = 'e0000000-0000-0000-0000-000000000006';
select social_internal.record_mail('e0000000-0000-0000-0000-000000000006', 'put_off', '451 later', null);
select * from test.outbox();
-- What operators see of it. Of 8 and 9 no end is recorded: 8 is with the mail server now, the worker of 9 is gone.
select count(test.mail(n)) from generate_series(8, 11) n;
update social.social_media_notifications set send_after = null where id = 'e0000000-0000-0000-0000-000000000010';
update social.social_media_notifications set send_after = send_after + interval '1 hour' where id = 'e0000000-0000-0000-0000-000000000011';
select count(*) from social_internal.claim_mails(100);
update social.social_media_notifications set attempted_at = attempted_at - interval '121 minutes' where id = 'e0000000-0000-0000-0000-000000000009';
select right(id::text, 2)::integer as n, status, attempts, last_error,
       round(extract(epoch from next_attempt_at - social_internal.current_time()) / 60) as minutes
from social_api.outbox order by id;
-- What keeps all of them back is told of those that are due and were never tried.
update social.social_media_notifications set send_after = social_internal.current_time(), attempted_at = null, attempts = 0, last_error = null
where id = 'e0000000-0000-0000-0000-000000000009';
select social.resume_workers();
select social_internal.explain_waiting_mails('no password');
select right(id::text, 2)::integer as n, status, last_error, next_attempt_at from social_api.outbox where last_error = 'no password';
-- Said again, it locks and writes nothing.
select xmin::text::bigint as written, xmax::text::bigint as locked from social.social_media_notifications where last_error = 'no password' \gset
savepoint said;
select social_internal.explain_waiting_mails('no password');
select xmin::text::bigint = :written and xmax::text::bigint = :locked as untouched
from social.social_media_notifications where last_error = 'no password';
rollback to said;
update social.social_media_notifications set send_after = null where last_error = 'no password';
-- What was sent stays sent.
select social_internal.record_mail('e0000000-0000-0000-0000-000000000001', 'put_off', '451 later', null);
select sent_at is not null as sent, send_after from social.social_media_notifications where id = 'e0000000-0000-0000-0000-000000000001';
select social_internal.next_mail_at() = min(send_after) as next from social.social_media_notifications where send_after is not null;
-- An administrator's way of sending one again.
update social.social_media_notifications set send_after = social_internal.current_time() where id = 'e0000000-0000-0000-0000-000000000004';
select email from social_internal.claim_mails(100);

-- What was handed back was no attempt.
select social_internal.record_mail('e0000000-0000-0000-0000-000000000004', 'handed_back', 'withdrawn', null);
select attempts, last_error, send_after <= social_internal.current_time() as due, attempted_at is null as never_tried
from social.social_media_notifications where id = 'e0000000-0000-0000-0000-000000000004';
update social.social_media_notifications set attempts = 0 where id = 'e0000000-0000-0000-0000-000000000004';
select count(*) from social_internal.claim_mails(100);
select social_internal.record_mail('e0000000-0000-0000-0000-000000000004', 'handed_back', 'withdrawn', null);
select attempts, attempted_at is null as never_tried
from social.social_media_notifications where id = 'e0000000-0000-0000-0000-000000000004';

-- Closed instead of handed out.
delete from social.social_media_notifications;
select test.mail(21) is not null, test.mail(22, 'weekly_report') is not null, test.mail(23, 'reconnect_needed') is not null,
       test.mail(24, 'weekly_report', jsonb_build_object('created_at', social_internal.current_time() - interval '6 days 1 minute')) is not null,
       test.mail(25, 'reconnect_needed') is not null;
update social.social_media_users set email = '' where email = 'u21@example.com';
update social.social_media_users set weekly_report = false where email = 'u22@example.com';
update social.social_media_users set notify_expiry = false where email = 'u25@example.com';
-- Tried in vain, and no longer wanted since: that is not given up.
select test.mail(26, 'reconnect_needed', '{"attempts": 2, "last_error": "451 later"}') is not null,
       test.mail(27, 'reconnect_needed', '{"attempts": 2, "last_error": "451 later", "connection_id": "c0000000-0000-0000-0000-000000000027"}')
           is not null as settled;
update social.social_media_notifications set attempted_at = social_internal.current_time() where attempts = 2;
select social_internal.close_settled_notices('c0000000-0000-0000-0000-000000000027');
select count(*) from social_internal.claim_mails(100);
select * from test.outbox();
select distinct status from social_api.outbox;
select given_up from social_internal.trouble_with_mails();

-- What the operators' screen tells: those that have been waiting or failing for an hour, and those given up within a day.
delete from social.social_media_notifications;
insert into social.social_media_notifications (user_id, kind, incident, created_at, send_after, attempts, attempted_at, last_error)
select 'd0000000-0000-0000-0000-000000000021', 'reconnect_needed', incident, moment - age, moment + due, attempts, moment - attempted, said
from (values ('waits',         interval '2 hours',    interval '-61 minutes', 0, null::interval,        null),
             ('not so long',   interval '2 hours',    interval '-59 minutes', 0, null,                  null),
             ('fails',         interval '61 minutes', interval '1 hour',      2, interval '1 minute',   '451 later'),
             ('failed lately', interval '59 minutes', interval '1 hour',      2, interval '1 minute',   '452 later'),
             -- Written long before it was due.
             ('just due',      interval '9 hours',    interval '-1 minute',   0, null,                  'no server'),
             ('refused',       interval '8 days',     null,                   1, interval '23 hours',   '550 nobody'),
             ('long ago',      interval '8 days',     null,                   1, interval '25 hours',   '551 nobody'),
             ('on its way',    interval '2 hours',    null,                   1, interval '1 minute',
              'handed to the mail server; whether it took it is not known'),
             ('not mailed',    interval '2 hours',    null,                   0, null,                  null))
         as m (incident, age, due, attempts, attempted, said), social_internal.current_time() moment;
-- A report is due on Monday at eight by the reader's clock, hours after it was written.
insert into social.social_media_notifications
    (user_id, kind, incident, created_at, send_after, attempts, attempted_at, last_error, details)
select 'd0000000-0000-0000-0000-000000000021', 'weekly_report', 'due for ' || due, moment - interval '14 hours', moment + interval '1 minute',
       0, moment, 'no server', jsonb_build_object('until', moment - due - interval '8 hours')
from unnest('{59 minutes, 61 minutes}'::interval[]) due, social_internal.current_time() moment;
select * from social_internal.trouble_with_mails();
delete from social.social_media_notifications where incident = 'refused';
select * from social_internal.trouble_with_mails();
select social_api.health() -> 'mails_overdue' as mails_overdue, social_api.health() -> 'mails_given_up' as mails_given_up,
       social_api.health() ->> 'mail_error' as mail_error, social_api.health() ->> 'other_trouble' as other_trouble;
-- Of many no more than a thousand are read and counted, those waiting, those tried in vain and those refused alike.
insert into social.social_media_notifications (user_id, kind, incident, created_at, send_after, attempts, attempted_at, last_error)
select 'd0000000-0000-0000-0000-000000000021', 'weekly_report', concat(n, given.said), moment - interval '2 hours', moment + given.due,
       given.attempts, moment - given.attempted, given.said
from (values (interval '-65 minutes', 0, null, null), (interval '1 hour', 2, interval '1 minute', '451 later'),
             (null, 1, interval '1 minute', '550 nobody')) as given (due, attempts, attempted, said),
     generate_series(1, 6000) n, social_internal.current_time() moment;
insert into social.social_media_notifications (user_id, kind, incident, created_at, send_after)
select 'd0000000-0000-0000-0000-000000000021', 'weekly_report', 'of tomorrow ' || n, moment, moment + interval '9 hours'
from generate_series(1, 6000) n, social_internal.current_time() moment;
select overdue, given_up, error,
       pg_relation_size('social.social_media_notifications') / 8192 > 400 as large,
       test.pages_read('select social_internal.trouble_with_mails()', 'social.social_media_notifications') < 250 as few
from social_internal.trouble_with_mails();

-- One notice an incident.
select social_internal.notify('d0000000-0000-0000-0000-000000000021', null, 'tiktok', 'account_taken_over', 'two') from generate_series(1, 3);
select count(*) from social.social_media_notifications where incident = 'two';

-- The report's week, by the creator's zone.
select * from social_internal.report_week('Africa/Casablanca', '2026-11-23 08:00Z');
select * from social_internal.report_week('America/Los_Angeles', '2026-11-23 07:00Z');
-- Names that are abbreviations as well: summer time counts.
select zone, week.*
from unnest('{Europe/Paris, CET, MET, EET, WET}'::text[]) zone, social_internal.report_week(zone, '2026-07-06 10:00Z') week;
show timezone;
select social_internal.known_time_zone('Europe/Paris'), social_internal.known_time_zone('Mars/Base'), social_internal.known_time_zone(null);
rollback;
