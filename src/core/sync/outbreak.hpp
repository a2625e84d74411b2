// OutbreakWatch: tells one account's trouble from everybody's. When many accounts of an app fail alike within
// minutes, the reason is a wrong secret of ours or an outage of the platform, whatever word the platform uses
// for it, and no creator must be asked to log in again because of it.
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
    static constexpr std::size_t kPercent = 5;
    // Of what is refused alike: a kind of account that cannot be asked like the others is no reason to ask
    // none.
    static constexpr std::size_t kMostOfThem = 50;

    // Notes that an attempt of an app did not end a login.
    void note_well(const std::string &app, Instant now);
    // Notes that an attempt brought figures.
    void note_served(const std::string &app, Instant now);
    // Notes that the platform called a login lost. However often it says so of one login, and of how many
    // pages behind it, that is one.
    void note_lost(const std::string &app, std::string_view code, std::string_view login, Instant now);
    // Notes that what is asked of a connection was refused. One that fails since `failing_since` comes back
    // by itself, when few others are asked: where others were served since, it is alone in that and not
    // counted.
    void note_refused(const std::string &app, std::string_view code, std::string_view connection,
                      std::optional<Instant> failing_since, Instant now);

    // True when the logins of this app that were lost with this code lately are too many to be at fault
    // themselves.
    bool spreading(const std::string &app, std::string_view code, Instant now,
                   std::size_t percent = kPercent) const;

private:
    struct Minute {
        std::int64_t number = -1; // since 1970
        std::size_t attempts = 0;
        std::map<std::string, std::unordered_set<std::size_t>, std::less<>> lost{}; // logins, by code
    };
    // Whole minutes, and the one that is not over.
    using Window = std::array<Minute, kLately.count() + 1>;

    static Minute &minute_at(Window &window, Instant now);

    std::map<std::string, Window> apps_{};
    std::map<std::string, Instant> served_{}; // apps, when last
};

} // namespace social
