#include "pg/steps.hpp"

#include "pg/guard.hpp"
#include "pg/store.hpp"
#include "pg/transaction.hpp"

namespace social::pg {

namespace {

// On disk before anything is done with it, also where synchronous_commit is off.
void commit_durably(WorkTransaction &transaction) {
    run([]() noexcept { ForceSyncCommit(); });
    transaction.commit();
}

} // namespace

void DatabaseSteps::write(Step step, const Account &account, bool &committed,
                          std::coroutine_handle<> waiting) {
    committed = false;
    auto work = [this, step, &account] {
        if (step == Step::intend_rotation)
            store_.begin_rotation(account);
        else
            store_.store_rotation(account);
    };
    bool stores = step == Step::store_tokens;
    if (!stores)
        spending_.insert(account.connection_id);
    waiting_.push_back({work, waiting, nullptr, &committed, stores ? &account : nullptr});
}

bool DatabaseSteps::commit_together(std::vector<Waiting> &batch) {
    try {
        WorkTransaction transaction("storing tokens");
        for (auto &one : batch)
            one.work();
        commit_durably(transaction);
        return true;
    } catch (const std::exception &) {
        return false; // one of them is at fault: each is tried alone, which tells which
    }
}

void DatabaseSteps::commit_alone(Waiting &one) {
    try {
        WorkTransaction transaction("storing tokens");
        one.work();
        commit_durably(transaction);
        *one.committed = true;
    } catch (const std::exception &error) {
        if (one.failure)
            *one.failure = std::current_exception();
        else
            write_log(LOG, std::string("pg_social could not store a step of a sync: ") + error.what());
    }
}

void DatabaseSteps::commit() {
    if (waiting_.empty())
        return;
    auto batch = std::exchange(waiting_, {});
    if (commit_together(batch)) {
        for (auto &one : batch)
            *one.committed = true;
    } else {
        for (auto &one : batch)
            commit_alone(one);
    }
    for (auto &one : batch) {
        if (one.stored && *one.committed)
            spending_.erase(one.stored->connection_id);
        ready_.push(one.coroutine, this);
    }
}

} // namespace social::pg
