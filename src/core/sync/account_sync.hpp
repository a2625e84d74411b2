// sync_account: one account's sync from claim to outcome. Refresh where needed, fetch, refresh and retry once
// where the platform says the token is stale; whatever happens comes back as a value.
#pragma once

#include "core/platforms/adapter.hpp"
#include "core/result.hpp"
#include "core/sync/journal.hpp"

#include <optional>

namespace social {

struct SyncOutcome {
    std::optional<Snapshot> snapshot{};
    // Without a snapshot: why there is none. Beside one: what kept a part of it away (Snapshot::incomplete,
    // or a refresh ahead of time that failed); the connection works, whatever the reaction says.
    std::optional<Error> error{};
    // Set when tokens were refreshed on the way.
    std::optional<Tokens> refreshed{};
    // False when `refreshed` could not be stored through the journal. After a rotation these are the only
    // valid tokens: their holder keeps trying to store them.
    bool tokens_stored = true;
    // A pair was about to be spent and certainly was not: the refresh was refused, or never sent. False also
    // where an earlier one may have spent it.
    bool pair_unspent = false;
};

struct SyncOptions {
    bool keep_raw = false;
    bool refresh_early = true; // let the `extend` policy refresh on the way
};

// `account` is updated with refreshed tokens. All references must outlive the task.
Task<SyncOutcome> sync_account(Api &api, Journal &journal, const Adapter &adapter, const App &app,
                               Account &account, SyncOptions options);

// Refreshes an account's tokens without a sync (refresh_expiring_tokens, repairs).
Task<SyncOutcome> refresh_account(Api &api, Journal &journal, const Adapter &adapter, const App &app,
                                  Account &account);

} // namespace social
