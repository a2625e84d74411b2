// Times as text. Inside the simulator a time is unix seconds of its own clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace social::simulator {

constexpr std::int64_t minute_seconds = 60;
constexpr std::int64_t hour_seconds = 3600;
constexpr std::int64_t day_seconds = 86400;

std::string iso_time(std::int64_t time);     // 2026-11-23T06:52:56Z
std::string graph_time(std::int64_t time);   // 2026-11-23T06:52:56+0000
std::string session_time(std::int64_t time); // Sunday, 22-Nov-26 22:52:56 PST
std::string compact_time(std::int64_t time); // 20261123065256

constexpr std::int64_t latest_time = 253402300799; // the end of the year 9999

// Unix seconds, or YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS with an optional Z; from 1970 to latest_time.
std::optional<std::int64_t> parse_time(std::string_view text);

// Seconds, or a number with one of the units s, m, h, d; no longer than there are times.
std::optional<std::int64_t> parse_duration(std::string_view text);

} // namespace social::simulator
