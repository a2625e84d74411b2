#include "core/sync/settlement.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace social {

namespace {

using namespace std::chrono_literals;

constexpr auto kPauseWhenMisconfigured = 1h;
constexpr auto kWhileInError = 6h;
// Platforms name waits of a second, or none at all, in answers that come again and again.
constexpr auto kShortestWaitForLimit = 30s;
// Each costs as many calls as the sync before it: a limit is over by the first, an outage by one of the
// others.
constexpr std::array<std::chrono::seconds, kMostComebacks> kComebacks{1min, 5min, 15min, 1h, 2h};

// Up to a fifth more, another for each account and each time.
std::chrono::seconds spread(std::chrono::seconds delay, int times, std::string_view connection_id) {
    auto place = std::hash<std::string_view>{}(connection_id) + static_cast<std::size_t>(times) * 2654435761u;
    return delay + std::chrono::seconds{
                       static_cast<std::int64_t>(place % (static_cast<std::size_t>(delay.count()) / 5 + 1))};
}

// That our own budget holds a call back, for as long as it must, costs the platform nothing.
std::chrono::seconds limit_wait(const Error &error, std::chrono::seconds otherwise) {
    auto wait = error.wait.value_or(otherwise);
    return error.deferred ? wait : std::max<std::chrono::seconds>(wait, kShortestWaitForLimit);
}

// Kept where it outlives a restart. What the platform said of the app is shown to the operator as a pause;
// what our own budget makes of that, often for a second only, is not.
void wait_for_limit(Settlement &settlement, const Error &error, Instant until) {
    if (error.reach == Reach::account)
        settlement.account_waits_until = until;
    else if (error.deferred)
        settlement.app_waits_until = until;
    else
        settlement.pause_app_until = until;
}

// What an outage or a limit kept away would be unknown for the whole day, so it is asked for again; not for
// ever, where one part of a platform is broken for good. Failures that brought nothing do not count here.
void come_back(Settlement &settlement, const Attempt &attempt, const Error &missing) {
    auto times = attempt.failing_since ? 0 : std::max(attempt.failures_before, 0);
    if (missing.reaction != Reaction::retry_later || times >= kMostComebacks)
        return;
    auto delay = spread(kComebacks[static_cast<std::size_t>(times)], times, attempt.connection_id);
    settlement.next_sync_at = attempt.completed_at + std::max(delay, missing.wait.value_or(0s));
    settlement.counts_as_failure = true;
}

Settlement succeeded(const Attempt &attempt, const SyncOutcome &outcome) {
    Settlement settlement;
    settlement.errors = outcome.snapshot->missing;
    if (outcome.error)
        settlement.errors.push_back(outcome.error->message);
    settlement.sync_status = settlement.errors.empty() ? "success" : "partial_success";
    if (!settlement.errors.empty())
        settlement.error_message = settlement.errors.front();
    if (outcome.error)
        settlement.error_code = outcome.error->code;
    settlement.connection_status = "active";
    settlement.clear_error = true;
    // The figures came, and with them word of a limit.
    if (outcome.error && outcome.error->limit && outcome.error->wait)
        wait_for_limit(settlement, *outcome.error, attempt.completed_at + limit_wait(*outcome.error, 0s));
    if (outcome.snapshot->incomplete)
        come_back(settlement, attempt, *outcome.snapshot->incomplete);
    return settlement;
}

// A refresh without a sync: the tokens are stored already, the figures stay as they are.
Settlement refreshed() {
    Settlement settlement;
    settlement.sync_status = "success";
    settlement.connection_status = "active";
    settlement.clear_error = true;
    return settlement;
}

void wait_and_retry(Settlement &settlement, const Attempt &attempt, const Error &error) {
    auto delay = retry_delay(attempt.failures_before, attempt.connection_id);
    if (error.limit) {
        settlement.logged = false;
        settlement.next_sync_at = attempt.completed_at + limit_wait(error, delay);
        wait_for_limit(settlement, error, *settlement.next_sync_at);
        return;
    }
    settlement.counts_as_failure = true;
    auto wait = std::max(delay, error.wait.value_or(0s));
    auto failing_since = attempt.failing_since.value_or(attempt.started_at);
    if (attempt.completed_at - failing_since >= kErrorAfter) {
        settlement.connection_status = "error";
        settlement.connection_error = error.message;
        wait = std::max<std::chrono::seconds>(wait, kWhileInError);
    }
    settlement.next_sync_at = attempt.completed_at + wait;
}

Settlement failed(const Attempt &attempt, const Error &error) {
    Settlement settlement;
    settlement.sync_status = "failed";
    settlement.error_code = error.code;
    settlement.error_message = error.message;
    settlement.errors = {error.message};
    switch (error.reaction) {
    case Reaction::reconnect:
        settlement.connection_status = error.expired ? "expired" : "revoked";
        settlement.connection_error = error.message;
        settlement.counts_as_failure = true;
        break;
    case Reaction::misconfigured:
        settlement.counts_as_failure = true; // since when it fails must not be forgotten
        if (error.reach == Reach::app)
            settlement.pause_app_until = attempt.completed_at + kPauseWhenMisconfigured;
        // Not just when the pause ends: were this account alone at fault, its next attempt would begin
        // another one before anybody else had a turn.
        settlement.next_sync_at =
            attempt.completed_at +
            spread(kPauseWhenMisconfigured, attempt.failures_before, attempt.connection_id);
        break;
    case Reaction::retry_later:
    case Reaction::refresh_token: // sync_account has refreshed already; what is left is not the creator's
                                  // doing
    case Reaction::skip:
        wait_and_retry(settlement, attempt, error);
        break;
    }
    return settlement;
}

} // namespace

std::chrono::seconds retry_delay(int failures, std::string_view connection_id) {
    auto delay = failures >= 5 ? std::chrono::seconds{15min}
                               : std::chrono::seconds{30s} * (1 << std::max(failures, 0));
    return spread(delay, failures, connection_id);
}

Settlement settle(const Attempt &attempt, const SyncOutcome &outcome) {
    if (outcome.snapshot)
        return succeeded(attempt, outcome);
    if (outcome.error)
        return failed(attempt, *outcome.error);
    if (outcome.refreshed)
        return refreshed();
    return failed(attempt, Error{Reaction::retry_later, "no_outcome", "the sync ended without a result"});
}

} // namespace social
