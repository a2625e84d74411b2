#include "core/platforms/instagram.hpp"

#include "core/platforms/instagram_fetch.hpp"
#include "core/platforms/instagram_reading.hpp"
#include "core/platforms/login_flow.hpp"
#include "core/platforms/meta_graph.hpp"
#include "core/platforms/meta_login.hpp"

#include <array>
#include <utility>

namespace social {

using namespace std::chrono_literals;

namespace {

using Identities = std::vector<Identity>;

constexpr std::array<std::string_view, 2> kInstagramLoginScopes{
    "instagram_business_basic",
    "instagram_business_manage_insights",
};
constexpr std::array<std::string_view, 4> kFacebookLoginScopes{
    "instagram_basic",
    "instagram_manage_insights",
    "pages_show_list",
    "pages_read_engagement",
};

constexpr PlatformDefaults kInstagramLoginDefaults{
    .platform = Platform::instagram,
    .authorize_url = "https://www.instagram.com/oauth/authorize",
    .token_url = "https://api.instagram.com/oauth/access_token",
    .api_url = "https://graph.instagram.com",
    .api_version = "v25.0",
    .scopes = kInstagramLoginScopes,
    .calls_per_hour = 200,
    .refresh_policy = RefreshPolicy::extend,
};
constexpr PlatformDefaults kFacebookLoginDefaults{
    .platform = Platform::instagram,
    .authorize_url = "https://www.facebook.com/v25.0/dialog/oauth",
    .token_url = "https://graph.facebook.com/v25.0/oauth/access_token",
    .api_url = "https://graph.facebook.com",
    .api_version = "v25.0",
    .scopes = kFacebookLoginScopes,
    .calls_per_hour = 200,
    .refresh_policy = RefreshPolicy::extend,
    .revocable = true,
    .opens_several = true,
};

// In which Instagram refuses to refresh it.
bool in_first_day(const Account &account, Instant now) {
    auto born_at = account.token_since();
    return born_at && now - *born_at < 24h && !account.token_misdated(now);
}

bool by_facebook(std::string_view login_flow) {
    return login_flow == kFacebookLogin;
}

Graph graph_of(const App &app, std::string_view login_flow) {
    return Graph{app, "Instagram", by_facebook(login_flow)};
}

// The token and exchange paths of graph.instagram.com carry no version.
HttpRequest token_request(const App &app, std::string_view path, const Parameters &parameters) {
    return Graph::get_url(joined(app.api_url, path), parameters);
}

Task<Result<Tokens>> ask_for_token(Api &api, const Graph &graph, HttpRequest request, const Secret &spent) {
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    Instant now = api.now();
    co_return graph.read(call.response, spent, now,
                         [&](Json root) { return read_instagram_token(root, now); });
}

HttpRequest exchange_request(const App &app, const Secret &short_token) {
    return token_request(app, "access_token",
                         {{"grant_type", "ig_exchange_token"},
                          {"client_secret", app.client_secret.reveal()},
                          {"access_token", short_token.reveal()}});
}

HttpRequest refresh_request(const App &app, const Secret &token) {
    return token_request(app, "refresh_access_token",
                         {{"grant_type", "ig_refresh_token"}, {"access_token", token.reveal()}});
}

// Who the long-lived token belongs to.
Task<Result<Identities>> identify(Api &api, const Graph &graph, Tokens tokens) {
    Notes notes;
    std::string nobody_named;
    auto fetching =
        fetch_instagram_profile(api, graph, tokens.access_token, nobody_named, nullptr, notes, nullptr);
    auto seen = co_await fetching;
    if (!seen)
        co_return seen.error();
    Identity identity;
    identity.profile = std::move(seen->profile);
    identity.login_flow = kInstagramLogin;
    identity.authorizing_user_id = std::move(seen->app_scoped_id);
    identity.tokens = std::move(tokens);
    Identities identities;
    identities.push_back(std::move(identity));
    co_return identities;
}

// The Instagram accounts behind the pages of a Facebook login.
Task<Result<Identities>> identities_behind_pages(Api &api, const Graph &graph, const Secret &user_token) {
    auto logging_in = meta_login(api, graph, user_token);
    auto login = co_await logging_in;
    if (!login)
        co_return login.error();
    Identities identities;
    for (const MetaPage &page : login->pages) {
        if (!page.instagram_id)
            continue;
        Identity &identity = identities.emplace_back();
        identity.profile.platform_user_id = *page.instagram_id;
        identity.profile.username = page.instagram_username;
        identity.login_flow = kFacebookLogin;
        identity.authorizing_user_id = login->user_id;
        identity.tokens = page_tokens(*login, page);
    }
    if (identities.empty())
        co_return error_of(
            Reaction::reconnect, "no_instagram_account",
            "Instagram: none of the pages of this login has a professional Instagram account. Link "
            "the account to a page in the page's settings, then connect again");
    co_return identities;
}

// True when the platform did not want to exchange the token, but nothing says that the token or our app is
// bad: it may be long-lived already.
bool may_be_long_lived(const Error &error) {
    return refuses_our_request(error) || error.reaction == Reaction::skip || has_no_session(error);
}

} // namespace

const PlatformDefaults &InstagramAdapter::defaults(std::string_view login_flow) const {
    return by_facebook(login_flow) ? kFacebookLoginDefaults : kInstagramLoginDefaults;
}

std::string InstagramAdapter::authorize_url(const App &app, const AuthorizeRequest &request) const {
    if (by_facebook(app.login_flow))
        return meta_dialog(app, request);
    std::string scopes = joined_by(app.scopes, ",");
    return with_query(app.authorize_url, {{"client_id", app.client_id},
                                          {"redirect_uri", request.redirect_uri},
                                          {"response_type", "code"},
                                          {"scope", scopes},
                                          {"state", request.state}});
}

Task<Result<Identities>> InstagramAdapter::connect_with_code(Api &api, const App &app,
                                                             std::string redirect_uri, Secret code,
                                                             std::string) const {
    Graph graph = graph_of(app, app.login_flow);
    if (by_facebook(app.login_flow)) {
        auto spending = spend_meta_code(api, graph, redirect_uri, code);
        auto user_token = co_await spending;
        if (!user_token)
            co_return user_token.error();
        auto identifying = identities_behind_pages(api, graph, *user_token);
        auto identities = co_await identifying;
        co_return identities;
    }

    std::string_view spent = code.reveal();
    // The redirect ends with "#_", which is no part of the code.
    if (spent.ends_with("#_"))
        spent.remove_suffix(2);
    HttpRequest request;
    request.method = Method::post;
    request.url = app.token_url;
    request.headers.push_back("Content-Type: application/x-www-form-urlencoded");
    request.body = query_of({{"client_id", app.client_id},
                             {"client_secret", app.client_secret.reveal()},
                             {"grant_type", "authorization_code"},
                             {"redirect_uri", redirect_uri},
                             {"code", spent}});
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    auto first = graph.read(call.response, code, api.now(), read_instagram_code_answer);
    if (!first)
        co_return first.error();

    auto exchanging =
        ask_for_token(api, graph, exchange_request(app, first->short_token), first->short_token);
    auto tokens = co_await exchanging;
    if (!tokens)
        co_return tokens.error();
    tokens->granted_scopes = first->scopes;
    auto identifying = identify(api, graph, *tokens);
    auto identities = co_await identifying;
    if (identities && identities->front().authorizing_user_id.empty())
        identities->front().authorizing_user_id = first->app_scoped_id;
    co_return identities;
}

Task<Result<Identities>> InstagramAdapter::connect_with_token(Api &api, const App &app,
                                                              Secret access_token) const {
    Graph graph = graph_of(app, app.login_flow);
    if (by_facebook(app.login_flow)) {
        auto identifying = identities_behind_pages(api, graph, access_token);
        auto identities = co_await identifying;
        co_return identities;
    }

    auto exchanging = ask_for_token(api, graph, exchange_request(app, access_token), access_token);
    auto tokens = co_await exchanging;
    if (!tokens && may_be_long_lived(tokens.error())) {
        auto refreshing = ask_for_token(api, graph, refresh_request(app, access_token), access_token);
        auto refreshed = co_await refreshing;
        if (!refreshed && may_be_long_lived(refreshed.error())) {
            // Too young to be refreshed: taken as it is, its end unknown until the first refresh.
            Tokens as_given;
            as_given.access_token = access_token;
            tokens = as_given;
        } else {
            tokens = std::move(refreshed); // its failure as well, which was no matter of the token's life
        }
    }
    if (!tokens)
        co_return tokens.error();
    auto identifying = identify(api, graph, *tokens);
    auto identities = co_await identifying;
    co_return identities;
}

bool InstagramAdapter::must_refresh_first(const Account &, Instant) const {
    // A token that still lives serves; one that ended cannot be refreshed any more.
    return false;
}

bool InstagramAdapter::should_refresh(const Account &account, Instant now) const {
    if (by_facebook(account.login_flow))
        return should_extend_user_token(account, now);
    if (!account.token_since() || in_first_day(account, now))
        return false;
    if (account.token_misdated(now))
        return true;
    auto ends_at = account.tokens.token_expires_at;
    return !ends_at || (*ends_at > now && *ends_at - now < 30 * 24h);
}

bool InstagramAdapter::too_new_to_refresh(const Account &account, Instant now) const {
    if (by_facebook(account.login_flow))
        return false;
    // Where little is left of it, what we know of its age is wrong.
    auto ends_at = account.tokens.token_expires_at;
    return in_first_day(account, now) && (!ends_at || *ends_at - now >= 24h);
}

Task<Result<Tokens>> InstagramAdapter::refresh(Api &api, const App &app, const Account &account) const {
    Graph graph = graph_of(app, account.login_flow);
    if (by_facebook(account.login_flow)) {
        const Secret &user_token = account.tokens.refresh_token;
        if (user_token.empty())
            co_return error_of(
                Reaction::reconnect, "no_refresh_token",
                "Instagram: no user token is kept; the creator has to connect the account again");
        auto renewing = renew_meta_login(api, graph, user_token);
        auto login = co_await renewing;
        if (!login)
            co_return login.error();
        for (const MetaPage &page : login->pages)
            if (page.instagram_id == account.platform_user_id)
                co_return page_tokens(*login, page);
        co_return page_gone(*login,
                            "Instagram: the account's page is not among the pages of the login any more");
    }

    const Secret &token = account.tokens.access_token;
    auto refreshing = ask_for_token(api, graph, refresh_request(app, token), token);
    auto tokens = co_await refreshing;
    // The request has no parameter of ours that could be wrong: the token is less than a day old.
    if (!tokens && tokens.error().reaction == Reaction::misconfigured &&
        tokens.error().reach == Reach::account) {
        Error too_young = tokens.error();
        too_young.reaction = Reaction::skip;
        co_return too_young;
    }
    co_return tokens;
}

Task<Result<Snapshot>> InstagramAdapter::fetch(Api &api, const App &app, const Account &account,
                                               bool keep_raw) const {
    Graph graph = graph_of(app, account.login_flow);
    auto fetching = fetch_instagram(api, graph, account, keep_raw);
    auto snapshot = co_await fetching;
    if (!snapshot && by_facebook(account.login_flow))
        co_return with_page_token_renewal(snapshot.error(), account);
    co_return snapshot;
}

Task<Result<Done>> InstagramAdapter::revoke(Api &api, const App &app, Account &account) const {
    // Instagram's own login has no revocation: the creator removes the app in Instagram's settings.
    if (!by_facebook(account.login_flow))
        co_return Done{};
    Graph graph = graph_of(app, account.login_flow);
    auto revoking = revoke_meta_grant(api, graph, account);
    auto done = co_await revoking;
    co_return done;
}

} // namespace social
