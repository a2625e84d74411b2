// The answers about Facebook pages, read (docs/platforms/facebook.md).
#pragma once

#include "core/json.hpp"
#include "core/platforms/answer.hpp"
#include "core/platforms/model.hpp"
#include "core/result.hpp"

#include <optional>
#include <string_view>

namespace social {

Result<Profile> read_facebook_profile(Json root, Notes &notes);
std::optional<Post> read_facebook_post(Json item, TextArena &texts, Notes &notes);
// Views of the page in thirty days, from the days of a daily insight; left unknown where those are not told.
void read_facebook_page_insights(Json root, Profile &profile);
void apply_facebook_insight(Post &post, std::string_view metric, Count value);

} // namespace social
