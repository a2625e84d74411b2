#include "base/time_text.hpp"

#include "base/text.hpp"

#include <chrono>
#include <cstdio>

namespace social::simulator {

namespace {

struct Civil {
    int year, month, day, hour, minute, second, weekday;
};

Civil civil(std::int64_t time) {
    using namespace std::chrono;
    sys_seconds instant{seconds(time)};
    auto days = floor<std::chrono::days>(instant);
    year_month_day date(days);
    hh_mm_ss clock(instant - days);
    return {static_cast<int>(date.year()),
            static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())),
            static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()),
            static_cast<int>(clock.seconds().count()),
            static_cast<int>(weekday(days).c_encoding())};
}

char *two_digits(char *out, int number) {
    *out++ = static_cast<char>('0' + number / 10);
    *out++ = static_cast<char>('0' + number % 10);
    return out;
}

// Written by hand because a page of posts formats twenty-five of them.
std::string date_time(std::int64_t time, std::string_view zone) {
    Civil c = civil(time);
    char buffer[20];
    char *out = two_digits(buffer, c.year / 100);
    out = two_digits(out, c.year % 100);
    *out++ = '-';
    out = two_digits(out, c.month);
    *out++ = '-';
    out = two_digits(out, c.day);
    *out++ = 'T';
    out = two_digits(out, c.hour);
    *out++ = ':';
    out = two_digits(out, c.minute);
    *out++ = ':';
    out = two_digits(out, c.second);
    return std::string(buffer, out).append(zone);
}

std::optional<std::int64_t> parse_date_time(std::string_view text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
    std::string copy(text);
    if (std::sscanf(copy.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3)
        return std::nullopt;
    std::size_t at = static_cast<std::size_t>(used);
    if (at < copy.size()) {
        int more = 0;
        if (std::sscanf(copy.c_str() + at, "T%2d:%2d:%2d%n", &hour, &minute, &second, &more) != 3)
            return std::nullopt;
        at += static_cast<std::size_t>(more);
    }
    std::string_view zone = std::string_view(copy).substr(at);
    if (!zone.empty() && zone != "Z" && zone != "+0000" && zone != "+00:00")
        return std::nullopt;
    using namespace std::chrono;
    year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                        std::chrono::day(static_cast<unsigned>(day)));
    if (!date.ok() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    return sys_days(date).time_since_epoch().count() * day_seconds + hour * hour_seconds +
           minute * minute_seconds + second;
}

} // namespace

std::string iso_time(std::int64_t time) {
    return date_time(time, "Z");
}

std::string graph_time(std::int64_t time) {
    return date_time(time, "+0000");
}

std::string session_time(std::int64_t time) {
    static constexpr const char *weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                               "Thursday", "Friday", "Saturday"};
    static constexpr const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    Civil c = civil(time - 8 * hour_seconds);
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%s, %02d-%s-%02d %02d:%02d:%02d PST", weekdays[c.weekday], c.day,
                  months[c.month - 1], c.year % 100, c.hour, c.minute, c.second);
    return buffer;
}

std::string compact_time(std::int64_t time) {
    std::string text = iso_time(time);
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    return text;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
    auto time = parse_integer(text);
    if (!time)
        time = parse_date_time(text);
    return time && *time >= 0 && *time <= latest_time ? time : std::nullopt;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
    if (text.empty())
        return std::nullopt;
    std::int64_t unit = 1;
    switch (text.back()) {
    case 's':
        text.remove_suffix(1);
        break;
    case 'm':
        unit = minute_seconds, text.remove_suffix(1);
        break;
    case 'h':
        unit = hour_seconds, text.remove_suffix(1);
        break;
    case 'd':
        unit = day_seconds, text.remove_suffix(1);
        break;
    default:
        break;
    }
    auto number = parse_integer(text);
    if (!number || *number > latest_time / unit || *number < -latest_time / unit)
        return std::nullopt;
    return *number * unit;
}

} // namespace social::simulator
