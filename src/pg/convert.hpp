// Between PostgreSQL's values and the core's: instants, text, uuids, arrays. A Datum made here lives in the
// current memory context.
#pragma once

#include "core/clock.hpp"
#include "pg/postgres.hpp"

namespace social::pg {

inline constexpr Instant kPgEpoch{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};

// PostgreSQL counts microseconds from 2000. Infinite timestamps have no place in the core: none are stored.
constexpr Instant from_pg(TimestampTz value) {
    return kPgEpoch + std::chrono::microseconds{value};
}
constexpr TimestampTz to_pg(Instant instant) {
    return (instant - kPgEpoch).count();
}

// A value on its way into a statement: SQL NULL by default.
struct Bind {
    Datum value = 0;
    bool null = true;
};

Bind bind_text(std::string_view text);
Bind bind_text_or_null(std::string_view text); // "" becomes NULL
Bind bind_optional(const std::optional<std::string_view> &text);
Bind bind_bool(bool value);
Bind bind_int(int value);
Bind bind_bigint(std::int64_t value);
Bind bind_bigint(const std::optional<std::int64_t> &value);
Bind bind_instant(Instant value);
Bind bind_instant(const std::optional<Instant> &value);
Bind bind_uuid(std::string_view text); // raises 22P02 for what is no uuid
Bind bind_bytes(std::string_view bytes);
Bind bind_jsonb(std::string_view json);
Bind bind_text_array(const std::vector<std::string> &values);
Bind bind_text_array(const std::vector<std::string_view> &values);
Bind bind_uuid_array(const std::vector<std::string> &values);
Bind bind_instant_array(const std::vector<Instant> &values);
Bind bind_bigint_array(const std::vector<std::int64_t> &values);
Bind bind_count_array(const std::vector<std::optional<std::int64_t>> &values); // nullopt: a NULL element

// Where it lies; what is stored compressed or apart, in a copy in the current memory context.
std::string_view text_view(Datum value);
std::string text_of(Datum value);
std::string uuid_text(Datum value);
std::string jsonb_text(Datum value);
std::vector<std::string> text_array(Datum value);

} // namespace social::pg
