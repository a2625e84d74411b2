#include "pg/convert.hpp"

#include "pg/guard.hpp"

extern "C" {
#include "utils/array.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
}

namespace social::pg {

Bind bind_text(std::string_view text) {
    const char *data = text.data();
    int size = static_cast<int>(text.size());
    return {call([=]() noexcept { return PointerGetDatum(cstring_to_text_with_len(data, size)); }), false};
}

Bind bind_text_or_null(std::string_view text) {
    return text.empty() ? Bind{} : bind_text(text);
}
Bind bind_optional(const std::optional<std::string_view> &text) {
    return text ? bind_text(*text) : Bind{};
}
Bind bind_bool(bool value) {
    return {BoolGetDatum(value), false};
}
Bind bind_int(int value) {
    return {Int32GetDatum(value), false};
}
Bind bind_bigint(std::int64_t value) {
    return {Int64GetDatum(value), false};
}
Bind bind_bigint(const std::optional<std::int64_t> &value) {
    return value ? bind_bigint(*value) : Bind{};
}
Bind bind_instant(Instant value) {
    return {TimestampTzGetDatum(to_pg(value)), false};
}
Bind bind_instant(const std::optional<Instant> &value) {
    return value ? bind_instant(*value) : Bind{};
}

Bind bind_uuid(std::string_view text) {
    std::string terminated{text};
    const char *data = terminated.c_str();
    return {call([=]() noexcept { return DirectFunctionCall1(uuid_in, CStringGetDatum(data)); }), false};
}

// bytea and text share their layout.
Bind bind_bytes(std::string_view bytes) {
    return bind_text(bytes);
}

Bind bind_jsonb(std::string_view json) {
    std::string terminated{json};
    const char *data = terminated.c_str();
    return {call([=]() noexcept { return DirectFunctionCall1(jsonb_in, CStringGetDatum(data)); }), false};
}

namespace {

Bind array_of(std::vector<Datum> &elements, Oid type, int length, bool by_value, char alignment) {
    Datum *data = elements.data();
    int size = static_cast<int>(elements.size());
    return {call([=]() noexcept {
                return PointerGetDatum(construct_array(data, size, type, length, by_value, alignment));
            }),
            false};
}

template <typename Text>
Bind array_of_texts(const std::vector<Text> &values) {
    std::vector<Datum> elements;
    elements.reserve(values.size());
    for (const auto &value : values)
        elements.push_back(bind_text(value).value);
    return array_of(elements, TEXTOID, -1, false, TYPALIGN_INT);
}

} // namespace

Bind bind_text_array(const std::vector<std::string> &values) {
    return array_of_texts(values);
}
Bind bind_text_array(const std::vector<std::string_view> &values) {
    return array_of_texts(values);
}

Bind bind_uuid_array(const std::vector<std::string> &values) {
    std::vector<Datum> elements;
    elements.reserve(values.size());
    for (const auto &value : values)
        elements.push_back(bind_uuid(value).value);
    return array_of(elements, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR);
}

Bind bind_instant_array(const std::vector<Instant> &values) {
    std::vector<Datum> elements;
    elements.reserve(values.size());
    for (auto value : values)
        elements.push_back(TimestampTzGetDatum(to_pg(value)));
    return array_of(elements, TIMESTAMPTZOID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

Bind bind_bigint_array(const std::vector<std::int64_t> &values) {
    std::vector<Datum> elements;
    elements.reserve(values.size());
    for (auto value : values)
        elements.push_back(Int64GetDatum(value));
    return array_of(elements, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

Bind bind_count_array(const std::vector<std::optional<std::int64_t>> &values) {
    std::vector<Datum> elements;
    std::vector<char> nulls; // of bool there is no vector that the server could read
    elements.reserve(values.size());
    nulls.reserve(values.size());
    for (const auto &value : values) {
        elements.push_back(Int64GetDatum(value.value_or(0)));
        nulls.push_back(value ? 0 : 1);
    }
    Datum *data = elements.data();
    auto *missing = reinterpret_cast<bool *>(nulls.data());
    int size = static_cast<int>(elements.size());
    return {call([=]() noexcept {
                int sizes[] = {size};
                int lower_bounds[] = {1};
                return PointerGetDatum(construct_md_array(data, missing, 1, sizes, lower_bounds, INT8OID, 8,
                                                          FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
            }),
            false};
}

std::string_view text_view(Datum value) {
    auto *plain = reinterpret_cast<::text *>(DatumGetPointer(value));
    if (VARATT_IS_EXTERNAL(plain) || VARATT_IS_COMPRESSED(plain))
        plain = call([=]() noexcept { return DatumGetTextPP(value); });
    return {VARDATA_ANY(plain), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(plain))};
}

std::string text_of(Datum value) {
    return std::string{text_view(value)};
}

std::string uuid_text(Datum value) {
    constexpr char digits[] = "0123456789abcdef";
    const auto *bytes = DatumGetUUIDP(value)->data;
    std::string text(36, '-');
    std::size_t at = 0;
    for (int i = 0; i < UUID_LEN; ++i) {
        at += i == 4 || i == 6 || i == 8 || i == 10;
        text[at++] = digits[bytes[i] >> 4];
        text[at++] = digits[bytes[i] & 15];
    }
    return text;
}

std::string jsonb_text(Datum value) {
    char *text = call([=]() noexcept { return DatumGetCString(DirectFunctionCall1(jsonb_out, value)); });
    return text;
}

std::vector<std::string> text_array(Datum value) {
    struct Elements {
        Datum *values;
        bool *nulls;
        int count;
    };
    auto elements = call([=]() noexcept {
        Elements found{};
        deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &found.values,
                          &found.nulls, &found.count);
        return found;
    });
    std::vector<std::string> texts;
    texts.reserve(static_cast<std::size_t>(elements.count));
    for (int i = 0; i < elements.count; ++i)
        if (!elements.nulls[i])
            texts.push_back(text_of(elements.values[i]));
    return texts;
}

} // namespace social::pg
