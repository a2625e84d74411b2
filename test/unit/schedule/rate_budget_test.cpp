// Counting calls, waiting as told, and slowing down.
#include "core/schedule/rate_budget.hpp"

#include "core/schedule/account_budgets.hpp"
#include "zones.hpp"

#include <gtest/gtest.h>

#include <string>

namespace social {
namespace {

using namespace std::chrono_literals;
using test::utc;

const Instant kNoon = utc("2026-05-01 12:00:00");

void count(RateBudget &budget, int calls, Instant now) {
    for (int i = 0; i < calls; ++i)
        count_call(budget, now);
}

TEST(RateBudget, lets_everything_through_when_nothing_is_known) {
    RateBudget budget{};
    EXPECT_EQ(calls_lately(budget, kNoon), 0u);
    EXPECT_EQ(wait_for(budget, 200, true, kNoon), std::nullopt);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), std::nullopt);
    EXPECT_TRUE(forgettable(budget, kNoon));
}

TEST(RateBudget, allows_as_many_calls_an_hour_as_it_is_told) {
    RateBudget budget{};
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(wait_for(budget, 100, false, kNoon), std::nullopt) << i;
        count_call(budget, kNoon);
    }
    // The slice from 12:00 to 12:05 counts until 13:05.
    EXPECT_EQ(wait_for(budget, 100, false, kNoon), 65min);
    EXPECT_EQ(wait_for(budget, 100, false, kNoon + 30min), 35min);
    EXPECT_EQ(wait_for(budget, 100, false, kNoon + 65min - 1s), 1s);
    EXPECT_EQ(wait_for(budget, 100, false, kNoon + 65min), std::nullopt);
    EXPECT_EQ(wait_for(budget, 101, false, kNoon), std::nullopt);
    EXPECT_EQ(wait_for(budget, 0, false, kNoon), std::nullopt);
}

TEST(RateBudget, never_passes_more_than_the_limit_within_any_hour) {
    RateBudget budget{};
    std::vector<Instant> passed;
    // A call is tried every seven seconds for five hours.
    for (Instant now = kNoon; now < kNoon + 5h; now += 7s)
        if (!wait_for(budget, 50, false, now)) {
            count_call(budget, now);
            passed.push_back(now);
        }
    for (std::size_t i = 50; i < passed.size(); ++i)
        EXPECT_GT(passed[i] - passed[i - 50], 1h) << i;
    EXPECT_GE(passed.size(), 200u); // and it does not starve
}

TEST(RateBudget, waits_until_enough_old_calls_have_left) {
    RateBudget budget{};
    count(budget, 3, kNoon);
    count(budget, 5, kNoon + 10min);
    count(budget, 2, kNoon + 20min);
    EXPECT_EQ(calls_lately(budget, kNoon + 20min), 10u);
    EXPECT_EQ(wait_for(budget, 10, false, kNoon + 20min), 45min); // the three leave at 13:05
    EXPECT_EQ(wait_for(budget, 7, false, kNoon + 20min), 55min);  // the five, at 13:15
    EXPECT_EQ(wait_for(budget, 2, false, kNoon + 20min), 65min);  // all, at 13:25
    EXPECT_EQ(calls_lately(budget, kNoon + 65min), 7u);
    EXPECT_EQ(calls_lately(budget, kNoon + 3h), 0u);
}

TEST(RateBudget, forgets_old_slices_when_it_counts_again_after_a_pause) {
    RateBudget budget{};
    count(budget, 9, kNoon);
    count(budget, 1, kNoon + 70min);
    EXPECT_EQ(calls_lately(budget, kNoon + 70min), 1u);
    count(budget, 1, kNoon + 1000h);
    EXPECT_EQ(calls_lately(budget, kNoon + 1000h), 1u);
}

TEST(RateBudget, goes_on_counting_when_the_clock_is_set_back_a_little) {
    RateBudget budget{};
    count(budget, 4, kNoon);
    count(budget, 4, kNoon - 1h);
    EXPECT_EQ(calls_lately(budget, kNoon - 1h), 8u);
    EXPECT_EQ(calls_lately(budget, kNoon), 8u);
    EXPECT_EQ(wait_for(budget, 8, false, kNoon - 1h), 125min);
}

TEST(RateBudget, begins_to_count_anew_when_the_clock_was_far_ahead) {
    RateBudget budget{};
    count(budget, 8, kNoon + 40 * 24h);
    EXPECT_EQ(calls_lately(budget, kNoon), 0u);
    EXPECT_EQ(wait_for(budget, 8, false, kNoon), std::nullopt);
    EXPECT_TRUE(forgettable(budget, kNoon));
    count(budget, 3, kNoon);
    EXPECT_EQ(calls_lately(budget, kNoon), 3u);
    EXPECT_EQ(wait_for(budget, 3, false, kNoon), 65min);
    // A worker that starts is told in the order of time, the misdated last.
    RateBudget recalled{};
    recall_calls(recalled, 5, kNoon - 10min);
    recall_calls(recalled, 9, kNoon + 40 * 24h);
    EXPECT_EQ(wait_for(recalled, 9, false, kNoon), std::nullopt);
}

TEST(RateBudget, forgets_waits_that_a_clock_far_ahead_was_told) {
    const Instant ahead = kNoon + 40 * 24h;
    RateBudget budget{};
    close_for(budget, 60s, ahead);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), std::nullopt);
    EXPECT_EQ(closed_until(budget, kNoon), std::nullopt);
    EXPECT_TRUE(forgettable(budget, kNoon));
    close_for(budget, 60s, kNoon); // shorter than what it was told ahead, and all that counts
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), 60s);

    RateBudget full{};
    note_usage(full, 100, ahead);
    EXPECT_EQ(wait_for(full, 0, true, kNoon), std::nullopt);

    RateBudget slow{};
    note_usage(slow, 99, ahead);
    EXPECT_EQ(wait_for(slow, 0, true, kNoon), std::nullopt);
    EXPECT_EQ(slow_until(slow, kNoon), std::nullopt);
    note_usage(slow, 99, kNoon); // begins from now, not from then
    EXPECT_EQ(wait_for(slow, 0, true, kNoon), 59s);
}

TEST(RateBudget, believes_no_wait_of_more_than_two_days) {
    RateBudget budget{};
    close_for(budget, 100h, kNoon);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), 48h);
    RateBudget window{};
    note_remaining(window, 1, 75, kNoon + 100h, kNoon);
    EXPECT_EQ(slow_until(window, kNoon), kNoon + 48h);
}

TEST(RateBudget, waits_as_long_as_it_is_told) {
    RateBudget budget{};
    close_for(budget, 19min, kNoon);
    EXPECT_EQ(wait_for(budget, 0, false, kNoon), 19min);
    EXPECT_EQ(wait_for(budget, 0, false, kNoon + 18min + 59s + 1ms), 1s);
    EXPECT_EQ(wait_for(budget, 0, false, kNoon + 19min), std::nullopt);
    close_for(budget, 5min, kNoon + 1min); // shorter than what it knows
    EXPECT_EQ(wait_for(budget, 0, false, kNoon + 1min), 18min);
    EXPECT_FALSE(forgettable(budget, kNoon));
    EXPECT_TRUE(forgettable(budget, kNoon + 19min));
}

TEST(RateBudget, spreads_calls_from_eighty_percent_on) {
    RateBudget budget{};
    count(budget, 4000, kNoon);
    note_usage(budget, 79, kNoon);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), std::nullopt);
    // 4,000 calls are 80 percent: 1,000 are left for an hour, one every 3.6 seconds.
    note_usage(budget, 80, kNoon);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), 3s); // the call of 3.6 s, a second ahead
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 2s), 1s);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 3600ms), std::nullopt);
    count_call(budget, kNoon + 3600ms);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 3600ms), 3s);
    // What has begun may go on, but its calls push the next start back.
    EXPECT_EQ(wait_for(budget, 0, false, kNoon + 3600ms), std::nullopt);
    count_call(budget, kNoon + 3600ms);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 3600ms), 7s);
    note_usage(budget, 60, kNoon + 4s);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 4s), std::nullopt);
}

TEST(RateBudget, lets_the_calls_of_a_second_through_together) {
    RateBudget budget{};
    count(budget, 18'000, kNoon);
    note_usage(budget, 80, kNoon); // 4,500 are left for an hour: one every 0.8 seconds
    int passed = 0;
    // A crowd that comes back whenever it is told to.
    for (Instant now = kNoon; now < kNoon + 20s;) {
        if (auto wait = wait_for(budget, 0, true, now)) {
            now += *wait;
        } else {
            count_call(budget, now);
            ++passed;
        }
    }
    EXPECT_GE(passed, 24);
    EXPECT_LE(passed, 26);
}

TEST(RateBudget, recalls_the_calls_of_a_worker_before_it) {
    RateBudget budget{};
    recall_calls(budget, 60, kNoon - 50min);
    recall_calls(budget, 40, kNoon - 10min);
    EXPECT_EQ(calls_lately(budget, kNoon), 100u);
    EXPECT_EQ(wait_for(budget, 100, false, kNoon), 15min); // the sixty of 11:10 leave at 12:15
    EXPECT_EQ(wait_for(budget, 101, false, kNoon), std::nullopt);
}

TEST(RateBudget, saves_no_calls_up_while_nobody_asks) {
    RateBudget budget{};
    count(budget, 4000, kNoon);
    note_usage(budget, 80, kNoon); // one every 3.6 seconds
    // Ten minutes later one may begin, and the next 3.6 seconds after it.
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 10min), std::nullopt);
    count_call(budget, kNoon + 10min);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 10min), 3s);
}

TEST(RateBudget, news_of_the_same_kind_do_not_put_the_next_call_off) {
    RateBudget budget{};
    note_usage(budget, 99, kNoon); // one a minute
    note_usage(budget, 99, kNoon + 30s);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 30s), 29s);
}

TEST(RateBudget, a_budget_that_is_slowed_down_is_worth_keeping) {
    RateBudget budget{};
    note_usage(budget, 99, kNoon);
    EXPECT_EQ(calls_lately(budget, kNoon), 0u);
    EXPECT_FALSE(forgettable(budget, kNoon));
    EXPECT_TRUE(forgettable(budget, kNoon + 1h));
}

TEST(RateBudget, counts_ahead_of_the_clock_for_an_hour_at_most) {
    RateBudget budget{};
    count(budget, 4, kNoon + 1h);
    EXPECT_EQ(calls_lately(budget, kNoon), 4u);
    count(budget, 4, kNoon + 1h + 5min); // the next five minutes
    EXPECT_EQ(calls_lately(budget, kNoon), 0u);
}

TEST(RateBudget, stops_slowing_down_an_hour_after_the_last_news) {
    RateBudget budget{};
    note_usage(budget, 99, kNoon);
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), 59s); // nothing counted: the slowest pace
    EXPECT_EQ(wait_for(budget, 0, true, kNoon + 1h), std::nullopt);
}

TEST(RateBudget, closes_for_an_hour_at_a_hundred_percent) {
    RateBudget budget{};
    note_usage(budget, 100, kNoon);
    EXPECT_EQ(wait_for(budget, 0, false, kNoon), 60min);
}

TEST(RateBudget, spreads_what_is_left_of_a_window) {
    RateBudget budget{};
    const Instant reset = kNoon + 10min;
    note_remaining(budget, 16, 75, reset, kNoon); // 79 percent used
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), std::nullopt);
    note_remaining(budget, 15, 75, reset, kNoon); // 80: one every 40 seconds
    EXPECT_EQ(wait_for(budget, 0, true, kNoon), 39s);
    EXPECT_EQ(wait_for(budget, 0, true, reset), std::nullopt);
    note_remaining(budget, 0, 75, reset, kNoon);
    EXPECT_EQ(wait_for(budget, 0, false, kNoon), 10min);
    RateBudget stale{};
    note_remaining(stale, 0, 75, kNoon - 1s, kNoon);
    note_remaining(stale, 15, 75, kNoon - 1s, kNoon);
    note_remaining(stale, 0, 0, reset, kNoon); // a window of no calls is none
    EXPECT_EQ(wait_for(stale, 0, true, kNoon), std::nullopt);
    EXPECT_TRUE(forgettable(stale, kNoon));
}

TEST(AccountBudgets, keeps_accounts_apart) {
    AccountBudgets budgets(64);
    count(budgets.of(AccountBudgets::key_of("a"), kNoon), 3, kNoon);
    EXPECT_EQ(calls_lately(budgets.of(AccountBudgets::key_of("b"), kNoon), kNoon), 0u);
    EXPECT_EQ(calls_lately(budgets.of(AccountBudgets::key_of("a"), kNoon), kNoon), 3u);
}

TEST(AccountBudgets, needs_the_same_memory_for_a_million_accounts) {
    AccountBudgets budgets;
    const std::size_t before = budgets.memory();
    EXPECT_LE(before, 4u << 20);
    for (int i = 0; i < 1'000'000; ++i)
        count_call(budgets.of(AccountBudgets::key_of(std::to_string(i)), kNoon), kNoon);
    EXPECT_EQ(budgets.memory(), before);
}

TEST(AccountBudgets, forgets_first_what_matters_least) {
    AccountBudgets budgets(8); // one group
    for (std::uint64_t key = 1; key <= 8; ++key)
        count(budgets.of(key, kNoon), static_cast<int>(key) * 10, kNoon);
    close_for(budgets.of(1, kNoon), 1h, kNoon);
    count(budgets.of(9, kNoon), 500, kNoon); // takes the place of 2
    EXPECT_EQ(wait_for(budgets.of(1, kNoon), 0, false, kNoon), 1h);
    EXPECT_EQ(calls_lately(budgets.of(3, kNoon), kNoon), 30u);
    EXPECT_EQ(calls_lately(budgets.of(9, kNoon), kNoon), 500u);
    EXPECT_EQ(calls_lately(budgets.of(2, kNoon), kNoon), 0u);
    EXPECT_EQ(calls_lately(budgets.of(4, kNoon), kNoon), 40u);
    // Of the others, the one with the fewest calls goes, wherever it stands.
    AccountBudgets counted(8);
    for (std::uint64_t key = 1; key <= 8; ++key)
        count(counted.of(key, kNoon), 90 - static_cast<int>(key) * 10, kNoon);
    count(counted.of(9, kNoon), 500, kNoon); // takes the place of 8
    EXPECT_EQ(calls_lately(counted.of(1, kNoon), kNoon), 80u);
    // One that is slowed down outlives those that have made more calls, and one that is closed outlives it.
    AccountBudgets slowed(8);
    for (std::uint64_t key = 1; key <= 8; ++key)
        count(slowed.of(key, kNoon), 500, kNoon);
    close_for(slowed.of(1, kNoon), 1h, kNoon);
    for (std::uint64_t key = 2; key <= 8; ++key) {
        note_usage(slowed.of(key, kNoon), 90, kNoon);
        count(slowed.of(key, kNoon), 500, kNoon);
    }
    (void)slowed.of(9, kNoon);
    EXPECT_EQ(wait_for(slowed.of(1, kNoon), 0, false, kNoon), 1h);
    EXPECT_EQ(calls_lately(slowed.of(2, kNoon), kNoon), 0u); // the place of 9 was that of 2, and is again
    count(slowed.of(10, kNoon), 9'000, kNoon);
    EXPECT_TRUE(slow_until(slowed.of(3, kNoon), kNoon));
    (void)slowed.of(11, kNoon);
    EXPECT_EQ(calls_lately(slowed.of(3, kNoon), kNoon), 1'000u);
    // Two hours later all are worth nothing, and any place is good.
    EXPECT_EQ(calls_lately(budgets.of(10, kNoon + 2h), kNoon + 2h), 0u);
}

} // namespace
} // namespace social
