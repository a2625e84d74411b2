// The callers' side of the mailbox: a backend leaves requests and waits for their answers. Plain C style:
// these frames may be left by longjmp.
#include "pg/large_message.hpp"
#include "pg/mailbox.hpp"
#include "pg/mailbox_slots.hpp"
#include "pg/settings.hpp"
#include "pg/shared_state.hpp"

extern "C" {
#include "utils/wait_event.h"
}

namespace social::pg {

namespace {

void wake_worker_of(const MailSlot &slot) {
    auto *database = slot_of(slot.database);
    if (!database || database->sync[slot.worker].pid == 0)
        return;
    pg_atomic_fetch_add_u32(&database->mails, 1);
    wake_process(database->sync[slot.worker].proc_number);
}

// Leaves the slot when the caller goes before the answer came. Runs on errors and at backend exit too.
// Returns whether a worker has taken the request.
bool leave(int index, std::uint64_t ticket, bool keep_going) {
    bool taken = false;
    LWLockAcquire(shared->lock, LW_EXCLUSIVE);
    auto *slot = mine(index, ticket);
    if (slot) {
        taken = slot->state != MailState::ready && slot->state != MailState::returned;
        if (slot->state == MailState::taken) {
            slot->state = MailState::abandoned;
            slot->keep_going = keep_going;
            // It frees the slot: who has left must not count against max_waiting for as long as a platform
            // hangs.
            wake_worker_of(*slot);
        } else {
            set_free(*slot);
        }
    }
    LWLockRelease(shared->lock);
    return taken;
}

struct Waiting {
    int slot; // -1: none, the workers have just left for others
    std::uint64_t ticket;
    dsm_segment *apart; // where the request is, when it is not in the slot
};

// All that this backend waits for: in a place that outlives the frame of whoever asks, for the exit callback.
struct AllWaiting {
    int count;
    Waiting of[kMaxSyncWorkers];
} waiting;

void leave_at_exit(int, Datum) {
    for (int i = 0; i < waiting.count; ++i)
        (void)leave(waiting.of[i].slot, waiting.of[i].ticket, false);
}

[[noreturn]] void raise_no_worker(const DatabaseSlot *database) {
    char note[160] = "";
    if (database && database->note[0])
        snprintf(note, sizeof note, ": %s", database->note);
    LWLockRelease(shared->lock);
    ereport(
        ERROR,
        (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
         errmsg("no sync worker of pg_social is running in this database"),
         errdetail_internal("workers_not_running%s", note),
         errhint("Look at worker_status(); they start by themselves within seconds after CREATE EXTENSION "
                 "and need free slots in max_worker_processes.")));
}

// Puts the request into a free slot and wakes the worker.
Waiting put(int worker, const char *request, std::size_t request_size, bool can_wait) {
    // An error on the way ends the transaction, and the segment with it.
    auto *segment = request_size > kSlotSize ? put_large_request(request, request_size) : nullptr;
    auto apart = segment ? dsm_segment_handle(segment) : DSM_HANDLE_INVALID;
    LWLockAcquire(shared->lock, LW_EXCLUSIVE);
    auto *database = slot_of(MyDatabaseId);
    // They may have left since the caller looked how many there are.
    if (database && (database->changing_workers || is_coming(*database, worker))) {
        LWLockRelease(shared->lock);
        return {-1, 0, segment};
    }
    if (!database || database->sync[worker].pid == 0)
        raise_no_worker(database);
    MailSlot *found = nullptr;
    for (int i = 0; i < mailbox->count && !found; ++i)
        if (mailbox->slots[i].state == MailState::free)
            found = &mailbox->slots[i];
    // Whoever waits comes before what was left over, which stays for ever where no worker comes.
    for (int i = 0; i < mailbox->count && !found; ++i)
        if (mailbox->slots[i].state == MailState::left_over)
            found = &mailbox->slots[i];
    if (!found) {
        LWLockRelease(shared->lock);
        ereport(
            ERROR,
            (errcode(ERRCODE_INSUFFICIENT_RESOURCES), errmsg("too many callers wait for the sync workers"),
             errdetail("pg_social.max_waiting is %d.", settings.max_waiting),
             errhint("Try again, call with wait => '0' to queue the sync, or raise pg_social.max_waiting.")));
    }
    const bool loses_another = found->state == MailState::left_over;
    found->state = MailState::ready;
    found->database = MyDatabaseId;
    found->worker = worker;
    found->caller_number = my_proc_number();
    found->ticket = ++mailbox->next_ticket;
    found->size = request_size;
    found->apart = apart;
    found->sqlstate = 0;
    found->keep_going = false;
    found->can_wait = can_wait;
    if (apart == DSM_HANDLE_INVALID)
        memcpy(found->bytes, request, request_size);
    pg_atomic_fetch_add_u32(&database->mails, 1);
    wake_process(database->sync[worker].proc_number);
    Waiting left{static_cast<int>(found - mailbox->slots), found->ticket, segment};
    LWLockRelease(shared->lock);
    if (loses_another) {
        HOLD_INTERRUPTS(); // the slot would be nobody's
        ereport(
            LOG,
            (errmsg(
                 "pg_social loses syncs that were asked for: the number of workers changes, and more callers "
                 "wait than pg_social.max_waiting has places for"),
             errhidestmt(true)));
        RESUME_INTERRUPTS();
    }
    return left;
}

// Reads the answer into `copy` (room for kSlotSize and four bytes), or a larger one to elsewhere, if it is
// there, and frees the slot. Raises the error that it may be. A request that came back is no answer.
char *collect(const Waiting &from, char *copy, bool *returned) {
    LWLockAcquire(shared->lock, LW_EXCLUSIVE);
    auto *slot = mine(from.slot, from.ticket);
    *returned = slot && slot->state == MailState::returned;
    if (*returned)
        set_free(*slot);
    if (!slot || slot->state != MailState::answered) {
        LWLockRelease(shared->lock);
        return nullptr;
    }
    int sqlstate = slot->sqlstate;
    auto size = slot->size;
    auto apart = slot->apart;
    if (apart == DSM_HANDLE_INVALID) {
        memcpy(copy, slot->bytes, size);
        memset(copy + size, 0, 4);
    }
    slot->apart = DSM_HANDLE_INVALID;
    set_free(*slot);
    LWLockRelease(shared->lock);
    if (apart != DSM_HANDLE_INVALID)
        return collect_large_reply(apart, size);
    if (sqlstate == 0)
        return copy;
    const char *message = copy;
    const char *hint = message + strlen(message) + 1;
    const char *detail = hint + strlen(hint) + 1;
    ereport(ERROR, (errcode(sqlstate), errmsg_internal("%s", message), *hint ? errhint("%s", hint) : 0,
                    *detail ? errdetail_internal("%s", detail) : 0, errhidestmt(true)));
}

// "It goes on" is said only when it is stored: a moment, unless the worker is dying.
void wait_until_kept(const Waiting &left) {
    for (int tries = 0; tries < 200; ++tries) {
        LWLockAcquire(shared->lock, LW_SHARED);
        auto *slot = mine(left.slot, left.ticket);
        bool kept = !slot || slot->state != MailState::abandoned;
        LWLockRelease(shared->lock);
        if (kept)
            return;
        (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 5, PG_WAIT_EXTENSION);
        ResetLatch(MyLatch);
        CHECK_FOR_INTERRUPTS();
    }
}

} // namespace

void ask_workers(Asking *askings, int count, const char *request, std::size_t request_size, bool can_wait,
                 TimestampTz deadline) {
    // Allocated before any lock is held, where running out of memory would do harm.
    char *rooms[kMaxSyncWorkers];
    for (int i = 0; i < count; ++i)
        rooms[i] = static_cast<char *>(palloc(kSlotSize + 4));
    // From here on not by the clock of the wall, which may be put back while somebody waits.
    using Steady = std::chrono::steady_clock;
    auto give_up_at = Steady::now() + std::chrono::milliseconds{
                                          TimestampDifferenceMilliseconds(GetCurrentTimestamp(), deadline)};
    waiting.count = 0;
    PG_ENSURE_ERROR_CLEANUP(leave_at_exit, Datum{0});
    {
        for (int i = 0; i < count; ++i) {
            waiting.of[i] = put(askings[i].worker, request, request_size, can_wait);
            waiting.count = i + 1;
            askings[i].asked = waiting.of[i].slot < 0 ? Asked::returned : Asked::not_taken;
            askings[i].reply = nullptr;
        }
        for (;;) {
            bool complete = true;
            for (int i = 0; i < count; ++i) {
                bool returned = askings[i].asked == Asked::returned;
                if (!askings[i].reply && !returned)
                    askings[i].reply = collect(waiting.of[i], rooms[i], &returned);
                if (returned)
                    askings[i].asked = Asked::returned;
                complete = complete && (askings[i].reply || returned);
            }
            if (complete)
                break;
            long patience = std::chrono::ceil<std::chrono::milliseconds>(give_up_at - Steady::now()).count();
            if (patience <= 0)
                break;
            (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, patience,
                            PG_WAIT_EXTENSION);
            ResetLatch(MyLatch);
            CHECK_FOR_INTERRUPTS();
        }
    }
    PG_END_ENSURE_ERROR_CLEANUP(leave_at_exit, Datum{0});
    for (int i = 0; i < count; ++i) {
        const auto &left = waiting.of[i];
        if (askings[i].reply)
            askings[i].asked = Asked::answered;
        else if (askings[i].asked == Asked::returned)
            continue;
        else if (leave(left.slot, left.ticket, true))
            askings[i].asked = Asked::goes_on;
    }
    for (int i = 0; i < count; ++i) {
        if (askings[i].asked == Asked::goes_on)
            wait_until_kept(waiting.of[i]);
        // Not before: the worker may be about to read it.
        if (waiting.of[i].apart)
            take_back_large_request(waiting.of[i].apart);
    }
}

} // namespace social::pg
