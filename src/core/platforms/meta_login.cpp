#include "core/platforms/meta_login.hpp"

#include <set>
#include <utility>

namespace social {

using namespace std::chrono_literals;

namespace {

// What is answered to the token of somebody who has removed the app.
constexpr std::string_view kAppRemoved = "190/458";
constexpr std::string_view kBlocked = "368"; // for a breach of the platform's rules, with any subcode

// Pages of the list of pages; nobody manages more.
constexpr int kMostLists = 10;

struct UserToken {
    Secret token{};
    std::optional<Instant> ends_at{};
};

struct TokenFacts {
    std::string user_id{};
    std::vector<std::string> scopes{};
};

struct PageList {
    std::vector<MetaPage> pages{};
    NextPage next{};
};

struct AllPages {
    std::vector<MetaPage> pages{};
    bool cut_short = false; // the list broke off before its end
};

Result<UserToken> read_user_token(Json root, Instant now) {
    auto token = root["access_token"].text(kUrlLimit);
    if (!token || token->empty())
        return bad_answer("the token answer holds no access_token");
    return UserToken{Secret{*token}, expiry(root["expires_in"].count_or_digits(), now)};
}

Result<TokenFacts> read_token_facts(Json root, const Graph &graph, const Secret &token) {
    Json data = root["data"];
    if (!data.is_object())
        return bad_answer("debug_token answered without data");
    std::string service(graph.service());
    if (!data["is_valid"].boolean().value_or(false)) {
        auto error = meta_error(data, service, {&token, &graph.app().client_secret});
        if (error && error->reaction == Reaction::reconnect)
            return *std::move(error);
        return error_of(Reaction::reconnect, "invalid_token",
                        service + ": the token is not valid; the creator has to log in again");
    }
    if (data["app_id"].id() != graph.app().client_id)
        return error_of(Reaction::reconnect, "foreign_token",
                        service + ": the token was issued to another app; log in through this one");
    if (data["type"].told() && data["type"].text(kNameLimit) != "USER")
        return error_of(Reaction::reconnect, "not_a_user_token",
                        service + ": a user's token is needed, not a page's; log in again");
    auto user_id = data["user_id"].id();
    if (!user_id)
        return bad_answer("debug_token names no user_id");
    return TokenFacts{*user_id, scopes_in(data["scopes"])};
}

Result<PageList> read_pages(Json root) {
    if (!root["data"].is_array())
        return bad_answer("the list of pages holds no data");
    PageList list;
    for (Json item : root["data"].items()) {
        auto id = item["id"].id();
        auto token = item["access_token"].text(kUrlLimit);
        // Without a token the user has no role on the page that would let it be read.
        if (!id || !token || token->empty())
            continue;
        MetaPage &page = list.pages.emplace_back();
        page.id = *id;
        page.name = item["name"].text(kNameLimit);
        page.token = Secret{*token};
        page.instagram_id = item["instagram_business_account"]["id"].id();
        page.instagram_username = item["instagram_business_account"]["username"].text(kNameLimit);
    }
    list.next = next_page(root);
    return list;
}

Task<Result<UserToken>> extend_user_token(Api &api, const Graph &graph, const Secret &token) {
    const App &app = graph.app();
    HttpRequest request = Graph::get_url(app.token_url, {{"grant_type", "fb_exchange_token"},
                                                         {"client_id", app.client_id},
                                                         {"client_secret", app.client_secret.reveal()},
                                                         {"fb_exchange_token", token.reveal()}});
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    Instant now = api.now();
    co_return graph.read(call.response, token, now, [&](Json root) { return read_user_token(root, now); });
}

Task<Result<TokenFacts>> inspect_token(Api &api, const Graph &graph, const Secret &token) {
    const App &app = graph.app();
    std::string app_token = app.client_id + "|" + app.client_secret.reveal();
    std::string base = app.api_version.empty() ? app.api_url : joined(app.api_url, app.api_version);
    HttpRequest request = Graph::get_url(joined(base, "debug_token"),
                                         {{"input_token", token.reveal()}, {"access_token", app_token}});
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    co_return graph.read(call.response, token, api.now(),
                         [&](Json root) { return read_token_facts(root, graph, token); });
}

Task<Result<AllPages>> list_pages(Api &api, const Graph &graph, const Secret &token) {
    AllPages all;
    std::set<std::string> seen_ids;
    std::set<std::string> seen_cursors;
    std::string after;
    for (int calls = 0; !all.cut_short; ++calls) {
        Parameters parameters{
            {"fields", "id,name,access_token,tasks,instagram_business_account{id,username}"},
            {"limit", "100"}};
        if (!after.empty())
            parameters.emplace_back("after", after);
        HttpRequest request = graph.get("me/accounts", token, parameters);
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        auto list = graph.read(call.response, token, api.now(), read_pages);
        if (!list)
            co_return list.error();
        for (MetaPage &page : list->pages)
            if (seen_ids.insert(page.id).second)
                all.pages.push_back(std::move(page));
        const auto &cursor = list->next.cursor;
        if (!list->next.told)
            break;
        all.cut_short = !cursor || !seen_cursors.insert(*cursor).second || calls + 1 == kMostLists;
        after = cursor.value_or("");
    }
    co_return all;
}

} // namespace

std::string meta_dialog(const App &app, const AuthorizeRequest &request) {
    std::string scopes = joined_by(app.scopes, ",");
    // Without auth_type the dialog never asks again for a scope that was refused once.
    return with_query(app.authorize_url, {{"client_id", app.client_id},
                                          {"redirect_uri", request.redirect_uri},
                                          {"response_type", "code"},
                                          {"scope", scopes},
                                          {"auth_type", "rerequest"},
                                          {"state", request.state}});
}

Task<Result<Secret>> spend_meta_code(Api &api, const Graph &graph, const std::string &redirect_uri,
                                     const Secret &code) {
    const App &app = graph.app();
    std::string_view spent = code.reveal();
    // Facebook ends its redirect with an empty fragment that browsers may hand on.
    if (spent.ends_with("#_=_"))
        spent.remove_suffix(4);
    HttpRequest request = Graph::get_url(app.token_url, {{"client_id", app.client_id},
                                                         {"redirect_uri", redirect_uri},
                                                         {"client_secret", app.client_secret.reveal()},
                                                         {"code", spent}});
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    Instant now = api.now();
    auto token = graph.read(call.response, code, now, [&](Json root) { return read_user_token(root, now); });
    if (!token)
        co_return token.error();
    co_return token->token;
}

Task<Result<MetaLogin>> renew_meta_login(Api &api, const Graph &graph, const Secret &user_token) {
    auto extending = extend_user_token(api, graph, user_token);
    auto extended = co_await extending;
    if (!extended)
        co_return extended.error();
    auto listing = list_pages(api, graph, extended->token);
    auto pages = co_await listing;
    if (!pages)
        co_return pages.error();
    MetaLogin login;
    login.user_token = extended->token;
    login.user_token_ends_at = extended->ends_at;
    login.pages = std::move(pages->pages);
    login.pages_cut_short = pages->cut_short;
    co_return login;
}

Task<Result<MetaLogin>> meta_login(Api &api, const Graph &graph, const Secret &user_token) {
    auto inspecting = inspect_token(api, graph, user_token);
    auto facts = co_await inspecting;
    if (!facts)
        co_return facts.error();
    auto renewing = renew_meta_login(api, graph, user_token);
    auto login = co_await renewing;
    if (!login)
        co_return login.error();
    login->user_id = facts->user_id;
    login->scopes = facts->scopes;
    co_return login;
}

Error page_gone(const MetaLogin &login, const std::string &message) {
    if (login.pages_cut_short)
        return error_of(Reaction::retry_later, "page_not_listed",
                        message + " (its list broke off, so the page may be there all the same)");
    return error_of(Reaction::reconnect, "page_gone", message + "; connect it again");
}

Tokens page_tokens(const MetaLogin &login, const MetaPage &page) {
    Tokens tokens;
    tokens.access_token = page.token;
    tokens.refresh_token = login.user_token;
    tokens.refresh_token_expires_at = login.user_token_ends_at;
    tokens.granted_scopes = login.scopes;
    return tokens;
}

bool should_extend_user_token(const Account &account, Instant now) {
    auto ends_at = account.tokens.refresh_token_expires_at;
    auto born_at = account.token_since();
    if (account.tokens.refresh_token.empty() || !born_at)
        return false;
    if (account.token_misdated(now))
        return true;
    // Facebook may leave the end untold; to extend too often does no harm.
    if (!ends_at)
        return now - *born_at >= 30 * 24h;
    return *ends_at > now && *ends_at - now < 30 * 24h && now - *born_at >= 24h;
}

Task<Result<Done>> revoke_meta_grant(Api &api, const Graph &graph, const Account &account) {
    const Tokens &tokens = account.tokens;
    const Secret &token = tokens.refresh_token.empty() ? tokens.access_token : tokens.refresh_token;
    std::string user = account.authorizing_user_id.empty() ? "me" : account.authorizing_user_id;
    HttpRequest request = graph.remove(user + "/permissions", token);
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    auto answer = graph.read(call.response, token, api.now(), [](Json) -> Result<Done> { return Done{}; });
    if (answer)
        co_return answer;
    Error error = answer.error();
    if (error.code == kAppRemoved || is_gone(error))
        co_return Done{};
    if (error.code.starts_with(kBlocked)) {
        error.reaction = Reaction::retry_later; // the token lives, and serves again once the block is lifted
    } else if (error.reaction == Reaction::reconnect) {
        // By its time, the password or a check: that the token ended does not say that the permission has.
        error.reaction = Reaction::skip;
        error.message =
            std::string(graph.service()) + ": the token of the login no longer serves (" + error.code +
            "), and with it went what could end the permission; the creator can remove the app in "
            "Facebook's settings";
    }
    co_return error;
}

Error with_page_token_renewal(Error error, const Account &account) {
    if (is_dead_token(error) && !account.tokens.refresh_token.empty())
        error.reaction = Reaction::refresh_token;
    return error;
}

} // namespace social
