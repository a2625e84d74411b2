#include "core/schedule/time_zone.hpp"

#include <algorithm>

namespace social {

namespace {

using std::chrono::seconds;

// The first instant, to the second, from which on the offset is no longer `before`. It is in (low, high].
Instant change_between(Instant low, Instant high, seconds before, const TimeZone &zone) {
    while (high - low > seconds{1}) {
        const Instant middle = low + std::chrono::floor<seconds>((high - low) / 2);
        (zone.offset_at(middle) == before ? low : high) = middle;
    }
    return high;
}

} // namespace

Occurrences occurrences_of(LocalMinute reading, const TimeZone &zone) {
    constexpr std::chrono::hours kDay{24};
    const Instant as_utc{reading.time_since_epoch()};
    const seconds before = zone.offset_at(as_utc - kDay);
    const seconds after = zone.offset_at(as_utc + kDay);
    const Instant by_before = as_utc - before;
    const Instant by_after = as_utc - after;
    if (before == after)
        return {.first = by_before};
    const bool before_holds = zone.offset_at(by_before) == before;
    const bool after_holds = zone.offset_at(by_after) == after;
    if (before_holds && after_holds)
        return {.first = std::min(by_before, by_after), .second = std::max(by_before, by_after)};
    if (before_holds)
        return {.first = by_before};
    if (after_holds)
        return {.first = by_after};
    return {.first =
                change_between(std::min(by_before, by_after), std::max(by_before, by_after), before, zone),
            .second = std::nullopt,
            .skipped = true};
}

} // namespace social
