// Which of the accounts that a login opens is meant: the pages of a Facebook user above all.
#pragma once

#include "core/platforms/model.hpp"

#include <string>
#include <vector>

namespace social::pg {

// The page asked for, the only one there is, or nullptr: when the creator must choose, and for a page that
// the login does not open.
const Identity *chosen(const std::vector<Identity> &identities, const std::string &page_id);

// Says what there is to choose from.
[[noreturn]] void refuse_choice(const std::vector<Identity> &identities, const std::string &page_id);

// The pages to choose from: a JSON list of id and name.
std::string pages_json(const std::vector<Identity> &identities);

// connect_instagram() names an account; the one that counts is the one the token belongs to. Throws SqlError
// when that is another.
void check_claim(const std::string &claimed_id, const std::string &platform,
                 const std::vector<Identity> &identities);

} // namespace social::pg
