#include "core/schedule/account_gate.hpp"

#include "core/schedule/platform_limits.hpp"

#include <algorithm>

namespace social {

namespace {

class Held {
public:
    explicit Held(AppBudget &app) : app_(app), budget_(app.lock()) {}
    ~Held() { app_.unlock(); }
    Held(const Held &) = delete;
    Held &operator=(const Held &) = delete;
    RateBudget &budget() const { return budget_; }

private:
    AppBudget &app_;
    RateBudget &budget_;
};

} // namespace

std::optional<Deferral> AccountGate::admit(Instant now) {
    RateBudget &account = accounts_.of(account_, now);
    if (const auto wait = wait_for(account, calls_per_hour_, !begun_, now))
        return Deferral{*wait, Reach::account};
    const Held app(app_);
    if (const auto wait = wait_for(app.budget(), 0, !begun_, now))
        return Deferral{*wait, Reach::app};
    count_call(app.budget(), now);
    count_call(account, now);
    begun_ = true;
    return std::nullopt;
}

void AccountGate::observe(const HttpResponse &answer, Instant now) {
    const LimitNews news = limit_news(platform_, answer, now);
    if (news.app_percent || news.app_wait) {
        const Held app(app_);
        if (news.app_percent)
            note_usage(app.budget(), *news.app_percent, now);
        if (news.app_wait)
            close_for(app.budget(), *news.app_wait, now);
    }
    if (!news.account_percent && !news.account_wait && !news.account_window)
        return;
    RateBudget &account = accounts_.of(account_, now);
    if (news.account_percent)
        note_usage(account, *news.account_percent, now);
    if (news.account_wait)
        close_for(account, *news.account_wait, now);
    if (const auto &window = news.account_window)
        note_remaining(account, window->remaining, window->limit, window->reset, now);
}

void AccountGate::told(const Error &error, Instant now) {
    if (!error.limit || !error.wait || error.deferred) // what we held back ourselves is no news
        return;
    if (error.reach == Reach::app) {
        const Held app(app_);
        close_for(app.budget(), *error.wait, now);
    } else {
        close_for(accounts_.of(account_, now), *error.wait, now);
    }
}

} // namespace social
