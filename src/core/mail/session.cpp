#include "core/mail/session.hpp"

#include "core/http/failure.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <charconv>
#include <new>
#include <utility>

namespace social {

namespace {

constexpr std::size_t kTextLimit = 300;
constexpr std::size_t kLongestReply = 64 * 1024;

bool on_this_machine(std::string_view url) {
    const auto scheme = url.find("://");
    auto host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
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

// The settings are at fault rather than the network.
bool settings_at_fault(CURLcode code, std::string_view detail) {
    switch (code) {
    case CURLE_LOGIN_DENIED:
    case CURLE_REMOTE_ACCESS_DENIED:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return true;
    default:
        return classify(code, detail) == TransportFailure::tls;
    }
}

// Lines that begin with a dot get another one; the dot alone that ends the mail is not part of it.
std::string stuffed(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    bool line_begins = true;
    for (const char c : text) {
        if (line_begins && c == '.')
            out.push_back('.');
        out.push_back(c);
        line_begins = c == '\n';
    }
    if (!line_begins)
        out += "\r\n";
    return out + ".\r\n";
}

} // namespace

MailSession::MailSession(CurlLoop &loop, const SmtpSettings &settings, QueuedMail &mail,
                         const SignalsBlocked &blocked)
    : loop_(loop), settings_(settings), handle_(curl_easy_init()) {
    if (!handle_)
        throw std::bad_alloc{};
    wait_at_most(settings.patience.connecting);
    configure();
    loop.add(handle_.get(), blocked);
    mail_ = std::move(mail);
}

MailSession::~MailSession() {
    SignalsBlocked blocked;
    loop_.remove(handle_.get(), blocked);
    handle_.reset();
}

void MailSession::configure() {
    CURL *curl = handle_.get();
    loop_.prepare(curl);
    set_option(curl, CURLOPT_ERRORBUFFER, detail_.data());
    set_option(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set_option(curl, CURLOPT_URL, settings_.url.c_str());
    set_option(curl, CURLOPT_CONNECT_ONLY, 1L);
    set_option(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set_option(curl, CURLOPT_PROXY, "");
    set_option(curl, CURLOPT_USE_SSL, tls_for(settings_));
    set_option(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set_option(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    set_option(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings_.ca_file.empty())
        set_option(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
    if (!settings_.user.empty()) {
        set_option(curl, CURLOPT_USERNAME, settings_.user.c_str());
        set_option(curl, CURLOPT_PASSWORD, settings_.password.reveal().c_str());
    }
    // For libcurl the greeting and the login are part of connecting. That nobody is there shows sooner: see
    // CurlLoop::opened().
    const auto connecting = settings_.patience.connecting;
    set_option(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connecting.count()));
    set_option(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(connecting.count()));
    set_option(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
               static_cast<long>(std::chrono::ceil<std::chrono::seconds>(connecting).count()));
    // What stands between forgets a connection on which nobody speaks for minutes.
    set_option(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    set_option(curl, CURLOPT_HEADERFUNCTION, &MailSession::take_line);
    set_option(curl, CURLOPT_HEADERDATA, static_cast<void *>(this));
}

bool MailSession::connected(CURLcode code) {
    if (code == CURLE_OK) {
        curl_socket_t fd = CURL_SOCKET_BAD;
        curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &fd);
        fd_ = fd;
        start_mail();
        return true;
    }
    long reply = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &reply);
    const std::string_view detail{detail_.data()};
    const bool for_now = reply >= 400 && reply < 500;
    const MailResult result =
        !for_now && settings_at_fault(code, detail) ? MailResult::misconfigured : MailResult::retry_later;
    if (reply >= 400 && !reply_.empty())
        return end(result, static_cast<int>(reply), "the mail server answered: " + told());
    const std::string_view cause = detail.empty() ? std::string_view{curl_easy_strerror(code)} : detail;
    return end(result, 0, "no session with the mail server: " + clean_text(cause, kTextLimit));
}

void MailSession::next(QueuedMail mail) {
    mail_ = std::move(mail);
    outcome_ = MailOutcome{};
    used_before_ = true;
    start_mail();
}

void MailSession::start_mail() {
    reply_.clear();
    begin(Step::mail, settings_.patience.mail, "MAIL FROM:<" + mail_.from + ">\r\n");
}

// A server that takes its time at each step is not late: each has the time of its own.
void MailSession::begin(Step step, std::chrono::milliseconds patience, std::string_view text) {
    step_ = step;
    wait_at_most(patience);
    unsent_ += text;
}

void MailSession::wait_at_most(std::chrono::milliseconds patience) {
    deadline_ = std::chrono::steady_clock::now() + patience;
}

bool MailSession::talk() {
    if (!flush() || !listen())
        return false;
    // What was heard may have given something to say.
    if (!flush())
        return false;
    loop_.lend(fd_, !unsent_.empty());
    return true;
}

bool MailSession::flush() {
    while (!unsent_.empty()) {
        std::size_t sent = 0;
        const CURLcode code = curl_easy_send(handle_.get(), unsent_.data(), unsent_.size(), &sent);
        if (code == CURLE_AGAIN)
            return true;
        if (code != CURLE_OK)
            return broken();
        unsent_.erase(0, sent);
        if (step_ == Step::text)
            wait_at_most(unsent_.empty() ? settings_.patience.end : settings_.patience.text);
    }
    return true;
}

bool MailSession::listen() {
    for (;;) {
        char bytes[4096];
        std::size_t count = 0;
        const CURLcode code = curl_easy_recv(handle_.get(), bytes, sizeof bytes, &count);
        if (code == CURLE_AGAIN)
            return true;
        if (code != CURLE_OK || count == 0 || unread_.size() > kLongestReply)
            return broken();
        unread_.append(bytes, count);
        for (auto end_of_line = unread_.find('\n'); end_of_line != std::string::npos;
             end_of_line = unread_.find('\n')) {
            const std::string line = unread_.substr(0, unread_.find_last_not_of("\r\n", end_of_line) + 1);
            unread_.erase(0, end_of_line + 1);
            int code_of_line = 0;
            const char *const begin = line.data();
            const auto [after, problem] =
                std::from_chars(begin, begin + std::min<std::size_t>(3, line.size()), code_of_line);
            if (problem != std::errc{} || after != begin + 3)
                return broken();
            if (reply_.size() < kTextLimit)
                reply_.append(reply_.empty() ? "" : " ").append(line);
            // "250-more to come"
            if (line.size() >= 4 && line[3] == '-')
                continue;
            const bool goes_on = on_reply(code_of_line);
            reply_.clear();
            if (!goes_on)
                return false;
        }
    }
}

bool MailSession::on_reply(int code) {
    const bool fine = code >= 200 && code < 300;
    switch (step_) {
    case Step::mail:
        if (!fine)
            return refused(code);
        begin(Step::rcpt, settings_.patience.rcpt, "RCPT TO:<" + mail_.to + ">\r\n");
        return flush();
    case Step::rcpt:
        if (!fine)
            return refused(code);
        begin(Step::data, settings_.patience.data, "DATA\r\n");
        return flush();
    case Step::data:
        if (code != 354)
            return refused(code);
        begin(Step::text, settings_.patience.text, stuffed(mail_.text));
        return flush();
    case Step::text:
        return fine ? end(MailResult::sent, code, {}) : refused(code);
    case Step::connecting:
    case Step::ended:
        break;
    }
    return broken();
}

bool MailSession::refused(int code) {
    return end(meaning_of_refusal(step_, code, reply_), code, "the mail server answered: " + told());
}

// Whose mail it was is told beside it to whoever may know that.
std::string MailSession::told() const {
    return with_masked_addresses(clean_text(reply_, kTextLimit));
}

bool MailSession::broken() {
    return end(MailResult::retry_later, 0, "the connection to the mail server broke");
}

void MailSession::expire() {
    end(MailResult::retry_later, 0, "the mail server did not answer in time");
}

bool MailSession::end(MailResult result, int code, std::string text) {
    const bool answer_lost = step_ == Step::text && unsent_.empty() && code == 0;
    worn_out_ = used_before_ && step_ == Step::mail && result == MailResult::retry_later;
    outcome_ = {.result = result,
                .reply_code = code,
                .text = std::move(text),
                .under_way = step_ == Step::rcpt || step_ == Step::data || step_ == Step::text,
                .answer_lost = answer_lost};
    step_ = Step::ended;
    return false;
}

void MailSession::quit() noexcept {
    constexpr std::string_view kQuit = "QUIT\r\n";
    std::size_t sent = 0;
    curl_easy_send(handle_.get(), kQuit.data(), kQuit.size(), &sent);
}

std::size_t MailSession::take_line(char *line, std::size_t, std::size_t length, void *self) noexcept {
    // Only refusals are of interest.
    if (length == 0 || (line[0] != '4' && line[0] != '5'))
        return length;
    try {
        std::string &reply = static_cast<MailSession *>(self)->reply_;
        reply.assign(line, std::min(length, kTextLimit));
        reply.erase(reply.find_last_not_of("\r\n") + 1);
    } catch (...) {
        return 0;
    }
    return length;
}

} // namespace social
