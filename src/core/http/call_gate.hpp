// CallGate: asked before each request whether the platform's limits leave room for it, and told each answer.
#pragma once

#include "core/clock.hpp"
#include "core/http/message.hpp"

#include <chrono>
#include <optional>

namespace social {

struct Deferral {
    std::chrono::seconds wait{0};
    Reach reach = Reach::account; // whose budget it is that has no room

    friend bool operator==(const Deferral &, const Deferral &) = default;
};

class CallGate {
public:
    virtual ~CallGate() = default;
    // nullopt: go ahead, the call is counted. Else: not now, come back after that long.
    virtual std::optional<Deferral> admit(Instant now) = 0;
    virtual void observe(const HttpResponse &answer, Instant now) = 0;
};

} // namespace social
