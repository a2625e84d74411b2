#include "world/generations.hpp"

namespace social::simulator {

namespace {

constexpr std::uint64_t window = 25; // the page that is read at every sync

// Spreads `percent` evenly over the numbers: every run of a hundred holds exactly `percent` chosen ones.
bool chosen(std::uint64_t number, std::uint64_t percent) {
    return (number + 1) * percent / 100 != number * percent / 100;
}

} // namespace

std::uint32_t Generations::last_change(Subject subject, std::uint32_t index) const {
    for (std::uint32_t generation = current(); generation > 0; --generation) {
        std::uint64_t percent = shares_[generation - 1];
        if (percent == 0)
            continue;
        // Another set of posts each time, or the same ones would change for ever.
        std::uint64_t place = (index + generation * 11ULL) % window;
        if (chosen(subject.account * window + place, percent))
            return generation;
    }
    return 0;
}

} // namespace social::simulator
