// SHA-256 and HMAC-SHA256, from OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace social::simulator {

std::string sha256(std::string_view text); // 32 raw bytes
std::string hmac_sha256_hex(std::string_view key, std::string_view message);

} // namespace social::simulator
