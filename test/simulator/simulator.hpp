// The simulator as a whole: its state, and the way from a request to an answer.
#pragma once

#include "faults/faults.hpp"
#include "journal.hpp"
#include "limits.hpp"
#include "oauth/apps.hpp"
#include "oauth/tokens.hpp"
#include "server/connection.hpp"
#include "world/accounts.hpp"
#include "world/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace social::simulator {

// What the platforms leave open or have changed, switchable while running.
struct Settings {
    std::int64_t instagram_short_seconds = 3600;
    std::int64_t instagram_long_seconds = 5184000;
    std::int64_t facebook_short_seconds = 5400;
    std::int64_t facebook_long_seconds = 5184000;
    std::int64_t tiktok_access_seconds = 7200;
    std::int64_t tiktok_refresh_seconds = 15552000;
    bool tiktok_refresh_restarts = false; // a refresh starts the refresh token's life again
    bool require_appsecret_proof = true;  // on graph.facebook.com
};

class Simulator : public RequestHandler {
public:
    Simulator(const WorldSettings &world, Clock start, std::size_t history);

    void answer(const Request &request, Response &response) override;
    void finished(std::uint64_t request_id) override { journal.finished(request_id); }

    Clock clock;
    Accounts accounts;
    Apps apps;
    Tokens tokens;
    Faults faults;
    Limits limits;
    Journal journal;
    Settings settings;

private:
    void answer_platform(Platform platform, std::string_view rest, const Request &request,
                         Response &response);
    void answer_picture(std::string_view path, Response &response) const;
};

// The address under which the asker reaches the simulator, such as http://127.0.0.1:8123.
std::string base_url(const Request &request);

} // namespace social::simulator
