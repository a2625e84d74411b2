// Api: all an adapter sees of the world. It sends one request and resumes with the answer; sockets, budgets,
// clocks and event loops live behind it. A worker, a unit test and a fuzzer each bring their own.
#pragma once

#include "core/clock.hpp"
#include "core/http/message.hpp"

#include <coroutine>

namespace social {

// Where an answer is to be put, and who is to be woken when it is there.
struct PendingCall {
    HttpResponse response{};
    std::coroutine_handle<> waiting{};
};

class Api {
public:
    virtual ~Api() = default;

    // Takes the request out of `request`. Fills `call.response` and resumes `call.waiting`, later (never from
    // inside this function), unless it returns true: then the answer is already there and nobody is resumed.
    virtual bool submit(HttpRequest &request, PendingCall &call) = 0;
    virtual Instant now() const = 0;

    class Sending {
    public:
        Sending(Api &api, HttpRequest &request, PendingCall &call)
            : api_(&api), request_(&request), call_(&call) {}
        bool await_ready() const noexcept { return false; }
        bool await_suspend(std::coroutine_handle<> waiting) {
            call_->waiting = waiting;
            return !api_->submit(*request_, *call_);
        }
        void await_resume() const noexcept {}

    private:
        Api *api_;
        HttpRequest *request_;
        PendingCall *call_;
    };

    // `request` and `call` must be locals of the awaiting coroutine: g++ 12 miscompiles temporaries that live
    // across a co_await. Use:  PendingCall call;  auto sending = api.send(request, call);  co_await sending;
    Sending send(HttpRequest &request, PendingCall &call) { return Sending{*this, request, call}; }
};

} // namespace social
