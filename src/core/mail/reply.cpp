#include "core/mail/reply.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace social {

namespace {

constexpr int kServiceNotAvailable = 421;    // RFC 5321: the server closes the connection
constexpr int kAuthenticationRequired = 530; // RFC 4954
constexpr int kEncryptionRequired = 538;     // RFC 4954

// "550-5.7.26" of a line that is not the last.
bool joins_two_codes(std::string_view word) {
    return word.size() > 4 && word[3] == '-' &&
           std::all_of(word.begin(), word.begin() + 3, [](char c) { return c >= '0' && c <= '9'; });
}

// In small letters, without the addresses that servers quote: a recipient may be called relay@example.com.
std::string words_of(std::string_view reply) {
    std::string words;
    for (std::size_t i = 0; i < reply.size();) {
        const auto end = std::min(reply.find(' ', i), reply.size());
        auto word = reply.substr(i, end - i);
        if (joins_two_codes(word)) {
            words.append(word.substr(0, 3)).push_back(' ');
            word.remove_prefix(4);
        }
        if (word.find('@') == std::string_view::npos)
            words.append(word).push_back(' ');
        i = end + 1;
    }
    std::ranges::transform(words, words.begin(), ascii_lower);
    return words;
}

// Many servers tell only at RCPT or after the mail that they do not know us, or that our sender may not send.
bool refuses_us(int code, std::string_view reply) {
    if (code == kAuthenticationRequired || code == kEncryptionRequired)
        return true;
    constexpr std::array<std::string_view, 18> kAboutUs{
        "relay", // "Relay access denied" (Postfix), "Unable to relay" (Exchange), "relay not permitted"
                 // (Exim)
        "authentication required", //
        "sender address rejected", // Postfix: "not owned by user"
        "send as this sender",     // Exchange 5.7.60
        "sendasdenied",            // Exchange Online 5.2.252
        "user sending limit",      // Gmail 5.4.5: "Daily user sending limit exceeded"
        "helo command rejected",   // Postfix: "need fully-qualified hostname"
        "client host",             // Postfix: "rejected: Access denied", "blocked using zen.spamhaus.org"
        "blocked using",           // Exchange Online
        " 5.7.8 ",                 // RFC 5248: credentials invalid
        " 5.7.9 ",                 // RFC 5248: the mechanism is too weak
        // RFC 7372: our domain's or this machine's DKIM, SPF and reverse DNS
        " 5.7.20 ",
        " 5.7.21 ",
        " 5.7.22 ",
        " 5.7.23 ",
        " 5.7.24 ",
        " 5.7.25 ",
        " 5.7.26 ",
    };
    const std::string words = words_of(reply);
    return std::any_of(kAboutUs.begin(), kAboutUs.end(),
                       [&words](std::string_view about) { return words.find(about) != std::string::npos; });
}

bool is_of_local_part(char c) {
    constexpr std::string_view kOthers = ".!#$%&'*+/=?^_`{|}~-";
    return is_ascii_alphanumeric(c) || kOthers.find(c) != std::string_view::npos;
}

} // namespace

MailResult meaning_of_refusal(SmtpStep step, int code, std::string_view reply) {
    const bool about_one_mail = step == SmtpStep::rcpt || step == SmtpStep::data || step == SmtpStep::text;
    if (code < 400 || code == kServiceNotAvailable)
        return MailResult::retry_later;
    if (code < 500)
        return about_one_mail ? MailResult::put_off : MailResult::retry_later;
    return !about_one_mail || refuses_us(code, reply) ? MailResult::misconfigured : MailResult::refused;
}

std::string with_masked_addresses(std::string_view text) {
    std::string out;
    std::size_t part = 0; // characters of a local part before this one
    for (const char c : text) {
        if (c == '@' && part > 0)
            out.replace(out.size() - part + 1, part - 1, "…");
        out.push_back(c);
        part = is_of_local_part(c) ? part + 1 : 0;
    }
    return out;
}

} // namespace social
