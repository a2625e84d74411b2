#include "core/platforms/instagram_reading.hpp"

#include "core/platforms/meta_graph.hpp"
#include "core/platforms/meta_walk.hpp"

namespace social {

namespace {

KeptText post_type(Json item) {
    auto product = item["media_product_type"].text(kNameLimit).value_or("");
    auto kind = item["media_type"].text(kNameLimit).value_or("");
    if (product == "REELS")
        return "reel";
    if (product == "STORY")
        return "story";
    if (kind == "IMAGE")
        return "image";
    if (kind == "VIDEO")
        return "video";
    if (kind == "CAROUSEL_ALBUM")
        return "carousel";
    return "post";
}

} // namespace

Json unwrapped(Json root) {
    Json data = root["data"];
    return data.is_array() ? data.first() : root;
}

Error personal_account() {
    return error_of(Reaction::reconnect, "personal_account",
                    "Instagram: a personal account cannot be connected. In the Instagram app, open Settings, "
                    "Account type and tools, switch to a professional account (creator or business), then "
                    "connect again");
}

Result<InstagramProfile> read_instagram_profile(Json root, bool facebook_login, Notes &notes) {
    Json me = unwrapped(root);
    if (me["account_type"].text(kNameLimit) == "PERSONAL")
        return personal_account();
    // The account is `user_id` of Instagram's own login, whose `id` belongs to the app, and `id` of
    // Facebook's.
    auto account_id = me[facebook_login ? "id" : "user_id"].id();
    if (!account_id)
        return bad_answer("the profile does not say whose it is");
    InstagramProfile seen;
    if (!facebook_login)
        seen.app_scoped_id = me["id"].id().value_or("");
    Profile &profile = seen.profile;
    profile.platform_user_id = *account_id;
    profile.username = me["username"].text(kNameLimit);
    profile.display_name = me["name"].text(kNameLimit);
    profile.picture_url = me["profile_picture_url"].url();
    profile.bio = me["biography"].text(kCaptionLimit);
    if (profile.username && !profile.username->empty())
        profile.profile_url = "https://www.instagram.com/" + percent_encoded(*profile.username) + "/";
    profile.followers = count_at(me, "followers_count", notes);
    profile.following = count_at(me, "follows_count", notes);
    profile.posts = count_at(me, "media_count", notes);
    return seen;
}

std::optional<Post> read_instagram_post(Json item, TextArena &texts, Notes &notes) {
    auto id = item["id"].id(texts);
    if (!id)
        return std::nullopt;
    Post post;
    post.id = *id;
    post.type = post_type(item);
    post.caption = item["caption"].text(kCaptionLimit, texts);
    post.media_url = item["media_url"].url(texts);
    post.thumbnail_url = item["thumbnail_url"].url(texts);
    post.permalink = item["permalink"].url(texts);
    // Absent when the owner hides them: not 0.
    post.likes = count_at(item, "like_count", notes);
    post.comments = count_at(item, "comments_count", notes);
    post.published_at = item["timestamp"].instant();
    return post;
}

void apply_instagram_insight(Post &post, std::string_view metric, Count value) {
    if (metric == "views")
        post.views = value;
    else if (metric == "saved")
        post.saves = value;
    else if (metric == "shares")
        post.shares = value;
}

void read_instagram_account_insights(Json root, Profile &profile) {
    for (Json entry : root["data"].items()) {
        auto name = entry["name"].text(kNameLimit);
        if (name == "reach")
            profile.reach_last_30_days = insight_value(entry);
        else if (name == "views") // what Meta counts since it gave up `impressions`
            profile.impressions_last_30_days = insight_value(entry);
    }
}

Result<InstagramCodeAnswer> read_instagram_code_answer(Json root) {
    Json answer = unwrapped(root);
    auto token = answer["access_token"].text(kUrlLimit);
    if (!token || token->empty())
        return bad_answer("the answer to the code holds no access_token");
    return InstagramCodeAnswer{Secret{*token}, answer["user_id"].id().value_or(""),
                               scopes_in(answer["permissions"])};
}

Result<Tokens> read_instagram_token(Json root, Instant now) {
    auto token = root["access_token"].text(kUrlLimit);
    if (!token || token->empty())
        return bad_answer("the token answer holds no access_token");
    Tokens tokens;
    tokens.access_token = Secret{*token};
    tokens.token_expires_at = expiry(root["expires_in"].count_or_digits(), now);
    tokens.grant_expires_at = tokens.token_expires_at;
    tokens.granted_scopes = scopes_in(root["permissions"]);
    return tokens;
}

} // namespace social
