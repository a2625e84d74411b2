// Reading JSON that others wrote. An answer is parsed once and read inside the function handed to
// read_json(); no view of it exists outside that function. Every lookup says what it wants and gives nullopt
// for anything else, so that absent, null, a wrong type and 0 stay four different things.
#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/text.hpp"
#include "core/text_arena.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace social {

// How much of a text is kept, in characters.
inline constexpr std::size_t kIdLimit = 255;
inline constexpr std::size_t kNameLimit = 500;
inline constexpr std::size_t kCaptionLimit = 8'000;
inline constexpr std::size_t kUrlLimit = 4'000;

class Json {
public:
    Json() = default;

    // What was at the place that was looked up. `absent` also for a key of something that is no object.
    enum class Kind : std::uint8_t { absent, null, boolean, integer, real, text, array, object };
    Kind kind() const;
    bool told() const { return kind() != Kind::absent && kind() != Kind::null; }
    bool is_object() const { return kind() == Kind::object; }
    bool is_array() const { return kind() == Kind::array; }

    Json operator[](std::string_view key) const;
    Json first() const;               // of an array
    std::vector<Json> items() const;  // of an array
    std::vector<Json> values() const; // of an object

    // Text as PostgreSQL takes it: valid UTF-8 without NUL, at most `limit` characters.
    std::optional<std::string> text(std::size_t limit) const;
    // An opaque id, from a text or, digit by digit, from an integer. Empty or over-long: nullopt.
    std::optional<std::string> id() const;
    // An http or https address. A cut address leads nowhere, so an over-long one is nullopt.
    std::optional<std::string> url() const;
    // The same, kept with other texts.
    std::optional<KeptText> text(std::size_t limit, TextArena &texts) const;
    std::optional<KeptText> id(TextArena &texts) const;
    std::optional<KeptText> url(TextArena &texts) const;
    // A measured number: an explicit integer that is not negative.
    std::optional<std::int64_t> count() const;
    // The same where a platform writes its numbers as text ("5183944"), and for durations and times.
    std::optional<std::int64_t> count_or_digits() const;
    std::optional<bool> boolean() const;
    // `2026-05-01T12:34:56+0000` and its relatives, or seconds since 1970.
    std::optional<Instant> instant() const;

    // This value as JSON text for jsonb, without paging links and tokens.
    std::string written() const { return written_without({}); }
    // The same without what stands under `key`, wherever it is.
    std::string written_without(std::string_view key) const;

private:
    friend class JsonReading;
    // The text as it stands in the answer where it may stay so, else what it becomes, written into `changed`.
    std::optional<std::string_view> seen_text(std::size_t limit, std::string &changed) const;
    std::optional<std::string_view> seen_id(std::string &changed) const;
    std::optional<std::string_view> seen_url(std::string &changed) const;
    // simdjson's element (two words), kept opaque so that its header is read by one file only.
    alignas(8) unsigned char element_[16]{};
    bool present_ = false;
};

// One parse in this thread's parser. Not to be used but through read_json().
class JsonReading {
public:
    explicit JsonReading(std::string_view body);
    ~JsonReading();
    JsonReading(const JsonReading &) = delete;
    JsonReading &operator=(const JsonReading &) = delete;

    bool ok() const { return failure_.empty(); }
    const std::string &failure() const { return failure_; }
    Json root() const { return root_; }

private:
    std::string failure_;
    Json root_;
};

// The failure of an answer that is not what its documentation says: come back later.
Error bad_answer(std::string message);

// Parses `body`, which must hold an object, and hands its root to `reader`, which returns a Result.
// Malformed, truncated, too deep, empty or HTML: bad_answer. Readings of one thread must not be nested.
template <typename Reader>
auto read_json(std::string_view body, Reader &&reader) -> std::invoke_result_t<Reader, Json> {
    JsonReading reading{body};
    if (!reading.ok())
        return bad_answer(reading.failure());
    return reader(reading.root());
}

} // namespace social
