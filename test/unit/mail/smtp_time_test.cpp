// How long SmtpClient waits for a mail server, and that it never waits for one within a call.
#include "core/mail/smtp.hpp"

#include "scripted_server.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using namespace test;
using namespace std::chrono_literals;

// From some command on the server says nothing any more. A call that waited for it would end with its
// time-out.
TEST(SmtpTime, never_waits_for_a_server_that_falls_silent) {
    for (const auto at :
         {&Replies::ehlo, &Replies::auth, &Replies::mail, &Replies::rcpt, &Replies::data, &Replies::end}) {
        Replies replies;
        (replies.*at).clear();
        MailServer server(replies);
        SmtpSettings settings = to_server(server);
        settings.user = "example";
        settings.password = Secret{"secret"};
        const auto begin = std::chrono::steady_clock::now();
        SmtpClient client(settings);
        std::optional<MailOutcome> result;
        client.send("noreply@example.com", "salma@example.org", kMail,
                    [&result](MailOutcome outcome) { result = std::move(outcome); });
        ASSERT_TRUE(drive(client, [&server] { return server.silent(); }));
        client.withdraw();
        client.advance();
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 40s);
        // Whether it takes what it has is the server's business.
        EXPECT_EQ(result.has_value(), at != &Replies::end);
        if (result)
            EXPECT_EQ(result->result, MailResult::withdrawn);
    }
}

TEST(SmtpTime, gives_up_on_a_silent_server_in_time) {
    Replies replies;
    replies.end.clear();
    MailServer server(replies);
    SmtpSettings settings = to_server(server);
    settings.patience.end = 200ms;
    const MailOutcome outcome = post(settings);
    EXPECT_EQ(outcome.result, MailResult::retry_later);
    EXPECT_EQ(outcome.text, "the mail server did not answer in time");
    EXPECT_TRUE(outcome.answer_lost);
}

// RFC 5321, 4.5.3.2: the least that a client waits at each step.
TEST(SmtpTime, is_as_patient_as_a_client_has_to_be) {
    const SmtpPatience patience;
    EXPECT_GE(patience.connecting, 5min);
    EXPECT_GE(patience.mail, 5min);
    EXPECT_GE(patience.rcpt, 5min);
    EXPECT_GE(patience.data, 2min);
    EXPECT_GE(patience.text, 3min);
    EXPECT_GE(patience.end, 10min);
}

TEST(SmtpTime, waits_at_each_step_as_long_as_that_one_may_take) {
    struct Step {
        std::string Replies::*reply;
        std::chrono::milliseconds SmtpPatience::*time;
    };
    for (const auto &[reply, time] :
         {Step{&Replies::ehlo, &SmtpPatience::connecting}, Step{&Replies::mail, &SmtpPatience::mail},
          Step{&Replies::rcpt, &SmtpPatience::rcpt}, Step{&Replies::data, &SmtpPatience::data},
          Step{&Replies::end, &SmtpPatience::end}}) {
        Replies replies;
        replies.slow = reply;
        MailServer server(replies);
        SmtpSettings settings = to_server(server);
        settings.patience = the_same_for_all(100ms);
        EXPECT_EQ(post(settings).result, MailResult::retry_later);
        settings.patience.*time = 20s;
        EXPECT_EQ(post(settings).result, MailResult::sent);
    }
}

TEST(SmtpTime, gives_each_step_the_time_that_one_may_take) {
    Replies replies;
    replies.pause = 500ms;
    MailServer server(replies);
    SmtpSettings settings = to_server(server);
    settings.patience = the_same_for_all(1'900ms); // less than all four of them
    EXPECT_EQ(post(settings).result, MailResult::sent);
}

TEST(SmtpTime, hears_the_answer_that_came_while_its_owner_was_held_up) {
    Replies replies;
    replies.pause = 100ms; // so that the mail is seen to have arrived before its answer
    MailServer server(replies);
    SmtpSettings settings = to_server(server);
    settings.patience.end = 1s;
    SmtpClient client(settings);
    std::optional<MailOutcome> result;
    client.send("noreply@example.com", "salma@example.org", kMail,
                [&result](MailOutcome outcome) { result = std::move(outcome); });
    ASSERT_TRUE(drive(client, [&server] { return server.said().ends_with("\r\n.\r\n"); }));
    ASSERT_FALSE(result);
    std::this_thread::sleep_for(settings.patience.end);
    client.advance();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->result, MailResult::sent);
}

TEST(SmtpTime, does_not_wait_for_the_leave_of_a_server_that_refused_it) {
    LocalServer server([](Connection &connection, int) {
        connection.send("220 mail.example ESMTP\r\n");
        connection.read_line();
        connection.send("250-mail.example\r\n250 AUTH PLAIN\r\n");
        connection.read_line();
        connection.send("535 5.7.8 no\r\n");
        connection.wait_for_end();
    });
    SmtpSettings settings;
    settings.url = "smtp://127.0.0.1:" + std::to_string(server.port());
    settings.user = "example";
    settings.password = Secret{"secret"};
    const MailOutcome outcome = post(settings);
    EXPECT_EQ(outcome.result, MailResult::misconfigured);
    EXPECT_EQ(outcome.text, "the mail server answered: 535 5.7.8 no");
}

} // namespace
} // namespace social
