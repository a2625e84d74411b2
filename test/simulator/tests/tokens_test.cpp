#include "oauth/tokens.hpp"

#include <gtest/gtest.h>

using namespace social::simulator;

namespace {

Token long_lived(std::uint32_t account) {
    Token token;
    token.kind = TokenKind::instagram_long;
    token.platform = Platform::instagram;
    token.account = account;
    token.scopes = 3;
    token.issued_at = 1000;
    token.expires_at = 2000;
    return token;
}

} // namespace

TEST(Tokens, carry_what_they_grant) {
    Tokens tokens(1);
    Token token = long_lived(7);
    auto read = tokens.read(tokens.mint(token));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->account, 7u);
    EXPECT_EQ(read->scopes, 3u);
    EXPECT_EQ(read->expires_at, 2000);
    EXPECT_EQ(read->kind, TokenKind::instagram_long);
}

TEST(Tokens, survive_a_restart_but_not_another_seed) {
    Token token = long_lived(7);
    std::string text = Tokens(1).mint(token);
    EXPECT_TRUE(Tokens(1).read(text));
    EXPECT_FALSE(Tokens(2).read(text));
}

TEST(Tokens, changing_any_character_makes_them_nothing) {
    Tokens tokens(1);
    Token token = long_lived(7);
    std::string text = tokens.mint(token);
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        changed[i] = changed[i] == 'Q' ? 'R' : 'Q';
        EXPECT_FALSE(tokens.read(changed)) << i;
    }
    EXPECT_FALSE(tokens.read(text + "x"));
    EXPECT_FALSE(tokens.read(text.substr(0, text.size() - 1)));
    EXPECT_FALSE(tokens.read(""));
}

TEST(Tokens, end_at_their_time) {
    Token token = long_lived(7);
    EXPECT_FALSE(Tokens::expired(token, 1999));
    EXPECT_TRUE(Tokens::expired(token, 2000));
    token.expires_at = 0;
    EXPECT_FALSE(Tokens::expired(token, 1'000'000'000'000));
}

TEST(Tokens, ending_a_grant_spares_what_is_granted_later) {
    Tokens tokens(1);
    Token before = long_lived(7);
    Token other = long_lived(8);
    tokens.mint(before);
    tokens.mint(other);
    tokens.end_grant(0, 7, Ending::removed);
    Token after = long_lived(7);
    tokens.mint(after);
    EXPECT_EQ(tokens.ending(before), Ending::removed);
    EXPECT_EQ(tokens.ending(after), Ending::none);
    EXPECT_EQ(tokens.ending(other), Ending::none);
}

TEST(Tokens, a_scope_taken_back_comes_back_with_a_new_consent) {
    Tokens tokens(1);
    Token before = long_lived(7);
    tokens.mint(before);
    tokens.take_back(0, 7, 2);
    Token after = long_lived(7);
    tokens.mint(after);
    EXPECT_EQ(tokens.scopes(before), 1u);
    EXPECT_EQ(tokens.scopes(after), 3u);
}

TEST(Tokens, bulk_tokens_are_computed_not_stored) {
    Tokens tokens(1);
    EXPECT_FALSE(tokens.read("IGAA-bulk-42"));
    tokens.add_bulk({Platform::instagram, 0, 1, 1000000, 3, 100, 900, 0, 0});
    ASSERT_TRUE(tokens.read("IGAA-bulk-42"));
    EXPECT_EQ(tokens.read("IGAA-bulk-1000000")->account, 1000000u);
    EXPECT_EQ(tokens.read("IGAA-bulk-42-any-padding")->account, 42u);
    EXPECT_FALSE(tokens.read("IGAA-bulk-1000001"));
    EXPECT_FALSE(tokens.read("IGAA-bulk-0"));
    EXPECT_FALSE(tokens.read("IGAA-bulk-42x"));
    EXPECT_FALSE(tokens.read("act.bulk-42"));
}

TEST(Tokens, one_bulk_token_can_end_alone) {
    Tokens tokens(1);
    tokens.add_bulk({Platform::tiktok, 0, 1, 10, 15, 100, 900, 900, 0});
    tokens.end(*tokens.read("rft.bulk-3"), Ending::used);
    EXPECT_EQ(tokens.ending(*tokens.read("rft.bulk-3")), Ending::used);
    EXPECT_EQ(tokens.ending(*tokens.read("act.bulk-3")), Ending::none);
    EXPECT_EQ(tokens.ending(*tokens.read("rft.bulk-4")), Ending::none);
}
