// TikTok's answers, read (docs/platforms/tiktok.md): the flat ones of its OAuth endpoints, and those of the
// Display API, in which `error` is always there and its code "ok" means success.
#pragma once

#include "core/http/message.hpp"
#include "core/json.hpp"
#include "core/platforms/answer.hpp"
#include "core/platforms/model.hpp"
#include "core/result.hpp"
#include "core/url.hpp"

#include <optional>
#include <string>
#include <vector>

namespace social {

inline constexpr std::string_view kTikTok = "TikTok";

// {"error":"invalid_grant",…}, which may come with any HTTP status.
std::optional<Error> tiktok_oauth_error(Json root, std::initializer_list<const Secret *> secrets);
// {"error":{"code":…}} or the same flat.
std::optional<Error> tiktok_resource_error(Json root, std::initializer_list<const Secret *> secrets);

struct TikTokLogin {
    std::string open_id{};
    Tokens tokens{};
};
// An access token with the pair that replaces the one before it.
Result<TikTokLogin> read_tiktok_tokens(Json root, Instant now);

Result<Profile> read_tiktok_profile(Json root, Notes &notes);

struct TikTokVideos {
    std::vector<Post> posts{};
    bool has_more = false;
    std::optional<std::int64_t> next_cursor{}; // milliseconds
};
Result<TikTokVideos> read_tiktok_videos(Json root, TextArena &texts, Notes &notes);

// What `reader` makes of an answer's body, or the error that the answer is; `error_in` knows the endpoint's
// form.
template <typename ErrorIn, typename Reader>
auto read_tiktok(const HttpResponse &response, Instant now, ErrorIn &&error_in, Reader &&reader)
    -> std::invoke_result_t<Reader, Json> {
    if (auto failure = transport_error(response, kTikTok))
        return *std::move(failure);
    bool understood = false;
    auto result = read_json(response.body, [&](Json root) -> std::invoke_result_t<Reader, Json> {
        understood = true;
        std::optional<Error> error = error_in(root);
        if (!error)
            error = status_error(response, kTikTok, now);
        if (!error)
            return reader(root);
        if (is_limit_by_status(*error, response)) {
            error->limit = true;
            error->wait = error->wait.value_or(std::chrono::minutes{1}); // TikTok's window
        }
        if (auto told = retry_after(response, now))
            error->wait = told;
        return *std::move(error);
    });
    if (!result && (!understood || result.error().code == "bad_answer"))
        return with_status(result.error(), response, kTikTok, now);
    return result;
}

} // namespace social
