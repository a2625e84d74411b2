#include "core/sync/outbreak.hpp"

#include <functional>

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

void OutbreakWatch::note_well(const std::string &app, Instant now) {
    ++minute_at(apps_[app], now).attempts;
}

void OutbreakWatch::note_served(const std::string &app, Instant now) {
    note_well(app, now);
    served_[app] = now;
}

void OutbreakWatch::note_lost(const std::string &app, std::string_view code, std::string_view login,
                              Instant now) {
    auto &window = apps_[app];
    const auto whose = std::hash<std::string_view>{}(login);
    for (auto &minute : window)
        if (auto alike = minute.lost.find(code); alike != minute.lost.end() && alike->second.erase(whose) > 0)
            --minute.attempts;
    auto &minute = minute_at(window, now);
    ++minute.attempts;
    minute.lost[std::string(code)].insert(whose);
}

void OutbreakWatch::note_refused(const std::string &app, std::string_view code, std::string_view connection,
                                 std::optional<Instant> failing_since, Instant now) {
    const auto served = served_.find(app);
    if (failing_since && served != served_.end() && served->second > *failing_since)
        return;
    note_lost(app, code, connection, now);
}

bool OutbreakWatch::spreading(const std::string &app, std::string_view code, Instant now,
                              std::size_t percent) const {
    auto found = apps_.find(app);
    if (found == apps_.end())
        return false;
    auto oldest = minute_of(now) - kLately.count();
    std::size_t attempts = 0, lost = 0;
    for (const auto &minute : found->second) {
        if (minute.number < oldest || minute.number > minute_of(now))
            continue;
        attempts += minute.attempts;
        if (auto alike = minute.lost.find(code); alike != minute.lost.end())
            lost += alike->second.size();
    }
    return lost >= std::size_t{kMany} && lost * 100 > attempts * percent;
}

} // namespace social
