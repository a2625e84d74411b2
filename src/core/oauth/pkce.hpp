// What an authorisation request draws at random: its state, and the proof that the one who brings the code
// back is the one who asked (PKCE, RFC 7636, method S256).
#pragma once

#include <string>
#include <string_view>

namespace social {

// 32 random bytes as 43 characters fit for a URL; single use, bound to the user by its keeper.
std::string new_oauth_state();

// 43 characters, as long as RFC 7636 asks at least.
std::string new_code_verifier();
std::string code_challenge_s256(std::string_view verifier);

} // namespace social
