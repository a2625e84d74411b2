// A trend in a line of text: one character a week.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace social {

using Weeks = std::vector<std::optional<std::int64_t>>; // oldest first, absent: unknown

struct Range {
    std::int64_t least;
    std::int64_t greatest;
};

// Of the known values; absent where none is.
std::optional<Range> range_of(const Weeks &weeks);

// ▁ for the least to █ for the greatest, a dot for what is unknown.
std::string text_bars(const Weeks &weeks, Range range);

} // namespace social
