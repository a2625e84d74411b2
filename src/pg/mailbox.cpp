#include "pg/mailbox.hpp"

#include "pg/guard.hpp"
#include "pg/large_message.hpp"
#include "pg/settings.hpp"
#include "pg/shared_state.hpp"

extern "C" {
#include "utils/wait_event.h"
}

namespace social::pg {

namespace {

struct Mailbox {
    std::uint64_t next_ticket;
    int count;
    MailSlot slots[FLEXIBLE_ARRAY_MEMBER];
};

Mailbox *mailbox = nullptr;

void set_free(MailSlot &slot) {
    // A request that travels apart is its caller's; an answer is nobody's once its caller has gone.
    if (slot.state == MailState::answered && slot.apart != DSM_HANDLE_INVALID)
        drop_large_reply(slot.apart);
    slot.apart = DSM_HANDLE_INVALID;
    explicit_bzero(slot.bytes, sizeof slot.bytes);
    slot.state = MailState::free;
    slot.size = 0;
    slot.caller = 0;
    slot.taken_by = 0;
}

MailSlot *mine(int index, std::uint64_t ticket) {
    if (index < 0)
        return nullptr;
    auto &slot = mailbox->slots[index];
    return slot.ticket == ticket ? &slot : nullptr;
}

// Message, hint and detail travel as consecutive NUL-terminated texts.
std::size_t pack_texts(char *where, std::size_t room, std::initializer_list<std::string_view> texts) {
    std::size_t used = 0;
    for (auto text : texts) {
        auto size = std::min(text.size(), std::size_t{1000});
        if (used + size + 1 > room)
            break;
        memcpy(where + used, text.data(), size);
        used += size;
        where[used++] = '\0';
    }
    return used;
}

// The slot of a request whose caller waits for its answer; of one whose caller has gone it is freed.
MailSlot *awaiting_reply(const Mail &mail) {
    auto *slot = mine(mail.slot, mail.ticket);
    if (slot && slot->state == MailState::abandoned)
        set_free(*slot);
    return slot && slot->state == MailState::taken ? slot : nullptr;
}

void hand_over(MailSlot &slot, int sqlstate, std::size_t size, dsm_handle apart) {
    slot.sqlstate = sqlstate;
    slot.size = size;
    slot.apart = apart;
    slot.state = MailState::answered;
    wake_process(slot.caller_number);
}

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
    if (!found) {
        LWLockRelease(shared->lock);
        ereport(
            ERROR,
            (errcode(ERRCODE_INSUFFICIENT_RESOURCES), errmsg("too many callers wait for the sync workers"),
             errdetail("pg_social.max_waiting is %d.", settings.max_waiting),
             errhint("Try again, call with wait => '0' to queue the sync, or raise pg_social.max_waiting.")));
    }
    found->state = MailState::ready;
    found->database = MyDatabaseId;
    found->worker = worker;
    found->caller = MyProcPid;
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

// The bytes of the next request, where they are not apart.
std::optional<Mail> next_mail(Oid database, int worker, bool closed, std::string *bytes, std::size_t *size,
                              dsm_handle *apart) {
    SharedLock lock;
    MailSlot *oldest = nullptr;
    for (int i = 0; i < mailbox->count; ++i) {
        auto &slot = mailbox->slots[i];
        if (slot.state == MailState::ready && slot.database == database && slot.worker == worker &&
            !(closed && slot.can_wait) && (!oldest || slot.ticket < oldest->ticket))
            oldest = &slot;
    }
    if (!oldest)
        return std::nullopt;
    Mail mail;
    mail.slot = static_cast<int>(oldest - mailbox->slots);
    mail.ticket = oldest->ticket;
    *size = oldest->size;
    *apart = oldest->apart;
    if (oldest->apart == DSM_HANDLE_INVALID) {
        bytes->assign(oldest->bytes, oldest->size);
        explicit_bzero(oldest->bytes, oldest->size);
    }
    oldest->apart = DSM_HANDLE_INVALID;
    oldest->state = MailState::taken;
    oldest->taken_by = MyProcPid;
    if (auto *here = slot_of(database))
        here->sync[worker].drained = false;
    return mail;
}

} // namespace

std::size_t mailbox_size() {
    return MAXALIGN(offsetof(Mailbox, slots) +
                    sizeof(MailSlot) * static_cast<std::size_t>(settings.max_waiting));
}

void set_up_mailbox() {
    bool found = false;
    mailbox = static_cast<Mailbox *>(ShmemInitStruct("pg_social mailbox", mailbox_size(), &found));
    if (found)
        return;
    memset(static_cast<void *>(mailbox), 0, mailbox_size());
    mailbox->count = settings.max_waiting;
}

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

std::optional<Mail> take_mail(Oid database, int worker, bool closed) {
    std::string bytes;
    std::size_t size = 0;
    dsm_handle apart = DSM_HANDLE_INVALID;
    auto mail = next_mail(database, worker, closed, &bytes, &size, &apart);
    if (!mail)
        return std::nullopt;
    try {
        if (apart != DSM_HANDLE_INVALID)
            bytes = take_large_request(apart, size);
    } catch (const SqlError &error) {
        refuse_mail(*mail, error.sqlstate(), error.what(), error.hint(), error.detail());
        throw;
    }
    // Layout: JSON, NUL, then each secret with a NUL.
    const char *at = bytes.data();
    const char *end = at + bytes.size();
    mail->request.assign(at, strnlen(at, bytes.size()));
    for (at += mail->request.size() + 1; at < end; at += mail->secrets.back().size() + 1)
        mail->secrets.emplace_back(at, strnlen(at, static_cast<std::size_t>(end - at)));
    explicit_bzero(bytes.data(), bytes.size());
    return mail;
}

bool still_wanted(const Mail &mail, bool *keep_going) {
    SharedLock lock(LW_SHARED);
    auto *slot = mine(mail.slot, mail.ticket);
    *keep_going = slot && slot->keep_going;
    return slot && slot->state == MailState::taken;
}

void let_go(const Mail &mail) {
    SharedLock lock;
    auto *slot = mine(mail.slot, mail.ticket);
    if (!slot || slot->state != MailState::abandoned)
        return;
    wake_process(slot->caller_number);
    set_free(*slot);
}

void answer_mail(const Mail &mail, std::string_view json) {
    auto apart = json.size() > kSlotSize ? put_large_reply(json) : DSM_HANDLE_INVALID;
    SharedLock lock;
    if (auto *slot = awaiting_reply(mail)) {
        if (apart == DSM_HANDLE_INVALID)
            memcpy(slot->bytes, json.data(), json.size());
        hand_over(*slot, 0, json.size(), apart);
    } else if (apart != DSM_HANDLE_INVALID) {
        drop_large_reply(apart);
    }
}

void refuse_mail(const Mail &mail, int sqlstate, std::string_view message, std::string_view hint,
                 std::string_view detail) {
    SharedLock lock;
    if (auto *slot = awaiting_reply(mail))
        hand_over(*slot, sqlstate, pack_texts(slot->bytes, sizeof slot->bytes, {message, hint, detail}),
                  DSM_HANDLE_INVALID);
}

bool mail_waits(const DatabaseSlot &database) {
    return std::any_of(mailbox->slots, mailbox->slots + mailbox->count, [&database](const MailSlot &slot) {
        return slot.state == MailState::ready && slot.database == database.database &&
               !(slot.can_wait && database.sync[slot.worker].closed);
    });
}

void abandon_all_mail(Oid database, int worker) {
    const auto *here = slot_of(database);
    bool others_come = here && here->changing_workers;
    for (int i = 0; i < mailbox->count; ++i) {
        auto &slot = mailbox->slots[i];
        if (slot.database != database || slot.worker != worker)
            continue;
        if (slot.state == MailState::abandoned) {
            set_free(slot);
        } else if (slot.state == MailState::ready && slot.can_wait && others_come) {
            explicit_bzero(slot.bytes, sizeof slot.bytes);
            slot.state = MailState::returned;
            wake_process(slot.caller_number);
        } else if (slot.state == MailState::taken || slot.state == MailState::ready) {
            explicit_bzero(slot.bytes, sizeof slot.bytes);
            hand_over(
                slot, ERRCODE_CONNECTION_FAILURE,
                pack_texts(slot.bytes, sizeof slot.bytes,
                           {"the sync worker ended before it answered",
                            "Try again: what had been recorded is kept, nothing was written twice.", ""}),
                DSM_HANDLE_INVALID);
        }
    }
}

} // namespace social::pg
