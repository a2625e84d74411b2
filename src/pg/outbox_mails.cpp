#include "pg/outbox_mails.hpp"

#include <charconv>

namespace social::pg {

namespace {

std::optional<double> real_or_null(const std::optional<std::string> &text) {
    double value = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc{})
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> count_or_null(const std::string &text) {
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{})
        return std::nullopt;
    return value;
}

Notice notice_of(const Row &row, NoticeKind kind) {
    Notice notice;
    notice.kind = kind;
    notice.reader_name = row.text(4);
    notice.connection_id = row.uuid(7);
    notice.platform = row.text(8);
    notice.account_name = row.text(9);
    notice.ends_at = row.instant(10);
    return notice;
}

WeeklyReport report_of(const Row &row) {
    WeeklyReport report;
    report.reader_name = row.text(4);
    report.from = row.instant(11).value_or(Instant{});
    report.until = row.instant(12).value_or(Instant{});
    return report;
}

ReportAccount account_of(const Row &row) {
    ReportAccount account;
    account.connection_id = row.uuid(0);
    account.platform = row.text(1);
    account.name = row.text(2);
    account.followers = row.bigint_or_null(3);
    account.followers_change = row.bigint_or_null(4);
    account.engagement_rate = real_or_null(row.text_or_null(5));
    account.engagement_change = real_or_null(row.text_or_null(6));
    account.posts_published = row.bigint_or_null(7);
    account.measured_at = row.instant(8);
    account.compared_with = row.instant(9);
    for (const auto &followers : row.texts(10))
        account.followers_trend.push_back(count_or_null(followers));
    account.problem = row.text(11);
    account.last_measured_at = row.instant(12);
    return account;
}

ReportPost post_of(const Row &row) {
    ReportPost post;
    post.platform = row.text(0);
    post.account_name = row.text(1);
    post.caption = row.text(2);
    post.permalink = row.text(3);
    post.published_at = row.instant(4);
    post.likes_gained = row.bigint_or_null(5);
    post.comments_gained = row.bigint_or_null(6);
    post.views_gained = row.bigint_or_null(7);
    return post;
}

} // namespace

std::string OutboxMails::refusal() {
    std::string reason;
    refusal_.run({}, [&](const Row &row) { reason = row.text(0); });
    return reason;
}

std::vector<OutboxMail> OutboxMails::claim(int most) {
    std::vector<OutboxMail> mails;
    std::vector<std::string> users;
    claim_.run({bind_int(most)}, [&](const Row &row) {
        auto &mail = mails.emplace_back();
        mail.id = row.uuid(0);
        mail.address = row.text(3);
        mail.reader_name = row.text(4);
        mail.locale = row.text(5);
        mail.time_zone = row.text(6);
        mail.unsubscribe_token = row.uuid(13);
        users.push_back(row.uuid(2));
        if (auto kind = notice_kind_named(row.text(1)))
            mail.about = notice_of(row, *kind);
        else
            mail.about = report_of(row);
    });
    for (std::size_t i = 0; i < mails.size(); ++i)
        if (auto *report = std::get_if<WeeklyReport>(&mails[i].about))
            add_figures(users[i], *report);
    return mails;
}

void OutboxMails::add_figures(const std::string &user_id, WeeklyReport &report) {
    accounts_.run({bind_uuid(user_id), bind_instant(report.from), bind_instant(report.until)},
                  [&](const Row &row) { report.accounts.push_back(account_of(row)); });
    posts_.run({bind_uuid(user_id), bind_instant(report.from), bind_instant(report.until)},
               [&](const Row &row) { report.posts.push_back(post_of(row)); });
}

std::optional<Instant> OutboxMails::next_due() {
    std::optional<Instant> due;
    next_due_.run({}, [&](const Row &row) { due = row.instant(0); });
    return due;
}

bool OutboxMails::record(const std::string &mail, const std::string &outcome, const std::string &error,
                         std::optional<Instant> retry_at) {
    bool recorded = false;
    record_.run({bind_uuid(mail), bind_text(outcome), bind_text_or_null(error), bind_instant(retry_at)},
                [&](const Row &row) { recorded = row.boolean(0); });
    return recorded;
}

void OutboxMails::explain(const std::string &why) {
    explain_.run({bind_text(why)});
}

} // namespace social::pg
