// The helpers of OAuth, against the published vectors.
#include "core/oauth/crypto.hpp"
#include "core/oauth/pkce.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

TEST(Pkce, challenge_is_that_of_rfc_7636_appendix_b) {
    EXPECT_EQ(code_challenge_s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Pkce, states_and_verifiers_are_long_and_never_the_same) {
    EXPECT_EQ(new_oauth_state().size(), 43u);
    EXPECT_EQ(new_code_verifier().size(), 43u);
    EXPECT_NE(new_oauth_state(), new_oauth_state());
    EXPECT_EQ(new_code_verifier().find_first_not_of(
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
}

TEST(Crypto, hmac_is_that_of_rfc_4231_test_case_2) {
    EXPECT_EQ(lower_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, base64url_is_that_of_rfc_4648_without_padding) {
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(base64url("f"), "Zg");
    EXPECT_EQ(base64url("fo"), "Zm8");
    EXPECT_EQ(base64url("foo"), "Zm9v");
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
}

} // namespace
} // namespace social
