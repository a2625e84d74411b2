#include "pg/event_wait.hpp"

#include "pg/guard.hpp"

namespace social::pg {

namespace {

constexpr int kEvents = 4;

} // namespace

EventWait::EventWait(int epoll_fd, int other_fd) {
    set_ = call([epoll_fd, other_fd]() noexcept {
#if PG_VERSION_NUM >= 170000
        WaitEventSet *set = CreateWaitEventSet(nullptr, kEvents);
#else
        WaitEventSet *set = CreateWaitEventSet(TopMemoryContext, kEvents);
#endif
        AddWaitEventToSet(set, WL_LATCH_SET, PGINVALID_SOCKET, MyLatch, nullptr);
        AddWaitEventToSet(set, WL_EXIT_ON_PM_DEATH, PGINVALID_SOCKET, nullptr, nullptr);
        AddWaitEventToSet(set, WL_SOCKET_READABLE, epoll_fd, nullptr, nullptr);
        if (other_fd >= 0)
            AddWaitEventToSet(set, WL_SOCKET_READABLE, other_fd, nullptr, nullptr);
        return set;
    });
}

EventWait::~EventWait() {
    if (set_)
        FreeWaitEventSet(set_);
}

void EventWait::wait(std::chrono::milliseconds patience) {
    long milliseconds = std::clamp<long>(patience.count(), 0, 3'600'000);
    WaitEventSet *set = set_;
    run([set, milliseconds]() noexcept {
        WaitEvent events[kEvents];
        WaitEventSetWait(set, milliseconds, events, kEvents, PG_WAIT_EXTENSION);
    });
}

} // namespace social::pg
