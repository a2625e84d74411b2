#include "platforms/odd_values.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"

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

} // namespace social::simulator
