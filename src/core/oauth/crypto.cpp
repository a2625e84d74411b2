#include "core/oauth/crypto.hpp"

#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdexcept>

namespace social {

namespace {

constexpr std::size_t kDigestSize = 32;

const unsigned char *as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char *>(text.data());
}

} // namespace

std::string sha256(std::string_view message) {
    std::string out(kDigestSize, '\0');
    SHA256(as_bytes(message), message.size(), reinterpret_cast<unsigned char *>(out.data()));
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
    std::string out(kDigestSize, '\0');
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(message), message.size(),
             reinterpret_cast<unsigned char *>(out.data()), nullptr) == nullptr)
        throw std::runtime_error("HMAC-SHA-256 failed in OpenSSL");
    return out;
}

std::string lower_hex(std::string_view bytes) {
    static constexpr char hex[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (char c : bytes) {
        auto byte = static_cast<unsigned char>(c);
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

} // namespace social
