// Instagram, by its own login (the token extends itself) or by Facebook's (the token of the page it is linked
// to).
#pragma once

#include "core/platforms/adapter.hpp"

namespace social {

class InstagramAdapter final : public Adapter {
public:
    const PlatformDefaults &defaults(std::string_view login_flow) const override;
    std::string authorize_url(const App &app, const AuthorizeRequest &request) const override;
    Task<Result<std::vector<Identity>>> connect_with_code(Api &api, const App &app, std::string redirect_uri,
                                                          Secret code,
                                                          std::string code_verifier) const override;
    Task<Result<std::vector<Identity>>> connect_with_token(Api &api, const App &app,
                                                           Secret access_token) const override;
    bool must_refresh_first(const Account &account, Instant now) const override;
    bool should_refresh(const Account &account, Instant now) const override;
    bool too_new_to_refresh(const Account &account, Instant now) const override;
    Task<Result<Tokens>> refresh(Api &api, const App &app, const Account &account) const override;
    Task<Result<Snapshot>> fetch(Api &api, const App &app, const Account &account,
                                 bool keep_raw) const override;
    Task<Result<Done>> revoke(Api &api, const App &app, Account &account) const override;
};

} // namespace social
