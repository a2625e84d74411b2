#include "world/clock.hpp"

#include <ctime>

namespace social::simulator {

std::int64_t Clock::wall_clock() {
    return static_cast<std::int64_t>(std::time(nullptr));
}

Clock::Clock(bool frozen, std::optional<std::int64_t> start) : frozen_(frozen), base_(0) {
    set(start.value_or(wall_clock()));
}

std::int64_t Clock::now() const {
    return frozen_ ? base_ : wall_clock() + base_;
}

std::int64_t Clock::offset() const {
    return frozen_ ? base_ - wall_clock() : base_;
}

void Clock::set(std::int64_t time) {
    base_ = frozen_ ? time : time - wall_clock();
}

void Clock::freeze(bool frozen) {
    std::int64_t time = now();
    frozen_ = frozen;
    set(time);
}

} // namespace social::simulator
