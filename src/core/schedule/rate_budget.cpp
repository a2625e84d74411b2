#include "core/schedule/rate_budget.hpp"

#include <algorithm>
#include <numeric>

namespace social {

namespace {

using namespace std::chrono;

constexpr microseconds kLeastPace{50'000};
constexpr microseconds kLongestPace{60'000'000};

std::int64_t slice_of(Instant now) { return floor<minutes>(now.time_since_epoch()) / RateBudget::kSlice; }
std::int64_t stamp(Instant now) { return now.time_since_epoch().count(); }

std::size_t index_of(std::int64_t slice) { return static_cast<std::size_t>(slice) % RateBudget::kSlices; }

void slow_down(RateBudget &budget, microseconds pace, Instant until, Instant now) {
    const bool before = budget.slow_until > stamp(now);
    budget.pace = std::clamp(pace, kLeastPace, kLongestPace).count();
    budget.slow_until = stamp(until);
    if (!before)
        budget.next_call = stamp(now) + budget.pace;
}

} // namespace

std::uint32_t calls_lately(const RateBudget &budget, Instant now) {
    const std::int64_t slice = slice_of(now);
    std::uint32_t sum = 0;
    // The thirteenth slice back may still hold calls of the last hour; it is overwritten only by being counted
    // in again, so the oldest of the twelve kept ones is counted in full instead.
    for (std::int64_t i = budget.newest_slice; i > budget.newest_slice - std::int64_t{RateBudget::kSlices}; --i)
        if (i > slice - std::int64_t{RateBudget::kSlices} && i >= 0)
            sum += budget.calls[index_of(i)];
    return sum;
}

} // namespace social
