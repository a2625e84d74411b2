// How text travels in a mail: encoded words in headers (RFC 2047), quoted-printable in bodies (RFC 2045).
#pragma once

#include <string>
#include <string_view>

namespace social {

// `text` for a header that holds free text. Line breaks become blanks; anything but short plain ASCII becomes
// encoded words, folded.
std::string header_text(std::string_view text);

// The same for a display name: plain names in quotes.
std::string header_name(std::string_view name);

// Lines of at most 76 characters, line breaks as CRLF. No line begins with a dot, or with "From ".
std::string quoted_printable(std::string_view text);

} // namespace social
