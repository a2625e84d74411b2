#include "core/platforms/tiktok_reading.hpp"

#include <algorithm>
#include <array>

namespace social {

using namespace std::chrono_literals;

namespace {

struct Row {
    std::string_view code;
    Reaction reaction;
    std::string_view advice;
    std::chrono::seconds wait{0};
    Reach reach = Reach::account;
    bool limit = false;
};

constexpr std::array kOAuthRows{
    Row{"access_denied", Reaction::reconnect, "the creator declined; the account has to be connected again"},
    Row{"invalid_grant", Reaction::reconnect,
        "the code or the grant is over or was taken back: the creator has to connect the account again"},
    Row{"invalid_client", Reaction::misconfigured,
        "client_key or client_secret is wrong; correct it with configure_platform()", 0s, Reach::app},
    Row{"unauthorized_client", Reaction::misconfigured,
        "the app may not use this login; look at its products in TikTok's developer portal", 0s, Reach::app},
    Row{"invalid_scope", Reaction::misconfigured,
        "a configured scope is not approved for the app; correct it with configure_platform()", 0s,
        Reach::app},
    Row{"unsupported_grant_type", Reaction::misconfigured, "TikTok refused the kind of request", 0s,
        Reach::app},
    Row{"unsupported_response_type", Reaction::misconfigured, "TikTok refused the kind of request", 0s,
        Reach::app},
    Row{"invalid_request", Reaction::misconfigured,
        "TikTok refused a parameter; compare redirect_uri with the one in TikTok's developer portal"},
    Row{"server_error", Reaction::retry_later, "temporary", 60s},
    Row{"temporarily_unavailable", Reaction::retry_later, "temporary", 60s},
    Row{"rate_limit_exceeded", Reaction::retry_later, "waiting a minute", 60s, Reach::account, true},
};

constexpr std::array kResourceRows{
    Row{"access_token_invalid", Reaction::refresh_token, "the access token ended or was taken back"},
    Row{"scope_not_authorized", Reaction::reconnect,
        "the creator did not grant a scope: connect the account again and leave all of them ticked"},
    Row{"scope_permission_missed", Reaction::reconnect,
        "the creator did not grant a scope: connect the account again and leave all of them ticked"},
    Row{"invalid_params", Reaction::misconfigured, "TikTok refused a parameter of the request"},
    Row{"rate_limit_exceeded", Reaction::retry_later, "waiting a minute", 60s, Reach::account, true},
    Row{"internal_error", Reaction::retry_later, "temporary", 60s},
};

template <std::size_t N>
Error from_row(const std::array<Row, N> &rows, const std::string &code, std::string_view words) {
    Error error;
    error.code = code;
    std::string_view advice = "unknown code";
    auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row &candidate) { return candidate.code == code; });
    if (row != rows.end()) {
        error.reaction = row->reaction;
        error.reach = row->reach;
        error.limit = row->limit;
        if (row->wait > 0s)
            error.wait = row->wait;
        advice = row->advice;
    }
    error.message = std::string(kTikTok) + ": ";
    if (!words.empty())
        error.message += std::string(words) + " ";
    error.message += "(" + code + "); " + std::string(advice);
    return error;
}

// What support at TikTok asks for. Anything but hexadecimal digits is no log_id, and might be a secret.
std::string with_log_id(std::string words, Json holder) {
    auto log_id = holder["log_id"].id();
    if (log_id && log_id->find_first_not_of("0123456789abcdefABCDEF") == std::string::npos) {
        while (words.ends_with('.'))
            words.pop_back();
        if (!words.empty())
            words += ", ";
        words += "log_id " + *log_id;
    }
    return words;
}

std::vector<std::string> words_of(std::string_view list) {
    std::vector<std::string> words;
    while (!list.empty()) {
        auto word = list.substr(0, list.find_first_of(", "));
        if (!word.empty())
            words.emplace_back(word);
        list.remove_prefix(std::min(word.size() + 1, list.size()));
    }
    return words;
}

template <typename Text>
std::optional<Text> unless_empty(std::optional<Text> text) {
    return text && !text->empty() ? std::move(text) : std::nullopt;
}

std::optional<Post> read_video(Json item, TextArena &texts, Notes &notes) {
    auto id = item["id"].id(texts);
    if (!id)
        return std::nullopt;
    Post post;
    post.id = *id;
    // Photo posts are told apart by a duration of 0 only.
    post.type = item["duration"].count() == 0 ? KeptText("photo") : KeptText("video");
    post.caption = unless_empty(item["video_description"].text(kCaptionLimit, texts));
    if (!post.caption)
        post.caption = unless_empty(item["title"].text(kCaptionLimit, texts));
    post.thumbnail_url = item["cover_image_url"].url(texts);
    post.permalink = item["share_url"].url(texts);
    post.likes = count_at(item, "like_count", notes);
    post.comments = count_at(item, "comment_count", notes);
    post.shares = count_at(item, "share_count", notes);
    post.views = count_at(item, "view_count", notes);
    post.published_at = item["create_time"].instant();
    return post;
}

} // namespace

std::optional<Error> tiktok_oauth_error(Json root, std::initializer_list<const Secret *> secrets) {
    auto code = root["error"].text(kNameLimit);
    if (!code || code->empty())
        return tiktok_resource_error(root, secrets); // the revocation endpoint is not sure of its form
    std::string words = redacted(root["error_description"].text(2'000).value_or(""), secrets);
    return from_row(kOAuthRows, redacted(*code, secrets), with_log_id(words, root));
}

std::optional<Error> tiktok_resource_error(Json root, std::initializer_list<const Secret *> secrets) {
    Json holder = root["error"].is_object() ? root["error"] : root;
    Json told = holder["code"];
    if (!told.told())
        return std::nullopt;
    auto code = told.id();
    if (!code || *code == "ok" || *code == "0")
        return std::nullopt;
    std::string words = redacted(holder["message"].text(2'000).value_or(""), secrets);
    return from_row(kResourceRows, redacted(*code, secrets), with_log_id(words, holder));
}

Result<TikTokLogin> read_tiktok_tokens(Json root, Instant now) {
    auto token = unless_empty(root["access_token"].text(kUrlLimit));
    if (!token)
        return bad_answer("the token answer holds no access_token");
    TikTokLogin login;
    login.open_id = root["open_id"].id().value_or("");
    Tokens &tokens = login.tokens;
    tokens.access_token = Secret{*token};
    tokens.refresh_token = Secret{root["refresh_token"].text(kUrlLimit).value_or("")};
    tokens.token_expires_at = expiry(root["expires_in"].count_or_digits(), now);
    tokens.refresh_token_expires_at = expiry(root["refresh_expires_in"].count_or_digits(), now);
    tokens.grant_expires_at = tokens.refresh_token_expires_at;
    tokens.granted_scopes = words_of(root["scope"].text(kCaptionLimit).value_or(""));
    return login;
}

Result<Profile> read_tiktok_profile(Json root, Notes &notes) {
    Json user = root["data"]["user"];
    auto open_id = user["open_id"].id();
    if (!open_id)
        return bad_answer("the profile has no open_id");
    Profile profile;
    profile.platform_user_id = *open_id;
    profile.username = unless_empty(user["username"].text(kNameLimit));
    profile.display_name = unless_empty(user["display_name"].text(kNameLimit));
    profile.picture_url = user["avatar_url"].url();
    profile.profile_url = user["profile_deep_link"].url();
    profile.bio = user["bio_description"].text(kCaptionLimit);
    profile.followers = count_at(user, "follower_count", notes);
    profile.following = count_at(user, "following_count", notes);
    profile.total_likes = count_at(user, "likes_count", notes);
    profile.videos = count_at(user, "video_count", notes);
    profile.posts = profile.videos; // all that TikTok counts
    return profile;
}

Result<TikTokVideos> read_tiktok_videos(Json root, TextArena &texts, Notes &notes) {
    Json data = root["data"];
    // An account without videos may come without the list.
    if (!data.is_object() || (data["videos"].told() && !data["videos"].is_array()))
        return bad_answer("the list of videos holds no data");
    TikTokVideos seen;
    for (Json item : data["videos"].items()) {
        if (auto post = read_video(item, texts, notes))
            seen.posts.push_back(*post);
        else
            notes.add("posts: one came without an id and was left out");
    }
    seen.has_more = data["has_more"].boolean().value_or(false);
    if (seen.has_more)
        seen.next_cursor = data["cursor"].count_or_digits();
    return seen;
}

} // namespace social
