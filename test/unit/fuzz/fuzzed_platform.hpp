// Runs an adapter against answers taken from the fuzzer's input, and checks what must hold whatever a
// platform says: no crash, a bounded number of calls, texts that a database takes, counts that are not
// negative, no secret in a message.
#pragma once

#include "core/json.hpp"
#include "core/platforms/adapter.hpp"
#include "core/sync/post_changes.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace social::fuzz {

inline void must(bool holds, const char *what) {
    if (holds)
        return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

// The input is a byte that chooses the operation, then answers: each begins with a byte that chooses its HTTP
// status and ends at a unit separator (0x1F), which JSON cannot hold.
class FuzzedApi final : public Api {
public:
    explicit FuzzedApi(std::string_view input) : rest_(input) {}

    bool submit(HttpRequest &, PendingCall &call) override {
        constexpr std::array<long, 8> statuses{200, 200, 200, 400, 401, 403, 429, 500};
        must(++calls_ <= 70, "the number of calls is bounded");
        if (rest_.empty()) {
            call.response.failure = TransportFailure::reset;
            return true;
        }
        auto part = rest_.substr(0, rest_.find('\x1F'));
        rest_.remove_prefix(std::min(part.size() + 1, rest_.size()));
        call.response.status =
            part.empty() ? 200 : statuses[static_cast<unsigned char>(part[0]) % statuses.size()];
        if (!part.empty())
            part.remove_prefix(1);
        call.response.body = part;
        call.response.headers = {{"X-App-Usage", std::string(part.substr(0, 200))}};
        return true;
    }
    Instant now() const override { return Instant{std::chrono::seconds{1'795'348'800}}; }

private:
    std::string_view rest_;
    int calls_ = 0;
};

inline void check_text(const std::optional<std::string_view> &text, std::size_t limit) {
    if (!text)
        return;
    must(text->find('\0') == std::string::npos, "texts hold no NUL");
    must(clean_text(*text, limit) == *text, "texts are valid UTF-8 of bounded length");
}

inline void check_count(const Count &count) {
    must(!count || *count >= 0, "counts are not negative");
}

inline void check_error(const Error &error) {
    must(!error.code.empty(), "errors have a code");
    must(error.message.find("hush-hush-token") == std::string::npos, "messages hold no token");
    must(!error.wait || error.wait->count() >= 0, "waits are not negative");
    check_text(error.message, 5'000);
    check_text(error.code, 5'000);
}

inline void check_profile(const Profile &profile) {
    must(!profile.platform_user_id.empty(), "a profile has an id");
    for (const auto *text : {&profile.username, &profile.display_name})
        check_text(*text, kNameLimit);
    check_text(profile.platform_user_id, kIdLimit);
    check_text(profile.bio, kCaptionLimit);
    check_text(profile.picture_url, kUrlLimit);
    check_text(profile.profile_url, kUrlLimit);
    for (const auto *count :
         {&profile.followers, &profile.following, &profile.posts, &profile.videos, &profile.total_likes,
          &profile.reach_last_30_days, &profile.impressions_last_30_days})
        check_count(*count);
}

inline void check_snapshot(const Snapshot &snapshot) {
    check_profile(snapshot.profile);
    for (const auto &note : snapshot.missing)
        check_text(note, 5'000);
    if (snapshot.incomplete)
        check_error(*snapshot.incomplete);
    check_text(snapshot.raw, snapshot.raw.size());
    must(snapshot.raw.empty() || read_json(snapshot.raw, [](Json) -> Result<Done> { return Done{}; }),
         "what is kept is JSON");
    if (!snapshot.posts)
        return;
    const auto &posts = snapshot.posts->list;
    must(posts.size() <= kPostsFetched, "no more posts than are wanted");
    for (const Post &post : posts) {
        must(!post.id.empty(), "a post has an id");
        check_text(post.id, kIdLimit);
        check_text(post.caption, kCaptionLimit);
        for (const auto *url : {&post.media_url, &post.thumbnail_url, &post.permalink})
            check_text(*url, kUrlLimit);
        for (const auto *count : {&post.likes, &post.comments, &post.shares, &post.saves, &post.views})
            check_count(*count);
    }
    auto changes = changes_since("", posts);
    auto again = changes_since(changes.digests, posts);
    must(again.changed.empty() && again.recounted.empty(), "what was stored has not changed");
}

template <typename T, typename Check>
void finish(Task<Result<T>> task, Check check) {
    task.start();
    must(task.done(), "a task ends when its answers are there");
    auto result = task.take();
    if (result)
        check(result.value());
    else
        check_error(result.error());
}

inline App app_for(Platform platform, std::string_view login_flow) {
    const auto &defaults = adapter_for(platform)->defaults(login_flow);
    App app;
    app.platform = platform;
    app.login_flow = login_flow;
    app.client_id = "442";
    app.client_secret = Secret{"hush-hush-token"};
    app.token_url = defaults.token_url;
    app.api_url = defaults.api_url;
    app.api_version = defaults.api_version;
    return app;
}

inline void run(Platform platform, std::string_view login_flow, std::string_view input) {
    if (input.empty())
        return;
    const Adapter &adapter = *adapter_for(platform);
    App app = app_for(platform, login_flow);
    Account account;
    account.platform = platform;
    account.login_flow = login_flow;
    account.tokens.access_token = Secret{"hush-hush-token"};
    account.tokens.refresh_token = Secret{"hush-hush-token"};
    bool named_by_token = platform == Platform::tiktok || login_flow == "instagram_login";
    account.platform_user_id = named_by_token ? "" : "1";
    FuzzedApi api{input.substr(1)};
    auto check_identities = [](const std::vector<Identity> &identities) {
        must(!identities.empty(), "a login has an identity or fails");
        for (const Identity &identity : identities) {
            check_profile(identity.profile);
            must(!identity.tokens.access_token.empty(), "an identity has a token");
        }
    };
    switch (static_cast<unsigned char>(input[0]) % 6) {
    case 0:
        finish(adapter.connect_with_code(api, app, "https://app.example/cb", Secret{"hush-hush-token"}, ""),
               check_identities);
        break;
    case 1:
        finish(adapter.connect_with_token(api, app, Secret{"hush-hush-token"}), check_identities);
        break;
    case 2:
        finish(adapter.refresh(api, app, account),
               [](const Tokens &tokens) { must(!tokens.access_token.empty(), "a refresh brings a token"); });
        break;
    case 3:
        finish(adapter.revoke(api, app, account), [](Done) {});
        break;
    default:
        finish(adapter.fetch(api, app, account, input[0] % 2), check_snapshot);
        break;
    }
}

} // namespace social::fuzz
