// Claiming: which accounts a sync worker takes up by itself, and when. Those that are due in its share, as
// places come free; but after an unclean exit first those that were in flight, one at a time.
#pragma once

#include "pg/clearance.hpp"
#include "pg/flights.hpp"
#include "pg/in_flight_file.hpp"
#include "pg/ledger.hpp"
#include "pg/revocations.hpp"
#include "pg/share.hpp"
#include "pg/suspects.hpp"

#include <chrono>

namespace social::pg {

inline constexpr auto kSafetyPoll = std::chrono::seconds{30}; // finds what a lost wake-up left

class Claiming {
public:
    // When to look again: not by the clock of the wall, which may be put back by an hour.
    using Moment = std::chrono::steady_clock::time_point;

    Claiming(const Share &share, Store &store, const KeyRing &keys, const Clock &clock, Clearance &clearance,
             Flights &flights, const Ledger &ledger, const InFlightFile &file, Revocations &revocations)
        : share_(share), store_(store), keys_(keys), clock_(clock), clearance_(clearance), flights_(flights),
          ledger_(ledger), file_(file), revocations_(revocations), suspects_(share, file.left_behind()) {}

    // Takes up what there is to take up now. False when it is not time to look.
    bool take_accounts();
    // Called at each turn, once what was in the air has landed.
    void look_again_when_landed();
    // At the next turn, also at what hardly changes.
    void look_around_soon() noexcept { claim_at_ = looked_around_at_ = Moment{}; }
    void put_off(Moment until) noexcept { claim_at_ = until; }
    // How long the owner may sleep before take_accounts() has something to do.
    std::optional<std::chrono::milliseconds> patience() const;
    // One account at a time.
    bool cautious() const noexcept { return suspects_.cautious(); }

private:
    void claim();
    void note_end_of_work(bool none_claimed);
    void clear_a_suspect();
    bool going_through_suspects() const;
    bool nobody_is_suspected() const;
    void launch(Claim claim);
    int room() const;
    static int least_room();

    Share share_;
    Store &store_;
    const KeyRing &keys_;
    const Clock &clock_;
    Clearance &clearance_;
    Flights &flights_;
    const Ledger &ledger_;
    const InFlightFile &file_;
    Revocations &revocations_;
    Suspects suspects_;
    Moment claim_at_{};
    Moment looked_around_at_{};
    bool in_a_round_ = false; // accounts were claimed since nothing was last in flight
    bool in_the_air_ = false; // accounts of whatever origin
};

} // namespace social::pg
