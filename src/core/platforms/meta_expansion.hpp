// Whether a Graph host gives the posts of an account as a field of it. Graph's documentation says so of every
// edge, but of graph.instagram.com no answer was ever seen. A host that does not is remembered, so that its
// accounts do not each pay for a call in vain.
#pragma once

#include "core/platforms/meta_graph.hpp"
#include "core/result.hpp"

#include <string_view>

namespace social {

// False for an hour after expansion_failed().
bool may_expand(const Graph &graph, std::string_view edge, Instant now);
void expansion_failed(const Graph &graph, std::string_view edge, Instant now);

// "(#100) Tried accessing nonexisting field (media) on node type (IGUser)": it is the edge that is refused.
bool refuses_expansion(const Error &error, std::string_view edge);

} // namespace social
