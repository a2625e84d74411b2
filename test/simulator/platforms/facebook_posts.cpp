// Facebook: the posts of a Page, and single ones.
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "platforms/facebook_pages.hpp"
#include "platforms/graph.hpp"
#include "platforms/graph_node.hpp"
#include "platforms/graph_paging.hpp"
#include "platforms/odd_values.hpp"

#include <limits>

namespace social::simulator::facebook {

namespace {

std::string_view status_type(Format format) {
    switch (format) {
    case Format::video:
        return "added_video";
    case Format::image:
    case Format::album:
        return "added_photos";
    case Format::text:
        break;
    }
    return "mobile_status_update";
}

void write_reactions(const Call &call, JsonWriter &json, const graph::Field &field, const Figures &figures) {
    bool comments = field.name == "comments";
    std::int64_t count = comments ? figures.comments : figures.likes;
    json.key(field.name).begin_object().key("data").begin_array().end_array();
    if (field.modifier("summary") != nullptr) {
        json.key("summary").begin_object();
        if (comments)
            json.field("order", "ranked");
        write_count(call, json, "total_count", count);
        if (comments)
            json.field("can_comment", true);
        else
            json.field("viewer_reaction", "NONE");
        json.end_object();
    }
    json.end_object();
}

std::vector<std::string_view> insight_metrics(const graph::Field &field) {
    const auto *modifier = field.modifier("metric");
    return modifier == nullptr ? std::vector<std::string_view>() : split(modifier->arguments, ", ");
}

enum class Written : std::uint8_t { yes, no_such_field, refused };

Written write_post_field(Call &call, JsonWriter &json, const PostKey &key, const Post &post,
                         const graph::Field &field) {
    std::string_view name = field.name;
    const Accounts &accounts = call.simulator.accounts;
    if (name == "id")
        write_id(call, json, name, accounts.world.ids().post(key));
    else if (name == "message") {
        if (post.has_caption)
            write_caption(call, json, name, post.caption, JsonWriter::Style::ascii);
    } else if (name == "created_time" || name == "updated_time")
        write_graph_time(call, json, name, post.published_at);
    else if (name == "permalink_url")
        json.field(name, concat("https://www.facebook.com/", accounts.world.ids().post(key)));
    else if (name == "status_type")
        json.field(name, status_type(post.format));
    else if (name == "full_picture") {
        if (post.format != Format::text)
            json.field(name,
                       concat(base_url(call.request), "/thumbnail/facebook/",
                              std::to_string(key.subject.account), "-", std::to_string(key.subject.page), "/",
                              std::to_string(key.index), ".svg?oh=", std::to_string(call.request.id)));
    } else if (name == "shares") {
        if (post.figures.shares > 0) {
            json.key(name).begin_object();
            write_count(call, json, "count", post.figures.shares);
            json.end_object();
        }
    } else if ((name == "reactions" || name == "likes") && call.has(FaultKind::hidden_likes))
        return Written::yes;
    else if (name == "reactions" || name == "likes" || name == "comments")
        write_reactions(call, json, field, post.figures);
    else if (name == "insights") {
        std::vector<std::string_view> metrics = insight_metrics(field);
        if (!require_insights(call) || !post_metrics_exist(call, metrics))
            return Written::refused;
        json.key(name).begin_object().key("data").begin_array();
        write_post_insights(call, json, key, post, metrics);
        json.end_array().end_object();
    } else
        return Written::no_such_field;
    return Written::yes;
}

bool write_post(Call &call, JsonWriter &json, const PostKey &key, const std::vector<graph::Field> &fields) {
    Post post = call.simulator.accounts.post(key.subject, key.index, call.now);
    json.begin_object();
    bool with_id = false;
    for (const graph::Field &field : fields) {
        with_id = with_id || field.name == "id";
        switch (write_post_field(call, json, key, post, field)) {
        case Written::yes:
            break;
        case Written::no_such_field:
            graph::missing_field(call, field.name, "Post");
            return false;
        case Written::refused:
            return false;
        }
    }
    if (!with_id)
        write_id(call, json, "id", call.simulator.accounts.world.ids().post(key));
    json.end_object();
    return true;
}

const std::vector<graph::Field> &usual_fields() {
    static const std::vector<graph::Field> fields = graph::parse_fields("created_time,message,id").value();
    return fields;
}

// Leaves out what lies outside since and until; false when one of them is not a time.
bool apply_period(Call &call, Subject page, PostPage &posts) {
    std::int64_t limits[] = {std::numeric_limits<std::int64_t>::min(),
                             std::numeric_limits<std::int64_t>::max()};
    const std::string_view names[] = {"since", "until"};
    for (std::size_t i = 0; i < 2; ++i)
        if (const std::string *text = call.params.find(names[i])) {
            auto time = parse_time(*text);
            if (!time) {
                graph::bad_parameter(call, concat("(#100) ", names[i], " must be a unix time or a date"));
                return false;
            }
            limits[i] = *time;
        }
    bool before_since = false;
    std::erase_if(posts.indexes, [&](std::uint32_t index) {
        std::int64_t time = call.simulator.accounts.world.published_at(page, index);
        before_since = before_since || time < limits[0];
        return time < limits[0] || time >= limits[1];
    });
    posts.more = posts.more && !before_since;
    return true;
}

} // namespace

std::optional<PostKey> readable_post(Call &call) {
    std::string_view id = call.path[0];
    auto key = call.simulator.accounts.world.ids().post_of(Platform::facebook, id);
    // Asks for the Page's token as for the Page itself.
    std::string page_id(id.substr(0, id.find('_')));
    std::string_view whole = std::exchange(call.path[0], page_id);
    auto page = readable_page(call, true);
    call.path[0] = whole;
    if (!page || !require_engagement(call))
        return std::nullopt;
    if (key && call.simulator.accounts.has_post(key->subject, key->index, call.now))
        return key;
    graph::no_such_object(call, id);
    return std::nullopt;
}

bool write_posts(Call &call, JsonWriter &json, Subject page, const graph::Field *field) {
    auto request = graph::page_request(call, field, usual_fields());
    if (!request)
        return false;
    PostPage posts = graph::take_page(call, page, *request);
    if (!apply_period(call, page, posts))
        return false;
    return graph::write_edge(call, json, *request, posts, [&](std::uint32_t index) {
        return write_post(call, json, {page, index}, *request->fields);
    });
}

void answer_posts(Call &call) {
    auto page = readable_page(call, true);
    if (!page || !require_engagement(call))
        return;
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    write_posts(call, json, *page, nullptr);
}

void answer_post(Call &call) {
    auto key = readable_post(call);
    if (!key)
        return;
    const auto *fields = graph::requested_fields(call, usual_fields());
    if (fields == nullptr)
        return;
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    write_post(call, json, *key, *fields);
}

} // namespace social::simulator::facebook
