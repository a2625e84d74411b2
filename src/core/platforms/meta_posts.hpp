// The newest posts of an account on a Graph host, with their insights: in one call where the platform expands
// them, post by post where one post spoils the page. What the platform refuses to add is left out, not the
// posts.
#pragma once

#include "core/platforms/api.hpp"
#include "core/platforms/meta_graph.hpp"
#include "core/platforms/meta_walk.hpp"
#include "core/platforms/model.hpp"
#include "core/platforms/raw_answers.hpp"
#include "core/platforms/task.hpp"
#include "core/result.hpp"

#include <string>

namespace social {

// Walks on from what the walk has found, and asks for insights that came with no page. `graph`, `token` and
// `account_id`, whose edge it is, must outlive the task.
Task<Result<MetaPosts>> fetch_meta_posts(Api &api, const Graph &graph, const Secret &token,
                                         const std::string &account_id, MetaWalk walk);

// Puts what came into the snapshot, or notes why nothing did. False when the failure ends the sync: the token
// is dead; it is then in snapshot.incomplete.
bool take_posts(Result<MetaPosts> posts, Snapshot &snapshot, Notes &notes, RawAnswers &raw);

} // namespace social
