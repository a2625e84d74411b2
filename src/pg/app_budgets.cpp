#include "pg/app_budgets.hpp"

#include "pg/convert.hpp"
#include "pg/guard.hpp"
#include "pg/shared_state.hpp"

extern "C" {
SQL_FUNCTION(pg_social_app_budget);
}

namespace social::pg {

namespace {

SharedAppBudget *budgets = nullptr;

std::uint64_t key_of(std::string_view platform, std::string_view client_id) {
    auto text = std::string(platform) + "/" + std::string(client_id);
    return std::hash<std::string_view>{}(text) | 1;
}

SharedAppBudget *find(std::uint64_t key) {
    for (int i = 0; i < kMaxApps; ++i)
        if (budgets[i].key == key)
            return &budgets[i];
    return nullptr;
}

SharedAppBudget *find_or_add(std::uint64_t key) {
    if (auto *found = find(key))
        return found;
    SharedLock lock;
    if (auto *found = find(key))
        return found;
    auto *found = find(0);
    if (found)
        found->key = key;
    return found;
}

class LockedBudget final : public AppBudget {
public:
    explicit LockedBudget(SharedAppBudget &shared_budget) : shared_(shared_budget) {}
    RateBudget &lock() noexcept override {
        SpinLockAcquire(&shared_.lock);
        return shared_.budget;
    }
    void unlock() noexcept override { SpinLockRelease(&shared_.lock); }

private:
    SharedAppBudget &shared_;
};

} // namespace

std::size_t app_budgets_size() {
    return MAXALIGN(sizeof(SharedAppBudget) * kMaxApps);
}

void set_up_app_budgets() {
    bool found = false;
    budgets =
        static_cast<SharedAppBudget *>(ShmemInitStruct("pg_social app budgets", app_budgets_size(), &found));
    if (found)
        return;
    memset(static_cast<void *>(budgets), 0, app_budgets_size());
    for (int i = 0; i < kMaxApps; ++i)
        SpinLockInit(&budgets[i].lock);
}

std::unique_ptr<AppBudget> app_budget_of(const App &app) {
    auto *found = find_or_add(key_of(name_of(app.platform), app.client_id));
    if (!found)
        return std::make_unique<OwnAppBudget>();
    return std::make_unique<LockedBudget>(*found);
}

AppBudgetReading read_app_budget(std::string_view platform, std::string_view client_id, Instant now) {
    auto *found = find(key_of(platform, client_id));
    if (!found)
        return {};
    SpinLockAcquire(&found->lock);
    RateBudget budget = found->budget;
    SpinLockRelease(&found->lock);
    return {calls_lately(budget, now), closed_until(budget, now), slow_until(budget, now)};
}

} // namespace social::pg

// social_internal.app_budget(platform, client_id): what is counted and was told of an app's limits.
Datum pg_social_app_budget(PG_FUNCTION_ARGS) {
    using namespace social::pg;
    require_preload();
    TupleDesc shape = nullptr;
    if (get_call_result_type(fcinfo, nullptr, &shape) != TYPEFUNC_COMPOSITE)
        elog(ERROR, "return type must be a row type");
    return boundary([&]() -> Datum {
        auto platform = text_of(PG_GETARG_DATUM(0)), client_id = text_of(PG_GETARG_DATUM(1));
        auto reading = read_app_budget(platform, client_id, from_pg(current_time()));
        Bind row[] = {bind_bigint(reading.calls_lately), bind_instant(reading.closed_until),
                      bind_instant(reading.slow_until)};
        Datum values[3];
        bool nulls[3];
        for (int i = 0; i < 3; ++i) {
            values[i] = row[i].value;
            nulls[i] = row[i].null;
        }
        return call([&]() noexcept {
            return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(shape), values, nulls));
        });
    });
}
