#include "pg/holds.hpp"

#include "pg/process.hpp"
#include "pg/shared_state.hpp"

#include <csignal>

namespace social::pg {

namespace {

// What this backend has to do when its transaction ends.
struct Pending {
    bool holding;
    bool rescan;
    Oid probe;
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

// Marks the database as held and tells its processes to go. Returns how many are still there.
int tell_to_go(Oid database) {
    SharedLock lock;
    auto *slot = slot_of(database);
    if (!slot)
        return 0;
    slot->holder = MyProcPid;
    pending.holding = true;
    int present = 0;
    each_place(*slot, [&](ProcessSlot &place) {
        if (place.pid != 0) {
            ++present;
            kill(place.pid, SIGTERM);
        } else {
            // One that was asked for and has not taken its place will find another generation and leave.
            ++place.generation;
            place.registered = false;
        }
    });
    return present;
}

void release_mine() {
    SharedLock lock;
    for (auto &slot : shared->databases) {
        if (slot.holder != MyProcPid)
            continue;
        slot.holder = 0;
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
    if (!pending.holding && !pending.rescan && pending.probe == InvalidOid)
        return;
    auto work = std::exchange(pending, Pending{});
    if (!shared)
        return;
    if (work.holding)
        release_mine();
    if (committed && work.probe != InvalidOid) {
        SharedLock lock;
        if (auto *slot = slot_of(work.probe))
            slot->presence = Presence::unknown;
    }
    if (work.holding || committed)
        pg_atomic_write_u32(&shared->rescan, 1);
    wake_launcher();
}

} // namespace

void hold_database(Oid database) {
    if (!shared || !OidIsValid(database))
        return;
    // Told again each time round: a process may have taken its place between two looks.
    for (int rounds = 0; tell_to_go(database) > 0; ++rounds) {
        if (rounds > 1000)
            ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
                            errmsg("the workers of pg_social did not stop within ten seconds"),
                            errhint("Look at worker_status(), and try again.")));
        (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 10, PG_WAIT_EXTENSION);
        ResetLatch(MyLatch);
        CHECK_FOR_INTERRUPTS();
    }
}

void release_orphaned_holds() {
    SharedLock lock;
    for (auto &slot : shared->databases)
        if (slot.holder != 0 && kill(slot.holder, 0) != 0 && errno == ESRCH) {
            slot.holder = 0;
            slot.presence = Presence::unknown;
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
