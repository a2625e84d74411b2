// Language: how mails of one language write numbers and dates, and in which direction. The texts themselves
// are in report_texts and notice_texts. A new language is a new row in each of these tables and nothing else.
#pragma once

#include "core/clock.hpp"
#include "core/schedule/time_zone.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace social {

struct Language {
    std::string_view code; // as in the HTML attribute lang
    bool right_to_left = false;

    std::string_view group;   // between thousands
    std::string_view decimal; // before decimals
    std::string_view percent; // after a number, with its blank
    std::string_view points;  // percentage points, likewise
    std::string_view colon;   // with its blanks

    std::array<std::string_view, 12> months;
    std::array<std::string_view, 12> short_months;
    std::array<std::string_view, 7> weekdays; // Sunday first
    std::string_view first_day;               // the first of a month
    std::string_view long_date;               // {weekday} {day} {month} {year}
    std::string_view short_date;              // {day} {short_month}
    std::string_view date_and_time;           // {day} {short_month} {time}
    std::string_view date_year_and_time;      // {day} {short_month} {year} {time}
    std::string_view range_in_month;          // {from} {until} {month} {year}
    std::string_view range_in_year;           // {from} {from_month} {until} {month} {year}
    std::string_view range;                   // {from} {from_month} {from_year} {until} {month} {year}
    bool (*is_singular)(std::int64_t count);

    // The sides of a line, as HTML attributes name them.
    std::string_view begin_side() const { return right_to_left ? "right" : "left"; }
    std::string_view end_side() const { return right_to_left ? "left" : "right"; }
};

// By a locale such as "fr", "fr-MA" or "en_US". French where the language is not there.
const Language &language_of(std::string_view locale);

// A noun that is counted: "{n} post", "{n} posts".
struct Counted {
    std::string_view one;
    std::string_view many;
};

// Replaces {name} by its value; what is not named stays.
using Words = std::initializer_list<std::pair<std::string_view, std::string_view>>;
std::string fill(std::string_view pattern, Words words);

// A name in a sentence: what is written from right to left, or turns the direction of what follows, keeps to
// itself.
std::string isolated(std::string_view name);

std::string number(const Language &language, std::int64_t value);
// With its sign, a real minus, and no sign for none.
std::string change(const Language &language, std::int64_t value);
std::string percentage(const Language &language, double value);
std::string change_in_points(const Language &language, double value);
std::string counted(const Language &language, const Counted &noun, std::int64_t value);

std::string long_date(const Language &language, Instant instant, const TimeZone &zone);
std::string short_date(const Language &language, Instant instant, const TimeZone &zone);
// With the year where it is not that of `seen_from`.
std::string date_and_time(const Language &language, Instant instant, Instant seen_from, const TimeZone &zone);
// The days of a period whose end is the midnight after its last day.
std::string date_range(const Language &language, Instant from, Instant until, const TimeZone &zone);

// A platform as people write it.
std::string_view shown_platform(std::string_view name);

} // namespace social
