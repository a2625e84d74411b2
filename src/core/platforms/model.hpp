// The nouns of every platform: app, tokens, account, profile, post, snapshot. Counts are optional everywhere:
// nullopt is "not told" (absent, hidden, unsupported), 0 is what the platform measured.
#pragma once

#include "core/clock.hpp"
#include "core/platform.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/text_arena.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace social {

using Count = std::optional<std::int64_t>;

// One developer app at a platform, as social_media_platforms configures it (defaults already filled in).
struct App {
    Platform platform{};
    std::string name = "default";
    std::string login_flow{}; // Instagram: "instagram_login" or "facebook_login"; elsewhere ""
    std::string client_id{};
    Secret client_secret{};
    std::string redirect_uri{};
    std::vector<std::string> scopes{};
    std::string authorize_url{};
    std::string token_url{};
    std::string api_url{};
    std::string api_version{};
    int calls_per_hour = 0;
    // For accounts that were connected by the platform's other login; nullptr: there is none, or its
    // addresses are not known.
    std::shared_ptr<const App> other_login{};
};

struct Tokens {
    Secret access_token{};
    Secret refresh_token{}; // empty: none came; never overwrites a stored one
    std::string token_type = "bearer";
    std::optional<Instant> token_expires_at{};
    std::optional<Instant> refresh_token_expires_at{};
    // After this instant only the creator can help. nullopt: no end is known (a page token).
    std::optional<Instant> grant_expires_at{};
    std::vector<std::string> granted_scopes{};
};

// A connected account, as a worker claims it.
struct Account {
    std::string connection_id{};
    std::string user_id{};
    Platform platform{};
    std::string app = "default";
    std::string login_flow{};
    std::string platform_user_id{};
    // Who granted: Facebook's user of a page, Instagram's app-scoped id. Empty where it is the account
    // itself.
    std::string authorizing_user_id{};
    std::string platform_username{};
    Tokens tokens{};
    // What `tokens` were before the last refresh of this sync: those that are stored, unless somebody has put
    // others there meanwhile.
    Secret access_token_before{};
    Secret refresh_token_before{};
    std::optional<Instant> last_refreshed_at{};
    std::optional<Instant> connected_at{};
    // A rotating refresh was sent once and its answer never stored: the stored pair may or may not be dead.
    bool rotation_unanswered = false;

    // Since when it has had the token it has now; nullopt where that is not known.
    std::optional<Instant> token_since() const {
        return last_refreshed_at ? last_refreshed_at : connected_at;
    }
    // It came under a clock that was ahead and has been put back: its end, too, is later than the true one.
    bool token_misdated(Instant now) const {
        auto since = token_since();
        return since && *since - now > std::chrono::hours{1};
    }
};

struct Profile {
    std::string platform_user_id{};
    std::optional<std::string> username{};
    std::optional<std::string> display_name{};
    std::optional<std::string> picture_url{};
    std::optional<std::string> profile_url{};
    std::optional<std::string> bio{};
    Count followers{};
    Count following{};
    Count posts{};
    Count videos{};
    Count total_likes{};
    Count total_comments{};
    Count total_shares{};
    Count total_saves{};
    Count total_views{};
    Count reach_last_30_days{};
    Count impressions_last_30_days{};
};

struct Post {
    KeptText id{};
    KeptText type{}; // image, video, reel, carousel, text, link, photo … lower case
    std::optional<KeptText> caption{};
    std::optional<KeptText> media_url{};
    std::optional<KeptText> thumbnail_url{};
    std::optional<KeptText> permalink{};
    Count likes{};
    Count comments{};
    Count shares{};
    Count saves{};
    Count views{};
    std::optional<Instant> published_at{};
};

// Posts and what their texts are kept in, which is why they are moved, never copied.
struct Posts {
    TextArena texts{};
    std::vector<Post> list{};
};

// What one sync of one account saw.
struct Snapshot {
    Profile profile{};
    // The account is stored under the id of its login; profile.platform_user_id is its own, to be stored
    // instead.
    bool known_by_login = false;
    Instant measured_at{};
    // Newest first, at most kPostsFetched. nullopt: they could not be fetched (see `missing`).
    std::optional<Posts> posts{};
    // The list broke off before its end: a post that is not in it may be there all the same.
    bool posts_cut_short = false;
    // What could not be had and why, for people: "views: the scope instagram_business_manage_insights was not
    // granted".
    std::vector<std::string> missing{};
    // The failure behind a part that is missing, where it concerns the caller: a limit, an outage that is
    // worth coming back for, a scope that the creator did not grant. The connection itself works.
    std::optional<Error> incomplete{};
    // The platform's answers as one JSON object, only when asked to keep them.
    std::string raw{};
};

inline constexpr std::size_t kPostsFetched = 25;

// An account that a login proved, ready to be stored: who it is, and the tokens for it.
struct Identity {
    Profile profile{};
    std::string login_flow{};
    std::string authorizing_user_id{};
    Tokens tokens{};
};

} // namespace social
