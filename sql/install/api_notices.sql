-- Notices as creators read them: the outbox's kinds in the reader's language.

create function social_internal.notice_title(kind text, locale text) returns text
    language sql immutable parallel safe
    return case when locale like 'en%' then
        case kind when 'token_expiring'     then 'A permission is about to end'
                  when 'reconnect_needed'   then 'An account has to be connected again'
                  when 'account_taken_over' then 'An account was connected by somebody else'
                  when 'weekly_report'      then 'Your weekly report' end
    else
        case kind when 'token_expiring'     then 'Une autorisation arrive à échéance'
                  when 'reconnect_needed'   then 'Un compte est à reconnecter'
                  when 'account_taken_over' then 'Un compte a été connecté par quelqu''un d''autre'
                  when 'weekly_report'      then 'Votre rapport hebdomadaire' end
    end;
comment on function social_internal.notice_title(text, text) is 'The title of a notice, in English or else in French.';

create function social_internal.platform_title(platform text) returns text
    language sql immutable parallel safe
    return case platform when 'tiktok'   then 'TikTok'
                         when 'youtube'  then 'YouTube'
                         when 'linkedin' then 'LinkedIn'
                         when 'twitter'  then 'X'
                         else initcap(platform) end;
comment on function social_internal.platform_title(text) is 'A platform as people write its name.';

create function social_internal.notice_body(kind text, platform text, details jsonb, locale text) returns text
    language sql stable parallel safe
    return case when locale like 'en%' then
        format(case kind
                   when 'token_expiring'     then 'The permission for %2$s on %1$s ends soon. Connect the account again to keep its figures coming.'
                   when 'reconnect_needed'   then '%1$s no longer gives us the figures of %2$s. Connect the account again.'
                   when 'account_taken_over' then 'Another user of this service has connected %2$s on %1$s. Connect it again if it is yours.'
                   when 'weekly_report'      then 'The figures of your week are ready.' end,
               social_internal.platform_title(platform), coalesce(social_internal.isolated(details ->> 'platform_username'), 'your account'))
    else
        format(case kind
                   when 'token_expiring'     then 'L''autorisation de %2$s sur %1$s prend bientôt fin. '
                                                  'Reconnectez le compte pour continuer à recevoir ses chiffres.'
                   when 'reconnect_needed'   then '%1$s ne nous donne plus les chiffres de %2$s. Reconnectez le compte.'
                   when 'account_taken_over' then 'Un autre utilisateur a connecté %2$s sur %1$s. Reconnectez-le s''il est à vous.'
                   when 'weekly_report'      then 'Les chiffres de votre semaine sont prêts.' end,
               social_internal.platform_title(platform), coalesce(social_internal.isolated(details ->> 'platform_username'), 'votre compte'))
    end;
comment on function social_internal.notice_body(text, text, jsonb, text) is 'The text of a notice, in English or else in French.';

create view social_api.notices with (security_barrier) as
select n.id,
       n.kind,
       case n.kind when 'token_expiring'   then 'warning'
                   when 'reconnect_needed' then 'error'
                   when 'account_taken_over' then 'error'
                   else 'info' end as severity,
       social_internal.notice_title(n.kind, coalesce(u.locale, 'fr')) as title,
       social_internal.notice_body(n.kind, n.platform, n.details, coalesce(u.locale, 'fr')) as body,
       n.connection_id,
       n.platform,
       n.created_at,
       n.read_at,
       '/influencer/social-media' || case when n.kind = 'weekly_report' then '/history'
                                          else coalesce('#' || n.connection_id, '') end as action_url,
       n.details ->> 'platform_username' as account_name,
       (n.details ->> 'grant_expires_at')::timestamptz as ends_at,
       (n.details ->> 'from')::timestamptz as period_from,
       (n.details ->> 'until')::timestamptz as period_until
from social.social_media_notifications n
left join social.social_media_users u on u.id = n.user_id
where n.user_id = (select social_internal.request_user_id());
comment on view social_api.notices is E'Notices\n\nOf the caller; mark_notice_read() marks one.';
comment on column social_api.notices.severity is 'info, warning or error.';
comment on column social_api.notices.title is 'In the language of the preferences; kind and what follows it are for programs.';
comment on column social_api.notices.ends_at is 'When the permission ends that a token_expiring is about.';
comment on column social_api.notices.period_from is 'Of a weekly_report: the beginning of its week.';
comment on column social_api.notices.period_until is 'Of a weekly_report: the end of its week.';
