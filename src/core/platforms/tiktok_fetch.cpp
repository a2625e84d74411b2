#include "core/platforms/tiktok_fetch.hpp"

#include "core/platforms/tiktok_reading.hpp"
#include "core/url.hpp"

#include <array>
#include <set>
#include <utility>

namespace social {

namespace {

// Which fields a scope opens; one field too many fails the whole call.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kFieldsOfScopes{{
    {"user.info.basic", "open_id,avatar_url,display_name"},
    {"user.info.profile", "username,bio_description,profile_deep_link"},
    {"user.info.stats", "follower_count,following_count,likes_count,video_count"},
}};
constexpr std::string_view kVideoFields =
    "id,create_time,title,video_description,duration,cover_image_url,share_url,"
    "view_count,like_count,comment_count,share_count";
constexpr int kVideosAPage = 20; // the most that TikTok gives
// Pages may be short, even empty, while there is more. Those that bring a video end by themselves.
constexpr int kMostFruitlessPages = 6;

void authorize(HttpRequest &request, const Secret &token) {
    request.headers.push_back("Authorization: Bearer " + token.reveal());
}

std::string profile_fields(const std::vector<std::string> &granted) {
    std::string fields;
    for (auto [scope, opened] : kFieldsOfScopes) {
        if (!may_use(granted, scope))
            continue;
        if (!fields.empty())
            fields += ',';
        fields += opened;
    }
    return fields.empty() ? std::string(kFieldsOfScopes[0].second) : fields;
}

bool is_missing_scope(const Error &error) {
    return error.code == "scope_not_authorized" || error.code == "scope_permission_missed";
}

HttpRequest videos_request(const App &app, const Secret &token, std::optional<std::int64_t> cursor) {
    HttpRequest request;
    request.method = Method::post;
    request.repeatable = true; // it only reads
    request.url = with_query(tiktok_address(app, "video/list/"), {{"fields", kVideoFields}});
    request.headers.push_back("Content-Type: application/json");
    authorize(request, token);
    request.body = "{\"max_count\":" + std::to_string(kVideosAPage);
    if (cursor)
        request.body += ",\"cursor\":" + std::to_string(*cursor);
    request.body += '}';
    return request;
}

struct Videos {
    Posts posts{};
    std::optional<Error> incomplete{};
    bool cut_short = false;
};

Task<Result<Videos>> fetch_videos(Api &api, const App &app, const Secret &token, Notes &notes,
                                  RawAnswers &raw) {
    Videos all;
    std::set<std::string_view> seen_ids; // as all.posts holds them
    std::set<std::int64_t> seen_cursors;
    std::optional<std::int64_t> cursor;
    auto break_off = [&](const std::string &why) {
        all.cut_short = true;
        notes.add("posts: " + why);
    };
    for (int fruitless = 0;;) {
        HttpRequest request = videos_request(app, token, cursor);
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        auto page = read_tiktok(
            call.response, api.now(), [&](Json root) { return tiktok_resource_error(root, {&token}); },
            [&](Json root) {
                raw.add("posts", root);
                return read_tiktok_videos(root, all.posts.texts, notes);
            });
        if (!page) {
            bool token_is_stale = page.error().reaction == Reaction::refresh_token;
            if (all.posts.list.empty() || token_is_stale)
                co_return page.error();
            break_off(page.error().message);
            all.incomplete = page.error();
            break;
        }
        std::vector<Post> &posts = all.posts.list;
        std::size_t before = posts.size();
        for (const Post &post : page->posts)
            if (seen_ids.insert(post.id).second)
                posts.push_back(post);
        if (posts.size() >= kPostsFetched || !page->has_more)
            break;
        fruitless += posts.size() == before;
        cursor = page->next_cursor;
        if (!cursor)
            break_off("the platform does not say where its next page begins");
        else if (!seen_cursors.insert(*cursor).second)
            break_off("the platform's paging repeats itself");
        else if (fruitless >= kMostFruitlessPages)
            break_off("too many pages without posts");
        if (all.cut_short)
            break;
    }
    keep_newest(all.posts.list, api.now(), notes);
    co_return all;
}

} // namespace

std::string tiktok_address(const App &app, std::string_view path) {
    std::string_view version = app.api_version.empty() ? "v2" : std::string_view(app.api_version);
    return joined(joined(app.api_url, version), path);
}

Task<Result<Profile>> fetch_tiktok_profile(Api &api, const App &app, const Tokens &tokens, Notes &notes,
                                           RawAnswers &raw) {
    std::string fields = profile_fields(tokens.granted_scopes);
    for (;;) {
        HttpRequest request;
        request.url = with_query(tiktok_address(app, "user/info/"), {{"fields", fields}});
        authorize(request, tokens.access_token);
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        auto profile = read_tiktok(
            call.response, api.now(),
            [&](Json root) { return tiktok_resource_error(root, {&tokens.access_token}); },
            [&](Json root) {
                raw.add("profile", root);
                return read_tiktok_profile(root, notes);
            });
        bool basics_only = fields == kFieldsOfScopes[0].second;
        if (profile || basics_only || !is_missing_scope(profile.error()))
            co_return profile;
        notes.add("followers: " + profile.error().message);
        fields = kFieldsOfScopes[0].second;
    }
}

Task<Result<Snapshot>> fetch_tiktok(Api &api, const App &app, const Account &account, bool keep_raw) {
    const Tokens &tokens = account.tokens;
    Notes notes;
    RawAnswers raw{keep_raw};
    auto fetching_profile = fetch_tiktok_profile(api, app, tokens, notes, raw);
    auto profile = co_await fetching_profile;
    if (!profile)
        co_return profile.error();
    if (!account.platform_user_id.empty() && account.platform_user_id != profile->platform_user_id)
        co_return error_of(Reaction::reconnect, "other_account",
                           "TikTok: the stored token belongs to another account; connect this one again");
    Snapshot snapshot;
    snapshot.profile = std::move(profile.value());
    snapshot.measured_at = api.now();
    if (!may_use(tokens.granted_scopes, "user.info.stats"))
        notes.add("followers: the scope user.info.stats was not granted");

    if (!may_use(tokens.granted_scopes, "video.list")) {
        notes.add("posts: the scope video.list was not granted");
    } else {
        auto fetching_videos = fetch_videos(api, app, tokens.access_token, notes, raw);
        auto videos = co_await fetching_videos;
        if (videos) {
            snapshot.posts = std::move(videos->posts);
            snapshot.posts_cut_short = videos->cut_short;
            snapshot.incomplete = std::move(videos->incomplete);
            doubt_empty_list(snapshot, notes);
        } else if (videos.error().reaction == Reaction::refresh_token) {
            co_return videos.error();
        } else {
            notes.add("posts: " + videos.error().message);
            snapshot.incomplete = videos.error();
        }
    }
    snapshot.missing = std::move(notes).take();
    snapshot.raw = std::move(raw).written();
    co_return snapshot;
}

} // namespace social
