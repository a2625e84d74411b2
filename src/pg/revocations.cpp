#include "pg/revocations.hpp"

#include "core/platforms/login_flow.hpp"
#include "core/sync/settlement.hpp"
#include "pg/guard.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"

#include <utility>

namespace social::pg {

namespace {

constexpr std::size_t kAtOnce = 10;
constexpr auto kGiveUpAfter = std::chrono::days{7};
constexpr auto kAfterAnError = std::chrono::seconds{30}; // of our own SQL

} // namespace

struct Revocations::UnderWay {
    DueRevocation due{};
    std::unique_ptr<ClientApi> api{};
    std::optional<Task<Done>> task{};
};

Revocations::Revocations(Store &store, HttpClient &http, RunQueue &ready, const Clock &clock,
                         DatabaseSteps &steps, const Store::Apps &apps)
    : store_(store), http_(http), ready_(ready), clock_(clock), steps_(steps), apps_(apps) {}

Revocations::~Revocations() = default;

// In a transaction of its own: what keeps revocations from being written must not keep accounts from being
// claimed.
std::vector<DueRevocation> Revocations::claimed() {
    auto now = std::chrono::steady_clock::now();
    if (now < look_at_)
        return {};
    try {
        WorkTransaction transaction("claiming revocations");
        auto due = store_.claim_revocations(static_cast<int>(kAtOnce));
        transaction.commit_durably();
        return due;
    } catch (const std::exception &failure) {
        write_log(LOG, std::string("pg_social could not claim revocations: ") + failure.what());
        look_at_ = now + kAfterAnError;
        return {};
    }
}

void Revocations::claim() {
    auto all_due = claimed();
    more_due_ = all_due.size() == kAtOnce;
    for (auto &due : all_due) {
        bool already = std::any_of(under_way_.begin(), under_way_.end(),
                                   [&](const auto &one) { return one->due.id == due.id; });
        if (already)
            continue;
        auto &one = *under_way_.emplace_back(std::make_unique<UnderWay>());
        one.due = std::move(due);
        one.api = std::make_unique<ClientApi>(http_, ready_, clock_, nullptr,
                                              std::chrono::milliseconds{settings.http_timeout_ms});
        one.task.emplace(revoke(one));
        one.task->start();
    }
}

Task<Done> Revocations::revoke(UnderWay &one) {
    auto found = apps_.find({one.due.account.platform, one.due.account.app});
    auto app = found == apps_.end() ? nullptr : found->second; // the table is reloaded while we wait
    if (app && !serves(*app, one.due.account.login_flow))
        app = app->other_login;
    const auto *adapter = adapter_for(one.due.account.platform);
    const Secret token_before = one.due.account.tokens.access_token;
    std::string error;
    bool goes_on = !one.due.in_use;
    if (one.due.in_use) {
        error = "not revoked: the account, or another of the same login, was connected again";
    } else if (!app || !adapter) {
        error = "the platform is not configured or not enabled";
    } else {
        if (adapter->must_refresh_first(one.due.account, clock_.now())) {
            std::function<void()> begin = [&] { store_.begin_last_refresh(one.due.id); };
            auto beginning = steps_.patient_transaction(begin);
            try {
                co_await beginning;
            } catch (const std::exception &failure) {
                // Spent unnoted, a refresh token that is dead would be taken for a grant that has ended.
                write_log(LOG, std::string("pg_social could not begin a revocation: ") + failure.what());
                co_return Done{};
            }
        }
        auto revoking = adapter->revoke(*one.api, *app, one.due.account);
        auto revoked = co_await revoking;
        // A grant that the platform no longer knows is a grant that has ended.
        if (!revoked && revoked.error().reaction != Reaction::reconnect)
            error = revoked.error().message;
        goes_on = !revoked && revoked.error().reaction != Reaction::skip;
    }
    std::optional<Instant> again;
    auto now = clock_.now();
    if (!error.empty() && goes_on && now - one.due.created_at < kGiveUpAfter)
        again = now + retry_delay(one.due.attempts, one.due.id);
    // A refresh on the way has spent the stored pair: the next attempt needs the new one.
    const auto &tokens = one.due.account.tokens;
    const bool refreshed = tokens.access_token.reveal() != token_before.reveal();
    std::function<void()> record = [&] {
        store_.record_revocation(one.due, error.empty(), error, again, refreshed ? &tokens : nullptr);
    };
    auto recording = steps_.patient_transaction(record);
    try {
        co_await recording;
    } catch (const std::exception &failure) {
        // The row comes due again, as it does when a worker dies.
        write_log(LOG, std::string("pg_social could not record a revocation: ") + failure.what());
    }
    co_return Done{};
}

bool Revocations::tidy() {
    std::erase_if(under_way_, [](const auto &one) { return one->task->done(); });
    return under_way_.empty() && std::exchange(more_due_, false);
}

} // namespace social::pg
