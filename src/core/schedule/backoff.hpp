// How long to wait after a failure. The caller brings the randomness, so that tests need none.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace social {

// Network trouble, 5xx, answers that make no sense: 30 seconds, doubling, at most 15 minutes
// (docs/platforms/README.md, "When to ask again").
inline constexpr std::chrono::seconds kFirstRetry{30};
inline constexpr std::chrono::seconds kLongestRetry{15 * 60};
// After this long without a success the connection's status becomes `error`.
inline constexpr std::chrono::hours kGiveUpAfter{24};

// `failures` in a row, this one included.
constexpr std::chrono::seconds backoff(int failures) {
    const int doublings = std::clamp(failures - 1, 0, 10);
    return std::min(kFirstRetry * (1 << doublings), kLongestRetry);
}

// Between 80 and 120 % of `delay`: accounts that failed together must not come back together.
constexpr std::chrono::milliseconds with_jitter(std::chrono::milliseconds delay, std::uint32_t random) {
    return delay * 4 / 5 + std::chrono::milliseconds{delay.count() * 2 / 5 * random / UINT32_MAX};
}

// For a wait that a platform asked for: never shorter, and up to a tenth longer (1 to 30 seconds at most).
constexpr std::chrono::milliseconds not_before(std::chrono::milliseconds wait, std::uint32_t random) {
    constexpr std::chrono::milliseconds kLeast{1'000}, kMost{30'000};
    const auto spread = std::clamp(wait / 10, kLeast, kMost);
    return wait + std::chrono::milliseconds{spread.count() * random / UINT32_MAX};
}

static_assert(backoff(1) == std::chrono::seconds{30} && backoff(2) == std::chrono::minutes{1});
static_assert(backoff(5) == std::chrono::minutes{8} && backoff(6) == std::chrono::minutes{15});
static_assert(backoff(0) == kFirstRetry && backoff(1'000'000) == kLongestRetry);

} // namespace social
