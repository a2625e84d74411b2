#include "pg/wake.hpp"

#include "pg/shared_state.hpp"

extern "C" {
SQL_FUNCTION(pg_social_wake_workers);
}

namespace social::pg {

namespace {

bool wanted = false;

// Runs after the transaction is visible to others; it may neither fail nor allocate. A prepared transaction
// wakes nobody at its COMMIT PREPARED: the workers' safety poll finds it.
void at_transaction_end(XactEvent event, void *) {
    if (!wanted || (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE))
        return;
    wanted = false;
    if (event == XACT_EVENT_COMMIT && shared)
        wake_database(MyDatabaseId);
}

} // namespace

void wake_database(Oid database) {
    SharedLock lock(LW_SHARED);
    auto *slot = slot_of(database);
    if (!slot)
        return;
    pg_atomic_fetch_add_u32(&slot->wakes, 1);
    if (slot->scheduler.pid != 0)
        wake_process(slot->scheduler.proc_number);
    for (const auto &place : slot->sync)
        if (place.pid != 0)
            wake_process(place.proc_number);
}

// Once a process: registered again for each transaction, the list would grow for as long as a session lives.
void set_up_wake() {
    RegisterXactCallback(at_transaction_end, nullptr);
}

} // namespace social::pg

Datum pg_social_wake_workers(PG_FUNCTION_ARGS) {
    social::pg::wanted = true;
    PG_RETURN_VOID();
}
