// OutbreakWatch: tells one account's trouble from everybody's. When many accounts of an app fail alike within
// minutes, the reason is a wrong secret of ours or an outage of the platform, whatever word the platform uses
// for it, and no creator must be asked to log in again because of it.
#pragma once

#include "core/clock.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace social {

class OutbreakWatch {
public:
    // What counts as lately, as many, and as more than a few per cent.
    static constexpr std::chrono::minutes kLately{10};
    static constexpr int kMany = 5;
    static constexpr int kPercent = 5;

    // Notes how an attempt of an app ended. `code` is empty for a success.
    void note(const std::string &app, std::string_view code, Instant now);

    // True when the accounts of this app that failed with this code lately are too many to be at fault
    // themselves.
    bool spreading(const std::string &app, std::string_view code, Instant now) const;

private:
    struct Minute {
        std::int64_t number = -1; // since 1970
        int attempts = 0;
        std::map<std::string, int, std::less<>> failures{};
    };
    // Whole minutes, and the one that is not over.
    using Window = std::array<Minute, kLately.count() + 1>;
    std::map<std::string, Window> apps_{};
};

} // namespace social
