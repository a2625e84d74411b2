// Facebook: which path means what on www. and graph.facebook.com, the linked Instagram accounts among them.
#include "base/text.hpp"
#include "oauth/authorize.hpp"
#include "platforms/facebook_login.hpp"
#include "platforms/facebook_pages.hpp"
#include "platforms/graph.hpp"
#include "platforms/graph_node.hpp"
#include "platforms/instagram_media.hpp"
#include "platforms/modules.hpp"

namespace social::simulator {

namespace {

// Whether the token reaches this Instagram account through a Page it is linked to.
bool reaches(const Call &call, const Token &token, std::uint32_t account) {
    return account == token.account && call.simulator.accounts.page_linked(account, 1) && token.page <= 1;
}

std::optional<std::uint32_t> linked_account(Call &call) {
    const Token *token = graph::require_token(call, facebook::user_kinds | facebook::page_kind);
    if (token == nullptr)
        return std::nullopt;
    auto account = call.simulator.accounts.world.ids().account_of_instagram(call.path[0]);
    if (account && reaches(call, *token, *account))
        return account;
    graph::no_such_object(call, call.path[0]);
    return std::nullopt;
}

std::optional<PostKey> linked_media(Call &call) {
    const Token *token = graph::require_token(call, facebook::user_kinds | facebook::page_kind);
    if (token == nullptr)
        return std::nullopt;
    const Accounts &accounts = call.simulator.accounts;
    auto key = accounts.world.ids().post_of(Platform::instagram, call.path[0]);
    if (key && reaches(call, *token, key->subject.account) &&
        accounts.has_post(key->subject, key->index, call.now))
        return key;
    graph::no_such_object(call, call.path[0]);
    return std::nullopt;
}

void answer_linked_profile(Call &call) {
    if (auto account = linked_account(call))
        instagram::answer_profile(call, *account);
}

void answer_linked_media_list(Call &call) {
    if (auto account = linked_account(call))
        instagram::answer_media_list(call, *account);
}

void answer_linked_account_insights(Call &call) {
    if (auto account = linked_account(call))
        instagram::answer_account_insights(call, *account);
}

void answer_linked_media(Call &call) {
    if (auto key = linked_media(call))
        instagram::answer_media(call, *key);
}

void answer_linked_media_insights(Call &call) {
    if (auto key = linked_media(call))
        instagram::answer_media_insights(call, *key);
}

void answer_nothing(Call &call) {
    graph::no_such_object(call, call.path.empty() ? std::string_view() : call.path[0]);
}

// GET on a node or one of its edges, by what the id names.
std::optional<Operation> find_instagram(Call &call, std::string_view edge) {
    const Ids &ids = call.simulator.accounts.world.ids();
    std::string_view id = call.path[0];
    if (ids.account_of_instagram(id)) {
        if (edge.empty())
            return graph::node_operation(call, answer_linked_profile, instagram::profile_parameters,
                                         instagram::post_edges);
        if (edge == "media")
            return Operation{Endpoint::posts, answer_linked_media_list, instagram::list_parameters};
        if (edge == "insights")
            return Operation{Endpoint::insights, answer_linked_account_insights,
                             instagram::account_insights_parameters};
    } else if (ids.post_of(Platform::instagram, id)) {
        if (edge.empty())
            return Operation{Endpoint::posts, answer_linked_media, instagram::profile_parameters};
        if (edge == "insights")
            return Operation{Endpoint::insights, answer_linked_media_insights,
                             instagram::media_insights_parameters};
    }
    return std::nullopt;
}

std::optional<Operation> find_page(Call &call, std::string_view edge) {
    const Ids &ids = call.simulator.accounts.world.ids();
    std::string_view id = call.path[0];
    bool own_page = id == "me" && call.token && call.token->kind == TokenKind::facebook_page;
    if (ids.page_of(id) || own_page) {
        if (edge.empty())
            return graph::node_operation(call, facebook::answer_page, facebook::page_parameters,
                                         facebook::post_edges);
        if (facebook::is_post_edge(edge))
            return Operation{Endpoint::posts, facebook::answer_posts, facebook::posts_parameters};
        if (edge == "insights")
            return Operation{Endpoint::insights, facebook::answer_page_insights,
                             facebook::page_insights_parameters};
    } else if (ids.post_of(Platform::facebook, id)) {
        if (edge.empty())
            return Operation{Endpoint::posts, facebook::answer_post, facebook::page_parameters};
        if (edge == "insights")
            return Operation{Endpoint::insights, facebook::answer_post_insights,
                             facebook::post_insights_parameters};
    }
    return std::nullopt;
}

std::optional<Operation> find_user(Call &call, std::string_view edge) {
    std::string_view id = call.path[0];
    if (id != "me" && !call.simulator.accounts.world.ids().account_of_facebook_user(id))
        return std::nullopt;
    if (edge.empty())
        return Operation{Endpoint::other, facebook::answer_user, facebook::user_parameters};
    if (edge == "accounts")
        return Operation{Endpoint::pages, facebook::answer_pages, facebook::pages_parameters};
    if (edge == "permissions")
        return Operation{Endpoint::other, facebook::answer_permissions, facebook::permissions_parameters};
    return std::nullopt;
}

} // namespace

void FacebookModule::prepare(Call &call) const {
    graph::prepare(call);
}

Operation FacebookModule::find(Call &call) const {
    const auto &path = call.path;
    Operation unknown{Endpoint::other, graph::unknown_path, {}, true};
    if (path.empty())
        return unknown;
    if (path.size() == 2 && path[0] == "dialog" && path[1] == "oauth")
        return {Endpoint::authorize, answer_authorize, {}, true};
    if (path.size() == 2 && path[0] == "oauth" && path[1] == "access_token" &&
        (call.is("GET") || call.is("POST")))
        return {Endpoint::token, facebook::answer_access_token, facebook::access_token_parameters};
    if (call.is("DELETE") && path.size() >= 2 && path.size() <= 3 && path[1] == "permissions")
        return {Endpoint::revoke, facebook::answer_revoke, facebook::permissions_parameters};
    if (!call.is("GET") || path.size() > 2)
        return unknown;
    if (path.size() == 1 && path[0] == "debug_token")
        return {Endpoint::other, facebook::answer_debug_token, facebook::debug_token_parameters};
    std::string_view edge = path.size() == 2 ? path[1] : std::string_view();
    for (auto find : {find_page, find_instagram, find_user})
        if (auto operation = find(call, edge))
            return *operation;
    if (path.size() == 1)
        return {Endpoint::other, answer_nothing, {}, true};
    return unknown;
}

void FacebookModule::unknown_parameter(Call &call, std::string_view name) const {
    graph::bad_parameter(call, concat("(#100) Unknown parameter: ", name));
}

void FacebookModule::refuse(Call &call, Refusal refusal, const RefusalDetail &detail) const {
    graph::refuse_generally(call, refusal, detail);
}

void FacebookModule::usage_headers(Call &call, std::int64_t percent, std::int64_t minutes) const {
    graph::usage_headers(call, percent, minutes);
}

} // namespace social::simulator
