// ClientApi: the Api of a running worker, for one account: requests go through the HttpClient that all
// accounts share, within the account's rate budget, and its coroutine goes on from the run queue.
#pragma once

#include "core/http/call_gate.hpp"
#include "core/http/client.hpp"
#include "core/http/run_queue.hpp"
#include "core/platforms/api.hpp"

#include <chrono>

namespace social {

class ClientApi final : public Api {
public:
    // All references outlive this; `gate` may be null. `timeout` is that of every request.
    ClientApi(HttpClient &client, RunQueue &ready, const Clock &clock, CallGate *gate = nullptr,
              std::chrono::milliseconds timeout = std::chrono::milliseconds{30'000});
    // A call that is still out is forgotten, and its coroutine is not resumed any more.
    ~ClientApi() override;
    ClientApi(const ClientApi &) = delete;
    ClientApi &operator=(const ClientApi &) = delete;

    // One call at a time. A call the gate refuses is answered at once with TransportFailure::deferred, any
    // while the client is held with TransportFailure::held.
    bool submit(HttpRequest &request, PendingCall &call) override;
    Instant now() const override { return clock_.now(); }

    // Requests handed to the network, whatever became of them.
    int calls_made() const noexcept { return calls_made_; }

private:
    void answered(HttpResponse response);

    HttpClient &client_;
    RunQueue &ready_;
    const Clock &clock_;
    CallGate *gate_;
    std::chrono::milliseconds timeout_;
    PendingCall *call_ = nullptr;   // between submit() and the answer
    HttpClient::Ticket ticket_ = 0; // of call_
    int calls_made_ = 0;
};

} // namespace social
