// The platforms by name. One table serves SQL, JSON, logs and the registry of adapters.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace social {

enum class Platform : std::uint8_t {
    instagram,
    tiktok,
    facebook,
    youtube,
    twitter,
    linkedin,
    snapchat,
    pinterest,
    threads,
    twitch,
};

inline constexpr std::array<std::pair<Platform, std::string_view>, 10> kPlatformNames{{
    {Platform::instagram, "instagram"},
    {Platform::tiktok, "tiktok"},
    {Platform::facebook, "facebook"},
    {Platform::youtube, "youtube"},
    {Platform::twitter, "twitter"},
    {Platform::linkedin, "linkedin"},
    {Platform::snapchat, "snapchat"},
    {Platform::pinterest, "pinterest"},
    {Platform::threads, "threads"},
    {Platform::twitch, "twitch"},
}};

constexpr std::optional<Platform> platform_named(std::string_view wanted) {
    for (auto [platform, name] : kPlatformNames)
        if (name == wanted)
            return platform;
    return std::nullopt;
}

constexpr std::string_view name_of(Platform wanted) {
    for (auto [platform, name] : kPlatformNames)
        if (platform == wanted)
            return name;
    return "unknown";
}

static_assert(platform_named("tiktok") == Platform::tiktok);

} // namespace social
