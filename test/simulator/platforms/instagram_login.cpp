// Instagram Login: which path means what on www., api. and graph.instagram.com.
#include "base/text.hpp"
#include "oauth/authorize.hpp"
#include "platforms/graph.hpp"
#include "platforms/graph_node.hpp"
#include "platforms/instagram_media.hpp"
#include "platforms/instagram_tokens.hpp"
#include "platforms/modules.hpp"

namespace social::simulator {

namespace {

constexpr unsigned any_kind =
    graph::kind_bit(TokenKind::instagram_short) | graph::kind_bit(TokenKind::instagram_long);

// The account that the first path segment names, when it is the token's own; else the call is refused.
std::optional<std::uint32_t> own_account(Call &call) {
    const Token *token = graph::require_token(call, any_kind);
    if (token == nullptr)
        return std::nullopt;
    std::string_view id = call.path[0];
    auto named = id == "me" ? std::optional(token->account)
                            : call.simulator.accounts.world.ids().account_of_instagram(id);
    if (named == token->account)
        return named;
    graph::no_such_object(call, id);
    return std::nullopt;
}

std::optional<PostKey> own_media(Call &call) {
    const Token *token = graph::require_token(call, any_kind);
    if (token == nullptr)
        return std::nullopt;
    const Accounts &accounts = call.simulator.accounts;
    auto key = accounts.world.ids().post_of(Platform::instagram, call.path[0]);
    if (key && key->subject.account == token->account &&
        accounts.has_post(key->subject, key->index, call.now))
        return key;
    graph::no_such_object(call, call.path[0]);
    return std::nullopt;
}

void answer_own_profile(Call &call) {
    if (auto account = own_account(call))
        instagram::answer_profile(call, *account);
}

void answer_own_media_list(Call &call) {
    if (auto account = own_account(call))
        instagram::answer_media_list(call, *account);
}

void answer_own_media(Call &call) {
    if (auto key = own_media(call))
        instagram::answer_media(call, *key);
}

void answer_own_media_insights(Call &call) {
    if (auto key = own_media(call))
        instagram::answer_media_insights(call, *key);
}

void answer_own_account_insights(Call &call) {
    if (auto account = own_account(call))
        instagram::answer_account_insights(call, *account);
}

} // namespace

void InstagramModule::prepare(Call &call) const {
    graph::prepare(call);
}

Operation InstagramModule::find(Call &call) const {
    const auto &path = call.path;
    if (path.size() == 2 && path[0] == "oauth" && path[1] == "authorize")
        return {Endpoint::authorize, answer_authorize, {}, true};
    if (path.size() == 2 && path[0] == "oauth" && path[1] == "access_token")
        return {Endpoint::token, instagram::answer_code_exchange, instagram::code_exchange_parameters};
    Operation unknown{Endpoint::other, graph::unknown_path, {}, true};
    if (!call.is("GET") || path.empty())
        return unknown;
    bool media = call.simulator.accounts.world.ids().post_of(Platform::instagram, path[0]).has_value();
    if (path.size() == 1) {
        if (path[0] == "access_token")
            return {Endpoint::token, instagram::answer_long_lived, instagram::long_lived_parameters};
        if (path[0] == "refresh_access_token")
            return {Endpoint::token, instagram::answer_refresh, instagram::refresh_parameters};
        if (media)
            return {Endpoint::posts, answer_own_media, instagram::profile_parameters};
        return graph::node_operation(call, answer_own_profile, instagram::profile_parameters,
                                     instagram::post_edges);
    }
    if (path.size() == 2 && path[1] == "insights") {
        if (media)
            return {Endpoint::insights, answer_own_media_insights, instagram::media_insights_parameters};
        return {Endpoint::insights, answer_own_account_insights, instagram::account_insights_parameters};
    }
    if (path.size() == 2 && path[1] == "media" && !media)
        return {Endpoint::posts, answer_own_media_list, instagram::list_parameters};
    return unknown;
}

void InstagramModule::unknown_parameter(Call &call, std::string_view name) const {
    std::string message = concat("Unknown parameter: ", name);
    if (call.path.size() == 2 && call.path[0] == "oauth")
        instagram::refuse_flat(call, message);
    else
        graph::bad_parameter(call, concat("(#100) ", message));
}

void InstagramModule::refuse(Call &call, Refusal refusal, const RefusalDetail &detail) const {
    graph::refuse_generally(call, refusal, detail);
}

void InstagramModule::usage_headers(Call &call, std::int64_t percent, std::int64_t minutes) const {
    graph::usage_headers(call, percent, minutes);
}

} // namespace social::simulator
