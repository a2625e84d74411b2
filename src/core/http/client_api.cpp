#include "core/http/client_api.hpp"

#include <stdexcept>
#include <utility>

namespace social {

namespace {

constexpr std::chrono::seconds kLookAgainWhileHeld{30};

} // namespace

ClientApi::ClientApi(HttpClient &client, RunQueue &ready, const Clock &clock, CallGate *gate,
                     std::chrono::milliseconds timeout)
    : client_(client), ready_(ready), clock_(clock), gate_(gate), timeout_(timeout) {}

ClientApi::~ClientApi() {
    if (call_ != nullptr)
        client_.forget(ticket_);
    ready_.drop(this);
}

bool ClientApi::submit(HttpRequest &request, PendingCall &call) {
    if (call_ != nullptr)
        throw std::logic_error("ClientApi: a second call while the first is out");
    if (client_.held()) {
        call.response = HttpResponse{};
        call.response.failure = TransportFailure::held;
        call.response.failure_text = "not sent, as nothing is to be called now";
        call.response.retry_after = kLookAgainWhileHeld;
        return true;
    }
    if (gate_ != nullptr) {
        if (const auto deferral = gate_->admit(clock_.now())) {
            call.response = HttpResponse{};
            call.response.failure = TransportFailure::deferred;
            call.response.failure_text = "deferred, a rate limit of the platform is reached";
            call.response.retry_after = deferral->wait;
            call.response.reach = deferral->reach;
            return true;
        }
    }
    request.timeout = timeout_;
    ticket_ = client_.send(std::move(request), [this](HttpResponse answer) { answered(std::move(answer)); });
    call_ = &call;
    ++calls_made_;
    return false;
}

void ClientApi::answered(HttpResponse response) {
    if (gate_ != nullptr)
        gate_->observe(response, clock_.now());
    PendingCall &call = *std::exchange(call_, nullptr);
    call.response = std::move(response);
    ready_.push(call.waiting, this);
}

} // namespace social
