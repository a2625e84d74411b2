// What a JSON parser refuses a whole document for, although only one value in it is odd: one strange caption
// or counter is not to cost an account its figures.
#pragma once

#include <string>
#include <string_view>

namespace social {

// `body` with valid UTF-8, whole characters, control characters escaped, and numbers that a machine can hold.
// A number beyond that becomes a fraction, which is neither a count nor an id.
std::string repaired_json(std::string_view body);

} // namespace social
