#include "pg/mailbox.hpp"

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
    explicit_bzero(slot.bytes, sizeof slot.bytes);
    slot.state = MailState::free;
    slot.size = 0;
    slot.caller = 0;
    slot.taken_by = 0;
}

MailSlot *mine(int index, std::uint64_t ticket) {
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

void reply(const Mail &mail, int sqlstate, std::initializer_list<std::string_view> texts,
           std::string_view json) {
    SharedLock lock;
    auto *slot = mine(mail.slot, mail.ticket);
    if (!slot)
        return;
    if (slot->state == MailState::abandoned) {
        set_free(*slot);
        return;
    }
    if (slot->state != MailState::taken)
        return;
    slot->sqlstate = sqlstate;
    if (sqlstate != 0) {
        slot->size = static_cast<std::uint32_t>(pack_texts(slot->bytes, sizeof slot->bytes, texts));
    } else {
        memcpy(slot->bytes, json.data(), json.size());
        slot->size = static_cast<std::uint32_t>(json.size());
    }
    slot->state = MailState::answered;
    wake_process(slot->caller_number);
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
        taken = slot->state != MailState::ready;
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
    int slot;
    std::uint64_t ticket;
};

void leave_at_exit(int, Datum argument) {
    auto *waiting = reinterpret_cast<Waiting *>(DatumGetPointer(argument));
    (void)leave(waiting->slot, waiting->ticket, false);
}

[[noreturn]] void raise_no_worker(const DatabaseSlot *database) {
    char note[160] = "";
    if (database)
        strlcpy(note, database->note, sizeof note);
    LWLockRelease(shared->lock);
    ereport(
        ERROR,
        (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
         errmsg("no sync worker of pg_social is running in this database"),
         note[0] ? errdetail_internal("%s", note) : 0,
         errhint("Look at worker_status(); they start by themselves within seconds after CREATE EXTENSION "
                 "and need free slots in max_worker_processes.")));
}

// Puts the request into a free slot and wakes the worker.
Waiting put(int worker, const char *request, std::size_t request_size) {
    LWLockAcquire(shared->lock, LW_EXCLUSIVE);
    auto *database = slot_of(MyDatabaseId);
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
    found->size = static_cast<std::uint32_t>(request_size);
    found->sqlstate = 0;
    found->keep_going = false;
    memcpy(found->bytes, request, request_size);
    pg_atomic_fetch_add_u32(&database->mails, 1);
    wake_process(database->sync[worker].proc_number);
    Waiting waiting{static_cast<int>(found - mailbox->slots), found->ticket};
    LWLockRelease(shared->lock);
    return waiting;
}

// Reads the answer into `copy` (room for kReplySize and four bytes) if it is there, and frees the slot.
// Raises the error that it may be.
bool collect(const Waiting &waiting, char *copy) {
    LWLockAcquire(shared->lock, LW_EXCLUSIVE);
    auto *slot = mine(waiting.slot, waiting.ticket);
    if (!slot || slot->state != MailState::answered) {
        LWLockRelease(shared->lock);
        return false;
    }
    int sqlstate = slot->sqlstate;
    auto size = slot->size;
    memcpy(copy, slot->bytes, size);
    memset(copy + size, 0, 4);
    set_free(*slot);
    LWLockRelease(shared->lock);
    if (sqlstate == 0)
        return true;
    const char *message = copy;
    const char *hint = message + strlen(message) + 1;
    const char *detail = hint + strlen(hint) + 1;
    ereport(ERROR, (errcode(sqlstate), errmsg_internal("%s", message), *hint ? errhint("%s", hint) : 0,
                    *detail ? errdetail_internal("%s", detail) : 0, errhidestmt(true)));
}

// "It goes on" is said only when it is stored: a moment, unless the worker is dying.
void wait_until_kept(const Waiting &waiting) {
    for (int tries = 0; tries < 200; ++tries) {
        LWLockAcquire(shared->lock, LW_SHARED);
        auto *slot = mine(waiting.slot, waiting.ticket);
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

Asked ask_worker(int worker, const char *request, std::size_t request_size, TimestampTz deadline,
                 char **reply) {
    if (request_size > kRequestSize)
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("the request is too large"),
                        errdetail("It may have %zu bytes at most.", kRequestSize), errhidestmt(true)));
    // The exit callback needs a place that outlives this frame.
    static Waiting waiting;
    // Allocated before any lock is held, where running out of memory would do harm.
    *reply = static_cast<char *>(palloc(kReplySize + 4));
    waiting = put(worker, request, request_size);
    bool answered = false;
    PG_ENSURE_ERROR_CLEANUP(leave_at_exit, PointerGetDatum(&waiting));
    {
        for (;;) {
            if (collect(waiting, *reply)) {
                answered = true;
                break;
            }
            long patience = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), deadline);
            if (patience <= 0)
                break;
            (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, patience,
                            PG_WAIT_EXTENSION);
            ResetLatch(MyLatch);
            CHECK_FOR_INTERRUPTS();
        }
    }
    PG_END_ENSURE_ERROR_CLEANUP(leave_at_exit, PointerGetDatum(&waiting));
    if (answered)
        return Asked::answered;
    if (!leave(waiting.slot, waiting.ticket, true))
        return Asked::not_taken;
    wait_until_kept(waiting);
    return Asked::goes_on;
}

std::optional<Mail> take_mail(Oid database, int worker) {
    SharedLock lock;
    MailSlot *oldest = nullptr;
    for (int i = 0; i < mailbox->count; ++i) {
        auto &slot = mailbox->slots[i];
        if (slot.state == MailState::ready && slot.database == database && slot.worker == worker &&
            (!oldest || slot.ticket < oldest->ticket))
            oldest = &slot;
    }
    if (!oldest)
        return std::nullopt;
    Mail mail;
    mail.slot = static_cast<int>(oldest - mailbox->slots);
    mail.ticket = oldest->ticket;
    // Layout: JSON, NUL, then each secret with a NUL.
    const char *at = oldest->bytes;
    const char *end = oldest->bytes + oldest->size;
    mail.request.assign(at, strnlen(at, static_cast<std::size_t>(end - at)));
    for (at += mail.request.size() + 1; at < end; at += mail.secrets.back().size() + 1)
        mail.secrets.emplace_back(at, strnlen(at, static_cast<std::size_t>(end - at)));
    explicit_bzero(oldest->bytes, oldest->size);
    oldest->state = MailState::taken;
    oldest->taken_by = MyProcPid;
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
    if (json.size() > kReplySize - 1) {
        refuse_mail(mail, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "the answer is too large to hand over",
                    "It was carried out; look at social_media_sync_logs.", "");
        return;
    }
    reply(mail, 0, {}, json);
}

void refuse_mail(const Mail &mail, int sqlstate, std::string_view message, std::string_view hint,
                 std::string_view detail) {
    reply(mail, sqlstate, {message, hint, detail}, {});
}

void abandon_all_mail(Oid database, int worker) {
    for (int i = 0; i < mailbox->count; ++i) {
        auto &slot = mailbox->slots[i];
        if (slot.database != database || slot.worker != worker)
            continue;
        if (slot.state == MailState::abandoned) {
            set_free(slot);
        } else if (slot.state == MailState::taken || slot.state == MailState::ready) {
            explicit_bzero(slot.bytes, slot.size);
            slot.sqlstate = ERRCODE_CONNECTION_FAILURE;
            slot.size = static_cast<std::uint32_t>(
                pack_texts(slot.bytes, sizeof slot.bytes,
                           {"the sync worker ended before it answered",
                            "Try again: what had been recorded is kept, nothing was written twice.", ""}));
            slot.state = MailState::answered;
            wake_process(slot.caller_number);
        }
    }
}

} // namespace social::pg
