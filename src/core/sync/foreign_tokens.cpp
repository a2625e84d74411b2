#include "core/sync/foreign_tokens.hpp"

#include "core/platforms/meta_errors.hpp"

namespace social {

void ForeignTokens::weigh(std::size_t app, const std::string &connection_id, SyncOutcome &outcome,
                          Instant now) {
    if (outcome.snapshot) {
        served_[app] = now;
        refused_since_.erase(app);
        if (!refused_.empty())
            refused_.erase(connection_id);
        return;
    }
    if (!outcome.error || !refuses_proof(*outcome.error))
        return;
    auto known = refused_.find(connection_id);
    const bool first = known == refused_.end() || known->second.app != app;
    if (first)
        known = refused_.insert_or_assign(connection_id, Refused{app, now}).first;
    auto &alike = refused_since_[app];
    if (alike.size() < kMany)
        alike.insert(connection_id);
    const auto served = served_.find(app);
    if (served == served_.end())
        return;
    Error &error = *outcome.error;
    if (!first && served->second > known->second.first) {
        refused_.erase(known);
        error.reaction = Reaction::reconnect;
        error.reach = Reach::account;
        error.code = "foreign_token";
        // Without the advice to correct the secret.
        if (auto advice = error.message.find("); "); advice != std::string::npos)
            error.message.resize(advice + 1);
        error.message +=
            "; other accounts are served, so this token was issued to another app: the creator has to "
            "connect the account again";
    } else if (alike.size() < kMany && now - served->second < kLately) {
        error.reaction = Reaction::retry_later;
        error.reach = Reach::account;
    }
}

bool ForeignTokens::wants_word_of_others(std::size_t app, const SyncOutcome &outcome, Instant now) {
    if (outcome.snapshot || !outcome.error || !refuses_proof(*outcome.error))
        return false;
    auto [last, first] = asked_.try_emplace(app, now);
    if (!first && last->second <= now && now - last->second < kAskAgainAfter)
        return false;
    last->second = now;
    return true;
}

std::optional<Instant> ForeignTokens::last_served(std::size_t app) const {
    const auto served = served_.find(app);
    return served == served_.end() ? std::nullopt : std::optional{served->second};
}

void ForeignTokens::note_served_elsewhere(std::size_t app, Instant when) {
    auto [served, first] = served_.try_emplace(app, when);
    if (!first && when <= served->second)
        return;
    served->second = when;
    refused_since_.erase(app);
}

void ForeignTokens::note_refused_elsewhere(std::size_t app, const std::vector<std::string> &connections) {
    auto &alike = refused_since_[app];
    for (const auto &connection : connections)
        if (alike.size() < kMany)
            alike.insert(connection);
}

} // namespace social
