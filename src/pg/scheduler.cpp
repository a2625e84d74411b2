// The scheduler: one a database. It tells the launcher whether the extension is here, keeps the partitions ahead of
// time, and runs due jobs.
#include "pg/guard.hpp"
#include "pg/process.hpp"
#include "pg/settings.hpp"
#include "pg/statement.hpp"
#include "pg/transaction.hpp"

extern "C" {
#include "postmaster/interrupt.h"
PGDLLEXPORT void pg_social_scheduler_main(Datum);
}

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr auto kHousekeepingEvery = 1h;
constexpr auto kPartitionsAhead = std::chrono::days{62};

// What the launcher goes by.
void report(Presence presence) {
    {
        SharedLock lock;
        auto *slot = slot_of(assignment.database);
        if (slot) {
            slot->presence = presence;
            slot->wanted_sync_workers = settings.sync_workers;
        }
    }
    wake_launcher();
}

void make_partitions() {
    static Statement statement{"select social_internal.ensure_partitions($1)", {TIMESTAMPTZOID}};
    WorkTransaction transaction("making partitions ahead");
    statement.run({bind_instant(from_pg(current_time()) + kPartitionsAhead)});
    transaction.commit();
}

void leave_as_absent() {
    report(Presence::absent);
    leave_by_itself();
}

void loop() {
    auto next_housekeeping = std::chrono::steady_clock::now();
    for (;;) {
        try {
            if (!extension_is_here())
                leave_as_absent();
            report(Presence::present);
            if (std::chrono::steady_clock::now() >= next_housekeeping) {
                make_partitions();
                next_housekeeping = std::chrono::steady_clock::now() + kHousekeepingEvery;
            }
            beat(0, 0, 0, false);
        } catch (const std::exception &error) {
            ereport(LOG, (errmsg("pg_social scheduler: %s", error.what())));
        }
        sleep_until_woken(60s);
    }
}

} // namespace
} // namespace social::pg

void pg_social_scheduler_main(Datum) {
    using namespace social::pg;
    boundary([] {
        begin_process();
        if (!extension_is_here())
            leave_as_absent();
        show_activity("waiting for the next job");
        loop();
    });
}
