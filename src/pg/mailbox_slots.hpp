// The slots of the mailbox, in shared memory: what its two sides, callers and workers, share, and nobody else
// sees. All of it is read and written under the lock of shared_state.hpp.
#pragma once

#include "pg/postgres.hpp"

namespace social::pg {

// What is larger, as the syncs of hundreds of accounts, travels apart (large_message.hpp).
inline constexpr std::size_t kSlotSize = std::size_t{32} * 1024;

enum class MailState : std::uint8_t {
    free,
    ready,     // a backend waits for a worker to take it
    taken,     // a worker has read it and works on it
    answered,  // the reply is there
    abandoned, // the backend has gone while the worker was at it; the worker frees the slot
    returned,  // the worker made room for others without having read it: they are to be asked
    left_over, // a worker that made room for others could not end it; nobody waits, the first of those takes
               // it
};

struct MailSlot {
    MailState state;
    Oid database;
    int worker;        // index of the sync worker it is for
    int caller_number; // to set its latch
    std::uint64_t ticket;
    std::size_t size; // of the request, then of the reply
    dsm_handle apart; // where the request, then the reply is, when it is not in `bytes`
    int sqlstate;     // of the reply; 0: success
    bool keep_going;  // abandoned by a caller whose wait ran out: the work goes on durably
    bool can_wait;    // until the number of workers has changed
    char bytes[kSlotSize];
};

struct Mailbox {
    std::uint64_t next_ticket;
    int count;
    MailSlot slots[FLEXIBLE_ARRAY_MEMBER];
};

extern Mailbox *mailbox;

// The slot that a request was left in, for as long as it is that request's.
MailSlot *mine(int index, std::uint64_t ticket);
// Wipes it. An answer that nobody has collected goes, too.
void set_free(MailSlot &slot);

} // namespace social::pg
