// _PG_init: settings, shared memory, hooks, and the launcher. Nothing else happens at load.
#include "pg/holds.hpp"
#include "pg/log_redaction.hpp"
#include "pg/postgres.hpp"
#include "pg/settings.hpp"
#include "pg/shared_state.hpp"
#include "pg/statement_hooks.hpp"
#include "pg/wake.hpp"

extern "C" {
PG_MODULE_MAGIC;
PGDLLEXPORT void _PG_init(); // NOLINT(bugprone-reserved-identifier): the server's name for it
}

namespace {

void register_launcher() {
    BackgroundWorker worker{};
    worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    // Not on a standby; on its promotion the launcher starts by itself.
    worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
    worker.bgw_restart_time = 5;
    strlcpy(worker.bgw_library_name, "pg_social", sizeof worker.bgw_library_name);
    strlcpy(worker.bgw_function_name, "pg_social_launcher_main", sizeof worker.bgw_function_name);
    strlcpy(worker.bgw_name, "pg_social launcher", sizeof worker.bgw_name);
    strlcpy(worker.bgw_type, "pg_social launcher", sizeof worker.bgw_type);
    RegisterBackgroundWorker(&worker);
}

} // namespace

void _PG_init() {
    using namespace social::pg;
    if (IsBinaryUpgrade)
        return;
    // Loaded by hand, the library offers only what needs no shared memory; the rest says what is missing.
    if (!process_shared_preload_libraries_in_progress)
        return;
    define_settings();
    request_shared_memory();
    set_up_statement_hooks();
    set_up_holds();
    set_up_wake();
    set_up_log_redaction();
    register_launcher();
}
