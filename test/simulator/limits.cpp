#include "limits.hpp"

#include <algorithm>

namespace social::simulator {

Usage Limits::count(Platform platform, Endpoint endpoint, std::uint32_t account, std::int64_t now) {
    const Limit &limit = of(platform);
    if (limit.requests <= 0)
        return {};
    std::uint64_t key = static_cast<std::uint64_t>(limit.by_app ? 0 : account) << 16 |
                        static_cast<std::uint64_t>(platform) << 8;
    // TikTok counts each kind of call for itself.
    if (platform == Platform::tiktok)
        key |= static_cast<std::uint64_t>(endpoint) + 1;
    Window &window = windows_[key];
    if (window.count == 0 || now >= window.started + limit.seconds)
        window = {now, 0};
    ++window.count;
    Usage usage;
    usage.exceeded = window.count > limit.requests;
    usage.percent = std::min<std::int64_t>(100, window.count * 100 / limit.requests);
    usage.seconds_left = window.started + limit.seconds - now;
    return usage;
}

} // namespace social::simulator
