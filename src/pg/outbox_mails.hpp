// The statements of the outbox: mails that are due with what their texts need, and what became of them. Each
// member runs inside a WorkTransaction of the caller.
#pragma once

#include "core/mail/notice.hpp"
#include "core/mail/report.hpp"
#include "pg/statement.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace social::pg {

struct OutboxMail {
    std::string id{};
    std::string address{};
    std::string reader_name{};
    std::string locale{};
    std::string time_zone{};
    std::string unsubscribe_token{}; // of a weekly report
    std::variant<Notice, WeeklyReport> about{};
};

class OutboxMails {
public:
    // Why no mail may leave this database, "" when mails may.
    std::string refusal();
    // Takes them out of the outbox.
    std::vector<OutboxMail> claim(int most);
    std::optional<Instant> next_due();
    // False while somebody holds the mail's row.
    bool record(const std::string &mail, const std::string &outcome, const std::string &error,
                std::optional<Instant> retry_at);
    // Tells of mails that are due what keeps them all from being sent.
    void explain(const std::string &why);

private:
    void add_figures(const std::string &user_id, WeeklyReport &report);

    Statement refusal_{"select reason from social_internal.park_state()", {}};
    Statement claim_{
        "select id, kind, user_id, email, display_name, locale, time_zone, connection_id, platform, "
        "account_name, ends_at, week_from, week_until, unsubscribe_token from "
        "social_internal.claim_mails($1)",
        {INT4OID}};
    Statement accounts_{
        "select connection_id, platform, account_name, followers, followers_change, "
        "engagement_rate::text, engagement_change::text, posts_published, measured_at, compared_with, "
        "array(select coalesce(f::text, '') from unnest(followers_trend) with ordinality as t (f, n) "
        "order by n), problem, last_measured_at from social_internal.weekly_accounts($1, $2, $3)",
        {UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID}};
    Statement posts_{
        "select platform, account_name, caption, permalink, published_at, likes_gained, comments_gained, "
        "views_gained from social_internal.weekly_posts($1, $2, $3)",
        {UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID}};
    Statement next_due_{"select social_internal.next_mail_at()", {}};
    Statement record_{"select social_internal.record_mail($1, $2, $3, $4)",
                      {UUIDOID, TEXTOID, TEXTOID, TIMESTAMPTZOID}};
    Statement explain_{"select social_internal.explain_waiting_mails($1)", {TEXTOID}};
};

} // namespace social::pg
