// Budgets: the gates through which one worker's accounts call their platforms.
#pragma once

#include "core/schedule/account_gate.hpp"
#include "pg/app_budgets.hpp"

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

private:
    AccountBudgets accounts_;
    std::map<std::pair<Platform, std::string>, std::unique_ptr<AppBudget>> apps_;
};

} // namespace social::pg
