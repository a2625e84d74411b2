#include "pg/process.hpp"

#include "pg/guard.hpp"
#include "pg/mailbox.hpp"
#include "pg/statement.hpp"
#include "pg/transaction.hpp"

extern "C" {
#include "catalog/pg_database.h"
#include "postmaster/interrupt.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/syscache.h"
}

namespace social::pg {

Assignment assignment{};

namespace {

struct Wakes {
    std::uint32_t work = 0;
    std::uint32_t mails = 0;
};
Wakes wakes_seen{};
std::uint32_t times_reloaded = 0;

Wakes wakes_now() {
    SharedLock lock(LW_SHARED);
    auto *database = OidIsValid(assignment.database) ? slot_of(assignment.database) : nullptr;
    return database ? Wakes{pg_atomic_read_u32(&database->wakes), pg_atomic_read_u32(&database->mails)}
                    : Wakes{};
}

// Compared with what after_waking() has seen.
Woken reason_in(const Wakes &now) {
    if (ConfigReloadPending || now.work != wakes_seen.work)
        return Woken::for_work;
    return now.mails != wakes_seen.mails ? Woken::by_a_caller : Woken::no;
}

const char *entry_point(ProcessKind kind) {
    switch (kind) {
    case ProcessKind::scheduler:
        return "pg_social_scheduler_main";
    case ProcessKind::sync_worker:
        return "pg_social_sync_worker_main";
    case ProcessKind::job_worker:
        return "pg_social_job_worker_main";
    }
    return "";
}

const char *backend_type(ProcessKind kind) {
    switch (kind) {
    case ProcessKind::scheduler:
        return "pg_social scheduler";
    case ProcessKind::sync_worker:
        return "pg_social sync worker";
    case ProcessKind::job_worker:
        return "pg_social job worker";
    }
    return "";
}

// Gives the place back. Runs at every end, also at FATAL, which skips C++ destructors.
void leave_place(int, Datum) {
    LWLockAcquire(shared->lock, LW_EXCLUSIVE);
    auto *database = slot_of(assignment.database);
    if (database) {
        auto &place = place_of(*database, assignment.kind, assignment.index);
        if (place.pid == MyProcPid) {
            place.pid = 0;
            place.in_flight = place.unrecorded = 0;
        }
    }
    // Under the same lock: whoever comes later is told that no worker runs.
    if (assignment.kind == ProcessKind::sync_worker)
        abandon_all_mail(assignment.database, assignment.index);
    LWLockRelease(shared->lock);
    wake_launcher();
}

// Takes the place, unless this start has been overtaken by a hold or by a newer one.
bool take_place() {
    SharedLock lock;
    auto *database = slot_of(assignment.database);
    if (!database || database->holders > 0)
        return false;
    auto &place = place_of(*database, assignment.kind, assignment.index);
    if (place.start != assignment.start || place.pid != 0)
        return false;
    place.pid = MyProcPid;
    place.proc_number = my_proc_number();
    place.started_at = place.heartbeat_at = GetCurrentTimestamp();
    place.left_by_itself = place.drained = place.closed = false;
    place.in_flight = place.unrecorded = 0;
    place.recorded = place.failed = 0;
    strlcpy(place.activity, "starting", sizeof place.activity);
    place.key_problem[0] = place.trouble[0] = '\0';
    return true;
}

// The database could have become a template or closed to connections since the launcher looked.
bool database_accepts_us() {
    HeapTuple tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(MyDatabaseId));
    if (!HeapTupleIsValid(tuple))
        return false;
    auto *form = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
    bool accepts = form->datallowconn && !form->datistemplate;
    ReleaseSysCache(tuple);
    return accepts;
}

// Settings that must not leak in from a database or role: our statements are short, trusted, and must not be
// logged with their parameters by other extensions.
void pin_session() {
    struct Pin {
        const char *name, *value;
    };
    for (auto [name, value] :
         {Pin{"search_path", "pg_catalog, pg_temp"}, Pin{"statement_timeout", "0"}, Pin{"lock_timeout", "0"},
          Pin{"idle_in_transaction_session_timeout", "0"}, Pin{"jit", "off"},
          Pin{"max_parallel_workers_per_gather", "0"}, Pin{"default_transaction_isolation", "read committed"},
          Pin{"default_transaction_read_only", "off"}, Pin{"row_security", "off"},
          Pin{"plan_cache_mode", "force_generic_plan"}, Pin{"TimeZone", "UTC"}, Pin{"DateStyle", "ISO, MDY"},
          Pin{"IntervalStyle", "postgres"}, Pin{"bytea_output", "hex"},
          Pin{"standard_conforming_strings", "on"},
          // With it, REFRESH MATERIALIZED VIEW CONCURRENTLY makes itself a statement that cannot be read.
          Pin{"quote_all_identifiers", "off"},
          // Of the partitions that we make; the objects' owner may have no right to others.
          Pin{"default_tablespace", ""}, Pin{"default_table_access_method", "heap"}})
        SetConfigOption(name, value, PGC_USERSET, PGC_S_SESSION);
    for (auto [name, value] :
         {Pin{"auto_explain.log_min_duration", "-1"}, Pin{"pg_stat_statements.track", "none"},
          Pin{"pgaudit.log_parameter", "off"}, Pin{"transaction_timeout", "0"},
          // Our tables live by their triggers, and we read through views.
          Pin{"session_replication_role", "origin"}, Pin{"restrict_nonsystem_relation_kind", ""}})
        if (GetConfigOption(name, true, false))
            SetConfigOption(name, value, PGC_SUSET, PGC_S_SESSION);
}

// ASCII only, since it is cut off anywhere.
template <std::size_t Size>
void show_text(char (&shown)[Size], std::string_view text) {
    text = text.substr(0, Size - 1);
    *std::ranges::transform(text, shown, [](char c) { return c < ' ' || c > '~' ? '?' : c; }).out = '\0';
}

void connect() {
    BackgroundWorkerInitializeConnectionByOid(assignment.database, InvalidOid, 0);
    StartTransactionCommand();
    bool accepted = database_accepts_us();
    CommitTransactionCommand();
    if (!accepted)
        proc_exit(0);
    pin_session();
}

} // namespace

ProcessSlot &place_of(DatabaseSlot &database, ProcessKind kind, int index) {
    switch (kind) {
    case ProcessKind::sync_worker:
        return database.sync[index];
    case ProcessKind::job_worker:
        return database.jobs[index];
    case ProcessKind::scheduler:
        break;
    }
    return database.scheduler;
}

bool start_process(DatabaseSlot &database, ProcessKind kind, int index, const char *job) {
    auto &place = place_of(database, kind, index);
    Assignment wanted{};
    wanted.database = database.database;
    wanted.kind = kind;
    wanted.index = index;
    wanted.start = place.start = ++shared->starts;
    strlcpy(wanted.job, job, sizeof wanted.job);

    BackgroundWorker worker{};
    worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
    // The launcher owns restarts: workers that the postmaster restarts by itself would be unknown to it.
    worker.bgw_restart_time = BGW_NEVER_RESTART;
    strlcpy(worker.bgw_library_name, "pg_social", sizeof worker.bgw_library_name);
    strlcpy(worker.bgw_function_name, entry_point(kind), sizeof worker.bgw_function_name);
    strlcpy(worker.bgw_type, backend_type(kind), sizeof worker.bgw_type);
    if (kind == ProcessKind::sync_worker)
        snprintf(worker.bgw_name, sizeof worker.bgw_name, "%s %d of %s", worker.bgw_type, index + 1,
                 database.name);
    else if (kind == ProcessKind::job_worker)
        snprintf(worker.bgw_name, sizeof worker.bgw_name, "%s for %s in %s", worker.bgw_type, job,
                 database.name);
    else
        snprintf(worker.bgw_name, sizeof worker.bgw_name, "%s of %s", worker.bgw_type, database.name);
    worker.bgw_notify_pid = MyProcPid;
    memcpy(worker.bgw_extra, &wanted, sizeof wanted);
    place.started_at = 0;
    place.requested_at = GetCurrentTimestamp();
    place.registered = RegisterDynamicBackgroundWorker(&worker, nullptr);
    return place.registered;
}

Assignment begin_process() {
    memcpy(&assignment, MyBgworkerEntry->bgw_extra, sizeof assignment);
    if (!take_place())
        proc_exit(0);
    before_shmem_exit(leave_place, 0);
    pqsignal(SIGTERM, die);
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    BackgroundWorkerUnblockSignals();
    run([]() noexcept { connect(); });
    return assignment;
}

bool extension_is_here() {
    static Statement version{"select extversion from pg_catalog.pg_extension where extname = 'pg_social'",
                             {}};
    std::string found;
    WorkTransaction transaction("looking for the extension");
    version.run({}, [&](const Row &row) { found = row.text(0); });
    bool here = found == PG_SOCIAL_VERSION;
    if (!here && !found.empty())
        write_log(WARNING,
                  "pg_social " PG_SOCIAL_VERSION " does not work with the objects of version " + found,
                  "Run ALTER EXTENSION pg_social UPDATE in that database.");
    Oid owner = here ? call([]() noexcept { return get_role_oid("social_owner", false); }) : InvalidOid;
    transaction.commit();
    // From here on our SQL has the rights of the objects' owner only, so that a trigger that somebody puts on
    // our tables gains nothing. Set between transactions: an abort restores what was in force at their start.
    if (here)
        SetUserIdAndSecContext(owner, SECURITY_LOCAL_USERID_CHANGE);
    return here;
}

void leave_by_itself() {
    {
        SharedLock lock;
        if (auto *database = slot_of(assignment.database))
            place_of(*database, assignment.kind, assignment.index).left_by_itself = true;
    }
    proc_exit(0);
}

void show_activity(const char *activity) {
    pgstat_report_activity(STATE_IDLE, activity);
    SharedLock lock;
    if (auto *database = slot_of(assignment.database))
        show_text(place_of(*database, assignment.kind, assignment.index).activity, activity);
}

void beat(int in_flight, int unrecorded, std::int64_t recorded, std::int64_t failed, bool cautious) {
    SharedLock lock;
    auto *database = slot_of(assignment.database);
    if (!database)
        return;
    auto &place = place_of(*database, assignment.kind, assignment.index);
    place.heartbeat_at = GetCurrentTimestamp();
    place.in_flight = in_flight;
    place.unrecorded = unrecorded;
    place.recorded = recorded;
    place.failed = failed;
    place.cautious = cautious;
}

void show_key_problem(std::string_view problem) {
    SharedLock lock;
    if (auto *database = slot_of(assignment.database))
        show_text(place_of(*database, assignment.kind, assignment.index).key_problem, problem);
}

void show_trouble(std::string_view trouble) {
    SharedLock lock;
    if (auto *database = slot_of(assignment.database))
        show_text(place_of(*database, assignment.kind, assignment.index).trouble, trouble);
}

void show_refusal(std::string_view refusal) {
    SharedLock lock;
    if (auto *database = slot_of(assignment.database))
        show_text(database->refusal, refusal);
}

Woken after_waking() {
    ResetLatch(MyLatch);
    // First, since it may end in an error: whoever has been woken is to hear of it all the same.
    check_for_interrupts();
    const auto now = wakes_now();
    const auto woken = reason_in(now);
    if (ConfigReloadPending) {
        ConfigReloadPending = false;
        run([]() noexcept { ProcessConfigFile(PGC_SIGHUP); });
        ++times_reloaded;
    }
    wakes_seen = now;
    return woken;
}

Woken woken_meanwhile() {
    return reason_in(wakes_now());
}

std::uint32_t reloads() noexcept {
    return times_reloaded;
}

Woken sleep_until_woken(std::chrono::milliseconds patience) {
    if (woken_meanwhile() != Woken::no)
        patience = std::chrono::milliseconds{0};
    long milliseconds = std::clamp<long>(patience.count(), 0, 3'600'000);
    run([milliseconds]() noexcept {
        WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, milliseconds, PG_WAIT_EXTENSION);
    });
    return after_waking();
}

} // namespace social::pg
