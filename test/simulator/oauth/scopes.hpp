// The scopes of each platform, as bits of a set.
#pragma once

#include "world/platform.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace social::simulator {

using Scopes = std::uint32_t;

namespace scope {
// Instagram Login
constexpr Scopes instagram_basic_access = 1u << 0;
constexpr Scopes instagram_insights = 1u << 1;
// Facebook Login
constexpr Scopes public_profile = 1u << 0;
constexpr Scopes pages_show_list = 1u << 1;
constexpr Scopes pages_read_engagement = 1u << 2;
constexpr Scopes read_insights = 1u << 3;
constexpr Scopes linked_instagram = 1u << 4;
constexpr Scopes linked_instagram_insights = 1u << 5;
// TikTok
constexpr Scopes user_basic = 1u << 0;
constexpr Scopes user_profile = 1u << 1;
constexpr Scopes user_stats = 1u << 2;
constexpr Scopes video_list = 1u << 3;
} // namespace scope

std::span<const std::string_view> known_scopes(Platform platform); // name of bit i at i
Scopes all_scopes(Platform platform);
Scopes scope_bit(Platform platform, std::string_view name); // 0 when unknown
std::vector<std::string> scope_names(Platform platform, Scopes set);

// What a person cannot refuse while consenting.
Scopes unrefusable_scopes(Platform platform);

} // namespace social::simulator
