// A JSON object that somebody sent: typed look-ups that throw BadInput with a message for the sender.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct json_t;

namespace social::simulator {

struct BadInput : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class JsonObject {
public:
    // An empty text counts as {}.
    static JsonObject parse(std::string_view text);

    bool has(const char *key) const;
    std::vector<std::string> keys() const;
    void only(std::initializer_list<std::string_view> known) const; // throws for any other key

    std::optional<std::string> text(const char *key) const; // numbers are taken as text too
    std::optional<std::int64_t> integer(const char *key) const;
    std::optional<double> number(const char *key) const;
    std::optional<bool> flag(const char *key) const;
    std::optional<std::int64_t> time(const char *key) const;     // unix seconds or ISO 8601
    std::optional<std::int64_t> duration(const char *key) const; // seconds or "3d", "2h", …
    // An array of texts or numbers, one of them alone, or a text separated by commas.
    std::optional<std::vector<std::string>> list(const char *key) const;
    std::optional<JsonObject> object(const char *key) const;

private:
    explicit JsonObject(json_t *node);
    json_t *at(const char *key) const;

    std::shared_ptr<json_t> node_;
};

} // namespace social::simulator
