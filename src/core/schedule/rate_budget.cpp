#include "core/schedule/rate_budget.hpp"

#include <algorithm>

namespace social {

namespace {

using namespace std::chrono;

constexpr microseconds kLeastPace{50'000};
constexpr microseconds kLongestPace{60'000'000};
// Who has to wait comes back after whole seconds: calls of the coming second are let through at its begin.
constexpr microseconds kAhead{1'000'000};

std::int64_t slice_of(Instant now) {
    return floor<minutes>(now.time_since_epoch()) / RateBudget::kSlice;
}
std::int64_t stamp(Instant now) {
    return now.time_since_epoch().count();
}

std::size_t index_of(std::int64_t slice) {
    return static_cast<std::size_t>(slice) % RateBudget::kSlices;
}

// What ends later than anything is told for was told under a clock that was ahead and has been put right.
std::optional<Instant> still_holds(std::int64_t moment, Instant now) {
    const Instant end{microseconds{moment}};
    return end > now && end <= now + kLongestWait ? std::optional{end} : std::nullopt;
}

// Likewise: those calls would not leave before that clock's time has come.
bool counted_ahead(const RateBudget &budget, Instant now) {
    return budget.newest_slice > slice_of(now + hours{1});
}

void slow_down(RateBudget &budget, microseconds pace, Instant until, Instant now) {
    const bool before = slow_until(budget, now).has_value();
    budget.pace = std::clamp(pace, kLeastPace, kLongestPace).count();
    budget.slow_until = stamp(std::min(until, now + kLongestWait));
    if (!before)
        budget.next_call = stamp(now) + budget.pace;
}

// Slices whose calls still count at `now`: from this one on.
std::int64_t oldest_counted(Instant now) {
    return slice_of(now) - std::int64_t{RateBudget::kSlices} + 1;
}

// `moment` is later than `now`, so it is a second at least.
seconds until(Instant moment, Instant now) {
    return ceil<seconds>(moment - now);
}

} // namespace

std::optional<Instant> closed_until(const RateBudget &budget, Instant now) {
    return still_holds(budget.closed_until, now);
}

std::optional<Instant> slow_until(const RateBudget &budget, Instant now) {
    return still_holds(budget.slow_until, now);
}

std::uint32_t calls_lately(const RateBudget &budget, Instant now) {
    if (counted_ahead(budget, now))
        return 0;
    std::uint32_t sum = 0;
    const std::int64_t oldest = budget.newest_slice - std::int64_t{RateBudget::kSlices} + 1;
    for (std::int64_t slice = std::max(oldest, oldest_counted(now)); slice <= budget.newest_slice; ++slice)
        sum += budget.calls[index_of(slice)];
    return sum;
}

std::optional<seconds> wait_for(const RateBudget &budget, int calls_per_hour, bool start, Instant now) {
    if (const auto closed = closed_until(budget, now))
        return until(*closed, now);
    std::uint32_t calls = calls_per_hour > 0 ? calls_lately(budget, now) : 0;
    const auto limit = static_cast<std::uint32_t>(std::max(calls_per_hour, 0));
    if (limit > 0 && calls >= limit) {
        // The oldest slices leave first; enough of them must, to make room for one call.
        std::int64_t slice =
            std::max(budget.newest_slice - std::int64_t{RateBudget::kSlices} + 1, oldest_counted(now));
        for (; slice < budget.newest_slice; ++slice) {
            calls -= budget.calls[index_of(slice)];
            if (calls < limit)
                break;
        }
        const auto gone =
            (slice + std::int64_t{RateBudget::kSlices}) * duration_cast<microseconds>(RateBudget::kSlice);
        return until(Instant{gone}, now);
    }
    if (start && slow_until(budget, now) && budget.next_call > stamp(now + kAhead))
        return until(Instant{microseconds{budget.next_call}} - kAhead, now);
    return std::nullopt;
}

void count_call(RateBudget &budget, Instant now) {
    if (counted_ahead(budget, now)) {
        budget.calls.fill(0);
        budget.newest_slice = slice_of(now);
    }
    // A clock that was set back a little goes on counting in the newest slice.
    const std::int64_t slice = std::max(slice_of(now), budget.newest_slice);
    const std::int64_t kept = slice - std::int64_t{RateBudget::kSlices};
    for (std::int64_t stale = std::max(budget.newest_slice, kept) + 1; stale <= slice; ++stale)
        budget.calls[index_of(stale)] = 0;
    budget.newest_slice = slice;
    std::uint32_t &calls = budget.calls[index_of(slice)];
    if (calls < UINT32_MAX / RateBudget::kSlices)
        ++calls;
    if (slow_until(budget, now))
        budget.next_call = std::max(budget.next_call, stamp(now)) + budget.pace;
}

void recall_calls(RateBudget &budget, int calls, Instant at) {
    for (int i = 0; i < calls; ++i)
        count_call(budget, at);
}

void close_for(RateBudget &budget, seconds wait, Instant now) {
    const Instant end = now + std::clamp<seconds>(wait, seconds{0}, kLongestWait);
    budget.closed_until = stamp(std::max(closed_until(budget, now).value_or(end), end));
}

void note_usage(RateBudget &budget, int percent, Instant now) {
    if (percent >= 100) {
        close_for(budget, kFullWait, now);
        return;
    }
    if (percent < kSlowDownPercent) {
        budget.slow_until = 0;
        return;
    }
    // Our own calls of the last hour are what the percentage stands for, as far as we know.
    const std::int64_t calls = std::max(calls_lately(budget, now), 1u);
    const microseconds pace = duration_cast<microseconds>(hours{1}) * percent / (calls * (100 - percent));
    slow_down(budget, pace, now + hours{1}, now);
}

void note_remaining(RateBudget &budget, std::int64_t remaining, std::int64_t limit, Instant reset,
                    Instant now) {
    if (reset <= now || limit <= 0)
        return;
    if (remaining <= 0)
        close_for(budget, ceil<seconds>(reset - now), now);
    else if ((limit - remaining) * 100 >= limit * kSlowDownPercent)
        slow_down(budget, (reset - now) / remaining, reset, now);
}

bool forgettable(const RateBudget &budget, Instant now) {
    return !closed_until(budget, now) && !slow_until(budget, now) && calls_lately(budget, now) == 0;
}

} // namespace social
