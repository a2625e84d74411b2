// The HTML of the consent step. It works without JavaScript.
#pragma once

#include "oauth/scopes.hpp"
#include "world/accounts.hpp"

#include <string>
#include <string_view>

namespace social::simulator {

struct ConsentView {
    Platform platform = Platform::instagram;
    std::string app_id;
    Scopes asked = 0;
};

std::string consent_page(const ConsentView &view, const Accounts &accounts, std::int64_t now);
std::string authorize_error_page(Platform platform, std::string_view message);
std::string personal_account_page(std::string_view name, std::string_view give_up_link);

} // namespace social::simulator
