// Small text helpers: percent-, HTML-, hex- and base64url-coding, splitting, numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace social::simulator {

enum class Plus { literal, is_space };

std::string percent_decode(std::string_view text, Plus plus);
std::string percent_encode(std::string_view text);
std::string html_escape(std::string_view text);
std::string to_hex(std::string_view bytes);
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

// Parts between any of the separators; empty parts are left out.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);
std::string join(const std::vector<std::string> &parts, std::string_view separator);
std::string to_lower(std::string_view text);

std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<std::uint64_t> parse_unsigned(std::string_view text);
void append_number(std::string &out, std::int64_t number);

template <typename... Parts>
std::string concat(const Parts &...parts) {
    std::string out;
    (out.append(parts), ...);
    return out;
}

} // namespace social::simulator
