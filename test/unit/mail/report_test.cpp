// The weekly report as text and HTML, and how languages write numbers and dates.
#include "core/mail/report.hpp"

#include "core/mail/notice_texts.hpp"
#include "core/mail/report_texts.hpp"
#include "schedule/zones.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace social {
namespace {

using test::utc;
using ::testing::HasSubstr;
using ::testing::Not;

const Language &french = language_of("fr");
const Language &english = language_of("en");
const Utc utc_zone;

TEST(Languages, are_found_by_locale) {
    EXPECT_EQ(language_of("fr-MA").code, "fr");
    EXPECT_EQ(language_of("en_US.UTF-8").code, "en");
    EXPECT_EQ(language_of("en").code, "en");
    EXPECT_EQ(language_of("ar").code, "fr");
    EXPECT_EQ(language_of("").code, "fr");
}

TEST(Languages, write_numbers) {
    EXPECT_EQ(number(english, 0), "0");
    EXPECT_EQ(number(english, 999), "999");
    EXPECT_EQ(number(english, 1000), "1,000");
    EXPECT_EQ(number(english, -1234567), "\u22121,234,567");
    EXPECT_EQ(number(english, INT64_MIN), "\u22129,223,372,036,854,775,808");
    EXPECT_EQ(number(french, 1234567), "1\u202f234\u202f567");
    EXPECT_EQ(change(english, 312), "+312");
    EXPECT_EQ(change(english, 0), "0");
    EXPECT_EQ(change(english, -5), "\u22125");
}

TEST(Languages, write_rates_with_two_decimals) {
    EXPECT_EQ(percentage(english, 4.3512), "4.35%");
    EXPECT_EQ(percentage(english, 0), "0.00%");
    // Halves as they are written: in binary each of these is a little less.
    EXPECT_EQ(percentage(english, 1.005), "1.01%");
    EXPECT_EQ(percentage(english, 2.675), "2.68%");
    EXPECT_EQ(percentage(english, 1.0049), "1.00%");
    EXPECT_EQ(percentage(english, -0.004), "0.00%");
    EXPECT_EQ(change_in_points(english, -0.285), "\u22120.29 pp");
    EXPECT_EQ(percentage(french, 1234.5), "1\u202f234,50\u202f%");
    EXPECT_EQ(change_in_points(english, 0.305), "+0.31 pp");
    EXPECT_EQ(change_in_points(english, -1.2), "\u22121.20 pp");
    EXPECT_EQ(change_in_points(french, 0.004), "0,00\u202fpt");
}

TEST(Languages, write_days) {
    EXPECT_EQ(long_date(french, utc("2026-11-01 12:00"), utc_zone), "dimanche 1er novembre 2026");
    EXPECT_EQ(long_date(english, utc("2026-11-01 12:00"), utc_zone), "Sunday, 1 November 2026");
    const auto summer = utc("2026-07-20 00:00");
    EXPECT_EQ(date_and_time(french, utc("2026-07-14 06:02"), summer, utc_zone), "14 juil. à 06:02");
    EXPECT_EQ(date_and_time(french, utc("2025-11-14 06:02"), summer, utc_zone), "14 nov. 2025 à 06:02");
    EXPECT_EQ(short_date(french, utc("2026-07-01 06:02"), utc_zone), "1er juil.");
    // 23:30 in London is already the next day in Paris.
    EXPECT_EQ(date_and_time(english, utc("2026-12-31 23:30"), utc("2027-01-03 00:00"), test::paris()),
              "1 Jan at 00:30");
    EXPECT_EQ(date_and_time(english, utc("2026-12-31 22:30"), utc("2027-01-03 00:00"), test::paris()),
              "31 Dec 2026 at 23:30");
}

TEST(Languages, write_periods_as_short_as_they_can) {
    const auto range = [](const char *from, const char *until) {
        return date_range(english, utc(from), utc(until), utc_zone);
    };
    EXPECT_EQ(range("2026-11-16 00:00", "2026-11-23 00:00"), "16 to 22 November 2026");
    EXPECT_EQ(range("2026-11-30 00:00", "2026-12-07 00:00"), "30 November to 6 December 2026");
    EXPECT_EQ(range("2026-12-28 00:00", "2027-01-04 00:00"), "28 December 2026 to 3 January 2027");
    EXPECT_EQ(date_range(french, utc("2026-11-30 00:00"), utc("2026-12-07 00:00"), utc_zone),
              "du 30 novembre au 6 décembre 2026");
}

TEST(Languages, count) {
    const Counted noun{"{n} post", "{n} posts"};
    EXPECT_EQ(counted(english, noun, 0), "0 posts");
    EXPECT_EQ(counted(french, noun, 0), "0 post");
    EXPECT_EQ(counted(english, noun, 1), "1 post");
    EXPECT_EQ(counted(english, noun, 2), "2 posts");
}

TEST(Languages, fill_patterns_once) {
    EXPECT_EQ(fill("{a} and {b}{c}", {{"a", "{b}"}, {"b", "two"}}), "{b} and two{c}");
    EXPECT_EQ(fill("no end {a", {{"a", "x"}}), "no end {a");
    EXPECT_EQ(fill("", {}), "");
}

// A language that has no word for something would show nothing there.
template <typename Texts>
void expect_complete(const Texts &texts) {
    static_assert(sizeof(Texts) % sizeof(std::string_view) == 0);
    const auto *all = reinterpret_cast<const std::string_view *>(&texts);
    for (std::size_t i = 0; i < sizeof(Texts) / sizeof(std::string_view); ++i)
        EXPECT_FALSE(all[i].empty()) << "text " << i;
}

TEST(Languages, have_every_text) {
    for (const auto *language : {&french, &english}) {
        expect_complete(report_texts(*language));
        expect_complete(notice_texts(*language));
        for (auto name : language->months)
            EXPECT_FALSE(name.empty());
    }
}

// Before a colon French has a blank that keeps the line together, before a semicolon a narrow one.
template <typename Texts>
void expect_french_blanks(const Texts &texts) {
    const auto *all = reinterpret_cast<const std::string_view *>(&texts);
    for (std::size_t i = 0; i < sizeof(Texts) / sizeof(std::string_view); ++i)
        for (const char *mark : {" :", " ;", " !", " ?", " %"})
            EXPECT_EQ(all[i].find(mark), std::string_view::npos) << all[i];
}

TEST(Languages, keep_french_punctuation_on_its_line) {
    expect_french_blanks(report_texts(french));
    expect_french_blanks(notice_texts(french));
}

WeeklyReport report_of_one() {
    WeeklyReport report;
    report.reader_name = "Layla";
    report.from = utc("2026-11-16 00:00");
    report.until = utc("2026-11-23 00:00");
    ReportAccount account;
    account.connection_id = "c1";
    account.platform = "instagram";
    account.name = "layla";
    account.followers = 1500;
    account.followers_change = -20;
    account.engagement_rate = 3.5;
    account.engagement_change = -0.25;
    account.posts_published = 2;
    account.measured_at = utc("2026-11-22 08:00");
    account.compared_with = utc("2026-11-15 08:00");
    account.followers_trend = {1400, std::nullopt, 1450, 1460, 1480, 1500, 1520, 1500};
    report.accounts = {account};
    return report;
}

MailContent compose(const WeeklyReport &report, const Language &language = english,
                    const std::string &web_url = "https://app.example.com") {
    return compose_report(report, language, utc_zone, "UTC", MailLinks{web_url});
}

TEST(Report, says_what_changed_in_its_subject) {
    auto report = report_of_one();
    EXPECT_EQ(compose(report).subject, "Your week: \u221220 followers (16 to 22 November 2026)");
    report.accounts[0].followers_change = 1;
    EXPECT_EQ(compose(report).subject, "Your week: +1 follower (16 to 22 November 2026)");
    report.accounts[0].followers_change = std::nullopt;
    EXPECT_EQ(compose(report).subject, "Your week, 16 to 22 November 2026");
}

TEST(Report, shows_the_figures_of_an_account) {
    const auto mail = compose(report_of_one());
    EXPECT_THAT(mail.text, HasSubstr("Followers: 1,500 (\u221220 this week)"));
    EXPECT_THAT(mail.text, HasSubstr("Engagement: 3.50% (\u22120.25 pp)"));
    EXPECT_THAT(mail.text, HasSubstr("New posts: 2"));
    // 1,400 is the least and 1,520 the greatest; the second week is not known.
    EXPECT_THAT(mail.text, HasSubstr("8 weeks: ▁·▄▅▆▇█▇ (between 1,400 and 1,520)"));
    EXPECT_THAT(mail.text, HasSubstr("Measured on 22 Nov at 08:00, compared with 15 Nov at 08:00."));
    EXPECT_THAT(mail.html, HasSubstr("\u22120.25 pp"));
    // 20 of 1,520.
    EXPECT_THAT(mail.text, HasSubstr("Followers: 1,500 (\u221220 · \u22121.32%)\n"));
}

TEST(Report, colours_a_change_of_the_rate_by_its_sign) {
    auto report = report_of_one();
    const auto coloured = [&](std::string_view colour, std::string_view change) {
        return HasSubstr("color:" + std::string{colour} + "\">" + std::string{change} + "</span>");
    };
    EXPECT_THAT(compose(report).html, coloured("#a52c22", "\u22120.25 pp"));
    report.accounts[0].engagement_change = 0.005;
    EXPECT_THAT(compose(report).html, coloured("#1a6647", "+0.01 pp"));
    // Less than that has no sign, and is neither good nor bad.
    report.accounts[0].engagement_change = 0.004;
    EXPECT_THAT(compose(report).html, coloured("#565160", "0.00 pp"));
}

TEST(Report, draws_the_trend_from_cells_alone) {
    const auto html = compose(report_of_one()).html;
    EXPECT_THAT(html, HasSubstr("title=\"1,450\""));
    // 1,450 is 5/12 of the way from 1,400 to 1,520: 6 + 38 * 5/12 = 21 pixels.
    EXPECT_THAT(html, HasSubstr("<td height=\"21\" bgcolor=\"#4a3fbf\" style=\"height:21px;"));
    EXPECT_THAT(html, HasSubstr("<td height=\"1\" bgcolor=\"#c9c6d8\""));
    // The weeks end on Sundays, the newest of them on the 22nd.
    EXPECT_THAT(html, HasSubstr(">4 Oct</td>"));
    EXPECT_THAT(html, HasSubstr(">22 Nov</td>"));
    EXPECT_THAT(html, HasSubstr(">1,520</td>"));
    EXPECT_THAT(html, HasSubstr(">1,400</td>"));
    EXPECT_THAT(html, Not(HasSubstr("<img")));
}

// The lowest and the highest week are not the first and the last.
TEST(Report, does_not_say_of_a_falling_account_that_it_rose) {
    auto report = report_of_one();
    report.accounts[0].followers_trend = {std::nullopt, 2190, 7};
    const auto mail = compose(report);
    EXPECT_THAT(mail.text, HasSubstr("8 weeks: ·█▁ (between 7 and 2,190)\n"));
    EXPECT_THAT(mail.html, HasSubstr("the last eight weeks, between 7 and 2,190."));
    EXPECT_THAT(compose(report, french).text, HasSubstr("·█▁ (entre 7 et 2\u202f190)\n"));
    EXPECT_THAT(compose(report, french).html, HasSubstr("semaines, entre 7 et 2\u202f190."));
}

TEST(Report, draws_no_trend_of_one_week) {
    auto report = report_of_one();
    report.accounts[0].followers_trend = {std::nullopt, 1500};
    EXPECT_THAT(compose(report).text, Not(HasSubstr("8 weeks")));
    EXPECT_THAT(compose(report).html, Not(HasSubstr("font-size:1px")));
    EXPECT_THAT(compose(report_of_one()).html, HasSubstr("A thin line: a week without measurement."));
}

TEST(Report, never_shows_a_number_for_what_is_unknown) {
    auto report = report_of_one();
    auto &account = report.accounts[0];
    account.followers = account.followers_change = std::nullopt;
    account.engagement_rate = account.engagement_change = std::nullopt;
    account.compared_with = std::nullopt;
    account.followers_trend.assign(8, std::nullopt);
    const auto mail = compose(report);
    EXPECT_THAT(mail.text, HasSubstr("Followers: unknown (nothing to compare with yet)"));
    EXPECT_THAT(mail.text, HasSubstr("Engagement: unknown\n"));
    EXPECT_THAT(mail.text, HasSubstr("Nothing to compare with"));
    EXPECT_THAT(mail.text, Not(HasSubstr("8 weeks")));
    EXPECT_THAT(mail.text, Not(HasSubstr("0.00%")));
    EXPECT_THAT(mail.html, Not(HasSubstr("0 followers"))); // in what mail programs show beside the subject
}

// Without the permission to list posts nothing is known of them, which is not the same as none.
TEST(Report, does_not_take_unread_posts_for_none) {
    auto report = report_of_one();
    report.accounts[0].posts_published = 0;
    EXPECT_THAT(compose(report).text, HasSubstr("New posts: 0\n"));
    EXPECT_THAT(compose(report).text, HasSubstr("No post gained likes or comments this week."));
    report.accounts[0].posts_published = std::nullopt;
    EXPECT_THAT(compose(report).text, HasSubstr("New posts: unknown\n"));
    EXPECT_THAT(compose(report).text, Not(HasSubstr("New posts: 0")));
    EXPECT_THAT(compose(report).text, HasSubstr("No posts could be read this week."));
}

TEST(Report, adds_up_the_posts_of_the_accounts_that_were_measured) {
    auto report = report_of_one();
    auto other = report.accounts[0];
    other.posts_published = 3;
    report.accounts.push_back(other);
    auto silent = report.accounts[0];
    silent.measured_at = std::nullopt;
    silent.problem = "not_measured";
    report.accounts.push_back(silent);
    const auto text = compose(report).text;
    EXPECT_THAT(text, HasSubstr("New posts: 5\n"));
    EXPECT_THAT(text, HasSubstr("Accounts: 2 (measured out of 3)"));
}

TEST(Report, a_line_of_weeks_that_are_the_same_is_in_the_middle) {
    auto report = report_of_one();
    report.accounts[0].followers_trend = {1500, 1500};
    EXPECT_THAT(compose(report).text, HasSubstr("8 weeks: ▅▅ (between 1,500 and 1,500)\n"));
}

TEST(Report, a_gain_too_small_for_two_decimals_has_no_sign) {
    auto report = report_of_one();
    report.accounts[0].followers = 1'000'001;
    report.accounts[0].followers_change = 1;
    EXPECT_THAT(compose(report).text, HasSubstr("Followers: 1,000,001 (+1 · 0.00%)\n"));
    report.accounts[0].followers = 1'010'000;
    report.accounts[0].followers_change = 10'000;
    EXPECT_THAT(compose(report).text, HasSubstr("Followers: 1,010,000 (+10,000 · +1.00%)\n"));
}

TEST(Report, gives_no_share_of_nothing) {
    auto report = report_of_one();
    report.accounts[0].followers = 20;
    report.accounts[0].followers_change = 20;
    EXPECT_THAT(compose(report).text, HasSubstr("Followers: 20 (+20)\n"));
    report.accounts[0].followers_change = 0;
    EXPECT_THAT(compose(report).text, HasSubstr("Followers: 20 (0)\n"));
}

TEST(Report, tells_of_how_many_accounts_a_total_is) {
    auto report = report_of_one();
    auto other = report.accounts[0];
    other.followers = 500;
    other.followers_change = std::nullopt;
    report.accounts.push_back(other);
    EXPECT_THAT(compose(report).text,
                HasSubstr("Followers: 2,000 (\u221220 · 1\u00a0of\u00a02\u00a0accounts)"));
}

TEST(Report, counts_one_account_in_the_singular) {
    auto report = report_of_one();
    EXPECT_THAT(compose(report, french).text, HasSubstr("Comptes\u00a0: 1 (mesuré sur 1)"));
    report.accounts.push_back(report.accounts[0]);
    EXPECT_THAT(compose(report, french).text, HasSubstr("Comptes\u00a0: 2 (mesurés sur 2)"));
}

// Its new owner's report counts it.
TEST(Report, counts_no_account_that_was_taken_over) {
    auto report = report_of_one();
    auto taken = report.accounts[0];
    taken.name = "layla.two";
    taken.followers = 2000;
    taken.followers_change = 15;
    taken.problem = "taken_over";
    taken.last_measured_at = taken.measured_at;
    report.accounts.push_back(taken);
    const auto mail = compose(report);
    EXPECT_EQ(mail.subject, "Your week: \u221220 followers (16 to 22 November 2026)");
    EXPECT_THAT(mail.text, HasSubstr("Followers: 1,500 (\u221220 this week)\n"));
    EXPECT_THAT(mail.text, HasSubstr("New posts: 2\n"));
    EXPECT_THAT(mail.text, HasSubstr("Accounts: 1 (measured out of 2)"));
    // What it had is shown, and why it lacks in the sum.
    EXPECT_THAT(mail.text, HasSubstr("## Instagram · layla.two\n"));
    EXPECT_THAT(mail.text, HasSubstr("- Instagram · layla.two: Another user has connected this account"));
    EXPECT_THAT(mail.text, HasSubstr("Connect this account again: https://app.example.com/"));
}

TEST(Report, names_what_is_missing_and_why) {
    auto report = report_of_one();
    ReportAccount gone;
    gone.connection_id = "c2";
    gone.platform = "tiktok";
    gone.name = "layla.tt";
    gone.problem = "revoked";
    gone.last_measured_at = utc("2026-11-10 08:00");
    report.accounts.push_back(gone);
    const auto mail = compose(report);
    EXPECT_THAT(mail.text, HasSubstr("## What is missing"));
    EXPECT_THAT(mail.text, HasSubstr("- TikTok · layla.tt: Access was withdrawn"));
    EXPECT_THAT(mail.text, HasSubstr("Last measured on 10 Nov at 08:00."));
    EXPECT_THAT(mail.text, HasSubstr("https://app.example.com/influencer/social-media#c2"));
    EXPECT_THAT(mail.html, HasSubstr("href=\"https://app.example.com/influencer/social-media#c2\""));
    EXPECT_THAT(compose(report_of_one()).text, Not(HasSubstr("What is missing")));
}

ReportPost post_with_caption(std::string caption) {
    ReportPost post;
    post.platform = "instagram";
    post.account_name = "layla";
    post.caption = std::move(caption);
    post.permalink = "https://www.instagram.com/p/x/";
    post.published_at = utc("2026-11-17 09:00");
    post.likes_gained = 1;
    post.comments_gained = 0;
    return post;
}

TEST(Report, lists_posts_by_what_they_gained) {
    auto report = report_of_one();
    report.posts = {post_with_caption("First line\nsecond line"), post_with_caption("")};
    const auto mail = compose(report);
    // As the history calls this list; "best" are the newly published ones there.
    EXPECT_THAT(mail.text, HasSubstr("## Your posts that gained most\n1. First line\n   Instagram · layla · "
                                     "17 Nov at 09:00\n   +1 like\n"));
    EXPECT_THAT(mail.text, HasSubstr("2. (no caption)\n"));
    EXPECT_THAT(mail.text, Not(HasSubstr("second line")));
    EXPECT_THAT(compose(report_of_one()).text, HasSubstr("No post gained likes or comments this week."));
}

TEST(Report, names_posts_by_the_first_line_that_says_something) {
    auto report = report_of_one();
    report.posts = {post_with_caption("\n \r\n  After a pause\nmore"), post_with_caption(" \n\t\n")};
    const auto mail = compose(report);
    EXPECT_THAT(mail.text, HasSubstr("1. After a pause\n"));
    EXPECT_THAT(mail.text, HasSubstr("2. (no caption)\n"));
}

TEST(Report, cuts_captions_between_characters) {
    auto report = report_of_one();
    std::string accents;
    for (int i = 0; i < 91; ++i)
        accents += "é";
    report.posts = {post_with_caption(accents)};
    const auto mail = compose(report);
    EXPECT_THAT(mail.text, HasSubstr("1. " + accents.substr(0, 180) + "…\n"));
}

TEST(Report, escapes_what_others_wrote) {
    auto report = report_of_one();
    report.reader_name = "<script>alert(1)</script>";
    report.accounts[0].name = "\"onmouseover='x'";
    report.posts = {post_with_caption("<img src=x>")};
    report.posts[0].permalink = "javascript:alert(1)";
    const auto mail = compose(report);
    EXPECT_THAT(mail.html, Not(HasSubstr("<script")));
    EXPECT_THAT(mail.html, Not(HasSubstr("<img")));
    EXPECT_THAT(mail.html, Not(HasSubstr("\"onmouseover")));
    EXPECT_THAT(mail.html, Not(HasSubstr("href=\"javascript")));
}

TEST(Report, makes_no_links_without_an_address_of_the_web_app) {
    const auto mail = compose(report_of_one(), french, "");
    EXPECT_THAT(mail.html, Not(HasSubstr("href")));
    EXPECT_THAT(mail.text, Not(HasSubstr("http")));
}

// What a language from right to left needs, with the texts of one that is there.
TEST(Report, can_be_laid_out_from_right_to_left) {
    Language mirrored = english;
    mirrored.right_to_left = true;
    const auto mail = compose(report_of_one(), mirrored);
    EXPECT_THAT(mail.html, HasSubstr("dir=\"rtl\""));
    EXPECT_THAT(mail.html, Not(HasSubstr("dir=\"ltr\"")));
    EXPECT_THAT(mail.html, HasSubstr("align=\"right\""));
    EXPECT_THAT(mail.html, Not(HasSubstr("valign=\"top\" align=\"left\"")));
    // The newest week is at the end of the line.
    EXPECT_THAT(mail.html, HasSubstr("<td colspan=\"4\" align=\"left\""));
    EXPECT_THAT(mail.html, HasSubstr("padding-left:8px"));
}

} // namespace
} // namespace social
