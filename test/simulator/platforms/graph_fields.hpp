// Graph's `fields`: names with optional .modifier(arguments) and {fields of their own}.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace social::simulator::graph {

// Points into the text that was parsed, which must outlive it.
struct Field {
    struct Modifier {
        std::string_view name;
        std::string_view arguments;
    };
    std::string_view name;
    std::vector<Modifier> modifiers;
    std::vector<Field> fields;

    const Modifier *modifier(std::string_view wanted) const;
};

// Nothing when the text is not well formed.
std::optional<std::vector<Field>> parse_fields(std::string_view text);

} // namespace social::simulator::graph
