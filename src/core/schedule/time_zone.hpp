// TimeZone: what a schedule has to know of a zone. The server backs it with PostgreSQL's time zones; tests
// with tables. And the way from a local time to instants, which a clock change makes less than obvious.
#pragma once

#include "core/clock.hpp"

#include <chrono>
#include <optional>

namespace social {

class TimeZone {
public:
    virtual ~TimeZone() = default;
    // East of UTC, as in force at that instant.
    virtual std::chrono::seconds offset_at(Instant instant) const = 0;
};

class Utc final : public TimeZone {
public:
    std::chrono::seconds offset_at(Instant) const override { return std::chrono::seconds{0}; }
};

// A wall clock's reading, to the minute.
using LocalMinute = std::chrono::local_time<std::chrono::minutes>;

// The instants at which a wall clock shows one reading.
struct Occurrences {
    Instant first{};                 // when skipped: the first instant after the gap
    std::optional<Instant> second{}; // set when a clock change shows the reading twice
    bool skipped = false;
};

// Right as long as a zone does not change twice within two days, which none does.
Occurrences occurrences_of(LocalMinute reading, const TimeZone &zone);

} // namespace social
