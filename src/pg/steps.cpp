#include "pg/steps.hpp"

#include "pg/guard.hpp"
#include "pg/store.hpp"
#include "pg/transaction.hpp"

namespace social::pg {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto kTryAgainAfter = 500ms; // rows that somebody else holds
constexpr auto kKeepTrying = 2min;

} // namespace

void DatabaseSteps::write(Step step, const Account &account, bool &committed,
                          std::coroutine_handle<> waiting) {
    committed = false;
    if (stopping_ && step == Step::intend_rotation)
        return;
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
        WorkTransaction transaction("writing steps of work under way");
        for (auto &one : batch)
            one.work();
        transaction.commit_durably();
        return true;
    } catch (const std::exception &) {
        return false; // one of them is at fault: each is tried alone, which tells which
    }
}

bool DatabaseSteps::commit_alone(Waiting &one) {
    try {
        WorkTransaction transaction("writing steps of work under way");
        one.work();
        transaction.commit_durably();
        *one.committed = true;
    } catch (const std::exception &error) {
        const auto *told = dynamic_cast<const SqlError *>(&error);
        if (told && told->sqlstate() == ERRCODE_LOCK_NOT_AVAILABLE && Steady::now() < one.give_up_at)
            return false;
        if (one.failure)
            *one.failure = std::current_exception();
        else
            write_log(LOG, std::string("pg_social could not store a step of a sync: ") + error.what());
    }
    return true;
}

DatabaseSteps::Transaction DatabaseSteps::patient_transaction(std::function<void()> &work) {
    return Transaction{*this, work, Steady::now() + kKeepTrying};
}

std::optional<std::chrono::milliseconds> DatabaseSteps::patience() const {
    if (waiting_.empty())
        return std::nullopt;
    auto next = std::ranges::min_element(waiting_, {}, &Waiting::due)->due;
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(next - Steady::now()));
}

std::vector<DatabaseSteps::Waiting> DatabaseSteps::take_due() {
    auto later = std::ranges::stable_partition(
        waiting_, [now = Steady::now()](const Waiting &one) { return one.due <= now; });
    std::vector<Waiting> due(std::make_move_iterator(waiting_.begin()),
                             std::make_move_iterator(later.begin()));
    waiting_.erase(waiting_.begin(), later.begin());
    return due;
}

void DatabaseSteps::commit() {
    auto batch = take_due();
    if (batch.empty())
        return;
    bool together = commit_together(batch);
    for (auto &one : batch) {
        if (together) {
            *one.committed = true;
        } else if (!commit_alone(one)) {
            one.due = Steady::now() + kTryAgainAfter;
            waiting_.push_back(std::move(one));
            continue;
        }
        if (one.stored && *one.committed)
            spending_.erase(one.stored->connection_id);
        ready_.push(one.coroutine, this);
    }
}

} // namespace social::pg
