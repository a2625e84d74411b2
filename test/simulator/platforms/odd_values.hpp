// Values inside an answer, written as they are or as a fault makes them.
#pragma once

#include "platforms/call.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace social::simulator {

void write_count(const Call &call, JsonWriter &json, std::string_view name, std::int64_t count);
void write_id(const Call &call, JsonWriter &json, std::string_view name, const std::string &id);
void write_caption(const Call &call, JsonWriter &json, std::string_view name, const std::string &caption,
                   JsonWriter::Style style);

// When a post was published, as Graph tells it and as TikTok does.
void write_graph_time(const Call &call, JsonWriter &json, std::string_view name, std::int64_t time);
void write_unix_time(const Call &call, JsonWriter &json, std::string_view name, std::int64_t time);

// How many posts come on a page when `asked` were wanted.
std::size_t page_size(const Call &call, std::size_t asked);

} // namespace social::simulator
