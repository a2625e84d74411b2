// ForeignTokens: tells a token that another Meta app issued from a wrong secret of ours. The platform refuses
// both in the same words, that the appsecret_proof is invalid; but it takes the proofs of other accounts only
// where the secret is right.
#pragma once

#include "core/clock.hpp"
#include "core/sync/account_sync.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace social {

class ForeignTokens {
public:
    // For so long a proof that was taken speaks for the secret: a platform that was put to rest for an hour
    // because of one such token begins with it.
    static constexpr std::chrono::hours kLately{2};
    // So many that were refused since are not all of another app, however lately that was.
    static constexpr std::size_t kMany = 5;

    // How a sync ended. `app` stands for the app with its secret: with another secret it is another app. What
    // is one token's fault is no longer the app's afterwards: first it is to be tried again soon, and once
    // others were served after that, the creator has to mend it.
    void weigh(std::size_t app, const std::string &connection_id, SyncOutcome &outcome, Instant now);

    // Other processes serve accounts of the app as well. True when it is to be looked up whether they did
    // before this is weighed: not for each of many that land together.
    bool wants_word_of_others(std::size_t app, const SyncOutcome &outcome, Instant now);
    // When an account of the app was last served, by whichever process.
    std::optional<Instant> last_served(std::size_t app) const;
    // One of theirs was served by a sync that began at `when`.
    void note_served_elsewhere(std::size_t app, Instant when);
    // These of theirs were refused since one was served.
    void note_refused_elsewhere(std::size_t app, const std::vector<std::string> &connections);

private:
    static constexpr std::chrono::seconds kAskAgainAfter{1};

    struct Refused {
        std::size_t app;
        Instant first;
    };
    std::unordered_map<std::size_t, Instant> served_{};  // an account of the app, last
    std::unordered_map<std::size_t, Instant> asked_{};   // for word of others, last
    std::unordered_map<std::string, Refused> refused_{}; // connections
    // Connections of an app, since one was served; kMany at most.
    std::unordered_map<std::size_t, std::unordered_set<std::string>> refused_since_{};
};

} // namespace social
