// Asking a Graph host: requests with the token in a header and the app's proof beside it, and answers that
// are either what a reader makes of them or one of Meta's errors.
#pragma once

#include "core/http/message.hpp"
#include "core/json.hpp"
#include "core/platforms/answer.hpp"
#include "core/platforms/meta_errors.hpp"
#include "core/platforms/model.hpp"
#include "core/url.hpp"

#include <string>
#include <string_view>

namespace social {

class Graph {
public:
    // `proof`: whether the host takes appsecret_proof (graph.facebook.com does; graph.instagram.com is not
    // known to). `app` must outlive the object.
    Graph(const App &app, std::string_view service, bool proof)
        : app_(&app), service_(service), proof_(proof) {}

    // A path under the configured version: "me", "17841…/media".
    HttpRequest get(std::string_view path, const Secret &token, const Parameters &parameters) const;
    // The insights of an account over the thirty days before `now`; `asked` says which.
    HttpRequest get_insights(const std::string &account, const Secret &token, Parameters asked,
                             Instant now) const;
    HttpRequest remove(std::string_view path, const Secret &token) const;
    // A complete address whose parameters hold the secrets, as the OAuth calls want it.
    static HttpRequest get_url(std::string_view url, const Parameters &parameters);

    std::string_view service() const { return service_; }
    const App &app() const { return *app_; }

    // The reader's result, or the error that the answer is. `token` is kept out of messages.
    template <typename Reader>
    auto read(const HttpResponse &response, const Secret &token, Instant now, Reader &&reader) const
        -> std::invoke_result_t<Reader, Json> {
        if (auto failure = transport_error(response, service_))
            return *std::move(failure);
        bool understood = false;
        auto result = read_json(response.body, [&](Json root) -> std::invoke_result_t<Reader, Json> {
            understood = true;
            if (auto error = meta_error(root, service_, {&token, &app_->client_secret}))
                return *std::move(error);
            if (auto error = says_nothing(response, now))
                return *std::move(error);
            return reader(root);
        });
        if (!result)
            return completed(result.error(), response, understood, now);
        return result;
    }

private:
    std::optional<Error> says_nothing(const HttpResponse &response, Instant now) const;
    Error completed(Error error, const HttpResponse &response, bool understood, Instant now) const;
    HttpRequest authorized(Method method, std::string_view path, const Secret &token,
                           const Parameters &parameters) const;

    const App *app_;
    std::string_view service_;
    bool proof_;
};

// What `paging` says about a list.
struct NextPage {
    bool told = false;                   // there is one
    std::optional<std::string> cursor{}; // where it begins; nullopt on the last page, or when it is not said
};
NextPage next_page(Json root);

// Scopes as Meta writes them: an array, or a text with commas or blanks.
std::vector<std::string> scopes_in(Json value);
std::string joined_by(const std::vector<std::string> &words, std::string_view separator);

} // namespace social
