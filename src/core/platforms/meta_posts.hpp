// The newest posts of an account on a Graph host, with their insights: in one call where the platform expands
// them, post by post where one post spoils the page. What the platform refuses to add is left out, not the
// posts.
#pragma once

#include "core/platforms/api.hpp"
#include "core/platforms/meta_graph.hpp"
#include "core/platforms/model.hpp"
#include "core/platforms/raw_answers.hpp"
#include "core/platforms/task.hpp"
#include "core/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace social {

struct MetaPostsQuery {
    std::string path{};                 // "17841…/media"
    std::string fields{};               // always asked for
    std::string welcome_fields{};       // asked for until the platform refuses them
    std::vector<std::string> metrics{}; // of a post's insights; none: not asked for
    std::string insights_scope{};       // which scope they need, for notes
    // nullopt: not a post that can be kept (no id).
    std::optional<Post> (*read)(Json item, TextArena &texts, Notes &notes) = nullptr;
    // Puts one insight into its post.
    void (*apply)(Post &post, std::string_view metric, Count value) = nullptr;
};

struct MetaPosts {
    Posts posts{};
    Notes notes{};
    std::optional<Error> incomplete{}; // posts came, but a failure kept insights or older posts away
    bool cut_short = false;            // the list broke off before its end
    std::vector<std::string> raw{};
};

// `graph` and `token` must outlive the task.
Task<Result<MetaPosts>> fetch_meta_posts(Api &api, const Graph &graph, const Secret &token,
                                         MetaPostsQuery query, bool keep_raw);

// Puts what came into the snapshot, or notes why nothing did. False when the failure ends the sync: the token
// is dead; it is then in snapshot.incomplete.
bool take_posts(Result<MetaPosts> posts, Snapshot &snapshot, Notes &notes, RawAnswers &raw);

// The value of one entry of an insights list: `values[0].value` or `total_value.value`.
Count insight_value(Json entry);

} // namespace social
