// A batch of new accounts goes through some 6 MB, in blocks that PostgreSQL frees at its end. The C library's
// way is to give most of it back to the system, which hands it out again, zeroed, page by page, to the next
// batch: a page fault costs a microsecond, and several in a virtual machine.
#include "pg/kept_memory.hpp"

#include <malloc.h>

namespace social::pg {

namespace {

// More than a batch takes, and with what the worker holds anyway (15 MB) still half of what it may have (64
// MB).
[[maybe_unused]] constexpr int kKept = 16 << 20; // bytes

} // namespace

void keep_freed_memory() {
#ifdef M_TRIM_THRESHOLD // glibc
    mallopt(M_TRIM_THRESHOLD, kKept);
    mallopt(M_MMAP_THRESHOLD, kKept);
#endif
}

} // namespace social::pg
