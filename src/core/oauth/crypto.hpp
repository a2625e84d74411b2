// The few cryptographic helpers that the platforms' proofs need, over OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace social {

// 32 raw bytes each.
std::string sha256(std::string_view message);
std::string hmac_sha256(std::string_view key, std::string_view message);

std::string lower_hex(std::string_view bytes);

} // namespace social
