// Which of the accounts that a login opens is meant: the pages of a Facebook user above all.
#pragma once

#include "core/platforms/model.hpp"

#include <string>
#include <vector>

namespace social::pg {

// The page asked for, the only one there is, or nullptr when the creator must choose. Throws SqlError for a
// page that the login does not open.
const Identity *chosen(const std::vector<Identity> &identities, const std::string &page_id);

// The pages to choose from: as a JSON list of id and name, and for an error's detail.
std::string pages_json(const std::vector<Identity> &identities);
std::string page_names(const std::vector<Identity> &identities);

// connect_instagram() names an account; the one that counts is the one the token belongs to. Throws SqlError
// when that is another.
void check_claim(const std::string &claimed_id, const std::string &platform,
                 const std::vector<Identity> &identities);

} // namespace social::pg
