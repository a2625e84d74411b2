// Instagram: lists of media, and single ones.
#include "platforms/instagram_media.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "platforms/graph.hpp"
#include "platforms/graph_node.hpp"
#include "platforms/graph_paging.hpp"
#include "platforms/odd_values.hpp"

#include <array>

namespace social::simulator::instagram {

namespace {

enum class MediaField : std::uint8_t {
    id,
    caption,
    media_type,
    media_product_type,
    permalink,
    thumbnail_url,
    media_url,
    timestamp,
    like_count,
    comments_count,
    is_comment_enabled,
    shortcode,
    username,
    owner,
    insights
};

constexpr std::array<std::string_view, 15> media_field_names = {
    "id",        "caption",   "media_type", "media_product_type", "permalink",          "thumbnail_url",
    "media_url", "timestamp", "like_count", "comments_count",     "is_comment_enabled", "shortcode",
    "username",  "owner",     "insights"};

// What was asked for, worked out once for a whole page.
struct MediaPlan {
    std::vector<MediaField> fields;
    std::vector<std::string_view> metrics;
    std::string username;
    std::string base;
    bool hides_likes = false;
};

const std::vector<graph::Field> &usual_fields() {
    static const std::vector<graph::Field> fields = graph::parse_fields("id").value();
    return fields;
}

// The call is refused when nothing comes back.
std::optional<MediaPlan> make_plan(Call &call, std::uint32_t account,
                                   const std::vector<graph::Field> &fields) {
    MediaPlan plan;
    bool with_id = false;
    for (const graph::Field &field : fields) {
        std::size_t index = 0;
        while (index < media_field_names.size() && media_field_names[index] != field.name)
            ++index;
        if (index == media_field_names.size()) {
            graph::missing_field(call, field.name, "IGMedia");
            return std::nullopt;
        }
        plan.fields.push_back(static_cast<MediaField>(index));
        with_id = with_id || index == 0;
        if (plan.fields.back() == MediaField::insights)
            if (const auto *modifier = field.modifier("metric"))
                plan.metrics = split(modifier->arguments, ", ");
    }
    if (!with_id)
        plan.fields.push_back(MediaField::id);
    Subject subject{Platform::instagram, account, 0};
    plan.username = call.simulator.accounts.username(subject);
    plan.hides_likes = call.has(FaultKind::hidden_likes) || call.simulator.accounts.hides_likes(subject);
    plan.base = base_url(call.request);
    return plan;
}

std::string_view media_type(Format format) {
    return format == Format::video ? "VIDEO" : format == Format::album ? "CAROUSEL_ALBUM" : "IMAGE";
}

// A signed link of a content network: another one at every fetch.
std::string picture_link(const Call &call, const MediaPlan &plan, const PostKey &key, std::string_view use) {
    std::uint64_t signature = hash_of(call.request.id, key.index, hash_of_text(use));
    std::string hex = to_hex({reinterpret_cast<const char *>(&signature), sizeof signature});
    return concat(plan.base, "/thumbnail/instagram/", std::to_string(key.subject.account), "/",
                  std::to_string(key.index), ".svg?stp=dst-jpg_e35_tt6&oh=00_", hex,
                  "&oe=", std::to_string(call.now + 4 * day_seconds));
}

void write_media(Call &call, JsonWriter &json, const MediaPlan &plan, const PostKey &key, const Post &post) {
    const Ids &ids = call.simulator.accounts.world.ids();
    json.begin_object();
    for (MediaField field : plan.fields) {
        std::string_view name = media_field_names[static_cast<std::size_t>(field)];
        switch (field) {
        case MediaField::id:
            write_id(call, json, name, ids.post(key));
            break;
        case MediaField::caption:
            if (post.has_caption)
                write_caption(call, json, name, post.caption, JsonWriter::Style::ascii);
            break;
        case MediaField::media_type:
            json.field(name, media_type(post.format));
            break;
        case MediaField::media_product_type:
            json.field(name, post.format == Format::video ? "REELS" : "FEED");
            break;
        case MediaField::permalink:
            json.field(name, concat("https://www.instagram.com/",
                                    post.format == Format::video ? "reel/" : "p/", ids.shortcode(key), "/"));
            break;
        case MediaField::thumbnail_url:
            if (post.format == Format::video)
                json.field(name, picture_link(call, plan, key, "thumbnail"));
            break;
        case MediaField::media_url:
            json.field(name, picture_link(call, plan, key, "media"));
            break;
        case MediaField::timestamp:
            write_graph_time(call, json, name, post.published_at);
            break;
        case MediaField::like_count:
            if (!plan.hides_likes)
                write_count(call, json, name, post.figures.likes);
            break;
        case MediaField::comments_count:
            write_count(call, json, name, post.figures.comments);
            break;
        case MediaField::is_comment_enabled:
            json.field(name, true);
            break;
        case MediaField::shortcode:
            json.field(name, ids.shortcode(key));
            break;
        case MediaField::username:
            json.field(name, plan.username);
            break;
        case MediaField::owner:
            json.key(name).begin_object();
            write_id(call, json, "id", std::to_string(ids.instagram_account(key.subject.account)));
            json.end_object();
            break;
        case MediaField::insights:
            json.key(name).begin_object().key("data").begin_array();
            write_media_insights(call, json, key, post, plan.metrics);
            json.end_array().end_object();
            break;
        }
    }
    json.end_object();
}

// Insights asked for inside a list: one media that cannot give them fails the whole answer.
bool insights_allowed(Call &call, const MediaPlan &plan, const Post &post) {
    if (plan.metrics.empty())
        return true;
    if (!graph::has_scope(call, call.platform == Platform::instagram ? scope::instagram_insights
                                                                     : scope::linked_instagram_insights)) {
        graph::no_permission(call);
        return false;
    }
    if (post.insights_refused || call.has(FaultKind::refused_insights)) {
        refuse_early_media(call);
        return false;
    }
    return metrics_fit(call, plan.metrics, post.format == Format::video);
}

} // namespace

bool write_media_list(Call &call, JsonWriter &json, std::uint32_t account, const graph::Field *field) {
    auto request = graph::page_request(call, field, usual_fields());
    if (!request)
        return false;
    auto plan = make_plan(call, account, *request->fields);
    if (!plan)
        return false;
    Subject subject{Platform::instagram, account, 0};
    PostPage page = graph::take_page(call, subject, *request);
    std::string &body = call.response.body;
    body.reserve(body.size() + page.indexes.size() * 800 + 1024);
    return graph::write_edge(call, json, *request, page, [&](std::uint32_t index) {
        Post post = call.simulator.accounts.post(subject, index, call.now);
        if (!insights_allowed(call, *plan, post))
            return false;
        write_media(call, json, *plan, {subject, index}, post);
        return true;
    });
}

void answer_media_list(Call &call, std::uint32_t account) {
    if (!may_read(call, account, scope::instagram_basic_access, scope::linked_instagram))
        return;
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    write_media_list(call, json, account, nullptr);
}

void answer_media(Call &call, const PostKey &key) {
    if (!may_read(call, key.subject.account, scope::instagram_basic_access, scope::linked_instagram))
        return;
    const auto *fields = graph::requested_fields(call, usual_fields());
    if (fields == nullptr)
        return;
    auto plan = make_plan(call, key.subject.account, *fields);
    if (!plan)
        return;
    Post post = call.simulator.accounts.post(key.subject, key.index, call.now);
    if (!insights_allowed(call, *plan, post))
        return;
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    write_media(call, json, *plan, key, post);
}

} // namespace social::simulator::instagram
