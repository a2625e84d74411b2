// The weekly report of a creator, from plain values to subject, text and HTML. Absent values are unknown.
#pragma once

#include "core/mail/page.hpp"

#include <optional>
#include <string>
#include <vector>

namespace social {

struct ReportAccount {
    std::string connection_id{};
    std::string platform{};
    std::string name{};
    std::optional<std::int64_t> followers{};
    std::optional<std::int64_t> followers_change{};
    std::optional<double> engagement_rate{};
    std::optional<double> engagement_change{};                  // percentage points
    std::optional<std::int64_t> posts_published{};              // absent: posts were not listed
    std::optional<Instant> measured_at{};                       // absent: not within the week
    std::optional<Instant> compared_with{};                     // absent: no measurement to compare with
    std::vector<std::optional<std::int64_t>> followers_trend{}; // at the end of each week, oldest first
    std::string problem{}; // expired, revoked, taken_over, error, switched_off, not_measured, or none
    std::optional<Instant> last_measured_at{};
};

struct ReportPost {
    std::string platform{};
    std::string account_name{};
    std::string caption{};
    std::string permalink{};
    std::optional<Instant> published_at{};
    std::optional<std::int64_t> likes_gained{};
    std::optional<std::int64_t> comments_gained{};
    std::optional<std::int64_t> views_gained{};
};

struct WeeklyReport {
    std::string reader_name{}; // may be empty
    Instant from{};
    Instant until{};
    std::vector<ReportAccount> accounts{};
    std::vector<ReportPost> posts{};
};

// Where links lead; no links are made while the address is empty.
struct MailLinks {
    std::string web_url{};

    std::string connections(const std::string &connection_id = {}) const;
    std::string history() const;
    std::string preferences() const;
    std::string unsubscribe(const std::string &token) const;
};

MailContent compose_report(const WeeklyReport &report, const Language &language, const TimeZone &zone,
                           const std::string &zone_name, const MailLinks &links);

} // namespace social
