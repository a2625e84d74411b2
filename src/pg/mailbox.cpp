#include "pg/mailbox.hpp"

#include "pg/large_message.hpp"
#include "pg/mailbox_slots.hpp"
#include "pg/settings.hpp"

namespace social::pg {

Mailbox *mailbox = nullptr;

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

void set_free(MailSlot &slot) {
    // A request that travels apart is its caller's; an answer is nobody's once its caller has gone.
    if (slot.state == MailState::answered && slot.apart != DSM_HANDLE_INVALID)
        drop_large_reply(slot.apart);
    slot.apart = DSM_HANDLE_INVALID;
    explicit_bzero(slot.bytes, sizeof slot.bytes);
    slot.state = MailState::free;
    slot.size = 0;
}

MailSlot *mine(int index, std::uint64_t ticket) {
    if (index < 0)
        return nullptr;
    auto &slot = mailbox->slots[index];
    return slot.ticket == ticket ? &slot : nullptr;
}

} // namespace social::pg
