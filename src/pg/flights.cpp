#include "pg/flights.hpp"

#include "core/oauth/crypto.hpp"
#include "core/platforms/login_flow.hpp"
#include "pg/guard.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

namespace social::pg {

namespace {

constexpr std::string_view kTokenRefresh = "token_refresh";

Attempt attempt_of(const Claim &claim, Instant started_at, Instant completed_at, int calls) {
    Attempt attempt;
    attempt.connection_id = claim.account.connection_id;
    attempt.sync_type = claim.sync_type;
    attempt.log_id = claim.log_id;
    attempt.started_at = started_at;
    attempt.completed_at = completed_at;
    attempt.api_calls = calls;
    attempt.failures_before = claim.failures;
    attempt.failing_since = claim.failing_since;
    attempt.status_before = claim.connection_status;
    attempt.connected_at = claim.account.connected_at;
    return attempt;
}

// Stands for the app with its secret, as this account was asked.
std::size_t app_with_secret(const Flight &flight) {
    const App &app = *flight.app;
    std::size_t sum = static_cast<std::size_t>(app.platform);
    for (std::string_view part :
         {std::string_view(app.name), std::string_view(flight.claim.account.login_flow),
          std::string_view(app.client_id), std::string_view(app.client_secret.reveal())})
        sum = sum * 31 + std::hash<std::string_view>{}(part);
    return sum;
}

} // namespace

Flights::Flights(HttpClient &http, RunQueue &ready, const Clock &clock, DatabaseSteps &steps, Ledger &ledger,
                 InFlightFile &file, Budgets &budgets, Store &store)
    : http_(http), ready_(ready), clock_(clock), steps_(steps), ledger_(ledger), file_(file),
      budgets_(budgets), store_(store) {}

void Flights::launch(Claim claim, std::shared_ptr<const App> app, bool urgent, Told tell) {
    auto id = claim.account.connection_id;
    std::vector<Told> waiting;
    if (tell)
        waiting.push_back(std::move(tell));
    if (auto found = flights_.find(id); found != flights_.end()) {
        auto &flight = found->second->flight;
        if (claim.account.connected_at <= flight.claim.account.connected_at)
            return join(flight, claim, urgent, std::move(waiting));
        replace(found, claim, urgent, waiting);
    } else {
        auto *landed = ids_.contains(id) ? ledger_.unstored(id) : nullptr;
        if (landed && claim.account.connected_at <= landed->unstored->connected_at)
            return join(*landed, claim, std::move(waiting));
        ++ids_[id];
    }
    const auto *adapter = adapter_for(claim.account.platform);
    const bool by_other_login = app && !serves(*app, claim.account.login_flow);
    if (by_other_login) {
        app = app->other_login;
        if (!app)
            return refuse(std::move(claim), app,
                          {Reaction::misconfigured, "other_login",
                           "the account was connected by the platform's other login, whose addresses are not "
                           "known here: "
                           "configure that login again, or connect the account by the present one"},
                          urgent, std::move(waiting));
    }
    if (!app || !adapter)
        return refuse(
            std::move(claim), app,
            {Reaction::misconfigured, "not_configured", "the platform is not configured or not enabled"},
            urgent, std::move(waiting));
    if (claim.unreadable)
        return refuse(
            std::move(claim), app,
            {Reaction::misconfigured, "unreadable_token",
             "no key in the key file decrypts this token: put the key it was encrypted with back into "
             "pg_social.encryption_key_file, after the current one"},
            urgent, std::move(waiting));
    auto air = std::make_unique<Air>();
    auto &flight = air->flight;
    flight.claim = std::move(claim);
    flight.app = std::move(app);
    flight.adapter = adapter;
    flight.gate = budgets_.gate_for(flight.claim.account.connection_id, *flight.app);
    flight.api = std::make_unique<ClientApi>(http_, ready_, clock_, flight.gate.get(),
                                             std::chrono::milliseconds{settings.http_timeout_ms});
    flight.started_at = clock_.now();
    flight.by_other_login = by_other_login;
    flight.urgent = urgent;
    flight.when_recorded = std::move(waiting);
    air->task.emplace(fly(flight));
    auto &started = *flights_.emplace(id, std::move(air)).first->second;
    file_.add(id);
    started.task->start();
}

void Flights::join(Flight &flight, const Claim &claim, bool urgent, std::vector<Told> waiting) {
    flight.urgent = flight.urgent || urgent;
    flight.figures_wanted = flight.figures_wanted || claim.sync_type != kTokenRefresh;
    // Whoever asked first has been promised his row; who joins is told of that one.
    if (claim.log_id && !(flight.claim.log_id && flight.claim.sync_type == claim.sync_type)) {
        flight.claim.log_id = claim.log_id;
        flight.claim.sync_type = claim.sync_type;
    }
    std::ranges::move(waiting, std::back_inserter(flight.when_recorded));
}

void Flights::join(Record &landed, const Claim &claim, std::vector<Told> waiting) {
    if (claim.log_id && !(landed.attempt.log_id && landed.attempt.sync_type == claim.sync_type)) {
        landed.attempt.log_id = claim.log_id;
        landed.attempt.sync_type = claim.sync_type;
    }
    std::ranges::move(waiting, std::back_inserter(landed.when_recorded));
}

// Whoever waits for the old flight waits for the next one.
void Flights::replace(Flying::iterator old, Claim &claim, bool &urgent, std::vector<Told> &waiting) {
    auto &flight = old->second->flight;
    urgent = urgent || flight.urgent;
    if (!claim.log_id && flight.claim.log_id) {
        claim.log_id = flight.claim.log_id;
        claim.sync_type = flight.claim.sync_type;
    }
    std::ranges::move(flight.when_recorded, std::back_inserter(waiting));
    replaced_.push_back(std::move(old->second));
    flights_.erase(old);
}

Task<SyncOutcome> Flights::outcome_of(Flight &flight) {
    auto &account = flight.claim.account;
    SyncOutcome before;
    if (flight.claim.sync_type == kTokenRefresh) {
        auto refreshing = refresh_account(*flight.api, steps_, *flight.adapter, *flight.app, account);
        before = co_await refreshing;
        if (!flight.figures_wanted || before.error)
            co_return before;
    }
    SyncOptions options;
    options.keep_raw = settings.keep_raw;
    auto syncing = sync_account(*flight.api, steps_, *flight.adapter, *flight.app, account, options);
    SyncOutcome outcome = co_await syncing;
    if (!outcome.refreshed)
        outcome.refreshed = std::move(before.refreshed);
    co_return outcome;
}

Task<Done> Flights::fly(Flight &flight) {
    try {
        auto going = outcome_of(flight);
        flight.outcome = co_await going;
    } catch (const std::exception &error) {
        // A bug or no memory: it costs this account one sync, and nobody else anything.
        flight.outcome = {};
        flight.outcome.error = Error{Reaction::retry_later, "internal", error.what()};
    }
    landed_.push_back(&flight);
    co_return Done{};
}

void Flights::land() {
    // One by one: what goes wrong with one must not keep the others in the air for ever.
    while (!landed_.empty()) {
        auto *flight = landed_.front();
        landed_.pop_front();
        const std::string id = flight->claim.account.connection_id;
        auto found = flights_.find(id);
        if (found == flights_.end() || &found->second->flight != flight) {
            file_.remove(id);
            std::erase_if(replaced_, [&](const auto &air) { return &air->flight == flight; });
            continue;
        }
        // Out of the map first: what is told below may launch it again.
        auto air = std::move(found->second);
        flights_.erase(found);
        land(air->flight);
    }
}

void Flights::land(Flight &flight) {
    // What is said of the app it was connected through is not said of the one that is configured now.
    if (flight.by_other_login && flight.outcome.error)
        flight.outcome.error->reach = Reach::account;
    if (flight.outcome.error && flight.outcome.error->limit)
        flight.gate->told(*flight.outcome.error, clock_.now());
    Record record;
    record.attempt = attempt_of(flight.claim, flight.started_at, clock_.now(), flight.api->calls_made());
    record.attempt.by_other_login = flight.by_other_login;
    record.outcome = std::move(flight.outcome);
    weigh_token(flight, record);
    record.settlement = settle(record.attempt, record.outcome);
    if (record.outcome.error && record.outcome.error->reaction == Reaction::reconnect)
        record.refused_token = sha256(flight.claim.account.tokens.access_token.reveal());
    if (!record.outcome.tokens_stored)
        record.unstored = flight.claim.account;
    record.stored_digests = std::move(flight.claim.post_digests);
    record.digests_lost = flight.claim.digests_lost;
    record.app = flight.app->name;
    record.platform = flight.claim.account.platform;
    record.when_recorded = std::move(flight.when_recorded);
    if (flight.claim.reencrypt)
        record.reencrypt = std::move(flight.claim.account);
    ledger_.add(std::move(record), flight.urgent);
}

void Flights::weigh_token(const Flight &flight, Record &record) {
    const auto app = app_with_secret(flight);
    const auto now = record.attempt.completed_at;
    if (foreign_tokens_.wants_word_of_others(app, record.outcome, now)) {
        try {
            WorkTransaction transaction("looking whether others are served");
            const auto since = now - ForeignTokens::kLately;
            auto served = store_.secret_last_taken(record.attempt.connection_id, since);
            // One that was served here may not be recorded yet.
            const auto refused_since = std::max(since, foreign_tokens_.last_served(app).value_or(since));
            auto refused = store_.secret_refused(record.attempt.connection_id, record.outcome.error->code,
                                                 refused_since, ForeignTokens::kMany);
            transaction.commit();
            if (served)
                foreign_tokens_.note_served_elsewhere(app, *served);
            foreign_tokens_.note_refused_elsewhere(app, refused);
        } catch (const std::exception &failure) {
            // What this worker knows by itself has to do.
            write_log(LOG,
                      std::string("pg_social could not look whether others are served: ") + failure.what());
        }
    }
    foreign_tokens_.weigh(app, record.attempt.connection_id, record.outcome, now);
}

void Flights::refuse(Claim claim, const std::shared_ptr<const App> &app, Error error, bool urgent,
                     std::vector<Told> waiting) {
    Record record;
    auto now = clock_.now();
    record.attempt = attempt_of(claim, now, now, 0);
    record.outcome.error = std::move(error);
    record.settlement = settle(record.attempt, record.outcome);
    record.stored_digests = std::move(claim.post_digests);
    record.app = app ? app->name : claim.account.app;
    record.platform = claim.account.platform;
    record.when_recorded = std::move(waiting);
    ledger_.add(std::move(record), urgent);
}

std::vector<std::string> Flights::ids() const {
    std::vector<std::string> ids;
    ids.reserve(ids_.size());
    for (const auto &[id, times] : ids_)
        ids.push_back(id);
    return ids;
}

void Flights::written(const std::string &connection_id) {
    file_.remove(connection_id);
}

void Flights::settled(const Record &record, bool is_recorded) {
    const auto &id = record.attempt.connection_id;
    auto found = ids_.find(id);
    if (found != ids_.end() && --found->second == 0)
        ids_.erase(found);
    if (auto again = flights_.find(id); is_recorded && again != flights_.end())
        take_over_status(record, again->second->flight.claim.connection_status);
}

} // namespace social::pg
