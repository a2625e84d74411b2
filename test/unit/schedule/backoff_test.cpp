#include "core/schedule/backoff.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, doubles_from_half_a_minute_to_a_quarter_of_an_hour) {
    const std::chrono::seconds expected[] = {30s, 60s, 120s, 240s, 480s, 900s, 900s};
    for (int failures = 1; failures <= 7; ++failures)
        EXPECT_EQ(backoff(failures), expected[failures - 1]) << failures;
}

TEST(Backoff, jitter_spreads_a_fifth_to_either_side) {
    EXPECT_EQ(with_jitter(100s, 0), 80s);
    EXPECT_EQ(with_jitter(100s, UINT32_MAX), 120s);
    EXPECT_EQ(with_jitter(100s, UINT32_MAX / 2 + 1), 100s);
    EXPECT_EQ(with_jitter(15min, UINT32_MAX), 18min);
}

TEST(Backoff, a_wait_that_was_asked_for_is_never_shortened) {
    EXPECT_EQ(not_before(60s, 0), 60s);
    EXPECT_EQ(not_before(60s, UINT32_MAX), 66s);
    EXPECT_EQ(not_before(2s, UINT32_MAX), 3s);
    EXPECT_EQ(not_before(24h, UINT32_MAX), 24h + 30s);
}

} // namespace
} // namespace social
