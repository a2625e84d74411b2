// Letters without regard to their case, A to Z only. The C library's functions go by the locale of the
// database, and in Turkish a capital I is no i.
#pragma once

#include <algorithm>
#include <string_view>

namespace social {

constexpr char ascii_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_ascii_letter(char c) noexcept {
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

constexpr bool is_ascii_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

constexpr bool is_ascii_alphanumeric(char c) noexcept {
    return is_ascii_letter(c) || is_ascii_digit(c);
}

constexpr bool same_letter(char a, char b) noexcept {
    return ascii_lower(a) == ascii_lower(b);
}

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_letter);
}

constexpr bool contains_ignoring_case(std::string_view text, std::string_view part) noexcept {
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter) != text.end() ||
           part.empty();
}

} // namespace social
