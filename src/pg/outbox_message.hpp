// A mail of the outbox as it goes out: its texts, and by the settings its sender and the way to end it.
#pragma once

#include "core/mail/message.hpp"
#include "pg/outbox_mails.hpp"

namespace social::pg {

MailMessage message_of(const OutboxMail &mail, Instant now);

} // namespace social::pg
