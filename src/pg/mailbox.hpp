// The desk in shared memory where a backend leaves a request for a sync worker and waits for the answer.
// Secrets pass through here and nowhere else; a slot is overwritten as soon as it has been read.
#pragma once

#include "pg/postgres.hpp"

namespace social::pg {

struct DatabaseSlot;

// The part of shared memory; from the shared memory hooks.
std::size_t mailbox_size();
void set_up_mailbox();

// --- callers' side (mailbox_callers.cpp); plain C style: these frames may be left by longjmp ---

enum class Asked : std::uint8_t {
    answered,
    goes_on,   // the wait ran out; the worker goes on
    not_taken, // the wait ran out before a worker looked: nothing was begun, and nothing will be
    returned,  // nothing was begun; other workers come, and others of them may be in charge
};

// One worker that is asked, and what came of it: the answer is palloc'd JSON text.
struct Asking {
    int worker;
    Asked asked;
    char *reply;
};

// Leaves the request with each of these workers of this database (all at once, at most kMaxSyncWorkers), and
// waits (interruptibly) until all have answered or `deadline` has come. Raises what a worker answered, 55000
// when one does not run, 53000 when too many wait. `can_wait`: workers that make room for others may leave it
// to those.
void ask_workers(Asking *askings, int count, const char *request, std::size_t request_size, bool can_wait,
                 TimestampTz deadline);

// --- workers' side (mailbox_workers.cpp) ---

// A request as the worker reads it: JSON, and secrets beside it.
struct Mail {
    int slot = -1;
    std::uint64_t ticket = 0;
    std::string request;
    std::vector<std::string> secrets; // wiped by whoever takes them
    bool left_over = false;           // by a worker that was here before: nobody waits for it
};

// Takes the next request for this worker, if there is one; when `closed`, of those that cannot wait.
std::optional<Mail> take_mail(Oid database, int worker, bool closed);
// True while somebody waits for this answer; `keep_going` as the caller left it.
bool still_wanted(const Mail &mail, bool *keep_going);
// Frees the slot of an abandoned request. Where it goes on, after that is stored: its caller waits to hear
// so.
void let_go(const Mail &mail);
// Leaves what is still to be done about an abandoned request to the workers that come. False where it does
// not fit.
bool hand_on(const Mail &mail, std::string_view request);
void answer_mail(const Mail &mail, std::string_view json);
void refuse_mail(const Mail &mail, int sqlstate, std::string_view message, std::string_view hint,
                 std::string_view detail);
// Whether a request of this database has not been taken, and will be. Call under the lock.
bool mail_waits(const DatabaseSlot &database);
// Called when a worker ends, under the exclusive lock: whoever waits for it is told.
void abandon_all_mail(Oid database, int worker);

} // namespace social::pg
