// EventWait: one wait for the latch, the postmaster's death and libcurl's epoll descriptors together.
#pragma once

#include "pg/postgres.hpp"

namespace social::pg {

class EventWait {
public:
    // `other_fd` below 0 is none.
    explicit EventWait(int epoll_fd, int other_fd = -1);
    ~EventWait();
    EventWait(const EventWait &) = delete;
    EventWait &operator=(const EventWait &) = delete;

    // Until something has happened, or for so long. Interrupts and configuration are left to after_waking().
    void wait(std::chrono::milliseconds patience);

private:
    WaitEventSet *set_ = nullptr;
};

} // namespace social::pg
