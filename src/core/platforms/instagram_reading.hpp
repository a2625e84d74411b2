// Instagram's answers, read: the same for both ways of logging in (docs/platforms/instagram.md).
#pragma once

#include "core/json.hpp"
#include "core/platforms/answer.hpp"
#include "core/platforms/model.hpp"
#include "core/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace social {

struct InstagramProfile {
    Profile profile{};
    std::string app_scoped_id{}; // Instagram login: /me's `id`; its `user_id` is the account
};
// A personal account, with what its owner can do about it.
Error personal_account();

// Some of Instagram's pages show answers as {"data":[{…}]}, its servers mostly send them flat.
Json unwrapped(Json root);

// In either form. Personal accounts are refused.
Result<InstagramProfile> read_instagram_profile(Json root, bool facebook_login, Notes &notes);

std::optional<Post> read_instagram_post(Json item, TextArena &texts, Notes &notes);
void apply_instagram_insight(Post &post, std::string_view metric, Count value);

// Reach and views of the last thirty days.
void read_instagram_account_insights(Json root, Profile &profile);

// The answer to a code: flat or as data[0], the id a number or a text, the permissions a text or an array.
struct InstagramCodeAnswer {
    Secret short_token{};
    std::string app_scoped_id{}; // as /me's `id`
    std::vector<std::string> scopes{};
};
Result<InstagramCodeAnswer> read_instagram_code_answer(Json root);

// The long-lived token of an exchange or a refresh. Its end is the end of the grant.
Result<Tokens> read_instagram_token(Json root, Instant now);

} // namespace social
