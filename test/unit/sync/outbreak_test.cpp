#include "core/sync/outbreak.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

using namespace std::chrono_literals;

const Instant kNoon = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1} + 12h;

const std::string kApp = "instagram/default";

void lose(OutbreakWatch &watch, std::string_view code, int logins, Instant when) {
    for (int i = 0; i < logins; ++i)
        watch.note_lost(kApp, code, "login " + std::to_string(i), when);
}

TEST(Outbreak, FourAlikeAreFourLogins) {
    OutbreakWatch watch;
    lose(watch, "190", 4, kNoon);
    EXPECT_FALSE(watch.spreading(kApp, "190", kNoon));
}

TEST(Outbreak, FiveAlikeOutOfFiveAreNobodysFault) {
    OutbreakWatch watch;
    lose(watch, "190", 5, kNoon);
    EXPECT_TRUE(watch.spreading(kApp, "190", kNoon));
}

TEST(Outbreak, FivePerCentAreStillTheirOwn) {
    OutbreakWatch watch;
    for (int i = 0; i < 95; ++i)
        watch.note_well(kApp, kNoon);
    lose(watch, "190", 5, kNoon);
    EXPECT_FALSE(watch.spreading(kApp, "190", kNoon));
    watch.note_lost(kApp, "190", "another", kNoon);
    EXPECT_TRUE(watch.spreading(kApp, "190", kNoon)); // 6 of 101
}

TEST(Outbreak, WhatHalfOfThemAreRefusedIsRefusedToAll) {
    OutbreakWatch watch;
    lose(watch, "100", 5, kNoon);
    for (int i = 0; i < 5; ++i)
        watch.note_well(kApp, kNoon);
    EXPECT_FALSE(watch.spreading(kApp, "100", kNoon, OutbreakWatch::kMostOfThem));
    watch.note_lost(kApp, "100", "another", kNoon);
    EXPECT_TRUE(watch.spreading(kApp, "100", kNoon, OutbreakWatch::kMostOfThem));
}

TEST(Outbreak, AMinorityThatComesBackAloneIsNotMostOfThem) {
    OutbreakWatch watch;
    auto refuse = [&](std::optional<Instant> failing_since, Instant when) {
        for (int i = 0; i < 5; ++i)
            watch.note_refused(kApp, "100", "page " + std::to_string(i), failing_since, when);
        return watch.spreading(kApp, "100", when, OutbreakWatch::kMostOfThem);
    };
    for (int i = 0; i < 100; ++i)
        watch.note_well(kApp, kNoon);
    EXPECT_FALSE(refuse(std::nullopt, kNoon));
    watch.note_served(kApp, kNoon + 1min);
    EXPECT_FALSE(refuse(kNoon, kNoon + 1h));
    EXPECT_FALSE(refuse(kNoon, kNoon + 2h));
    // Where nobody got figures since, they are refused to all.
    watch.note_well(kApp, kNoon + 2h);
    EXPECT_TRUE(refuse(kNoon + 1min, kNoon + 3h));
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

TEST(Outbreak, OneLoginThatIsTriedAgainAndAgainIsOne) {
    OutbreakWatch watch;
    lose(watch, "190", 4, kNoon);
    for (auto when = kNoon; when < kNoon + 10min; when += 1min)
        watch.note_lost(kApp, "190", "login 1", when);
    EXPECT_FALSE(watch.spreading(kApp, "190", kNoon + 10min));
    watch.note_lost(kApp, "190", "another", kNoon + 10min);
    EXPECT_TRUE(watch.spreading(kApp, "190", kNoon + 10min));
}

TEST(Outbreak, CodesAndAppsAreCountedApart) {
    OutbreakWatch watch;
    lose(watch, "190/458", 4, kNoon);
    lose(watch, "190/460", 4, kNoon);
    EXPECT_FALSE(watch.spreading(kApp, "190/458", kNoon));
    EXPECT_FALSE(watch.spreading("facebook/default", "190/458", kNoon));
}

TEST(Outbreak, WhatIsLongAgoIsForgotten) {
    OutbreakWatch watch;
    lose(watch, "190", 5, kNoon);
    EXPECT_TRUE(watch.spreading(kApp, "190", kNoon + 10min));
    EXPECT_FALSE(watch.spreading(kApp, "190", kNoon + 11min));
}

TEST(Outbreak, AClockSteppedBackSeesNothingOfTheFuture) {
    OutbreakWatch watch;
    lose(watch, "190", 5, kNoon);
    EXPECT_FALSE(watch.spreading(kApp, "190", kNoon - 1h));
}

} // namespace
} // namespace social
