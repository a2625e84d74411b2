// Wall-clock time behind a small interface, so that tests run a year in a second.
#pragma once

#include <chrono>

namespace social {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

} // namespace social
