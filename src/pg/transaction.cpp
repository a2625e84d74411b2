#include "pg/transaction.hpp"

#include "pg/guard.hpp"

namespace social::pg {

WorkTransaction::WorkTransaction(const char *activity) : before_(CurrentMemoryContext) {
    try {
        run([activity]() noexcept {
            SetCurrentStatementStartTimestamp();
            pgstat_report_activity(STATE_RUNNING, activity);
            StartTransactionCommand();
            PushActiveSnapshot(GetTransactionSnapshot());
            SPI_connect();
        });
    } catch (...) {
        AbortCurrentTransaction();
        MemoryContextSwitchTo(before_);
        throw;
    }
    open_ = true;
}

WorkTransaction::~WorkTransaction() {
    if (!open_)
        return;
    AbortCurrentTransaction();
    MemoryContextSwitchTo(before_);
    pgstat_report_stat(false);
    pgstat_report_activity(STATE_IDLE, nullptr);
}

void WorkTransaction::commit() {
    run([]() noexcept {
        SPI_finish();
        PopActiveSnapshot();
        CommitTransactionCommand();
    });
    open_ = false;
    MemoryContextSwitchTo(before_);
    // A worker must flush its statistics itself (a backend does it between queries), or autovacuum never sees
    // them.
    pgstat_report_stat(false);
    pgstat_report_activity(STATE_IDLE, nullptr);
}

void WorkTransaction::commit_durably() {
    run([]() noexcept { ForceSyncCommit(); });
    commit();
}

} // namespace social::pg
