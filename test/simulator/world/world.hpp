// The seeded world: who exists, when they post, and how the figures of an account and of a post grow with
// time. All of it is a function of (seed, account, time); nothing is stored.
#pragma once

#include "world/ids.hpp"
#include "world/people.hpp"
#include "world/platform.hpp"

#include <cstdint>

namespace social::simulator {

// What is special about an account, by its number modulo 50 (see README.md).
enum class Habit : std::uint8_t {
    regular,     // a post every two to four days
    busy,        // one a day, 60 of them at the epoch
    dormant,     // seven old posts, none since
    silent,      // no post at all
    hides_likes, // Instagram: like counts hidden
    personal,    // Instagram: a personal account, which the API cannot reach
    converted,   // Instagram: posts older than the epoch have no insights
};

enum class Format : std::uint8_t { image, video, album, text };

struct Figures {
    std::int64_t likes = 0;
    std::int64_t comments = 0;
    std::int64_t shares = 0;
    std::int64_t saves = 0;
    std::int64_t views = 0;
    std::int64_t reach = 0;
};

struct WorldSettings {
    std::uint64_t seed = 1;
    std::uint32_t accounts = 1000;
    bool uniform = false;            // every account is regular: for benchmarks
    std::int64_t epoch = 1793491200; // 2026-11-01T00:00:00Z
};

class World {
public:
    explicit World(const WorldSettings &settings);

    const WorldSettings &settings() const { return settings_; }
    const Ids &ids() const { return ids_; }
    bool exists(std::int64_t account) const { return account >= 1 && account <= settings_.accounts; }

    Person person(std::uint32_t account) const;
    Habit habit(std::uint32_t account) const;
    std::uint32_t pages(std::uint32_t account) const;                  // Facebook Pages the user owns
    bool page_linked(std::uint32_t account, std::uint32_t page) const; // … to the Instagram account
    std::string page_name(std::uint32_t account, std::uint32_t page) const;

    std::int64_t followers(Subject subject, std::int64_t time) const;
    std::int64_t following(Subject subject) const;
    std::int64_t daily_reach(Subject subject, std::int64_t day) const; // people reached on one day

    std::uint32_t post_count(Subject subject, std::int64_t time) const; // published up to `time`
    std::int64_t published_at(Subject subject, std::uint32_t index) const;
    Format format(Subject subject, std::uint32_t index) const;
    bool has_caption(Subject subject, std::uint32_t index) const;
    std::string caption(Subject subject, std::uint32_t index) const;
    Figures figures(Subject subject, std::uint32_t index, std::int64_t time) const;

private:
    struct Rhythm {
        std::int64_t first; // when the first post came, before its time of day was settled
        std::int64_t gap;   // seconds between posts
        std::uint32_t limit;
    };
    Rhythm rhythm(Subject subject) const;
    std::int64_t followers_at_epoch(Subject subject) const;
    std::uint64_t hash(Subject subject, std::uint64_t what) const;
    std::uint64_t hash(Subject subject, std::uint64_t what, std::uint64_t which) const;

    WorldSettings settings_;
    Ids ids_;
};

} // namespace social::simulator
