#include "pg/orderly_stop.hpp"

#include "pg/guard.hpp"

#include <csignal>
#include <ctime>
#include <unistd.h>

extern "C" {
#include "tcop/tcopprot.h"
}

namespace social::pg {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto kPatienceForPairs = 800ms; // after SIGTERM, which is obeyed within a second

// Read by the exit callback, which must not depend on a C++ destructor: FATAL skips those.
InFlightFile *open_file = nullptr;

void leave_no_suspects(int, Datum) {
    if (open_file)
        open_file->discard();
}

// Another process crashed, or the server is stopped at once: no fault of the accounts in flight here.
extern "C" void leave_at_once(int) {
    if (open_file)
        open_file->clear();
    _exit(2);
}

// SIGTERM while a platform exchanges a refresh token: the answer that is awaited holds the only valid pair.
volatile std::sig_atomic_t awaited = 0;
volatile std::sig_atomic_t asked_to_stop = 0;
Steady::time_point first_asked{}; // once asked_to_stop

// Asks again when patience is over: the loop, which would have seen to it, may be waiting for a lock.
class Reminder {
public:
    void prepare() {
        sigevent again{};
        again.sigev_notify = SIGEV_SIGNAL;
        again.sigev_signo = SIGTERM;
        prepared_ = timer_create(CLOCK_MONOTONIC, &again, &timer_) == 0;
    }
    // In a signal handler, where a timer may be set, but none be made.
    void set() const {
        if (!prepared_)
            return;
        using std::chrono::duration_cast, std::chrono::nanoseconds;
        static_assert(kPatienceForPairs < 1s);
        itimerspec once{};
        once.it_value.tv_nsec = duration_cast<nanoseconds>(kPatienceForPairs).count();
        timer_settime(timer_, 0, &once, nullptr);
    }

private:
    timer_t timer_{};
    bool prepared_ = false;
};
Reminder reminder;

// A hold asks again every 10 ms: that is no reason to go sooner. It is once patience is over.
extern "C" void stop_once_pairs_are_stored(int number) {
    if (!awaited || (asked_to_stop && Steady::now() - first_asked >= kPatienceForPairs)) {
        die(number);
        return;
    }
    if (asked_to_stop)
        return;
    first_asked = Steady::now();
    asked_to_stop = 1;
    int saved = errno;
    reminder.set();
    SetLatch(MyLatch);
    errno = saved;
}

} // namespace

OrderlyStop::OrderlyStop(InFlightFile &file) {
    open_file = &file;
    before_shmem_exit(leave_no_suspects, 0);
    reminder.prepare();
    pqsignal(SIGQUIT, leave_at_once);
    pqsignal(SIGTERM, stop_once_pairs_are_stored);
}

bool OrderlyStop::asked() const noexcept {
    return asked_to_stop != 0;
}

void OrderlyStop::put_off(bool awaiting_a_pair) noexcept {
    awaited = awaiting_a_pair;
}

void OrderlyStop::obey(bool awaiting_a_pair) {
    if (awaiting_a_pair && Steady::now() < first_asked + kPatienceForPairs)
        return;
    die(SIGTERM);
    check_for_interrupts();
}

std::optional<std::chrono::milliseconds> OrderlyStop::patience() const {
    if (!asked())
        return std::nullopt;
    auto left = first_asked + kPatienceForPairs - Steady::now();
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(left));
}

} // namespace social::pg
