#include "pg/revocations.hpp"

#include "core/platforms/login_flow.hpp"
#include "core/sync/settlement.hpp"
#include "pg/guard.hpp"
#include "pg/settings.hpp"

namespace social::pg {

namespace {

constexpr int kAtOnce = 10;
constexpr auto kGiveUpAfter = std::chrono::days{7};

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

void Revocations::claim() {
    for (auto &due : store_.revocations_due(kAtOnce)) {
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
    if (one.due.in_use) {
        error = "not revoked: the account, or another of the same login, was connected again";
    } else if (!app || !adapter) {
        error = "the platform is not configured or not enabled";
    } else {
        auto revoking = adapter->revoke(*one.api, *app, one.due.account);
        auto revoked = co_await revoking;
        // A grant that the platform no longer knows is a grant that has ended.
        if (!revoked && revoked.error().reaction != Reaction::reconnect)
            error = revoked.error().message;
    }
    std::optional<Instant> again;
    auto now = clock_.now();
    if (!error.empty() && !one.due.in_use && now - one.due.created_at < kGiveUpAfter)
        again = now + retry_delay(one.due.attempts, one.due.id);
    // A refresh on the way has spent the stored pair: the next attempt needs the new one.
    const auto &tokens = one.due.account.tokens;
    const bool refreshed = tokens.access_token.reveal() != token_before.reveal();
    std::function<void()> record = [&] {
        store_.record_revocation(one.due.id, error.empty(), error, again, refreshed ? &tokens : nullptr);
    };
    auto recording = steps_.patient_transaction(record);
    try {
        co_await recording;
    } catch (const std::exception &failure) {
        // The row stays due: it is taken again at the next look.
        write_log(LOG, std::string("pg_social could not record a revocation: ") + failure.what());
    }
    co_return Done{};
}

void Revocations::tidy() {
    std::erase_if(under_way_, [](const auto &one) { return one->task->done(); });
}

} // namespace social::pg
