#include "core/text.hpp"

#include <chrono>
#include <cstring>
#include <simdjson.h>

namespace social {

namespace {

// The length in bytes of the valid UTF-8 sequence at the start of `text`, 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    auto byte = [&](std::size_t at) -> unsigned {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
    };
    auto follows = [&](std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(at) >= low && byte(at) <= high;
    };
    unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        // No over-long forms, no halves of surrogate pairs.
        unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        unsigned low = lead == 0xF0 ? 0x90 : 0x80;
        unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::string clean_text(std::string_view text, std::size_t limit) {
    bool clean = text.size() <= limit && std::memchr(text.data(), 0, text.size()) == nullptr &&
                 simdjson::validate_utf8(text.data(), text.size());
    if (clean)
        return std::string(text);
    std::string out;
    for (std::size_t characters = 0; !text.empty() && characters < limit; ++characters) {
        std::size_t length = sequence_length(text);
        if (length == 0 || text.front() == '\0')
            out += "\xEF\xBF\xBD";
        else
            out.append(text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

std::optional<Instant> parse_instant(std::string_view text) {
    auto number = [&](std::size_t length) -> int {
        if (text.size() < length)
            return -1;
        int value = 0;
        for (char digit : text.substr(0, length)) {
            if (digit < '0' || digit > '9')
                return -1;
            value = value * 10 + (digit - '0');
        }
        text.remove_prefix(length);
        return value;
    };
    auto sign = [&](std::string_view allowed) {
        if (text.empty() || allowed.find(text.front()) == std::string_view::npos)
            return false;
        text.remove_prefix(1);
        return true;
    };
    int year = number(4);
    if (year < 0 || !sign("-"))
        return std::nullopt;
    int month = number(2);
    if (month < 0 || !sign("-"))
        return std::nullopt;
    int day = number(2);
    if (day < 0 || !sign("Tt "))
        return std::nullopt;
    int hour = number(2);
    if (hour < 0 || hour > 23 || !sign(":"))
        return std::nullopt;
    int minute = number(2);
    if (minute < 0 || minute > 59 || !sign(":"))
        return std::nullopt;
    int second = number(2);
    if (second < 0 || second > 60)
        return std::nullopt;
    std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(unsigned(month)),
                                     std::chrono::day(unsigned(day))};
    if (!date.ok())
        return std::nullopt;
    std::chrono::microseconds fraction{0};
    if (sign(".")) {
        int scale = 100'000;
        std::size_t length = 0;
        for (; length < text.size() && text[length] >= '0' && text[length] <= '9'; ++length, scale /= 10)
            fraction += std::chrono::microseconds{(text[length] - '0') * scale};
        if (length == 0)
            return std::nullopt;
        text.remove_prefix(length);
    }
    std::chrono::minutes offset{0};
    if (!text.empty() && !sign("Zz")) {
        int direction = text.front() == '-' ? 1 : -1;
        if (!sign("+-"))
            return std::nullopt;
        int hours = number(2);
        if (!text.empty())
            sign(":");
        int minutes = text.empty() ? 0 : number(2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
            return std::nullopt;
        offset = direction * (std::chrono::hours{hours} + std::chrono::minutes{minutes});
    }
    if (!text.empty())
        return std::nullopt;
    return Instant{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second} + fraction + offset;
}

std::string json_quoted(std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    std::string clean = clean_text(text, text.size());
    std::string out;
    out.reserve(clean.size() + 2);
    out += '"';
    for (char character : clean) {
        auto byte = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            out += '\\';
            out += character;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        } else {
            out += character;
        }
    }
    out += '"';
    return out;
}

} // namespace social
