// Time zones of the schedule tests as tables, so that no test depends on the machine's tzdata. And instants
// as text: "2026-03-29 00:59:30" is UTC.
#pragma once

#include "core/schedule/time_zone.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace social::test {

inline Instant utc(const char *text) {
    int year = 0;
    unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (std::sscanf(text, "%d-%u-%u %u:%u:%u", &year, &month, &day, &hour, &minute, &second) < 5)
        throw std::invalid_argument(text);
    using namespace std::chrono;
    return sys_days{std::chrono::year{year} / month / day} + hours{hour} + minutes{minute} + seconds{second};
}

inline std::string text_of(Instant instant) {
    using namespace std::chrono;
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(instant - day)};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

class TableZone final : public TimeZone {
public:
    struct Change {
        Instant at;
        std::chrono::minutes offset;
    };
    TableZone(std::chrono::minutes initial, std::vector<Change> changes)
        : initial_(initial), changes_(std::move(changes)) {}
    std::chrono::seconds offset_at(Instant instant) const override {
        std::chrono::minutes offset = initial_;
        for (const Change &change : changes_)
            if (change.at <= instant)
                offset = change.offset;
        return offset;
    }

private:
    std::chrono::minutes initial_;
    std::vector<Change> changes_;
};

inline const TimeZone &paris() {
    using namespace std::chrono_literals;
    static const TableZone zone{60min,
                                {{utc("2026-03-29 01:00"), 120min},
                                 {utc("2026-10-25 01:00"), 60min},
                                 {utc("2027-03-28 01:00"), 120min},
                                 {utc("2027-10-31 01:00"), 60min}}};
    return zone;
}

// One hour behind during Ramadan.
inline const TimeZone &casablanca() {
    using namespace std::chrono_literals;
    static const TableZone zone{60min,
                                {{utc("2026-02-15 02:00"), 0min},
                                 {utc("2026-03-22 02:00"), 60min},
                                 {utc("2027-02-07 02:00"), 0min},
                                 {utc("2027-03-14 02:00"), 60min}}};
    return zone;
}

inline const TimeZone &new_york() {
    using namespace std::chrono_literals;
    static const TableZone zone{-300min,
                                {{utc("2026-03-08 07:00"), -240min}, {utc("2026-11-01 06:00"), -300min}}};
    return zone;
}

// Changes by half an hour.
inline const TimeZone &lord_howe() {
    using namespace std::chrono_literals;
    static const TableZone zone{660min,
                                {{utc("2026-04-04 15:00"), 630min}, {utc("2026-10-03 15:30"), 660min}}};
    return zone;
}

// Left out 30 December 2011.
inline const TimeZone &apia() {
    using namespace std::chrono_literals;
    static const TableZone zone{-600min, {{utc("2011-12-30 10:00"), 840min}}};
    return zone;
}

inline const TimeZone &kathmandu() {
    using namespace std::chrono_literals;
    static const TableZone zone{345min, {}};
    return zone;
}

inline const TimeZone &greenwich() {
    static const Utc zone;
    return zone;
}

} // namespace social::test
