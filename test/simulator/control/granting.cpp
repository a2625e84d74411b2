// Control calls about tokens: given out without a browser, or taken back by the creator.
#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "control/control.hpp"

namespace social::simulator::control {

namespace {

constexpr std::int64_t bulk_age = 2 * day_seconds; // old enough to be refreshed

Scopes requested_scopes(const JsonObject &body, Platform platform) {
    auto names = body.list("scopes");
    if (!names)
        return all_scopes(platform);
    Scopes scopes = platform == Platform::facebook ? scope::public_profile : 0;
    for (const std::string &name : *names) {
        Scopes bit = scope_bit(platform, name);
        if (bit == 0)
            throw BadInput(concat("unknown scope \"", name, "\""));
        scopes |= bit;
    }
    return scopes;
}

struct KindName {
    Platform platform;
    std::string_view name;
    TokenKind kind;
    std::int64_t Settings::*life; // null: no end
};
constexpr KindName kind_names[] = {
    {Platform::instagram, "short", TokenKind::instagram_short, &Settings::instagram_short_seconds},
    {Platform::instagram, "long", TokenKind::instagram_long, &Settings::instagram_long_seconds},
    {Platform::facebook, "short", TokenKind::facebook_short, &Settings::facebook_short_seconds},
    {Platform::facebook, "long", TokenKind::facebook_long, &Settings::facebook_long_seconds},
    {Platform::facebook, "page", TokenKind::facebook_page, nullptr},
    {Platform::tiktok, "pair", TokenKind::tiktok_access, &Settings::tiktok_access_seconds},
};

const KindName &requested_kind(const JsonObject &body, Platform platform) {
    std::string name = body.text("kind").value_or(platform == Platform::tiktok ? "pair" : "short");
    for (const KindName &candidate : kind_names)
        if (candidate.platform == platform && candidate.name == name)
            return candidate;
    throw BadInput(
        "\"kind\" must be code, or short, long (instagram, facebook), page (facebook), pair (tiktok)");
}

Token requested_token(Call &call) {
    Token token;
    token.platform = required_platform(call.body.text("platform"));
    token.account = required_account(call.simulator, call.body.integer("account"));
    token.app = app_of(call.simulator, token.platform, call.body);
    token.scopes = token.asked = requested_scopes(call.body, token.platform);
    token.issued_at = call.simulator.clock.now() - call.body.duration("age").value_or(0);
    return token;
}

void give_code(Call &call, Token token) {
    auto redirect_uri = call.body.text("redirect_uri");
    if (!redirect_uri)
        throw BadInput("a code needs the \"redirect_uri\" that it will be exchanged with");
    token.kind = TokenKind::code;
    token.redirect_uri = hash_of_text(*redirect_uri);
    token.expires_at = token.issued_at + call.body.duration("expires_in").value_or(300);
    call.json.begin_object().field("code", call.simulator.tokens.mint(token)).end_object();
}

void give_token(Call &call, Token token, const KindName &kind) {
    Simulator &simulator = call.simulator;
    const Ids &ids = simulator.accounts.world.ids();
    std::int64_t life = kind.life == nullptr ? 0 : simulator.settings.*kind.life;
    life = call.body.duration("expires_in").value_or(life);
    token.kind = kind.kind;
    token.expires_at = life == 0 ? 0 : token.issued_at + life;
    if (kind.kind == TokenKind::facebook_page)
        token.page = static_cast<std::uint8_t>(call.body.integer("page").value_or(1));
    JsonWriter &json = call.json;
    json.begin_object()
        .field("access_token", simulator.tokens.mint(token))
        .field("expires_at", token.expires_at);
    if (token.platform == Platform::instagram)
        json.field("user_id", std::to_string(ids.instagram_account(token.account)))
            .field("scoped_id", std::to_string(ids.instagram_scoped(token.account)));
    if (token.platform == Platform::facebook)
        json.field("user_id", std::to_string(ids.facebook_user(token.account)));
    if (token.page != 0)
        json.field("page_id", std::to_string(ids.facebook_page(token.account, token.page)));
    if (token.platform == Platform::tiktok) {
        Token refresh = token;
        refresh.kind = TokenKind::tiktok_refresh;
        refresh.expires_at =
            token.issued_at +
            call.body.duration("refresh_expires_in").value_or(simulator.settings.tiktok_refresh_seconds);
        json.field("refresh_token", simulator.tokens.mint(refresh))
            .field("refresh_expires_at", refresh.expires_at);
        json.field("open_id", ids.tiktok_open_id(token.account));
    }
    json.end_object();
}

Ending ending_named(std::string_view name) {
    struct Reason {
        std::string_view name;
        Ending ending;
    };
    static constexpr Reason reasons[] = {{"removed", Ending::removed},
                                         {"password_changed", Ending::password_changed},
                                         {"checkpoint", Ending::checkpoint},
                                         {"unconfirmed", Ending::unconfirmed},
                                         {"invalid_session", Ending::invalid_session},
                                         {"role_lost", Ending::role_lost}};
    for (const Reason &reason : reasons)
        if (reason.name == name)
            return reason.ending;
    throw BadInput("\"reason\" must be removed, password_changed, checkpoint, unconfirmed, invalid_session "
                   "or role_lost");
}

} // namespace

void token(Call &call) {
    call.body.only({"platform", "account", "app", "kind", "scopes", "age", "expires_in", "refresh_expires_in",
                    "redirect_uri", "page"});
    Token token = requested_token(call);
    if (call.body.text("kind") == "code")
        give_code(call, token);
    else
        give_token(call, token, requested_kind(call.body, token.platform));
}

void mint_many(Call &call) {
    call.body.only({"platform", "app", "from", "to", "scopes", "age", "expires_in", "refresh_expires_in"});
    const Simulator &simulator = call.simulator;
    const Settings &settings = simulator.settings;
    BulkRange range;
    range.platform = required_platform(call.body.text("platform"));
    range.app = app_of(simulator, range.platform, call.body);
    range.from = static_cast<std::uint32_t>(call.body.integer("from").value_or(1));
    range.to = required_account(
        simulator, call.body.integer("to").value_or(simulator.accounts.world.settings().accounts));
    range.scopes = requested_scopes(call.body, range.platform);
    range.issued_at = simulator.clock.now() - call.body.duration("age").value_or(bulk_age);
    std::int64_t life = range.platform == Platform::instagram  ? settings.instagram_long_seconds
                        : range.platform == Platform::facebook ? settings.facebook_long_seconds
                                                               : bulk_age + settings.tiktok_access_seconds;
    range.expires_at = range.issued_at + call.body.duration("expires_in").value_or(life);
    range.refresh_expires_at =
        range.issued_at + call.body.duration("refresh_expires_in").value_or(settings.tiktok_refresh_seconds);
    call.simulator.tokens.add_bulk(range);
    static constexpr std::string_view forms[] = {"IGAA-bulk-<account>",
                                                 "EAAB-bulk-<account> and EAAB-bulk-<account>.<page>",
                                                 "act.bulk-<account> and rft.bulk-<account>"};
    call.json.begin_object().field("tokens", forms[static_cast<std::size_t>(range.platform)]);
    call.json.field("from", range.from).field("to", range.to).field("issued_at", range.issued_at);
    call.json.field("expires_at", range.expires_at).end_object();
}

void revoke(Call &call) {
    call.body.only({"platform", "account", "app", "reason", "scopes", "token"});
    Simulator &simulator = call.simulator;
    Ending why = ending_named(call.body.text("reason").value_or("removed"));
    if (auto text = call.body.text("token")) {
        auto token = simulator.tokens.read(*text);
        if (!token)
            throw BadInput("\"token\" is not a token of this simulator");
        simulator.tokens.end(*token, why);
    } else {
        Platform platform = required_platform(call.body.text("platform"));
        std::uint32_t account = required_account(simulator, call.body.integer("account"));
        AppIndex app = app_of(simulator, platform, call.body);
        if (call.body.has("scopes"))
            simulator.tokens.take_back(app, account, requested_scopes(call.body, platform));
        else
            simulator.tokens.end_grant(app, account, why);
    }
    call.json.begin_object().field("status", "ok").end_object();
}

} // namespace social::simulator::control
