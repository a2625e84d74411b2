// A platform with two ways to log in has two sets of addresses and scopes. An app that is configured for the
// second one, and names none of its own, gets that one's.
#pragma once

#include "core/platforms/model.hpp"

#include <optional>
#include <string_view>

namespace social {

// Instagram's two, by the names that configure_platform() takes.
inline constexpr std::string_view kInstagramLogin = "instagram_login";
inline constexpr std::string_view kFacebookLogin = "facebook_login";

// Replaces whatever in `app` is the default of the usual login by the default of app.login_flow.
void fill_in_login_flow(App &app);

// Whether accounts that were connected by this login ("": the usual one) are served by `app` as it is. An app
// may have been configured for the other one since.
bool serves(const App &app, std::string_view login_flow);

// A filled-in app as accounts of the platform's other login need it. nullopt where the platform has one login
// only, and where `app` has addresses of its own: they tell nothing of the other's.
std::optional<App> for_other_login(const App &app);

} // namespace social
