// What answers of each platform do to the budgets of an account and its app.
#include "core/schedule/account_gate.hpp"

#include "core/schedule/platform_limits.hpp"
#include "zones.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

using namespace std::chrono_literals;
using test::utc;

const Instant kNow = utc("2026-05-01 12:00:00"); // 1777636800

HttpResponse answer(long status, std::vector<std::pair<std::string, std::string>> headers) {
    HttpResponse response;
    response.status = status;
    response.headers = std::move(headers);
    return response;
}

constexpr Deferral account(std::chrono::seconds wait) {
    return {wait, Reach::account};
}
constexpr Deferral app(std::chrono::seconds wait) {
    return {wait, Reach::app};
}

class AccountGateTest : public testing::Test {
protected:
    OwnAppBudget app_{};
    AccountBudgets accounts_{64};

    AccountGate gate(Platform platform, std::uint64_t account = 1, int calls_per_hour = 0) {
        return AccountGate(platform, app_, accounts_, account, calls_per_hour);
    }
};

TEST_F(AccountGateTest, counts_calls_of_account_and_app) {
    AccountGate one = gate(Platform::instagram, 1, 2);
    AccountGate other = gate(Platform::instagram, 2, 2);
    EXPECT_EQ(one.admit(kNow), std::nullopt);
    EXPECT_EQ(one.admit(kNow), std::nullopt);
    EXPECT_EQ(one.admit(kNow), account(65min));
    EXPECT_EQ(other.admit(kNow), std::nullopt);
    EXPECT_EQ(calls_lately(app_.lock(), kNow), 3u);
    EXPECT_EQ(calls_lately(accounts_.of(1, kNow), kNow), 2u);
}

TEST_F(AccountGateTest, meta_app_usage_slows_the_starts_of_all_accounts) {
    AccountGate one = gate(Platform::facebook, 1);
    ASSERT_EQ(one.admit(kNow), std::nullopt);
    one.observe(answer(200, {{"x-app-usage", R"({"call_count":28,"total_time":85,"total_cputime":25})"}}),
                kNow);
    EXPECT_EQ(one.admit(kNow), std::nullopt); // begun
    AccountGate other = gate(Platform::facebook, 2);
    EXPECT_NE(other.admit(kNow), std::nullopt);
    one.observe(answer(200, {{"X-App-Usage", R"({"call_count": 12,"total_time": 25,"total_cputime":25})"}}),
                kNow);
    EXPECT_EQ(other.admit(kNow), std::nullopt);
}

TEST_F(AccountGateTest, meta_app_usage_of_a_hundred_stops_all_accounts_for_an_hour) {
    AccountGate one = gate(Platform::instagram, 1);
    ASSERT_EQ(one.admit(kNow), std::nullopt);
    one.observe(answer(403, {{"X-App-Usage", R"({"call_count":100,"total_time":3,"total_cputime":1})"}}),
                kNow);
    EXPECT_EQ(one.admit(kNow), app(60min));
    EXPECT_EQ(gate(Platform::instagram, 2).admit(kNow), app(60min));
}

TEST_F(AccountGateTest, meta_app_usage_beyond_all_numbers_is_much) {
    AccountGate one = gate(Platform::instagram, 1);
    one.observe(answer(200, {{"X-App-Usage", R"({"call_count":4294967297})"}}), kNow); // 1 in 32 bits
    EXPECT_EQ(one.admit(kNow), app(60min));
}

TEST_F(AccountGateTest, meta_business_usage_stops_one_account_for_as_many_minutes_as_it_says) {
    AccountGate one = gate(Platform::instagram, 1);
    one.observe(
        answer(400, {{"X-Business-Use-Case-Usage",
                      R"({"17841405309211844":[{"type":"instagram","call_count":100,"total_cputime":20,)"
                      R"("total_time":20,"estimated_time_to_regain_access":19}]})"}}),
        kNow);
    EXPECT_EQ(one.admit(kNow), account(19min));
    EXPECT_EQ(gate(Platform::instagram, 2).admit(kNow), std::nullopt);
}

TEST_F(AccountGateTest, a_slow_down_of_the_account_holds_up_no_sync_that_has_begun) {
    AccountGate begun = gate(Platform::instagram, 1);
    ASSERT_EQ(begun.admit(kNow), std::nullopt);
    begun.observe(answer(200, {{"X-Business-Use-Case-Usage", R"({"1":[{"call_count":95}]})"}}), kNow);
    EXPECT_EQ(begun.admit(kNow), std::nullopt);
    EXPECT_NE(gate(Platform::instagram, 1).admit(kNow), std::nullopt);
}

TEST_F(AccountGateTest, meta_business_usage_of_eighty_slows_one_account) {
    AccountGate one = gate(Platform::instagram, 1);
    one.observe(
        answer(200, {{"X-Business-Use-Case-Usage",
                      R"({"1":[{"type":"instagram","call_count":95,"total_cputime":20,"total_time":20,)"
                      R"("estimated_time_to_regain_access":0}]})"}}),
        kNow);
    EXPECT_EQ(one.admit(kNow), account(59s));
    EXPECT_EQ(gate(Platform::instagram, 2).admit(kNow), std::nullopt);
}

TEST_F(AccountGateTest, tiktok_429_stops_the_app_for_a_minute) {
    AccountGate one = gate(Platform::tiktok, 1);
    one.observe(answer(429, {}), kNow);
    EXPECT_EQ(one.admit(kNow), app(60s));
    EXPECT_EQ(gate(Platform::tiktok, 2).admit(kNow), app(60s));
    EXPECT_EQ(gate(Platform::tiktok, 2).admit(kNow + 60s), std::nullopt);
}

TEST_F(AccountGateTest, twitter_waits_for_the_reset_of_the_window) {
    AccountGate one = gate(Platform::twitter, 1);
    one.observe(answer(429, {{"x-rate-limit-limit", "75"},
                             {"x-rate-limit-remaining", "0"},
                             {"x-rate-limit-reset", "1777637400"}}),
                kNow);
    EXPECT_EQ(one.admit(kNow), account(10min));
    EXPECT_EQ(gate(Platform::twitter, 2).admit(kNow), std::nullopt);
    AccountGate bare = gate(Platform::twitter, 3);
    bare.observe(answer(429, {}), kNow);
    EXPECT_EQ(bare.admit(kNow), account(15min));
}

TEST_F(AccountGateTest, a_refusal_waits_as_long_as_it_says_before_what_is_usual) {
    AccountGate tiktok = gate(Platform::tiktok, 1);
    tiktok.observe(answer(429, {{"Retry-After", "7"}}), kNow);
    EXPECT_EQ(tiktok.admit(kNow), app(7s));
    // It was the app's: once that has passed the account is free.
    EXPECT_EQ(closed_until(accounts_.of(1, kNow), kNow), std::nullopt);

    AccountGate twitter = gate(Platform::twitter, 2);
    twitter.observe(answer(429, {{"Retry-After", "5"}}), kNow);
    EXPECT_EQ(twitter.admit(kNow + 7s), std::nullopt);

    AccountGate pinterest = gate(Platform::pinterest, 3);
    pinterest.observe(answer(200, {{"x-ratelimit-reset", "30"}}), kNow); // not refused
    EXPECT_EQ(pinterest.admit(kNow + 7s), std::nullopt);
    pinterest.observe(answer(429, {{"x-ratelimit-reset", "30"}}), kNow + 7s);
    EXPECT_EQ(pinterest.admit(kNow + 7s), account(30s));

    AccountGate meta = gate(Platform::instagram, 4);
    meta.observe(
        answer(429, {{"Retry-After", "5"},
                     {"X-Business-Use-Case-Usage", R"({"1":[{"estimated_time_to_regain_access":19}],)"
                                                   R"("2":[{"estimated_time_to_regain_access":3}]})"}}),
        kNow + 7s);
    EXPECT_EQ(meta.admit(kNow + 7s), account(19min)); // the longest of them
}

TEST_F(AccountGateTest, retry_after_is_kept_in_both_its_forms) {
    AccountGate one = gate(Platform::linkedin, 1);
    one.observe(answer(429, {{"Retry-After", "120"}}), kNow);
    EXPECT_EQ(one.admit(kNow), account(120s));
    AccountGate two = gate(Platform::linkedin, 2);
    two.observe(answer(503, {{"Retry-After", "Fri, 01 May 2026 12:03:20 GMT"}}), kNow);
    EXPECT_EQ(two.admit(kNow), account(200s));
    AccountGate three = gate(Platform::linkedin, 3);
    three.observe(answer(200, {{"Retry-After", "120"}}), kNow); // not refused
    EXPECT_EQ(three.admit(kNow), std::nullopt);
}

TEST_F(AccountGateTest, headers_that_make_no_sense_change_nothing) {
    AccountGate one = gate(Platform::instagram, 1);
    for (const char *text : {"", "{", "[]", R"({"call_count":})", R"({"call_count":"x"})",
                             R"({"call_count":-5})", R"({"call_count":)"})
        one.observe(answer(200, {{"X-App-Usage", text}, {"X-Business-Use-Case-Usage", text}}), kNow);
    EXPECT_EQ(one.admit(kNow), std::nullopt);
    AccountGate x = gate(Platform::twitter, 2);
    x.observe(answer(200, {{"x-rate-limit-limit", "75"},
                           {"x-rate-limit-remaining", "0"},
                           {"x-rate-limit-reset", "99999999999999999999"}}),
              kNow);
    EXPECT_EQ(x.admit(kNow), std::nullopt);
    HttpResponse broken = answer(429, {{"Retry-After", "120"}});
    broken.failure = TransportFailure::reset;
    x.observe(broken, kNow);
    EXPECT_EQ(x.admit(kNow), std::nullopt);
}

TEST_F(AccountGateTest, limits_told_in_the_body_reach_as_far_as_the_error_says) {
    AccountGate one = gate(Platform::facebook, 1);
    Error error;
    error.wait = 15min;
    one.told(error, kNow); // an outage, no limit
    EXPECT_EQ(one.admit(kNow), std::nullopt);
    error.limit = error.deferred = true;
    one.told(error, kNow); // our own word
    EXPECT_EQ(one.admit(kNow), std::nullopt);
    error.deferred = false;
    one.told(error, kNow);
    EXPECT_EQ(one.admit(kNow), account(15min));
    EXPECT_EQ(gate(Platform::facebook, 2).admit(kNow), std::nullopt);
    error.reach = Reach::app;
    error.wait = 60min;
    one.told(error, kNow);
    EXPECT_EQ(gate(Platform::facebook, 2).admit(kNow), app(60min));
}

} // namespace
} // namespace social
