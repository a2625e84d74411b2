// The one file that knows simdjson. One parser a thread is reused, since its buffers cost more than the
// parse.
#include "core/json.hpp"

#include <bit>
#include <charconv>
#include <cstring>
#include <simdjson.h>
#include <stdexcept>

namespace social {

namespace {

namespace dom = simdjson::dom;

// No platform nests deeper than a dozen; the bound keeps hostile answers from costing memory.
constexpr std::size_t kMaxDepth = 64;
// A parser that once read a huge answer is not kept: it holds some 14 bytes for each byte it read.
constexpr std::size_t kKeptCapacity = 512 * 1024;

struct ThreadParser {
    std::optional<dom::parser> parser;
    bool in_use = false;
};
thread_local ThreadParser thread_parser;

dom::element element_in(const unsigned char *bytes) {
    static_assert(sizeof(dom::element) == 16 && std::is_trivially_copyable_v<dom::element>);
    dom::element element;
    std::memcpy(static_cast<void *>(&element), bytes, sizeof element);
    return element;
}

std::optional<std::int64_t> digits(std::string_view text) {
    std::int64_t value = 0;
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || text.empty() || text.front() == '-')
        return std::nullopt;
    return value;
}

std::string what_it_looks_like(std::string_view body) {
    auto start = body.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos)
        return "the answer is empty";
    if (body[start] == '<')
        return "the answer is a web page instead of JSON";
    return {};
}

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

// An escaped half of a surrogate pair (a text cut in the middle of an emoji) is no character, and the parser
// refuses the whole document for it; so it does for bytes that are no UTF-8. One odd text is not to cost its
// account.
std::string repaired(std::string_view body) {
    std::string out = clean_text(body, body.size());
    auto unit_at = [&](std::size_t at) -> unsigned {
        unsigned unit = 0;
        if (at + 6 > out.size() || out[at] != '\\' || out[at + 1] != 'u')
            return 0;
        auto [end, problem] = std::from_chars(out.data() + at + 2, out.data() + at + 6, unit, 16);
        return problem == std::errc{} && end == out.data() + at + 6 ? unit : 0;
    };
    for (auto at = out.find('\\'); at != std::string::npos && at + 1 < out.size(); at = out.find('\\', at)) {
        unsigned unit = unit_at(at);
        bool first_half = unit >= 0xD800 && unit <= 0xDBFF;
        bool second_half = unit >= 0xDC00 && unit <= 0xDFFF;
        unsigned next = first_half ? unit_at(at + 6) : 0;
        if (next >= 0xDC00 && next <= 0xDFFF) {
            at += 12;
            continue;
        }
        if (first_half || second_half)
            out.replace(at, 6, "\\ufffd");
        at += 2;
    }
    return out;
}

// Left out of what is kept of an answer: Graph puts the access token into the links of its pages.
bool kept_out(std::string_view key) {
    return key == "paging" || key.find("token") != std::string_view::npos;
}

void write(dom::element element, std::string &out) {
    switch (element.type()) {
    case dom::element_type::ARRAY: {
        char separator = '[';
        for (dom::element item : dom::array(element)) {
            out += std::exchange(separator, ',');
            write(item, out);
        }
        out += separator == '[' ? "[]" : "]";
        break;
    }
    case dom::element_type::OBJECT: {
        char separator = '{';
        for (auto [key, value] : dom::object(element)) {
            if (kept_out(key))
                continue;
            out += std::exchange(separator, ',');
            out += json_quoted(key);
            out += ':';
            write(value, out);
        }
        out += separator == '{' ? "{}" : "}";
        break;
    }
    case dom::element_type::STRING:
        out += json_quoted(std::string_view(element));
        break;
    case dom::element_type::INT64:
        out += std::to_string(std::int64_t(element));
        break;
    case dom::element_type::UINT64:
        out += std::to_string(std::uint64_t(element));
        break;
    case dom::element_type::DOUBLE: {
        char buffer[32];
        auto [end, problem] = std::to_chars(buffer, buffer + sizeof buffer, double(element));
        out.append(buffer, end);
        break;
    }
    case dom::element_type::BOOL:
        out += bool(element) ? "true" : "false";
        break;
    case dom::element_type::NULL_VALUE:
        out += "null";
        break;
    }
}

} // namespace

JsonReading::JsonReading(std::string_view body) {
    if (thread_parser.in_use)
        throw std::logic_error("read_json() within read_json()");
    if (body.substr(0, 3) == "\xEF\xBB\xBF") // a byte order mark
        body.remove_prefix(3);
    failure_ = what_it_looks_like(body);
    if (!failure_.empty())
        return;
    if (!thread_parser.parser) {
        thread_parser.parser.emplace();
        if (thread_parser.parser->allocate(64 * 1024, kMaxDepth) != simdjson::SUCCESS)
            throw std::bad_alloc{};
    }
    dom::element root;
    auto problem = thread_parser.parser->parse(body.data(), body.size()).get(root);
    if (problem == simdjson::STRING_ERROR || problem == simdjson::UTF8_ERROR) {
        std::string again = repaired(body);
        problem = thread_parser.parser->parse(again).get(root);
    }
    if (problem) {
        if (problem == simdjson::MEMALLOC)
            throw std::bad_alloc{};
        failure_ = std::string("the answer is not JSON: ") + simdjson::error_message(problem);
        return;
    }
    if (!root.is_object()) {
        failure_ = "the answer is not a JSON object";
        return;
    }
    std::memcpy(root_.element_, static_cast<const void *>(&root), sizeof root);
    root_.present_ = true;
    thread_parser.in_use = true;
}

JsonReading::~JsonReading() {
    if (root_.present_)
        thread_parser.in_use = false;
    if (thread_parser.parser && thread_parser.parser->capacity() > kKeptCapacity)
        thread_parser.parser.reset();
}

Json::Kind Json::kind() const {
    if (!present_)
        return Kind::absent;
    switch (element_in(element_).type()) {
    case dom::element_type::ARRAY:
        return Kind::array;
    case dom::element_type::OBJECT:
        return Kind::object;
    case dom::element_type::STRING:
        return Kind::text;
    case dom::element_type::INT64:
        return Kind::integer;
    case dom::element_type::UINT64:
        return Kind::integer;
    case dom::element_type::DOUBLE:
        return Kind::real;
    case dom::element_type::BOOL:
        return Kind::boolean;
    case dom::element_type::NULL_VALUE:
        return Kind::null;
    }
    return Kind::absent;
}

Json Json::operator[](std::string_view key) const {
    Json found;
    if (!is_object())
        return found;
    dom::element value;
    if (dom::object(element_in(element_)).at_key(key).get(value) == simdjson::SUCCESS) {
        std::memcpy(found.element_, static_cast<const void *>(&value), sizeof value);
        found.present_ = true;
    }
    return found;
}

std::vector<Json> Json::items() const {
    std::vector<Json> all;
    if (!is_array())
        return all;
    dom::array array{element_in(element_)};
    all.reserve(array.size());
    for (dom::element value : array) {
        Json &item = all.emplace_back();
        std::memcpy(item.element_, static_cast<const void *>(&value), sizeof value);
        item.present_ = true;
    }
    return all;
}

std::vector<Json> Json::values() const {
    std::vector<Json> all;
    if (!is_object())
        return all;
    for (auto [key, value] : dom::object(element_in(element_))) {
        Json &item = all.emplace_back();
        std::memcpy(item.element_, static_cast<const void *>(&value), sizeof value);
        item.present_ = true;
    }
    return all;
}

Json Json::first() const {
    Json found;
    if (!is_array())
        return found;
    dom::array array{element_in(element_)};
    if (array.begin() != array.end()) {
        dom::element value = *array.begin();
        std::memcpy(found.element_, static_cast<const void *>(&value), sizeof value);
        found.present_ = true;
    }
    return found;
}

std::optional<std::string> Json::text(std::size_t limit) const {
    if (kind() != Kind::text)
        return std::nullopt;
    return clean_text(std::string_view(element_in(element_)), limit);
}

std::optional<std::string> Json::id() const {
    if (kind() == Kind::integer) {
        auto element = element_in(element_);
        return element.is_int64() ? std::to_string(std::int64_t(element))
                                  : std::to_string(std::uint64_t(element));
    }
    if (kind() != Kind::text)
        return std::nullopt;
    std::string_view raw{element_in(element_)};
    if (raw.empty() || raw.size() > kIdLimit)
        return std::nullopt;
    return clean_text(raw, kIdLimit);
}

std::optional<std::string> Json::url() const {
    auto found = text(kUrlLimit + 1);
    if (!found || (!found->starts_with("https://") && !found->starts_with("http://")))
        return std::nullopt;
    if (found->size() > kUrlLimit)
        return std::nullopt;
    return found;
}

std::optional<std::int64_t> Json::count() const {
    if (kind() != Kind::integer)
        return std::nullopt;
    auto element = element_in(element_);
    if (!element.is_int64() || std::int64_t(element) < 0)
        return std::nullopt;
    return std::int64_t(element);
}

std::optional<std::int64_t> Json::count_or_digits() const {
    if (kind() == Kind::text)
        return digits(std::string_view(element_in(element_)));
    return count();
}

std::optional<bool> Json::boolean() const {
    if (kind() != Kind::boolean)
        return std::nullopt;
    return bool(element_in(element_));
}

std::optional<Instant> Json::instant() const {
    constexpr std::int64_t end_of_year_9999 = 253'402'300'799;
    if (kind() == Kind::text) {
        std::string_view raw{element_in(element_)};
        if (auto moment = parse_instant(raw))
            return moment;
    }
    auto seconds = count_or_digits();
    if (!seconds || *seconds > end_of_year_9999)
        return std::nullopt;
    return Instant{std::chrono::seconds{*seconds}};
}

std::string Json::written() const {
    std::string out;
    if (present_)
        write(element_in(element_), out);
    return out;
}

Error bad_answer(std::string message) {
    Error error;
    error.reaction = Reaction::retry_later;
    error.code = "bad_answer";
    error.message = std::move(message);
    return error;
}

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
