// Flight: one account on its way, from claim to record. It owns everything its coroutine refers to.
#pragma once

#include "core/http/client_api.hpp"
#include "core/platforms/adapter.hpp"
#include "core/schedule/account_gate.hpp"
#include "core/sync/account_sync.hpp"
#include "core/sync/settlement.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace social::pg {

// An account as claimed, with what the adapters need not know.
struct Claim {
    Account account{};
    std::string post_digests{};
    bool digests_lost = false; // of an account that is not new
    std::string sync_type{};
    std::optional<std::int64_t> log_id{};
    int failures = 0;
    std::optional<Instant> failing_since{};
    std::string connection_status{};
    bool reencrypt = false;
    bool unreadable = false; // no key decrypts its tokens
};

struct Record;
using Told = std::function<void(const Record &)>;

// A finished sync, ready for record_syncs().
struct Record {
    Attempt attempt{};
    Settlement settlement{};
    SyncOutcome outcome{};
    std::string stored_digests{};
    bool digests_lost = false; // so any of its posts may have left
    std::string app{};
    Platform platform{};
    std::vector<Told> when_recorded{};
    std::optional<Account> reencrypt{}; // its tokens are to be encrypted anew
    std::optional<Account> unstored{};  // its tokens are new, and are nowhere but here
    std::string refused_token{};        // SHA-256 of the access token that the platform took for dead
    int refused = 0;                    // times it could not be written
};

// Where a sync began before an earlier one of its account was recorded: what that one set is not to be taken
// for a status that was set meanwhile by hand, which counts more than what this one brings.
inline void take_over_status(const Record &recorded, std::string &status_before) {
    const auto &set = recorded.settlement.connection_status;
    if (set && status_before == recorded.attempt.status_before)
        status_before = *set;
}

struct Flight {
    Claim claim{};
    std::shared_ptr<const App> app{};
    const Adapter *adapter = nullptr;
    std::unique_ptr<AccountGate> gate{};
    std::unique_ptr<ClientApi> api{};
    SyncOutcome outcome{};
    Instant started_at{};
    bool by_other_login = false; // than the one that its app is configured for
    bool urgent = false;         // somebody waits for it
    bool figures_wanted = false; // somebody asked for a sync while only tokens were refreshed
    std::vector<Told> when_recorded{};
};

} // namespace social::pg
