// A mail server that answers as a test says.
#pragma once

#include "../drive.hpp"
#include "../http/local_server.hpp"
#include "core/mail/smtp.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace social::test {

using namespace std::chrono_literals;

inline constexpr const char *kMail = "Subject: x\r\n\r\nHello\r\n..dots\r\n";

// What the server answers, by the first word of a command. What is missing is fine.
struct Replies {
    std::string ehlo = "250-mail.example\r\n250-AUTH PLAIN\r\n250 SIZE 1000000\r\n";
    std::string auth = "235 2.7.0 welcome\r\n";
    std::string mail = "250 2.1.0 ok\r\n";
    std::string rcpt = "250 2.1.5 ok\r\n";
    std::string data = "354 go ahead\r\n";
    std::string end = "250 2.0.0 queued\r\n";
    std::string worn_out = "421 4.7.0 too many mails\r\n";
    std::chrono::milliseconds pause{0};   // before each
    std::string Replies::*slow = nullptr; // the one that takes 300 ms
    int mails_a_connection = 1000;        // one more is refused
};

class MailServer {
public:
    explicit MailServer(Replies replies = {}) : replies_(std::move(replies)) {}

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(server_.port()); }
    int connections() const { return server_.connections(); }
    // True once a reply was due that the server does not give.
    bool silent() const { return silent_; }
    // Everything the clients said, once they are done.
    std::string said() {
        const std::lock_guard lock(mutex_);
        return said_;
    }

private:
    void talk(Connection &connection) {
        int mails = 0;
        connection.send("220 mail.example ESMTP\r\n");
        while (const auto line = connection.read_line()) {
            {
                const std::lock_guard lock(mutex_);
                said_ += *line;
            }
            const std::string word = line->substr(0, 4);
            if (word == "EHLO")
                answer(connection, &Replies::ehlo);
            else if (word == "AUTH")
                log_in(connection);
            else if (word == "MAIL")
                answer(connection,
                       ++mails <= replies_.mails_a_connection ? &Replies::mail : &Replies::worn_out);
            else if (word == "RCPT")
                answer(connection, &Replies::rcpt);
            else if (word == "DATA") {
                answer(connection, &Replies::data);
                if (replies_.data.starts_with('3'))
                    read_mail(connection);
            } else
                connection.send("250 ok\r\n");
        }
    }
    void answer(Connection &connection, std::string Replies::*which) {
        constexpr std::chrono::milliseconds kSlow{300};
        std::this_thread::sleep_for(which == replies_.slow ? kSlow : replies_.pause);
        connection.send(replies_.*which);
        silent_ = silent_ || (replies_.*which).empty();
    }
    void log_in(Connection &connection) {
        connection.send("334 \r\n");
        if (const auto line = connection.read_line()) {
            const std::lock_guard lock(mutex_);
            said_ += *line;
        }
        answer(connection, &Replies::auth);
    }
    void read_mail(Connection &connection) {
        while (const auto line = connection.read_line()) {
            const std::lock_guard lock(mutex_);
            said_ += *line;
            if (*line == ".\r\n")
                break;
        }
        answer(connection, &Replies::end);
    }

    Replies replies_;
    std::mutex mutex_{};
    std::string said_{};
    std::atomic<bool> silent_{false};
    LocalServer server_{
        [this](Connection &connection, int) { talk(connection); }}; // last: its threads use the rest
};

inline MailOutcome post(SmtpSettings settings, std::string to = "salma@example.org") {
    SmtpClient client(std::move(settings));
    std::optional<MailOutcome> result;
    client.send("noreply@example.com", std::move(to), kMail,
                [&result](MailOutcome outcome) { result = std::move(outcome); });
    EXPECT_FALSE(result);
    EXPECT_TRUE(drive(client, [&result] { return result.has_value(); }));
    return result.value_or(MailOutcome{});
}

inline SmtpSettings to_server(const MailServer &server) {
    SmtpSettings settings;
    settings.url = server.url();
    return settings;
}

inline SmtpPatience the_same_for_all(std::chrono::milliseconds time) {
    return {.connecting = time, .mail = time, .rcpt = time, .data = time, .text = time, .end = time};
}

} // namespace social::test
