#include "core/sync/account_sync.hpp"

#include <utility>

namespace social {

namespace {

struct Renewal {
    std::optional<Error> error{};
    std::optional<Tokens> tokens{}; // new ones came
    bool stored = true;
    bool pair_unspent = false;
};

// What the platform did not say again stays as it was.
void take_over(Account &account, Tokens fresh, Instant now) {
    Tokens &kept = account.tokens;
    if (fresh.refresh_token.empty()) {
        fresh.refresh_token = kept.refresh_token;
        if (!fresh.refresh_token_expires_at)
            fresh.refresh_token_expires_at = kept.refresh_token_expires_at;
    }
    if (fresh.granted_scopes.empty())
        fresh.granted_scopes = kept.granted_scopes;
    account.access_token_before = std::move(kept.access_token);
    account.refresh_token_before = kept.refresh_token;
    kept = std::move(fresh);
    account.last_refreshed_at = now;
    account.rotation_unanswered = false;
}

bool rotates(const Adapter &adapter, const Account &account) {
    return adapter.defaults(account.login_flow).refresh_policy == RefreshPolicy::rotate;
}

// A refresh was the cure; where it did not help, only the creator can. But not on the word of an HTTP status
// alone, which may be that of a proxy in between.
Error beyond_refreshing(Error error) {
    if (error.reaction != Reaction::refresh_token)
        return error;
    if (error.code.starts_with("http_")) {
        error.reaction = Reaction::retry_later;
    } else {
        error.reaction = Reaction::reconnect;
        error.message += "; a refresh did not help: the creator has to connect the account again";
    }
    return error;
}

// One refresh. A pair that dies when it is used is intended first, and the new one stored before its use.
Task<Renewal> renew(Api &api, Journal &journal, const Adapter &adapter, const App &app, Account &account) {
    Renewal renewal;
    bool pair_is_spent = rotates(adapter, account);
    if (pair_is_spent) {
        auto intending = journal.step(Journal::Step::intend_rotation, account);
        bool intended = co_await intending;
        if (!intended) {
            renewal.error = Error{};
            renewal.error->code = "not_recorded";
            renewal.error->message = "the refresh was not begun, since it could not be recorded beforehand";
            co_return renewal;
        }
    }
    auto refreshing = adapter.refresh(api, app, account);
    auto fresh = co_await refreshing;
    if (!fresh) {
        renewal.error = beyond_refreshing(fresh.error());
        if (!pair_is_spent)
            co_return renewal;
        if (renewal.error->answer_lost) {
            account.rotation_unanswered = true;
            renewal.error->message +=
                "; the refresh may have been carried out, so the next attempt tries the tokens "
                "from before it";
        }
        renewal.pair_unspent = !account.rotation_unanswered;
        co_return renewal;
    }
    take_over(account, std::move(fresh.value()), api.now());
    renewal.tokens = account.tokens;
    auto storing = journal.step(Journal::Step::store_tokens, account);
    renewal.stored = co_await storing;
    if (!renewal.stored) {
        renewal.error = Error{};
        renewal.error->code = "not_recorded";
        renewal.error->message = "new tokens came but could not be stored, so they were not used";
    }
    co_return renewal;
}

void keep(const Renewal &renewal, SyncOutcome &outcome) {
    outcome.pair_unspent = renewal.pair_unspent;
    if (renewal.tokens) {
        outcome.refreshed = renewal.tokens;
        outcome.tokens_stored = renewal.stored;
    }
}

} // namespace

Task<SyncOutcome> sync_account(Api &api, Journal &journal, const Adapter &adapter, const App &app,
                               Account &account, SyncOptions options) {
    SyncOutcome outcome;
    bool needed = adapter.must_refresh_first(account, api.now());
    bool renewed = false;
    std::optional<Error> aside; // a failed refresh that does not end the sync
    bool last_chance = false;   // only the access token from before a lost answer is left to try
    if (needed || (options.refresh_early && adapter.should_refresh(account, api.now()))) {
        bool answer_was_lost = account.rotation_unanswered;
        auto renewing = renew(api, journal, adapter, app, account);
        auto renewal = co_await renewing;
        keep(renewal, outcome);
        renewed = !renewal.error;
        last_chance =
            needed && answer_was_lost && renewal.error && renewal.error->reaction == Reaction::reconnect;
        if (renewal.error && (!renewal.stored || (needed && !last_chance))) {
            outcome.error = renewal.error;
            co_return outcome;
        }
        if (renewal.error && renewal.error->reaction != Reaction::skip)
            aside = renewal.error;
    }

    auto fetching = adapter.fetch(api, app, account, options.keep_raw);
    auto snapshot = co_await fetching;
    bool stale = !snapshot && snapshot.error().reaction == Reaction::refresh_token;
    if (stale && !renewed && !last_chance) {
        bool answer_was_lost = account.rotation_unanswered;
        auto renewing = renew(api, journal, adapter, app, account);
        auto renewal = co_await renewing;
        keep(renewal, outcome);
        if (renewal.error) {
            outcome.error = renewal.error;
            if (answer_was_lost && renewal.error->reaction == Reaction::reconnect)
                outcome.error->message += " (the answer to an earlier refresh was lost)";
            co_return outcome;
        }
        aside.reset();
        auto fetching_again = adapter.fetch(api, app, account, options.keep_raw);
        snapshot = co_await fetching_again;
    }

    if (!snapshot) {
        outcome.error = beyond_refreshing(snapshot.error());
        if (last_chance && outcome.error->reaction == Reaction::reconnect) {
            outcome.error = aside;
            outcome.error->message += " (the answer to an earlier refresh was lost)";
        }
        co_return outcome;
    }
    outcome.error = snapshot->incomplete ? snapshot->incomplete : aside;
    outcome.snapshot = std::move(snapshot.value());
    co_return outcome;
}

Task<SyncOutcome> refresh_account(Api &api, Journal &journal, const Adapter &adapter, const App &app,
                                  Account &account) {
    SyncOutcome outcome;
    // What is stored is as good as new, as after a sync that refreshed on its way.
    if (adapter.too_new_to_refresh(account, api.now())) {
        outcome.refreshed = account.tokens;
        co_return outcome;
    }
    bool answer_was_lost = account.rotation_unanswered;
    auto renewing = renew(api, journal, adapter, app, account);
    auto renewal = co_await renewing;
    keep(renewal, outcome);
    if (renewal.error && renewal.error->reaction == Reaction::skip)
        outcome.refreshed = account.tokens; // newer than we knew
    else
        outcome.error = renewal.error;
    if (answer_was_lost && outcome.error && outcome.error->reaction == Reaction::reconnect) {
        // Whether the account is dead is for the next sync to say, which also tries the old access token.
        outcome.error->reaction = Reaction::retry_later;
        outcome.error->message += " (the answer to an earlier refresh was lost)";
    }
    co_return outcome;
}

} // namespace social
