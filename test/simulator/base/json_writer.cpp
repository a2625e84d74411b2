#include "base/json_writer.hpp"

#include "base/text.hpp"

#include <array>
#include <cstdio>

namespace social::simulator {

namespace {

enum : unsigned char { as_is = 0, control = 1, escaped = 2, slash = 3, beyond_ascii = 4 };

constexpr std::array<unsigned char, 256> character_classes() {
    std::array<unsigned char, 256> classes{};
    for (int c = 0; c < 0x20; ++c)
        classes[static_cast<std::size_t>(c)] = control;
    classes['"'] = classes['\\'] = escaped;
    classes['/'] = slash;
    for (std::size_t c = 0x80; c < 0x100; ++c)
        classes[c] = beyond_ascii;
    return classes;
}

void append_unit(std::string &out, unsigned unit) {
    static constexpr char digits[] = "0123456789abcdef";
    const char text[] = {'\\',
                         'u',
                         digits[unit >> 12 & 15],
                         digits[unit >> 8 & 15],
                         digits[unit >> 4 & 15],
                         digits[unit & 15]};
    out.append(text, sizeof text);
}

// Reads one UTF-8 sequence at `at` and moves past it. The texts are our own, so they are well formed.
char32_t next_code_point(std::string_view text, std::size_t &at) {
    auto lead = static_cast<unsigned char>(text[at++]);
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    char32_t point = lead & (0x3fu >> more);
    while (more-- > 0 && at < text.size())
        point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3fu);
    return point;
}

} // namespace

void JsonWriter::separate() {
    if (comma_)
        out_.push_back(',');
    comma_ = true;
}

JsonWriter &JsonWriter::open(char bracket) {
    separate();
    out_.push_back(bracket);
    comma_ = false;
    return *this;
}

JsonWriter &JsonWriter::close(char bracket) {
    out_.push_back(bracket);
    comma_ = true;
    return *this;
}

JsonWriter &JsonWriter::key(std::string_view name) {
    separate();
    out_.push_back('"');
    out_.append(name);
    out_.append("\":");
    comma_ = false;
    return *this;
}

JsonWriter &JsonWriter::value(std::string_view text) {
    separate();
    quoted(text);
    return *this;
}

JsonWriter &JsonWriter::value(double number) {
    char buffer[32];
    int length = std::snprintf(buffer, sizeof buffer, "%.6g", number);
    return raw({buffer, static_cast<std::size_t>(length)});
}

JsonWriter &JsonWriter::number_value(std::int64_t number) {
    separate();
    append_number(out_, number);
    return *this;
}

JsonWriter &JsonWriter::raw(std::string_view json) {
    separate();
    out_.append(json);
    return *this;
}

void JsonWriter::quoted(std::string_view text) {
    static constexpr auto classes = character_classes();
    out_.push_back('"');
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size();) {
        auto c = static_cast<unsigned char>(text[i]);
        unsigned char kind = classes[c];
        if (kind == as_is || (kind >= slash && style_ == Style::plain)) {
            ++i;
            continue;
        }
        out_.append(text.substr(start, i - start));
        if (kind == beyond_ascii) {
            char32_t point = next_code_point(text, i);
            if (point >= 0x10000) {
                append_unit(out_, 0xd800 + static_cast<unsigned>((point - 0x10000) >> 10));
                append_unit(out_, 0xdc00 + static_cast<unsigned>((point - 0x10000) & 0x3ff));
            } else {
                append_unit(out_, static_cast<unsigned>(point));
            }
        } else {
            if (kind == control && c != '\n')
                append_unit(out_, c);
            else
                out_.append({'\\', c == '\n' ? 'n' : static_cast<char>(c)});
            ++i;
        }
        start = i;
    }
    out_.append(text.substr(start));
    out_.push_back('"');
}

} // namespace social::simulator
