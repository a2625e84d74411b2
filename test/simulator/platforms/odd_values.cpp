#include "platforms/odd_values.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"

#include <algorithm>
#include <array>

namespace social::simulator {

namespace {

// A different kind of wrong for each name, the same one every time.
void write_wrong_type(JsonWriter &json, std::string_view name, std::int64_t count) {
    std::string number = std::to_string(count);
    switch (hash_of_text(name) % 7) {
    case 0:
        json.value("a lot");
        return;
    case 1:
        json.raw(concat(number, ".5"));
        return;
    case 2:
        json.value(true);
        return;
    case 3:
        json.raw(concat("[", number, "]"));
        return;
    case 4:
        json.raw(concat("{\"value\":", number, "}"));
        return;
    case 5:
        json.raw("99999999999999999999");
        return;
    default:
        json.raw("-5");
        return;
    }
}

// The ends of the calendar, beyond them, and a day that does not exist.
constexpr std::array<std::string_view, 4> far_graph_times = {
    "0000-01-01T00:00:00+0000", "9999-12-31T23:59:59+0000", "292278994-08-17T07:12:55+0000",
    "2026-02-30T00:00:00+0000"};
constexpr std::array<std::string_view, 4> far_unix_times = {"0", "253402300799", "9223372036854775807", "-1"};

} // namespace

void write_count(const Call &call, JsonWriter &json, std::string_view name, std::int64_t count) {
    if (call.has(FaultKind::missing_counts))
        return;
    json.key(name);
    if (call.has(FaultKind::wrong_types))
        write_wrong_type(json, name, count);
    else
        json.value(count);
}

void write_id(const Call &call, JsonWriter &json, std::string_view name, const std::string &id) {
    json.key(name);
    if (call.has(FaultKind::numeric_ids) && parse_integer(id))
        json.raw(id);
    else
        json.value(id);
}

void write_caption(const Call &call, JsonWriter &json, std::string_view name, const std::string &caption,
                   JsonWriter::Style style) {
    json.key(name);
    if (call.has(FaultKind::wrong_types)) {
        json.value(42);
        return;
    }
    if (!call.has(FaultKind::nul_caption) && !call.has(FaultKind::invalid_utf8)) {
        json.value(caption);
        return;
    }
    std::string quoted;
    JsonWriter(quoted, style).value(caption);
    quoted.pop_back();
    if (call.has(FaultKind::nul_caption))
        quoted += "\\u0000after the nul";
    if (call.has(FaultKind::invalid_utf8))
        quoted += "\xff\xc3 after the bad bytes";
    json.raw(quoted + '"');
}

void write_graph_time(const Call &call, JsonWriter &json, std::string_view name, std::int64_t time) {
    if (call.has(FaultKind::far_dates))
        json.field(name, far_graph_times[static_cast<std::size_t>(time) % far_graph_times.size()]);
    else
        json.field(name, graph_time(time));
}

void write_unix_time(const Call &call, JsonWriter &json, std::string_view name, std::int64_t time) {
    json.key(name);
    if (call.has(FaultKind::far_dates))
        json.raw(far_unix_times[static_cast<std::size_t>(time) % far_unix_times.size()]);
    else
        json.value(time);
}

std::size_t page_size(const Call &call, std::size_t asked) {
    const Fault *short_page = call.faults.find(FaultKind::short_page);
    return short_page == nullptr ? asked : std::min(asked, static_cast<std::size_t>(short_page->limit));
}

} // namespace social::simulator
