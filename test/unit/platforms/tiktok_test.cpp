// TikTok: connecting, the rotating pair, one sync, revocation.
#include "core/platforms/adapter.hpp"
#include "platforms/scripted_account.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Adapter &tiktok() {
    return *adapter_for(Platform::tiktok);
}

class TikTok : public ScriptedAccount {
protected:
    TikTok() : ScriptedAccount(Platform::tiktok) {
        app.client_id = "awclient";
        app.client_secret = Secret{"ttsecret"};
        app.scopes = {"user.info.basic", "user.info.profile", "user.info.stats", "video.list"};
        app.authorize_url = "https://www.tiktok.com/v2/auth/authorize/";
        app.token_url = "https://open.tiktokapis.com/v2/oauth/token/";
        app.api_url = "https://open.tiktokapis.com";
        app.api_version = "v2";
        account.platform_user_id = "afd97af1-b87b-48b9-ac98-41aa00000001";
        account.tokens.access_token = Secret{"act.old"};
        account.tokens.refresh_token = Secret{"rft.old"};
        account.tokens.granted_scopes = app.scopes;
    }

    Result<Tokens> refresh(HttpResponse response) {
        api = ScriptedApi{{std::move(response)}};
        return api.run(tiktok().refresh(api, app, account));
    }
    static HttpResponse user() { return answer(fixture("tiktok/user_info.json")); }
    static HttpResponse resource_error(std::string code, long status) {
        return answer(R"({"data":{},"error":{"code":")" + code + R"(","message":"words","log_id":"2026A1"}})",
                      status);
    }
    static std::string videos(long first_id, int count, std::string tail) {
        std::string body = R"({"data":{"videos":[)";
        for (int n = 0; n < count; ++n)
            body += std::string(n ? "," : "") + R"({"id":")" + std::to_string(first_id - n) +
                    R"(","create_time":)" + std::to_string(1'790'000'000 + first_id - n) +
                    R"(,"like_count":1})";
        return body + "]," + tail + R"(},"error":{"code":"ok","message":"","log_id":"L"}})";
    }
};

TEST_F(TikTok, sends_the_browser_to_the_authorize_page) {
    AuthorizeRequest request{"https://app.example/cb", "state1", "ignored"};
    EXPECT_EQ(tiktok().authorize_url(app, request),
              "https://www.tiktok.com/v2/auth/authorize/?client_key=awclient&response_type=code&"
              "scope=user.info.basic%2Cuser.info.profile%2Cuser.info.stats%2Cvideo.list&"
              "redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=state1");
}

TEST_F(TikTok, a_code_becomes_a_pair_and_the_account_it_belongs_to) {
    for (auto code : {"abc*def!4321.va", "abc%2Adef%214321.va"}) {
        api = ScriptedApi{{answer(fixture("tiktok/tokens.json")), user()}};
        auto identities =
            api.run(tiktok().connect_with_code(api, app, "https://app.example/cb", Secret{code}, ""));
        ASSERT_TRUE(identities) << identities.error().message;
        const Identity &identity = identities->front();
        EXPECT_EQ(identity.profile.platform_user_id, "afd97af1-b87b-48b9-ac98-41aa00000001");
        EXPECT_EQ(identity.profile.username, "forgelegacy");
        EXPECT_EQ(identity.tokens.access_token.reveal(), "act.9f0000000000000001");
        EXPECT_EQ(identity.tokens.refresh_token.reveal(), "rft.7c0000000000000001");
        EXPECT_EQ(identity.tokens.token_expires_at, api.clock + 7'200s);
        EXPECT_EQ(identity.tokens.refresh_token_expires_at, api.clock + 15'552'000s);
        EXPECT_EQ(identity.tokens.grant_expires_at, api.clock + 15'552'000s);
        EXPECT_THAT(identity.tokens.granted_scopes,
                    ElementsAre("user.info.basic", "user.info.profile", "user.info.stats", "video.list"));
        EXPECT_EQ(api.requests[0].method, Method::post);
        EXPECT_EQ(api.requests[0].url, "https://open.tiktokapis.com/v2/oauth/token/");
        EXPECT_EQ(header_of(api.requests[0], "Content-Type"), "application/x-www-form-urlencoded");
        EXPECT_EQ(api.requests[0].body, "client_key=awclient&client_secret=ttsecret&code=abc%2Adef%214321.va&"
                                        "grant_type=authorization_code&"
                                        "redirect_uri=https%3A%2F%2Fapp.example%2Fcb");
        EXPECT_FALSE(api.requests[0].repeatable);
    }
}

TEST_F(TikTok, tokens_of_a_browser_are_not_taken) {
    auto identities = api.run(tiktok().connect_with_token(api, app, Secret{"act.x"}));
    ASSERT_FALSE(identities);
    EXPECT_EQ(identities.error().code, "token_not_taken");
}

TEST_F(TikTok, oauth_errors_are_told_by_their_code_even_with_http_200) {
    struct Case {
        std::string code;
        Reaction reaction;
        Reach reach;
    };
    for (const auto &[code, reaction, reach] :
         {Case{"access_denied", Reaction::reconnect, Reach::account},
          {"invalid_grant", Reaction::reconnect, Reach::account},
          {"invalid_client", Reaction::misconfigured, Reach::app},
          {"invalid_request", Reaction::misconfigured, Reach::account},
          {"invalid_scope", Reaction::misconfigured, Reach::app},
          {"unauthorized_client", Reaction::misconfigured, Reach::app},
          {"unsupported_grant_type", Reaction::misconfigured, Reach::app},
          {"unsupported_response_type", Reaction::misconfigured, Reach::app},
          {"server_error", Reaction::retry_later, Reach::account},
          {"temporarily_unavailable", Reaction::retry_later, Reach::account},
          {"never_heard_of", Reaction::retry_later, Reach::account}}) {
        for (long status : {200, 400, 401, 500}) {
            auto tokens = refresh(
                answer(R"({"error":")" + code + R"(","error_description":"words","log_id":"2026"})", status));
            ASSERT_FALSE(tokens) << code;
            EXPECT_EQ(tokens.error().code, code);
            EXPECT_EQ(tokens.error().reaction, reaction) << code;
            EXPECT_EQ(tokens.error().reach, reach) << code;
            EXPECT_THAT(tokens.error().message, HasSubstr("TikTok: words, log_id 2026 (" + code + ")"));
        }
    }
}

TEST_F(TikTok, a_refresh_brings_a_new_pair) {
    auto tokens = refresh(answer(fixture("tiktok/tokens.json")));
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->refresh_token.reveal(), "rft.7c0000000000000001");
    EXPECT_EQ(api.requests[0].body,
              "client_key=awclient&client_secret=ttsecret&grant_type=refresh_token&refresh_token=rft.old");
}

TEST_F(TikTok, a_refresh_without_a_new_refresh_token_keeps_the_end_of_the_old) {
    account.tokens.refresh_token_expires_at = at(1'800'000'000);
    account.tokens.grant_expires_at = at(1'800'000'000);
    auto tokens = refresh(answer(R"({"access_token":"act.new","expires_in":86400})"));
    ASSERT_TRUE(tokens);
    EXPECT_TRUE(tokens->refresh_token.empty());
    EXPECT_EQ(tokens->grant_expires_at, at(1'800'000'000));
    EXPECT_EQ(tokens->refresh_token_expires_at, at(1'800'000'000));
    EXPECT_EQ(tokens->token_expires_at, api.clock + 86'400s);
}

TEST_F(TikTok, a_refresh_that_brings_the_pair_of_another_account_is_refused) {
    account.platform_user_id = "somebody-else";
    auto tokens = refresh(answer(fixture("tiktok/tokens.json")));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().reaction, Reaction::reconnect);
    EXPECT_EQ(tokens.error().code, "other_account");
}

TEST_F(TikTok, a_grant_that_ended_by_itself_is_expired_and_any_other_revoked) {
    account.tokens.refresh_token_expires_at = at(1'795'348'800);
    auto tokens = refresh(answer(fixture("tiktok/invalid_grant.json"), 400));
    EXPECT_TRUE(tokens.error().expired);
    account.tokens.refresh_token_expires_at = at(1'795'348'801);
    tokens = refresh(answer(fixture("tiktok/invalid_grant.json"), 400));
    EXPECT_FALSE(tokens.error().expired);
    // What is refused for another reason has not ended by itself.
    account.tokens.refresh_token_expires_at = at(1'795'348'800);
    tokens = refresh(answer(R"({"error":"invalid_client"})", 400));
    EXPECT_EQ(tokens.error().code, "invalid_client");
    EXPECT_FALSE(tokens.error().expired);
    account.tokens.refresh_token = Secret{};
    tokens = api.run(tiktok().refresh(api, app, account));
    EXPECT_EQ(tokens.error().code, "no_refresh_token");
}

TEST_F(TikTok, an_unreadable_answer_to_a_refresh_may_have_held_the_new_pair) {
    for (auto response : {answer(R"({"access_token":"act.new","refr)"), answer("", 200),
                          answer("<html>", 504), answer(R"({"token_type":"Bearer"})"),
                          broken(TransportFailure::timeout, true), answer("{}", 504), answer("{}", 500)}) {
        auto tokens = refresh(response);
        ASSERT_FALSE(tokens);
        EXPECT_EQ(tokens.error().reaction, Reaction::retry_later);
        EXPECT_TRUE(tokens.error().answer_lost);
    }
    EXPECT_FALSE(refresh(broken(TransportFailure::connect, false)).error().answer_lost);
    EXPECT_FALSE(refresh(resource_error("rate_limit_exceeded", 429)).error().answer_lost);
}

TEST_F(TikTok, a_refresh_is_needed_when_the_access_token_will_not_last) {
    Instant now = at(1'795'348'800);
    auto needed = [&](std::optional<std::chrono::seconds> left) {
        account.tokens.token_expires_at.reset();
        if (left)
            account.tokens.token_expires_at = now + *left;
        EXPECT_FALSE(tiktok().should_refresh(account, now));
        return tiktok().must_refresh_first(account, now);
    };
    EXPECT_TRUE(needed(-1h));
    EXPECT_TRUE(needed(120s));
    EXPECT_FALSE(needed(121s));
    EXPECT_FALSE(needed(std::nullopt));
}

TEST_F(TikTok, reads_profile_and_videos) {
    auto snapshot = fetch({user(), answer(fixture("tiktok/video_list.json"))});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    const Profile &profile = snapshot->profile;
    EXPECT_EQ(profile.display_name, "Forge Legacy");
    EXPECT_EQ(profile.bio, "Rebuilding");
    EXPECT_EQ(profile.profile_url, "https://vm.tiktok.com/ZM1/");
    EXPECT_EQ(profile.followers, 20'311);
    EXPECT_EQ(profile.following, 112);
    EXPECT_EQ(profile.total_likes, 482'113);
    EXPECT_EQ(profile.videos, 47);
    EXPECT_EQ(profile.posts, 47);
    ASSERT_EQ(snapshot->posts->list.size(), 2u);
    const Post &video = snapshot->posts->list.at(0);
    EXPECT_EQ(video.id, "7412345123451234513");
    EXPECT_EQ(video.type, "video");
    EXPECT_EQ(video.caption, "Rebuild #gym");
    EXPECT_EQ(video.thumbnail_url, "https://p16-sign.tiktokcdn-us.com/c.jpg");
    EXPECT_EQ(video.permalink, "https://www.tiktok.com/@forgelegacy/video/7412345123451234513?u=1");
    EXPECT_EQ(video.views, 18'422);
    EXPECT_EQ(video.likes, 1'510);
    EXPECT_EQ(video.comments, 44);
    EXPECT_EQ(video.shares, 212);
    EXPECT_EQ(video.saves, std::nullopt);
    EXPECT_EQ(video.published_at, at(1'790'596'800));
    const Post &photo = snapshot->posts->list.at(1);
    EXPECT_EQ(photo.type, "photo");
    EXPECT_EQ(photo.caption, std::nullopt);
    EXPECT_EQ(photo.views, 0); // told
    EXPECT_THAT(snapshot->missing, IsEmpty());

    EXPECT_EQ(api.requests[0].method, Method::get);
    EXPECT_EQ(
        api.requests[0].url,
        "https://open.tiktokapis.com/v2/user/info/?fields=open_id%2Cavatar_url%2Cdisplay_name%2Cusername%2C"
        "bio_description%2Cprofile_deep_link%2Cfollower_count%2Cfollowing_count%2Clikes_count%2Cvideo_count");
    EXPECT_EQ(header_of(api.requests[0], "Authorization"), "Bearer act.old");
    EXPECT_EQ(api.requests[1].method, Method::post);
    EXPECT_TRUE(api.requests[1].repeatable);
    EXPECT_THAT(api.requests[1].url,
                HasSubstr("https://open.tiktokapis.com/v2/video/list/?fields=id%2Ccreate_time"));
    EXPECT_EQ(api.requests[1].body, R"({"max_count":20})");
    EXPECT_EQ(header_of(api.requests[1], "Content-Type"), "application/json");
}

TEST_F(TikTok, two_pages_make_twenty_five) {
    auto snapshot = fetch({user(), answer(videos(900, 20, R"("cursor":1790337600000,"has_more":true)")),
                           answer(videos(881, 20, R"("cursor":1790000000000,"has_more":true)"))});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 25u);
    EXPECT_EQ(snapshot->posts->list.front().id, "900");
    EXPECT_EQ(snapshot->posts->list.back().id, "876");
    EXPECT_EQ(api.requests[2].body, R"({"max_count":20,"cursor":1790337600000})");
    EXPECT_TRUE(api.spent());
}

TEST_F(TikTok, odd_paging_ends) {
    auto repeating = fetch({user(), answer(videos(900, 1, R"("cursor":5,"has_more":true)")),
                            answer(videos(800, 1, R"("cursor":5,"has_more":true)"))});
    EXPECT_EQ(repeating->posts->list.size(), 2u);
    EXPECT_TRUE(repeating->posts_cut_short);
    EXPECT_THAT(repeating->missing, Contains("posts: the platform's paging repeats itself"));

    auto no_cursor = fetch({user(), answer(videos(900, 1, R"("has_more":true)"))});
    EXPECT_EQ(no_cursor->posts->list.size(), 1u);
    EXPECT_TRUE(no_cursor->posts_cut_short);
    EXPECT_THAT(no_cursor->missing, Contains("posts: the platform does not say where its next page begins"));

    std::vector<HttpResponse> empty_pages{user()};
    for (int page = 1; page <= 6; ++page)
        empty_pages.push_back(
            answer(videos(900, 0, "\"cursor\":" + std::to_string(page) + ",\"has_more\":true")));
    auto endless = fetch(std::move(empty_pages));
    EXPECT_TRUE(endless->posts->list.empty());
    EXPECT_TRUE(api.spent());
    EXPECT_TRUE(endless->posts_cut_short);
    EXPECT_THAT(endless->missing, Contains("posts: too many pages without posts"));
}

TEST_F(TikTok, short_pages_make_twenty_five_too) {
    std::vector<HttpResponse> answers{user()};
    for (int page = 1; page <= 25; ++page)
        answers.push_back(
            answer(videos(900 - page, 1, "\"cursor\":" + std::to_string(page) + ",\"has_more\":true")));
    auto snapshot = fetch(std::move(answers));
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 25u);
    EXPECT_FALSE(snapshot->posts_cut_short);
    EXPECT_THAT(snapshot->missing, IsEmpty());
    EXPECT_TRUE(api.spent());
}

TEST_F(TikTok, an_account_without_videos_has_none) {
    std::string none = fixture("tiktok/user_info.json");
    none.replace(none.find(":47"), 3, ":0");
    for (auto body :
         {R"({"data":{"videos":[],"has_more":false},"error":{"code":"ok"}})",
          R"({"data":{"videos":null},"error":{"code":"ok"}})", R"({"data":{},"error":{"code":"ok"}})"}) {
        auto snapshot = fetch({answer(none), answer(body)});
        ASSERT_TRUE(snapshot) << body;
        ASSERT_TRUE(snapshot->posts) << body;
        EXPECT_TRUE(snapshot->posts->list.empty()) << body;
        EXPECT_FALSE(snapshot->posts_cut_short) << body;
        EXPECT_THAT(snapshot->missing, IsEmpty()) << body;
        // Of an account that has some, such a list tells nothing: none of them is taken for deleted.
        snapshot = fetch({user(), answer(body)});
        ASSERT_TRUE(snapshot) << body;
        EXPECT_TRUE(snapshot->posts_cut_short) << body;
        EXPECT_THAT(snapshot->missing, ElementsAre("posts: the platform lists none of the 47 that it counts"))
            << body;
    }
}

TEST_F(TikTok, only_what_was_granted_is_asked_for) {
    account.tokens.granted_scopes = {"user.info.basic", "user.info.stats"};
    auto snapshot = fetch({user()});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[0].url, Not(HasSubstr("username")));
    EXPECT_THAT(api.requests[0].url, HasSubstr("follower_count"));
    EXPECT_FALSE(snapshot->posts);
    EXPECT_THAT(snapshot->missing, ElementsAre("posts: the scope video.list was not granted"));

    account.tokens.granted_scopes = {"user.info.basic", "video.list"};
    snapshot = fetch(
        {answer(
             R"({"data":{"user":{"open_id":"afd97af1-b87b-48b9-ac98-41aa00000001"}},"error":{"code":"ok"}})"),
         answer(fixture("tiktok/video_list.json"))});
    EXPECT_EQ(snapshot->profile.followers, std::nullopt);
    EXPECT_THAT(snapshot->missing, ElementsAre("followers: the scope user.info.stats was not granted"));
}

TEST_F(TikTok, unknown_grants_are_found_out_by_asking) {
    account.tokens.granted_scopes.clear();
    auto snapshot = fetch(
        {resource_error("scope_permission_missed", 400),
         answer(
             R"({"data":{"user":{"open_id":"afd97af1-b87b-48b9-ac98-41aa00000001"}},"error":{"code":"ok"}})"),
         resource_error("scope_not_authorized", 401)});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[1].url, testing::EndsWith("?fields=open_id%2Cavatar_url%2Cdisplay_name"));
    EXPECT_FALSE(snapshot->posts);
    EXPECT_EQ(snapshot->incomplete->code, "scope_not_authorized");
    EXPECT_THAT(snapshot->missing,
                Contains(HasSubstr("followers: TikTok: words, log_id 2026A1 (scope_permission_missed)")));
}

TEST_F(TikTok, resource_errors_are_told_by_their_code_nested_or_flat) {
    struct Case {
        std::string code;
        Reaction reaction;
        std::optional<std::chrono::seconds> wait;
        bool limit;
    };
    account.tokens.granted_scopes = {"user.info.basic"};
    for (const auto &[code, reaction, wait, limit] :
         {Case{"access_token_invalid", Reaction::refresh_token, std::nullopt, false},
          {"scope_not_authorized", Reaction::reconnect, std::nullopt, false},
          {"scope_permission_missed", Reaction::reconnect, std::nullopt, false},
          {"invalid_params", Reaction::misconfigured, std::nullopt, false},
          {"rate_limit_exceeded", Reaction::retry_later, 60s, true},
          {"internal_error", Reaction::retry_later, 60s, false},
          {"never_heard_of", Reaction::retry_later, std::nullopt, false}}) {
        for (std::string body :
             {R"({"data":{},"error":{"code":")" + code + R"(","message":"words","log_id":"2026A1"}})",
              R"({"code":")" + code + R"(","message":"words","log_id":"2026A1"})"}) {
            auto snapshot = fetch({answer(body, 200)});
            ASSERT_FALSE(snapshot) << body;
            EXPECT_EQ(snapshot.error().code, code);
            EXPECT_EQ(snapshot.error().reaction, reaction) << body;
            EXPECT_EQ(snapshot.error().wait, wait) << body;
            EXPECT_EQ(snapshot.error().limit, limit) << body;
        }
    }
    auto bare = fetch({answer("", 429)});
    EXPECT_TRUE(bare.error().limit);
    auto unknown = fetch({resource_error("never_heard_of", 429)});
    EXPECT_TRUE(unknown.error().limit);
    EXPECT_EQ(unknown.error().wait, 1min);
    auto later = fetch({answer(R"({"error":{"code":"rate_limit_exceeded"}})", 429, {{"Retry-After", "7"}})});
    EXPECT_EQ(later.error().wait, 7s);
}

TEST_F(TikTok, messages_name_no_token_wherever_the_answer_puts_it) {
    account.tokens.granted_scopes = {"user.info.basic"};
    auto snapshot =
        fetch({answer(R"({"error":{"code":"act.old","message":"not act.old","log_id":"act.old"}})", 401)});
    EXPECT_EQ(snapshot.error().message, "TikTok: not [hidden] ([hidden]); unknown code");
    EXPECT_EQ(snapshot.error().code, "[hidden]");
}

TEST_F(TikTok, an_access_token_that_dies_between_the_calls_asks_for_a_refresh) {
    auto snapshot = fetch({user(), answer(fixture("tiktok/access_token_invalid.json"), 401)});
    ASSERT_FALSE(snapshot);
    EXPECT_EQ(snapshot.error().reaction, Reaction::refresh_token);
    snapshot = fetch({user(), answer(videos(900, 20, R"("cursor":7,"has_more":true)")),
                      answer(fixture("tiktok/access_token_invalid.json"), 401)});
    ASSERT_FALSE(snapshot);
    EXPECT_EQ(snapshot.error().reaction, Reaction::refresh_token);
}

TEST_F(TikTok, a_video_without_a_description_has_its_title_and_one_without_a_duration_is_a_video) {
    auto snapshot = fetch({user(), answer(R"({"data":{"videos":[
        {"id":"3","create_time":1790000003,"title":"Title","video_description":"","duration":0},
        {"id":"2","create_time":1790000002,"title":"Title","video_description":"Words","duration":7},
        {"id":"1","create_time":1790000001,"title":""}]},"error":{"code":"0"}})")});
    ASSERT_TRUE(snapshot);
    ASSERT_EQ(snapshot->posts->list.size(), 3u);
    EXPECT_EQ(snapshot->posts->list[0].caption, KeptText("Title"));
    EXPECT_EQ(snapshot->posts->list[0].type, "photo");
    EXPECT_EQ(snapshot->posts->list[1].caption, KeptText("Words"));
    EXPECT_EQ(snapshot->posts->list[1].type, "video");
    EXPECT_EQ(snapshot->posts->list[2].caption, std::nullopt);
    EXPECT_EQ(snapshot->posts->list[2].type, "video");
}

TEST_F(TikTok, videos_that_fail_leave_the_profile) {
    auto snapshot = fetch({user(), resource_error("internal_error", 500)});
    ASSERT_TRUE(snapshot);
    EXPECT_FALSE(snapshot->posts);
    EXPECT_EQ(snapshot->incomplete->code, "internal_error");
    snapshot = fetch({user(), answer(videos(900, 20, R"("cursor":7,"has_more":true)")),
                      resource_error("rate_limit_exceeded", 429)});
    EXPECT_EQ(snapshot->posts->list.size(), 20u);
    EXPECT_TRUE(snapshot->incomplete->limit);
    EXPECT_TRUE(snapshot->posts_cut_short);
    snapshot = fetch({user(), answer(R"({"data":{"videos":7}})")});
    EXPECT_FALSE(snapshot->posts);
    EXPECT_EQ(snapshot->incomplete->code, "bad_answer");
}

TEST_F(TikTok, a_profile_of_another_account_or_without_an_id_records_nothing) {
    account.platform_user_id = "somebody-else";
    EXPECT_EQ(fetch({user()}).error().code, "other_account");
    EXPECT_EQ(fetch({answer(R"({"data":{},"error":{"code":"ok"}})")}).error().code, "bad_answer");
}

TEST_F(TikTok, revocation_refreshes_a_stale_token_first) {
    account.tokens.token_expires_at = at(1'795'348'800) + 1h;
    api = ScriptedApi{{answer("")}};
    EXPECT_TRUE(api.run(tiktok().revoke(api, app, account)));
    EXPECT_EQ(api.requests[0].url, "https://open.tiktokapis.com/v2/oauth/revoke/");
    EXPECT_EQ(api.requests[0].body, "client_key=awclient&client_secret=ttsecret&token=act.old");

    account.tokens.token_expires_at = at(1'795'348'800) - 1h;
    api = ScriptedApi{{answer(fixture("tiktok/tokens.json")), answer("{}")}};
    EXPECT_TRUE(api.run(tiktok().revoke(api, app, account)));
    EXPECT_THAT(api.requests[1].body, HasSubstr("token=act.9f0000000000000001"));

    account.tokens.token_expires_at = at(1'795'348'800) + 1h;
    api = ScriptedApi{{answer(fixture("tiktok/access_token_invalid.json"), 401),
                       answer(fixture("tiktok/tokens.json")), answer("{}")}};
    EXPECT_TRUE(api.run(tiktok().revoke(api, app, account)));
    EXPECT_TRUE(api.spent());
}

TEST_F(TikTok, a_revocation_that_is_refused_for_its_token_refreshes_it_whatever_the_words) {
    account.tokens.token_expires_at = at(1'795'348'800) + 1h;
    for (auto refusal : {answer("{}", 401), answer(fixture("tiktok/invalid_grant.json"), 400)}) {
        account.tokens.access_token = Secret{"act.old"};
        account.tokens.refresh_token = Secret{"rft.old"};
        api =
            ScriptedApi{{refusal, answer(R"({"access_token":"act.new","expires_in":86400})"), answer("{}")}};
        EXPECT_TRUE(api.run(tiktok().revoke(api, app, account)));
        ASSERT_EQ(api.requests.size(), 3u);
        EXPECT_THAT(api.requests[2].body, HasSubstr("token=act.new"));
        EXPECT_EQ(account.tokens.refresh_token.reveal(), "rft.old"); // none came, so the old one stays
    }
}

TEST_F(TikTok, an_empty_answer_is_a_revocation_only_where_it_is_whole_and_well) {
    account.tokens.token_expires_at = at(1'795'348'800) + 1h;
    HttpResponse cut_off = broken(TransportFailure::reset, true);
    cut_off.status = 200;
    for (auto response : {answer("", 503), answer("", 302), cut_off}) {
        api = ScriptedApi{{response}};
        auto done = api.run(tiktok().revoke(api, app, account));
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().reaction, Reaction::retry_later);
    }
}

TEST_F(TikTok, a_revocation_that_fails_after_a_refresh_leaves_the_new_pair) {
    account.tokens.token_expires_at = at(1'795'348'800) - 1h;
    api = ScriptedApi{{answer(fixture("tiktok/tokens.json")), answer("<html>", 503)}};
    EXPECT_FALSE(api.run(tiktok().revoke(api, app, account)));
    EXPECT_EQ(account.tokens.access_token.reveal(), "act.9f0000000000000001");
    EXPECT_EQ(account.tokens.refresh_token.reveal(), "rft.7c0000000000000001");
}

TEST_F(TikTok, a_refresh_token_that_an_unanswered_refresh_may_have_spent_tells_nothing_of_the_grant) {
    account.tokens.token_expires_at = at(1'795'348'800) - 1h;
    api = ScriptedApi{{broken(TransportFailure::timeout, true)}};
    EXPECT_EQ(api.run(tiktok().revoke(api, app, account)).error().reaction, Reaction::retry_later);
    EXPECT_TRUE(account.rotation_unanswered);
    api = ScriptedApi{{answer(fixture("tiktok/invalid_grant.json"), 400)}};
    EXPECT_EQ(api.run(tiktok().revoke(api, app, account)).error().reaction, Reaction::skip);
    EXPECT_TRUE(account.rotation_unanswered);
    // Where the platform has not done it after all, the pair is still good.
    api = ScriptedApi{{answer(fixture("tiktok/tokens.json")), answer("{}")}};
    EXPECT_TRUE(api.run(tiktok().revoke(api, app, account)));
    EXPECT_FALSE(account.rotation_unanswered);
}

TEST_F(TikTok, a_gateway_that_answers_for_a_refresh_leaves_it_unanswered) {
    account.tokens.token_expires_at = at(1'795'348'800) - 1h;
    api = ScriptedApi{{answer(R"({"message":"upstream timed out"})", 504)}};
    EXPECT_EQ(api.run(tiktok().revoke(api, app, account)).error().reaction, Reaction::retry_later);
    EXPECT_TRUE(account.rotation_unanswered);
}

TEST_F(TikTok, what_is_gone_already_is_revoked_and_an_outage_is_not) {
    account.tokens.token_expires_at = at(1'795'348'800) - 1h;
    api = ScriptedApi{{answer(fixture("tiktok/invalid_grant.json"), 400)}};
    EXPECT_TRUE(api.run(tiktok().revoke(api, app, account)));
    api = ScriptedApi{{answer("<html>", 503)}};
    EXPECT_FALSE(api.run(tiktok().revoke(api, app, account)));
    api = ScriptedApi{{answer(fixture("tiktok/tokens.json")), answer("{}", 401)}}; // not a word of TikTok's
    EXPECT_FALSE(api.run(tiktok().revoke(api, app, account)));
    account.tokens.refresh_token = Secret{"rft.old"};
    api = ScriptedApi{{answer(R"({"error":"invalid_client"})", 401)}};
    EXPECT_EQ(api.run(tiktok().revoke(api, app, account)).error().reaction, Reaction::misconfigured);
}

TEST(Registry, serves_the_three_and_knows_the_others) {
    EXPECT_EQ(adapter_for(Platform::instagram)->defaults().platform, Platform::instagram);
    EXPECT_EQ(adapter_for(Platform::tiktok)->defaults().platform, Platform::tiktok);
    EXPECT_EQ(adapter_for(Platform::tiktok)->defaults().calls_per_hour, 100);
    EXPECT_EQ(adapter_for(Platform::facebook)->defaults().platform, Platform::facebook);
    EXPECT_EQ(adapter_for(Platform::youtube), nullptr);
    EXPECT_EQ(adapter_for(Platform::twitch), nullptr);
}

} // namespace
} // namespace social
