#include "core/platforms/meta_graph.hpp"

#include "core/oauth/crypto.hpp"

namespace social {

HttpRequest Graph::authorized(Method method, std::string_view path, const Secret &token,
                              const Parameters &parameters) const {
    std::string base = app_->api_version.empty() ? app_->api_url : joined(app_->api_url, app_->api_version);
    HttpRequest request;
    request.method = method;
    request.url = with_query(joined(base, path), parameters);
    if (proof_ && !app_->client_secret.empty()) {
        std::string proof = lower_hex(hmac_sha256(app_->client_secret.reveal(), token.reveal()));
        request.url = with_query(request.url, {{"appsecret_proof", proof}});
    }
    request.headers.push_back("Authorization: Bearer " + token.reveal());
    request.headers.push_back("Accept: application/json");
    return request;
}

HttpRequest Graph::get(std::string_view path, const Secret &token, const Parameters &parameters) const {
    return authorized(Method::get, path, token, parameters);
}

HttpRequest Graph::get_insights(const std::string &account, const Secret &token, Parameters asked,
                                Instant now) const {
    auto until = std::chrono::floor<std::chrono::seconds>(now);
    std::string since = std::to_string((until - std::chrono::days{30}).time_since_epoch().count());
    std::string end = std::to_string(until.time_since_epoch().count());
    asked.emplace_back("since", since);
    asked.emplace_back("until", end);
    return get(account + "/insights", token, asked);
}

HttpRequest Graph::remove(std::string_view path, const Secret &token) const {
    return authorized(Method::delete_, path, token, {});
}

HttpRequest Graph::get_url(std::string_view url, const Parameters &parameters) {
    HttpRequest request;
    request.url = with_query(url, parameters);
    request.headers.push_back("Accept: application/json");
    return request;
}

std::optional<Error> Graph::says_nothing(const HttpResponse &response, Instant now) const {
    if (response.status >= 200 && response.status < 300)
        return std::nullopt;
    if (auto error = meta_header_error(response, service_))
        return error;
    return status_error(response, service_, now);
}

Error Graph::completed(Error error, const HttpResponse &response, bool understood, Instant now) const {
    if (!understood) {
        // No JSON came; a throttle may still show in a header.
        auto shown = meta_header_error(response, service_);
        error = shown ? *std::move(shown) : with_status(std::move(error), response, service_, now);
    } else if (error.code == "bad_answer") {
        error = with_status(std::move(error), response, service_, now);
    } else {
        error.limit = error.limit || is_limit_by_status(error, response);
    }
    if (error.limit)
        error.wait = meta_limit_wait(response, now, error.wait.value_or(std::chrono::minutes{60}));
    return error;
}

NextPage next_page(Json root) {
    Json paging = root["paging"];
    Json next = paging["next"];
    if (!next.told())
        return {};
    if (auto after = paging["cursors"]["after"].text(kUrlLimit); after && !after->empty())
        return {true, after};
    // The address itself is never followed: it comes from outside and holds the token.
    auto address = next.text(2 * kUrlLimit);
    return {true, address ? query_value(*address, "after") : std::nullopt};
}

std::vector<std::string> scopes_in(Json value) {
    std::vector<std::string> scopes;
    auto add = [&](std::string_view scope) {
        if (!scope.empty())
            scopes.emplace_back(scope);
    };
    for (Json item : value.items())
        add(item.text(kNameLimit).value_or(""));
    if (auto list = value.text(kCaptionLimit)) {
        std::string_view rest = *list;
        while (!rest.empty()) {
            auto word = rest.substr(0, rest.find_first_of(", "));
            add(word);
            rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        }
    }
    return scopes;
}

std::string joined_by(const std::vector<std::string> &words, std::string_view separator) {
    std::string out;
    for (const auto &word : words) {
        if (!out.empty())
            out += separator;
        out += word;
    }
    return out;
}

} // namespace social
