#include "core/schedule/platform_limits.hpp"

#include "core/platforms/answer.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace social {

namespace {

using namespace std::chrono;

constexpr long kTooManyRequests = 429;
constexpr long kUnavailable = 503;
constexpr seconds kTiktokWindow{60};
constexpr seconds kTwitterWindow{15 * 60};

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end == text.data())
        return std::nullopt;
    return value;
}

// The largest number that follows `key` in a header that holds JSON. These two headers come with every answer
// of Meta's platforms; a JSON parser for three numbers would cost more than the rest of the gate.
std::optional<int> largest_after(std::string_view json, std::string_view key) {
    std::optional<int> largest;
    for (auto at = json.find(key); at != std::string_view::npos; at = json.find(key, at)) {
        at += key.size();
        std::string_view rest = json.substr(at);
        rest.remove_prefix(std::min(rest.find_first_not_of(" :"), rest.size()));
        if (const auto value = number_in(rest))
            largest =
                std::max(largest.value_or(0), static_cast<int>(std::clamp<std::int64_t>(*value, 0, 100'000)));
    }
    return largest;
}

std::optional<int> highest_usage(std::string_view json) {
    std::optional<int> highest;
    for (const std::string_view key : {"\"call_count\"", "\"total_time\"", "\"total_cputime\""})
        if (const auto value = largest_after(json, key))
            highest = std::max(highest.value_or(0), *value);
    return highest;
}

void read_meta(LimitNews &news, const HttpResponse &answer) {
    news.app_percent = highest_usage(answer.header("X-App-Usage"));
    const std::string_view business = answer.header("X-Business-Use-Case-Usage");
    news.account_percent = highest_usage(business);
    const int wait_minutes = largest_after(business, "\"estimated_time_to_regain_access\"").value_or(0);
    if (wait_minutes == 0)
        return;
    news.account_wait = minutes{wait_minutes};
    news.account_percent.reset(); // how long is told, so the percentage has nothing to add
}

void read_window(LimitNews &news, const HttpResponse &answer, std::string_view remaining_name,
                 std::string_view limit_name, std::string_view reset_name) {
    const auto remaining = number_in(answer.header(remaining_name));
    const auto limit = number_in(answer.header(limit_name));
    const auto reset = number_in(answer.header(reset_name));
    constexpr std::int64_t kLatest = 4'102'444'800; // 2100
    if (remaining && limit && reset && *reset > 0 && *reset < kLatest)
        news.account_window = {*remaining, *limit, Instant{seconds{*reset}}};
}

} // namespace

LimitNews limit_news(Platform platform, const HttpResponse &answer, Instant now) {
    LimitNews news;
    if (answer.failure != TransportFailure::none)
        return news;
    const bool refused = answer.status == kTooManyRequests;
    std::optional<seconds> wait;
    if (refused || answer.status == kUnavailable)
        wait = retry_after(answer, now);
    switch (platform) {
    case Platform::instagram:
    case Platform::facebook:
    case Platform::threads:
        read_meta(news, answer);
        break;
    case Platform::tiktok:
        // No account of ours can reach 600 calls a minute, so a refusal is about the app.
        if (refused)
            news.app_wait = std::exchange(wait, std::nullopt).value_or(kTiktokWindow);
        break;
    case Platform::twitter:
        read_window(news, answer, "x-rate-limit-remaining", "x-rate-limit-limit", "x-rate-limit-reset");
        if (refused && !news.account_window && !wait)
            wait = kTwitterWindow;
        break;
    case Platform::twitch:
        read_window(news, answer, "Ratelimit-Remaining", "Ratelimit-Limit", "Ratelimit-Reset");
        break;
    case Platform::pinterest:
        if (const auto delta = number_in(answer.header("x-ratelimit-reset")); refused && delta && !wait)
            wait = seconds{std::clamp<std::int64_t>(*delta, 0, 86'400)};
        break;
    default:
        break;
    }
    if (wait && !news.account_wait)
        news.account_wait = wait;
    return news;
}

} // namespace social
