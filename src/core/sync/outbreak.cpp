#include "core/sync/outbreak.hpp"

namespace social {

namespace {

std::int64_t minute_of(Instant instant) {
    return std::chrono::floor<std::chrono::minutes>(instant).time_since_epoch().count();
}

} // namespace

bool is_refused(const Attempt &attempt, const SyncOutcome &outcome) {
    const auto &error = outcome.error;
    return error && !outcome.snapshot && error->reaction == Reaction::misconfigured &&
           error->reach == Reach::account && attempt.api_calls > 0 && !attempt.by_other_login;
}

OutbreakWatch::Minute &OutbreakWatch::minute_at(Window &window, Instant now) {
    auto number = minute_of(now);
    auto &minute = window[static_cast<std::size_t>(number) % window.size()];
    if (minute.number != number)
        minute = Minute{number, 0, {}};
    return minute;
}

void OutbreakWatch::note_attempt(const std::string &app, Instant now) {
    ++minute_at(apps_[app], now).attempts;
}

void OutbreakWatch::note_served(const std::string &app, Instant now) {
    note_attempt(app, now);
    served_[app] = now;
}

void OutbreakWatch::note_refused(const std::string &app, std::string_view code, const std::string &connection,
                                 std::optional<Instant> failing_since, Instant now) {
    const auto served = served_.find(app);
    if (failing_since && served != served_.end() && served->second > *failing_since)
        return;
    auto &window = apps_[app];
    for (auto &minute : window)
        if (auto alike = minute.refused.find(code);
            alike != minute.refused.end() && alike->second.erase(connection) > 0)
            --minute.attempts;
    auto &minute = minute_at(window, now);
    ++minute.attempts;
    minute.refused[std::string(code)].insert(connection);
}

bool OutbreakWatch::refused_to_most(const std::string &app, std::string_view code, Instant now) const {
    auto found = apps_.find(app);
    if (found == apps_.end())
        return false;
    auto oldest = minute_of(now) - kLately.count();
    std::size_t attempts = 0, refused = 0;
    for (const auto &minute : found->second) {
        if (minute.number < oldest || minute.number > minute_of(now))
            continue;
        attempts += minute.attempts;
        if (auto alike = minute.refused.find(code); alike != minute.refused.end())
            refused += alike->second.size();
    }
    return refused * 100 > attempts * std::size_t{kMostOfThem};
}

} // namespace social
