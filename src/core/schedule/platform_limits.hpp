// What the headers of an answer say about a platform's limits (docs/platforms, rate limits).
#pragma once

#include "core/clock.hpp"
#include "core/http/message.hpp"
#include "core/platform.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace social {

struct LimitNews {
    struct Window {
        std::int64_t remaining;
        std::int64_t limit;
        Instant reset;
    };
    std::optional<int> app_percent{};     // of the app's rolling hour
    std::optional<int> account_percent{}; // of this account's
    std::optional<std::chrono::seconds> app_wait{};
    std::optional<std::chrono::seconds> account_wait{};
    std::optional<Window> account_window{};
};

LimitNews limit_news(Platform platform, const HttpResponse &answer, Instant now);

} // namespace social
