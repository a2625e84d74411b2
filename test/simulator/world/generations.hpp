// Change on command, for benchmarks: each new generation changes the figures of an exact share of the posts,
// while the clock stands still.
#pragma once

#include "world/platform.hpp"

#include <cstdint>
#include <vector>

namespace social::simulator {

class Generations {
public:
    std::uint32_t current() const { return static_cast<std::uint32_t>(shares_.size()); }
    std::uint32_t share() const { return share_; }
    void set_share(std::uint32_t percent) { share_ = percent; }
    void begin() { shares_.push_back(share_); }

    // The newest generation that changed this post, 0 when none did. Of any 25 posts in a row, every
    // generation changes the same number give or take one; of four accounts in a row with 25 posts each,
    // exactly the share.
    std::uint32_t last_change(Subject subject, std::uint32_t index) const;

private:
    std::uint32_t share_ = 30;
    std::vector<std::uint32_t> shares_; // percent, by generation
};

} // namespace social::simulator
