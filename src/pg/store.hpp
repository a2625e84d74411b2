// Store: the statements of sync workers (the outbox has its own), by name. SQL with any logic is a function
// of the install script; here are only the calls. Each member runs inside a WorkTransaction of the caller.
#pragma once

#include "core/platforms/model.hpp"
#include "pg/flight.hpp"
#include "pg/key_ring.hpp"
#include "pg/statement.hpp"

#include <map>
#include <memory>

namespace social::pg {

struct OauthState {
    std::string redirect_uri{}, app{}, login_flow{}, code_verifier{};
};

// A login of which one page is still to be chosen.
struct PendingChoice {
    Secret token{};
    std::string pages_json{};
};

// A token of a disconnected account that its platform is still to be told of.
struct DueRevocation {
    std::string id{};
    Account account{};
    int attempts = 0;
    Instant created_at{};
    bool in_use = false; // the account, or another that hangs on the same permission, is connected
};

// What is known of an account's budget from before this worker: calls of some time, or until when it waits.
struct SpentBudget {
    std::string connection_id{};
    int calls = 0;
    Instant spent_at{};
    std::optional<Instant> wait_until{};
};

class Store {
public:
    explicit Store(KeyRing &keys) : keys_(keys) {}

    // --- apps (store_apps.cpp) ---

    using Apps = std::map<std::pair<Platform, std::string>, std::shared_ptr<const App>>;
    Apps load_apps();
    // The reason why platforms must not be called from this database, "" when they may be.
    std::string parked_because();
    void pause_platform(Platform platform, const std::string &app, Instant until, const std::string &reason,
                        const std::string &code);
    std::vector<SpentBudget> budgets_spent(int worker, int workers);
    // Waits of a minute or more.
    void keep_waits(const std::vector<std::string> &connections, const std::vector<Instant> &waits);
    void keep_app_wait(Platform platform, const std::string &app, Instant until);

    // --- accounts and their syncs (store_accounts.cpp, record_syncs.cpp) ---

    // `waiting`: those of `in_flight` that keep no place from others.
    std::vector<Claim> accounts_due(int worker, int workers, int room,
                                    const std::vector<std::string> &in_flight,
                                    const std::vector<std::string> &waiting);
    std::vector<Claim> accounts_named(const std::vector<std::string> &connections);
    // None where the account is another worker's.
    std::vector<Claim> account_of_share(const std::string &connection_id, int worker, int workers);
    // The next of those whose permission ends soon, `most` at most; fewer: there are no more.
    struct Expiring {
        int days = 0;
        Instant refreshed_before{};       // what was refreshed since is not met again
        std::optional<Instant> ends_at{}; // of the last one
        std::string connection_id = "00000000-0000-0000-0000-000000000000";
    };
    std::vector<std::string> next_expiring(Expiring &place, int worker, int workers, std::size_t most);
    std::optional<Instant> next_due_at(int worker, int workers);
    void finish_run_if_done(int workers); // called with nothing in flight
    // Returns the ids that were recorded; the others are locked by somebody.
    std::vector<std::string> record(const std::vector<Record *> &records);
    void queue_again(std::int64_t log_id, const std::string &connection_id, const std::string &sync_type,
                     Instant when);
    // The log rows of these ids, as one JSON array.
    std::string sync_log_json(const std::vector<std::int64_t> &log_ids,
                              const std::vector<std::string> &connection_ids);
    void take_own_id(const std::string &connection_id, const std::string &own_id);
    // False while somebody holds the connection's row.
    bool quarantine(const std::string &connection_id, const std::string &reason, Instant until);

    // --- outbreaks (store_outbreaks.cpp) ---

    // When the last sync since then began, by any worker, that shows that the platform takes the secret of
    // this connection's app.
    std::optional<Instant> secret_last_taken(const std::string &connection_id, Instant since);
    // Accounts to which it was refused with this code since it was last taken, `most` at most.
    std::vector<std::string> secret_refused(const std::string &connection_id, const std::string &error_code,
                                            Instant since, std::size_t most);
    // Whether what is asked of this connection was refused alike to most others since then, by any worker.
    bool most_are_refused(const std::string &connection_id, const std::string &error_code, Instant since,
                          int fewest, int percent);
    struct Forgiven {
        std::int64_t accounts = 0;
        bool outbreak = false; // the platform rests from now on
    };
    // Takes back lost logins that were not the accounts' fault: where as many as `fewest`, and more than so
    // many per cent, failed like this connection's, or where the platform rests from that.
    Forgiven forgive(const std::string &connection_id, const std::string &error_code, Instant since,
                     int fewest, int percent);

    // --- tokens (store_tokens.cpp) ---

    // Throws SqlError when the account was disconnected, or connected anew, meanwhile.
    void begin_rotation(const Account &account);
    void store_rotation(const Account &account);
    void apply_rotations();
    // Forgets the intent of rotations that came to nothing, each as known at its time.
    void end_rotations(const std::vector<std::string> &connections, const std::vector<Instant> &known_at);
    void reencrypt(const Account &account);
    // One step of rotate_encryption_key(); true while there is more to do.
    bool reencrypt_some(int most);
    // Encrypted with the current key, as "\x…" and the key's fingerprint.
    std::pair<std::string, std::string> encrypt(const Secret &plain);

    // --- revocations (store_revocations.cpp) ---

    std::vector<DueRevocation> claim_revocations(int most);
    // The refresh token is about to be spent; record_revocation() tells how that ended.
    void begin_last_refresh(const std::string &id);
    // Neither done nor `again`: given up. `fresh`: tokens that a refresh brought on the way.
    void record_revocation(const DueRevocation &one, bool done, const std::string &error,
                           const std::optional<Instant> &again, const Tokens *fresh);

    // --- connecting (store_connecting.cpp) ---

    OauthState claim_oauth_state(const std::string &state, const std::string &user_id,
                                 const std::string &platform);
    void keep_pending_choice(const std::string &state, const std::string &user_id,
                             const std::string &platform, const Secret &token, const std::string &pages_json);
    // What keep_pending_choice() kept, if this state still has it.
    std::optional<PendingChoice> pending_choice(const std::string &state, const std::string &user_id,
                                                const std::string &platform);
    // `role` is of a user who is not known yet; empty: influencer.
    std::string save_connection(const std::string &user_id, const std::string &role, Platform platform,
                                const std::string &app, const Identity &identity);
    std::string connection_json(const std::string &connection_id);

private:
    Bind bind_keys() const;
    std::vector<Claim> claims(Statement &statement, std::initializer_list<Bind> binds);

    KeyRing &keys_;
};

} // namespace social::pg
