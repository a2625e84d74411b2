// The workers' side of the mailbox: a sync worker takes requests and hands over what became of them.
#include "pg/guard.hpp"
#include "pg/large_message.hpp"
#include "pg/mailbox.hpp"
#include "pg/mailbox_slots.hpp"
#include "pg/shared_state.hpp"

namespace social::pg {

namespace {

// The bytes of the next request, where they are not apart.
std::optional<Mail> next_mail(Oid database, int worker, bool closed, std::string *bytes, std::size_t *size,
                              dsm_handle *apart) {
    SharedLock lock;
    MailSlot *oldest = nullptr;
    for (int i = 0; i < mailbox->count; ++i) {
        auto &slot = mailbox->slots[i];
        bool for_us = slot.state == MailState::ready && slot.worker == worker && !(closed && slot.can_wait);
        for_us = for_us || (slot.state == MailState::left_over && worker == 0);
        if (for_us && slot.database == database && (!oldest || slot.ticket < oldest->ticket))
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
    mail.left_over = oldest->state == MailState::left_over;
    oldest->state = mail.left_over ? MailState::abandoned : MailState::taken;
    oldest->worker = worker;
    if (auto *here = slot_of(database))
        here->sync[worker].drained = false;
    return mail;
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

} // namespace

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

bool hand_on(const Mail &mail, std::string_view request) {
    if (request.size() > kSlotSize)
        return false;
    SharedLock lock;
    auto *slot = mine(mail.slot, mail.ticket);
    if (!slot || slot->state != MailState::abandoned)
        return false;
    memcpy(slot->bytes, request.data(), request.size());
    slot->size = request.size();
    slot->apart = DSM_HANDLE_INVALID;
    slot->state = MailState::left_over;
    return true;
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
