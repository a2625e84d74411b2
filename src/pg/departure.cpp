#include "pg/departure.hpp"

#include "pg/mailbox.hpp"
#include "pg/wake.hpp"

namespace social::pg {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr const char *kDraining = "ending what is under way: the number of sync workers changes";
constexpr const char *kClosed = "ending what is under way: callers wait for the new sync workers";
constexpr auto kOpenFor = 5s; // to callers, once the number of workers is to change

} // namespace

void Departure::look() {
    if (draining() == draining_since_.has_value())
        return;
    if (draining_since_) {
        draining_since_.reset();
        SharedLock lock;
        if (auto *slot = slot_of(share_.database))
            slot->sync[share_.worker].drained = slot->sync[share_.worker].closed = false;
    } else {
        draining_since_ = Steady::now();
    }
}

bool Departure::draining() const {
    SharedLock lock(LW_SHARED);
    auto *slot = slot_of(share_.database);
    return slot && (slot->wanted_sync_workers != share_.workers || slot->changing_workers);
}

bool Departure::closed() const {
    return draining_since_ && Steady::now() - *draining_since_ >= kOpenFor;
}

std::optional<const char *> Departure::activity() const {
    if (closed())
        return kClosed;
    return draining_since_ ? std::optional{kDraining} : std::nullopt;
}

void Departure::leave() {
    wake_database(share_.database);
    leave_by_itself();
}

bool Departure::all_leave(bool drained) {
    SharedLock lock;
    auto *slot = slot_of(share_.database);
    if (!slot)
        return drained;
    slot->sync[share_.worker].drained = drained;
    slot->sync[share_.worker].closed = closed();
    bool all = std::ranges::all_of(slot->sync,
                                   [](const ProcessSlot &place) { return place.pid == 0 || place.drained; });
    slot->changing_workers = slot->changing_workers || (all && !mail_waits(*slot));
    return drained && slot->changing_workers;
}

std::optional<std::chrono::milliseconds> Departure::patience() const {
    if (!draining_since_ || closed())
        return std::nullopt;
    auto closes_in = *draining_since_ + kOpenFor - Steady::now();
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(closes_in));
}

} // namespace social::pg
