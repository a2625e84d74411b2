// The three platforms, what a request to one is for, and whose figures are meant.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace social::simulator {

enum class Platform : std::uint8_t { instagram, facebook, tiktok };
constexpr std::size_t platform_count = 3;
constexpr std::array<std::string_view, platform_count> platform_names = {"instagram", "facebook", "tiktok"};

enum class Endpoint : std::uint8_t { authorize, token, profile, posts, insights, revoke, pages, other };
constexpr std::size_t endpoint_count = 8;
constexpr std::array<std::string_view, endpoint_count> endpoint_names = {
    "authorize", "token", "profile", "posts", "insights", "revoke", "pages", "other"};

constexpr std::string_view name_of(Platform platform) {
    return platform_names[static_cast<std::size_t>(platform)];
}

constexpr std::string_view name_of(Endpoint endpoint) {
    return endpoint_names[static_cast<std::size_t>(endpoint)];
}

constexpr std::optional<Platform> parse_platform(std::string_view name) {
    for (std::size_t i = 0; i < platform_count; ++i)
        if (platform_names[i] == name)
            return static_cast<Platform>(i);
    return std::nullopt;
}

constexpr std::optional<Endpoint> parse_endpoint(std::string_view name) {
    for (std::size_t i = 0; i < endpoint_count; ++i)
        if (endpoint_names[i] == name)
            return static_cast<Endpoint>(i);
    return std::nullopt;
}

// Something that has followers and posts: an Instagram or TikTok account, or one Page of a Facebook user.
struct Subject {
    Platform platform = Platform::instagram;
    std::uint32_t account = 0; // 1 … accounts
    std::uint32_t page = 0;    // Facebook only: 1 … pages of the user

    constexpr std::uint64_t key() const {
        return static_cast<std::uint64_t>(account) << 8 | static_cast<std::uint64_t>(page) << 4 |
               static_cast<std::uint64_t>(platform);
    }
    friend constexpr bool operator==(const Subject &, const Subject &) = default;
};

} // namespace social::simulator
