// CronParser: the text of a schedule, read from left to right. Every refusal names its column.
#pragma once

#include "core/schedule/cron.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace social {

class CronParser {
public:
    explicit CronParser(std::string_view text) : text_(text) {}
    Result<Cron> parse();

private:
    struct Field {
        std::string_view name;
        unsigned lowest;
        unsigned highest;
        std::span<const std::string_view> names; // of the values from `lowest` on
    };
    struct FieldValues {
        std::uint64_t bits = 0;
        bool star = false; // began with one
    };
    struct Refused {
        std::size_t at;
        std::string expected;
    };

    FieldValues read_field(const Field &field);
    std::uint64_t read_item(const Field &field);
    unsigned read_value(const Field &field, bool ends_range);
    unsigned read_number();
    Cron read_fields();
    Cron read_interval();
    bool is_interval() const;

    void skip_blanks();
    bool at_end() const { return at_ >= text_.size(); }
    char here() const { return at_end() ? '\0' : text_[at_]; }
    bool take(char wanted);
    std::string_view word_at(std::size_t at) const;
    [[noreturn]] void refuse(std::size_t at, std::string expected) const;

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace social
