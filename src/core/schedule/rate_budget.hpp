// RateBudget: how many calls were made lately and what the platform has said about its limits, for one
// account or one app. Plain data with all zero as its beginning, so that budgets of apps can live in memory
// that all workers share. The functions below are its only users; none reads a clock.
#pragma once

#include "core/clock.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace social {

struct RateBudget {
    static constexpr std::chrono::minutes kSlice{5};
    // An hour, and the slice that is not over yet: what is counted covers 60 to 65 minutes.
    static constexpr std::size_t kSlices = 13;

    std::int64_t newest_slice; // number of the slice last counted in, since 1970
    std::array<std::uint32_t, kSlices> calls;
    std::int64_t closed_until; // microseconds since 1970; 0: open
    std::int64_t slow_until;   // `pace` holds until then
    std::int64_t next_call;    // the earliest, while slowed down
    std::int64_t pace;         // microseconds between calls
};
static_assert(std::is_trivial_v<RateBudget> && std::is_standard_layout_v<RateBudget>);

// Until when the platform wants no calls, or slower ones; nullopt when that has passed.
std::optional<Instant> closed_until(const RateBudget &budget, Instant now);
std::optional<Instant> slow_until(const RateBudget &budget, Instant now);

// Calls within the last hour, or up to five minutes more.
std::uint32_t calls_lately(const RateBudget &budget, Instant now);

// nullopt when a call may be made now, else how long to wait. `calls_per_hour` 0: no limit of ours.
// `start` marks the first call of a piece of work: only that is held up by a slow-down, since what has begun
// is better finished than begun again.
std::optional<std::chrono::seconds> wait_for(const RateBudget &budget, int calls_per_hour, bool start,
                                             Instant now);

// A call was let through.
void count_call(RateBudget &budget, Instant now);

// Calls of a time before this budget was known. In the order of that time, and before count_call().
void recall_calls(RateBudget &budget, int calls, Instant at);

// The platform said: not before then. Only ever lengthens.
void close_for(RateBudget &budget, std::chrono::seconds wait, Instant now);

// The platform said how much of its limit is used, in percent: from 80 on calls are spread so that the rest
// lasts an hour; below, they are not.
void note_usage(RateBudget &budget, int percent, Instant now);

// The platform said: so many calls are left until then, out of so many.
void note_remaining(RateBudget &budget, std::int64_t remaining, std::int64_t limit, Instant reset,
                    Instant now);

// Nothing would be lost by forgetting it.
bool forgettable(const RateBudget &budget, Instant now);

// No platform means more. A wait that ends later was told under a clock that was ahead, and is none.
inline constexpr std::chrono::hours kLongestWait{48};

inline constexpr int kSlowDownPercent = 80;
inline constexpr std::chrono::minutes kFullWait{60}; // at 100 % without a word about how long

} // namespace social
