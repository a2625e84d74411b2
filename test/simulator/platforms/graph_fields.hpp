// Graph's `fields`: names with optional .modifier(arguments) and {fields of their own}.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace social::simulator::graph {

struct Field {
    struct Modifier {
        std::string name;
        std::string arguments;
    };
    std::string name;
    std::vector<Modifier> modifiers;
    std::vector<Field> fields;

    const Modifier *modifier(std::string_view wanted) const;
};

// Nothing when the text is not well formed.
std::optional<std::vector<Field>> parse_fields(std::string_view text);

} // namespace social::simulator::graph
