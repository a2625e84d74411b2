// Facebook Pages: profile, posts, insights.
#pragma once

#include "platforms/call.hpp"
#include "platforms/graph_fields.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace social::simulator::facebook {

// Edges of a Page that list its posts; they may be asked for as its fields.
inline constexpr std::array<std::string_view, 2> post_edges = {"published_posts", "posts"};
constexpr bool is_post_edge(std::string_view name) {
    return std::find(post_edges.begin(), post_edges.end(), name) != post_edges.end();
}

void answer_page(Call &call);
void answer_posts(Call &call);
void answer_post(Call &call);
void answer_page_insights(Call &call);
void answer_post_insights(Call &call);

// Writes one Page with the fields asked for; false when there is no such field, the call is refused then.
bool write_page(Call &call, JsonWriter &json, Subject page, const std::vector<graph::Field> &fields);

// Writes the page of posts that the call asks for or, given one, this field of the Page; false when the call
// was refused.
bool write_posts(Call &call, JsonWriter &json, Subject page, const graph::Field *field);

// The Page or post that the first path segment names and the token may read; else the call is refused.
std::optional<Subject> readable_page(Call &call, bool page_token_only);
std::optional<PostKey> readable_post(Call &call);
bool require_engagement(Call &call);

void write_post_insights(Call &call, JsonWriter &json, const PostKey &key, const Post &post,
                         const std::vector<std::string_view> &metrics);
bool post_metrics_exist(Call &call, const std::vector<std::string_view> &metrics);
bool require_insights(Call &call);

inline constexpr std::array<std::string_view, 3> page_parameters = {"fields", "access_token",
                                                                    "appsecret_proof"};
inline constexpr std::array<std::string_view, 7> posts_parameters = {
    "fields", "access_token", "appsecret_proof", "limit", "after", "since", "until"};
inline constexpr std::array<std::string_view, 6> page_insights_parameters = {
    "metric", "period", "since", "until", "access_token", "appsecret_proof"};
inline constexpr std::array<std::string_view, 4> post_insights_parameters = {
    "metric", "period", "access_token", "appsecret_proof"};

} // namespace social::simulator::facebook
