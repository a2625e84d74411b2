// What a mail server's refusal means: whether one mail ends, or is put off, or whether all of them have to
// wait, because the server itself is in trouble or because it does not accept us.
#pragma once

#include "core/mail/smtp.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace social {

enum class SmtpStep : std::uint8_t { connecting, mail, rcpt, data, text, ended };

// `reply` is its text, codes included; never a reply that accepts.
MailResult meaning_of_refusal(SmtpStep step, int code, std::string_view reply);

// The addresses that a server quotes, with "s…@example.com" in place of "sara@example.com": what it says is
// logged and shown to operators.
std::string with_masked_addresses(std::string_view text);

} // namespace social
