#include "pg/identity_choice.hpp"

#include "core/json.hpp"
#include "pg/guard.hpp"

namespace social::pg {

const Identity *chosen(const std::vector<Identity> &identities, const std::string &page_id) {
    if (page_id.empty())
        return identities.size() == 1 ? &identities.front() : nullptr;
    for (const auto &identity : identities)
        if (identity.profile.platform_user_id == page_id)
            return &identity;
    throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, "the login gives no access to page " + page_id,
                   "Choose one of the pages that the login lists.", "page_unknown");
}

std::string pages_json(const std::vector<Identity> &identities) {
    std::string json = "[";
    for (const auto &identity : identities) {
        json += json.size() > 1 ? "," : "";
        json += "{\"id\":" + json_quoted(identity.profile.platform_user_id) +
                ",\"name\":" + json_quoted(identity.profile.display_name.value_or("")) + "}";
    }
    return json + "]";
}

std::string page_names(const std::vector<Identity> &identities) {
    std::string names;
    for (const auto &identity : identities)
        names += (names.empty() ? "" : ", ") + identity.profile.platform_user_id + " (" +
                 identity.profile.display_name.value_or("?") + ")";
    return names;
}

void check_claim(const std::string &claimed_id, const std::string &platform,
                 const std::vector<Identity> &identities) {
    if (claimed_id.empty())
        return;
    for (const auto &identity : identities)
        if (identity.profile.platform_user_id == claimed_id || identity.authorizing_user_id == claimed_id)
            return;
    throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, "the token belongs to another " + platform + " account",
                   "Pass the id of the account that logged in.");
}

} // namespace social::pg
