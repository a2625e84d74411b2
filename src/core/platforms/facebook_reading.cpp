#include "core/platforms/facebook_reading.hpp"

#include <array>
#include <utility>

namespace social {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kPostTypes{{
    {"added_photos", "photo"},
    {"added_video", "video"},
    {"shared_story", "link"},
    {"mobile_status_update", "text"},
    {"wall_post", "text"},
    {"created_event", "event"},
}};

std::string post_type(Json item) {
    auto told = item["status_type"].text(kNameLimit);
    for (auto [status, type] : kPostTypes)
        if (told == status)
            return std::string(type);
    return "post";
}

} // namespace

Result<Profile> read_facebook_profile(Json root, Notes &notes) {
    auto id = root["id"].id();
    if (!id)
        return bad_answer("the page has no id");
    Profile profile;
    profile.platform_user_id = *id;
    profile.username = root["username"].text(kNameLimit);
    profile.display_name = root["name"].text(kNameLimit);
    profile.bio = root["about"].text(kCaptionLimit);
    profile.profile_url = root["link"].url();
    profile.picture_url = root["picture"]["data"]["url"].url();
    // `fan_count` counts likes of the page, which is another thing.
    profile.followers = count_at(root, "followers_count", notes);
    return profile;
}

std::optional<Post> read_facebook_post(Json item, Notes &notes) {
    auto id = item["id"].id();
    if (!id)
        return std::nullopt;
    Post post;
    post.id = *id;
    post.type = post_type(item);
    post.caption = item["message"].text(kCaptionLimit);
    post.media_url = item["full_picture"].url();
    post.permalink = item["permalink_url"].url();
    post.likes = count_at(item["reactions"]["summary"], "total_count", notes);
    post.comments = count_at(item["comments"]["summary"], "total_count", notes);
    // Left out where there are none, but also where they are not shown: unknown.
    post.shares = count_at(item["shares"], "count", notes);
    post.published_at = item["created_time"].instant();
    return post;
}

void apply_facebook_insight(Post &post, std::string_view metric, Count value) {
    if (metric == "post_media_view")
        post.views = value;
}

} // namespace social
