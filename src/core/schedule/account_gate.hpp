// AccountGate: the CallGate of one piece of work for one account. It asks the app's budget, which all workers
// may share, and the account's, and writes into both what the answers say.
#pragma once

#include "core/http/call_gate.hpp"
#include "core/platform.hpp"
#include "core/result.hpp"
#include "core/schedule/account_budgets.hpp"
#include "core/schedule/rate_budget.hpp"

#include <cstdint>

namespace social {

// Where an app's budget lives. Held for a few instructions at a time, never across a wait.
class AppBudget {
public:
    virtual ~AppBudget() = default;
    virtual RateBudget &lock() noexcept = 0;
    virtual void unlock() noexcept = 0;
};

// For a program with a single worker, and for tests.
class OwnAppBudget final : public AppBudget {
public:
    RateBudget &lock() noexcept override { return budget_; }
    void unlock() noexcept override {}

private:
    RateBudget budget_{};
};

class AccountGate final : public CallGate {
public:
    // `account` is AccountBudgets::key_of() its connection. `calls_per_hour` is the account's; 0: no limit.
    AccountGate(Platform platform, AppBudget &app, AccountBudgets &accounts, std::uint64_t account,
                int calls_per_hour)
        : app_(app), accounts_(accounts), account_(account), calls_per_hour_(calls_per_hour),
          platform_(platform) {}

    // The first call also waits for a slow-down; later ones only for what is closed or spent.
    std::optional<Deferral> admit(Instant now) override;
    void observe(const HttpResponse &answer, Instant now) override;
    // For limits that a platform tells in the body, where only its adapter can read them.
    void told(const Error &error, Instant now);

private:
    AppBudget &app_;
    AccountBudgets &accounts_;
    std::uint64_t account_;
    int calls_per_hour_;
    Platform platform_;
    bool begun_ = false;
};

} // namespace social
