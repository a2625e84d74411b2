// Values inside an answer, written as they are or as a fault makes them.
#pragma once

#include "platforms/call.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace social::simulator {

void write_count(const Call &call, JsonWriter &json, std::string_view name, std::int64_t count);
void write_id(const Call &call, JsonWriter &json, std::string_view name, const std::string &id);
void write_caption(const Call &call, JsonWriter &json, std::string_view name, const std::string &caption,
                   JsonWriter::Style style);

} // namespace social::simulator
