#include "journal.hpp"

#include "base/text.hpp"
#include "base/time_text.hpp"

#include <algorithm>

namespace social::simulator {

namespace {

bool is_secret(std::string_view name) {
    static constexpr std::string_view secrets[] = {
        "access_token",      "client_secret", "code",  "refresh_token", "appsecret_proof",
        "fb_exchange_token", "input_token",   "token", "code_verifier", "state"};
    return std::find(std::begin(secrets), std::end(secrets), name) != std::end(secrets);
}

std::uint64_t account_key(Platform platform, std::uint32_t account) {
    return static_cast<std::uint64_t>(platform) << 32 | account;
}

void write_entry(JsonWriter &json, const JournalEntry &entry) {
    json.begin_object()
        .field("time", entry.time)
        .field("platform", name_of(entry.platform))
        .field("endpoint", name_of(entry.endpoint))
        .field("account", entry.account)
        .field("method", entry.method)
        .field("path", entry.path)
        .field("parameters", entry.parameters)
        .field("token_in", entry.token_in)
        .field("user_agent", entry.user_agent)
        .field("status", entry.status)
        .field("faults", entry.faults)
        .end_object();
}

} // namespace

std::string redacted(const Params &params) {
    std::string out;
    for (const Param &param : params) {
        if (!out.empty())
            out += '&';
        out += param.name;
        out += '=';
        out += is_secret(param.name) ? std::string_view("***") : std::string_view(param.value);
    }
    return out;
}

std::uint32_t &Journal::account_count(const JournalEntry &entry) {
    auto &counts = by_account_[static_cast<std::size_t>(entry.platform)];
    if (counts.empty())
        counts.resize((static_cast<std::size_t>(accounts_) + 1) * endpoint_count);
    return counts[entry.account * endpoint_count + static_cast<std::size_t>(entry.endpoint)];
}

void Journal::record(JournalEntry entry) {
    auto platform = static_cast<std::size_t>(entry.platform);
    ++counts_[platform][static_cast<std::size_t>(entry.endpoint)];
    ++statuses_[platform][entry.status];
    if (entry.account <= accounts_)
        ++account_count(entry);
    in_flight_[entry.request_id] = {entry.platform, entry.account};
    peak_in_flight_ = std::max(peak_in_flight_, in_flight_.size());
    if (entry.account != 0) {
        std::uint32_t &own = in_flight_by_account_[account_key(entry.platform, entry.account)];
        peak_by_account_ = std::max(peak_by_account_, ++own);
    }
    if (history_ == 0)
        return;
    if (entries_.size() == history_)
        entries_.pop_front();
    entries_.push_back(std::move(entry));
}

void Journal::finished(std::uint64_t request_id) {
    auto found = in_flight_.find(request_id);
    if (found == in_flight_.end())
        return;
    auto own = in_flight_by_account_.find(account_key(found->second.platform, found->second.account));
    if (own != in_flight_by_account_.end() && --own->second == 0)
        in_flight_by_account_.erase(own);
    in_flight_.erase(found);
}

void Journal::reset() {
    counts_ = {};
    statuses_ = {};
    by_account_ = {};
    entries_.clear();
    peak_in_flight_ = in_flight_.size();
    peak_by_account_ = 0;
    for (const auto &[key, count] : in_flight_by_account_)
        peak_by_account_ = std::max(peak_by_account_, count);
}

void Journal::write_counts(JsonWriter &json, Platform platform, std::optional<std::uint32_t> account) const {
    auto index = static_cast<std::size_t>(platform);
    std::uint64_t total = 0;
    json.begin_object();
    for (std::size_t endpoint = 0; endpoint < endpoint_count; ++endpoint) {
        std::uint64_t count = counts_[index][endpoint];
        if (account) {
            const auto &own = by_account_[index];
            std::size_t at = static_cast<std::size_t>(*account) * endpoint_count + endpoint;
            count = at < own.size() ? own[at] : 0;
        }
        total += count;
        json.field(endpoint_names[endpoint], count);
    }
    json.field("total", total);
    if (!account) {
        json.key("statuses").begin_object();
        for (const auto &[status, count] : statuses_[index])
            json.field(std::to_string(status), count);
        json.end_object();
    }
    json.end_object();
}

void Journal::write(JsonWriter &json, std::optional<Platform> platform, std::optional<std::uint32_t> account,
                    std::size_t last) const {
    json.begin_object()
        .field("in_flight", in_flight_.size())
        .field("peak_in_flight", peak_in_flight_)
        .field("peak_in_flight_of_one_account", peak_by_account_)
        .key("platforms")
        .begin_object();
    for (std::size_t i = 0; i < platform_count; ++i) {
        auto each = static_cast<Platform>(i);
        if (!platform || *platform == each) {
            json.key(name_of(each));
            write_counts(json, each, account);
        }
    }
    json.end_object().key("last").begin_array();
    std::vector<const JournalEntry *> shown;
    for (auto entry = entries_.rbegin(); entry != entries_.rend() && shown.size() < last; ++entry)
        if ((!platform || entry->platform == *platform) && (!account || entry->account == *account))
            shown.push_back(&*entry);
    for (auto entry = shown.rbegin(); entry != shown.rend(); ++entry)
        write_entry(json, **entry);
    json.end_array().end_object();
}

} // namespace social::simulator
