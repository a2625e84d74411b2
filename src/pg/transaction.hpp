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
    // After a statement of this transaction failed and the caller goes on: see Savepoint.
    bool open() const noexcept { return open_; }

private:
    bool open_ = false;
    MemoryContext before_;
};

// A part of a transaction that may fail alone. Without release() it is undone.
class Savepoint {
public:
    Savepoint();
    ~Savepoint();
    Savepoint(const Savepoint &) = delete;
    Savepoint &operator=(const Savepoint &) = delete;
    void release();

private:
    bool open_ = false;
    MemoryContext before_;
    ResourceOwner owner_;
};

} // namespace social::pg
