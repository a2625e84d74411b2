// The simulator's own clock: it follows the wall clock at a distance, or stands still until it is moved.
// Token lives, post ages and figures depend on nothing else.
#pragma once

#include <cstdint>
#include <optional>

namespace social::simulator {

class Clock {
public:
    Clock(bool frozen, std::optional<std::int64_t> start);

    static std::int64_t wall_clock();

    std::int64_t now() const;
    bool frozen() const { return frozen_; }
    std::int64_t offset() const; // seconds ahead of the wall clock

    void set(std::int64_t time);
    void freeze(bool frozen);

private:
    bool frozen_;
    std::int64_t base_; // the time itself when frozen, else the offset from the wall clock
};

} // namespace social::simulator
