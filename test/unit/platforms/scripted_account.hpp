// ScriptedAccount: an account, its application and what the platform answers, for tests of what one sync
// fetches.
#pragma once

#include "core/platforms/adapter.hpp"
#include "platforms/scripted_api.hpp"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace social {

class ScriptedAccount : public testing::Test {
protected:
    explicit ScriptedAccount(Platform platform) { belongs_to(platform); }

    void belongs_to(Platform platform) { account.platform = app.platform = platform; }

    // Suspended at each call, as in a worker.
    Result<Snapshot> fetch(std::vector<HttpResponse> answers, bool keep_raw = false) {
        api = ScriptedApi{std::move(answers)};
        api.queued = true;
        return api.run(adapter_for(account.platform)->fetch(api, app, account, keep_raw));
    }

    App app;
    Account account;
    ScriptedApi api;
};

} // namespace social
