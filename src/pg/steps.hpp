// DatabaseSteps: what coroutines need from the database in the middle of their work. A step suspends its
// coroutine; the worker's loop runs all waiting steps in one transaction, and lets the coroutines go on after
// the commit.
#pragma once

#include "core/http/run_queue.hpp"
#include "core/sync/journal.hpp"
#include "pg/postgres.hpp"

#include <exception>
#include <string>
#include <unordered_set>

namespace social::pg {

class Store;

class DatabaseSteps final : public Journal {
public:
    DatabaseSteps(Store &store, RunQueue &ready) : store_(store), ready_(ready) {}

    void write(Step step, const Account &account, bool &committed, std::coroutine_handle<> waiting) override;

    // co_await steps.transaction(work): runs `work` inside a transaction of the worker. What it throws comes
    // out of the await, as SqlError. Keep `work` in a local variable of the coroutine.
    class Transaction;
    Transaction transaction(std::function<void()> &work);

    bool empty() const noexcept { return waiting_.empty(); }
    // A platform may be exchanging a refresh token right now: its answer holds the only pair that is valid.
    bool awaiting_a_pair() const noexcept { return !spending_.empty(); }
    // The account's flight is over, whatever became of its tokens.
    void settled(const std::string &connection_id) { spending_.erase(connection_id); }
    // Runs and commits everything that waits.
    void commit();

private:
    struct Waiting {
        std::function<void()> work;
        std::coroutine_handle<> coroutine;
        std::exception_ptr *failure; // where a failure goes; nullptr: `committed` stays false
        bool *committed;
        const Account *stored = nullptr; // whose new tokens these are
    };
    bool commit_together(std::vector<Waiting> &batch);
    void commit_alone(Waiting &one);

    Store &store_;
    RunQueue &ready_;
    std::vector<Waiting> waiting_;
    std::unordered_set<std::string> spending_; // accounts between their intent and their new pair
};

class DatabaseSteps::Transaction {
public:
    Transaction(DatabaseSteps &steps, std::function<void()> &work) : steps_(&steps), work_(&work) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine) {
        steps_->waiting_.push_back({*work_, coroutine, &failure_, &committed_, nullptr});
    }
    void await_resume() {
        if (failure_)
            std::rethrow_exception(failure_);
    }

private:
    DatabaseSteps *steps_;
    std::function<void()> *work_;
    std::exception_ptr failure_{};
    bool committed_ = false;
};

inline DatabaseSteps::Transaction DatabaseSteps::transaction(std::function<void()> &work) {
    return Transaction{*this, work};
}

} // namespace social::pg
