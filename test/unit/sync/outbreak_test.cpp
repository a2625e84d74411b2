#include "core/sync/outbreak.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

using namespace std::chrono_literals;

const Instant kNoon = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1} + 12h;

void note_many(OutbreakWatch &watch, std::string_view code, int times, Instant when) {
    for (int i = 0; i < times; ++i)
        watch.note("instagram/default", code, when);
}

TEST(Outbreak, FourAlikeAreFourAccounts) {
    OutbreakWatch watch;
    note_many(watch, "190", 4, kNoon);
    EXPECT_FALSE(watch.spreading("instagram/default", "190", kNoon));
}

TEST(Outbreak, FiveAlikeOutOfFiveAreNobodysFault) {
    OutbreakWatch watch;
    note_many(watch, "190", 5, kNoon);
    EXPECT_TRUE(watch.spreading("instagram/default", "190", kNoon));
}

TEST(Outbreak, FivePerCentAreStillTheirOwn) {
    OutbreakWatch watch;
    note_many(watch, "", 95, kNoon);
    note_many(watch, "190", 5, kNoon);
    EXPECT_FALSE(watch.spreading("instagram/default", "190", kNoon));
    note_many(watch, "190", 1, kNoon);
    EXPECT_TRUE(watch.spreading("instagram/default", "190", kNoon)); // 6 of 101
}

TEST(Outbreak, CodesAndAppsAreCountedApart) {
    OutbreakWatch watch;
    note_many(watch, "190/458", 4, kNoon);
    note_many(watch, "190/460", 4, kNoon);
    EXPECT_FALSE(watch.spreading("instagram/default", "190/458", kNoon));
    EXPECT_FALSE(watch.spreading("facebook/default", "190/458", kNoon));
}

TEST(Outbreak, WhatIsLongAgoIsForgotten) {
    OutbreakWatch watch;
    note_many(watch, "190", 5, kNoon);
    EXPECT_TRUE(watch.spreading("instagram/default", "190", kNoon + 10min));
    EXPECT_FALSE(watch.spreading("instagram/default", "190", kNoon + 11min));
}

TEST(Outbreak, AClockSteppedBackSeesNothingOfTheFuture) {
    OutbreakWatch watch;
    note_many(watch, "190", 5, kNoon);
    EXPECT_FALSE(watch.spreading("instagram/default", "190", kNoon - 1h));
}

} // namespace
} // namespace social
