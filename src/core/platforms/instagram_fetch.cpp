#include "core/platforms/instagram_fetch.hpp"

#include "core/platforms/meta_account_call.hpp"
#include "core/platforms/meta_posts.hpp"
#include "core/platforms/raw_answers.hpp"

#include <utility>

namespace social {

namespace {

constexpr std::string_view kNeededFields =
    "user_id,account_type,username,followers_count,follows_count,media_count";
constexpr std::string_view kNeededFieldsByFacebook = "id,username,followers_count,follows_count,media_count";
constexpr std::string_view kWelcomeFields = "name,biography,profile_picture_url";

bool insights_granted(const Tokens &tokens, bool facebook_login) {
    return may_use(tokens.granted_scopes,
                   facebook_login ? "instagram_manage_insights" : "instagram_business_manage_insights");
}

MetaPostsQuery media_query(bool facebook_login, bool with_insights) {
    MetaPostsQuery query;
    query.edge = "media";
    query.fields = "id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count";
    query.welcome_fields = "media_url,thumbnail_url";
    if (with_insights)
        query.metrics = {"views", "saved", "shares"}; // the ones that images, carousels and reels all have
    query.telling_field = "timestamp";
    query.insights_scope =
        facebook_login ? "instagram_manage_insights" : "instagram_business_manage_insights";
    query.read = read_instagram_post;
    query.apply = apply_instagram_insight;
    return query;
}

// An account that has become personal since it was connected.
bool is_about_personal_account(const Error &error) {
    return is_permission_error(error) && error.message.find("professional account") != std::string::npos;
}

// The creator left out the scope that everything needs: the connection lives, its figures are unknown.
Snapshot without_anything(const Account &account, Instant now) {
    Snapshot snapshot;
    snapshot.profile.platform_user_id = account.platform_user_id;
    snapshot.measured_at = now;
    snapshot.missing = {"followers and posts: the scope instagram_basic was not granted"};
    return snapshot;
}

// The account itself is not there for its token: deleted, or no longer linked to the page.
Error about_the_account(Error error) {
    if (is_gone(error)) {
        error.reaction = Reaction::reconnect;
        error.message += "; look whether the account is still there and linked, then connect it again";
    }
    return error;
}

// Reach and views of the account. Never costs more than themselves.
Task<Result<Done>> fetch_account_insights(Api &api, const Graph &graph, const Secret &token,
                                          const std::string &path, Snapshot &snapshot, RawAnswers &raw) {
    HttpRequest request = graph.get_insights(
        path, token, {{"metric", "reach,views"}, {"period", "day"}, {"metric_type", "total_value"}},
        api.now());
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    co_return graph.read(call.response, token, api.now(), [&](Json root) -> Result<Done> {
        read_instagram_account_insights(root, snapshot.profile);
        raw.add("insights", root);
        return Done{};
    });
}

} // namespace

Task<Result<InstagramProfile>> fetch_instagram_profile(Api &api, const Graph &graph, const Secret &token,
                                                       const std::string &account_id, MetaWalk *walk,
                                                       Notes &notes, std::string *raw) {
    const bool named = !account_id.empty();
    MetaAccountCall account{graph, named ? kNeededFieldsByFacebook : kNeededFields, kWelcomeFields, walk,
                            api.now()};
    for (;;) {
        std::string fields = account.fields();
        HttpRequest request = graph.get(named ? account_id : "me", token, {{"fields", fields}});
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        auto answer = graph.read(call.response, token, api.now(), [&](Json root) {
            auto profile = read_instagram_profile(root, named, notes);
            if (!profile)
                return profile;
            account.take(unwrapped(root), profile->profile.posts, api.now());
            if (raw != nullptr)
                *raw = root.written_without(account.edge());
            return profile;
        });
        if (answer)
            co_return answer;
        if (account.ask_again(answer.error(), api.now(), notes))
            continue;
        if (is_about_personal_account(answer.error()))
            co_return personal_account();
        co_return account.outcome(answer.error());
    }
}

Task<Result<Snapshot>> fetch_instagram(Api &api, const Graph &graph, const Account &account, bool keep_raw) {
    const Secret &token = account.tokens.access_token;
    bool facebook_login = account.login_flow == kFacebookLogin;
    std::string named = facebook_login ? account.platform_user_id : "";
    bool with_insights = insights_granted(account.tokens, facebook_login);
    MetaWalk walk{media_query(facebook_login, with_insights), keep_raw};
    Notes notes;
    RawAnswers raw{keep_raw};
    std::string raw_profile;
    bool basic_left_out = facebook_login && !may_use(account.tokens.granted_scopes, "instagram_basic");
    auto fetching_profile = fetch_instagram_profile(
        api, graph, token, named, basic_left_out ? nullptr : &walk, notes, keep_raw ? &raw_profile : nullptr);
    auto profile = co_await fetching_profile;
    if (!profile && facebook_login && is_left_out(profile.error(), account.tokens, "instagram_basic"))
        co_return without_anything(account, api.now());
    if (!profile)
        co_return about_the_account(profile.error());
    const std::string account_id = profile->profile.platform_user_id;
    // The replaced service kept the id that came with the code, which is the login's.
    const std::string &stored_id = account.platform_user_id;
    const bool another_id = !stored_id.empty() && stored_id != account_id;
    const bool known_by_login = another_id && !facebook_login && stored_id == profile->app_scoped_id;
    if (another_id && !known_by_login)
        co_return error_of(Reaction::reconnect, "other_account",
                           "Instagram: the stored token belongs to another account; connect this one again");
    raw.add_written("profile", raw_profile);
    Snapshot snapshot;
    snapshot.profile = std::move(profile->profile);
    snapshot.known_by_login = known_by_login;
    snapshot.measured_at = api.now();

    if (!with_insights)
        notes.add("views: the scope " + walk.query.insights_scope + " was not granted");
    auto fetching_posts = fetch_meta_posts(api, graph, token, account_id, std::move(walk));
    auto posts = co_await fetching_posts;
    if (!take_posts(std::move(posts), snapshot, notes, raw))
        co_return *snapshot.incomplete;
    doubt_empty_list(snapshot, notes);

    if (with_insights && !(snapshot.incomplete && snapshot.incomplete->limit)) {
        auto fetching_insights = fetch_account_insights(api, graph, token, account_id, snapshot, raw);
        auto insights = co_await fetching_insights;
        if (!insights) {
            notes.add("reach_last_30_days: " + insights.error().message);
            if (insights.error().limit && !snapshot.incomplete)
                snapshot.incomplete = insights.error();
        }
    }
    snapshot.missing = std::move(notes).take();
    snapshot.raw = std::move(raw).written();
    co_return snapshot;
}

} // namespace social
