// The desk in shared memory where a backend leaves a request for a sync worker and waits for the answer.
// Secrets pass through here and nowhere else; a slot is overwritten as soon as it has been read.
#pragma once

#include "pg/postgres.hpp"

#include <array>

namespace social::pg {

struct DatabaseSlot;

// What is larger, as the syncs of hundreds of accounts, travels apart (large_message.hpp).
inline constexpr std::size_t kSlotSize = std::size_t{32} * 1024;

enum class MailState : std::uint8_t {
    free,
    ready,     // a backend waits for a worker to take it
    taken,     // a worker has read it and works on it
    answered,  // the reply is there
    abandoned, // the backend has gone while the worker was at it; the worker frees the slot
    returned,  // the worker made room for others without having read it: they are to be asked
};

struct MailSlot {
    MailState state;
    Oid database;
    int worker; // index of the sync worker it is for
    pid_t caller;
    int caller_number; // to set its latch
    pid_t taken_by;
    std::uint64_t ticket;
    std::size_t size; // of the request, then of the reply
    dsm_handle apart; // where the request, then the reply is, when it is not in `bytes`
    int sqlstate;     // of the reply; 0: success
    bool keep_going;  // abandoned by a caller whose wait ran out: the work goes on durably
    bool can_wait;    // until the number of workers has changed
    char bytes[kSlotSize];
};

std::size_t mailbox_size();
void set_up_mailbox();

// A request as the worker reads it: JSON, and secrets beside it.
struct Mail {
    int slot = -1;
    std::uint64_t ticket = 0;
    std::string request;
    std::vector<std::string> secrets; // wiped by whoever takes them
};

// --- backend side; plain C style: these frames may be left by longjmp ---

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

// --- worker side ---

// Takes the next request for this worker, if there is one; when `closed`, of those that cannot wait.
std::optional<Mail> take_mail(Oid database, int worker, bool closed);
// True while somebody waits for this answer; `keep_going` as the caller left it.
bool still_wanted(const Mail &mail, bool *keep_going);
// Frees the slot of an abandoned request. Where it goes on, after that is stored: its caller waits to hear
// so.
void let_go(const Mail &mail);
void answer_mail(const Mail &mail, std::string_view json);
void refuse_mail(const Mail &mail, int sqlstate, std::string_view message, std::string_view hint,
                 std::string_view detail);
// Whether a request of this database has not been taken, and will be. Call under the lock.
bool mail_waits(const DatabaseSlot &database);
// Called when a worker ends, under the exclusive lock: whoever waits for it is told.
void abandon_all_mail(Oid database, int worker);

} // namespace social::pg
