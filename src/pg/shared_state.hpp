// What all processes of the cluster share: which databases have workers, who runs them, who keeps them away,
// and the desk where backends leave requests (see mailbox.hpp). Plain data only: pids, numbers, texts; no
// pointers.
#pragma once

#include "pg/postgres.hpp"

namespace social::pg {

inline constexpr int kMaxDatabases = 64;
inline constexpr int kMaxSyncWorkers = 16;
inline constexpr int kMaxJobWorkers = 8;
inline constexpr int kMaxConcurrency = 1000;

// One process of ours, as worker_status() shows it. `pid` is 0 while none runs.
struct ProcessSlot {
    pid_t pid;
    int proc_number;
    std::uint64_t start; // number of the start this belongs to: a process that comes late finds another
    bool registered;     // the postmaster was asked to start it, and it has not ended since
    bool left_by_itself; // it ended because it had nothing to do here, not because it failed
    TimestampTz requested_at;
    TimestampTz started_at; // 0 until it has taken its place
    TimestampTz heartbeat_at;
    TimestampTz retry_at; // not to be started before
    int failures;         // in a row
    int in_flight;
    int unrecorded; // accounts taken up, in flight or waiting to be written
    std::int64_t recorded;
    std::int64_t failed;
    bool cautious; // one account at a time after an unclean exit
    bool drained;  // it has nothing left to do before the number of sync workers changes
    bool closed;   // and takes nothing more that can wait for those who come then
    char activity[96];
    char key_problem[256]; // why it cannot use the encryption key
    char trouble[160];     // the error that keeps it from its work
};

enum class Presence : std::uint8_t {
    unknown, // a scheduler is to look whether the extension is there
    absent,
    present,
};

struct DatabaseSlot {
    Oid database;
    char name[NAMEDATALEN];
    bool open; // as the launcher saw it last: connections are allowed, and it is no template
    Presence presence;
    int holders;             // transactions that keep our processes away while they drop, rename or copy
    int wanted_sync_workers; // as the scheduler read the setting
    int agreed_sync_workers; // what the running ones divide the users by; changes only when none runs
    bool changing_workers;   // all have drained and leave: callers wait for those who come
    pg_atomic_uint32 wakes;  // counts reasons to look again: a latch alone can be reset by a wait for a lock
    pg_atomic_uint32 mails;  // the same of callers, whose requests are no reason to look for other work
    char note[160];          // that there is no free worker slot, for worker_status()
    bool complained;         // the note is in the log, too
    char refusal[160];       // why its workers call no platform, as they read it; other databases cannot
    ProcessSlot scheduler;
    ProcessSlot sync[kMaxSyncWorkers];
    ProcessSlot jobs[kMaxJobWorkers];
};

// Whether a sync worker that is not there is about to be: it was asked for, or the number is just changing.
inline bool is_coming(const DatabaseSlot &database, int index) {
    const auto &place = database.sync[index];
    return place.pid == 0 &&
           (place.registered || database.agreed_sync_workers != database.wanted_sync_workers);
}

struct SharedState {
    LWLock *lock;
    ProcessSlot launcher;
    std::uint64_t starts;                   // of all processes so far: numbers them
    pg_atomic_uint32 rescan;                // databases came or went
    std::atomic<std::int64_t> clock_offset; // microseconds added to the clock, for tests
    DatabaseSlot databases[kMaxDatabases];
};

// nullptr when the library was not loaded through shared_preload_libraries.
extern SharedState *shared;

// Called from _PG_init.
void request_shared_memory();

// Raises 55000 with a hint when there is no shared memory.
void require_preload();

class SharedLock {
public:
    explicit SharedLock(LWLockMode mode = LW_EXCLUSIVE) { LWLockAcquire(shared->lock, mode); }
    ~SharedLock() {
        if (LWLockHeldByMe(shared->lock))
            LWLockRelease(shared->lock);
    }
    SharedLock(const SharedLock &) = delete;
    SharedLock &operator=(const SharedLock &) = delete;
};

// The slot of a database, nullptr when it has none. Call under the lock.
DatabaseSlot *slot_of(Oid database);
// The same, but a database without a slot gets one; nullptr when all are taken. Call under the exclusive
// lock.
DatabaseSlot *slot_for(Oid database);
// Wakes the launcher; call without the lock or with it, both are fine.
void wake_launcher();

// Now, as this cluster's tests may have moved it.
TimestampTz current_time();

} // namespace social::pg
