#include "core/mail/encoding.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <cstdint>

namespace social {

namespace {

constexpr std::size_t kLongestPlainHeader = 60; // with the header's name, a line stays below 78
constexpr std::size_t kBytesInWord = 39;        // 64 characters encoded: with the header's name below 76
constexpr std::size_t kHeaderLimit = 500;
constexpr std::size_t kLine = 76;
constexpr char kHex[] = "0123456789ABCDEF";

bool is_control(unsigned char c) {
    return c < 0x20 || c == 0x7f;
}
bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

std::string base64(std::string_view bytes) {
    constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            text.push_back(i + k <= bytes.size() ? kLetters[group >> (18 - 6 * k) & 63] : '=');
    }
    return text;
}

std::string encoded_words(std::string_view text) {
    std::string words;
    while (!text.empty()) {
        std::size_t length = std::min(text.size(), kBytesInWord);
        while (length < text.size() && is_continuation(text[length]))
            --length; // a character must not be cut
        if (!words.empty())
            words += "\r\n ";
        words += "=?UTF-8?B?" + base64(text.substr(0, length)) + "?=";
        text.remove_prefix(length);
    }
    return words;
}

std::string one_line(std::string_view text) {
    std::string line = clean_text(text, kHeaderLimit);
    std::replace_if(line.begin(), line.end(), is_control, ' ');
    return line;
}

bool is_plain(std::string_view text) {
    return text.size() <= kLongestPlainHeader && text.find("=?") == std::string_view::npos &&
           std::none_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x80; });
}

// A dot alone on a line ends a mail in SMTP, and "From " at the begin of one separates mails in a mailbox
// file.
bool must_not_begin_a_line(std::string_view rest) {
    return rest.front() == '.' || rest.starts_with("From ");
}

} // namespace

std::string header_text(std::string_view text) {
    std::string line = one_line(text);
    return is_plain(line) ? line : encoded_words(line);
}

std::string header_name(std::string_view name) {
    const std::string line = one_line(name);
    if (!is_plain(line))
        return encoded_words(line);
    std::string quoted = "\"";
    for (const char c : line) {
        if (c == '"' || c == '\\')
            quoted.push_back('\\');
        quoted.push_back(c);
    }
    return quoted + '"';
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8 + 80);
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if (rest.front() == '\n' || rest.starts_with("\r\n")) {
            i += rest.front() == '\r' ? 1 : 0;
            out += "\r\n";
            column = 0;
            continue;
        }
        const auto c = static_cast<unsigned char>(rest.front());
        const bool blank = c == ' ' || c == '\t';
        const bool ends_line = rest.size() == 1 || rest[1] == '\n' || rest.substr(1).starts_with("\r\n");
        // The last column is kept for the soft line break.
        const std::size_t room = kLine - 1 - column;
        bool literal = (c > 0x20 && c < 0x7f && c != '=') || (blank && !ends_line);
        if (room < (literal ? 1u : 3u)) {
            out += "=\r\n";
            column = 0;
        }
        if (column == 0 && must_not_begin_a_line(rest))
            literal = false;
        if (literal) {
            out.push_back(static_cast<char>(c));
            column += 1;
        } else {
            out.push_back('=');
            out.push_back(kHex[c >> 4]);
            out.push_back(kHex[c & 15]);
            column += 3;
        }
    }
    return out;
}

} // namespace social
