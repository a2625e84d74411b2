// Texts stay where they are kept, whatever becomes of what they were made from and of the arena's address.
#include "core/text_arena.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace social {
namespace {

TEST(TextArena, keeps_texts_of_every_length_and_moves_none) {
    constexpr std::size_t block = TextArena::kBlock;
    TextArena arena;
    std::vector<std::string> said;
    std::vector<KeptText> kept;
    std::vector<const char *> places;
    for (std::size_t size : {std::size_t{1}, std::size_t{0}, block - 1, std::size_t{2}, block / 2,
                             block / 2 + 1, block, block + 1, 10 * block, std::size_t{7}}) {
        std::string text(size, static_cast<char>('a' + said.size()));
        kept.push_back(arena.keep(text));
        places.push_back(kept.back().data());
        said.push_back(text);
        text.assign(size, '!'); // kept is a copy
    }
    for (int number = 0; number < 5'000; ++number) {
        said.push_back("text " + std::to_string(number));
        kept.push_back(arena.keep(said.back()));
        places.push_back(kept.back().data());
    }
    for (std::size_t at = 0; at < said.size(); ++at) {
        EXPECT_EQ(kept[at], said[at]) << at;
        EXPECT_EQ(kept[at].data(), places[at]);
    }
}

TEST(TextArena, a_text_is_kept_with_every_byte_and_an_empty_one_is_no_null) {
    TextArena arena;
    EXPECT_NE(arena.keep({}).data(), nullptr);
    EXPECT_EQ(arena.keep(""), "");
    EXPECT_EQ(arena.keep(std::string_view("a\0b", 3)), std::string_view("a\0b", 3));
    EXPECT_NE(KeptText{}.data(), nullptr);
    EXPECT_EQ(KeptText("literal"), "literal");
}

TEST(TextArena, a_large_text_takes_nothing_of_the_room_for_small_ones) {
    TextArena arena;
    auto before = arena.keep("before");
    auto large = arena.keep(std::string(TextArena::kBlock, 'x'));
    auto after = arena.keep("after");
    EXPECT_EQ(after.data(), before.data() + before.size());
    EXPECT_EQ(large, std::string(TextArena::kBlock, 'x'));
}

TEST(TextArena, texts_outlive_every_move_of_their_arena) {
    std::optional<TextArena> first(std::in_place);
    auto small = first->keep("small");
    auto large = first->keep(std::string(TextArena::kBlock, 'x'));
    TextArena second{*std::move(first)};
    first.reset();
    TextArena third;
    third.keep("let go");
    third = std::move(second);
    EXPECT_EQ(small, "small");
    EXPECT_EQ(large, std::string(TextArena::kBlock, 'x'));
    // What was moved from is empty: it writes into nobody's block.
    auto other = second.keep("other"); // NOLINT(bugprone-use-after-move)
    auto next = third.keep("next");
    EXPECT_EQ(next.data(), small.data() + small.size());
    EXPECT_EQ(other, "other");
    EXPECT_EQ(small, "small");
}

TEST(TextArena, nothing_but_arenas_and_literals_makes_a_kept_text) {
    EXPECT_FALSE((std::is_constructible_v<KeptText, std::string>));
    EXPECT_FALSE((std::is_constructible_v<KeptText, const std::string &>));
    EXPECT_FALSE((std::is_constructible_v<KeptText, std::string_view>));
    EXPECT_FALSE((std::is_constructible_v<std::optional<KeptText>, std::optional<std::string>>));
    EXPECT_FALSE((std::is_assignable_v<std::optional<KeptText> &, std::optional<std::string>>));
    EXPECT_FALSE(std::is_copy_constructible_v<TextArena>);
    EXPECT_FALSE(std::is_copy_assignable_v<TextArena>);
    EXPECT_TRUE(std::is_nothrow_move_constructible_v<TextArena>);
}

} // namespace
} // namespace social
