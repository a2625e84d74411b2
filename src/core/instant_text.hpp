// Instants as ISO 8601 text in UTC, to the second.
#pragma once

#include "core/clock.hpp"

#include <string>

namespace social {

std::string iso_text(Instant instant);

} // namespace social
