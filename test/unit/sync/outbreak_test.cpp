#include "core/sync/outbreak.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

using namespace std::chrono_literals;

const Instant kNoon = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1} + 12h;

const std::string kApp = "instagram/default";

void refuse(OutbreakWatch &watch, std::string_view code, int connections, Instant when,
            std::optional<Instant> failing_since = std::nullopt) {
    for (int i = 0; i < connections; ++i)
        watch.note_refused(kApp, code, "page " + std::to_string(i), failing_since, when);
}

TEST(Outbreak, WhatHalfOfThemAreRefusedIsRefusedToAll) {
    OutbreakWatch watch;
    refuse(watch, "100", 5, kNoon);
    for (int i = 0; i < 5; ++i)
        watch.note_attempt(kApp, kNoon);
    EXPECT_FALSE(watch.refused_to_most(kApp, "100", kNoon));
    watch.note_refused(kApp, "100", "another", std::nullopt, kNoon);
    EXPECT_TRUE(watch.refused_to_most(kApp, "100", kNoon));
}

TEST(Outbreak, OneThatIsRefusedIsEnoughToAskForTheOthers) {
    OutbreakWatch watch;
    EXPECT_FALSE(watch.refused_to_most(kApp, "100", kNoon));
    refuse(watch, "100", 1, kNoon);
    EXPECT_TRUE(watch.refused_to_most(kApp, "100", kNoon));
}

TEST(Outbreak, AMinorityThatComesBackAloneIsNotMostOfThem) {
    OutbreakWatch watch;
    auto refused = [&](std::optional<Instant> failing_since, Instant when) {
        refuse(watch, "100", 5, when, failing_since);
        return watch.refused_to_most(kApp, "100", when);
    };
    for (int i = 0; i < 100; ++i)
        watch.note_attempt(kApp, kNoon);
    EXPECT_FALSE(refused(std::nullopt, kNoon));
    watch.note_served(kApp, kNoon + 1min);
    EXPECT_FALSE(refused(kNoon, kNoon + 1h));
    EXPECT_FALSE(refused(kNoon, kNoon + 2h));
    // Where nobody got figures since, they are refused to all.
    watch.note_attempt(kApp, kNoon + 2h);
    EXPECT_TRUE(refused(kNoon + 1min, kNoon + 3h));
}

TEST(Outbreak, WhatTheOtherLoginRefusesSaysNothingOfTheConfiguredOne) {
    Attempt attempt;
    attempt.api_calls = 1;
    SyncOutcome outcome;
    outcome.error = Error{Reaction::misconfigured, "100", "a field was retired"};
    EXPECT_TRUE(is_refused(attempt, outcome));
    attempt.by_other_login = true;
    EXPECT_FALSE(is_refused(attempt, outcome));
}

TEST(Outbreak, OnlyWhatThePlatformRefusedOneAccountCounts) {
    Attempt attempt;
    attempt.api_calls = 1;
    SyncOutcome outcome;
    outcome.error = Error{Reaction::misconfigured, "100", "a field was retired"};
    ASSERT_TRUE(is_refused(attempt, outcome));
    attempt.api_calls = 0; // it never got so far
    EXPECT_FALSE(is_refused(attempt, outcome));
    attempt.api_calls = 1;
    outcome.error->reach = Reach::app; // that pauses the platform by itself
    EXPECT_FALSE(is_refused(attempt, outcome));
    outcome.error->reach = Reach::account;
    outcome.snapshot.emplace(); // the figures came all the same
    EXPECT_FALSE(is_refused(attempt, outcome));
}

TEST(Outbreak, OneConnectionThatIsTriedAgainAndAgainIsOne) {
    OutbreakWatch watch;
    for (int i = 0; i < 3; ++i)
        watch.note_attempt(kApp, kNoon + 5min);
    for (auto when = kNoon; when < kNoon + 10min; when += 1min)
        refuse(watch, "100", 1, when);
    EXPECT_FALSE(watch.refused_to_most(kApp, "100", kNoon + 10min));
    // One attempt of four: with two others that are refused it is half, and with a third it is most.
    refuse(watch, "100", 3, kNoon + 9min);
    EXPECT_FALSE(watch.refused_to_most(kApp, "100", kNoon + 10min));
    refuse(watch, "100", 4, kNoon + 9min);
    EXPECT_TRUE(watch.refused_to_most(kApp, "100", kNoon + 10min));
}

TEST(Outbreak, CodesAndAppsAreCountedApart) {
    OutbreakWatch watch;
    refuse(watch, "100", 4, kNoon);
    refuse(watch, "3", 4, kNoon);
    EXPECT_FALSE(watch.refused_to_most(kApp, "100", kNoon));
    EXPECT_FALSE(watch.refused_to_most("facebook/default", "100", kNoon));
}

TEST(Outbreak, WhatIsLongAgoIsForgotten) {
    OutbreakWatch watch;
    refuse(watch, "100", 5, kNoon);
    EXPECT_TRUE(watch.refused_to_most(kApp, "100", kNoon + 10min));
    EXPECT_FALSE(watch.refused_to_most(kApp, "100", kNoon + 11min));
}

TEST(Outbreak, AClockSteppedBackSeesNothingOfTheFuture) {
    OutbreakWatch watch;
    refuse(watch, "100", 5, kNoon);
    EXPECT_FALSE(watch.refused_to_most(kApp, "100", kNoon - 1h));
}

} // namespace
} // namespace social
