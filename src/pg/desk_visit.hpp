// What the parts of the desk share: one caller's visit, and how it waits for the accounts it asked for.
#pragma once

#include "pg/desk.hpp"

namespace social::pg {

// Several flights to wait for: resumes when the last has been recorded.
struct Countdown {
    std::size_t remaining = 0;
    RunQueue *ready = nullptr;
    std::coroutine_handle<> waiting{};

    void one_done() {
        if (--remaining == 0 && waiting)
            ready->push(waiting);
    }
    bool await_ready() const noexcept { return remaining == 0; }
    void await_suspend(std::coroutine_handle<> coroutine) noexcept { waiting = coroutine; }
    void await_resume() const noexcept {}
};

struct Desk::Visit {
    Mail mail{};
    Errand errand{};
    std::unique_ptr<ClientApi> api{};
    std::optional<Task<Done>> task{};
    std::string reply{};
    std::vector<std::int64_t> unfinished{}; // log ids, in the order of the errand's connections
    bool left = false;                      // the caller has gone
    // When queueing what the caller left is tried again; nothing: it has not failed.
    std::optional<Moment> queue_at{};
};

} // namespace social::pg
