#include "pg/outbox_message.hpp"

#include "core/mail/sender.hpp"
#include "pg/settings.hpp"
#include "pg/time_zone.hpp"

namespace social::pg {

namespace {

std::string address_without_slash(const char *url) {
    std::string text = url ? url : "";
    while (text.ends_with('/'))
        text.pop_back();
    return text;
}

MailContent content_of(const OutboxMail &mail, const MailLinks &links) {
    const auto &language = language_of(mail.locale);
    PgTimeZone zone{mail.time_zone};
    if (const auto *notice = std::get_if<Notice>(&mail.about))
        return compose_notice(*notice, language, zone, mail.time_zone, links);
    return compose_report(std::get<WeeklyReport>(mail.about), language, zone, mail.time_zone, links);
}

bool wants_unsubscribe(const OutboxMail &mail) {
    const auto *notice = std::get_if<Notice>(&mail.about);
    return !notice || notice->kind != NoticeKind::account_taken_over;
}

} // namespace

MailMessage message_of(const OutboxMail &mail, Instant now) {
    MailLinks links{address_without_slash(settings.web_url)};
    auto content = content_of(mail, links);
    MailMessage message;
    message.from = parse_sender(settings.from_email);
    message.to = {.address = mail.address, .name = mail.reader_name};
    message.subject = std::move(content.subject);
    message.text = std::move(content.text);
    message.html = std::move(content.html);
    message.id = mail.id;
    message.date = now;
    bool by_web = links.preferences().starts_with("https://");
    message.one_click = by_web && !mail.unsubscribe_token.empty();
    if (message.one_click)
        message.unsubscribe_url = links.unsubscribe(mail.unsubscribe_token);
    else if (wants_unsubscribe(mail))
        message.unsubscribe_url =
            by_web ? links.preferences() : "mailto:" + message.from.address + "?subject=unsubscribe";
    return message;
}

} // namespace social::pg
