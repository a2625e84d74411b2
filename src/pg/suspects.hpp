// Suspects: the accounts that were in flight when a worker did not survive. Its successor goes through them
// one at a time; the one that was alone in flight is set aside for a day.
#pragma once

#include "pg/flight.hpp"
#include "pg/share.hpp"
#include "pg/store.hpp"

#include <string>
#include <vector>

namespace social::pg {

class Suspects {
public:
    Suspects(const Share &share, std::vector<std::string> left_behind)
        : share_(share), ids_(std::move(left_behind)), was_alone_(ids_.size() == 1) {}

    bool any_left() const noexcept { return !ids_.empty(); }
    // From the first of them until the last has landed.
    bool cautious() const noexcept { return cautious_; }

    // The next of them, to be started once the caller's transaction is committed; none where it is set aside,
    // or another worker's since their number changed.
    std::vector<Claim> next(Store &store, Instant now);
    // Called after that commit.
    void passed();

    // One that somebody held when it was to be set aside: not to be started before that is done.
    bool is_held(const std::string &connection_id) const noexcept { return held_ == connection_id; }
    void set_aside_held(Store &store, Instant now);

private:
    Share share_;
    std::vector<std::string> ids_;
    bool was_alone_;
    bool cautious_ = false;
    std::string held_; // empty: none
};

} // namespace social::pg
