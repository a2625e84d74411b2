// Budgets: the gates through which one worker's accounts call their platforms.
#pragma once

#include "core/schedule/account_gate.hpp"
#include "pg/app_budgets.hpp"
#include "pg/store.hpp"

#include <map>
#include <memory>

namespace social::pg {

class Budgets {
public:
    std::unique_ptr<AccountGate> gate_for(const std::string &connection_id, const App &app) {
        auto &budget = apps_[{app.platform, app.client_id}];
        if (!budget)
            budget = app_budget_of(app);
        return std::make_unique<AccountGate>(app.platform, *budget, accounts_,
                                             AccountBudgets::key_of(connection_id), app.calls_per_hour);
    }

    // What was spent before this worker began, so that a restart is no way around a limit.
    void recall(const std::vector<SpentBudget> &spent, Instant now) {
        for (const auto &one : spent) {
            auto &budget = accounts_.of(AccountBudgets::key_of(one.connection_id), now);
            recall_calls(budget, one.calls, one.spent_at);
            if (one.wait_until)
                close_for(budget, std::chrono::ceil<std::chrono::seconds>(*one.wait_until - now), now);
        }
    }

private:
    AccountBudgets accounts_;
    std::map<std::pair<Platform, std::string>, std::unique_ptr<AppBudget>> apps_;
};

} // namespace social::pg
