#include "core/mail/message.hpp"

#include "core/ascii.hpp"
#include "core/mail/encoding.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace social {

namespace {

constexpr std::size_t kLongestAddress = 254; // RFC 5321
constexpr std::size_t kLongestLocalPart = 64;
constexpr std::size_t kLongestId = 100;
constexpr std::size_t kLongestUrl = 900; // stays on one line
constexpr std::size_t kBodyLimit = 1'000'000;

// Quoted-printable never holds "=_", so this line cannot occur within a part.
constexpr std::string_view kBoundary = "=_next_part";

bool all_of(std::string_view text, std::string_view others) {
    return std::all_of(text.begin(), text.end(), [others](char c) {
        return is_ascii_alphanumeric(c) || others.find(c) != std::string_view::npos;
    });
}

// Atoms with single dots between them.
bool dotted(std::string_view text, std::string_view others) {
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos && all_of(text, others);
}

bool usable_url(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("mailto:")) && url.size() <= kLongestUrl &&
           all_of(url, "-._~:/?#[]@!$&'()*+,;=%");
}

Error unusable(std::string what) {
    Error error;
    error.reaction = Reaction::misconfigured;
    error.code = "invalid_mail";
    error.message = std::move(what);
    return error;
}

std::string date_text(Instant instant) {
    using namespace std::chrono;
    constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_days day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(instant - day)};
    char text[48];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000",
                  kDays[weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                  kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

std::string mailbox_text(const Mailbox &mailbox) {
    return mailbox.name.empty() ? mailbox.address
                                : header_name(mailbox.name) + "\r\n <" + mailbox.address + '>';
}

std::string part(std::string_view type, std::string_view body) {
    std::string text = "Content-Type: " + std::string{type} +
                       "; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    text += quoted_printable(clean_text(body, kBodyLimit));
    return text + "\r\n";
}

} // namespace

bool usable_address(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || address.size() > kLongestAddress || at > kLongestLocalPart)
        return false;
    const std::string_view domain = address.substr(at + 1);
    return dotted(address.substr(0, at), ".!#$%&'*+/=?^_`{|}~-") && dotted(domain, ".-") &&
           domain.front() != '-' && domain.back() != '-';
}

Result<std::string> build_mail(const MailMessage &message) {
    if (!usable_address(message.from.address))
        return unusable("the sender's address is not usable: set pg_social.from_email to local@domain");
    if (!usable_address(message.to.address))
        return unusable("the recipient's address is not usable");
    if (message.id.empty() || message.id.size() > kLongestId || !dotted(message.id, ".-"))
        return unusable("the mail's id may hold letters, digits, '-' and single dots only");
    if (!message.unsubscribe_url.empty() && !usable_url(message.unsubscribe_url))
        return unusable("the unsubscribe address must be an https: or mailto: URL");

    const std::string domain = message.from.address.substr(message.from.address.rfind('@') + 1);
    std::string mail;
    const auto header = [&mail](std::string_view name, std::string_view value) {
        mail.append(name).append(": ").append(value).append("\r\n");
    };
    header("Date", date_text(message.date));
    header("From", mailbox_text(message.from));
    header("To", mailbox_text(message.to));
    header("Subject", header_text(message.subject));
    header("Message-ID", "<" + message.id + "@" + domain + ">");
    header("Auto-Submitted", "auto-generated");
    if (!message.unsubscribe_url.empty())
        header("List-Unsubscribe", "<" + message.unsubscribe_url + ">");
    if (message.one_click)
        header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    header("MIME-Version", "1.0");
    if (message.html.empty())
        return mail + part("text/plain", message.text);

    const std::string boundary{kBoundary};
    header("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
    // The last alternative is the one to prefer.
    mail += "\r\n--" + boundary + "\r\n" + part("text/plain", message.text);
    mail += "--" + boundary + "\r\n" + part("text/html", message.html);
    return mail + "--" + boundary + "--\r\n";
}

} // namespace social
