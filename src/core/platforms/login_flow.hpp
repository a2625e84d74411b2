// A platform with two ways to log in has two sets of addresses and scopes. An app that is configured for the
// second one, and names none of its own, gets that one's.
#pragma once

#include "core/platforms/model.hpp"

namespace social {

// Replaces whatever in `app` is the default of the usual login by the default of app.login_flow.
void fill_in_login_flow(App &app);

} // namespace social
