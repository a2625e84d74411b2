// The call budgets of apps, in memory that all workers of the cluster share: an app's limit at its platform
// does not care how many databases or workers ask through it.
#pragma once

#include "core/platforms/model.hpp"
#include "core/schedule/account_gate.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "storage/spin.h"
}

namespace social::pg {

inline constexpr int kMaxApps = 64;

struct SharedAppBudget {
    std::uint64_t key; // of platform and client id; 0: free
    slock_t lock;
    RateBudget budget;
};

// What an operator sees of one.
struct AppBudgetReading {
    std::uint32_t calls_lately;
    std::optional<Instant> closed_until;
    std::optional<Instant> slow_until;
};

// The part of shared memory; from the shared memory hooks.
std::size_t app_budgets_size();
void set_up_app_budgets();

// Never fails: when there are more apps than places, those that come late share one budget of their worker's
// own.
std::unique_ptr<AppBudget> app_budget_of(const App &app);

AppBudgetReading read_app_budget(std::string_view platform, std::string_view client_id, Instant now);

} // namespace social::pg
