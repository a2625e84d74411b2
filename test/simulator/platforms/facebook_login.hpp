// Facebook Login: tokens, permissions, and the Pages of a user.
#pragma once

#include "platforms/call.hpp"

#include <array>
#include <string_view>

namespace social::simulator::facebook {

void answer_access_token(Call &call);
void answer_debug_token(Call &call);
void answer_user(Call &call);
void answer_pages(Call &call);
void answer_permissions(Call &call);
void answer_revoke(Call &call);

inline constexpr std::array<std::string_view, 6> access_token_parameters = {
    "client_id", "client_secret", "redirect_uri", "code", "grant_type", "fb_exchange_token"};
inline constexpr std::array<std::string_view, 3> debug_token_parameters = {"input_token", "access_token",
                                                                           "appsecret_proof"};
inline constexpr std::array<std::string_view, 3> user_parameters = {"fields", "access_token",
                                                                    "appsecret_proof"};
inline constexpr std::array<std::string_view, 5> pages_parameters = {"fields", "access_token",
                                                                     "appsecret_proof", "limit", "after"};
inline constexpr std::array<std::string_view, 2> permissions_parameters = {"access_token", "appsecret_proof"};

constexpr unsigned user_kinds = 1u << static_cast<unsigned>(TokenKind::facebook_short) |
                                1u << static_cast<unsigned>(TokenKind::facebook_long);
constexpr unsigned page_kind = 1u << static_cast<unsigned>(TokenKind::facebook_page);

} // namespace social::simulator::facebook
