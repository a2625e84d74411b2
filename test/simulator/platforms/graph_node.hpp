// What a call asks of a node: its fields, and edges of posts among them ("field expansion": the node with its
// posts in one call).
#pragma once

#include "platforms/call.hpp"
#include "platforms/graph_fields.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace social::simulator::graph {

// What "fields" asks for, `usual` without it; nullptr when it is not well formed, the call is refused then.
const std::vector<Field> *requested_fields(Call &call, const std::vector<Field> &usual);

// Whether one of these edges is asked for as a field.
bool expands(Call &call, std::span<const std::string_view> edges);

// Reading a node whose edges of posts may be asked for with it.
Operation node_operation(Call &call, void (*answer)(Call &), std::span<const std::string_view> parameters,
                         std::span<const std::string_view> edges);

} // namespace social::simulator::graph
