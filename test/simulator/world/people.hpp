// Who the seeded people are: the first dozen by hand, the others from lists of names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace social::simulator {

constexpr std::uint32_t cast_size = 12;

enum class Topic : std::uint8_t {
    fashion,
    fitness,
    cooking,
    technology,
    beauty,
    travel,
    photography,
    football,
    handicraft,
    music,
    books,
    gaming
};
constexpr std::uint32_t topic_count = 12;

struct Person {
    std::string first_name;
    std::string last_name;
    std::string handle; // unique; ASCII letters, digits and dots
    std::string bio;
    Topic topic = Topic::fashion;
    std::int64_t followers = 0; // on Instagram at the epoch

    std::string name() const { return first_name + ' ' + last_name; }
};

Person person(std::uint64_t seed, std::uint32_t account);

// The part of a person that figures depend on, without the texts: it is needed for every post.
struct Standing {
    Topic topic = Topic::fashion;
    std::int64_t followers = 0;
};
Standing standing(std::uint64_t seed, std::uint32_t account);

std::string_view category(Topic topic); // as a Facebook Page names it
std::string_view hashtags(Topic topic);

} // namespace social::simulator
