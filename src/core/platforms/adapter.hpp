// Adapter: what a platform can do, as coroutines over an Api. One instance a platform, without state.
// How to write one: docs/how-to/add-a-platform.md.
#pragma once

#include "core/platforms/api.hpp"
#include "core/platforms/model.hpp"
#include "core/platforms/task.hpp"
#include "core/result.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace social {

enum class RefreshPolicy : std::uint8_t {
    none,   // nothing to refresh
    extend, // the token is its own refresh: at least 24 h old, early and often
    rotate, // a refresh token that dies when used: only when needed, one at a time
};

// What configure_platform need not be told. Shown as rows by default_platforms().
struct PlatformDefaults {
    Platform platform{};
    std::string_view client_id_name = "client_id"; // what the platform calls it: client_id, client_key
    std::string_view authorize_url;
    std::string_view token_url;
    std::string_view api_url;
    std::string_view api_version;
    std::span<const std::string_view> scopes; // those that give followers, posts and views
    int calls_per_hour = 0;                   // an account
    bool pkce = false;
    RefreshPolicy refresh_policy = RefreshPolicy::none;
    bool revocable = false;     // the platform has a revocation endpoint
    bool opens_several = false; // one login may open several accounts, of which one is named by page_id
};

// The parts of an authorisation request that are not the app's.
struct AuthorizeRequest {
    std::string_view redirect_uri;
    std::string_view state;
    std::string_view code_challenge; // S256; "" where the platform has no PKCE
};

class Adapter {
public:
    virtual ~Adapter() = default;

    // `login_flow` matters for Instagram only ("facebook_login" has other hosts and scopes).
    virtual const PlatformDefaults &defaults(std::string_view login_flow = {}) const = 0;
    // The page to which the creator's browser is sent.
    virtual std::string authorize_url(const App &app, const AuthorizeRequest &request) const = 0;

    // Spends an authorisation code. Several identities: the creator must choose (Facebook pages).
    virtual Task<Result<std::vector<Identity>>> connect_with_code(Api &api, const App &app,
                                                                  std::string redirect_uri, Secret code,
                                                                  std::string code_verifier) const = 0;
    // Takes over a short- or long-lived token that the creator's browser obtained.
    virtual Task<Result<std::vector<Identity>>> connect_with_token(Api &api, const App &app,
                                                                   Secret access_token) const = 0;

    // True when the access token will not serve a sync that starts now.
    virtual bool must_refresh_first(const Account &account, Instant now) const = 0;
    // True when the policy wants a refresh now although nothing forces it (extend: old enough, less than 30
    // days left).
    virtual bool should_refresh(const Account &account, Instant now) const = 0;
    // True when the platform would refuse to refresh a token that is as new as this one.
    virtual bool too_new_to_refresh(const Account &, Instant) const { return false; }
    virtual Task<Result<Tokens>> refresh(Api &api, const App &app, const Account &account) const = 0;

    // Profile and newest posts with their figures.
    virtual Task<Result<Snapshot>> fetch(Api &api, const App &app, const Account &account,
                                         bool keep_raw) const = 0;

    // Ends the grant at the platform, with a refresh before it where the access token is stale. An answer
    // that says "already gone" is success; so is a platform without revocation. After such a refresh the
    // account holds the new tokens: where revoking then fails, they are what the next attempt needs; where
    // its answer was lost, rotation_unanswered. The reaction skip: nothing is left that could end it.
    virtual Task<Result<Done>> revoke(Api &api, const App &app, Account &account) const = 0;
};

// nullptr for platforms that are known but not connectable yet.
const Adapter *adapter_for(Platform platform);

} // namespace social
