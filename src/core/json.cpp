// simdjson behind typed lookups. One parser a thread is reused, since its buffers cost more than the parse.
#include "core/json.hpp"

#include "core/json_repair.hpp"

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

std::optional<std::string> copied(std::optional<std::string_view> text) {
    return text ? std::optional<std::string>{*text} : std::nullopt;
}

std::optional<KeptText> kept(std::optional<std::string_view> text, TextArena &texts) {
    return text ? std::optional{texts.keep(*text)} : std::nullopt;
}

std::string what_it_looks_like(std::string_view body) {
    auto start = body.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos)
        return "the answer is empty";
    if (body[start] == '<')
        return "the answer is a web page instead of JSON";
    return {};
}

// Not what is cut off or nested beyond bounds; and the code for numbers has another name in newer versions.
bool may_be_repaired(simdjson::error_code problem) {
    switch (problem) {
    case simdjson::SUCCESS:
    case simdjson::MEMALLOC:
    case simdjson::CAPACITY:
    case simdjson::DEPTH_ERROR:
    case simdjson::UNCLOSED_STRING:
    case simdjson::EMPTY:
        return false;
    default:
        return true;
    }
}

// Left out of what is kept of an answer: Graph puts the access token into the links of its pages.
bool kept_out(std::string_view key) {
    return key == "paging" || key.find("token") != std::string_view::npos;
}

void write(dom::element element, std::string_view without, std::string &out) {
    switch (element.type()) {
    case dom::element_type::ARRAY: {
        char separator = '[';
        for (dom::element item : dom::array(element)) {
            out += std::exchange(separator, ',');
            write(item, without, out);
        }
        out += separator == '[' ? "[]" : "]";
        break;
    }
    case dom::element_type::OBJECT: {
        char separator = '{';
        for (auto [key, value] : dom::object(element)) {
            if (kept_out(key) || (!without.empty() && key == without))
                continue;
            out += std::exchange(separator, ',');
            out += json_quoted(key);
            out += ':';
            write(value, without, out);
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
    if (may_be_repaired(problem)) {
        std::string again = repaired_json(body);
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

std::optional<std::string_view> Json::seen_text(std::size_t limit, std::string &changed) const {
    if (kind() != Kind::text)
        return std::nullopt;
    std::string_view raw{element_in(element_)};
    // The parser has seen to it that it is UTF-8; an escaped NUL it lets through.
    if (raw.size() <= limit && raw.find('\0') == std::string_view::npos)
        return raw;
    changed = clean_text(raw, limit);
    return changed;
}

std::optional<std::string_view> Json::seen_id(std::string &changed) const {
    if (kind() == Kind::integer) {
        auto element = element_in(element_);
        changed = element.is_int64() ? std::to_string(std::int64_t(element))
                                     : std::to_string(std::uint64_t(element));
        return changed;
    }
    if (kind() != Kind::text)
        return std::nullopt;
    std::string_view raw{element_in(element_)};
    if (raw.empty() || raw.size() > kIdLimit)
        return std::nullopt;
    return seen_text(kIdLimit, changed);
}

std::optional<std::string_view> Json::seen_url(std::string &changed) const {
    auto found = seen_text(kUrlLimit + 1, changed);
    if (!found || (!found->starts_with("https://") && !found->starts_with("http://")))
        return std::nullopt;
    if (found->size() > kUrlLimit)
        return std::nullopt;
    return found;
}

std::optional<std::string> Json::text(std::size_t limit) const {
    std::string changed;
    return copied(seen_text(limit, changed));
}

std::optional<std::string> Json::id() const {
    std::string changed;
    return copied(seen_id(changed));
}

std::optional<std::string> Json::url() const {
    std::string changed;
    return copied(seen_url(changed));
}

std::optional<KeptText> Json::text(std::size_t limit, TextArena &texts) const {
    std::string changed;
    return kept(seen_text(limit, changed), texts);
}

std::optional<KeptText> Json::id(TextArena &texts) const {
    std::string changed;
    return kept(seen_id(changed), texts);
}

std::optional<KeptText> Json::url(TextArena &texts) const {
    std::string changed;
    return kept(seen_url(changed), texts);
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

std::string Json::written_without(std::string_view key) const {
    std::string out;
    if (present_)
        write(element_in(element_), key, out);
    return out;
}

Error bad_answer(std::string message) {
    Error error;
    error.reaction = Reaction::retry_later;
    error.code = "bad_answer";
    error.message = std::move(message);
    return error;
}

} // namespace social
