// Cron: a parsed schedule, either five cron fields (minute, hour, day of month, month, day of week) or an
// interval ("30 seconds", "5 minutes", "6 hours"). A value: parsing and next_after() depend on nothing else.
#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/schedule/time_zone.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace social {

class Cron {
public:
    // The error's message names the column and what was expected there.
    static Result<Cron> parse(std::string_view text);

    // The first time strictly after `from`. Fields are read on the wall clock of `zone`; where a clock change
    // skips a time, it counts as the first instant after the gap; where it shows a time twice, the first
    // counts. With every hour allowed, the schedule follows the hours that pass: skipped ones are not made up
    // for, and both passes of a doubled one count. nullopt: not within fifty years.
    std::optional<Instant> next_after(Instant from, const TimeZone &zone) const;

    // Set for an interval.
    std::optional<std::chrono::seconds> interval() const { return interval_; }

    friend bool operator==(const Cron &, const Cron &) = default;

private:
    friend class CronParser;

    bool matches(std::chrono::year_month_day date) const;
    std::optional<LocalMinute> first_match(LocalMinute from) const;

    std::optional<std::chrono::seconds> interval_{};
    // Bit n: the value n is allowed.
    std::uint64_t minutes_ = 0;
    std::uint32_t hours_ = 0;
    std::uint32_t days_ = 0;     // 1 to 31
    std::uint32_t months_ = 0;   // 1 to 12
    std::uint32_t weekdays_ = 0; // 0 (Sunday) to 6
    // As in every cron: when neither field begins with a star, a day that fits one of them is enough.
    bool either_day_ = false;
};

} // namespace social
