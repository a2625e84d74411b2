// Texts and times that others wrote, brought into the form that PostgreSQL and we ourselves rely on.
#pragma once

#include "core/clock.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace social {

// Valid UTF-8 without NUL: what is neither becomes U+FFFD. At most `limit` characters.
std::string clean_text(std::string_view text, std::size_t limit);

// ISO 8601 with a zone of `Z`, `+hhmm` or `+hh:mm`; without one it is UTC. Fractions are kept to
// microseconds.
std::optional<Instant> parse_instant(std::string_view text);

// `text` as a JSON string, quotes included.
std::string json_quoted(std::string_view text);

} // namespace social
