#include "platforms/graph_node.hpp"

#include "platforms/graph.hpp"

#include <algorithm>

namespace social::simulator::graph {

namespace {

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Read once: finding the operation needs the fields, and so does answering.
const std::vector<Field> *given_fields(Call &call) {
    if (!call.fields)
        if (const std::string *text = call.params.find("fields"))
            call.fields = parse_fields(*text);
    return call.fields ? &*call.fields : nullptr;
}

} // namespace

const std::vector<Field> *requested_fields(Call &call, const std::vector<Field> &usual) {
    if (!call.params.has("fields"))
        return &usual;
    const std::vector<Field> *fields = given_fields(call);
    if (fields == nullptr)
        syntax_error(call);
    return fields;
}

bool expands(Call &call, std::span<const std::string_view> edges) {
    const std::vector<Field> *fields = given_fields(call);
    return fields != nullptr && std::any_of(fields->begin(), fields->end(), [edges](const Field &field) {
               return contains(edges, field.name);
           });
}

Operation node_operation(Call &call, void (*answer)(Call &), std::span<const std::string_view> parameters,
                         std::span<const std::string_view> edges) {
    Operation operation{Endpoint::profile, answer, parameters};
    if (expands(call, edges))
        operation.also = Endpoint::posts;
    return operation;
}

} // namespace social::simulator::graph
