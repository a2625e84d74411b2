// Notices about one account, and the sender's setting.
#include "core/mail/notice.hpp"

#include "core/mail/sender.hpp"
#include "schedule/zones.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace social {
namespace {

using test::utc;
using ::testing::HasSubstr;
using ::testing::Not;

MailContent compose(Notice notice, const char *locale) {
    return compose_notice(notice, language_of(locale), test::paris(), "Europe/Paris",
                          MailLinks{"https://app.example.com"});
}

Notice expiring() {
    Notice notice;
    notice.kind = NoticeKind::token_expiring;
    notice.reader_name = "Layla";
    notice.connection_id = "c1";
    notice.platform = "instagram";
    notice.account_name = "layla";
    notice.ends_at = utc("2026-11-25 23:30");
    return notice;
}

TEST(Notice, tells_when_a_permission_ends_where_the_creator_lives) {
    const auto french = compose(expiring(), "fr");
    EXPECT_EQ(french.subject, "Instagram · layla\u00a0: à reconnecter avant le jeudi 26 novembre 2026");
    EXPECT_THAT(french.text, HasSubstr("Bonjour Layla,"));
    EXPECT_THAT(french.text, HasSubstr("prend fin le 26 nov. à 00:30"));
    EXPECT_THAT(french.text, HasSubstr("Heures\u00a0: Europe/Paris."));
    EXPECT_THAT(french.html, HasSubstr("href=\"https://app.example.com/influencer/social-media#c1\""));
    const auto english = compose(expiring(), "en");
    EXPECT_EQ(english.subject, "Instagram · layla: connect again before Thursday, 26 November 2026");
    EXPECT_THAT(english.text, HasSubstr("ends on 26 Nov at 00:30"));
}

TEST(Notice, keeps_a_name_that_turns_the_direction_of_what_follows_to_itself) {
    Notice notice = expiring();
    notice.account_name = "lay\u202Ela\u2069"; // an override, and the end of an isolation
    notice.reader_name = "\u0644\u064A\u0644\u0649";
    const auto mail = compose(notice, "en");
    EXPECT_EQ(mail.subject, "Instagram · \u2068layla\u2069: connect again before Thursday, 26 November 2026");
    EXPECT_THAT(mail.text, HasSubstr("Hello \u2068\u0644\u064A\u0644\u0649\u2069,"));
    EXPECT_THAT(mail.html, HasSubstr("\u2068layla\u2069"));
    EXPECT_THAT(mail.text + mail.html, Not(HasSubstr("\u202E")));
}

TEST(Notice, tells_of_a_lost_account) {
    Notice notice = expiring();
    notice.kind = NoticeKind::reconnect_needed;
    notice.account_name.clear();
    notice.reader_name.clear();
    const auto mail = compose(notice, "fr");
    EXPECT_EQ(mail.subject, "Instagram · votre compte\u00a0: compte à reconnecter");
    EXPECT_THAT(mail.text, HasSubstr("Bonjour,\n"));
    EXPECT_THAT(mail.text, Not(HasSubstr("Heures")));
    EXPECT_THAT(mail.text, Not(HasSubstr("1970")));
}

TEST(Notice, tells_of_an_account_that_was_taken_over) {
    Notice notice = expiring();
    notice.kind = NoticeKind::account_taken_over;
    EXPECT_THAT(compose(notice, "en").text, HasSubstr("change your password at Instagram"));
}

TEST(Notice, leaves_no_word_unfilled) {
    for (auto kind :
         {NoticeKind::token_expiring, NoticeKind::reconnect_needed, NoticeKind::account_taken_over})
        for (const char *locale : {"fr", "en"}) {
            Notice notice = expiring();
            notice.kind = kind;
            const auto mail = compose(notice, locale);
            EXPECT_THAT(mail.subject + mail.text + mail.html, Not(HasSubstr("{")));
        }
}

TEST(Notice, kinds_have_the_names_of_the_outbox) {
    EXPECT_EQ(notice_kind_named("token_expiring"), NoticeKind::token_expiring);
    EXPECT_EQ(notice_kind_named("reconnect_needed"), NoticeKind::reconnect_needed);
    EXPECT_EQ(notice_kind_named("account_taken_over"), NoticeKind::account_taken_over);
    EXPECT_EQ(notice_kind_named("weekly_report"), std::nullopt);
}

TEST(Sender, is_an_address_or_a_name_with_one) {
    EXPECT_EQ(parse_sender("a@b.example").address, "a@b.example");
    EXPECT_EQ(parse_sender("a@b.example").name, "");
    EXPECT_EQ(parse_sender(" Nos Ventes <a@b.example> ").address, "a@b.example");
    EXPECT_EQ(parse_sender("Nos Ventes <a@b.example>").name, "Nos Ventes");
    EXPECT_EQ(parse_sender("\"Ventes, S.A.\" <a@b.example>").name, "Ventes, S.A.");
    EXPECT_EQ(parse_sender("").address, "");
    EXPECT_EQ(parse_sender("><").address, "><");
}

} // namespace
} // namespace social
