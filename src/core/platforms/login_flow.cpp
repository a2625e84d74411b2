#include "core/platforms/login_flow.hpp"

#include "core/platforms/adapter.hpp"

#include <algorithm>
#include <array>

namespace social {

namespace {

constexpr std::array<std::string_view, 2> kLogins{kInstagramLogin, kFacebookLogin};

void replace(std::string &value, std::string_view usual, std::string_view of_flow) {
    if (value.empty() || value == usual)
        value = of_flow;
}

} // namespace

void fill_in_login_flow(App &app) {
    const auto *adapter = adapter_for(app.platform);
    if (!adapter || app.login_flow.empty())
        return;
    const auto &usual = adapter->defaults();
    const auto &of_flow = adapter->defaults(app.login_flow);
    replace(app.authorize_url, usual.authorize_url, of_flow.authorize_url);
    replace(app.token_url, usual.token_url, of_flow.token_url);
    replace(app.api_url, usual.api_url, of_flow.api_url);
    replace(app.api_version, usual.api_version, of_flow.api_version);
    if (app.scopes.empty() || std::ranges::equal(app.scopes, usual.scopes))
        app.scopes.assign(of_flow.scopes.begin(), of_flow.scopes.end());
}

bool serves(const App &app, std::string_view login_flow) {
    const auto *adapter = adapter_for(app.platform);
    return !adapter || &adapter->defaults(login_flow) == &adapter->defaults(app.login_flow);
}

std::optional<App> for_other_login(const App &app) {
    const auto *adapter = adapter_for(app.platform);
    auto other = std::ranges::find_if(kLogins, [&](auto login) { return !serves(app, login); });
    if (!adapter || other == kLogins.end())
        return std::nullopt;
    const auto &own = adapter->defaults(app.login_flow);
    if (app.token_url != own.token_url || app.api_url != own.api_url)
        return std::nullopt;
    const auto &of_other = adapter->defaults(*other);
    App changed = app;
    changed.login_flow = *other;
    changed.token_url = of_other.token_url;
    changed.api_url = of_other.api_url;
    return changed;
}

} // namespace social
