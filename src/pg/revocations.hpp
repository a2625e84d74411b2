// Revocations: tells the platforms that disconnected accounts are over, in the background and until they have
// understood. After seven days a token is erased all the same.
#pragma once

#include "core/http/client_api.hpp"
#include "core/platforms/adapter.hpp"
#include "pg/steps.hpp"
#include "pg/store.hpp"

#include <chrono>
#include <list>

namespace social::pg {

class Revocations {
public:
    Revocations(Store &store, HttpClient &http, RunQueue &ready, const Clock &clock, DatabaseSteps &steps,
                const Store::Apps &apps);
    ~Revocations();
    Revocations(const Revocations &) = delete;
    Revocations &operator=(const Revocations &) = delete;

    // Starts what is due. Where that cannot be written nothing is started, and the next look comes later.
    void claim();
    // Forgets those that are done. True when the last of them has made room for others that are due.
    bool tidy();
    bool busy() const noexcept { return !under_way_.empty(); }

private:
    struct UnderWay;
    std::vector<DueRevocation> claimed();
    Task<Done> revoke(UnderWay &one);

    Store &store_;
    HttpClient &http_;
    RunQueue &ready_;
    const Clock &clock_;
    DatabaseSteps &steps_;
    const Store::Apps &apps_;
    std::list<std::unique_ptr<UnderWay>> under_way_;
    bool more_due_ = false;
    std::chrono::steady_clock::time_point look_at_{};
};

} // namespace social::pg
