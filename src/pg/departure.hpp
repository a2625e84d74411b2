// Departure: how a sync worker leaves when the number of them is to change. It takes up nothing more, ends
// what is under way, and leaves together with the others: until then somebody has to be there for callers.
#pragma once

#include "pg/share.hpp"

namespace social::pg {

class Departure {
public:
    explicit Departure(const Share &share) : share_(share) {}

    // Notes since when this worker has been about to leave, or that it stays after all.
    void look();
    // Whether the number is to change, as it is told right now.
    bool draining() const;
    // Nothing is claimed meanwhile, and callers who keep asking while a platform hangs would keep this worker
    // for as long as they do: after a while they wait for those who come.
    bool closed() const;
    // What is shown of it; nullopt: it is not about to leave.
    std::optional<const char *> activity() const;
    // Whether neither this worker (`drained`) nor another has anything left to do. To be called again and
    // again while draining().
    bool all_leave(bool drained);
    // Ends the process, after that.
    [[noreturn]] void leave();
    // How long the owner may sleep before it is closed().
    std::optional<std::chrono::milliseconds> patience() const;

private:
    using Moment = std::chrono::steady_clock::time_point;

    Share share_;
    std::optional<Moment> draining_since_;
};

} // namespace social::pg
