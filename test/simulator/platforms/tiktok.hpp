// TikTok: what its OAuth and its resource calls have in common.
#pragma once

#include "platforms/call.hpp"

#include <array>
#include <string>
#include <string_view>

namespace social::simulator::tiktok {

// Flat, as the OAuth endpoints answer.
void refuse_oauth(Call &call, int status, std::string_view error, std::string_view description);
// In the envelope of resource calls, or flat where a fault says so.
void refuse(Call &call, int status, std::string_view code, std::string_view message, bool flat = false);

std::string log_id(const Call &call);
bool is_oauth(const Call &call);

void answer_token(Call &call);
void answer_revoke(Call &call);
void answer_user_info(Call &call);
void answer_video_list(Call &call);
void answer_video_query(Call &call);

inline constexpr std::array<std::string_view, 7> token_parameters = {
    "client_key", "client_secret", "code", "grant_type", "redirect_uri", "code_verifier", "refresh_token"};
inline constexpr std::array<std::string_view, 3> revoke_parameters = {"client_key", "client_secret", "token"};
inline constexpr std::array<std::string_view, 1> resource_parameters = {"fields"};

// The living access token of a resource call; else the call has been refused.
const Token *require_token(Call &call);
bool require_scope(Call &call, Scopes scope);

} // namespace social::simulator::tiktok
