// Deterministic mixing: every invented figure, name and token is derived from such numbers, so that nothing
// has to be stored for an account that nobody touched.
#pragma once

#include <cstdint>
#include <string_view>

namespace social::simulator {

constexpr std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

template <typename... Parts>
constexpr std::uint64_t hash_of(Parts... parts) {
    std::uint64_t state = 0x9e3779b97f4a7c15ULL;
    ((state = mix(state ^ (static_cast<std::uint64_t>(parts) + 0x9e3779b97f4a7c15ULL))), ...);
    return state;
}

constexpr std::uint64_t hash_of_text(std::string_view text) {
    std::uint64_t state = hash_of(text.size());
    for (char c : text)
        state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mix(state);
}

// Even over [0, 1).
constexpr double unit(std::uint64_t hash) {
    return static_cast<double>(hash >> 11) * 0x1p-53;
}

constexpr double between(std::uint64_t hash, double low, double high) {
    return low + (high - low) * unit(hash);
}

} // namespace social::simulator
