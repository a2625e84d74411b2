#include "core/sync/settlement.hpp"

#include <gtest/gtest.h>

#include <array>

namespace social {
namespace {

using namespace std::chrono_literals;

const Instant kStart = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1} + 8h;

Attempt attempt() {
    Attempt attempt;
    attempt.connection_id = "6f1c0f0e-0000-4000-8000-000000000001";
    attempt.sync_type = "scheduled";
    attempt.started_at = kStart;
    attempt.completed_at = kStart + 2s;
    attempt.status_before = "active";
    return attempt;
}

SyncOutcome failure(Reaction reaction) {
    SyncOutcome outcome;
    outcome.error = Error{reaction, "190/463", "the session has expired"};
    return outcome;
}

TEST(Settlement, ASnapshotIsASuccessAndEndsAnError) {
    SyncOutcome outcome;
    outcome.snapshot.emplace();
    auto settled = settle(attempt(), outcome);
    EXPECT_EQ(settled.sync_status, "success");
    EXPECT_EQ(settled.connection_status, "active");
    EXPECT_TRUE(settled.clear_error);
    EXPECT_FALSE(settled.next_sync_at);
    EXPECT_FALSE(settled.counts_as_failure);
}

TEST(Settlement, WhatIsMissingMakesItPartial) {
    SyncOutcome outcome;
    outcome.snapshot.emplace();
    outcome.snapshot->missing = {"views: the scope was not granted"};
    auto settled = settle(attempt(), outcome);
    EXPECT_EQ(settled.sync_status, "partial_success");
    EXPECT_EQ(settled.error_message, "views: the scope was not granted");
}

SyncOutcome without_posts(Reaction reaction) {
    SyncOutcome outcome = failure(reaction);
    outcome.snapshot.emplace();
    outcome.snapshot->incomplete = outcome.error;
    return outcome;
}

TEST(Settlement, WhatAnOutageKeptAwayIsAskedForAgainAFewTimes) {
    auto again = attempt();
    std::vector<std::chrono::seconds> delays;
    for (;; ++again.failures_before) {
        auto settled = settle(again, without_posts(Reaction::retry_later));
        EXPECT_EQ(settled.sync_status, "partial_success");
        EXPECT_EQ(settled.connection_status, "active");
        EXPECT_EQ(settled.counts_as_failure, settled.next_sync_at.has_value());
        if (!settled.next_sync_at)
            break;
        delays.push_back(
            std::chrono::floor<std::chrono::seconds>(*settled.next_sync_at - again.completed_at));
    }
    ASSERT_EQ(delays.size(), 5u);
    const std::array<std::chrono::seconds, 5> least{1min, 5min, 15min, 1h, 2h};
    for (std::size_t at = 0; at < delays.size(); ++at) {
        EXPECT_GE(delays[at], least[at]);
        EXPECT_LE(delays[at], least[at] + least[at] / 5);
    }
}

TEST(Settlement, ComingBackWaitsAsToldAndCountsNoFailuresBefore) {
    auto outcome = without_posts(Reaction::retry_later);
    outcome.error->limit = outcome.snapshot->incomplete->limit = true;
    outcome.error->wait = outcome.snapshot->incomplete->wait = 40min;
    auto before = attempt();
    before.failures_before = 9;
    before.failing_since = kStart - 2h;
    EXPECT_EQ(settle(before, outcome).next_sync_at, kStart + 2s + 40min);
}

TEST(Settlement, NothingComesBackForWhatWouldBeMissingAgain) {
    EXPECT_FALSE(settle(attempt(), without_posts(Reaction::reconnect)).next_sync_at);
    EXPECT_FALSE(settle(attempt(), without_posts(Reaction::misconfigured)).next_sync_at);
    auto early_refresh = failure(Reaction::retry_later);
    early_refresh.snapshot.emplace();
    EXPECT_FALSE(settle(attempt(), early_refresh).next_sync_at);
}

TEST(Settlement, ATransientFailureLeavesTheConnectionAsItIs) {
    auto settled = settle(attempt(), failure(Reaction::retry_later));
    EXPECT_EQ(settled.sync_status, "failed");
    EXPECT_FALSE(settled.connection_status);
    EXPECT_TRUE(settled.counts_as_failure);
    ASSERT_TRUE(settled.next_sync_at);
    EXPECT_GE(*settled.next_sync_at, kStart + 32s);
    EXPECT_LE(*settled.next_sync_at, kStart + 38s); // 30 s and at most a fifth more
}

TEST(Settlement, OnlyADayOfFailuresShowsAnError) {
    auto nearly = attempt();
    nearly.failures_before = 20;
    nearly.failing_since = kStart - 23h;
    EXPECT_FALSE(settle(nearly, failure(Reaction::retry_later)).connection_status);
    auto over = attempt();
    over.failures_before = 20;
    over.failing_since = kStart - 24h;
    auto settled = settle(over, failure(Reaction::retry_later));
    EXPECT_EQ(settled.connection_status, "error");
    EXPECT_EQ(settled.connection_error, "the session has expired");
    EXPECT_EQ(settled.next_sync_at, kStart + 2s + 6h);

    // To the second: it ends two seconds after its start.
    over.failing_since = kStart + 2s - 24h;
    EXPECT_EQ(settle(over, failure(Reaction::retry_later)).connection_status, "error");
    over.failing_since = kStart + 3s - 24h;
    EXPECT_FALSE(settle(over, failure(Reaction::retry_later)).connection_status);
}

TEST(Settlement, AnErrorWaitsLongerWhereThePlatformAsksForIt) {
    auto over = attempt();
    over.failing_since = kStart - 24h;
    auto outcome = failure(Reaction::retry_later);
    outcome.error->wait = 10h;
    auto settled = settle(over, outcome);
    EXPECT_EQ(settled.connection_status, "error");
    EXPECT_EQ(settled.next_sync_at, kStart + 2s + 10h);
}

TEST(Settlement, WaitsExactlyAsTold) {
    auto outcome = failure(Reaction::retry_later);
    outcome.error->wait = 1140s;
    EXPECT_EQ(settle(attempt(), outcome).next_sync_at, kStart + 2s + 1140s);
}

TEST(Settlement, AWaitOfASecondDoesNotSwitchBackingOffOff) {
    auto outcome = failure(Reaction::retry_later);
    outcome.error->wait = 1s;
    auto often = attempt();
    often.failures_before = 5;
    EXPECT_GE(settle(often, outcome).next_sync_at, kStart + 2s + 15min);
    outcome.error->limit = true;
    EXPECT_EQ(settle(often, outcome).next_sync_at, kStart + 2s + 30s);
    EXPECT_EQ(settle(often, outcome).account_waits_until, kStart + 2s + 30s);
    outcome.snapshot.emplace();
    EXPECT_EQ(settle(often, outcome).account_waits_until, kStart + 2s + 30s);
    outcome.snapshot.reset();
    outcome.error->deferred = true; // by our own budget, which knows
    EXPECT_EQ(settle(often, outcome).next_sync_at, kStart + 2s + 1s);
}

TEST(Settlement, ALimitIsADeferralAndNoFailure) {
    auto outcome = failure(Reaction::retry_later);
    outcome.error->limit = true;
    outcome.error->wait = 60s;
    auto settled = settle(attempt(), outcome);
    EXPECT_FALSE(settled.logged);
    EXPECT_FALSE(settled.counts_as_failure);
    EXPECT_EQ(settled.next_sync_at, kStart + 62s);
    EXPECT_FALSE(settled.pause_app_until);
}

TEST(Settlement, ALimitOfTheAppPausesTheApp) {
    auto outcome = failure(Reaction::retry_later);
    outcome.error->limit = true;
    outcome.error->reach = Reach::app;
    outcome.error->wait = 3600s;
    EXPECT_EQ(settle(attempt(), outcome).pause_app_until, kStart + 2s + 1h);
}

TEST(Settlement, TheCreatorIsAskedOnlyWhenNothingElseHelps) {
    EXPECT_EQ(settle(attempt(), failure(Reaction::reconnect)).connection_status, "revoked");
    auto outcome = failure(Reaction::reconnect);
    outcome.error->expired = true;
    auto settled = settle(attempt(), outcome);
    EXPECT_EQ(settled.connection_status, "expired");
    EXPECT_EQ(settled.connection_error, "the session has expired");
    EXPECT_TRUE(settled.counts_as_failure);
    EXPECT_FALSE(settled.next_sync_at);
}

TEST(Settlement, OurOwnMistakePausesThePlatformNotTheAccount) {
    auto outcome = failure(Reaction::misconfigured);
    outcome.error->reach = Reach::app;
    auto settled = settle(attempt(), outcome);
    EXPECT_FALSE(settled.connection_status);
    EXPECT_TRUE(settled.counts_as_failure);
    EXPECT_EQ(settled.pause_app_until, kStart + 2s + 1h);
    // It comes after those that the pause kept waiting.
    EXPECT_GT(settled.next_sync_at, settled.pause_app_until);
}

TEST(Settlement, ARequestOfOneAccountThatIsRefusedPausesNoOther) {
    auto settled = settle(attempt(), failure(Reaction::misconfigured));
    EXPECT_FALSE(settled.pause_app_until);
    EXPECT_TRUE(settled.counts_as_failure);
}

TEST(Settlement, AccountsThatAreRefusedDoNotComeBackTogether) {
    auto another = attempt();
    another.connection_id = "another";
    const auto one = settle(attempt(), failure(Reaction::misconfigured)).next_sync_at;
    const auto other = settle(another, failure(Reaction::misconfigured)).next_sync_at;
    ASSERT_TRUE(one && other);
    EXPECT_NE(*one, *other);
    for (auto at : {*one, *other}) {
        EXPECT_GE(at, kStart + 2s + 1h);
        EXPECT_LE(at, kStart + 2s + 72min);
    }
}

TEST(Settlement, ARefreshAloneIsASuccess) {
    SyncOutcome outcome;
    outcome.refreshed.emplace();
    auto settled = settle(attempt(), outcome);
    EXPECT_EQ(settled.sync_status, "success");
    EXPECT_EQ(settled.connection_status, "active");
    EXPECT_TRUE(settled.clear_error);
    EXPECT_FALSE(settled.counts_as_failure);
}

TEST(RetryDelay, DoublesToAQuarterOfAnHour) {
    auto within = [](std::chrono::seconds delay, std::chrono::seconds base) {
        return delay >= base && delay <= base + base / 5;
    };
    EXPECT_TRUE(within(retry_delay(0, "a"), 30s));
    EXPECT_TRUE(within(retry_delay(1, "a"), 60s));
    EXPECT_TRUE(within(retry_delay(4, "a"), 480s));
    EXPECT_TRUE(within(retry_delay(5, "a"), 900s));
    EXPECT_TRUE(within(retry_delay(500, "a"), 900s));
    EXPECT_NE(retry_delay(5, "a"), retry_delay(5, "b"));
}

TEST(Settlement, WhoWaitsForALimitIsKept) {
    auto limited = failure(Reaction::retry_later);
    limited.error->limit = true;
    limited.error->wait = 5min;
    auto settled = settle(attempt(), limited);
    EXPECT_FALSE(settled.logged);
    EXPECT_EQ(settled.account_waits_until, kStart + 2s + 5min);
    EXPECT_FALSE(settled.pause_app_until);

    // What the platform says of the app is a pause that an operator sees.
    limited.error->reach = Reach::app;
    settled = settle(attempt(), limited);
    EXPECT_EQ(settled.pause_app_until, kStart + 2s + 5min);
    EXPECT_FALSE(settled.account_waits_until);

    // What our own budget makes of that is none.
    limited.error->deferred = true;
    settled = settle(attempt(), limited);
    EXPECT_EQ(settled.app_waits_until, kStart + 2s + 5min);
    EXPECT_FALSE(settled.pause_app_until);
}

TEST(Settlement, ALimitBesideFiguresIsKeptToo) {
    auto limited = failure(Reaction::retry_later);
    limited.snapshot.emplace();
    limited.error->limit = true;
    limited.error->wait = 5min;
    EXPECT_EQ(settle(attempt(), limited).account_waits_until, kStart + 2s + 5min);
}

TEST(Settlement, OnlyALimitThatSaysHowLongKeepsTheNextCallsWaiting) {
    // An outage that names a wait is no word about calls.
    auto outcome = failure(Reaction::retry_later);
    outcome.snapshot.emplace();
    outcome.error->wait = 5min;
    auto settled = settle(attempt(), outcome);
    EXPECT_FALSE(settled.account_waits_until);
    EXPECT_FALSE(settled.pause_app_until);
    // Nor is a limit that names none, beside figures.
    outcome.error->wait.reset();
    outcome.error->limit = true;
    EXPECT_FALSE(settle(attempt(), outcome).account_waits_until);
}

} // namespace
} // namespace social
