#include "base/json_object.hpp"

#include "base/text.hpp"
#include "base/time_text.hpp"

#include <algorithm>
#include <jansson.h>

namespace social::simulator {

namespace {

[[noreturn]] void wrong_type(const char *key, const char *wanted) {
    throw BadInput(concat("\"", key, "\" must be ", wanted));
}

std::string scalar_text(const char *key, const json_t *node) {
    if (json_is_string(node))
        return {json_string_value(node), json_string_length(node)};
    if (json_is_integer(node))
        return std::to_string(json_integer_value(node));
    wrong_type(key, "a text or a whole number");
}

} // namespace

JsonObject::JsonObject(json_t *node) : node_(json_incref(node), [](json_t *owned) { json_decref(owned); }) {}

JsonObject JsonObject::parse(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        text = "{}";
    json_error_t error;
    std::unique_ptr<json_t, void (*)(json_t *)> root(json_loadb(text.data(), text.size(), 0, &error),
                                                     [](json_t *owned) { json_decref(owned); });
    if (!root)
        throw BadInput(concat("the body is not JSON: ", error.text));
    if (!json_is_object(root.get()))
        throw BadInput("the body must be a JSON object");
    return JsonObject(root.get());
}

json_t *JsonObject::at(const char *key) const {
    json_t *node = json_object_get(node_.get(), key);
    return node == nullptr || json_is_null(node) ? nullptr : node;
}

bool JsonObject::has(const char *key) const {
    return at(key) != nullptr;
}

std::vector<std::string> JsonObject::keys() const {
    std::vector<std::string> names;
    const char *name = nullptr;
    json_t *value = nullptr;
    json_object_foreach(node_.get(), name, value) names.emplace_back(name);
    return names;
}

void JsonObject::only(std::initializer_list<std::string_view> known) const {
    for (const std::string &name : keys()) {
        if (std::find(known.begin(), known.end(), name) != known.end())
            continue;
        std::string message = concat("unknown key \"", name, "\"; known are:");
        for (std::string_view other : known)
            message += concat(" ", other);
        throw BadInput(message);
    }
}

std::optional<std::string> JsonObject::text(const char *key) const {
    json_t *node = at(key);
    if (node == nullptr)
        return std::nullopt;
    return scalar_text(key, node);
}

std::optional<std::int64_t> JsonObject::integer(const char *key) const {
    json_t *node = at(key);
    if (node == nullptr)
        return std::nullopt;
    if (!json_is_integer(node))
        wrong_type(key, "a whole number");
    return json_integer_value(node);
}

std::optional<double> JsonObject::number(const char *key) const {
    json_t *node = at(key);
    if (node == nullptr)
        return std::nullopt;
    if (!json_is_number(node))
        wrong_type(key, "a number");
    return json_number_value(node);
}

std::optional<bool> JsonObject::flag(const char *key) const {
    json_t *node = at(key);
    if (node == nullptr)
        return std::nullopt;
    if (!json_is_boolean(node))
        wrong_type(key, "true or false");
    return json_is_true(node);
}

std::optional<std::int64_t> JsonObject::time(const char *key) const {
    auto written = text(key);
    if (!written)
        return std::nullopt;
    auto parsed = parse_time(*written);
    if (!parsed)
        wrong_type(key, "unix seconds or a time like 2026-11-23T08:00:00Z");
    return parsed;
}

std::optional<std::int64_t> JsonObject::duration(const char *key) const {
    auto written = text(key);
    if (!written)
        return std::nullopt;
    auto parsed = parse_duration(*written);
    if (!parsed)
        wrong_type(key, "seconds or a text like \"90s\", \"5m\", \"2h\", \"3d\"");
    return parsed;
}

std::optional<std::vector<std::string>> JsonObject::list(const char *key) const {
    json_t *node = at(key);
    if (node == nullptr)
        return std::nullopt;
    std::vector<std::string> items;
    if (json_is_array(node)) {
        std::size_t index = 0;
        json_t *item = nullptr;
        json_array_foreach(node, index, item) items.push_back(scalar_text(key, item));
        return items;
    }
    std::string written = scalar_text(key, node);
    for (std::string_view part : split(written, ", "))
        items.emplace_back(part);
    return items;
}

std::optional<JsonObject> JsonObject::object(const char *key) const {
    json_t *node = at(key);
    if (node == nullptr)
        return std::nullopt;
    if (!json_is_object(node))
        wrong_type(key, "an object");
    return JsonObject(node);
}

} // namespace social::simulator
