#include "core/oauth/pkce.hpp"

#include "core/oauth/crypto.hpp"

namespace social {

std::string new_oauth_state() {
    return base64url(random_bytes(32));
}

std::string new_code_verifier() {
    return base64url(random_bytes(32));
}

std::string code_challenge_s256(std::string_view verifier) {
    return base64url(sha256(verifier));
}

} // namespace social
