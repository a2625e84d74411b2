#include "core/mail/language.hpp"

#include "core/platform.hpp"

#include <cmath>
#include <cstdio>

namespace social {

namespace {

using namespace std::chrono;

constexpr std::string_view kNarrowBlank = "\u202f";
constexpr std::string_view kMinus = "\u2212";

constexpr Language kFrench{
    .code = "fr",
    .group = kNarrowBlank,
    .decimal = ",",
    .percent = "\u202f%",
    .points = "\u202fpt",
    .colon = "\u00a0: ",
    .months = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
               "octobre", "novembre", "décembre"},
    .short_months = {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
                     "nov.", "déc."},
    .weekdays = {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
    .first_day = "1er",
    .long_date = "{weekday} {day} {month} {year}",
    .short_date = "{day} {short_month}",
    .date_and_time = "{day} {short_month} à {time}",
    .date_year_and_time = "{day} {short_month} {year} à {time}",
    .range_in_month = "du {from} au {until} {month} {year}",
    .range_in_year = "du {from} {from_month} au {until} {month} {year}",
    .range = "du {from} {from_month} {from_year} au {until} {month} {year}",
    .is_singular = [](std::int64_t count) { return count >= -1 && count <= 1; },
};

constexpr Language kEnglish{
    .code = "en",
    .group = ",",
    .decimal = ".",
    .percent = "%",
    .points = " pp",
    .colon = ": ",
    .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
               "October", "November", "December"},
    .short_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
    .weekdays = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
    .first_day = "1",
    .long_date = "{weekday}, {day} {month} {year}",
    .short_date = "{day} {short_month}",
    .date_and_time = "{day} {short_month} at {time}",
    .date_year_and_time = "{day} {short_month} {year} at {time}",
    .range_in_month = "{from} to {until} {month} {year}",
    .range_in_year = "{from} {from_month} to {until} {month} {year}",
    .range = "{from} {from_month} {from_year} to {until} {month} {year}",
    .is_singular = [](std::int64_t count) { return count == 1 || count == -1; },
};

struct LocalTime {
    year_month_day date;
    unsigned weekday;
    std::string time;
};

LocalTime local_time(Instant instant, const TimeZone &zone) {
    const auto local = instant + zone.offset_at(instant);
    const auto day = floor<days>(local);
    const hh_mm_ss clock{floor<minutes>(local - day)};
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()));
    return {day, weekday{sys_days{day}}.c_encoding(), text};
}

std::string day_text(const Language &language, year_month_day date) {
    const auto day = static_cast<unsigned>(date.day());
    return day == 1 ? std::string{language.first_day} : std::to_string(day);
}

std::string_view month_text(const Language &language, year_month_day date) {
    return language.months[static_cast<unsigned>(date.month()) - 1];
}

std::string_view short_month_text(const Language &language, year_month_day date) {
    return language.short_months[static_cast<unsigned>(date.month()) - 1];
}

std::string year_text(year_month_day date) {
    return std::to_string(static_cast<int>(date.year()));
}

// Two decimals, rounded half away from zero: also what is half a hundredth as people write it, and in binary
// a trifle less.
std::int64_t hundredths_of(double value) {
    return std::llround(std::fabs(value) * 100 + 1e-7);
}

std::string decimal_text(const Language &language, double value) {
    const auto hundredths = hundredths_of(value);
    char decimals[8];
    std::snprintf(decimals, sizeof decimals, "%02d", static_cast<int>(hundredths % 100));
    return number(language, hundredths / 100) + std::string{language.decimal} + decimals;
}

} // namespace

const Language &language_of(std::string_view locale) {
    const auto code = locale.substr(0, locale.find_first_of("-_."));
    return code == kEnglish.code ? kEnglish : kFrench;
}

std::string fill(std::string_view pattern, Words words) {
    std::string text;
    for (std::size_t at = 0; at < pattern.size();) {
        const auto open = pattern.find('{', at);
        const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
        if (close == std::string_view::npos)
            return text.append(pattern.substr(at));
        text.append(pattern.substr(at, open - at));
        const auto name = pattern.substr(open + 1, close - open - 1);
        std::string_view value = pattern.substr(open, close - open + 1);
        for (const auto &[word, meaning] : words)
            if (word == name)
                value = meaning;
        text.append(value);
        at = close + 1;
    }
    return text;
}

namespace {

// The next code point of UTF-8, which is taken off; of anything else the byte.
char32_t take_code_point(std::string_view &text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t at = 1; at < length && at < text.size(); ++at)
        point = point << 6 | (static_cast<unsigned char>(text[at]) & 0x3FU);
    text.remove_prefix(std::min(length, text.size()));
    return point;
}

bool between(char32_t point, char32_t first, char32_t last) {
    return point >= first && point <= last;
}

// Embeddings, overrides, isolations and their ends.
bool is_turning_sign(char32_t point) {
    return between(point, 0x202A, 0x202E) || between(point, 0x2066, 0x2069);
}

bool is_right_to_left(char32_t point) {
    return between(point, 0x0590, 0x08FF) || point == 0x200F || between(point, 0xFB1D, 0xFDFF) ||
           between(point, 0xFE70, 0xFEFC) || between(point, 0x10800, 0x10FFF) ||
           between(point, 0x1E800, 0x1EFFF);
}

} // namespace

std::string isolated(std::string_view name) {
    std::string kept;
    bool turns = false;
    for (auto rest = name; !rest.empty();) {
        const auto before = rest;
        const auto point = take_code_point(rest);
        turns = turns || is_turning_sign(point) || is_right_to_left(point);
        if (!is_turning_sign(point))
            kept.append(before.substr(0, before.size() - rest.size()));
    }
    return turns && !kept.empty() ? "\u2068" + kept + "\u2069" : kept;
}

std::string number(const Language &language, std::int64_t value) {
    const auto magnitude =
        value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    const std::string digits = std::to_string(magnitude);
    std::string text{value < 0 ? kMinus : ""};
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            text += language.group;
        text += digits[i];
    }
    return text;
}

std::string change(const Language &language, std::int64_t value) {
    return (value > 0 ? "+" : "") + number(language, value);
}

std::string percentage(const Language &language, double value) {
    const bool less = value < 0 && hundredths_of(value) != 0;
    return (less ? std::string{kMinus} : "") + decimal_text(language, value) + std::string{language.percent};
}

std::string change_in_points(const Language &language, double value) {
    const bool none = hundredths_of(value) == 0;
    return std::string{none        ? ""
                       : value > 0 ? "+"
                                   : kMinus} +
           decimal_text(language, value) + std::string{language.points};
}

std::string counted(const Language &language, const Counted &noun, std::int64_t value) {
    return fill(language.is_singular(value) ? noun.one : noun.many, {{"n", number(language, value)}});
}

std::string long_date(const Language &language, Instant instant, const TimeZone &zone) {
    const auto local = local_time(instant, zone);
    return fill(language.long_date, {{"weekday", language.weekdays[local.weekday]},
                                     {"day", day_text(language, local.date)},
                                     {"month", month_text(language, local.date)},
                                     {"year", year_text(local.date)}});
}

std::string short_date(const Language &language, Instant instant, const TimeZone &zone) {
    const auto local = local_time(instant, zone);
    return fill(language.short_date, {{"day", day_text(language, local.date)},
                                      {"short_month", short_month_text(language, local.date)}});
}

std::string date_and_time(const Language &language, Instant instant, Instant seen_from,
                          const TimeZone &zone) {
    const auto local = local_time(instant, zone);
    const bool this_year = local.date.year() == local_time(seen_from, zone).date.year();
    return fill(this_year ? language.date_and_time : language.date_year_and_time,
                {{"day", day_text(language, local.date)},
                 {"short_month", short_month_text(language, local.date)},
                 {"year", year_text(local.date)},
                 {"time", local.time}});
}

std::string date_range(const Language &language, Instant from, Instant until, const TimeZone &zone) {
    const auto first = local_time(from, zone).date;
    const auto last = local_time(until - seconds{1}, zone).date;
    const bool one_year = first.year() == last.year();
    const auto pattern = one_year && first.month() == last.month() ? language.range_in_month
                         : one_year                                ? language.range_in_year
                                                                   : language.range;
    return fill(pattern, {{"from", day_text(language, first)},
                          {"from_month", month_text(language, first)},
                          {"from_year", year_text(first)},
                          {"until", day_text(language, last)},
                          {"month", month_text(language, last)},
                          {"year", year_text(last)}});
}

std::string_view shown_platform(std::string_view name) {
    constexpr std::array<std::pair<Platform, std::string_view>, 10> kShown{{
        {Platform::instagram, "Instagram"},
        {Platform::tiktok, "TikTok"},
        {Platform::facebook, "Facebook"},
        {Platform::youtube, "YouTube"},
        {Platform::twitter, "X"},
        {Platform::linkedin, "LinkedIn"},
        {Platform::snapchat, "Snapchat"},
        {Platform::pinterest, "Pinterest"},
        {Platform::threads, "Threads"},
        {Platform::twitch, "Twitch"},
    }};
    const auto platform = platform_named(name);
    for (const auto &[known, shown] : kShown)
        if (platform == known)
            return shown;
    return name;
}

} // namespace social
