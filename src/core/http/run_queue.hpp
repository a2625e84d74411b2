// RunQueue: coroutines that may go on. Whatever a coroutine waits for puts it here instead of resuming it on
// the spot, so that it never runs inside the code that completed it; the event loop runs the queue once a
// turn.
#pragma once

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <deque>

namespace social {

class RunQueue {
public:
    // `owner` is whoever may have to take it back: see drop().
    void push(std::coroutine_handle<> waiting, const void *owner = nullptr) {
        ready_.push_back({waiting, owner});
    }
    bool empty() const noexcept { return ready_.empty(); }
    // Takes out what `owner` has put in and did not run yet, for a coroutine that is about to be destroyed.
    // Not by handle: the address of a finished coroutine may belong to another one by then.
    void drop(const void *owner) {
        std::erase_if(ready_, [owner](const Entry &entry) { return entry.owner == owner; });
    }
    // Resumes all that were ready at the call; those that become ready meanwhile wait for the next one.
    // `between` is called after each: one may have had megabytes to read.
    template <typename Between>
    void run(Between between) {
        for (auto count = ready_.size(); count > 0 && !ready_.empty(); --count) {
            const auto next = ready_.front().waiting;
            ready_.pop_front();
            next.resume();
            between();
        }
    }
    void run() {
        run([] {});
    }

private:
    struct Entry {
        std::coroutine_handle<> waiting;
        const void *owner;
    };
    std::deque<Entry> ready_{};
};

} // namespace social
