// What platforms' proofs are made of, against the published vectors.
#include "core/oauth/crypto.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

TEST(Crypto, sha256_is_that_of_fips_180_example_1) {
    EXPECT_EQ(lower_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Crypto, hmac_is_that_of_rfc_4231_test_case_2) {
    EXPECT_EQ(lower_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

} // namespace
} // namespace social
