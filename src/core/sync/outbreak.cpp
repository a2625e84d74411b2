#include "core/sync/outbreak.hpp"

namespace social {

namespace {

std::int64_t minute_of(Instant instant) {
    return std::chrono::floor<std::chrono::minutes>(instant).time_since_epoch().count();
}

} // namespace

void OutbreakWatch::note(const std::string &app, std::string_view code, Instant now) {
    auto number = minute_of(now);
    auto &window = apps_[app];
    auto &minute = window[static_cast<std::size_t>(number) % window.size()];
    if (minute.number != number)
        minute = Minute{number, 0, {}};
    ++minute.attempts;
    if (!code.empty())
        ++minute.failures[std::string(code)];
}

bool OutbreakWatch::spreading(const std::string &app, std::string_view code, Instant now) const {
    auto found = apps_.find(app);
    if (found == apps_.end())
        return false;
    auto oldest = minute_of(now) - kLately.count();
    int attempts = 0, failures = 0;
    for (const auto &minute : found->second) {
        if (minute.number < oldest || minute.number > minute_of(now))
            continue;
        attempts += minute.attempts;
        if (auto alike = minute.failures.find(code); alike != minute.failures.end())
            failures += alike->second;
    }
    return failures >= kMany && failures * 100 > attempts * kPercent;
}

} // namespace social
