// CallGate: asked before each request whether the platform's limits leave room for it, and told each answer.
#pragma once

#include "core/clock.hpp"
#include "core/http/message.hpp"

#include <chrono>
#include <optional>

namespace social {

class CallGate {
public:
    virtual ~CallGate() = default;
    // nullopt: go ahead, the call is counted. Else: not now, come back after that long.
    virtual std::optional<std::chrono::seconds> admit(Instant now) = 0;
    virtual void observe(const HttpResponse &answer, Instant now) = 0;
};

} // namespace social
