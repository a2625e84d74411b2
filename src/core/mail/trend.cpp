#include "core/mail/trend.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace social {

std::optional<Range> range_of(const Weeks &weeks) {
    std::optional<Range> range;
    for (const auto &week : weeks)
        if (week)
            range = range ? Range{std::min(range->least, *week), std::max(range->greatest, *week)}
                          : Range{*week, *week};
    return range;
}

std::string text_bars(const Weeks &weeks, Range range) {
    constexpr std::array<std::string_view, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    std::string text;
    for (const auto &week : weeks) {
        if (!week) {
            text += "·";
            continue;
        }
        const double share = range.greatest == range.least
                                 ? 0.5
                                 : static_cast<double>(*week - range.least) /
                                       static_cast<double>(range.greatest - range.least);
        text += kBars[static_cast<std::size_t>(std::lround(share * 7))];
    }
    return text;
}

} // namespace social
