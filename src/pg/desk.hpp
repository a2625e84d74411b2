// Desk: where a sync worker serves the backends that wait for it. Each request becomes a coroutine that goes
// ahead of the daily run: connecting an account, syncing some now, encrypting a secret.
#pragma once

#include "pg/errand.hpp"
#include "pg/error_log.hpp"
#include "pg/flights.hpp"
#include "pg/share.hpp"
#include "pg/store.hpp"

#include <chrono>
#include <list>
#include <optional>

namespace social::pg {

struct Countdown;

class Desk {
public:
    // `apps` is the worker's current table of apps; `refusal` says why platforms must not be called ("" when
    // they may).
    Desk(const Share &share, Store &store, Flights &flights, DatabaseSteps &steps, HttpClient &http,
         RunQueue &ready, const Clock &clock, const Store::Apps &apps, const std::string &refusal);

    ~Desk();
    Desk(const Desk &) = delete;
    Desk &operator=(const Desk &) = delete;

    // Takes what has been left for this worker, and starts on it.
    // `prepare` is run before the first of them, so that they see the apps as they are now; if it fails, its
    // caller is told. When `closed`, what can wait for other workers is left to them.
    void serve(const std::function<void()> &prepare, bool closed);
    // Drops what is done, and makes durable what its caller left unfinished.
    void tidy();
    // How long the owner may sleep before tidy() has something to try again.
    std::optional<std::chrono::milliseconds> patience() const;
    // Somebody waits, or what he asked for cannot be asked for again: a login, whose code is spent. What
    // cannot be queued is not waited for.
    bool busy() const noexcept;
    // Leaves what could not be queued to the workers that come, just before this one ends.
    void hand_on();

private:
    // Not the clock of the wall, which may be put back by an hour.
    using Moment = std::chrono::steady_clock::time_point;
    struct Visit;
    class Room;
    class Places;

    void take_over(Mail mail);
    bool queue_unfinished(Visit &visit);
    static void refuse(const Visit &visit, const SqlError &error);
    Task<Done> attend(Visit &visit);
    Task<Done> carry_out(Visit &visit);
    Task<Done> connect(Visit &visit, std::shared_ptr<const App> app, std::string redirect_uri,
                       std::string code_verifier);
    Task<Done> complete_oauth(Visit &visit);
    Task<Done> store_identity(Visit &visit, std::vector<Identity> identities, const App &app);
    Task<Done> sync(Visit &visit);
    Task<Done> refresh(Visit &visit);
    // For accounts that callers ask for.
    std::size_t room() const noexcept;
    std::size_t room_for(std::size_t under_way) const noexcept;
    void make_room();
    Task<Done> encrypt_secret(Visit &visit);

    std::shared_ptr<const App> app_of(Platform platform, const std::string &name) const;
    const Adapter &adapter_of(const std::string &platform) const;

    Share share_;
    Store &store_;
    Flights &flights_;
    DatabaseSteps &steps_;
    HttpClient &http_;
    RunQueue &ready_;
    const Clock &clock_;
    const Store::Apps &apps_;
    const std::string &refusal_;
    std::list<std::unique_ptr<Visit>> visits_;
    std::size_t asked_for_ = 0; // accounts that callers asked for, until they are recorded
    struct WaitsForRoom {
        std::coroutine_handle<> coroutine;
        const Countdown *under_way;
    };
    std::vector<WaitsForRoom> no_room_;
    bool closed_ = false;
    ErrorLog error_log_;
};

} // namespace social::pg
