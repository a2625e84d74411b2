// MailSession: one connection to a mail server. libcurl makes it (name, TCP, TLS, EHLO, STARTTLS, login) and
// then stops; the few commands of each mail are spoken here, since libcurl waits for the replies to the last
// of them.
#pragma once

#include "core/http/curl_handles.hpp"
#include "core/http/curl_loop.hpp"
#include "core/mail/reply.hpp"
#include "core/mail/smtp.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace social {

struct QueuedMail {
    std::string from{};
    std::string to{};
    std::string text{};
    SmtpClient::Handler handler{};
};

class MailSession {
public:
    using Moment = std::chrono::steady_clock::time_point;

    // Begins to connect, for `mail`. Throws when the settings are unusable; `mail` is untouched then.
    MailSession(CurlLoop &loop, const SmtpSettings &settings, QueuedMail &mail,
                const SignalsBlocked &blocked);
    ~MailSession();
    MailSession(const MailSession &) = delete;
    MailSession &operator=(const MailSession &) = delete;

    CURL *handle() const noexcept { return handle_.get(); }
    Moment deadline() const noexcept { return deadline_; }
    bool connecting() const noexcept { return step_ == Step::connecting; }
    // Stays so when the session has ended.
    bool was_let_in() const noexcept { return fd_ >= 0; }
    // From here on the server may take the mail whatever is done here.
    bool text_begun() const noexcept { return step_ == Step::text; }
    // The connection took mails before, and ended before it heard more of this one than who sends it.
    bool worn_out() const noexcept { return worn_out_; }

    // libcurl is through with connecting. False when that failed: outcome() says why.
    bool connected(CURLcode code);
    // Speaks and listens as far as it goes without waiting. False when the mail has ended: see outcome().
    bool talk();
    // Ends the mail for lack of time.
    void expire();

    const MailOutcome &outcome() const noexcept { return outcome_; }
    QueuedMail &mail() noexcept { return mail_; }
    // After a mail that was sent: goes on with another one.
    void next(QueuedMail mail);
    // Takes leave of the server without waiting for an answer.
    void quit() noexcept;

private:
    using Step = SmtpStep;

    static std::size_t take_line(char *line, std::size_t, std::size_t length, void *self) noexcept;

    void configure();
    void start_mail();
    void begin(Step step, std::chrono::milliseconds patience, std::string_view text);
    void wait_at_most(std::chrono::milliseconds patience);
    bool flush();
    bool listen();
    bool on_reply(int code);
    bool end(MailResult result, int code, std::string text);
    bool refused(int code);
    std::string told() const;
    bool broken();

    CurlLoop &loop_;
    const SmtpSettings &settings_;
    QueuedMail mail_{};
    MailOutcome outcome_{};
    Step step_ = Step::connecting;
    Moment deadline_{};
    bool used_before_ = false;
    bool worn_out_ = false;
    int fd_ = -1;
    std::string unsent_{};
    std::string unread_{};
    std::string reply_{}; // the lines of a reply in one, while connecting the last refusal
    std::array<char, CURL_ERROR_SIZE> detail_{};
    EasyHandle handle_{};
};

} // namespace social
