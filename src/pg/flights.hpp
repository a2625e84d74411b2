// Flights: the accounts that one sync worker has on their way. Each is a coroutine that goes from its refresh
// (where needed) to its figures; landing hands it to the ledger.
#pragma once

#include "core/sync/foreign_tokens.hpp"
#include "pg/budgets.hpp"
#include "pg/flight.hpp"
#include "pg/in_flight_file.hpp"
#include "pg/ledger.hpp"
#include "pg/steps.hpp"

#include <deque>
#include <unordered_map>

namespace social::pg {

class Flights {
public:
    Flights(HttpClient &http, RunQueue &ready, const Clock &clock, DatabaseSteps &steps, Ledger &ledger,
            InFlightFile &file, Budgets &budgets, Store &store);

    // Starts an account. When it is under way already, whoever waits joins that flight, also one that has
    // landed with tokens that could not be stored yet: those that are stored are spent. But after a new login
    // that one is left to itself, since it is about tokens that are no longer the account's. `tell` is called
    // once the result is recorded.
    void launch(Claim claim, std::shared_ptr<const App> app, bool urgent, Told tell = {});
    // Hands the finished ones to the ledger.
    void land();
    // Called by the ledger's owner when an account's answer has proved harmless, and when it has left the
    // ledger, recorded or not.
    void written(const std::string &connection_id);
    void settled(const Record &record, bool is_recorded);

    // In the air, or landed and not recorded yet: not to be claimed again.
    std::vector<std::string> ids() const;
    bool in_the_air(const std::string &connection_id) const { return flights_.contains(connection_id); }
    std::size_t in_the_air() const noexcept { return flights_.size(); }
    std::size_t size() const noexcept { return ids_.size(); }

private:
    Task<Done> fly(Flight &flight);
    Task<SyncOutcome> outcome_of(Flight &flight);
    void land(Flight &flight);
    void weigh_token(const Flight &flight, Record &record);
    void refuse(Claim claim, const std::shared_ptr<const App> &app, Error error, bool urgent,
                std::vector<Told> waiting);

    struct Air {
        Flight flight;
        std::optional<Task<Done>> task;
    };
    using Flying = std::unordered_map<std::string, std::unique_ptr<Air>>;
    static void join(Flight &flight, const Claim &claim, bool urgent, std::vector<Told> waiting);
    static void join(Record &landed, const Claim &claim, std::vector<Told> waiting);
    void replace(Flying::iterator old, Claim &claim, bool &urgent, std::vector<Told> &waiting);

    HttpClient &http_;
    RunQueue &ready_;
    const Clock &clock_;
    DatabaseSteps &steps_;
    Ledger &ledger_;
    InFlightFile &file_;
    Budgets &budgets_;
    Store &store_;
    ForeignTokens foreign_tokens_;
    Flying flights_;
    std::vector<std::unique_ptr<Air>> replaced_; // whose outcome nobody wants any more
    std::unordered_map<std::string, int>
        ids_; // how often: a landed one may start again before it is recorded
    std::deque<Flight *> landed_;
};

} // namespace social::pg
