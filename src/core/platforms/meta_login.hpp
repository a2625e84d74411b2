// Facebook Login, for pages and for Instagram accounts behind pages: from a code or a short token to the
// tokens of the pages. A page token has no end of its own, but dies with the user's password or role; the
// long-lived user token is kept as the refresh token, so that a dead page token can be had anew once and the
// user token extended.
#pragma once

#include "core/platforms/adapter.hpp"
#include "core/platforms/api.hpp"
#include "core/platforms/meta_graph.hpp"
#include "core/platforms/model.hpp"
#include "core/platforms/task.hpp"
#include "core/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace social {

struct MetaPage {
    std::string id{};
    std::optional<std::string> name{};
    Secret token{};
    std::optional<std::string> instagram_id{}; // of the professional account linked to the page
    std::optional<std::string> instagram_username{};
};

// What a login gave: who logged in, what was granted, and the pages that may be read.
struct MetaLogin {
    Secret user_token{};
    std::optional<Instant> user_token_ends_at{};
    std::string user_id{};
    std::vector<std::string> scopes{};
    std::vector<MetaPage> pages{};
    bool pages_cut_short = false; // there are others that were not named
};

// The address of Facebook's login dialog.
std::string meta_dialog(const App &app, const AuthorizeRequest &request);

// All references must outlive the tasks.
Task<Result<Secret>> spend_meta_code(Api &api, const Graph &graph, const std::string &redirect_uri,
                                     const Secret &code);
// Refuses tokens of other apps and tokens that are not a user's.
Task<Result<MetaLogin>> meta_login(Api &api, const Graph &graph, const Secret &user_token);
// Extends the user token and lists the pages again; user_id and scopes stay empty.
Task<Result<MetaLogin>> renew_meta_login(Api &api, const Graph &graph, const Secret &user_token);

// The failure where none of the pages is the one that is looked for.
Error page_gone(const MetaLogin &login, const std::string &message);

// The tokens of an account that is reached through `page`.
Tokens page_tokens(const MetaLogin &login, const MetaPage &page);

// True when the user token kept as refresh token is old enough, and near enough to its end, to be extended.
bool should_extend_user_token(const Account &account, Instant now);

// The grant of `account`'s user is taken back at Facebook, for all its pages.
Task<Result<Done>> revoke_meta_grant(Api &api, const Graph &graph, const Account &account);

// Where a dead page token can be had anew, the failure asks for that instead of for the creator.
Error with_page_token_renewal(Error error, const Account &account);

} // namespace social
