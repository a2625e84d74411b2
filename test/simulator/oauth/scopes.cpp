#include "oauth/scopes.hpp"

#include <array>

namespace social::simulator {

namespace {

constexpr std::array<std::string_view, 5> instagram_scopes = {
    "instagram_business_basic", "instagram_business_manage_insights", "instagram_business_manage_comments",
    "instagram_business_manage_messages", "instagram_business_content_publish"};

constexpr std::array<std::string_view, 12> facebook_scopes = {
    "public_profile", "pages_show_list",         "pages_read_engagement",
    "read_insights",  "instagram_basic",         "instagram_manage_insights",
    "email",          "pages_read_user_content", "business_management",
    "ads_read",       "ads_management",          "pages_manage_metadata"};

constexpr std::array<std::string_view, 4> tiktok_scopes = {"user.info.basic", "user.info.profile",
                                                           "user.info.stats", "video.list"};

} // namespace

std::span<const std::string_view> known_scopes(Platform platform) {
    switch (platform) {
    case Platform::instagram:
        return instagram_scopes;
    case Platform::facebook:
        return facebook_scopes;
    case Platform::tiktok:
        break;
    }
    return tiktok_scopes;
}

Scopes all_scopes(Platform platform) {
    return (1u << known_scopes(platform).size()) - 1;
}

Scopes scope_bit(Platform platform, std::string_view name) {
    auto names = known_scopes(platform);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return 1u << i;
    return 0;
}

std::vector<std::string> scope_names(Platform platform, Scopes set) {
    std::vector<std::string> out;
    auto names = known_scopes(platform);
    for (std::size_t i = 0; i < names.size(); ++i)
        if ((set >> i & 1) != 0)
            out.emplace_back(names[i]);
    return out;
}

Scopes unrefusable_scopes(Platform platform) {
    switch (platform) {
    case Platform::instagram:
        return scope::instagram_basic_access;
    case Platform::facebook:
        return scope::public_profile;
    case Platform::tiktok:
        break;
    }
    return scope::user_basic;
}

} // namespace social::simulator
