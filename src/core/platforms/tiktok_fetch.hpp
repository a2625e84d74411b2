// One account's sync at TikTok: profile, and newest videos where they were granted.
#pragma once

#include "core/platforms/answer.hpp"
#include "core/platforms/api.hpp"
#include "core/platforms/model.hpp"
#include "core/platforms/raw_answers.hpp"
#include "core/platforms/task.hpp"
#include "core/result.hpp"

#include <string>
#include <string_view>

namespace social {

std::string tiktok_address(const App &app, std::string_view path);

// The profile, as far as it was granted; without knowing what was, a refusal leads to the basics. All
// references must outlive the tasks.
Task<Result<Profile>> fetch_tiktok_profile(Api &api, const App &app, const Tokens &tokens, Notes &notes,
                                           RawAnswers &raw);
Task<Result<Snapshot>> fetch_tiktok(Api &api, const App &app, const Account &account, bool keep_raw);

} // namespace social
