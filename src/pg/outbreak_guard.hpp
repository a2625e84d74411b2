// OutbreakGuard: what is done when many accounts of an app fail alike, which is not their fault. Logins that
// were called lost are taken back, and a platform that refuses what is asked of it rests.
#pragma once

#include "core/sync/outbreak.hpp"
#include "pg/flight.hpp"
#include "pg/store.hpp"

#include <map>

namespace social::pg {

class OutbreakGuard {
public:
    explicit OutbreakGuard(Store &store) : store_(store) {}

    // Syncs that have been recorded. Outside of a transaction.
    void look_at(const std::vector<Record *> &records);

private:
    void forgive(const Record &record);
    void rest(const Record &record, Instant &rested_at);

    Store &store_;
    OutbreakWatch watch_;
    std::map<std::string, Instant> rested_; // apps, since when
};

} // namespace social::pg
