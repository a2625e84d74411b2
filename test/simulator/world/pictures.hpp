// Avatars and thumbnails: small SVGs drawn from the seed, so that a demo shows faces of a sort without files.
#pragma once

#include "world/accounts.hpp"

#include <string>

namespace social::simulator {

std::string avatar_svg(const Accounts &accounts, Subject subject);
std::string thumbnail_svg(const Accounts &accounts, Subject subject, std::uint32_t index);

} // namespace social::simulator
