#include "core/json_repair.hpp"

#include "core/text.hpp"

#include <charconv>
#include <cstdint>

namespace social {

namespace {

// An escaped half of a surrogate pair (a text cut in the middle of an emoji) is no character.
void replace_lone_surrogates(std::string &text) {
    auto unit_at = [&](std::size_t at) -> unsigned {
        unsigned unit = 0;
        if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
            return 0;
        auto [end, problem] = std::from_chars(text.data() + at + 2, text.data() + at + 6, unit, 16);
        return problem == std::errc{} && end == text.data() + at + 6 ? unit : 0;
    };
    for (auto at = text.find('\\'); at != std::string::npos && at + 1 < text.size();
         at = text.find('\\', at)) {
        unsigned unit = unit_at(at);
        bool first_half = unit >= 0xD800 && unit <= 0xDBFF;
        bool second_half = unit >= 0xDC00 && unit <= 0xDFFF;
        unsigned next = first_half ? unit_at(at + 6) : 0;
        if (next >= 0xDC00 && next <= 0xDFFF) {
            at += 12;
            continue;
        }
        if (first_half || second_half)
            text.replace(at, 6, "\\ufffd");
        at += 2;
    }
}

bool in_number(char c) {
    return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

bool is_out_of_range(std::string_view number) {
    const char *end = number.data() + number.size();
    if (number.find_first_of(".eE") != std::string_view::npos) {
        double value = 0;
        return std::from_chars(number.data(), end, value).ec == std::errc::result_out_of_range;
    }
    std::int64_t low = 0;
    std::uint64_t high = 0;
    return std::from_chars(number.data(), end, low).ec == std::errc::result_out_of_range &&
           std::from_chars(number.data(), end, high).ec != std::errc{};
}

void append_escaped(std::string &out, char control) {
    static constexpr char hex[] = "0123456789abcdef";
    out += "\\u00";
    out += hex[static_cast<unsigned char>(control) >> 4];
    out += hex[control & 15];
}

} // namespace

std::string repaired_json(std::string_view body) {
    std::string out;
    out.reserve(body.size() + 64);
    bool in_text = false;
    for (std::size_t at = 0; at < body.size();) {
        char c = body[at];
        if (in_text && c == '\\' && at + 1 < body.size()) {
            out.append(body.substr(at, 2));
            at += 2;
        } else if (in_text && static_cast<unsigned char>(c) < 0x20) {
            append_escaped(out, c);
            ++at;
        } else if (!in_text && in_number(c)) {
            std::size_t end = at;
            while (end < body.size() && in_number(body[end]))
                ++end;
            auto number = body.substr(at, end - at);
            if (is_out_of_range(number))
                out += "1e99";
            else
                out += number;
            at = end;
        } else {
            in_text = in_text != (c == '"');
            out += c;
            ++at;
        }
    }
    out = clean_text(out, out.size());
    replace_lone_surrogates(out);
    return out;
}

} // namespace social
