#include "platforms/graph.hpp"

#include "base/crypto.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"

namespace social::simulator::graph {

namespace {

std::string trace_id(const Call &call) {
    std::uint64_t h = hash_of(call.request.id, 61);
    return concat("A", base64url_encode({reinterpret_cast<const char *>(&h), sizeof h}));
}

bool is_version(std::string_view segment) {
    if (segment.size() < 4 || segment.front() != 'v')
        return false;
    auto major = parse_unsigned(segment.substr(1, segment.find('.') - 1));
    return major && *major >= 19 && *major <= 26 && segment.ends_with(".0");
}

// The proof belongs to Facebook's host; Instagram's is checked only where one is sent.
bool proven(Call &call, const Token &token) {
    const std::string *proof = call.params.find("appsecret_proof");
    bool required = call.platform == Platform::facebook && call.simulator.settings.require_appsecret_proof;
    if (proof == nullptr && !required)
        return true;
    Error error;
    error.type = "GraphMethodException";
    if (proof == nullptr) {
        error.message = "API calls from the server require an appsecret_proof argument";
        refuse(call, error);
        return false;
    }
    if (*proof == hmac_sha256_hex(call.simulator.apps.at(token.app).secret, call.token_text))
        return true;
    error.message = "Invalid appsecret_proof provided in the API argument";
    refuse(call, error);
    return false;
}

std::string limit_message(std::int64_t code) {
    switch (code) {
    case 17:
        return "(#17) User request limit reached";
    case 32:
        return "(#32) Page request limit reached";
    case 613:
        return "(#613) Calls to this api have exceeded the rate limit.";
    case 80001:
        return "(#80001) There have been too many calls to this Page account. Wait a bit and try again.";
    case 80002:
        return "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.";
    default:
        return concat("(#", std::to_string(code), ") Application request limit reached");
    }
}

} // namespace

void refuse(Call &call, const Error &error) {
    call.response.status = error.status;
    call.response.body.clear();
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().key("error").begin_object();
    json.field("message", error.message).field("type", error.type).field("code", error.code);
    if (error.subcode != 0)
        json.field("error_subcode", error.subcode);
    if (error.transient || error.subcode == 2108006)
        json.field("is_transient", error.transient);
    if (!error.user_title.empty())
        json.field("error_user_title", error.user_title).field("error_user_msg", error.user_message);
    json.field("fbtrace_id", trace_id(call)).end_object().end_object();
    std::string_view reason = error.code == 190 ? "invalid_token" : "invalid_request";
    call.response.add_header("WWW-Authenticate",
                             concat("OAuth \"Facebook Platform\" \"", reason, "\" \"", error.message, "\""));
}

void bad_parameter(Call &call, std::string message) {
    Error error;
    error.message = std::move(message);
    refuse(call, error);
}

void no_such_object(Call &call, std::string_view id) {
    Error error;
    error.subcode = 33;
    error.type = "GraphMethodException";
    error.message =
        concat("Unsupported ", to_lower(call.request.method), " request. Object with ID '", id,
               "' does not exist, cannot be loaded due to missing permissions, or does not support this "
               "operation. Please read the Graph API documentation at "
               "https://developers.facebook.com/docs/graph-api");
    refuse(call, error);
}

void unknown_path(Call &call) {
    std::string path;
    for (std::string_view segment : call.path)
        path += concat("/", segment);
    Error error;
    error.code = 2500;
    error.message = concat("Unknown path components: ", path);
    refuse(call, error);
}

void syntax_error(Call &call) {
    Error error;
    error.code = 2500;
    error.message = "Syntax error \"Expected end of string\" in the parameter fields";
    refuse(call, error);
}

void missing_field(Call &call, std::string_view field, std::string_view node) {
    bad_parameter(call,
                  concat("(#100) Tried accessing nonexisting field (", field, ") on node type (", node, ")"));
}

void no_permission(Call &call, std::string message) {
    Error error;
    error.status = 403;
    error.code = 10;
    error.message = std::move(message);
    refuse(call, error);
}

Error token_unreadable() {
    Error error;
    error.code = 190;
    error.message = "Invalid OAuth access token - Cannot parse access token";
    return error;
}

Error token_expired(const Token &token, std::int64_t now) {
    Error error;
    error.code = 190;
    error.subcode = 463;
    error.message = concat("Error validating access token: Session has expired on ",
                           session_time(token.expires_at), ". The current time is ", session_time(now), ".");
    return error;
}

Error token_ended(Ending why, std::string_view app_id) {
    Error error;
    error.code = 190;
    error.subcode = static_cast<std::int64_t>(why);
    std::string_view prefix = "Error validating access token: ";
    switch (why) {
    case Ending::removed:
        error.message = concat(prefix, "The user has not authorized application ", app_id, ".");
        break;
    case Ending::checkpoint:
        error.message = concat(prefix, "The user is enrolled in a blocking, logged-in checkpoint");
        break;
    case Ending::password_changed:
        error.message =
            concat(prefix, "The session has been invalidated because the user changed their password or "
                           "Facebook has changed the session for security reasons.");
        break;
    case Ending::role_lost:
        error.message = concat(prefix, "The user does not have a role on the Page any more.");
        break;
    default:
        error.message = concat(prefix, "The session is invalid because the user logged out.");
        break;
    }
    return error;
}

const Token *require_token(Call &call, unsigned kinds) {
    if (call.token_place == TokenPlace::none) {
        Error error;
        error.code = !call.path.empty() && call.path[0] == "me" ? 2500 : 104;
        error.message =
            error.code == 2500
                ? "An active access token must be used to query information about the current user."
                : "An access token is required to request this resource.";
        refuse(call, error);
        return nullptr;
    }
    if (!call.token || call.token->platform != call.platform || (kinds & kind_bit(call.token->kind)) == 0) {
        refuse(call, token_unreadable());
        return nullptr;
    }
    const Token &token = *call.token;
    if (Ending why = call.simulator.tokens.ending(token); why != Ending::none) {
        refuse(call, token_ended(why, call.simulator.apps.at(token.app).id));
        return nullptr;
    }
    if (Tokens::expired(token, call.now)) {
        refuse(call, token_expired(token, call.now));
        return nullptr;
    }
    return proven(call, token) ? &token : nullptr;
}

bool require_parameters(Call &call, std::initializer_list<std::string_view> names) {
    for (std::string_view name : names)
        if (call.params.get(name).empty()) {
            bad_parameter(call, concat("(#100) The parameter ", name, " is required"));
            return false;
        }
    return true;
}

std::optional<AppIndex> app_token(const Call &call) {
    std::size_t bar = call.token_text.find('|');
    if (bar == std::string::npos)
        return std::nullopt;
    auto app = call.simulator.apps.find(call.platform, std::string_view(call.token_text).substr(0, bar));
    if (!app || call.simulator.apps.at(*app).secret != std::string_view(call.token_text).substr(bar + 1))
        return std::nullopt;
    return app;
}

bool has_scope(const Call &call, Scopes scope) {
    return call.token && (call.simulator.tokens.scopes(*call.token) & scope) != 0;
}

void prepare(Call &call) {
    if (!call.path.empty() && is_version(call.path.front())) {
        call.version = call.path.front();
        call.path.erase(call.path.begin());
    }
    call.params.add_encoded(call.request.query);
    std::size_t of_query = static_cast<std::size_t>(std::distance(call.params.begin(), call.params.end()));
    if (call.request.header("content-type").starts_with("application/x-www-form-urlencoded"))
        call.params.add_encoded(call.request.body);
    std::size_t at = 0;
    for (const Param &param : call.params) {
        if (param.name == "access_token") {
            call.token_place = at < of_query ? TokenPlace::query : TokenPlace::body;
            call.token_text = param.value;
            break;
        }
        ++at;
    }
    std::string_view bearer = call.request.header("authorization");
    if (call.token_place == TokenPlace::none && bearer.starts_with("Bearer ")) {
        call.token_place = TokenPlace::header;
        call.token_text = bearer.substr(7);
    }
    if (call.token_place != TokenPlace::none)
        call.token = call.simulator.tokens.read(call.token_text);
    // What a token request is about: the code or the token that it brings.
    for (std::string_view name : {"code", "fb_exchange_token", "input_token"})
        if (const std::string *text = call.params.find(name); text != nullptr && call.account == 0)
            if (auto read = call.simulator.tokens.read(*text))
                call.account = read->account;
    if (call.account == 0 && call.token)
        call.account = call.token->account;
}

void refuse_generally(Call &call, Refusal refusal, const RefusalDetail &detail) {
    Error error;
    switch (refusal) {
    case Refusal::throttled:
        error.code = detail.code.value_or(4);
        error.status = 403;
        error.message = limit_message(error.code);
        usage_headers(call, 100, detail.minutes);
        if (detail.retry_after)
            call.response.add_header("Retry-After", std::to_string(*detail.retry_after));
        break;
    case Refusal::unavailable:
        error.code = 2;
        error.status = 500;
        error.message = "An unexpected error has occurred. Please retry your request later.";
        error.transient = true;
        break;
    case Refusal::revoked: {
        std::string_view app =
            call.token ? std::string_view(call.simulator.apps.at(call.token->app).id) : "0";
        auto subcode = detail.code.value_or(458);
        error = subcode == 463 ? token_expired(call.token.value_or(Token()), call.now)
                               : token_ended(static_cast<Ending>(subcode), app);
        break;
    }
    case Refusal::scope_missing:
        error.code = detail.code.value_or(10);
        error.status = 403;
        error.message = concat("(#", std::to_string(error.code),
                               ") Application does not have permission for this action");
        break;
    case Refusal::too_much_data:
        error.code = 1;
        error.status = 500;
        error.message = "Please reduce the amount of data you're asking for, then retry your request";
        break;
    }
    error.status = static_cast<int>(detail.status.value_or(error.status));
    refuse(call, error);
}

void usage_headers(Call &call, std::int64_t percent, std::int64_t minutes) {
    std::string number = std::to_string(percent);
    std::string counts =
        concat("\"call_count\":", number, ",\"total_cputime\":", number, ",\"total_time\":", number);
    call.response.add_header("X-App-Usage", concat("{", counts, "}"));
    bool of_page = call.token && call.token->kind == TokenKind::facebook_page;
    if (call.platform == Platform::facebook && !of_page)
        return;
    const Ids &ids = call.simulator.accounts.world.ids();
    std::int64_t object = of_page ? ids.facebook_page(call.token->account, call.token->page)
                                  : ids.instagram_account(call.account);
    call.response.add_header("X-Business-Use-Case-Usage",
                             concat("{\"", std::to_string(object), "\":[{\"type\":\"",
                                    of_page ? "pages" : "instagram", "\",", counts,
                                    ",\"estimated_time_to_regain_access\":", std::to_string(minutes), "}]}"));
}

std::string base(const Call &call) {
    std::string out = concat(base_url(call.request), "/", name_of(call.platform));
    if (!call.version.empty())
        out += concat("/", call.version);
    return out;
}

} // namespace social::simulator::graph
