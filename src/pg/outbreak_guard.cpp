#include "pg/outbreak_guard.hpp"

#include "pg/guard.hpp"
#include "pg/transaction.hpp"

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr auto kRest = 1h;       // of a platform that refuses what is asked
constexpr auto kInFlight = 1min; // longer than an account is under way

} // namespace

// When too many accounts of an app fail alike, whichever worker served them, the reason is not theirs. Logins
// that are lost are so rare that the log is asked at each. What is refused may be refused to many for good:
// it is asked only where most of this worker's own share are.
void OutbreakGuard::look_at(const std::vector<Record *> &records) {
    for (const auto *record : records) {
        if (!record->settlement.logged)
            continue;
        const auto &error = record->outcome.error;
        auto app = std::string(name_of(record->platform)) + "/" + record->app;
        if (record->attempt.by_other_login)
            app += "/other login";
        auto now = record->attempt.completed_at;
        if (record->outcome.snapshot) {
            watch_.note_served(app, now);
            continue;
        }
        if (is_refused(record->attempt, record->outcome)) {
            watch_.note_refused(app, error->code, record->attempt.connection_id,
                                record->attempt.failing_since, now);
            if (watch_.refused_to_most(app, error->code, now))
                rest(*record, rested_[app]);
            continue;
        }
        watch_.note_attempt(app, now);
        if (!error || error->reaction != Reaction::reconnect)
            continue;
        // That a login which was over is still over tells nothing of the others.
        const auto &before = record->attempt.status_before;
        if (before != "revoked" && before != "expired")
            forgive(*record);
    }
}

// What is refused to most accounts is our request's fault: a field that the platform has retired. To ask on
// would only fail, hour by hour, and tell nobody.
void OutbreakGuard::rest(const Record &record, Instant &rested_at) {
    const auto &error = *record.outcome.error;
    const auto now = record.attempt.completed_at;
    // Those in flight land with the same word.
    if (now - rested_at < kInFlight && rested_at <= now)
        return;
    try {
        WorkTransaction transaction("pausing a platform that refuses what is asked");
        if (!store_.most_are_refused(record.attempt.connection_id, error.code, now - OutbreakWatch::kLately,
                                     OutbreakWatch::kMany, OutbreakWatch::kMostOfThem))
            return transaction.commit();
        store_.pause_platform(record.platform, record.app, now + kRest,
                              "Most accounts were refused alike within minutes. " + error.message,
                              error.code);
        transaction.commit();
        rested_at = now;
        write_log(WARNING,
                  "most accounts at " + std::string(name_of(record.platform)) +
                      " were refused alike within minutes (" + error.code +
                      "); the platform rests for an hour",
                  error.message);
    } catch (const std::exception &failure) {
        // It can be paused with the next one that is refused.
        write_log(LOG, std::string("pg_social could not pause a platform: ") + failure.what());
    }
}

// Also a single one: a login that is called lost while its platform rests from that is not lost either.
void OutbreakGuard::forgive(const Record &record) {
    const auto &code = record.outcome.error->code;
    const auto since = record.attempt.completed_at - OutbreakWatch::kLately;
    try {
        WorkTransaction transaction("forgiving accounts that failed together");
        auto forgiven = store_.forgive(record.attempt.connection_id, code, since, OutbreakWatch::kMany,
                                       OutbreakWatch::kPercent);
        transaction.commit();
        if (forgiven.outbreak)
            write_log(WARNING,
                      std::to_string(forgiven.accounts) + " accounts at " +
                          std::string(name_of(record.platform)) + " failed alike within minutes (" + code +
                          "); they stay connected, the platform rests for a while",
                      "Look at social_media_platforms for how long, and check the app's id and secret.");
    } catch (const std::exception &error) {
        // They can be forgiven with the next one that fails.
        write_log(LOG,
                  std::string("pg_social could not forgive accounts that failed together: ") + error.what());
    }
}

} // namespace social::pg
