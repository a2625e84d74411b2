// Codes and tokens. A token carries what it grants inside its own text, signed with the seed, so that a
// million of them need no storage and outlive a restart; only what ended before its time is remembered.
#pragma once

#include "oauth/apps.hpp"
#include "oauth/scopes.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace social::simulator {

enum class TokenKind : std::uint8_t {
    code,
    instagram_short,
    instagram_long,
    facebook_short, // of a user
    facebook_long,  // of a user
    facebook_page,
    tiktok_access,
    tiktok_refresh,
};

// Why a token ended before its time; the numbers are Graph's subcodes.
enum class Ending : std::uint16_t {
    none = 0,
    used = 1, // a code, or a refresh token that was rotated away
    removed = 458,
    checkpoint = 459,
    password_changed = 460,
    unconfirmed = 464,
    invalid_session = 467,
    role_lost = 492,
};

struct Token {
    TokenKind kind = TokenKind::code;
    Platform platform = Platform::instagram;
    AppIndex app = 0;
    std::uint8_t page = 0;
    std::uint32_t account = 0;
    Scopes scopes = 0;
    Scopes asked = 0; // what the application had asked for
    std::int64_t issued_at = 0;
    std::int64_t expires_at = 0;    // 0: never
    std::uint64_t redirect_uri = 0; // codes: hash of it
    std::uint64_t challenge = 0;    // codes: hash of the PKCE challenge, 0 without one
    std::uint64_t serial = 0;       // grows with every token made
    std::uint64_t identity = 0;     // unique; what is remembered when the token ends
};

// Tokens whose text anybody can compute: see bulk tokens in README.md.
struct BulkRange {
    Platform platform = Platform::instagram;
    AppIndex app = 0;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    Scopes scopes = 0;
    std::int64_t issued_at = 0;
    std::int64_t expires_at = 0;
    std::int64_t refresh_expires_at = 0; // TikTok
    std::uint64_t serial = 0;
};

class Tokens {
public:
    explicit Tokens(std::uint64_t seed) : seed_(seed) {}

    // Fills in serial and identity and returns the token's text.
    std::string mint(Token &token);
    std::optional<Token> read(std::string_view text) const;
    void add_bulk(BulkRange range);

    Ending ending(const Token &token) const;
    static bool expired(const Token &token, std::int64_t now) {
        return token.expires_at != 0 && now >= token.expires_at;
    }
    // The scopes it still has: a person can take single ones back.
    Scopes scopes(const Token &token) const;

    void end(const Token &token, Ending why) { ended_[token.identity] = why; }
    // Everything granted so far by this account to this app; what is granted later works again.
    void end_grant(AppIndex app, std::uint32_t account, Ending why);
    void take_back(AppIndex app, std::uint32_t account, Scopes scopes);

private:
    struct Grant {
        std::uint64_t ended_before = 0; // serials up to here are dead
        Ending why = Ending::none;
        std::array<std::uint64_t, 16> taken_before{}; // by scope: tokens up to here have lost it
    };

    std::string text(const Token &token) const;
    std::optional<Token> read_bulk(std::string_view text) const;
    std::uint64_t next_serial();
    const Grant *grant(const Token &token) const;
    Grant &grant(AppIndex app, std::uint32_t account);

    std::uint64_t seed_;
    std::uint64_t last_serial_ = 0;
    std::unordered_map<std::uint64_t, Ending> ended_;
    std::unordered_map<std::uint64_t, Grant> grants_;
    std::vector<BulkRange> bulk_;
};

} // namespace social::simulator
