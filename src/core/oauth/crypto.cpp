#include "core/oauth/crypto.hpp"

#include <cstdint>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdexcept>

namespace social {

namespace {

constexpr std::size_t kDigestSize = 32;

const unsigned char *as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char *>(text.data());
}

} // namespace

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char *>(out.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("no random bytes from OpenSSL");
    return out;
}

std::string sha256(std::string_view message) {
    std::string out(kDigestSize, '\0');
    if (EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char *>(out.data()), nullptr,
                   EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed in OpenSSL");
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

std::string base64url(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    out.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t pending = 0;
    int bits = 0;
    for (char c : bytes) {
        pending = (pending << 8) | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            out += alphabet[(pending >> bits) & 63];
        }
    }
    if (bits > 0)
        out += alphabet[(pending << (6 - bits)) & 63];
    return out;
}

} // namespace social
