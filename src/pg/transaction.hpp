// WorkTransaction: a transaction of a worker, as a scope. Without commit() nothing happened. It never spans a
// wait for the network.
#pragma once

#include "pg/postgres.hpp"

namespace social::pg {

class WorkTransaction {
public:
    // `activity` is shown in pg_stat_activity while the transaction runs. If the constructor itself fails the
    // transaction is already rolled back.
    explicit WorkTransaction(const char *activity);
    ~WorkTransaction();
    WorkTransaction(const WorkTransaction &) = delete;
    WorkTransaction &operator=(const WorkTransaction &) = delete;

    void commit();
    // On disk before anything is done with it, also where synchronous_commit is off.
    void commit_durably();

private:
    bool open_ = false;
    MemoryContext before_;
};

} // namespace social::pg
