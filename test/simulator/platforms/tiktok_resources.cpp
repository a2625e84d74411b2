// TikTok: the user, and the user's videos.
#include "base/hash.hpp"
#include "base/json_object.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "platforms/odd_values.hpp"
#include "platforms/tiktok.hpp"

#include <algorithm>

namespace social::simulator::tiktok {

namespace {

constexpr std::int64_t largest_page = 20;
constexpr std::int64_t default_page = 10;
constexpr std::size_t most_queried = 20;

struct UserField {
    std::string_view name;
    Scopes scope;
};
constexpr UserField user_fields[] = {
    {"open_id", scope::user_basic},           {"union_id", scope::user_basic},
    {"avatar_url", scope::user_basic},        {"avatar_url_100", scope::user_basic},
    {"avatar_large_url", scope::user_basic},  {"display_name", scope::user_basic},
    {"bio_description", scope::user_profile}, {"profile_deep_link", scope::user_profile},
    {"is_verified", scope::user_profile},     {"username", scope::user_profile},
    {"follower_count", scope::user_stats},    {"following_count", scope::user_stats},
    {"likes_count", scope::user_stats},       {"video_count", scope::user_stats}};

constexpr std::array<std::string_view, 15> video_fields = {
    "id",        "create_time", "title",      "video_description", "duration",    "cover_image_url",
    "share_url", "view_count",  "like_count", "comment_count",     "share_count", "height",
    "width",     "embed_html",  "embed_link"};

void write_ok(const Call &call, JsonWriter &json) {
    json.key("error").begin_object().field("code", "ok").field("message", "").field("log_id", log_id(call));
    json.end_object();
}

void write_user_field(const Call &call, JsonWriter &json, std::string_view field, const Profile &profile,
                      Subject subject) {
    const Accounts &accounts = call.simulator.accounts;
    const Ids &ids = accounts.world.ids();
    if (field == "open_id")
        json.field(field, ids.tiktok_open_id(subject.account));
    else if (field == "union_id")
        json.field(field, ids.tiktok_union_id(subject.account));
    else if (field.starts_with("avatar"))
        json.field(field, concat(base_url(call.request), "/avatar/tiktok/", std::to_string(subject.account),
                                 ".svg?x-expires=", std::to_string(call.now + 2 * day_seconds),
                                 "&x-signature=", std::to_string(call.request.id)));
    else if (field == "display_name")
        json.field(field, profile.name);
    else if (field == "bio_description")
        json.field(field, profile.bio);
    else if (field == "profile_deep_link")
        json.field(field, concat("https://vm.tiktok.com/", profile.username));
    else if (field == "is_verified")
        json.field(field, subject.account % 9 == 0);
    else if (field == "username")
        json.field(field, profile.username);
    else if (field == "follower_count")
        write_count(call, json, field, profile.followers);
    else if (field == "following_count")
        write_count(call, json, field, profile.following);
    else if (field == "video_count")
        write_count(call, json, field, profile.posts);
    else if (!call.has(FaultKind::hidden_likes))
        write_count(call, json, field, accounts.total_likes(subject, call.now));
}

void write_video_field(const Call &call, JsonWriter &json, std::string_view field, const Post &post,
                       const PostKey &key, const std::string &username) {
    std::string id = call.simulator.accounts.world.ids().post(key);
    bool photos = post.format == Format::album;
    if (field == "id")
        write_id(call, json, field, id);
    else if (field == "create_time")
        write_unix_time(call, json, field, post.published_at);
    else if (field == "title")
        json.field(field, post.caption.substr(0, post.caption.find('\n')));
    else if (field == "video_description")
        write_caption(call, json, field, post.caption, JsonWriter::Style::plain);
    else if (field == "duration")
        json.field(field,
                   photos ? 0 : static_cast<std::int64_t>(8 + hash_of(key.index, key.subject.account) % 90));
    else if (field == "cover_image_url")
        json.field(field, concat(base_url(call.request), "/thumbnail/tiktok/",
                                 std::to_string(key.subject.account), "/", std::to_string(key.index),
                                 ".svg?x-expires=", std::to_string(call.now + 6 * hour_seconds),
                                 "&x-signature=", std::to_string(call.request.id)));
    else if (field == "share_url")
        json.field(field, concat("https://www.tiktok.com/@", username, photos ? "/photo/" : "/video/", id,
                                 "?utm_campaign=client_share&utm_source=tt-app"));
    else if (field == "view_count")
        write_count(call, json, field, post.figures.views);
    else if (field == "like_count") {
        if (!call.has(FaultKind::hidden_likes))
            write_count(call, json, field, post.figures.likes);
    } else if (field == "comment_count")
        write_count(call, json, field, post.figures.comments);
    else if (field == "share_count")
        write_count(call, json, field, post.figures.shares);
    else if (field == "height" || field == "width")
        json.field(field, field == "height" ? 1024 : 576);
    else
        json.field(field, concat("https://www.tiktok.com/embed/v2/", id));
}

// The names in `fields`, all of them known; else the call has been refused.
template <typename Known>
std::vector<std::string_view> requested_fields(Call &call, const std::string &text, Known known) {
    std::vector<std::string_view> fields = split(text, ", ");
    for (std::string_view field : fields)
        if (!known(field)) {
            refuse(call, 400, "invalid_params", concat("Field is invalid: ", field));
            return {};
        }
    if (fields.empty())
        refuse(call, 400, "invalid_params", "The query parameter fields is required");
    return fields;
}

bool known_video_field(std::string_view field) {
    return std::find(video_fields.begin(), video_fields.end(), field) != video_fields.end();
}

void write_videos(Call &call, JsonWriter &json, Subject subject, const std::vector<std::uint32_t> &indexes,
                  const std::vector<std::string_view> &fields) {
    const Accounts &accounts = call.simulator.accounts;
    std::string username = accounts.username(subject);
    json.key("videos").begin_array();
    for (std::uint32_t index : indexes) {
        Post post = accounts.post(subject, index, call.now);
        json.begin_object();
        for (std::string_view field : fields)
            write_video_field(call, json, field, post, {subject, index}, username);
        json.end_object();
    }
    json.end_array();
}

struct ListRequest {
    std::int64_t count = default_page;
    std::int64_t cursor = 0; // milliseconds; 0: from the newest
};

std::optional<ListRequest> list_request(Call &call) {
    try {
        JsonObject body = JsonObject::parse(call.request.body);
        body.only({"max_count", "cursor"});
        ListRequest out{body.integer("max_count").value_or(default_page), body.integer("cursor").value_or(0)};
        if (out.count >= 1 && out.count <= largest_page && out.cursor >= 0)
            return out;
        refuse(call, 400, "invalid_params", "max_count must be from 1 to 20, cursor a time in milliseconds");
    } catch (const BadInput &error) {
        refuse(call, 400, "invalid_params", error.what());
    }
    return std::nullopt;
}

bool json_body(Call &call) {
    if (call.request.header("content-type").starts_with("application/json"))
        return true;
    refuse(call, 400, "invalid_params", "Content-Type must be application/json");
    return false;
}

} // namespace

void answer_user_info(Call &call) {
    const Token *token = require_token(call);
    if (token == nullptr)
        return;
    std::string text = call.params.get("fields");
    auto find = [](std::string_view name) {
        return std::find_if(std::begin(user_fields), std::end(user_fields),
                            [name](const UserField &field) { return field.name == name; });
    };
    auto fields = requested_fields(
        call, text, [&](std::string_view name) { return find(name) != std::end(user_fields); });
    if (fields.empty())
        return;
    for (std::string_view field : fields)
        if (!require_scope(call, find(field)->scope))
            return;
    Subject subject{Platform::tiktok, token->account, 0};
    Profile profile = call.simulator.accounts.profile(subject, call.now);
    JsonWriter json(call.response.body);
    json.begin_object().key("data").begin_object().key("user").begin_object();
    for (std::string_view field : fields)
        write_user_field(call, json, field, profile, subject);
    json.end_object().end_object();
    write_ok(call, json);
    json.end_object();
}

void answer_video_list(Call &call) {
    const Token *token = require_token(call);
    if (token == nullptr || !require_scope(call, scope::video_list) || !json_body(call))
        return;
    std::string text = call.params.get("fields");
    auto fields = requested_fields(call, text, known_video_field);
    if (fields.empty())
        return;
    auto request = list_request(call);
    if (!request)
        return;
    Accounts &accounts = call.simulator.accounts;
    Subject subject{Platform::tiktok, token->account, 0};
    std::uint32_t below = posts_per_subject;
    if (request->cursor > 0)
        below = accounts.world.post_count(subject, std::min(call.now, (request->cursor - 1) / 1000));
    bool empty = call.has(FaultKind::empty_page);
    PostPage page{{}, true};
    if (!empty)
        page = accounts.posts_below(subject, below, page_size(call, static_cast<std::size_t>(request->count)),
                                    call.now);
    if (call.has(FaultKind::vanishing_post) && page.more && !empty)
        accounts.overrides.at(subject).posts[page.indexes.back()].deleted = true;

    std::int64_t start = request->cursor > 0 ? request->cursor : (call.now + 1) * 1000;
    std::int64_t cursor =
        page.indexes.empty() ? start - 1 : accounts.world.published_at(subject, page.indexes.back()) * 1000;
    if (call.has(FaultKind::repeating_cursor))
        cursor = start;
    JsonWriter json(call.response.body);
    json.begin_object().key("data").begin_object();
    write_videos(call, json, subject, page.indexes, fields);
    json.field("cursor", cursor).field("has_more", page.more || call.has(FaultKind::repeating_cursor));
    json.end_object();
    write_ok(call, json);
    json.end_object();
}

void answer_video_query(Call &call) {
    const Token *token = require_token(call);
    if (token == nullptr || !require_scope(call, scope::video_list) || !json_body(call))
        return;
    std::string text = call.params.get("fields");
    auto fields = requested_fields(call, text, known_video_field);
    if (fields.empty())
        return;
    std::vector<std::string> ids;
    try {
        JsonObject body = JsonObject::parse(call.request.body);
        body.only({"filters"});
        if (auto filters = body.object("filters")) {
            filters->only({"video_ids"});
            ids = filters->list("video_ids").value_or(std::vector<std::string>());
        }
    } catch (const BadInput &error) {
        refuse(call, 400, "invalid_params", error.what());
        return;
    }
    if (ids.empty() || ids.size() > most_queried) {
        refuse(call, 400, "invalid_params", "filters.video_ids must hold from 1 to 20 ids");
        return;
    }
    const Accounts &accounts = call.simulator.accounts;
    Subject subject{Platform::tiktok, token->account, 0};
    std::vector<std::uint32_t> indexes;
    for (const std::string &id : ids) {
        auto key = accounts.world.ids().post_of(Platform::tiktok, id);
        if (key && key->subject == subject && accounts.has_post(subject, key->index, call.now))
            indexes.push_back(key->index);
    }
    JsonWriter json(call.response.body);
    json.begin_object().key("data").begin_object();
    write_videos(call, json, subject, indexes, fields);
    json.end_object();
    write_ok(call, json);
    json.end_object();
}

} // namespace social::simulator::tiktok
