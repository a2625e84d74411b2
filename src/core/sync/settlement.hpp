// settle(): from what happened in one sync to what is to be recorded: the status of the connection, when to
// try again, and the log row. The rules are those of the table of reactions
// (docs/explanation/architecture.md).
#pragma once

#include "core/sync/account_sync.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace social {

// What is known about a sync besides its outcome.
struct Attempt {
    std::string connection_id{};
    std::string sync_type{}; // as in the sync log
    std::optional<std::int64_t> log_id{};
    Instant started_at{};
    Instant completed_at{};
    int api_calls = 0;
    int failures_before = 0; // in a row
    std::optional<Instant> failing_since{};
    // Of the connection, as it began.
    std::string status_before{};
    std::optional<Instant> connected_at{};
    bool by_other_login = false; // than the one that its app is configured for
};

struct Settlement {
    std::string sync_status{}; // success, partial_success, failed
    std::string error_code{};
    std::string error_message{};
    std::vector<std::string> errors{};
    std::optional<std::string> connection_status{}; // nullopt: as it was
    std::string connection_error{};
    bool clear_error = false;
    std::optional<Instant> next_sync_at{};
    // One more in a row: a failure, or figures that a part is missing of and that are worth another attempt.
    bool counts_as_failure = false;
    bool logged = true; // false: a limit made it wait, which is no failure and no row
    // Set when the whole app must rest, because its secret or our request is wrong.
    std::optional<Instant> pause_app_until{};
    // A limit was reached: no call of the app, or of the account, before that.
    std::optional<Instant> app_waits_until{};
    std::optional<Instant> account_waits_until{};
};

// How long a connection may fail before it is shown as `error`.
inline constexpr std::chrono::hours kErrorAfter{24};

Settlement settle(const Attempt &attempt, const SyncOutcome &outcome);

// After figures without all posts, for an outage or a limit: so often it comes back before the next run.
inline constexpr int kMostComebacks = 5;

// The wait after `failures` failures in a row: 30 s doubling to 15 min, and up to a fifth more, so that
// accounts that failed together do not come back together.
std::chrono::seconds retry_delay(int failures, std::string_view connection_id);

} // namespace social
