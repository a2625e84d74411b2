#include "pg/identity_choice.hpp"

#include "core/json.hpp"
#include "pg/guard.hpp"

#include <algorithm>

namespace social::pg {

namespace {

std::optional<std::string> shown_name(const Identity &identity) {
    const auto &profile = identity.profile;
    return profile.display_name ? profile.display_name : profile.username;
}

} // namespace

const Identity *chosen(const std::vector<Identity> &identities, const std::string &page_id) {
    if (page_id.empty())
        return identities.size() == 1 ? &identities.front() : nullptr;
    auto named = std::ranges::find(identities, page_id,
                                   [](const auto &identity) { return identity.profile.platform_user_id; });
    return named == identities.end() ? nullptr : &*named;
}

void refuse_choice(const std::vector<Identity> &identities, const std::string &page_id) {
    std::string names;
    for (const auto &identity : identities)
        names += (names.empty() ? "" : ", ") + identity.profile.platform_user_id + " (" +
                 shown_name(identity).value_or("?") + ")";
    if (page_id.empty())
        throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, "the login gives access to several pages",
                       "Call again with page_id set to one of them.", "Pages: " + names);
    throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, "the login gives no access to page " + page_id,
                   "Choose one of those that it lists: " + names, "page_unknown");
}

std::string pages_json(const std::vector<Identity> &identities) {
    std::string json = "[";
    for (const auto &identity : identities) {
        json += json.size() > 1 ? "," : "";
        json += "{\"id\":" + json_quoted(identity.profile.platform_user_id) +
                ",\"name\":" + json_quoted(shown_name(identity).value_or("")) + "}";
    }
    return json + "]";
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
