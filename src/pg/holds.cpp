#include "pg/holds.hpp"

#include "pg/process.hpp"

#include <bitset>
#include <csignal>

namespace social::pg {

namespace {

// What this backend has to do when its transaction ends.
struct Pending {
    std::bitset<kMaxDatabases> held; // by slot: RENAME can be given for several databases in one transaction
    bool rescan = false;
    Oid probe = InvalidOid;
};
Pending pending{};

template <typename Each>
void each_place(DatabaseSlot &slot, Each each) {
    each(slot.scheduler);
    for (auto &place : slot.sync)
        each(place);
    for (auto &place : slot.jobs)
        each(place);
}

// A database without a slot gets one, or the launcher could give it one, and processes, the moment after.
// Without a free slot it will not.
int hold_and_tell_to_go(Oid database) {
    SharedLock lock;
    auto *slot = slot_for(database);
    if (!slot)
        return 0;
    auto index = static_cast<std::size_t>(slot - shared->databases);
    if (!pending.held.test(index)) {
        pending.held.set(index);
        ++slot->holders;
    }
    return tell_to_go(*slot);
}

void release(const std::bitset<kMaxDatabases> &held) {
    SharedLock lock;
    for (std::size_t i = 0; i < held.size(); ++i) {
        if (!held.test(i))
            continue;
        auto &slot = shared->databases[i];
        --slot.holders;
        slot.presence = Presence::unknown; // the extension may have gone, or come back
        each_place(slot, [](ProcessSlot &place) {
            place.failures = 0;
            place.retry_at = 0;
        });
    }
}

void at_transaction_end(XactEvent event, void *) {
    bool committed = event == XACT_EVENT_COMMIT || event == XACT_EVENT_PREPARE;
    if (!committed && event != XACT_EVENT_ABORT)
        return;
    if (pending.held.none() && !pending.rescan && pending.probe == InvalidOid)
        return;
    auto work = std::exchange(pending, Pending{});
    if (!shared)
        return;
    if (work.held.any())
        release(work.held);
    if (committed && work.probe != InvalidOid) {
        SharedLock lock;
        auto *slot = slot_of(work.probe);
        if (slot && slot->presence == Presence::absent)
            slot->presence = Presence::unknown;
    }
    if (work.held.any() || committed)
        pg_atomic_write_u32(&shared->rescan, 1);
    wake_launcher();
}

} // namespace

int tell_to_go(DatabaseSlot &slot) {
    int present = 0;
    each_place(slot, [&](ProcessSlot &place) {
        if (place.pid != 0) {
            ++present;
            kill(place.pid, SIGTERM);
        } else {
            // One that was asked for and has not taken its place will find another number and leave.
            place.start = 0;
            place.registered = false;
        }
    });
    return present;
}

void hold_database(Oid database) {
    if (!shared || !OidIsValid(database))
        return;
    // Told again each time round: a process may have taken its place between two looks.
    for (int rounds = 0; hold_and_tell_to_go(database) > 0; ++rounds) {
        if (rounds > 1000)
            ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
                            errmsg("the workers of pg_social did not stop within ten seconds"),
                            errhint("Look at worker_status(), and try again.")));
        (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 10, PG_WAIT_EXTENSION);
        ResetLatch(MyLatch);
        CHECK_FOR_INTERRUPTS();
    }
}

void set_up_holds() {
    RegisterXactCallback(at_transaction_end, nullptr);
}

void probe_at_commit(Oid database) {
    pending.probe = database;
}
void rescan_at_commit() {
    pending.rescan = true;
}

} // namespace social::pg
