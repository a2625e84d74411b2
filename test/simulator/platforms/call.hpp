// One request to a platform, with all that answering it needs.
#pragma once

#include "base/json_writer.hpp"
#include "faults/faults.hpp"
#include "oauth/tokens.hpp"
#include "platforms/graph_fields.hpp"
#include "simulator.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace social::simulator {

enum class TokenPlace : std::uint8_t { none, header, query, body };

struct Call {
    Simulator &simulator;
    const Request &request;
    Response &response;
    Platform platform;
    std::int64_t now;
    std::vector<std::string_view> path; // segments after the platform and the version
    std::string version;                // "v25.0", empty when none was given
    Params params;                      // of the query, then of a form body
    TokenPlace token_place = TokenPlace::none;
    std::string token_text;
    std::optional<Token> token; // what the text means; absent when it means nothing
    std::uint32_t account = 0;  // whose request it is, 0 when unknown
    Endpoint endpoint = Endpoint::other;
    ActiveFaults faults;
    std::optional<std::vector<graph::Field>> fields = {}; // Graph: those asked for, once they were read

    bool has(FaultKind kind) const { return faults.has(kind); }
    bool is(std::string_view method) const { return request.method == method; }
};

// What to do with a call once its path is understood.
struct Operation {
    Endpoint endpoint = Endpoint::other;
    void (*answer)(Call &) = nullptr;
    std::span<const std::string_view> parameters; // any other one is refused
    bool checks_parameters_itself = false;
    std::optional<Endpoint> also = {}; // what a part of the answer is: faults of that concern the call too
};

// The ways in which a platform refuses regardless of what was asked.
enum class Refusal : std::uint8_t { throttled, unavailable, revoked, scope_missing, too_much_data };

struct RefusalDetail {
    std::optional<std::int64_t> code;
    std::optional<std::int64_t> status;
    std::int64_t minutes = 5;
    std::optional<std::int64_t> retry_after;
    bool flat = false;
};

class PlatformModule {
public:
    virtual ~PlatformModule() = default;
    // Fills in the version, path and token of the call.
    virtual void prepare(Call &call) const = 0;
    virtual Operation find(Call &call) const = 0;
    virtual void unknown_parameter(Call &call, std::string_view name) const = 0;
    virtual void refuse(Call &call, Refusal refusal, const RefusalDetail &detail) const = 0;
    // Headers that tell how much of the limit is used.
    virtual void usage_headers(Call &call, std::int64_t percent, std::int64_t minutes) const = 0;
};

const PlatformModule &module_of(Platform platform);

} // namespace social::simulator
