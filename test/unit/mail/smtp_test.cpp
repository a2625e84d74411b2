// SmtpClient against a scripted mail server.
#include "core/mail/smtp.hpp"

#include "core/mail/reply.hpp"
#include "scripted_server.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Smtp, hands_over_a_mail) {
    MailServer server;
    SmtpSettings settings = to_server(server);
    settings.user = "example";
    settings.password = Secret{"pass word"};
    const MailOutcome outcome = post(settings);
    EXPECT_EQ(outcome.result, MailResult::sent) << outcome.text;
    EXPECT_EQ(outcome.reply_code, 250);
    EXPECT_THAT(server.said(), HasSubstr("AUTH PLAIN"));
    EXPECT_THAT(server.said(), HasSubstr("AGV4YW1wbGUAcGFzcyB3b3Jk")); // NUL example NUL pass word
    EXPECT_THAT(server.said(), HasSubstr("MAIL FROM:<noreply@example.com>"));
    EXPECT_THAT(server.said(), HasSubstr("RCPT TO:<salma@example.org>\r\n"));
    EXPECT_THAT(server.said(), HasSubstr("Subject: x\r\n\r\nHello\r\n...dots\r\n.\r\n"));
}

struct Refusal {
    const char *what;
    std::string Replies::*at;
    const char *reply;
    MailResult result;
    int code;
};

void PrintTo(const Refusal &refusal, std::ostream *out) {
    *out << refusal.what;
}

class SmtpRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(SmtpRefusal, is_classified) {
    Replies replies;
    replies.*GetParam().at = GetParam().reply;
    MailServer server(replies);
    SmtpSettings settings = to_server(server);
    settings.user = "example";
    settings.password = Secret{"secret"};
    const MailOutcome outcome = post(settings);
    EXPECT_EQ(outcome.result, GetParam().result) << outcome.text;
    EXPECT_EQ(outcome.reply_code, GetParam().code);
    EXPECT_THAT(outcome.text, HasSubstr("the mail server answered: " + std::to_string(GetParam().code)));
    EXPECT_THAT(outcome.text, Not(HasSubstr("secret")));
}

INSTANTIATE_TEST_SUITE_P(
    Replies, SmtpRefusal,
    testing::Values(
        Refusal{"unknown user", &Replies::rcpt, "550 5.1.1 no such user\r\n", MailResult::refused, 550},
        Refusal{"full mailbox", &Replies::rcpt, "452 4.2.2 mailbox full\r\n", MailResult::put_off, 452},
        Refusal{"grey listing", &Replies::rcpt, "450-4.7.1 come back\r\n450 4.7.1 later\r\n",
                MailResult::put_off, 450},
        Refusal{"spam", &Replies::end, "554 5.7.1 looks like spam\r\n", MailResult::refused, 554},
        Refusal{"busy after the mail", &Replies::end, "451 4.3.0 try again\r\n", MailResult::put_off, 451},
        Refusal{"shut down after the mail", &Replies::end, "421 4.3.2 going down\r\n",
                MailResult::retry_later, 421},
        Refusal{"no data", &Replies::data, "554 5.5.1 no\r\n", MailResult::refused, 554},
        Refusal{"sender", &Replies::mail, "553 5.7.1 sender not owned\r\n", MailResult::misconfigured, 553},
        Refusal{"sender for now", &Replies::mail, "451 4.3.1 too many mails\r\n", MailResult::retry_later,
                451},
        Refusal{"no relay", &Replies::rcpt, "554 5.7.1 <a@b>: Relay access denied\r\n",
                MailResult::misconfigured, 554},
        Refusal{
            "limit of the day", &Replies::end,
            "550-5.4.5 Daily user sending limit exceeded. For more\r\n550 5.4.5 see https://example.com\r\n",
            MailResult::misconfigured, 550},
        Refusal{"login", &Replies::auth, "535 5.7.8 wrong password\r\n", MailResult::misconfigured, 535},
        Refusal{"login for now", &Replies::auth, "454 4.7.0 try again\r\n", MailResult::retry_later, 454}));

// Servers differ in the step at which they say that they do not take mails from us at all. What is mistaken
// for a refusal of one mail would empty the outbox into nothing.
TEST(SmtpReply, tells_a_refusal_of_us_from_one_of_a_mail) {
    for (const char *reply :
         {"554 5.7.1 <salma@example.org>: Relay access denied", "550 5.7.54 SMTP; Unable to relay recipient",
          "550 relay not permitted", "530 5.7.0 Authentication Required. Learn more", "530 Not now",
          "538 Encryption needed",
          "553 5.7.1 <a@example.com>: Sender address rejected: not owned by user mailer",
          "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
          "535 5.7.8 Bad credentials", "535-5.7.8 Bad credentials. For more information, go to",
          "504 5.5.2 <db1>: Helo command rejected: need fully-qualified hostname",
          "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied",
          "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
          "550-5.7.26 Your email has been blocked because the sender is unauthenticated."})
        EXPECT_EQ(meaning_of_refusal(SmtpStep::rcpt, std::atoi(reply), reply), MailResult::misconfigured)
            << reply;
    for (const char *reply : {"550 5.1.1 <relay@example.org>: no such user", "550 5.7.1 blocked",
                              "552 5.7.0 content is unsafe", "550 5.1.1 relay@example.org unknown"})
        EXPECT_EQ(meaning_of_refusal(SmtpStep::rcpt, std::atoi(reply), reply), MailResult::refused) << reply;
}

// Where a server wants more than this machine's own short name.
TEST(Smtp, greets_by_the_name_in_the_url) {
    MailServer server;
    SmtpSettings settings = to_server(server);
    settings.url += "/db1.example.com";
    EXPECT_EQ(post(settings).result, MailResult::sent);
    EXPECT_THAT(server.said(), HasSubstr("EHLO db1.example.com\r\n"));
}

TEST(Smtp, does_without_tls_only_where_it_may) {
    MailServer server;
    SmtpSettings settings = to_server(server);
    settings.starttls = Starttls::required;
    settings.user = "example";
    settings.password = Secret{"pass word"};
    const MailOutcome outcome = post(settings);
    EXPECT_EQ(outcome.result, MailResult::misconfigured);
    EXPECT_THAT(outcome.text, HasSubstr("STARTTLS"));
    EXPECT_THAT(server.said(), Not(HasSubstr("AUTH")));
    EXPECT_THAT(server.said(), Not(HasSubstr("MAIL")));
}

TEST(Smtp, tries_again_later_when_nobody_answers) {
    SmtpSettings settings;
    settings.url = "smtp://127.0.0.1:" + std::to_string(closed_port());
    MailOutcome outcome = post(settings);
    EXPECT_EQ(outcome.result, MailResult::retry_later);
    EXPECT_EQ(outcome.reply_code, 0);

    LocalServer silent([](Connection &connection, int) { connection.wait_for_end(); });
    settings.url = "smtp://127.0.0.1:" + std::to_string(silent.port());
    settings.patience.connecting = 100ms;
    EXPECT_EQ(post(settings).result, MailResult::retry_later);

    LocalServer rude([](Connection &connection, int) { connection.send("220 hello\r\n"); });
    settings.url = "smtp://127.0.0.1:" + std::to_string(rude.port());
    EXPECT_EQ(post(settings).result, MailResult::retry_later);
}

TEST(Smtp, refuses_other_protocols_and_unusable_addresses) {
    SmtpSettings settings;
    for (const char *url : {"http://127.0.0.1/", "file:///tmp/x", "", "smtp://u:p@127.0.0.1"}) {
        settings.url = url;
        EXPECT_EQ(post(settings).result, MailResult::misconfigured) << url;
    }
    MailServer server;
    EXPECT_EQ(post(to_server(server), "a@b>\r\nRCPT TO:<c@d").result, MailResult::refused);
    EXPECT_EQ(server.connections(), 0);
}

TEST(Smtp, repeats_no_address_that_a_server_quotes) {
    EXPECT_EQ(
        with_masked_addresses("550 5.1.1 <sara.b+x@example.com>: Recipient address rejected; a@b, @c, x @ y"),
        "550 5.1.1 <s…@example.com>: Recipient address rejected; a…@b, @c, x @ y");
    Replies replies;
    replies.rcpt = "550 5.1.1 <salma@example.org>: no such user\r\n";
    MailServer server(replies);
    EXPECT_EQ(post(to_server(server)).text,
              "the mail server answered: 550 5.1.1 <s…@example.org>: no such user");
}

TEST(Smtp, carries_many_mails_over_few_connections) {
    MailServer server;
    SmtpSettings settings = to_server(server);
    settings.max_connections = 2;
    SmtpClient client(settings);
    int sent = 0;
    for (int i = 0; i < 50; ++i)
        client.send("noreply@example.com", "salma" + std::to_string(i) + "@example.org", kMail,
                    [&sent](MailOutcome outcome) { sent += outcome.result == MailResult::sent; });
    EXPECT_EQ(client.in_flight(), 50u);
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    EXPECT_EQ(sent, 50);
    EXPECT_LE(server.connections(), 2);
}

// Many servers take so many mails over a connection and no more. Who is next is owed another one.
TEST(Smtp, goes_on_over_another_connection_when_one_is_worn_out) {
    for (const char *end : {"421 4.7.0 too many mails\r\n", "bye\r\n"}) {
        Replies replies;
        replies.mails_a_connection = 2;
        replies.worn_out = end;
        MailServer server(replies);
        SmtpSettings settings = to_server(server);
        settings.max_connections = 1;
        SmtpClient client(settings);
        std::vector<MailResult> results;
        for (int i = 0; i < 5; ++i)
            client.send("noreply@example.com", "salma@example.org", kMail,
                        [&results](const MailOutcome &outcome) { results.push_back(outcome.result); });
        ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
        EXPECT_THAT(results, testing::ElementsAreArray(std::vector<MailResult>(5, MailResult::sent)));
        EXPECT_EQ(server.connections(), 3);
    }
}

// Providers lock an account after a few wrong passwords, and each mail that waits would cost another one.
TEST(Smtp, logs_in_once_with_a_wrong_password_however_many_mails_wait) {
    for (const char *refusal : {"535 5.7.8 wrong password\r\n", "454 4.7.0 try again later\r\n"}) {
        Replies replies;
        replies.auth = refusal;
        MailServer server(replies);
        SmtpSettings settings = to_server(server);
        settings.user = "example";
        settings.password = Secret{"wrong"};
        SmtpClient client(settings);
        for (int round = 1; round <= 2; ++round) {
            std::vector<std::string> outcomes;
            for (int i = 0; i < 16; ++i)
                client.send("noreply@example.com", "salma@example.org", kMail,
                            [&outcomes](const MailOutcome &outcome) { outcomes.push_back(outcome.text); });
            ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
            EXPECT_THAT(outcomes, testing::SizeIs(16));
            EXPECT_THAT(outcomes,
                        testing::Each(HasSubstr("the mail server answered: " + std::string(refusal, 3))));
            EXPECT_EQ(server.connections(), round);
        }
    }
}

// A server that hangs at its greeting would keep each of them for minutes, one after the other.
TEST(Smtp, waits_once_for_a_server_that_does_not_greet) {
    LocalServer silent([](Connection &connection, int) { connection.wait_for_end(); });
    SmtpSettings settings;
    settings.url = "smtp://127.0.0.1:" + std::to_string(silent.port());
    settings.patience.connecting = 100ms;
    SmtpClient client(settings);
    int put_off = 0;
    for (int i = 0; i < 16; ++i)
        client.send(
            "noreply@example.com", "salma@example.org", kMail,
            [&put_off](const MailOutcome &outcome) { put_off += outcome.result == MailResult::retry_later; });
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    EXPECT_EQ(put_off, 16);
    EXPECT_EQ(silent.connections(), 1);
}

// "421 too many connections" to the second is nothing against the mails of the first.
TEST(Smtp, goes_on_over_the_connections_that_a_server_allows) {
    LocalServer server([](Connection &connection, int number) {
        if (number > 0) {
            connection.send("421 4.7.0 too many connections\r\n");
            return;
        }
        connection.send("220 mail.example ESMTP\r\n");
        bool text = false;
        while (const auto line = connection.read_line()) {
            if (text && *line != ".\r\n")
                continue;
            std::this_thread::sleep_for(text ? 20ms : 0ms); // long enough for the others to be refused
            text = line->starts_with("DATA");
            connection.send(text ? "354 go ahead\r\n" : "250 ok\r\n");
        }
    });
    SmtpSettings settings;
    settings.url = "smtp://127.0.0.1:" + std::to_string(server.port());
    settings.max_connections = 2;
    SmtpClient client(settings);
    int sent = 0;
    int put_off = 0;
    for (int i = 0; i < 16; ++i)
        client.send("noreply@example.com", "salma@example.org", kMail, [&](const MailOutcome &outcome) {
            sent += outcome.result == MailResult::sent;
            put_off += outcome.result == MailResult::retry_later;
        });
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    EXPECT_EQ(sent, 15);
    EXPECT_EQ(put_off, 1);
}

// Whether a mail may be at fault itself when a connection ends.
TEST(Smtp, tells_whether_the_server_knew_whom_the_mail_is_for) {
    for (const auto at : {&Replies::mail, &Replies::rcpt, &Replies::data, &Replies::end}) {
        Replies replies;
        replies.*at = "no reply\r\n";
        MailServer server(replies);
        const MailOutcome outcome = post(to_server(server));
        EXPECT_EQ(outcome.result, MailResult::retry_later);
        EXPECT_EQ(outcome.under_way, at != &Replies::mail);
        EXPECT_EQ(outcome.answer_lost, at == &Replies::end);
    }
}

TEST(Smtp, gives_back_what_waits_when_withdrawn) {
    Replies replies;
    replies.end.clear();
    MailServer server(replies);
    SmtpSettings settings = to_server(server);
    settings.max_connections = 1;
    SmtpClient client(settings);
    std::vector<int> withdrawn;
    for (int i = 0; i < 4; ++i)
        client.send("noreply@example.com", "salma@example.org", kMail,
                    [i, &withdrawn](const MailOutcome &outcome) {
                        if (outcome.result == MailResult::withdrawn)
                            withdrawn.push_back(i);
                    });
    ASSERT_TRUE(drive(client, [&server] { return server.silent(); }));
    client.withdraw();
    EXPECT_EQ(client.patience(), 0ms);
    client.advance();
    EXPECT_THAT(withdrawn, testing::ElementsAre(1, 2, 3));
    EXPECT_EQ(client.in_flight(), 1u) << "the one that the server has";
    // The destructor drops what is left without a call.
}

} // namespace
} // namespace social
