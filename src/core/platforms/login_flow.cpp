#include "core/platforms/login_flow.hpp"

#include "core/platforms/adapter.hpp"

#include <algorithm>

namespace social {

namespace {

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

} // namespace social
