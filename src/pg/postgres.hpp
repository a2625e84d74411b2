// The one way into PostgreSQL's headers: standard C++ headers first, then the server's inside extern "C",
// then the macros taken back that would clash with C++. Only files in src/pg include this.
#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Symbols are hidden unless they say otherwise; before PostgreSQL 16 this macro says nothing.
#define PGDLLEXPORT __attribute__((visibility("default")))

extern "C" {
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/lwlock.h"
#include "storage/proc.h"
#include "storage/shmem.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"
#if PG_VERSION_NUM >= 170000
#include "storage/procnumber.h"
#endif
}

// PostgreSQL's log levels and helpers are macros with everyday names.
#undef Min
#undef Max
#undef gettext
#undef dgettext
#undef ngettext
#undef dngettext

// PG_FUNCTION_INFO_V1 that exports the function too, on every server version. Inside extern "C".
#define SQL_FUNCTION(name)                                                                                   \
    PGDLLEXPORT Datum name(PG_FUNCTION_ARGS);                                                                \
    PG_FUNCTION_INFO_V1(name)

namespace social::pg {

// Where a process can be reached by SetLatch, whichever name this server version has for it.
inline int my_proc_number() {
#if PG_VERSION_NUM >= 170000
    return MyProcNumber;
#else
    return MyProc->pgprocno;
#endif
}

inline void wake_process(int proc_number) {
    SetLatch(&ProcGlobal->allProcs[proc_number].procLatch);
}

} // namespace social::pg
