// Request limits of the platforms. None is enforced unless a test sets one.
#pragma once

#include "world/platform.hpp"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace social::simulator {

struct Limit {
    std::int64_t requests = 0; // 0: no limit
    std::int64_t seconds = 3600;
    bool by_app = false; // else by account
};

struct Usage {
    bool exceeded = false;
    std::int64_t percent = 1;
    std::int64_t seconds_left = 0; // until the window ends
};

class Limits {
public:
    Limit &of(Platform platform) { return limits_[static_cast<std::size_t>(platform)]; }
    const Limit &of(Platform platform) const { return limits_[static_cast<std::size_t>(platform)]; }
    void forget() { windows_.clear(); }

    // Counts one request at `now`.
    Usage count(Platform platform, Endpoint endpoint, std::uint32_t account, std::int64_t now);

private:
    struct Window {
        std::int64_t started = 0;
        std::int64_t count = 0;
    };
    std::array<Limit, platform_count> limits_{};
    std::unordered_map<std::uint64_t, Window> windows_;
};

} // namespace social::simulator
