// How every process of ours begins and ends: its place in shared memory, signals, connection, role, and what
// it shows in pg_stat_activity.
#pragma once

#include "pg/postgres.hpp"
#include "pg/shared_state.hpp"

namespace social::pg {

enum class ProcessKind : std::uint8_t { scheduler, sync_worker, job_worker };

// What a dynamic worker is told at its start, through bgw_main_arg and bgw_extra.
struct Assignment {
    Oid database;
    ProcessKind kind;
    int index; // of the sync or job worker
    std::uint64_t start;
    char job[64];
};
static_assert(sizeof(Assignment) <= BGW_EXTRALEN);

// The place of a process in its database's slot.
ProcessSlot &place_of(DatabaseSlot &database, ProcessKind kind, int index);

// Asks the postmaster for the process. Call under the exclusive lock. False: no free worker slot.
bool start_process(DatabaseSlot &database, ProcessKind kind, int index, const char *job);

// The first thing a dynamic worker does. Takes its place (or ends the process when it came too late or is
// kept away), installs signal handlers, connects to its database, and becomes social_owner. Returns its
// assignment.
Assignment begin_process();

// False when the extension is not in this database (any more), or its objects have another version than we
// know.
bool extension_is_here();

// Ends the process without counting it as a failure.
[[noreturn]] void leave_by_itself();

// Shown by worker_status() and pg_stat_activity.
void show_activity(const char *activity);
void beat(int in_flight, int unrecorded, std::int64_t recorded, std::int64_t failed, bool cautious);
// Empty: there is none.
void show_key_problem(std::string_view problem);
void show_trouble(std::string_view trouble);
void show_refusal(std::string_view refusal); // of the whole database

// Whether there was a reason to look again, and which. What callers ask for needs no look for other work.
enum class Woken : std::uint8_t { no, by_a_caller, for_work };

// Waits for the latch (at most `patience`), then does what every loop must do: interrupts, configuration.
// Says why it ended, once: what is told here is not told again.
Woken sleep_until_woken(std::chrono::milliseconds patience);
// Only the second half, for loops with a wait of their own.
Woken after_waking();
// What after_waking() would say now: then do not wait at all. The latch may have been reset meanwhile by a
// wait for a lock.
Woken woken_meanwhile();
// How often this process has read its settings again.
std::uint32_t reloads() noexcept;

extern Assignment assignment;

} // namespace social::pg
