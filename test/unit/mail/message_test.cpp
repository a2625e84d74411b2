// Mails as they go out, and what no value may do to them.
#include "core/mail/message.hpp"

#include "core/mail/encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace social {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

MailMessage report() {
    MailMessage message;
    message.from = {"noreply@example.com", "Example"};
    message.to = {"salma@example.org", ""};
    message.subject = "Your week";
    message.text = "Hello";
    message.id = "8f14e45f-ceea.1";
    message.date = std::chrono::sys_days{std::chrono::year{2026} / 2 / 3} + std::chrono::hours{9} +
                   std::chrono::minutes{5} + std::chrono::seconds{7};
    return message;
}

TEST(Mail, of_text_alone) {
    const auto mail = build_mail(report());
    ASSERT_TRUE(mail);
    EXPECT_EQ(*mail, "Date: Tue, 03 Feb 2026 09:05:07 +0000\r\n"
                     "From: \"Example\"\r\n <noreply@example.com>\r\n"
                     "To: salma@example.org\r\n"
                     "Subject: Your week\r\n"
                     "Message-ID: <8f14e45f-ceea.1@example.com>\r\n"
                     "Auto-Submitted: auto-generated\r\n"
                     "MIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: quoted-printable\r\n"
                     "\r\n"
                     "Hello\r\n");
}

TEST(Mail, of_text_and_html) {
    MailMessage message = report();
    message.html = "<p>Hello</p>";
    message.unsubscribe_url = "https://example.com/unsubscribe?u=1&t=2";
    const auto mail = build_mail(message);
    ASSERT_TRUE(mail);
    EXPECT_THAT(*mail, HasSubstr("List-Unsubscribe: <https://example.com/unsubscribe?u=1&t=2>\r\n"));
    EXPECT_THAT(*mail, Not(HasSubstr("List-Unsubscribe-Post")));
    message.one_click = true;
    EXPECT_THAT(*build_mail(message),
                HasSubstr("?u=1&t=2>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    EXPECT_THAT(*mail, EndsWith("Content-Type: multipart/alternative; boundary=\"=_next_part\"\r\n"
                                "\r\n"
                                "--=_next_part\r\n"
                                "Content-Type: text/plain; charset=utf-8\r\n"
                                "Content-Transfer-Encoding: quoted-printable\r\n"
                                "\r\n"
                                "Hello\r\n"
                                "--=_next_part\r\n"
                                "Content-Type: text/html; charset=utf-8\r\n"
                                "Content-Transfer-Encoding: quoted-printable\r\n"
                                "\r\n"
                                "<p>Hello</p>\r\n"
                                "--=_next_part--\r\n"));
}

TEST(Mail, no_value_adds_a_header_or_a_part) {
    MailMessage message = report();
    message.from.name = "Evil\r\nBcc: all@example.net";
    message.subject = "Hi\nBcc: all@example.net\r\n\r\nbody";
    message.text = "a\r\n--=_next_part\r\nContent-Type: text/html\r\n\r\n.\r\n";
    message.html = "b";
    const auto mail = build_mail(message);
    ASSERT_TRUE(mail);
    EXPECT_THAT(*mail, Not(HasSubstr("\nBcc:")));
    EXPECT_THAT(*mail, HasSubstr("Subject: Hi Bcc: all@example.net    body\r\n"));
    EXPECT_THAT(*mail, HasSubstr("\r\n--=3D_next_part\r\n"));
    EXPECT_THAT(*mail, HasSubstr("\r\n=2E\r\n"));
}

TEST(Mail, refuses_addresses_that_would_break_out) {
    for (const char *address :
         {"", "salma", "@example.org", "salma@", "a b@example.org", "a@exa mple.org",
          "a@example.org\r\nRCPT TO:<b@example.org>", "<a@example.org>", "a,b@example.org",
          "\"a b\"@example.org", "a@[127.0.0.1]", ".a@example.org", "a..b@example.org", "a@-example.org",
          "a@example..org", "s\xc3\xa9@example.org", "a@b@example.org"}) {
        MailMessage message = report();
        message.to.address = address;
        EXPECT_FALSE(build_mail(message)) << address;
        EXPECT_FALSE(usable_address(address)) << address;
    }
    for (const char *address :
         {"salma@example.org", "salma.b+tag@sub.example.org", "o'neil@example.org", "a@b"})
        EXPECT_TRUE(usable_address(address)) << address;
    EXPECT_FALSE(usable_address(std::string(65, 'a') + "@example.org"));
    EXPECT_FALSE(usable_address("a@" + std::string(260, 'b')));
}

TEST(Mail, says_what_is_wrong) {
    MailMessage message = report();
    message.from.address = "nobody";
    EXPECT_EQ(build_mail(message).error().message,
              "the sender's address is not usable: set pg_social.from_email to local@domain");
    message = report();
    message.id = "a b";
    EXPECT_FALSE(build_mail(message));
    message = report();
    message.unsubscribe_url = "https://example.com/>\r\nBcc: x";
    EXPECT_FALSE(build_mail(message));
    message.unsubscribe_url = "javascript:alert(1)";
    EXPECT_FALSE(build_mail(message));
}

TEST(MailHeader, encodes_what_is_not_plain) {
    EXPECT_EQ(header_text("Votre semaine"), "Votre semaine");
    EXPECT_EQ(header_text("R\xc3\xa9sum\xc3\xa9"), "=?UTF-8?B?UsOpc3Vtw6k=?=");
    EXPECT_EQ(header_text("a =?UTF-8?B?eA==?= b"), "=?UTF-8?B?YSA9P1VURi04P0I/ZUE9PT89IGI=?=");
    EXPECT_EQ(header_text(""), "");
    EXPECT_EQ(header_name("O\"Neil\\"), "\"O\\\"Neil\\\\\"");
    EXPECT_EQ(header_name("\xd8\xb3\xd9\x84\xd9\x85\xd9\x89"), "=?UTF-8?B?2LPZhNmF2Yk=?=");
}

TEST(MailHeader, folds_long_text_between_characters) {
    // 24 e with acute: 48 bytes. 39 would cut a character, so the first word takes 38.
    std::string text;
    for (int i = 0; i < 24; ++i)
        text += "\xc3\xa9";
    EXPECT_EQ(header_text(text), "=?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6k=?=\r\n"
                                 " =?UTF-8?B?w6nDqcOpw6nDqQ==?=");
    std::size_t column = 0;
    for (const char c : header_text(std::string(3000, 'x'))) {
        column = c == '\n' ? 0 : column + 1;
        ASSERT_LE(column, 67u);
    }
}

TEST(QuotedPrintable, follows_its_rules) {
    EXPECT_EQ(quoted_printable("a=b"), "a=3Db");
    EXPECT_EQ(quoted_printable("\xc3\xa9t\xc3\xa9"), "=C3=A9t=C3=A9");
    EXPECT_EQ(quoted_printable("a\nb\r\nc"), "a\r\nb\r\nc");
    EXPECT_EQ(quoted_printable("a\rb"), "a=0Db");
    EXPECT_EQ(quoted_printable("trailing \nblank\t"), "trailing=20\r\nblank=09");
    EXPECT_EQ(quoted_printable("in between"), "in between");
    EXPECT_EQ(quoted_printable(".\n..\nFrom me\nFrom"), "=2E\r\n=2E.\r\n=46rom me\r\nFrom");
    EXPECT_EQ(quoted_printable(""), "");
}

TEST(QuotedPrintable, keeps_lines_short) {
    EXPECT_EQ(quoted_printable(std::string(76, 'x')), std::string(75, 'x') + "=\r\nx");
    EXPECT_EQ(quoted_printable(std::string(75, 'x')), std::string(75, 'x'));
    EXPECT_EQ(quoted_printable(std::string(73, 'x') + "="), std::string(73, 'x') + "=\r\n=3D");
    EXPECT_EQ(quoted_printable(std::string(75, 'x') + "."), std::string(75, 'x') + "=\r\n=2E");
    std::size_t column = 0;
    for (const char c : quoted_printable(std::string(10'000, '\xe9') + std::string(10'000, ' '))) {
        column = c == '\n' ? 0 : column + 1;
        ASSERT_LE(column, 77u); // 76 and the CR
    }
}

} // namespace
} // namespace social
