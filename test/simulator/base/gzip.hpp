// Gzip for the one fault that needs it: a small body that unpacks to a huge one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace social::simulator {

// The gzip form of prefix, then `filler` spaces, then suffix; made piece by piece.
std::string gzip_with_filler(std::string_view prefix, std::uint64_t filler, std::string_view suffix);

} // namespace social::simulator
