#include "core/mail/notice.hpp"

#include "core/mail/notice_texts.hpp"

namespace social {

std::optional<NoticeKind> notice_kind_named(std::string_view name) {
    if (name == "token_expiring")
        return NoticeKind::token_expiring;
    if (name == "reconnect_needed")
        return NoticeKind::reconnect_needed;
    if (name == "account_taken_over")
        return NoticeKind::account_taken_over;
    return std::nullopt;
}

MailContent compose_notice(const Notice &notice, const Language &language, const TimeZone &zone,
                           const std::string &zone_name, const MailLinks &links) {
    const NoticeTexts &texts = notice_texts(language);
    const auto &kind = texts.of(notice.kind);
    const std::string platform{shown_platform(notice.platform)};
    const std::string account =
        platform + " · " +
        (notice.account_name.empty() ? std::string{texts.your_account} : isolated(notice.account_name));
    const Instant end = notice.ends_at.value_or(Instant{});
    const std::string date = long_date(language, end, zone);
    const std::string at = date_and_time(language, end, end, zone);
    const auto filled = [&](std::string_view pattern) {
        return fill(pattern, {{"account", account}, {"platform", platform}, {"date", date}, {"at", at}});
    };
    const std::string hello = notice.reader_name.empty()
                                  ? std::string{texts.hello}
                                  : fill(texts.hello_name, {{"name", isolated(notice.reader_name)}});
    const std::string url = links.connections(notice.connection_id);

    MailContent content;
    content.subject = filled(kind.subject);
    std::vector<std::string> small;
    if (notice.kind == NoticeKind::token_expiring)
        small.push_back(fill(texts.times, {{"zone", zone_name}}));
    small.emplace_back(texts.why_this_mail);

    Page page{language, content.subject, filled(kind.what)};
    page.heading(content.subject);
    page.paragraph(hello);
    page.paragraph(filled(kind.what));
    page.paragraph(filled(kind.effect));
    page.button(kind.action, url);
    page.footer(small, texts.change_preferences, links.preferences());
    content.html = page.finish();

    content.text = hello + "\n\n" + filled(kind.what) + "\n\n" + filled(kind.effect) + "\n";
    if (!url.empty())
        content.text += "\n" + std::string{kind.action}.append(language.colon) + url + "\n";
    content.text += "\n-- \n";
    for (const auto &line : small)
        content.text += line + "\n";
    if (!links.preferences().empty())
        content.text +=
            std::string{texts.change_preferences}.append(language.colon) + links.preferences() + "\n";
    return content;
}

} // namespace social
