#include "oauth/tokens.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"

#include <array>
#include <chrono>
#include <cstring>

namespace social::simulator {

namespace {

// What is inside a token's text, as bytes.
struct Packed {
    std::uint8_t kind, platform, app, page;
    std::uint32_t account, scopes, asked;
    std::int64_t issued_at, expires_at;
    std::uint64_t redirect_uri, challenge, serial, signature;
};
static_assert(sizeof(Packed) == 64);

Packed pack(const Token &token) {
    return {static_cast<std::uint8_t>(token.kind),
            static_cast<std::uint8_t>(token.platform),
            token.app,
            token.page,
            token.account,
            token.scopes,
            token.asked,
            token.issued_at,
            token.expires_at,
            token.redirect_uri,
            token.challenge,
            token.serial,
            0};
}

std::uint64_t sign(const Packed &packed, std::uint64_t seed) {
    std::array<std::uint64_t, sizeof(Packed) / 8 - 1> words;
    std::memcpy(words.data(), &packed, sizeof words);
    std::uint64_t state = hash_of(seed, 0x746f6b656eULL);
    for (std::uint64_t word : words)
        state = mix(state ^ word) + 0x9e3779b97f4a7c15ULL;
    return mix(state);
}

struct Look {
    std::string_view prefix;
    std::string_view suffix;
    std::size_t filler; // letters after the payload: Meta's tokens are long
};

Look look(TokenKind kind, Platform platform) {
    switch (kind) {
    case TokenKind::instagram_short:
    case TokenKind::instagram_long:
        return {"IGAA", "ZD", 88};
    case TokenKind::facebook_short:
    case TokenKind::facebook_long:
    case TokenKind::facebook_page:
        return {"EAAB", "ZD", 88};
    case TokenKind::tiktok_access:
        return {"act.", "", 0};
    case TokenKind::tiktok_refresh:
        return {"rft.", "", 0};
    case TokenKind::code:
        break;
    }
    switch (platform) {
    case Platform::instagram:
        return {"AQBx", "", 60};
    case Platform::facebook:
        return {"AQCx", "", 60};
    case Platform::tiktok:
        break;
    }
    // These characters have to survive one decoding and one encoding on the way.
    return {"ttc-", "*0!5210.va", 0};
}

constexpr std::size_t payload_length = (sizeof(Packed) * 8 + 5) / 6;

std::string letters(std::uint64_t seed, std::size_t count) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string out;
    out.reserve(count);
    while (out.size() < count) {
        seed = mix(seed + 0x9e3779b97f4a7c15ULL);
        for (std::uint64_t h = seed; h != 0 && out.size() < count; h >>= 6)
            out.push_back(alphabet[(h & 63) % alphabet.size()]);
    }
    return out;
}

struct BulkText {
    TokenKind kind;
    std::uint32_t account;
    std::uint8_t page;
};

// prefix, account, for Pages ".page", then anything after a "-".
std::optional<BulkText> parse_bulk(std::string_view text) {
    struct Form {
        std::string_view prefix;
        TokenKind kind;
    };
    static constexpr Form forms[] = {{"IGAA-bulk-", TokenKind::instagram_long},
                                     {"EAAB-bulk-", TokenKind::facebook_long},
                                     {"act.bulk-", TokenKind::tiktok_access},
                                     {"rft.bulk-", TokenKind::tiktok_refresh}};
    for (const Form &form : forms) {
        if (!text.starts_with(form.prefix))
            continue;
        std::string_view number = text.substr(form.prefix.size());
        number = number.substr(0, number.find('-'));
        std::size_t dot = number.find('.');
        auto account = parse_unsigned(number.substr(0, dot));
        if (!account || *account > UINT32_MAX)
            return std::nullopt;
        BulkText out{form.kind, static_cast<std::uint32_t>(*account), 0};
        if (dot == std::string_view::npos)
            return out;
        auto page = parse_unsigned(number.substr(dot + 1));
        if (form.kind != TokenKind::facebook_long || !page || *page == 0 || *page > 15)
            return std::nullopt;
        out.kind = TokenKind::facebook_page;
        out.page = static_cast<std::uint8_t>(*page);
        return out;
    }
    return std::nullopt;
}

Platform platform_of(TokenKind kind) {
    switch (kind) {
    case TokenKind::facebook_short:
    case TokenKind::facebook_long:
    case TokenKind::facebook_page:
        return Platform::facebook;
    case TokenKind::tiktok_access:
    case TokenKind::tiktok_refresh:
        return Platform::tiktok;
    default:
        return Platform::instagram;
    }
}

} // namespace

// From the wall clock, so that serials go on growing after a restart and an older token can still be ended.
std::uint64_t Tokens::next_serial() {
    auto micros = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    last_serial_ = std::max(last_serial_ + 1, static_cast<std::uint64_t>(micros.count()));
    return last_serial_;
}

std::string Tokens::mint(Token &token) {
    token.serial = next_serial();
    token.identity = token.serial;
    return text(token);
}

std::string Tokens::text(const Token &token) const {
    Packed packed = pack(token);
    packed.signature = sign(packed, seed_);
    std::string bytes(sizeof packed, '\0');
    std::memcpy(bytes.data(), &packed, sizeof packed);
    Look look = simulator::look(token.kind, token.platform);
    return concat(look.prefix, base64url_encode(bytes), letters(packed.signature, look.filler), look.suffix);
}

std::optional<Token> Tokens::read(std::string_view text) const {
    if (auto bulk = read_bulk(text))
        return bulk;
    if (text.size() < 4 + payload_length)
        return std::nullopt;
    auto bytes = base64url_decode(text.substr(4, payload_length));
    if (!bytes || bytes->size() != sizeof(Packed))
        return std::nullopt;
    Packed packed;
    std::memcpy(&packed, bytes->data(), sizeof packed);
    if (packed.signature != sign(packed, seed_))
        return std::nullopt;
    Token token;
    token.kind = static_cast<TokenKind>(packed.kind);
    token.platform = static_cast<Platform>(packed.platform);
    token.app = packed.app;
    token.page = packed.page;
    token.account = packed.account;
    token.scopes = packed.scopes;
    token.asked = packed.asked;
    token.issued_at = packed.issued_at;
    token.expires_at = packed.expires_at;
    token.redirect_uri = packed.redirect_uri;
    token.challenge = packed.challenge;
    token.serial = token.identity = packed.serial;
    // Prefix, filler and suffix must be right as well: a token is one exact text.
    if (this->text(token) != text)
        return std::nullopt;
    return token;
}

void Tokens::add_bulk(BulkRange range) {
    range.serial = next_serial();
    bulk_.push_back(range);
}

std::optional<Token> Tokens::read_bulk(std::string_view text) const {
    if (bulk_.empty())
        return std::nullopt;
    auto parsed = parse_bulk(text);
    if (!parsed)
        return std::nullopt;
    for (auto range = bulk_.rbegin(); range != bulk_.rend(); ++range) {
        if (range->platform != platform_of(parsed->kind) || parsed->account < range->from ||
            parsed->account > range->to)
            continue;
        Token token;
        token.kind = parsed->kind;
        token.platform = range->platform;
        token.app = range->app;
        token.page = parsed->page;
        token.account = parsed->account;
        token.scopes = token.asked = range->scopes;
        token.issued_at = range->issued_at;
        token.expires_at = parsed->kind == TokenKind::facebook_page    ? 0
                           : parsed->kind == TokenKind::tiktok_refresh ? range->refresh_expires_at
                                                                       : range->expires_at;
        token.serial = range->serial;
        token.identity =
            hash_of(range->serial, parsed->account, static_cast<std::uint64_t>(parsed->kind), parsed->page);
        return token;
    }
    return std::nullopt;
}

Ending Tokens::ending(const Token &token) const {
    if (!ended_.empty())
        if (auto found = ended_.find(token.identity); found != ended_.end())
            return found->second;
    const Grant *grant = this->grant(token);
    return grant != nullptr && token.serial <= grant->ended_before ? grant->why : Ending::none;
}

Scopes Tokens::scopes(const Token &token) const {
    const Grant *grant = this->grant(token);
    Scopes left = token.scopes;
    for (std::size_t bit = 0; grant != nullptr && bit < grant->taken_before.size(); ++bit)
        if (token.serial <= grant->taken_before[bit])
            left &= ~(1u << bit);
    return left;
}

void Tokens::end_grant(AppIndex app, std::uint32_t account, Ending why) {
    Grant &grant = this->grant(app, account);
    grant.ended_before = next_serial();
    grant.why = why;
}

void Tokens::take_back(AppIndex app, std::uint32_t account, Scopes scopes) {
    Grant &grant = this->grant(app, account);
    for (std::size_t bit = 0; bit < grant.taken_before.size(); ++bit)
        if ((scopes >> bit & 1) != 0)
            grant.taken_before[bit] = next_serial();
}

const Tokens::Grant *Tokens::grant(const Token &token) const {
    if (grants_.empty())
        return nullptr;
    auto found = grants_.find(static_cast<std::uint64_t>(token.app) << 32 | token.account);
    return found == grants_.end() ? nullptr : &found->second;
}

Tokens::Grant &Tokens::grant(AppIndex app, std::uint32_t account) {
    return grants_[static_cast<std::uint64_t>(app) << 32 | account];
}

} // namespace social::simulator
