// Letters compare by the alphabet of A to Z, also where the locale's small I has no dot.
#include "core/ascii.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

TEST(Ascii, words_are_the_same_in_capitals) {
    EXPECT_TRUE(equals_ignoring_case("FRI", "fri"));
    EXPECT_TRUE(equals_ignoring_case("", ""));
    EXPECT_FALSE(equals_ignoring_case("fri", "frid"));
    EXPECT_FALSE(equals_ignoring_case("frid", "fri"));
    EXPECT_FALSE(equals_ignoring_case("[", "{")); // as far apart as a capital and its small letter
    EXPECT_FALSE(equals_ignoring_case("\xC3\x89", "\xC3\xA9")); // É and é
}

TEST(Ascii, a_word_is_found_anywhere) {
    EXPECT_TRUE(contains_ignoring_case("select social.CONNECT_INSTAGRAM(…)", "connect_instagram"));
    EXPECT_TRUE(contains_ignoring_case("ab", "B"));
    EXPECT_TRUE(contains_ignoring_case("ab", ""));
    EXPECT_FALSE(contains_ignoring_case("a", "ab"));
    EXPECT_FALSE(contains_ignoring_case("", "a"));
}

TEST(Ascii, letters_and_digits_are_those_of_english) {
    for (char c : {'a', 'z', 'A', 'Z'})
        EXPECT_TRUE(is_ascii_letter(c)) << c;
    for (char c : {'@', '[', '`', '{', '0', '9', '_', '\xE9'})
        EXPECT_FALSE(is_ascii_letter(c)) << c;
    for (char c : {'0', '9', 'a', 'Z'})
        EXPECT_TRUE(is_ascii_alphanumeric(c)) << c;
    for (char c : {'/', ':', '-', '\xB2'})
        EXPECT_FALSE(is_ascii_alphanumeric(c)) << c;
}

} // namespace
} // namespace social
