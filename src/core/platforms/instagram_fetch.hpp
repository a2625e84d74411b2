// One account's sync at Instagram: profile, newest media, and insights where they were granted.
#pragma once

#include "core/platforms/api.hpp"
#include "core/platforms/instagram_reading.hpp"
#include "core/platforms/login_flow.hpp"
#include "core/platforms/meta_graph.hpp"
#include "core/platforms/meta_walk.hpp"
#include "core/platforms/model.hpp"
#include "core/platforms/task.hpp"
#include "core/result.hpp"

namespace social {

// `account_id` is "" for the account the token itself names, as only the Instagram login knows it. With a
// walk its first page is asked for in the same call: half the calls that the platform counts, and half the
// wait; what fails together is asked for apart. `walk` and `raw` may be null. All references must outlive the
// tasks.
Task<Result<InstagramProfile>> fetch_instagram_profile(Api &api, const Graph &graph, const Secret &token,
                                                       const std::string &account_id, MetaWalk *walk,
                                                       Notes &notes, std::string *raw);
Task<Result<Snapshot>> fetch_instagram(Api &api, const Graph &graph, const Account &account, bool keep_raw);

} // namespace social
