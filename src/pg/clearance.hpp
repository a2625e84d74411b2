// Clearance: whether a sync worker may call platforms now, and by which apps. Without it nothing is sent.
#pragma once

#include "core/http/client.hpp"
#include "pg/budgets.hpp"
#include "pg/share.hpp"
#include "pg/store.hpp"

namespace social::pg {

class Clearance {
public:
    Clearance(const Share &share, Store &store, const KeyRing &keys, HttpClient &http, const Clock &clock,
              Budgets &budgets)
        : share_(share), store_(store), keys_(keys), http_(http), clock_(clock), budgets_(budgets) {}

    // Looks whether there is a refusal; also brings the apps up to date. Inside a transaction of the caller.
    void look();
    // From doubt() until the next look: something changed, and what is under way may have to stop.
    void doubt() noexcept { doubted_ = true; }
    bool doubted() const noexcept { return doubted_; }
    // Holds back what is to be sent, or no longer: by what the last look found, and the keys as they are now.
    void hold_calls();

    // Why platforms must not be called, "" when they may.
    const std::string &refusal() const noexcept { return refusal_; }
    // Mail servers must be left alone, too.
    bool parked() const noexcept { return parked_; }
    const Store::Apps &apps() const noexcept { return apps_; }

private:
    void tell_refusal();

    Share share_;
    Store &store_;
    const KeyRing &keys_;
    HttpClient &http_;
    const Clock &clock_;
    Budgets &budgets_;
    Store::Apps apps_;
    std::string refusal_;
    std::string told_refusal_; // as last written to the log
    bool parked_ = false;
    bool doubted_ = false;
    bool budgets_are_known_ = false;
};

} // namespace social::pg
