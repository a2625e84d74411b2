// What the platforms were asked: counts by platform, kind and account, how many requests were in flight at
// once, and the newest requests with their secrets blacked out.
#pragma once

#include "base/json_writer.hpp"
#include "server/message.hpp"
#include "world/platform.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace social::simulator {

struct JournalEntry {
    std::uint64_t request_id = 0;
    std::int64_t time = 0; // of the simulator's clock
    Platform platform = Platform::instagram;
    Endpoint endpoint = Endpoint::other;
    std::uint32_t account = 0; // 0: not known
    int status = 0;            // 0: no answer was sent
    std::string method;
    std::string path;
    std::string parameters; // name=value, secrets replaced by ***
    std::string token_in;   // header, query, body, none
    std::string user_agent;
    std::string faults;
};

// Parameters for the journal.
std::string redacted(const Params &params);

class Journal {
public:
    Journal(std::uint32_t accounts, std::size_t history) : accounts_(accounts), history_(history) {}

    void record(JournalEntry entry);
    void finished(std::uint64_t request_id);
    void reset();

    void write(JsonWriter &json, std::optional<Platform> platform, std::optional<std::uint32_t> account,
               std::size_t last) const;

private:
    using ByEndpoint = std::array<std::uint64_t, endpoint_count>;

    struct InFlight {
        Platform platform;
        std::uint32_t account;
    };

    std::uint32_t &account_count(const JournalEntry &entry);
    void write_counts(JsonWriter &json, Platform platform, std::optional<std::uint32_t> account) const;

    std::uint32_t accounts_;
    std::size_t history_;
    std::array<ByEndpoint, platform_count> counts_{};
    std::array<std::map<int, std::uint64_t>, platform_count> statuses_;
    std::array<std::vector<std::uint32_t>, platform_count>
        by_account_; // account × endpoint, made when needed
    std::unordered_map<std::uint64_t, InFlight> in_flight_;
    std::unordered_map<std::uint64_t, std::uint32_t> in_flight_by_account_;
    std::size_t peak_in_flight_ = 0;
    std::uint32_t peak_by_account_ = 0;
    std::deque<JournalEntry> entries_; // newest last
};

} // namespace social::simulator
