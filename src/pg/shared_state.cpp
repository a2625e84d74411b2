#include "pg/shared_state.hpp"

#include "pg/app_budgets.hpp"
#include "pg/mailbox.hpp"
#include "pg/moved_clock.hpp"

namespace social::pg {

SharedState *shared = nullptr;

namespace {

shmem_request_hook_type previous_request_hook = nullptr;
shmem_startup_hook_type previous_startup_hook = nullptr;

void request_memory() {
    if (previous_request_hook)
        previous_request_hook();
    RequestAddinShmemSpace(MAXALIGN(sizeof(SharedState)) + mailbox_size() + app_budgets_size());
    RequestNamedLWLockTranche("pg_social", 1);
}

void set_up_memory() {
    if (previous_startup_hook)
        previous_startup_hook();
    LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
    bool found = false;
    shared = static_cast<SharedState *>(ShmemInitStruct("pg_social", sizeof(SharedState), &found));
    if (!found) {
        memset(static_cast<void *>(shared), 0, sizeof(SharedState));
        shared->lock = &GetNamedLWLockTranche("pg_social")->lock;
        pg_atomic_init_u32(&shared->rescan, 1);
        new (&shared->clock_offset) std::atomic<std::int64_t>{remembered_clock_offset()};
    }
    set_up_mailbox();
    set_up_app_budgets();
    LWLockRelease(AddinShmemInitLock);
}

} // namespace

void request_shared_memory() {
    previous_request_hook = shmem_request_hook;
    shmem_request_hook = request_memory;
    previous_startup_hook = shmem_startup_hook;
    shmem_startup_hook = set_up_memory;
}

void require_preload() {
    if (!shared)
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("pg_social is not loaded through shared_preload_libraries"),
                        errhint("Add pg_social to shared_preload_libraries and restart the server.")));
}

DatabaseSlot *slot_of(Oid database) {
    for (auto &slot : shared->databases)
        if (slot.database == database)
            return &slot;
    return nullptr;
}

DatabaseSlot *slot_for(Oid database) {
    if (auto *slot = slot_of(database))
        return slot;
    auto *slot = slot_of(InvalidOid);
    if (slot) {
        memset(static_cast<void *>(slot), 0, sizeof *slot);
        slot->database = database;
    }
    return slot;
}

void wake_launcher() {
    if (shared->launcher.pid != 0)
        wake_process(shared->launcher.proc_number);
}

TimestampTz current_time() {
    return GetCurrentTimestamp() + (shared ? shared->clock_offset.load(std::memory_order_relaxed) : 0);
}

} // namespace social::pg
