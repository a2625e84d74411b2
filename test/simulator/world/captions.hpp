// What the seeded people write under their posts, in French, Arabic and English.
#pragma once

#include "world/people.hpp"

#include <string>

namespace social::simulator {

// The text of somebody's post number `index`; `start` is where in the list of texts this person begins, so
// that neighbouring posts differ.
std::string caption(Topic topic, std::uint64_t start, std::uint32_t index);

} // namespace social::simulator
