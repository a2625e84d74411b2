// A fault that a test has switched on: what goes wrong, for whom, how often.
#pragma once

#include "base/json_object.hpp"
#include "base/json_writer.hpp"
#include "world/platform.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace social::simulator {

enum class FaultKind : std::uint8_t {
    // delivery of an answer that is otherwise right
    slow,
    slow_body,
    cut_connection,
    lost_answer,
    truncated_json,
    // no answer, or not the platform's
    reset,
    hang,
    html_502,
    empty_body,
    redirect,
    huge_body,
    gzip_bomb,
    deep_nesting,
    // refusals in the platform's own shape
    throttle,
    server_error,
    error_200,
    revoked_token,
    missing_scope,
    reduce_data,
    // odd but possible content
    empty_page,
    short_page,
    repeating_cursor,
    vanishing_post,
    wrong_types,
    numeric_ids,
    far_dates,
    nul_caption,
    invalid_utf8,
    missing_counts,
    hidden_likes,
    wrapped,
    refused_insights,
    personal_account,
    high_usage,
};
constexpr std::size_t fault_count = static_cast<std::size_t>(FaultKind::high_usage) + 1;

std::string_view name_of(FaultKind kind);
std::optional<FaultKind> parse_fault(std::string_view name);

struct Fault {
    std::uint64_t id = 0;
    FaultKind kind = FaultKind::slow;

    // Which requests: nothing said means all.
    std::optional<Platform> platform;
    std::optional<Endpoint> endpoint;
    std::vector<std::uint32_t> accounts;
    std::uint32_t from_account = 0;
    std::uint32_t to_account = UINT32_MAX;
    double share = 1.0;
    bool share_of_accounts = false; // the share is of accounts, the same ones each time
    std::int64_t skip = 0;          // so many matching requests pass first
    std::int64_t left = -1;         // so many are hit, then the fault is spent; -1: no limit
    std::int64_t hits = 0;

    // How, where the kind takes it.
    std::int64_t milliseconds = 2000;        // slow, slow_body
    std::optional<std::int64_t> code;        // throttle, revoked_token (subcode), missing_scope
    std::optional<std::int64_t> status;      // HTTP status of a refusal
    std::int64_t minutes = 5;                // throttle: time to regain access
    std::optional<std::int64_t> retry_after; // throttle: seconds, as a header
    std::int64_t bytes = 0;                  // huge_body, gzip_bomb; 0: the kind's default
    std::int64_t depth = 100000;             // deep_nesting
    std::int64_t limit = 0;                  // reduce_data, short_page: posts a page; 0: the kind's default
    std::int64_t percent = 95;               // high_usage
    bool flat = false;                       // TikTok errors without the envelope
    std::string location;                    // redirect

    static Fault parse(const JsonObject &spec);
    void write(JsonWriter &json) const;
    // `also`: a second kind of request that the call is as well.
    bool concerns(Platform of, Endpoint at, std::optional<Endpoint> also, std::uint32_t account) const;
};

} // namespace social::simulator
