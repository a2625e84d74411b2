#include "platforms/facebook_login.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "platforms/facebook_pages.hpp"
#include "platforms/graph.hpp"
#include "platforms/graph_node.hpp"
#include "platforms/odd_values.hpp"

#include <algorithm>

namespace social::simulator::facebook {

namespace {

constexpr std::uint64_t most_pages = 15;
constexpr std::int64_t data_access_seconds = 90 * day_seconds;

void answer_with_token(Call &call, Token token, TokenKind kind, std::int64_t life) {
    token.kind = kind;
    token.scopes = call.simulator.tokens.scopes(token) | scope::public_profile;
    token.redirect_uri = token.challenge = 0;
    token.issued_at = call.now;
    token.expires_at = call.now + life;
    std::string text = call.simulator.tokens.mint(token);
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().field("access_token", text).field("token_type", "bearer");
    write_count(call, json, "expires_in", life);
    json.end_object();
}

void refuse_with(Call &call, std::int64_t code, std::int64_t subcode, std::string message) {
    graph::Error error;
    error.code = code;
    error.subcode = subcode;
    error.message = std::move(message);
    graph::refuse(call, error);
}

void exchange_code(Call &call, AppIndex app) {
    Simulator &simulator = call.simulator;
    if (!graph::require_parameters(call, {"redirect_uri", "code"}))
        return;
    auto code = simulator.tokens.read(call.params.get("code"));
    if (!code || code->kind != TokenKind::code || code->app != app)
        refuse_with(call, 100, 0, "Invalid verification code format.");
    else if (simulator.tokens.ending(*code) != Ending::none)
        refuse_with(call, 100, 36009, "This authorization code has been used.");
    else if (Tokens::expired(*code, call.now))
        refuse_with(call, 100, 36007, "This authorization code has expired.");
    else if (code->redirect_uri != hash_of_text(call.params.get("redirect_uri")))
        refuse_with(
            call, 100, 36008,
            "Error validating verification code. Please make sure your redirect_uri is identical to the "
            "one you used in the OAuth dialog request");
    else {
        simulator.tokens.end(*code, Ending::used);
        std::int64_t life = simulator.settings.facebook_short_seconds;
        life -= static_cast<std::int64_t>(hash_of(call.request.id, 82) % 600) *
                std::min<std::int64_t>(life, 5400) / 5400;
        answer_with_token(call, *code, TokenKind::facebook_short, life);
    }
}

void exchange_token(Call &call, AppIndex app) {
    Simulator &simulator = call.simulator;
    if (!graph::require_parameters(call, {"fb_exchange_token"}))
        return;
    auto token = simulator.tokens.read(call.params.get("fb_exchange_token"));
    if (!token || token->app != app || (graph::kind_bit(token->kind) & user_kinds) == 0)
        graph::refuse(call, graph::token_unreadable());
    else if (Ending why = simulator.tokens.ending(*token); why != Ending::none)
        graph::refuse(call, graph::token_ended(why, simulator.apps.at(app).id));
    else if (Tokens::expired(*token, call.now))
        graph::refuse(call, graph::token_expired(*token, call.now));
    else
        answer_with_token(call, *token, TokenKind::facebook_long,
                          simulator.settings.facebook_long_seconds -
                              static_cast<std::int64_t>(hash_of(call.request.id, 83) % 60));
}

// The user that the first path segment names, when it is the token's own.
const Token *own_user(Call &call) {
    const Token *token = graph::require_token(call, user_kinds);
    if (token == nullptr)
        return nullptr;
    std::string_view id = call.path[0];
    if (id == "me" || call.simulator.accounts.world.ids().account_of_facebook_user(id) == token->account)
        return token;
    graph::no_such_object(call, id);
    return nullptr;
}

void write_debug_data(const Call &call, JsonWriter &json, const Token &token) {
    const Simulator &simulator = call.simulator;
    const Ids &ids = simulator.accounts.world.ids();
    Ending why = simulator.tokens.ending(token);
    bool expired = Tokens::expired(token, call.now);
    bool of_page = token.kind == TokenKind::facebook_page;
    json.field("app_id", simulator.apps.at(token.app).id).field("type", of_page ? "PAGE" : "USER");
    json.field("application", "Simulated app")
        .field("data_access_expires_at", token.issued_at + data_access_seconds);
    json.field("expires_at", token.expires_at).field("is_valid", why == Ending::none && !expired);
    json.field("issued_at", token.issued_at);
    if (why != Ending::none || expired) {
        graph::Error error = why != Ending::none ? graph::token_ended(why, simulator.apps.at(token.app).id)
                                                 : graph::token_expired(token, call.now);
        json.key("error").begin_object().field("code", error.code).field("message", error.message);
        json.field("subcode", error.subcode).end_object();
    }
    if (of_page)
        json.field("profile_id", std::to_string(ids.facebook_page(token.account, token.page)));
    json.key("scopes").begin_array();
    for (const std::string &name : scope_names(Platform::facebook, simulator.tokens.scopes(token)))
        json.value(name);
    json.end_array().field("user_id", std::to_string(ids.facebook_user(token.account)));
}

} // namespace

void answer_access_token(Call &call) {
    if (!graph::require_parameters(call, {"client_id", "client_secret"}))
        return;
    auto app = call.simulator.apps.find(Platform::facebook, call.params.get("client_id"));
    std::string grant = call.params.get("grant_type");
    if (!app)
        refuse_with(call, 101, 0,
                    "Error validating application. Cannot get application info due to a system error.");
    else if (call.params.get("client_secret") != call.simulator.apps.at(*app).secret)
        refuse_with(call, 1, 0, "Error validating client secret.");
    else if (grant == "fb_exchange_token")
        exchange_token(call, *app);
    else if (grant.empty() || grant == "authorization_code")
        exchange_code(call, *app);
    else
        graph::bad_parameter(call, "(#100) Unsupported grant_type");
}

void answer_debug_token(Call &call) {
    if (!graph::require_parameters(call, {"input_token"}))
        return;
    if (!graph::app_token(call) && graph::require_token(call, user_kinds | page_kind) == nullptr)
        return;
    auto token = call.simulator.tokens.read(call.params.get("input_token"));
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().key("data").begin_object();
    if (token && token->platform == Platform::facebook && token->kind != TokenKind::code) {
        write_debug_data(call, json, *token);
    } else {
        json.field("is_valid", false).key("scopes").begin_array().end_array();
        json.key("error").begin_object().field("code", 190).field("message", "Invalid OAuth access token.");
        json.end_object();
    }
    json.end_object().end_object();
}

void answer_user(Call &call) {
    const Token *token = own_user(call);
    if (token == nullptr)
        return;
    static const std::vector<graph::Field> usual = graph::parse_fields("id,name").value();
    const auto *fields = graph::requested_fields(call, usual);
    if (fields == nullptr)
        return;
    const Accounts &accounts = call.simulator.accounts;
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object();
    for (const graph::Field &field : *fields) {
        if (field.name == "name") {
            json.field("name", accounts.name({Platform::facebook, token->account, 0}));
        } else if (field.name != "id") {
            graph::missing_field(call, field.name, "User");
            return;
        }
    }
    write_id(call, json, "id", std::to_string(accounts.world.ids().facebook_user(token->account)));
    json.end_object();
}

void answer_pages(Call &call) {
    const Token *token = own_user(call);
    if (token == nullptr)
        return;
    if (!graph::has_scope(call, scope::pages_show_list)) {
        graph::Error error;
        error.status = 403;
        error.code = 200;
        error.message = "(#200) Requires pages_show_list permission";
        graph::refuse(call, error);
        return;
    }
    std::string fields =
        call.params.has("fields") ? call.params.get("fields") : "access_token,category,name,id,tasks";
    auto parsed = graph::parse_fields(fields);
    if (!parsed) {
        graph::syntax_error(call);
        return;
    }
    std::uint64_t after =
        parse_unsigned(call.params.get("after")).value_or(call.params.has("after") ? UINT64_MAX : 0);
    std::uint64_t limit =
        parse_unsigned(call.params.get("limit")).value_or(call.params.has("limit") ? 0 : 25);
    if (after > most_pages || limit < 1 || limit > 100) {
        graph::bad_parameter(call, "(#100) Param limit must be an integer from 1 to 100, after a cursor");
        return;
    }
    std::uint32_t owned = call.simulator.accounts.pages(token->account);
    auto first = static_cast<std::uint32_t>(after) + 1;
    auto last = static_cast<std::uint32_t>(std::min<std::uint64_t>(owned, after + limit));
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().key("data").begin_array();
    for (std::uint32_t page = first; page <= last; ++page)
        if (!write_page(call, json, {Platform::facebook, token->account, page}, *parsed))
            return;
    json.end_array();
    if (last >= first) {
        json.key("paging").begin_object().key("cursors").begin_object();
        json.field("before", std::to_string(first - 1)).field("after", std::to_string(last)).end_object();
        if (last < owned)
            json.field("next", concat(graph::base(call), "/", call.path[0], "/accounts?access_token=",
                                      percent_encode(call.token_text), "&fields=", percent_encode(fields),
                                      "&limit=", std::to_string(limit), "&after=", std::to_string(last)));
        json.end_object();
    }
    json.end_object();
}

void answer_permissions(Call &call) {
    const Token *token = own_user(call);
    if (token == nullptr)
        return;
    Scopes granted = call.simulator.tokens.scopes(*token);
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().key("data").begin_array();
    auto names = known_scopes(Platform::facebook);
    for (std::size_t i = 0; i < names.size(); ++i) {
        bool given = (granted >> i & 1) != 0;
        // What was asked and refused is listed too; what was never asked is not.
        if (given || (token->asked >> i & 1) != 0)
            json.begin_object()
                .field("permission", names[i])
                .field("status", given ? "granted" : "declined")
                .end_object();
    }
    json.end_array().end_object();
}

void answer_revoke(Call &call) {
    std::optional<AppIndex> app = graph::app_token(call);
    std::optional<std::uint32_t> account;
    if (app) {
        account = call.simulator.accounts.world.ids().account_of_facebook_user(call.path[0]);
        if (!account) {
            graph::no_such_object(call, call.path[0]);
            return;
        }
    } else if (const Token *token = own_user(call)) {
        app = token->app;
        account = token->account;
    } else {
        return;
    }
    if (call.path.size() == 3) {
        Scopes scope = scope_bit(Platform::facebook, call.path[2]);
        if (scope == 0) {
            graph::bad_parameter(call, concat("(#100) Unknown permission: ", call.path[2]));
            return;
        }
        call.simulator.tokens.take_back(*app, *account, scope);
    } else {
        call.simulator.tokens.end_grant(*app, *account, Ending::removed);
    }
    call.response.body = "{\"success\":true}";
}

} // namespace social::simulator::facebook
