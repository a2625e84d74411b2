#include "core/platforms/facebook.hpp"

#include "core/platforms/facebook_reading.hpp"
#include "core/platforms/meta_account_call.hpp"
#include "core/platforms/meta_graph.hpp"
#include "core/platforms/meta_login.hpp"
#include "core/platforms/meta_posts.hpp"
#include "core/platforms/raw_answers.hpp"

#include <array>
#include <utility>

namespace social {

namespace {

using Identities = std::vector<Identity>;

constexpr std::array<std::string_view, 3> kScopes{
    "pages_show_list",
    "pages_read_engagement",
    "read_insights",
};

constexpr PlatformDefaults kDefaults{
    .platform = Platform::facebook,
    .authorize_url = "https://www.facebook.com/v25.0/dialog/oauth",
    .token_url = "https://graph.facebook.com/v25.0/oauth/access_token",
    .api_url = "https://graph.facebook.com",
    .api_version = "v25.0",
    .scopes = kScopes,
    .calls_per_hour = 200,
    .refresh_policy = RefreshPolicy::extend,
    .revocable = true,
    .opens_several = true,
};

constexpr std::string_view kReadScope = "pages_read_engagement";
constexpr std::string_view kNeededFields = "id,name,followers_count";
constexpr std::string_view kWelcomeFields = "username,about,link,picture{url}";

Graph graph_of(const App &app) {
    return Graph{app, "Facebook", true};
}

Task<Result<Identities>> identities_of(Api &api, const Graph &graph, const Secret &user_token) {
    auto logging_in = meta_login(api, graph, user_token);
    auto login = co_await logging_in;
    if (!login)
        co_return login.error();
    Identities identities;
    for (const MetaPage &page : login->pages) {
        Identity &identity = identities.emplace_back();
        identity.profile.platform_user_id = page.id;
        identity.profile.display_name = page.name;
        identity.authorizing_user_id = login->user_id;
        identity.tokens = page_tokens(*login, page);
    }
    if (identities.empty())
        co_return error_of(
            Reaction::reconnect, "no_page",
            "Facebook: this login shows no page. Connect again, as someone with a role on the page, "
            "and select the page when Facebook asks which ones to share");
    co_return identities;
}

// With the first page of posts in the same call, where there is a walk.
Task<Result<Profile>> fetch_profile(Api &api, const Graph &graph, const Account &account, MetaWalk *walk,
                                    Notes &notes, RawAnswers &raw) {
    const Secret &token = account.tokens.access_token;
    MetaAccountCall page{graph, kNeededFields, kWelcomeFields, walk, api.now()};
    for (;;) {
        std::string fields = page.fields();
        HttpRequest request = graph.get(account.platform_user_id, token, {{"fields", fields}});
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        auto answer = graph.read(call.response, token, api.now(), [&](Json root) {
            auto profile = read_facebook_profile(root, notes);
            if (!profile)
                return profile;
            page.take(root, std::nullopt, api.now());
            raw.add("profile", root, page.edge());
            return profile;
        });
        if (answer)
            co_return answer;
        if (!page.ask_again(answer.error(), api.now(), notes))
            co_return page.outcome(answer.error());
    }
}

MetaPostsQuery posts_query(const Account &account) {
    MetaPostsQuery query;
    query.edge = "published_posts";
    query.fields = "id,message,created_time,permalink_url,status_type,shares,"
                   "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)";
    query.welcome_fields = "full_picture";
    query.telling_field = "created_time";
    query.insights_scope = "read_insights";
    if (may_use(account.tokens.granted_scopes, "read_insights"))
        query.metrics = {"post_media_view"};
    query.read = read_facebook_post;
    query.apply = apply_facebook_insight;
    return query;
}

// Views of the page and its posts. Never costs more than themselves. People are told by the day only, and
// those of several days cannot be added up: the reach of thirty days stays unknown.
Task<Result<Done>> fetch_page_insights(Api &api, const Graph &graph, const Account &account,
                                       Snapshot &snapshot, RawAnswers &raw) {
    const Secret &token = account.tokens.access_token;
    HttpRequest request = graph.get_insights(account.platform_user_id, token,
                                             {{"metric", "page_media_view"}, {"period", "day"}}, api.now());
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    co_return graph.read(call.response, token, api.now(), [&](Json root) -> Result<Done> {
        read_facebook_page_insights(root, snapshot.profile);
        raw.add("insights", root);
        return Done{};
    });
}

// The page itself is hidden: unpublished, behind an age gate, or gone. Nothing but its owner can help.
Error about_the_page(Error error) {
    if (is_gone(error)) {
        error.reaction = Reaction::reconnect;
        error.message += "; publish the page or lift its restrictions, then connect it again";
    }
    return error;
}

Task<Result<Snapshot>> fetch_page(Api &api, const Graph &graph, const Account &account, bool keep_raw) {
    Notes notes;
    RawAnswers raw{keep_raw};
    MetaWalk walk{posts_query(account), keep_raw};
    bool with_insights = !walk.query.metrics.empty();
    bool read_left_out = !may_use(account.tokens.granted_scopes, kReadScope);
    auto fetching_profile = fetch_profile(api, graph, account, read_left_out ? nullptr : &walk, notes, raw);
    auto profile = co_await fetching_profile;
    Snapshot snapshot;
    snapshot.measured_at = api.now();
    if (!profile && is_left_out(profile.error(), account.tokens, kReadScope)) {
        snapshot.profile.platform_user_id = account.platform_user_id;
        snapshot.missing = {"followers and posts: the scope pages_read_engagement was not granted"};
        co_return snapshot;
    }
    if (!profile)
        co_return about_the_page(profile.error());
    snapshot.profile = std::move(profile.value());

    if (!with_insights)
        notes.add("views: the scope read_insights was not granted");
    auto fetching_posts =
        fetch_meta_posts(api, graph, account.tokens.access_token, account.platform_user_id, std::move(walk));
    auto posts = co_await fetching_posts;
    if (!take_posts(std::move(posts), snapshot, notes, raw))
        co_return *snapshot.incomplete;

    if (with_insights && !(snapshot.incomplete && snapshot.incomplete->limit)) {
        auto fetching_insights = fetch_page_insights(api, graph, account, snapshot, raw);
        auto insights = co_await fetching_insights;
        if (!insights) {
            notes.add("impressions_last_30_days: " + insights.error().message);
            if (insights.error().limit && !snapshot.incomplete)
                snapshot.incomplete = insights.error();
        }
    }
    snapshot.missing = std::move(notes).take();
    snapshot.raw = std::move(raw).written();
    co_return snapshot;
}

} // namespace

const PlatformDefaults &FacebookAdapter::defaults(std::string_view) const {
    return kDefaults;
}

std::string FacebookAdapter::authorize_url(const App &app, const AuthorizeRequest &request) const {
    return meta_dialog(app, request);
}

Task<Result<Identities>> FacebookAdapter::connect_with_code(Api &api, const App &app,
                                                            std::string redirect_uri, Secret code,
                                                            std::string) const {
    Graph graph = graph_of(app);
    auto spending = spend_meta_code(api, graph, redirect_uri, code);
    auto user_token = co_await spending;
    if (!user_token)
        co_return user_token.error();
    auto identifying = identities_of(api, graph, *user_token);
    auto identities = co_await identifying;
    co_return identities;
}

Task<Result<Identities>> FacebookAdapter::connect_with_token(Api &api, const App &app,
                                                             Secret access_token) const {
    Graph graph = graph_of(app);
    auto identifying = identities_of(api, graph, access_token);
    auto identities = co_await identifying;
    co_return identities;
}

bool FacebookAdapter::must_refresh_first(const Account &, Instant) const {
    return false; // page tokens have no end
}

bool FacebookAdapter::should_refresh(const Account &account, Instant now) const {
    return should_extend_user_token(account, now);
}

Task<Result<Tokens>> FacebookAdapter::refresh(Api &api, const App &app, const Account &account) const {
    Graph graph = graph_of(app);
    const Secret &user_token = account.tokens.refresh_token;
    if (user_token.empty())
        co_return error_of(Reaction::reconnect, "no_refresh_token",
                           "Facebook: no user token is kept; the creator has to connect the page again");
    auto renewing = renew_meta_login(api, graph, user_token);
    auto login = co_await renewing;
    if (!login)
        co_return login.error();
    for (const MetaPage &page : login->pages)
        if (page.id == account.platform_user_id)
            co_return page_tokens(*login, page);
    co_return page_gone(*login, "Facebook: the page is not among the pages of the login any more");
}

Task<Result<Snapshot>> FacebookAdapter::fetch(Api &api, const App &app, const Account &account,
                                              bool keep_raw) const {
    Graph graph = graph_of(app);
    auto fetching = fetch_page(api, graph, account, keep_raw);
    auto snapshot = co_await fetching;
    if (!snapshot)
        co_return with_page_token_renewal(snapshot.error(), account);
    co_return snapshot;
}

Task<Result<Done>> FacebookAdapter::revoke(Api &api, const App &app, Account &account) const {
    Graph graph = graph_of(app);
    auto revoking = revoke_meta_grant(api, graph, account);
    auto done = co_await revoking;
    co_return done;
}

} // namespace social
