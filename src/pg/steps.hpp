// DatabaseSteps: what coroutines need from the database in the middle of their work. A step suspends its
// coroutine; the worker's loop runs all waiting steps in one transaction, and lets the coroutines go on after
// the commit.
#pragma once

#include "core/http/run_queue.hpp"
#include "core/sync/journal.hpp"
#include "pg/postgres.hpp"

#include <chrono>
#include <exception>
#include <optional>
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
    // The same, for what is nowhere but in the coroutine: where somebody holds a row that `work` needs, it is
    // tried again and again for two minutes, which is twice as long as a caller waits.
    Transaction patient_transaction(std::function<void()> &work);

    bool empty() const noexcept { return waiting_.empty(); }
    // How long until commit() has something to do; nullopt when nothing waits.
    std::optional<std::chrono::milliseconds> patience() const;
    // A platform may be exchanging a refresh token right now: its answer holds the only pair that is valid.
    bool awaiting_a_pair() const noexcept { return !spending_.empty(); }
    // The worker is to stop and will not wait for long: whoever is about to spend a refresh token from now on
    // stays where it is.
    void begin_no_refresh() noexcept { stopping_ = true; }
    // The account's flight is over, whatever became of its tokens.
    void settled(const std::string &connection_id) { spending_.erase(connection_id); }
    // Runs and commits everything that waits.
    void commit();

private:
    using Moment = std::chrono::steady_clock::time_point;
    struct Waiting {
        std::function<void()> work;
        std::coroutine_handle<> coroutine;
        std::exception_ptr *failure; // where a failure goes; nullptr: `committed` stays false
        bool *committed;
        const Account *stored = nullptr; // whose new tokens these are
        Moment give_up_at{};             // no longer tried again
        Moment due{};
    };
    std::vector<Waiting> take_due();
    bool commit_together(std::vector<Waiting> &batch);
    // False where it is to be tried again.
    bool commit_alone(Waiting &one);

    Store &store_;
    RunQueue &ready_;
    std::vector<Waiting> waiting_;
    std::unordered_set<std::string> spending_; // accounts between their intent and their new pair
    bool stopping_ = false;
};

class DatabaseSteps::Transaction {
public:
    Transaction(DatabaseSteps &steps, std::function<void()> &work, Moment give_up_at = {})
        : steps_(&steps), work_(&work), give_up_at_(give_up_at) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine) {
        steps_->waiting_.push_back({*work_, coroutine, &failure_, &committed_, nullptr, give_up_at_});
    }
    void await_resume() {
        if (failure_)
            std::rethrow_exception(failure_);
    }

private:
    DatabaseSteps *steps_;
    std::function<void()> *work_;
    Moment give_up_at_;
    std::exception_ptr failure_{};
    bool committed_ = false;
};

inline DatabaseSteps::Transaction DatabaseSteps::transaction(std::function<void()> &work) {
    return Transaction{*this, work};
}

} // namespace social::pg
