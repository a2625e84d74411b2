#include "platforms/graph_fields.hpp"

#include <cctype>

namespace social::simulator::graph {

namespace {

constexpr int deepest = 8;

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::optional<std::vector<Field>> whole() {
        auto fields = list(0);
        return fields && at_ == text_.size() ? fields : std::nullopt;
    }

private:
    std::optional<std::vector<Field>> list(int depth) {
        std::vector<Field> fields;
        do {
            auto field = one(depth);
            if (!field)
                return std::nullopt;
            fields.push_back(std::move(*field));
        } while (take(','));
        return fields;
    }

    std::optional<Field> one(int depth) {
        Field field;
        field.name = word();
        if (field.name.empty() || depth > deepest)
            return std::nullopt;
        for (;;) {
            if (take('.')) {
                Field::Modifier modifier;
                modifier.name = word();
                if (modifier.name.empty() || !take('('))
                    return std::nullopt;
                std::size_t end = text_.find(')', at_);
                if (end == std::string_view::npos)
                    return std::nullopt;
                modifier.arguments = text_.substr(at_, end - at_);
                at_ = end + 1;
                field.modifiers.push_back(std::move(modifier));
            } else if (take('{')) {
                auto inner = list(depth + 1);
                if (!inner || !take('}'))
                    return std::nullopt;
                field.fields = std::move(*inner);
            } else {
                return field;
            }
        }
    }

    std::string_view word() {
        while (take(' ')) {
        }
        std::size_t start = at_;
        while (at_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
            ++at_;
        return text_.substr(start, at_ - start);
    }

    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c)
            return false;
        ++at_;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

const Field::Modifier *Field::modifier(std::string_view wanted) const {
    for (const Modifier &candidate : modifiers)
        if (candidate.name == wanted)
            return &candidate;
    return nullptr;
}

std::optional<std::vector<Field>> parse_fields(std::string_view text) {
    return Parser(text).whole();
}

} // namespace social::simulator::graph
