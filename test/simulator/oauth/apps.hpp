// The applications that are registered with the platforms: ids, secrets, redirect URIs.
#pragma once

#include "world/platform.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace social::simulator {

struct App {
    Platform platform = Platform::instagram;
    std::string id;
    std::string secret;
    std::vector<std::string> redirect_uris; // none: any is accepted

    bool allows(std::string_view redirect_uri) const;
};

using AppIndex = std::uint8_t;

class Apps {
public:
    // Registers the app or changes the one of that id. An empty secret leaves the earlier one.
    App &put(Platform platform, const std::string &id, const std::string &secret);
    // Platforms without an app get the documented default one.
    void add_defaults();

    std::optional<AppIndex> find(Platform platform, std::string_view id) const;
    const App &at(AppIndex index) const { return apps_.at(index); }
    std::optional<AppIndex> first(Platform platform) const;
    const std::vector<App> &all() const { return apps_; }

private:
    std::vector<App> apps_;
};

} // namespace social::simulator
