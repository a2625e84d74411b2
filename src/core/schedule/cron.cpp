#include "core/schedule/cron.hpp"

#include <algorithm>
#include <bit>

namespace social {

namespace {

using namespace std::chrono;

constexpr years kLookAhead{50};
constexpr std::uint32_t kEveryHour = (1u << 24) - 1;

// The lowest set bit at or above `from`; 64 when there is none.
unsigned next_bit(std::uint64_t bits, unsigned from) {
    return from >= 64 ? 64 : static_cast<unsigned>(std::countr_zero(bits & ~std::uint64_t{0} << from));
}

// No reading before this one can be an occurrence later than `from`.
LocalMinute earliest_reading(Instant from, const TimeZone &zone) {
    const seconds offset = std::min(zone.offset_at(from), zone.offset_at(from + hours{26}));
    return LocalMinute{floor<minutes>((from + offset).time_since_epoch())};
}

} // namespace

bool Cron::matches(year_month_day date) const {
    if ((months_ >> static_cast<unsigned>(date.month()) & 1) == 0)
        return false;
    const bool day = days_ >> static_cast<unsigned>(date.day()) & 1;
    const bool weekday_fits = weekdays_ >> weekday{local_days{date}}.c_encoding() & 1;
    return either_day_ ? day || weekday_fits : day && weekday_fits;
}

std::optional<LocalMinute> Cron::first_match(LocalMinute from) const {
    local_days day = floor<days>(from);
    const auto time = duration_cast<minutes>(from - day);
    auto hour = static_cast<unsigned>(time / hours{1});
    auto minute = static_cast<unsigned>((time % hours{1}).count());
    const local_days end = day + duration_cast<days>(kLookAhead);
    while (day < end) {
        const year_month_day date{day};
        if ((months_ >> static_cast<unsigned>(date.month()) & 1) == 0) {
            day = local_days{year_month_day{date.year() / date.month() / 1} + months{1}};
            hour = minute = 0;
            continue;
        }
        if (matches(date)) {
            if (next_bit(minutes_, minute) >= 60 || (hours_ >> hour & 1) == 0) {
                hour = next_bit(hours_, hour + 1);
                minute = 0;
            }
            if (hour < 24)
                return day + hours{hour} + minutes{next_bit(minutes_, minute)};
        }
        day += days{1};
        hour = minute = 0;
    }
    return std::nullopt;
}

std::optional<Instant> Cron::next_after(Instant from, const TimeZone &zone) const {
    if (interval_)
        return from + *interval_;
    const bool by_hours_passing = hours_ == kEveryHour;
    std::optional<Instant> best;
    for (auto reading = first_match(earliest_reading(from, zone)); reading;
         reading = first_match(*reading + minutes{1})) {
        const Occurrences at = occurrences_of(*reading, zone);
        if (!by_hours_passing) {
            // Later readings never occur earlier, so the first that is late enough is the answer.
            if (at.first > from)
                return at.first;
            continue;
        }
        if (at.skipped)
            continue;
        for (const Instant instant : {at.first, at.second.value_or(at.first)})
            if (instant > from && (!best || instant < *best))
                best = instant;
        // Of a doubled hour, readings with a second pass are met before later ones of the first pass.
        if (best && !at.second)
            return best;
    }
    return best;
}

} // namespace social
