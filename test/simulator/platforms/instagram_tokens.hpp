// Instagram Login: codes, short-lived and long-lived tokens.
#pragma once

#include "platforms/call.hpp"

#include <array>
#include <string_view>

namespace social::simulator::instagram {

void answer_code_exchange(Call &call);
void answer_long_lived(Call &call);
void answer_refresh(Call &call);

inline constexpr std::array<std::string_view, 5> code_exchange_parameters = {
    "client_id", "client_secret", "grant_type", "redirect_uri", "code"};
inline constexpr std::array<std::string_view, 4> long_lived_parameters = {"grant_type", "client_secret",
                                                                          "access_token", "appsecret_proof"};
inline constexpr std::array<std::string_view, 3> refresh_parameters = {"grant_type", "access_token",
                                                                       "appsecret_proof"};

// The flat error of api.instagram.com.
void refuse_flat(Call &call, std::string_view message);

} // namespace social::simulator::instagram
