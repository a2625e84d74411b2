// Journal: what must be durable in the middle of a sync. A rotating refresh is intended before it is asked
// for, and its new pair is committed before it is used; the worker gathers these steps of many accounts into
// one transaction, so a step suspends the account's coroutine until the commit.
#pragma once

#include "core/platforms/model.hpp"

#include <coroutine>

namespace social {

class Journal {
public:
    virtual ~Journal() = default;

    enum class Step : std::uint8_t {
        intend_rotation, // "account N is about to spend its refresh token"
        store_tokens,    // account.tokens are new: store them before they are used
    };
    // Resumes `waiting` once the step is committed; `committed` says whether it was (false: the account is
    // locked or gone, go no further). Never resumes from inside this call.
    virtual void write(Step step, const Account &account, bool &committed,
                       std::coroutine_handle<> waiting) = 0;

    class Writing {
    public:
        Writing(Journal &journal, Step step, const Account &account)
            : journal_(&journal), account_(&account), step_(step) {}
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiting) {
            journal_->write(step_, *account_, committed_, waiting);
        }
        bool await_resume() const noexcept { return committed_; }

    private:
        Journal *journal_;
        const Account *account_;
        Step step_;
        bool committed_ = false;
    };
    // `account` must outlive the await. Use:  auto writing = journal.step(...);  bool committed = co_await
    // writing;
    Writing step(Step what, const Account &account) { return Writing{*this, what, account}; }
};

} // namespace social
