// What the platforms would answer at a given instant: the seeded world, the changes on command, and what a
// test has decided. Platforms and the control interface's truth both read here, so that they cannot differ.
#pragma once

#include "world/generations.hpp"
#include "world/overrides.hpp"
#include "world/world.hpp"

#include <string>
#include <vector>

namespace social::simulator {

struct Profile {
    std::string username;
    std::string name;
    std::string bio;
    std::string account_type; // Instagram
    std::int64_t followers = 0;
    std::int64_t following = 0;
    std::int64_t posts = 0;
    Topic topic = Topic::fashion;
};

struct Post {
    std::int64_t published_at = 0;
    Format format = Format::image;
    bool has_caption = false;
    std::string caption;
    Figures figures;
    bool insights_refused = false;
};

struct PostPage {
    std::vector<std::uint32_t> indexes; // newest first
    bool more = false;
};

class Accounts {
public:
    explicit Accounts(const WorldSettings &settings) : world(settings) {}

    bool personal(std::uint32_t account) const; // on Instagram
    bool hides_likes(Subject subject) const;
    std::uint32_t pages(std::uint32_t account) const;
    bool page_linked(std::uint32_t account, std::uint32_t page) const;

    std::string username(Subject subject) const;
    std::string name(Subject subject) const;
    Profile profile(Subject subject, std::int64_t time) const;

    std::uint32_t post_count(Subject subject, std::int64_t time) const; // deleted ones left out
    bool has_post(Subject subject, std::uint32_t index, std::int64_t time) const;
    Post post(Subject subject, std::uint32_t index, std::int64_t time) const;
    // At most `limit` posts with an index below `below`.
    PostPage posts_below(Subject subject, std::uint32_t below, std::size_t limit, std::int64_t time) const;
    std::int64_t total_likes(Subject subject, std::int64_t time) const;

    // Sums over the days of a period, as insights give them.
    std::int64_t reach_between(Subject subject, std::int64_t since, std::int64_t until) const;
    std::int64_t views_between(Subject subject, std::int64_t since, std::int64_t until) const {
        return 3 * reach_between(subject, since, until);
    }

    World world;
    Overrides overrides;
    Generations generations;

private:
    Figures figures(Subject subject, std::uint32_t index, std::int64_t time) const;
};

} // namespace social::simulator
