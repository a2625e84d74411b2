#include "core/platforms/tiktok.hpp"

#include "core/platforms/raw_answers.hpp"
#include "core/platforms/tiktok_fetch.hpp"
#include "core/platforms/tiktok_reading.hpp"
#include "core/url.hpp"

#include <array>
#include <utility>

namespace social {

using namespace std::chrono_literals;

namespace {

using Identities = std::vector<Identity>;

constexpr std::array<std::string_view, 4> kScopes{
    "user.info.basic",
    "user.info.profile",
    "user.info.stats",
    "video.list",
};

constexpr PlatformDefaults kDefaults{
    .platform = Platform::tiktok,
    .client_id_name = "client_key",
    .authorize_url = "https://www.tiktok.com/v2/auth/authorize/",
    .token_url = "https://open.tiktokapis.com/v2/oauth/token/",
    .api_url = "https://open.tiktokapis.com",
    .api_version = "v2",
    .scopes = kScopes,
    .calls_per_hour = 100,
    .refresh_policy = RefreshPolicy::rotate,
    .revocable = true,
};

HttpRequest form(std::string_view url, const Parameters &fields) {
    HttpRequest request;
    request.method = Method::post;
    request.url = url;
    request.headers.push_back("Content-Type: application/x-www-form-urlencoded");
    request.headers.push_back("Cache-Control: no-cache");
    request.body = query_of(fields);
    return request;
}

Task<Result<TikTokLogin>> ask_for_tokens(Api &api, const App &app, HttpRequest request, const Secret &spent) {
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    Instant now = api.now();
    auto login = read_tiktok(
        call.response, now,
        [&](Json root) {
            return tiktok_oauth_error(root, {&spent, &app.client_secret});
        },
        [&](Json root) { return read_tiktok_tokens(root, now); });
    if (!login && (login.error().code == "bad_answer" || call.response.status >= 500)) {
        // It may have been the answer that holds the new pair, or a gateway's that stands in its place.
        Error lost = login.error();
        lost.answer_lost = true;
        co_return lost;
    }
    co_return login;
}

HttpRequest refresh_request(const App &app, const Secret &refresh_token) {
    return form(app.token_url, {{"client_key", app.client_id},
                                {"client_secret", app.client_secret.reveal()},
                                {"grant_type", "refresh_token"},
                                {"refresh_token", refresh_token.reveal()}});
}

// A code copied out of an address bar is still percent-encoded; a bare one holds no percent sign.
std::string bare_code(const std::string &code) {
    if (code.find('%') == std::string::npos)
        return code;
    return percent_decoded(code).value_or(code);
}

} // namespace

const PlatformDefaults &TikTokAdapter::defaults(std::string_view) const {
    return kDefaults;
}

std::string TikTokAdapter::authorize_url(const App &app, const AuthorizeRequest &request) const {
    std::string scopes;
    for (const auto &scope : app.scopes)
        scopes += (scopes.empty() ? "" : ",") + scope;
    return with_query(app.authorize_url, {{"client_key", app.client_id},
                                          {"response_type", "code"},
                                          {"scope", scopes},
                                          {"redirect_uri", request.redirect_uri},
                                          {"state", request.state}});
}

Task<Result<Identities>> TikTokAdapter::connect_with_code(Api &api, const App &app, std::string redirect_uri,
                                                          Secret code, std::string code_verifier) const {
    std::string bare = bare_code(code.reveal());
    Parameters fields{{"client_key", app.client_id},
                      {"client_secret", app.client_secret.reveal()},
                      {"code", bare},
                      {"grant_type", "authorization_code"},
                      {"redirect_uri", redirect_uri}};
    if (!code_verifier.empty())
        fields.emplace_back("code_verifier", code_verifier);
    auto asking = ask_for_tokens(api, app, form(app.token_url, fields), code);
    auto login = co_await asking;
    if (!login)
        co_return login.error();
    Notes notes;
    RawAnswers nothing_kept{false};
    auto fetching = fetch_tiktok_profile(api, app, login->tokens, notes, nothing_kept);
    auto profile = co_await fetching;
    if (!profile)
        co_return profile.error();
    Identity identity;
    identity.profile = std::move(profile.value());
    identity.tokens = std::move(login->tokens);
    Identities identities;
    identities.push_back(std::move(identity));
    co_return identities;
}

Task<Result<Identities>> TikTokAdapter::connect_with_token(Api &, const App &, Secret) const {
    co_return error_of(Reaction::misconfigured, "token_not_taken",
                       "TikTok: accounts are connected with an authorization code, not with a token");
}

bool TikTokAdapter::must_refresh_first(const Account &account, Instant now) const {
    // A sync takes seconds; the margin is for clocks that differ.
    auto ends_at = account.tokens.token_expires_at;
    return ends_at && *ends_at <= now + 2min;
}

bool TikTokAdapter::should_refresh(const Account &, Instant) const {
    return false; // each refresh spends the pair
}

Task<Result<Tokens>> TikTokAdapter::refresh(Api &api, const App &app, const Account &account) const {
    const Secret &refresh_token = account.tokens.refresh_token;
    if (refresh_token.empty())
        co_return error_of(
            Reaction::reconnect, "no_refresh_token",
            "TikTok: no refresh token is stored; the creator has to connect the account again");
    auto asking = ask_for_tokens(api, app, refresh_request(app, refresh_token), refresh_token);
    auto login = co_await asking;
    if (!login) {
        Error error = login.error();
        auto ended_at = account.tokens.refresh_token_expires_at;
        error.expired = error.code == "invalid_grant" && ended_at && *ended_at <= api.now();
        co_return error;
    }
    if (!login->open_id.empty() && login->open_id != account.platform_user_id)
        co_return error_of(
            Reaction::reconnect, "other_account",
            "TikTok: the stored refresh token belongs to another account; connect this one again");
    Tokens &tokens = login->tokens;
    if (tokens.refresh_token.empty()) { // not rotated: what is stored goes on
        tokens.refresh_token_expires_at = account.tokens.refresh_token_expires_at;
        tokens.grant_expires_at = account.tokens.grant_expires_at;
    }
    co_return tokens;
}

Task<Result<Snapshot>> TikTokAdapter::fetch(Api &api, const App &app, const Account &account,
                                            bool keep_raw) const {
    return fetch_tiktok(api, app, account, keep_raw);
}

Task<Result<Done>> TikTokAdapter::revoke(Api &api, const App &app, Account &account) const {
    Secret &token = account.tokens.access_token;
    Secret &refresh_token = account.tokens.refresh_token;
    bool stale = must_refresh_first(account, api.now());
    for (;;) {
        if (stale) {
            if (refresh_token.empty())
                co_return Done{}; // both tokens are over: nothing is left that could be used
            auto asking = ask_for_tokens(api, app, refresh_request(app, refresh_token), refresh_token);
            auto login = co_await asking;
            if (!login) {
                Error error = login.error();
                if (error.reaction == Reaction::reconnect && !account.rotation_unanswered)
                    co_return Done{};
                if (error.reaction == Reaction::reconnect) {
                    // Dead may be this pair only: the one that took its place never arrived.
                    error.reaction = Reaction::skip;
                    error.message =
                        "TikTok: the answer to a refresh was lost, and with it what could end the "
                        "permission; the creator can remove the app in TikTok's settings";
                }
                account.rotation_unanswered = account.rotation_unanswered || error.answer_lost;
                co_return error;
            }
            account.rotation_unanswered = false;
            token = login->tokens.access_token;
            if (!login->tokens.refresh_token.empty())
                refresh_token = login->tokens.refresh_token;
        }
        HttpRequest request =
            form(tiktok_address(app, "oauth/revoke/"), {{"client_key", app.client_id},
                                                        {"client_secret", app.client_secret.reveal()},
                                                        {"token", token.reveal()}});
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        bool empty_success = call.response.failure == TransportFailure::none && call.response.status >= 200 &&
                             call.response.status < 300 && call.response.body.empty();
        if (empty_success)
            co_return Done{};
        auto done = read_tiktok(
            call.response, api.now(),
            [&](Json root) {
                return tiktok_oauth_error(root, {&token, &app.client_secret});
            },
            [](Json) -> Result<Done> { return Done{}; });
        if (done)
            co_return Done{};
        bool token_unknown = done.error().code == "access_token_invalid" ||
                             done.error().code == "invalid_grant" || done.error().code == "http_401";
        if (!token_unknown)
            co_return done.error();
        // Even a fresh token is unknown: gone already, when it is TikTok that says so and no proxy in
        // between.
        if (stale && done.error().code == "http_401")
            co_return done.error();
        if (stale)
            co_return Done{};
        stale = true;
    }
}

} // namespace social
