// URLs: building queries, reading them, and what of a text from outside may be shown to people.
#pragma once

#include "core/secret.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace social {

// Everything but letters, digits and `-._~` as %XX, so that the result fits a query and a form alike.
std::string percent_encoded(std::string_view text);
// nullopt when a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

using Parameters = std::vector<std::pair<std::string_view, std::string_view>>;
// name=value&name=value; also the body of a form.
std::string query_of(const Parameters &parameters);
// `url` with the parameters after its `?`, which is added where it has none yet.
std::string with_query(std::string_view url, const Parameters &parameters);
// The first value of that name in the query of `url`, decoded.
std::optional<std::string> query_value(std::string_view url, std::string_view name);

// `base` and `path` with exactly one slash between them.
std::string joined(std::string_view base, std::string_view path);

// Texts that came from outside, with what could be a secret taken out: the given ones, the values of
// parameters like access_token=…, and anything long that looks drawn at random. At most 300 characters.
std::string redacted(std::string_view text, std::initializer_list<const Secret *> secrets = {});

} // namespace social
