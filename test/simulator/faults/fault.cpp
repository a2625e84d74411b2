#include "faults/fault.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace social::simulator {

namespace {

constexpr std::array<std::string_view, fault_count> names = {"slow",
                                                             "slow_body",
                                                             "cut_connection",
                                                             "lost_answer",
                                                             "truncated_json",
                                                             "reset",
                                                             "hang",
                                                             "html_502",
                                                             "empty_body",
                                                             "redirect",
                                                             "huge_body",
                                                             "gzip_bomb",
                                                             "deep_nesting",
                                                             "throttle",
                                                             "server_error",
                                                             "error_200",
                                                             "revoked_token",
                                                             "missing_scope",
                                                             "reduce_data",
                                                             "empty_page",
                                                             "short_page",
                                                             "repeating_cursor",
                                                             "vanishing_post",
                                                             "wrong_types",
                                                             "numeric_ids",
                                                             "far_dates",
                                                             "nul_caption",
                                                             "invalid_utf8",
                                                             "missing_counts",
                                                             "hidden_likes",
                                                             "wrapped",
                                                             "refused_insights",
                                                             "personal_account",
                                                             "high_usage"};

constexpr std::int64_t megabyte = 1048576;

std::int64_t default_bytes(FaultKind kind) {
    return kind == FaultKind::gzip_bomb ? 512 * megabyte : 100 * megabyte;
}

std::int64_t default_limit(FaultKind kind) {
    return kind == FaultKind::short_page ? 5 : 25;
}

void parse_target(const JsonObject &spec, Fault &fault) {
    if (auto name = spec.text("platform")) {
        fault.platform = parse_platform(*name);
        if (!fault.platform)
            throw BadInput("\"platform\" must be instagram, facebook or tiktok");
    }
    if (auto name = spec.text("endpoint")) {
        fault.endpoint = parse_endpoint(*name);
        if (!fault.endpoint)
            throw BadInput(
                "\"endpoint\" must be authorize, token, profile, posts, insights, revoke, pages or other");
    }
    if (auto single = spec.integer("account"))
        fault.accounts.push_back(static_cast<std::uint32_t>(*single));
    for (const std::string &text : spec.list("accounts").value_or(std::vector<std::string>()))
        fault.accounts.push_back(static_cast<std::uint32_t>(parse_unsigned(text).value_or(0)));
    fault.from_account = static_cast<std::uint32_t>(spec.integer("from_account").value_or(0));
    fault.to_account = static_cast<std::uint32_t>(spec.integer("to_account").value_or(UINT32_MAX));
    fault.share = spec.number("share").value_or(1.0);
    if (fault.share < 0 || fault.share > 1)
        throw BadInput("\"share\" must be between 0 and 1");
    std::string of = spec.text("share_of").value_or("requests");
    if (of != "requests" && of != "accounts")
        throw BadInput("\"share_of\" must be requests or accounts");
    fault.share_of_accounts = of == "accounts";
    fault.skip = spec.integer("skip").value_or(0);
    fault.left = spec.integer("count").value_or(-1);
}

} // namespace

std::string_view name_of(FaultKind kind) {
    return names[static_cast<std::size_t>(kind)];
}

std::optional<FaultKind> parse_fault(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return static_cast<FaultKind>(i);
    return std::nullopt;
}

Fault Fault::parse(const JsonObject &spec) {
    spec.only({"name",       "platform", "endpoint", "account",     "accounts", "from_account",
               "to_account", "share",    "share_of", "skip",        "count",    "milliseconds",
               "code",       "status",   "minutes",  "retry_after", "bytes",    "depth",
               "limit",      "percent",  "flat",     "location"});
    Fault fault;
    std::string name = spec.text("name").value_or("");
    auto kind = parse_fault(name);
    if (!kind) {
        std::string known;
        for (std::string_view other : names)
            known += concat(" ", other);
        throw BadInput(concat("unknown fault \"", name, "\"; known are:", known));
    }
    fault.kind = *kind;
    parse_target(spec, fault);
    fault.milliseconds = spec.integer("milliseconds").value_or(fault.milliseconds);
    fault.code = spec.integer("code");
    fault.status = spec.integer("status");
    fault.minutes = spec.integer("minutes").value_or(fault.minutes);
    fault.retry_after = spec.integer("retry_after");
    fault.bytes = spec.integer("bytes").value_or(default_bytes(fault.kind));
    fault.depth = spec.integer("depth").value_or(fault.depth);
    fault.limit = spec.integer("limit").value_or(default_limit(fault.kind));
    fault.percent = spec.integer("percent").value_or(fault.percent);
    fault.flat = spec.flag("flat").value_or(false);
    if (fault.limit < 1)
        throw BadInput("\"limit\" must be at least 1");
    for (std::int64_t amount : {fault.milliseconds, fault.bytes, fault.depth, fault.skip})
        if (amount < 0)
            throw BadInput("amounts cannot be negative");
    fault.location = spec.text("location").value_or("http://127.0.0.1:9/elsewhere");
    return fault;
}

void Fault::write(JsonWriter &json) const {
    json.begin_object().field("id", id).field("name", name_of(kind)).field("hits", hits);
    if (platform)
        json.field("platform", name_of(*platform));
    if (endpoint)
        json.field("endpoint", name_of(*endpoint));
    if (!accounts.empty()) {
        json.key("accounts").begin_array();
        for (std::uint32_t account : accounts)
            json.value(account);
        json.end_array();
    }
    if (share < 1)
        json.field("share", share).field("share_of", share_of_accounts ? "accounts" : "requests");
    json.key("left");
    if (left < 0)
        json.null();
    else
        json.value(left);
    json.end_object();
}

bool Fault::concerns(Platform of, Endpoint at, std::optional<Endpoint> also, std::uint32_t account) const {
    if (left == 0 || (platform && *platform != of))
        return false;
    // The consent page is for people: it fails only when it is named.
    if (endpoint ? endpoint != at && endpoint != also : at == Endpoint::authorize)
        return false;
    if (!accounts.empty() && std::find(accounts.begin(), accounts.end(), account) == accounts.end())
        return false;
    return account >= from_account && account <= to_account;
}

} // namespace social::simulator
