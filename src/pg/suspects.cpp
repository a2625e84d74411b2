#include "pg/suspects.hpp"

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr auto kQuarantine = 24h;
constexpr const char *kReason = "a worker ended while it read this account's answer";

} // namespace

std::vector<Claim> Suspects::next(Store &store, Instant now) {
    if (ids_.empty())
        return {};
    cautious_ = true;
    const auto &suspect = ids_.back();
    if (was_alone_) {
        if (!store.quarantine(suspect, kReason, now + kQuarantine))
            held_ = suspect;
        return {};
    }
    auto claims = store.account_of_share(suspect, share_.worker, share_.workers);
    std::erase_if(claims, [](const Claim &claim) {
        return claim.connection_status != "active" && claim.connection_status != "error";
    });
    for (auto &claim : claims)
        claim.sync_type = "automatic";
    return claims;
}

void Suspects::passed() {
    cautious_ = !ids_.empty();
    was_alone_ = false;
    if (!ids_.empty())
        ids_.pop_back();
}

void Suspects::set_aside_held(Store &store, Instant now) {
    if (!held_.empty() && store.quarantine(held_, kReason, now + kQuarantine))
        held_.clear();
}

} // namespace social::pg
