// Where set_clock() is remembered: a crash or a restart in the middle of a test must not end its time.
#pragma once

#include <cstdint>

namespace social::pg {

// Microseconds that current_time() is ahead of the machine's clock; 0 where set_clock() was never called.
// From the shared memory hooks of the postmaster, so it warns where it must and never fails.
std::int64_t remembered_clock_offset();

// 0 forgets. Raises an ERROR when that cannot be written.
void remember_clock_offset(std::int64_t offset);

} // namespace social::pg
