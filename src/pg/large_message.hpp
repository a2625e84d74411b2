// A request or an answer that is too large for a slot of the mailbox travels in a segment of shared memory of
// its own, and only the segment's handle lies in the slot.
#pragma once

#include "pg/postgres.hpp"

namespace social::pg {

// --- backend side; plain C style, may be left by longjmp ---

// The request stays for as long as the caller's transaction, or until it is taken back.
dsm_segment *put_large_request(const char *bytes, std::size_t size);
void take_back_large_request(dsm_segment *segment);
// The answer, palloc'd with a NUL at its end; the segment goes.
char *collect_large_reply(dsm_handle handle, std::size_t size);

// --- worker side ---

// Empty where the caller has gone meanwhile. Wiped where it was read from.
std::string take_large_request(dsm_handle handle, std::size_t size);
// The segment lives until it is collected or dropped, though the worker may go before.
dsm_handle put_large_reply(std::string_view bytes);

// --- both ---

void drop_large_reply(dsm_handle handle);

} // namespace social::pg
