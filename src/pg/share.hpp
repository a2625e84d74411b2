// Share: which users of a database one sync worker is in charge of.
#pragma once

#include "pg/process.hpp"

namespace social::pg {

struct Share {
    Oid database;
    int worker;
    int workers; // that the users are divided by, for as long as one of these runs

    // It does what one worker of a database is enough for.
    bool is_first() const noexcept { return worker == 0; }
};

inline Share share_of(const Assignment &assigned) {
    SharedLock lock(LW_SHARED);
    auto *slot = slot_of(assigned.database);
    return {assigned.database, assigned.index, slot ? std::max(1, slot->agreed_sync_workers) : 1};
}

} // namespace social::pg
