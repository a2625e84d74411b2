#include "core/platforms/answer.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <utility>

namespace social {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMostNotes = 20;
constexpr std::chrono::seconds kLongestWait = 24h;
constexpr Instant kFirstPost{std::chrono::sys_days{std::chrono::year{2004} / 1 / 1}}; // no platform is older
constexpr std::chrono::days kAhead{366}; // far more than clocks differ
// A thousand billions. What is far beyond is made up, and sums over posts and accounts would run over.
constexpr std::int64_t kMostCounted = 1'000'000'000'000'000;
constexpr std::int64_t kLongestLifeSeconds = 100LL * 366 * 86'400;

std::string_view transport_code(TransportFailure failure) {
    switch (failure) {
    case TransportFailure::none:
        return "";
    case TransportFailure::refused_url:
        return "refused_url";
    case TransportFailure::timeout:
        return "timeout";
    case TransportFailure::tls:
        return "tls";
    case TransportFailure::too_large:
        return "too_large";
    case TransportFailure::deferred:
        return "deferred";
    case TransportFailure::held:
        return "not_called";
    case TransportFailure::resolve:
    case TransportFailure::connect:
    case TransportFailure::reset:
    case TransportFailure::other:
        return "network";
    }
    return "network";
}

std::string_view transport_words(TransportFailure failure) {
    switch (failure) {
    case TransportFailure::resolve:
        return "its host name has no address";
    case TransportFailure::connect:
        return "nothing answered at its address";
    case TransportFailure::tls:
        return "the TLS handshake failed";
    case TransportFailure::timeout:
        return "no complete answer in time";
    case TransportFailure::reset:
        return "the connection broke";
    case TransportFailure::too_large:
        return "the answer is larger than pg_social.max_response_size";
    default:
        return "it could not be reached";
    }
}

// "Wed, 21 Oct 2026 07:28:00 GMT". By hand, since strptime() reads names in the locale's language.
std::optional<Instant> http_date(std::string_view text) {
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char name[4]{};
    int day = 0, year = 0, hour = 0, minute = 0, second = 0;
    if (std::sscanf(std::string(text).c_str(), "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &day, name, &year, &hour,
                    &minute, &second) != 6)
        return std::nullopt;
    auto month = months.find(name);
    std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(unsigned(month / 3 + 1)),
                                     std::chrono::day(unsigned(day))};
    if (month == std::string_view::npos || month % 3 != 0 || !date.ok() || hour > 23 || minute > 59)
        return std::nullopt;
    return Instant{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
}

std::string said_by(std::string_view service, std::string_view text) {
    std::string out(service);
    out += ": ";
    out += text;
    return out;
}

} // namespace

void Notes::add(std::string note) {
    if (notes_.size() < kMostNotes && std::find(notes_.begin(), notes_.end(), note) == notes_.end())
        notes_.push_back(std::move(note));
}

void Notes::add_all(const std::vector<std::string> &notes) {
    for (const auto &note : notes)
        add(note);
}

Count figure_of(Json value) {
    Count count = value.count();
    return count && *count <= kMostCounted ? count : std::nullopt;
}

Count count_at(Json object, std::string_view key, Notes &notes) {
    Json value = object[key];
    Count count = figure_of(value);
    if (!count && value.told())
        notes.add(std::string(key) + ": the platform's answer holds no number there");
    return count;
}

std::optional<Error> transport_error(const HttpResponse &response, std::string_view service) {
    if (response.failure == TransportFailure::none)
        return std::nullopt;
    Error error;
    error.code = transport_code(response.failure);
    if (response.failure == TransportFailure::refused_url) {
        error.reaction = Reaction::misconfigured;
        error.reach = Reach::app;
        error.message = said_by(service, "the configured address is not https; correct it with "
                                         "configure_platform(), or set pg_social.allow_http");
        return error;
    }
    error.reaction = Reaction::retry_later;
    if (response.failure == TransportFailure::deferred) {
        error.limit = error.deferred = true;
        error.wait = response.retry_after;
        error.reach = response.reach;
        error.message = said_by(service, response.reach == Reach::app
                                             ? "calls through the app are held back, as the platform asked"
                                             : "calls_per_hour is spent, or the platform asked to wait");
        return error;
    }
    if (response.failure == TransportFailure::held) {
        error.limit = error.deferred = true; // waits like at a limit: no failure
        error.wait = response.retry_after;
        error.message =
            said_by(service, "not called now: switched off, parked, or without the encryption key");
        return error;
    }
    error.answer_lost = response.request_sent;
    error.message = said_by(service, transport_words(response.failure));
    if (!response.failure_text.empty())
        error.message += " (" + clean_text(response.failure_text, 200) + ")";
    return error;
}

std::optional<Error> status_error(const HttpResponse &response, std::string_view service, Instant now) {
    long status = response.status;
    if (status >= 200 && status < 300)
        return std::nullopt;
    Error error;
    error.code = "http_" + std::to_string(status);
    error.message = said_by(service, "HTTP " + std::to_string(status) + " without an explanation");
    error.wait = retry_after(response, now);
    switch (status) {
    case 400:
        error.reaction = Reaction::misconfigured;
        break;
    case 401:
        error.reaction = Reaction::refresh_token;
        break;
    case 429:
        error.reaction = Reaction::retry_later;
        error.limit = true;
        break;
    default:
        error.reaction = Reaction::retry_later;
        break;
    }
    return error;
}

bool is_limit_by_status(const Error &error, const HttpResponse &response) {
    return response.status == 429 && error.reaction == Reaction::retry_later;
}

Error with_status(Error error, const HttpResponse &response, std::string_view service, Instant now) {
    if (response.status != 200)
        error.message = "HTTP " + std::to_string(response.status) + ": " + error.message;
    error.message = said_by(service, error.message);
    error.wait = retry_after(response, now);
    error.limit = is_limit_by_status(error, response);
    return error;
}

std::optional<std::chrono::seconds> retry_after(const HttpResponse &response, Instant now) {
    std::string_view value = response.header("Retry-After");
    if (value.empty())
        return std::nullopt;
    std::chrono::seconds wait{0};
    if (std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        if (value.size() > 9)
            return kLongestWait;
        wait = std::chrono::seconds{std::stoll(std::string(value))};
    } else {
        auto instant = http_date(value);
        if (!instant)
            return std::nullopt;
        // Both times by the platform's clock, which ours may be ahead of.
        auto answered = http_date(response.header("Date")).value_or(now);
        wait = std::chrono::ceil<std::chrono::seconds>(*instant - answered);
    }
    if (wait <= 0s)
        return std::nullopt;
    return std::min(wait, kLongestWait);
}

std::optional<Instant> expiry(std::optional<std::int64_t> seconds, Instant now) {
    if (!seconds || *seconds <= 0 || *seconds > kLongestLifeSeconds)
        return std::nullopt;
    return now + std::chrono::seconds{*seconds};
}

bool may_use(const std::vector<std::string> &granted, std::string_view scope) {
    return granted.empty() || std::find(granted.begin(), granted.end(), scope) != granted.end();
}

void keep_newest(std::vector<Post> &posts, Instant now, Notes &notes) {
    for (Post &post : posts) {
        if (!post.published_at || (*post.published_at >= kFirstPost && *post.published_at <= now + kAhead))
            continue;
        post.published_at.reset();
        notes.add("published_at: the platform's answer holds a time that cannot be");
    }
    bool all_dated =
        std::all_of(posts.begin(), posts.end(), [](const Post &post) { return post.published_at; });
    auto age = [](const Post &post) { return std::pair{*post.published_at, std::string_view(post.id)}; };
    // As a rule they come in order, and sorting would move each of them several times.
    if (all_dated && !std::ranges::is_sorted(posts, std::ranges::greater{}, age))
        std::ranges::sort(posts, std::ranges::greater{}, age);
    if (posts.size() > kPostsFetched)
        posts.resize(kPostsFetched);
}

void doubt_empty_list(Snapshot &snapshot, Notes &notes) {
    auto counted = snapshot.profile.posts.value_or(0);
    if (!snapshot.posts || !snapshot.posts->list.empty() || snapshot.posts_cut_short || counted == 0)
        return;
    snapshot.posts_cut_short = true;
    notes.add("posts: the platform lists none of the " + std::to_string(counted) + " that it counts");
}

Error error_of(Reaction reaction, std::string_view code, std::string message) {
    Error error;
    error.reaction = reaction;
    error.code = code;
    error.message = std::move(message);
    return error;
}

} // namespace social
