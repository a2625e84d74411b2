// TikTok: codes, access tokens, rotating refresh tokens.
#include "base/crypto.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "platforms/odd_values.hpp"
#include "platforms/tiktok.hpp"

namespace social::simulator::tiktok {

namespace {

// The app whose credentials the form carries; else the call has been refused.
std::optional<AppIndex> require_app(Call &call) {
    if (!call.request.header("content-type").starts_with("application/x-www-form-urlencoded") ||
        !call.request.query.empty() || call.params.get("client_key").empty() ||
        call.params.get("client_secret").empty()) {
        refuse_oauth(call, 400, "invalid_request", "The request parameters are malformed.");
        return std::nullopt;
    }
    auto app = call.simulator.apps.find(Platform::tiktok, call.params.get("client_key"));
    if (app && call.simulator.apps.at(*app).secret == call.params.get("client_secret"))
        return app;
    refuse_oauth(call, 401, "invalid_client", "Client key or secret is incorrect.");
    return std::nullopt;
}

bool verified(const Token &code, const std::string &verifier) {
    if (code.challenge == 0)
        return verifier.empty();
    std::string digest = sha256(verifier);
    // Desktop apps use the hex form, the standard says base64url.
    return code.challenge == hash_of_text(to_hex(digest)) ||
           code.challenge == hash_of_text(base64url_encode(digest));
}

void answer_with_pair(Call &call, const Token &from, std::int64_t refresh_expires_at) {
    Simulator &simulator = call.simulator;
    Token access = from;
    access.scopes = simulator.tokens.scopes(from);
    access.redirect_uri = access.challenge = 0;
    access.issued_at = call.now;
    Token refresh = access;
    access.kind = TokenKind::tiktok_access;
    access.expires_at = call.now + simulator.settings.tiktok_access_seconds;
    refresh.kind = TokenKind::tiktok_refresh;
    refresh.expires_at = refresh_expires_at;
    JsonWriter json(call.response.body);
    json.begin_object().field("access_token", simulator.tokens.mint(access));
    write_count(call, json, "expires_in", simulator.settings.tiktok_access_seconds);
    json.field("open_id", simulator.accounts.world.ids().tiktok_open_id(from.account));
    write_count(call, json, "refresh_expires_in", refresh_expires_at - call.now);
    json.field("refresh_token", simulator.tokens.mint(refresh));
    json.field("scope", join(scope_names(Platform::tiktok, access.scopes), ","));
    json.field("token_type", "Bearer").end_object();
}

void exchange_code(Call &call, AppIndex app) {
    Simulator &simulator = call.simulator;
    if (call.params.get("code").empty() || call.params.get("redirect_uri").empty()) {
        refuse_oauth(call, 400, "invalid_request", "The request parameters are malformed.");
        return;
    }
    auto code = simulator.tokens.read(call.params.get("code"));
    if (!code || code->kind != TokenKind::code || code->app != app)
        refuse_oauth(call, 400, "invalid_grant", "Authorization code is invalid.");
    else if (simulator.tokens.ending(*code) != Ending::none || Tokens::expired(*code, call.now))
        refuse_oauth(call, 400, "invalid_grant", "Authorization code is expired.");
    else if (code->redirect_uri != hash_of_text(call.params.get("redirect_uri")))
        refuse_oauth(call, 400, "invalid_grant",
                     "Redirect_uri is not matched with the uri when requesting code.");
    else if (!verified(*code, call.params.get("code_verifier")))
        refuse_oauth(call, 400, "invalid_grant", "Code verifier or code challenge is invalid.");
    else {
        simulator.tokens.end(*code, Ending::used);
        answer_with_pair(call, *code, call.now + simulator.settings.tiktok_refresh_seconds);
    }
}

void rotate(Call &call, AppIndex app) {
    Simulator &simulator = call.simulator;
    auto token = simulator.tokens.read(call.params.get("refresh_token"));
    if (!token || token->kind != TokenKind::tiktok_refresh || token->app != app ||
        simulator.tokens.ending(*token) != Ending::none || Tokens::expired(*token, call.now)) {
        refuse_oauth(call, 400, "invalid_grant", "Refresh token is invalid or expired.");
        return;
    }
    simulator.tokens.end(*token, Ending::used);
    bool restarts = simulator.settings.tiktok_refresh_restarts;
    answer_with_pair(call, *token,
                     restarts ? call.now + simulator.settings.tiktok_refresh_seconds : token->expires_at);
}

} // namespace

void answer_token(Call &call) {
    auto app = require_app(call);
    if (!app)
        return;
    std::string grant = call.params.get("grant_type");
    if (grant == "authorization_code")
        exchange_code(call, *app);
    else if (grant == "refresh_token")
        rotate(call, *app);
    else if (grant.empty())
        refuse_oauth(call, 400, "invalid_request", "The request parameters are malformed.");
    else
        refuse_oauth(call, 400, "unsupported_grant_type", "The grant type is not supported.");
}

void answer_revoke(Call &call) {
    auto app = require_app(call);
    if (!app)
        return;
    auto token = call.simulator.tokens.read(call.params.get("token"));
    if (!token || token->kind != TokenKind::tiktok_access || token->app != *app ||
        call.simulator.tokens.ending(*token) != Ending::none || Tokens::expired(*token, call.now)) {
        refuse_oauth(call, 400, "invalid_grant", "Access token is invalid or expired.");
        return;
    }
    call.simulator.tokens.end_grant(*app, token->account, Ending::removed);
    call.response.body = "{}";
}

} // namespace social::simulator::tiktok
