#include "core/platforms/facebook_reading.hpp"

#include <array>
#include <utility>

namespace social {

namespace {

// A page's last day or two may not be counted yet; and what holds more days than were asked for is not about
// them.
constexpr int kFewestDays = 28;
constexpr int kMostDays = 31;

struct PostType {
    std::string_view status;
    KeptText type;
};
constexpr std::array<PostType, 6> kPostTypes{{
    {"added_photos", "photo"},
    {"added_video", "video"},
    {"shared_story", "link"},
    {"mobile_status_update", "text"},
    {"wall_post", "text"},
    {"created_event", "event"},
}};

KeptText post_type(Json item) {
    auto told = item["status_type"].text(kNameLimit);
    for (auto [status, type] : kPostTypes)
        if (told == status)
            return type;
    return "post";
}

// Over the days of a list of daily values; unknown where one of them is, or too few came to stand for thirty.
Count sum_of_days(Json values) {
    std::int64_t sum = 0;
    int days = 0;
    for (Json day : values.items()) {
        auto count = figure_of(day["value"]);
        if (!count || ++days > kMostDays)
            return std::nullopt;
        sum += *count;
    }
    return days >= kFewestDays ? Count{sum} : std::nullopt;
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

std::optional<Post> read_facebook_post(Json item, TextArena &texts, Notes &notes) {
    auto id = item["id"].id(texts);
    if (!id)
        return std::nullopt;
    Post post;
    post.id = *id;
    post.type = post_type(item);
    post.caption = item["message"].text(kCaptionLimit, texts);
    post.media_url = item["full_picture"].url(texts);
    post.permalink = item["permalink_url"].url(texts);
    post.likes = count_at(item["reactions"]["summary"], "total_count", notes);
    post.comments = count_at(item["comments"]["summary"], "total_count", notes);
    // Left out where there are none, but also where they are not shown: unknown.
    post.shares = count_at(item["shares"], "count", notes);
    post.published_at = item["created_time"].instant();
    return post;
}

void read_facebook_page_insights(Json root, Profile &profile) {
    for (Json entry : root["data"].items())
        if (entry["name"].text(kNameLimit) ==
            "page_media_view") // what Meta counts since it gave up `page_impressions`
            profile.impressions_last_30_days = sum_of_days(entry["values"]);
}

void apply_facebook_insight(Post &post, std::string_view metric, Count value) {
    if (metric == "post_media_view")
        post.views = value;
}

} // namespace social
