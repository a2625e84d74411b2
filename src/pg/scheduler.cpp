// The scheduler: one a database. It tells the launcher whether the extension is here, keeps the partitions
// ahead of time and the merchants' list up to date, and has each due job run in a process of its own. It
// sleeps until the next job is due.
#include "pg/error_log.hpp"
#include "pg/guard.hpp"
#include "pg/job_places.hpp"
#include "pg/process.hpp"
#include "pg/settings.hpp"
#include "pg/statement.hpp"
#include "pg/transaction.hpp"
#include "pg/wake.hpp"

#include <optional>
#include <utility>

extern "C" {
#include "postmaster/interrupt.h"
PGDLLEXPORT void pg_social_scheduler_main(Datum);
}

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr auto kHousekeepingEvery = 1h;
constexpr auto kHousekeepingAgain = 5min; // after what could not be done
constexpr auto kEnsureEvery = 1min;
constexpr int kEnsuredAtOnce = 2000; // connections; less than a tenth of a second
constexpr auto kPartitionsAhead = std::chrono::days{62};
constexpr std::chrono::milliseconds kSafetyPoll = 60s;   // finds what a lost wake-up or a clock put back left
constexpr std::chrono::milliseconds kAfterAnError = 5s;  // of our own SQL
constexpr const char *kLockTimeout = "5s";               // a wait without end would be told by nobody
constexpr std::chrono::milliseconds kWithoutAPlace = 5s; // for a job that found no free worker slot

// What the launcher goes by.
void report(Presence presence) {
    bool drain = false;
    {
        SharedLock lock;
        auto *slot = slot_of(assignment.database);
        if (slot) {
            drain = slot->wanted_sync_workers != settings.sync_workers;
            slot->presence = presence;
            slot->wanted_sync_workers = settings.sync_workers;
        }
    }
    // Another number of sync workers: those that run learn of it here, and drain.
    if (drain)
        wake_database(assignment.database);
    wake_launcher();
}

void leave_as_absent() {
    report(Presence::absent);
    leave_by_itself();
}

class Scheduler {
public:
    void run() {
        for (std::optional<std::string> error;;) {
            try {
                if (error)
                    survive(*std::exchange(error, std::nullopt));
                auto patience = look();
                tell_how_it_goes();
                sleep_until_woken(patience);
            } catch (const std::exception &failure) {
                error = failure.what();
            }
        }
    }

private:
    // Returns how long nothing will be due.
    std::chrono::milliseconds look() {
        if (!extension_is_here())
            leave_as_absent();
        report(Presence::present);
        keep_house();
        auto patience = std::min({start_due_jobs(), follow_profiles(), ensure_derived()});
        give_a_sign();
        return patience;
    }

    // A job without a free worker slot stands still, which nothing else would tell.
    void tell_how_it_goes() {
        error_log_.all_went_well();
        if (!job_without_a_slot_.empty())
            show_trouble("no free slot in max_worker_processes for job \"" + job_without_a_slot_ + '"');
        else if (in_trouble_)
            show_trouble({});
        in_trouble_ = !job_without_a_slot_.empty();
    }

    // What failed is tried again at the next look: said until one has gone through. This may be cancelled as
    // well, and comes again then.
    void survive(const std::string &error) {
        in_trouble_ = true;
        show_trouble(error);
        give_a_sign();
        error_log_.write("pg_social scheduler: " + error);
        sleep_until_woken(kAfterAnError);
    }

    void give_a_sign() { beat(places_.occupied(), 0, started_, 0, false); }

    void keep_house() {
        if (std::chrono::steady_clock::now() < next_housekeeping_)
            return;
        WorkTransaction transaction("making partitions ahead");
        bool made = false;
        ensure_partitions_.run({bind_instant(from_pg(current_time()) + kPartitionsAhead)},
                               [&](const Row &row) { made = row.boolean(0); });
        transaction.commit();
        next_housekeeping_ =
            std::chrono::steady_clock::now() + (made ? kHousekeepingEvery : kHousekeepingAgain);
    }

    // Rows may have been loaded past the triggers, as by a restore with triggers off: all are looked at once
    // after the start, then round and round at next to no cost.
    std::chrono::milliseconds ensure_derived() {
        auto now = std::chrono::steady_clock::now();
        if (now >= next_ensuring_) {
            WorkTransaction transaction("looking for rows loaded past the triggers");
            std::string upto;
            ensure_derived_.run(
                {ensured_upto_.empty() ? Bind{} : bind_uuid(ensured_upto_), bind_int(kEnsuredAtOnce)},
                [&](const Row &row) { upto = row.uuid(0); });
            transaction.commit();
            ensured_upto_ = upto;
            ensured_all_once_ = ensured_all_once_ || upto.empty();
            next_ensuring_ = ensured_all_once_ ? now + kEnsureEvery : now;
        }
        return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(next_ensuring_ - now));
    }

    std::chrono::milliseconds start_due_jobs() {
        struct Due {
            std::string job;
            bool now;
            std::optional<Instant> at;
        };
        std::vector<Due> jobs;
        auto running = places_.running();
        {
            WorkTransaction transaction("looking for due jobs");
            jobs_due_.run({bind_text_array(running)}, [&](const Row &row) {
                jobs.push_back({row.text(0), row.boolean(1), row.instant(2)});
            });
            transaction.commit();
        }
        auto patience = kSafetyPoll;
        auto now = from_pg(current_time());
        job_without_a_slot_.clear();
        for (const auto &[job, due, at] : jobs) {
            if (due && places_.start(job)) {
                ++started_;
            } else if (due) {
                patience = std::min(patience, kWithoutAPlace);
                job_without_a_slot_ = job;
            } else if (at)
                patience = std::min(patience,
                                    std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(*at - now)));
        }
        // One that cannot take its place tells nobody.
        return places_.any_starting() ? std::min(patience, kWithoutAPlace) : patience;
    }

    // Profiles that changed by the thousand, some at each look: a long list must not keep a job waiting.
    std::chrono::milliseconds follow_profiles() {
        auto patience = kSafetyPoll;
        WorkTransaction transaction("bringing profiles up to date");
        follow_profile_changes_.run({}, [&](const Row &row) {
            if (auto more_after = row.bigint_or_null(0))
                patience = std::chrono::milliseconds{*more_after};
        });
        transaction.commit();
        return patience;
    }

    JobPlaces places_;
    std::int64_t started_ = 0;
    bool in_trouble_ = false;        // what worker_status() and health() show
    std::string job_without_a_slot_; // at the last look
    ErrorLog error_log_;
    std::chrono::steady_clock::time_point next_housekeeping_{};
    Statement ensure_partitions_{"select social_internal.ensure_partitions($1)", {TIMESTAMPTZOID}};
    std::string ensured_upto_; // the user that the round has come to; empty before the first
    bool ensured_all_once_ = false;
    std::chrono::steady_clock::time_point next_ensuring_{};
    Statement ensure_derived_{"select social_internal.ensure_derived($1, $2)", {UUIDOID, INT4OID}};
    Statement follow_profile_changes_{"select social_internal.follow_profile_changes()", {}};
    Statement jobs_due_{"select job, due, due_at from social_internal.jobs_due($1)", {TEXTARRAYOID}};
};

} // namespace
} // namespace social::pg

void pg_social_scheduler_main(Datum) {
    using namespace social::pg;
    boundary([] {
        begin_process();
        if (!extension_is_here())
            leave_as_absent();
        run([]() noexcept { SetConfigOption("lock_timeout", kLockTimeout, PGC_USERSET, PGC_S_SESSION); });
        show_activity("waiting for the next job");
        // Never destroyed: the process ends by proc_exit, which knows nothing of C++ frames.
        auto *scheduler = new Scheduler;
        scheduler->run();
    });
}
