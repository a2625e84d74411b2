#include "core/mail/delivery.hpp"

#include "core/http/failure.hpp"
#include "core/json.hpp"
#include "core/mail/message.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace social {

namespace {

constexpr std::size_t kTextLimit = 300;

bool on_this_machine(std::string_view url) {
    auto host = url.substr(std::min(url.find("://"), url.size() - 3) + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (host.starts_with("[::1]"))
        return true;
    host = host.substr(0, host.rfind(':'));
    return host == "localhost" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

long tls_for(const SmtpSettings &settings) {
    switch (settings.starttls) {
    case Starttls::never:
        return CURLUSESSL_NONE;
    case Starttls::required:
        return CURLUSESSL_ALL;
    case Starttls::unless_loopback:
        break;
    }
    return on_this_machine(settings.url) ? CURLUSESSL_NONE : CURLUSESSL_ALL;
}

// The server refuses us rather than this mail.
bool refuses_us(CURLcode code, std::string_view detail) {
    switch (code) {
    case CURLE_LOGIN_DENIED:
    case CURLE_REMOTE_ACCESS_DENIED:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return true;
    default:
        return classify(code, detail) == TransportFailure::tls || detail.starts_with("MAIL failed");
    }
}

} // namespace

Delivery::Delivery(std::string from, std::string to, std::string mail, SmtpClient::Handler on_end)
    : handler(std::move(on_end)), from_('<' + std::move(from) + '>'), to_('<' + std::move(to) + '>'),
      mail_(std::move(mail)) {}

Delivery::~Delivery() {
    SignalsBlocked blocked;
    handle_.reset();
}

void Delivery::begin(CurlLoop &loop, const SmtpSettings &settings) {
    handle_.reset(curl_easy_init());
    recipients_.reset(curl_slist_append(nullptr, to_.c_str()));
    if (!handle_ || !recipients_)
        throw std::bad_alloc{};
    CURL *curl = handle_.get();
    loop.prepare(curl);
    set_option(curl, CURLOPT_PRIVATE, static_cast<void *>(this));
    set_option(curl, CURLOPT_ERRORBUFFER, detail_.data());
    set_option(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set_option(curl, CURLOPT_URL, settings.url.c_str());
    set_option(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set_option(curl, CURLOPT_PROXY, "");
    set_option(curl, CURLOPT_USE_SSL, tls_for(settings));
    set_option(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set_option(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    set_option(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings.ca_file.empty())
        set_option(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    if (!settings.user.empty()) {
        set_option(curl, CURLOPT_USERNAME, settings.user.c_str());
        set_option(curl, CURLOPT_PASSWORD, settings.password.reveal().c_str());
    }
    set_option(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
    set_option(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
    set_option(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
               std::max(static_cast<long>(settings.timeout.count()) / 1000, 1L));

    set_option(curl, CURLOPT_MAIL_FROM, from_.c_str());
    set_option(curl, CURLOPT_MAIL_RCPT, recipients_.get());
    set_option(curl, CURLOPT_UPLOAD, 1L);
    set_option(curl, CURLOPT_READFUNCTION, &Delivery::give_mail);
    set_option(curl, CURLOPT_READDATA, static_cast<void *>(this));
    set_option(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail_.size()));
    set_option(curl, CURLOPT_HEADERFUNCTION, &Delivery::take_reply);
    set_option(curl, CURLOPT_HEADERDATA, static_cast<void *>(this));
    set_option(curl, CURLOPT_WRITEFUNCTION, &Delivery::drop);
}

MailOutcome Delivery::outcome(CURLcode code) const {
    MailOutcome outcome;
    long reply = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &reply);
    outcome.reply_code = static_cast<int>(reply);
    if (code == CURLE_OK) {
        outcome.result = MailResult::sent;
        return outcome;
    }
    const std::string_view detail{detail_.data()};
    if (reply >= 400 && reply < 500)
        outcome.result = MailResult::retry_later;
    else if (refuses_us(code, detail))
        outcome.result = MailResult::misconfigured;
    else if (reply >= 500 && reply < 600)
        outcome.result = MailResult::refused;

    if (reply >= 400)
        outcome.text = "the mail server answered: " + clean_text(reply_.data(), kTextLimit);
    else
        outcome.text = "the mail server did not take the mail: " +
                       clean_text(detail.empty() ? curl_easy_strerror(code) : detail, kTextLimit);
    return outcome;
}

std::size_t Delivery::give_mail(char *into, std::size_t, std::size_t room, void *self) noexcept {
    auto &delivery = *static_cast<Delivery *>(self);
    const std::size_t count = std::min(room, delivery.mail_.size() - delivery.given_);
    std::memcpy(into, delivery.mail_.data() + delivery.given_, count);
    delivery.given_ += count;
    return count;
}

std::size_t Delivery::take_reply(char *line, std::size_t, std::size_t length, void *self) noexcept {
    auto &reply = static_cast<Delivery *>(self)->reply_;
    std::size_t count = std::min(length, reply.size() - 1);
    while (count > 0 && (line[count - 1] == '\r' || line[count - 1] == '\n'))
        --count;
    std::memcpy(reply.data(), line, count);
    reply[count] = '\0';
    return length;
}

} // namespace social
