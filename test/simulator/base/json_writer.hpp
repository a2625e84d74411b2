// Writes JSON straight into a string. Commas are its business; begin and end must pair.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace social::simulator {

class JsonWriter {
public:
    // Graph escapes slashes and everything beyond ASCII; TikTok and the control interface do not.
    enum class Style : std::uint8_t { plain, ascii };

    explicit JsonWriter(std::string &out, Style style = Style::plain) : out_(out), style_(style) {}

    JsonWriter &begin_object() { return open('{'); }
    JsonWriter &end_object() { return close('}'); }
    JsonWriter &begin_array() { return open('['); }
    JsonWriter &end_array() { return close(']'); }

    JsonWriter &key(std::string_view name);
    JsonWriter &value(std::string_view text);
    JsonWriter &value(const char *text) { return value(std::string_view(text)); }
    JsonWriter &value(const std::string &text) { return value(std::string_view(text)); }
    JsonWriter &value(std::same_as<bool> auto flag) { return raw(flag ? "true" : "false"); }
    JsonWriter &value(std::integral auto number)
        requires(!std::same_as<decltype(number), bool>)
    {
        return number_value(static_cast<std::int64_t>(number));
    }
    JsonWriter &value(double number);
    JsonWriter &null() { return raw("null"); }
    JsonWriter &raw(std::string_view json); // a finished value, written as it is

    template <typename T>
    JsonWriter &field(std::string_view name, const T &content) {
        return key(name).value(content);
    }

private:
    JsonWriter &open(char bracket);
    JsonWriter &close(char bracket);
    JsonWriter &number_value(std::int64_t number);
    void separate();
    void quoted(std::string_view text);

    std::string &out_;
    Style style_;
    bool comma_ = false;
};

} // namespace social::simulator
