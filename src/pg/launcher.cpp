// The launcher: one static process a cluster. It looks at pg_database, lets a scheduler find out which
// databases have the extension, starts and restarts their processes, and keeps out where a backend holds a
// database.
#include "pg/guard.hpp"
#include "pg/holds.hpp"
#include "pg/process.hpp"
#include "pg/settings.hpp"
#include "pg/shared_state.hpp"

extern "C" {
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_database.h"
#include "postmaster/interrupt.h"
#include "tcop/tcopprot.h"

PGDLLEXPORT void pg_social_launcher_main(Datum);
}

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr auto kRescanEvery = 60s;
constexpr auto kProbeAgainEvery = 10min; // an extension that came without our hooks seeing it
constexpr auto kHealthyAfter = 60s;      // a process that ran this long starts its back-off anew
constexpr auto kLongestPause = 60s;      // before a process that failed is started again
constexpr auto kStartsWithin = 10s;      // from asking the postmaster to taking the place
constexpr int kProbesAtOnce = 2;         // looks for the extension: they must not use up the worker slots

constexpr TimestampTz microseconds_of(std::chrono::seconds time) {
    return std::chrono::microseconds(time).count();
}

struct Known {
    Oid oid;
    NameData name;
};

// Left by a DROP DATABASE that was interrupted: whoever connects is refused.
bool is_half_dropped([[maybe_unused]] Form_pg_database form) {
#ifdef DATCONNLIMIT_INVALID_DB                            // since 15.4
    return form->datconnlimit == DATCONNLIMIT_INVALID_DB; // the function for it is not in every 15
#else
    return false;
#endif
}

// All connectable databases that are no templates. Shared catalogs only: the launcher is connected to none.
int read_databases(Known *known, int room) {
    int count = 0;
    StartTransactionCommand();
    (void)GetTransactionSnapshot();
    Relation relation = table_open(DatabaseRelationId, AccessShareLock);
    TableScanDesc scan = table_beginscan_catalog(relation, 0, nullptr);
    HeapTuple tuple;
    while ((tuple = heap_getnext(scan, ForwardScanDirection)) != nullptr) {
        auto *form = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
        if (!form->datallowconn || form->datistemplate || is_half_dropped(form))
            continue;
        if (count < room)
            known[count] = {form->oid, form->datname};
        ++count;
    }
    table_endscan(scan);
    table_close(relation, AccessShareLock);
    CommitTransactionCommand();
    return count;
}

// Gives each database a slot and takes it from those that are gone, closed to connections, or templates now.
void match_slots(const Known *known, int count) {
    SharedLock lock;
    for (auto &slot : shared->databases) {
        slot.open =
            std::any_of(known, known + count, [&](const Known &one) { return one.oid == slot.database; });
        if (OidIsValid(slot.database) && !slot.open && slot.holders == 0 && tell_to_go(slot) == 0)
            slot.database = InvalidOid;
    }
    for (const Known *one = known; one != known + count; ++one) {
        auto *slot = slot_for(one->oid);
        if (!slot)
            continue;
        slot->open = true;
        strlcpy(slot->name, NameStr(one->name), sizeof slot->name);
    }
}

void rescan() {
    static Known known[kMaxDatabases];
    static bool complained = false;
    int count = call([]() noexcept { return read_databases(known, kMaxDatabases); });
    if (count > kMaxDatabases && !std::exchange(complained, true))
        write_log(WARNING, "pg_social looks after " + std::to_string(kMaxDatabases) + " databases at most; " +
                               std::to_string(count) + " are there");
    match_slots(known, std::min(count, kMaxDatabases));
}

// Whether `moment` was less than so long ago. What lies ahead is of a clock that has been put back: long ago.
bool is_recent(TimestampTz moment, TimestampTz now, std::chrono::seconds span) {
    return moment <= now && now - moment < microseconds_of(span);
}

// Notices a process that ended, and decides when it may start again: 5 s, doubling to 60 s.
void settle_ended(ProcessSlot &place, TimestampTz now) {
    if (!place.registered || place.pid != 0)
        return;
    bool took_its_place = place.started_at != 0;
    if (!took_its_place && is_recent(place.requested_at, now, kStartsWithin))
        return;
    place.registered = false;
    place.start = 0; // whoever comes now is too late
    bool healthy = took_its_place && now - place.started_at > microseconds_of(kHealthyAfter);
    if (place.left_by_itself || healthy) {
        place.failures = 0;
        place.retry_at = now;
    } else {
        auto wait = std::min<std::chrono::seconds>(kLongestPause, 5s * (1 << std::min(place.failures, 4)));
        ++place.failures;
        place.retry_at = now + microseconds_of(wait);
    }
    place.started_at = 0;
}

// Starts a process that should run and does not. Returns when to look again (0: no need).
TimestampTz keep_running(DatabaseSlot &slot, ProcessKind kind, int index, TimestampTz now) {
    auto &place = place_of(slot, kind, index);
    settle_ended(place, now);
    if (place.pid != 0)
        return 0;
    if (place.registered)
        return place.requested_at + microseconds_of(kStartsWithin);
    if (place.retry_at > now && place.retry_at - now <= microseconds_of(kLongestPause))
        return place.retry_at;
    if (start_process(slot, kind, index, "")) {
        slot.note[0] = '\0';
        slot.complained = false;
        return now + microseconds_of(kStartsWithin);
    }
    // Said once a database, and at the second attempt: a process that has just ended keeps its slot for a
    // moment.
    if (slot.note[0] != '\0' && !std::exchange(slot.complained, true))
        write_log(WARNING,
                  std::string("pg_social found no free worker slot for database \"") + slot.name + '"',
                  "Raise max_worker_processes and restart the server.");
    strlcpy(slot.note, "no free slot in max_worker_processes", sizeof slot.note);
    place.retry_at = now + microseconds_of(5s);
    return place.retry_at;
}

// A changed number of sync workers takes effect when the old ones have all gone: each sees the change and
// drains.
void agree_on_workers(DatabaseSlot &slot) {
    bool any = std::any_of(std::begin(slot.sync), std::end(slot.sync),
                           [](const ProcessSlot &place) { return place.pid != 0 || place.registered; });
    if (any)
        return;
    slot.agreed_sync_workers = slot.wanted_sync_workers;
    slot.changing_workers = false;
}

TimestampTz sooner(TimestampTz one, TimestampTz other) {
    return one == 0 ? other : other == 0 ? one : std::min(one, other);
}

// A scheduler that is to find out whether the extension is there; also one that waits for a worker slot.
bool is_probed(const DatabaseSlot &slot) {
    return slot.presence == Presence::unknown &&
           (slot.scheduler.pid != 0 || slot.scheduler.registered || slot.note[0] != '\0');
}

int probes_under_way() {
    return static_cast<int>(
        std::count_if(std::begin(shared->databases), std::end(shared->databases), is_probed));
}

TimestampTz look_after(DatabaseSlot &slot, TimestampTz now) {
    if (!slot.open || slot.holders > 0)
        return 0; // the next scan, or the release, brings it back
    if (slot.presence == Presence::absent)
        return 0;
    if (slot.presence == Presence::unknown && !is_probed(slot) && probes_under_way() >= kProbesAtOnce)
        return 0; // each that ends wakes us
    TimestampTz again = keep_running(slot, ProcessKind::scheduler, 0, now);
    for (int i = 0; i < kMaxSyncWorkers; ++i)
        settle_ended(slot.sync[i], now);
    agree_on_workers(slot);
    if (slot.presence == Presence::present && slot.agreed_sync_workers == slot.wanted_sync_workers)
        for (int i = 0; i < slot.agreed_sync_workers; ++i)
            again = sooner(again, keep_running(slot, ProcessKind::sync_worker, i, now));
    return again;
}

TimestampTz look_after_all() {
    TimestampTz now = GetCurrentTimestamp();
    TimestampTz again = 0;
    SharedLock lock;
    for (auto &slot : shared->databases)
        if (slot.database != InvalidOid)
            again = sooner(again, look_after(slot, now));
    return again;
}

void probe_absent_again() {
    SharedLock lock;
    for (auto &slot : shared->databases)
        if (slot.presence == Presence::absent)
            slot.presence = Presence::unknown;
}

void leave_shared_state(int, Datum) {
    shared->launcher.pid = 0;
}

void loop() {
    TimestampTz scanned_at = 0, probed_at = GetCurrentTimestamp();
    for (;;) {
        TimestampTz now = GetCurrentTimestamp();
        if (pg_atomic_exchange_u32(&shared->rescan, 0) != 0 || !is_recent(scanned_at, now, kRescanEvery)) {
            rescan();
            scanned_at = now;
        }
        if (!is_recent(probed_at, now, kProbeAgainEvery)) {
            probe_absent_again();
            probed_at = now;
        }
        TimestampTz again = sooner(look_after_all(), scanned_at + microseconds_of(kRescanEvery));
        sleep_until_woken(std::chrono::milliseconds(TimestampDifferenceMilliseconds(now, again) + 1));
    }
}

} // namespace
} // namespace social::pg

void pg_social_launcher_main(Datum) {
    using namespace social::pg;
    pqsignal(SIGTERM, die);
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
    before_shmem_exit(leave_shared_state, 0);
    shared->launcher.proc_number = my_proc_number();
    shared->launcher.pid = MyProcPid;
    shared->launcher.started_at = GetCurrentTimestamp();
    pgstat_report_activity(STATE_IDLE, "looking after the databases");
    boundary([] { loop(); });
}
