// OutbreakWatch: tells one account's trouble from everybody's. When many accounts of an app fail alike within
// minutes, the reason is a wrong secret of ours or an outage of the platform, whatever word the platform uses
// for it, and no creator must be asked to log in again because of it. Whether they are many is for the log to
// say, which has the accounts of all workers; a watch knows one worker's share, and when it is worth asking.
#pragma once

#include "core/sync/settlement.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace social {

// By the platform, what our request asks of this account; the account itself is not at fault. What the
// platform's other login refuses says nothing of the one that is configured.
bool is_refused(const Attempt &attempt, const SyncOutcome &outcome);

class OutbreakWatch {
public:
    // What counts as lately, as many, and as more than a few per cent.
    static constexpr std::chrono::minutes kLately{10};
    static constexpr int kMany = 5;
    static constexpr int kPercent = 5;
    // Of what is refused alike: a kind of account that cannot be asked like the others is no reason to ask
    // none.
    static constexpr int kMostOfThem = 50;

    // Notes an attempt that brought no figures, for whatever else.
    void note_attempt(const std::string &app, Instant now);
    // Notes that an attempt brought figures.
    void note_served(const std::string &app, Instant now);
    // Notes that what is asked of a connection was refused. However often, that is one. One that fails since
    // `failing_since` comes back by itself, when few others are asked: where others were served since, it is
    // alone in that and not counted.
    void note_refused(const std::string &app, std::string_view code, const std::string &connection,
                      std::optional<Instant> failing_since, Instant now);

    // True when most of what was tried of this app lately was refused with this code. Where that is so of all
    // workers' attempts together, it is so of one worker's at least.
    bool refused_to_most(const std::string &app, std::string_view code, Instant now) const;

private:
    struct Minute {
        std::int64_t number = -1; // since 1970
        std::size_t attempts = 0;
        std::map<std::string, std::unordered_set<std::string>, std::less<>> refused{}; // connections, by code
    };
    // Whole minutes, and the one that is not over.
    using Window = std::array<Minute, kLately.count() + 1>;

    static Minute &minute_at(Window &window, Instant now);

    std::map<std::string, Window> apps_{};
    std::map<std::string, Instant> served_{}; // apps, when last
};

} // namespace social
