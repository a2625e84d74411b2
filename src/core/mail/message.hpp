// A mail as RFC 5322 and MIME want it, from plain values. Whatever the values hold, the result is ASCII with
// short lines, and no value can add a header.
#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"

#include <string>
#include <string_view>

namespace social {

struct Mailbox {
    std::string address{}; // local@domain
    std::string name{};    // UTF-8, may be empty
};

struct MailMessage {
    Mailbox from{};
    Mailbox to{};
    std::string subject{};
    std::string text{};
    std::string html{}; // empty: text only
    // Unique; the same at every attempt, so that a mail sent twice is recognised. Letters, digits, '-' and
    // '.'.
    std::string id{};
    Instant date{};
    std::string unsubscribe_url{}; // https: or mailto:, may be empty
    bool one_click = false;        // a POST to unsubscribe_url is enough (RFC 8058)
};

// True for an address that can stand in an SMTP command as it is. Addresses beyond ASCII are not supported.
bool usable_address(std::string_view address);

// The whole mail, headers and body. Fails with what is wrong with an address, id or URL.
Result<std::string> build_mail(const MailMessage &message);

} // namespace social
