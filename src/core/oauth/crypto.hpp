// The few cryptographic helpers that OAuth and the platforms need, over OpenSSL.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace social {

// `count` bytes from the system's generator. Throws std::runtime_error when it has none to give.
std::string random_bytes(std::size_t count);

// 32 raw bytes each.
std::string sha256(std::string_view message);
std::string hmac_sha256(std::string_view key, std::string_view message);

std::string lower_hex(std::string_view bytes);
// The URL-safe alphabet, without padding.
std::string base64url(std::string_view bytes);

} // namespace social
