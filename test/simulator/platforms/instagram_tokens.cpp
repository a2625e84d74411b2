#include "platforms/instagram_tokens.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "platforms/graph.hpp"
#include "platforms/odd_values.hpp"

#include <algorithm>

namespace social::simulator::instagram {

namespace {

constexpr unsigned any_kind =
    graph::kind_bit(TokenKind::instagram_short) | graph::kind_bit(TokenKind::instagram_long);

// A new long-lived token from an older one, and the answer that carries it.
void answer_with_long_lived(Call &call, const Token &from) {
    std::int64_t life = call.simulator.settings.instagram_long_seconds;
    // A little under the full time, another little each time.
    life -= static_cast<std::int64_t>(hash_of(call.request.id, 81) % 90 + 10) *
            std::min<std::int64_t>(life, day_seconds) / day_seconds;
    Token token = from;
    token.kind = TokenKind::instagram_long;
    token.issued_at = call.now;
    token.expires_at = call.now + life;
    token.scopes = call.simulator.tokens.scopes(from);
    std::string text = call.simulator.tokens.mint(token);
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().field("access_token", text).field("token_type", "bearer");
    write_count(call, json, "expires_in", life);
    json.end_object();
}

// The code of a token request when it may be spent, else the call is refused.
const Token *spendable_code(Call &call, std::optional<Token> &code) {
    Simulator &simulator = call.simulator;
    auto app = simulator.apps.find(Platform::instagram, call.params.get("client_id"));
    code = simulator.tokens.read(call.params.get("code"));
    if (!app)
        refuse_flat(call, "Invalid platform app");
    else if (call.params.get("client_secret") != simulator.apps.at(*app).secret)
        refuse_flat(call, "Error validating client secret");
    else if (call.params.get("grant_type") != "authorization_code")
        refuse_flat(call, "Invalid grant_type");
    else if (!code || code->kind != TokenKind::code || code->app != *app ||
             simulator.tokens.ending(*code) != Ending::none)
        refuse_flat(call, "Matching code was not found or was already used");
    else if (Tokens::expired(*code, call.now))
        refuse_flat(call, "This authorization code has expired");
    else if (code->redirect_uri != hash_of_text(call.params.get("redirect_uri")))
        refuse_flat(call, "Invalid redirect_uri");
    else
        return &*code;
    return nullptr;
}

} // namespace

void refuse_flat(Call &call, std::string_view message) {
    call.response.status = 400;
    call.response.body.clear();
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().field("error_type", "OAuthException").field("code", 400);
    json.field("error_message", message).end_object();
}

void answer_code_exchange(Call &call) {
    if (!call.is("POST")) {
        refuse_flat(call, "The request must be a POST with form fields");
        return;
    }
    for (std::string_view name : code_exchange_parameters)
        if (call.params.get(name).empty()) {
            refuse_flat(call, concat("Missing required field ", name));
            return;
        }
    std::optional<Token> code;
    if (spendable_code(call, code) == nullptr)
        return;
    call.simulator.tokens.end(*code, Ending::used);
    Token token = *code;
    token.kind = TokenKind::instagram_short;
    token.redirect_uri = token.challenge = 0;
    token.issued_at = call.now;
    token.expires_at = call.now + call.simulator.settings.instagram_short_seconds;
    std::string text = call.simulator.tokens.mint(token);
    std::string id = std::to_string(call.simulator.accounts.world.ids().instagram_scoped(token.account));
    std::vector<std::string> permissions = scope_names(Platform::instagram, token.scopes);
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    if (call.has(FaultKind::wrapped)) {
        json.begin_object().key("data").begin_array().begin_object();
        json.field("access_token", text).field("user_id", id).field("permissions", join(permissions, ","));
        json.end_object().end_array().end_object();
        return;
    }
    json.begin_object().field("access_token", text).key("user_id").raw(id).key("permissions").begin_array();
    for (const std::string &permission : permissions)
        json.value(permission);
    json.end_array().end_object();
}

void answer_long_lived(Call &call) {
    if (!graph::require_parameters(call, {"grant_type", "client_secret"}))
        return;
    const Token *token = graph::require_token(call, any_kind);
    if (token == nullptr)
        return;
    graph::Error error;
    if (call.params.get("grant_type") != "ig_exchange_token") {
        graph::bad_parameter(call, "(#100) grant_type must be ig_exchange_token");
    } else if (call.params.get("client_secret") != call.simulator.apps.at(token->app).secret) {
        error.code = 1;
        error.message = "Error validating client secret.";
        graph::refuse(call, error);
    } else if (token->kind != TokenKind::instagram_short) {
        error.code = 452;
        error.message =
            "Session key invalid. This could be because the session key has an incorrect format, or "
            "because the user has revoked this session";
        graph::refuse(call, error);
    } else {
        answer_with_long_lived(call, *token);
    }
}

void answer_refresh(Call &call) {
    if (!graph::require_parameters(call, {"grant_type"}))
        return;
    const Token *token = graph::require_token(call, any_kind);
    if (token == nullptr)
        return;
    if (call.params.get("grant_type") != "ig_refresh_token")
        graph::bad_parameter(call, "(#100) grant_type must be ig_refresh_token");
    else if (token->kind != TokenKind::instagram_long)
        graph::bad_parameter(call, "(#100) Only a long-lived token can be refreshed");
    else if (!graph::has_scope(call, scope::instagram_basic_access))
        graph::no_permission(call);
    else if (call.now - token->issued_at < day_seconds)
        graph::bad_parameter(call, "Token must be at least 24 hours old to refresh");
    else
        answer_with_long_lived(call, *token);
}

} // namespace social::simulator::instagram
