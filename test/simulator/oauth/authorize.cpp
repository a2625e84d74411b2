#include "oauth/authorize.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "oauth/authorize_page.hpp"
#include "platforms/call.hpp"

#include <algorithm>
#include <array>

namespace social::simulator {

namespace {

constexpr std::int64_t instagram_code_seconds = 3600;
constexpr std::int64_t facebook_code_seconds = 600;
constexpr std::int64_t tiktok_code_seconds = 300;
constexpr std::size_t longest_tiktok_redirect = 511;

constexpr std::array<std::string_view, 8> instagram_parameters = {
    "client_id", "redirect_uri",    "response_type",        "scope",
    "state",     "enable_fb_login", "force_authentication", "force_reauth"};
constexpr std::array<std::string_view, 9> facebook_parameters = {"client_id", "redirect_uri", "response_type",
                                                                 "scope",     "state",        "config_id",
                                                                 "auth_type", "display",      "extras"};
constexpr std::array<std::string_view, 8> tiktok_parameters = {
    "client_key", "redirect_uri",      "response_type",  "scope",
    "state",      "disable_auto_auth", "code_challenge", "code_challenge_method"};

std::span<const std::string_view> parameters_of(Platform platform) {
    switch (platform) {
    case Platform::instagram:
        return instagram_parameters;
    case Platform::facebook:
        return facebook_parameters;
    case Platform::tiktok:
        break;
    }
    return tiktok_parameters;
}

struct ConsentRequest {
    AppIndex app = 0;
    std::string redirect_uri;
    std::string state;
    std::string challenge;
    Scopes asked = 0;
};

void show(Call &call, int status, std::string html) {
    call.response.status = status;
    call.response.content_type = "text/html; charset=utf-8";
    call.response.body = std::move(html);
}

// Shown to the person; nothing goes back to an application that may not be who it says.
std::optional<ConsentRequest> refuse(Call &call, std::string_view message) {
    show(call, 400, authorize_error_page(call.platform, message));
    return std::nullopt;
}

bool redirect_allowed(Platform platform, const App &app, const std::string &uri) {
    bool tiktok_rules = uri.size() <= longest_tiktok_redirect && uri.find_first_of("?#") == std::string::npos;
    bool web = uri.starts_with("https://") || uri.starts_with("http://");
    return web && app.allows(uri) && (platform != Platform::tiktok || tiktok_rules);
}

std::optional<ConsentRequest> understand(Call &call) {
    Params query;
    query.add_encoded(call.request.query);
    auto known = parameters_of(call.platform);
    for (const Param &param : query)
        if (std::find(known.begin(), known.end(), param.name) == known.end())
            return refuse(call, concat("Unknown parameter: ", param.name));
    ConsentRequest out;
    auto app = call.simulator.apps.find(
        call.platform, query.get(call.platform == Platform::tiktok ? "client_key" : "client_id"));
    if (!app)
        return refuse(call, "Invalid platform app");
    out.app = *app;
    out.redirect_uri = query.get("redirect_uri");
    if (!redirect_allowed(call.platform, call.simulator.apps.at(*app), out.redirect_uri))
        return refuse(call, "Invalid redirect_uri");
    if (query.get("response_type") != "code")
        return refuse(call, "unsupported_response_type: response_type must be code");
    std::string scope = query.get("scope");
    for (std::string_view name : split(scope, ", ")) {
        Scopes bit = scope_bit(call.platform, name);
        if (bit == 0)
            return refuse(call, concat("Invalid Scopes: ", name));
        out.asked |= bit;
    }
    if (out.asked == 0 && !query.has("config_id"))
        return refuse(call, "The parameter scope is required");
    if (call.platform == Platform::facebook)
        out.asked |= scope::public_profile;
    out.challenge = query.get("code_challenge");
    if (!out.challenge.empty() && query.get("code_challenge_method") != "S256")
        return refuse(call, "code_challenge_method must be S256");
    out.state = query.get("state");
    return out;
}

std::string with_query(const ConsentRequest &request, std::string query, std::string_view tail) {
    if (!request.state.empty())
        query += concat("&state=", percent_encode(request.state));
    const char *joint = request.redirect_uri.find('?') == std::string::npos ? "?" : "&";
    return concat(request.redirect_uri, joint, query, tail);
}

std::string refusal_link(Platform platform, const ConsentRequest &request) {
    switch (platform) {
    case Platform::instagram:
        return with_query(
            request,
            "error=access_denied&error_reason=user_denied&error_description=The+user+denied+your+request",
            "");
    case Platform::facebook:
        return with_query(request,
                          "error=access_denied&error_code=200&error_reason=user_denied&error_description="
                          "Permissions+error",
                          "#_=_");
    case Platform::tiktok:
        break;
    }
    return with_query(request, "error=access_denied&error_description=User+cancelled+the+authorization", "");
}

std::string consent_link(Call &call, const ConsentRequest &request, std::uint32_t account, Scopes granted) {
    static constexpr std::int64_t lives[] = {instagram_code_seconds, facebook_code_seconds,
                                             tiktok_code_seconds};
    Token code;
    code.kind = TokenKind::code;
    code.platform = call.platform;
    code.app = request.app;
    code.account = account;
    code.scopes = granted;
    code.asked = request.asked;
    code.issued_at = call.now;
    code.expires_at = call.now + lives[static_cast<std::size_t>(call.platform)];
    code.redirect_uri = hash_of_text(request.redirect_uri);
    code.challenge = request.challenge.empty() ? 0 : hash_of_text(request.challenge);
    std::string query = concat("code=", percent_encode(call.simulator.tokens.mint(code)));
    if (call.platform == Platform::tiktok)
        query += concat("&scopes=", percent_encode(join(scope_names(call.platform, granted), ",")));
    static constexpr std::string_view tails[] = {"#_", "#_=_", ""};
    return with_query(request, query, tails[static_cast<std::size_t>(call.platform)]);
}

// The form either says which scopes were left ticked (the page does, with choose=1), or which ones are
// refused (handy without a browser); silence grants all.
Scopes granted_scopes(Platform platform, const Params &form, Scopes asked) {
    Scopes granted = asked;
    if (form.has("choose")) {
        granted = 0;
        for (const std::string &name : form.all("scope"))
            granted |= scope_bit(platform, name);
    }
    std::string refused = form.get("refuse");
    for (std::string_view name : split(refused, ", "))
        granted &= ~scope_bit(platform, name);
    return (granted | unrefusable_scopes(platform)) & asked;
}

void decide(Call &call, const ConsentRequest &request) {
    Params form;
    form.add_encoded(call.request.body);
    auto go = [&](const std::string &link) {
        show(call, 302, "");
        call.response.add_header("Location", link);
    };
    if (form.get("decision") == "cancel") {
        go(refusal_link(call.platform, request));
        return;
    }
    std::string chosen = form.get("other_account").empty() ? form.get("account") : form.get("other_account");
    auto account = parse_integer(chosen);
    if (!account || !call.simulator.accounts.world.exists(*account)) {
        refuse(call, concat("There is no account ", chosen));
        return;
    }
    call.account = static_cast<std::uint32_t>(*account);
    if (call.platform == Platform::instagram &&
        (call.simulator.accounts.personal(call.account) || call.has(FaultKind::personal_account))) {
        std::string name = call.simulator.accounts.name({Platform::instagram, call.account, 0});
        show(call, 403, personal_account_page(name, refusal_link(call.platform, request)));
        return;
    }
    go(consent_link(call, request, call.account, granted_scopes(call.platform, form, request.asked)));
}

} // namespace

void answer_authorize(Call &call) {
    auto request = understand(call);
    if (!request)
        return;
    if (call.is("POST")) {
        decide(call, *request);
        return;
    }
    ConsentView view{call.platform, call.simulator.apps.at(request->app).id, request->asked};
    show(call, 200, consent_page(view, call.simulator.accounts, call.now));
}

} // namespace social::simulator
