#include "oauth/apps.hpp"

#include <algorithm>

namespace social::simulator {

bool App::allows(std::string_view redirect_uri) const {
    return redirect_uris.empty() ||
           std::find(redirect_uris.begin(), redirect_uris.end(), redirect_uri) != redirect_uris.end();
}

App &Apps::put(Platform platform, const std::string &id, const std::string &secret) {
    if (auto index = find(platform, id)) {
        if (!secret.empty())
            apps_[*index].secret = secret;
        return apps_[*index];
    }
    apps_.push_back({platform, id, secret, {}});
    return apps_.back();
}

void Apps::add_defaults() {
    if (!first(Platform::instagram))
        put(Platform::instagram, "ig-app", "ig-secret");
    if (!first(Platform::facebook))
        put(Platform::facebook, "fb-app", "fb-secret");
    if (!first(Platform::tiktok))
        put(Platform::tiktok, "tt-app", "tt-secret");
}

std::optional<AppIndex> Apps::find(Platform platform, std::string_view id) const {
    for (std::size_t i = 0; i < apps_.size(); ++i)
        if (apps_[i].platform == platform && apps_[i].id == id)
            return static_cast<AppIndex>(i);
    return std::nullopt;
}

std::optional<AppIndex> Apps::first(Platform platform) const {
    for (std::size_t i = 0; i < apps_.size(); ++i)
        if (apps_[i].platform == platform)
            return static_cast<AppIndex>(i);
    return std::nullopt;
}

} // namespace social::simulator
