// Notices that are mailed to creators about one of their accounts, from plain values to subject, text and
// HTML.
#pragma once

#include "core/mail/page.hpp"
#include "core/mail/report.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace social {

enum class NoticeKind : std::uint8_t { token_expiring, reconnect_needed, account_taken_over };
std::optional<NoticeKind> notice_kind_named(std::string_view name);

struct Notice {
    NoticeKind kind = NoticeKind::token_expiring;
    std::string reader_name{}; // may be empty
    std::string connection_id{};
    std::string platform{};
    std::string account_name{}; // may be empty
    std::optional<Instant> ends_at{};
};

MailContent compose_notice(const Notice &notice, const Language &language, const TimeZone &zone,
                           const std::string &zone_name, const MailLinks &links);

} // namespace social
