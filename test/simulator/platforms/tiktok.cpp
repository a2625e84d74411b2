#include "platforms/tiktok.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "oauth/authorize.hpp"
#include "platforms/modules.hpp"

#include <cstdio>

namespace social::simulator {

namespace tiktok {

namespace {

void answer_unknown_path(Call &call) {
    refuse(call, 404, "unsupported_path", "Unsupported path");
}

} // namespace

std::string log_id(const Call &call) {
    char hex[24];
    std::snprintf(hex, sizeof hex, "%016llX%04X",
                  static_cast<unsigned long long>(hash_of(call.request.id, 91)),
                  static_cast<unsigned>(call.request.id & 0xffff));
    return compact_time(call.now) + hex;
}

bool is_oauth(const Call &call) {
    return call.path.size() >= 2 && call.path[1] == "oauth";
}

void refuse_oauth(Call &call, int status, std::string_view error, std::string_view description) {
    call.response.status = status;
    call.response.body.clear();
    JsonWriter json(call.response.body);
    json.begin_object().field("error", error).field("error_description", description);
    json.field("log_id", log_id(call)).end_object();
}

void refuse(Call &call, int status, std::string_view code, std::string_view message, bool flat) {
    call.response.status = status;
    call.response.body.clear();
    JsonWriter json(call.response.body);
    json.begin_object();
    if (!flat)
        json.key("data").begin_object().end_object().key("error").begin_object();
    json.field("code", code).field("message", message).field("log_id", log_id(call));
    if (!flat)
        json.end_object();
    json.end_object();
}

const Token *require_token(Call &call) {
    bool alive = call.token && call.token->kind == TokenKind::tiktok_access &&
                 call.simulator.tokens.ending(*call.token) == Ending::none &&
                 !Tokens::expired(*call.token, call.now);
    if (alive)
        return &*call.token;
    refuse(call, 401, "access_token_invalid", "The access token is invalid or not found in the request.");
    return nullptr;
}

bool require_scope(Call &call, Scopes scope) {
    if ((call.simulator.tokens.scopes(*call.token) & scope) == scope)
        return true;
    refuse(call, 401, "scope_not_authorized",
           "The user did not authorize the scope required for completing this request.");
    return false;
}

} // namespace tiktok

void TikTokModule::prepare(Call &call) const {
    bool form = tiktok::is_oauth(call);
    call.params.add_encoded(call.request.query);
    if (form)
        call.params.add_encoded(call.request.body);
    std::string_view bearer = call.request.header("authorization");
    if (bearer.starts_with("Bearer ")) {
        call.token_place = TokenPlace::header;
        call.token_text = bearer.substr(7);
        call.token = call.simulator.tokens.read(call.token_text);
    }
    for (std::string_view name : {"code", "refresh_token", "token"})
        if (const std::string *text = call.params.find(name); text != nullptr && form)
            if (auto read = call.simulator.tokens.read(*text))
                call.account = read->account;
    if (call.account == 0 && call.token && call.token->platform == Platform::tiktok)
        call.account = call.token->account;
}

Operation TikTokModule::find(Call &call) const {
    const auto &path = call.path;
    Operation unknown{Endpoint::other, tiktok::answer_unknown_path, {}, true};
    // The slash at the end is part of every address.
    if (path.size() != 3 || path[0] != "v2" || !call.request.path.ends_with('/'))
        return unknown;
    if (path[1] == "auth" && path[2] == "authorize")
        return {Endpoint::authorize, answer_authorize, {}, true};
    bool post = call.is("POST");
    if (path[1] == "oauth" && path[2] == "token" && post)
        return {Endpoint::token, tiktok::answer_token, tiktok::token_parameters};
    if (path[1] == "oauth" && path[2] == "revoke" && post)
        return {Endpoint::revoke, tiktok::answer_revoke, tiktok::revoke_parameters};
    if (path[1] == "user" && path[2] == "info" && call.is("GET"))
        return {Endpoint::profile, tiktok::answer_user_info, tiktok::resource_parameters};
    if (path[1] == "video" && path[2] == "list" && post)
        return {Endpoint::posts, tiktok::answer_video_list, tiktok::resource_parameters};
    if (path[1] == "video" && path[2] == "query" && post)
        return {Endpoint::posts, tiktok::answer_video_query, tiktok::resource_parameters};
    return unknown;
}

void TikTokModule::unknown_parameter(Call &call, std::string_view name) const {
    std::string message = concat("Unknown parameter: ", name);
    if (tiktok::is_oauth(call))
        tiktok::refuse_oauth(call, 400, "invalid_request", message);
    else
        tiktok::refuse(call, 400, "invalid_params", message);
}

void TikTokModule::refuse(Call &call, Refusal refusal, const RefusalDetail &detail) const {
    bool oauth = tiktok::is_oauth(call);
    auto either = [&](int status, std::string_view oauth_error, std::string_view code,
                      std::string_view message) {
        status = static_cast<int>(detail.status.value_or(status));
        if (oauth)
            tiktok::refuse_oauth(call, status, oauth_error, message);
        else
            tiktok::refuse(call, status, code, message, detail.flat);
    };
    switch (refusal) {
    case Refusal::throttled:
        either(429, "rate_limit_exceeded", "rate_limit_exceeded",
               "The API rate limit was exceeded. Please try again later.");
        if (detail.retry_after)
            call.response.add_header("Retry-After", std::to_string(*detail.retry_after));
        break;
    case Refusal::unavailable:
    case Refusal::too_much_data:
        either(500, "server_error", "internal_error", "Something is wrong. Please try again later.");
        break;
    case Refusal::revoked:
        either(oauth ? 400 : 401, "invalid_grant", "access_token_invalid",
               "The access token is invalid or not found in the request.");
        break;
    case Refusal::scope_missing:
        either(oauth ? 400 : 401, "invalid_scope", "scope_not_authorized",
               "The user did not authorize the scope required for completing this request.");
        break;
    }
}

// TikTok documents no such headers; every answer carries its log id.
void TikTokModule::usage_headers(Call &call, std::int64_t, std::int64_t) const {
    call.response.add_header("X-Tt-Logid", tiktok::log_id(call));
}

} // namespace social::simulator
