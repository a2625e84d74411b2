// The account and its newest posts in one call to a Graph host: what comes of it, and what is asked for apart
// when the call fails.
#include "core/platforms/adapter.hpp"
#include "platforms/graph_answers.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Together : public testing::Test {
protected:
    Together() {
        app.api_url = "https://graph.example";
        app.api_version = "v25.0";
        app.client_secret = Secret{"secret"};
        account.tokens.access_token = Secret{"EAABtoken"};
        as_instagram();
    }

    void as_instagram() {
        account.platform = app.platform = Platform::instagram;
        account.platform_user_id = "17841405822304915";
        account.tokens.granted_scopes = {"instagram_business_basic", "instagram_business_manage_insights"};
    }
    void as_facebook() {
        account.platform = app.platform = Platform::facebook;
        account.platform_user_id = "108000000000001";
        account.tokens.refresh_token = Secret{"EAABuser"};
        account.tokens.granted_scopes = {"pages_read_engagement", "read_insights"};
    }

    Result<Snapshot> fetch(std::vector<HttpResponse> answers, bool keep_raw = false) {
        api = ScriptedApi{std::move(answers)};
        api.queued = true;
        return api.run(adapter_for(account.platform)->fetch(api, app, account, keep_raw));
    }

    // A fixture's account, with the list under its edge.
    static std::string with_posts(std::string_view fixture_name, std::string_view edge, std::string list) {
        std::string account = fixture(fixture_name);
        return account.insert(account.rfind('}'), ",\"" + std::string(edge) + "\":" + std::move(list));
    }
    static HttpResponse me_with(std::string media) {
        return answer(with_posts("instagram/me.json", "media", std::move(media)));
    }
    // `count` posts, the first with the given id, newest first.
    static std::string posts(long first_id, int count, std::string tail = "") {
        std::string list = R"({"data":[)";
        for (int n = 0; n < count; ++n)
            list += std::string(n ? "," : "") + R"({"id":")" + std::to_string(first_id - n) +
                    R"(","timestamp":"2026-09-09T00:00:00+0000","like_count":1,"insights":{"data":[]}})";
        return list + "]" + tail + "}";
    }
    static std::string next(const std::string &cursor) {
        return R"(,"paging":{"cursors":{"after":")" + cursor +
               R"("},"next":"https://x/?access_token=EAABtoken"})";
    }

    App app;
    Account account;
    ScriptedApi api;
};

TEST_F(Together, instagram_tells_the_account_and_its_posts_in_one_call) {
    auto snapshot = fetch({me_with(fixture("instagram/media.json")), instagram_reach()});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    EXPECT_EQ(snapshot->profile.followers, 20'311);
    EXPECT_EQ(snapshot->profile.posts, 418);
    EXPECT_EQ(snapshot->profile.reach_last_30_days, 48'213);
    ASSERT_EQ(snapshot->posts->list.size(), 2u);
    EXPECT_EQ(snapshot->posts->list.at(0).id, "17918920912340654");
    EXPECT_EQ(snapshot->posts->list.at(0).likes, 301);
    EXPECT_EQ(snapshot->posts->list.at(0).views, 9'120);
    EXPECT_EQ(snapshot->posts->list.at(1).likes, std::nullopt);
    EXPECT_THAT(snapshot->missing, IsEmpty());
    EXPECT_FALSE(snapshot->incomplete);
    ASSERT_TRUE(api.spent());
    EXPECT_THAT(api.requests[0].url,
                HasSubstr("/v25.0/me?fields=user_id%2Caccount_type%2Cusername%2Cfollowers_count"));
    EXPECT_THAT(api.requests[0].url, HasSubstr("%2Cmedia.limit%2825%29%7Bid%2Ccaption%2Cmedia_type"));
    EXPECT_THAT(api.requests[0].url, testing::EndsWith("%2Cinsights.metric%28views%2Csaved%2Cshares%29%7D"));
    EXPECT_THAT(api.requests[1].url, HasSubstr("/v25.0/17841405822304915/insights?metric=reach"));
}

TEST_F(Together, the_wrapped_form_holds_the_posts_as_well) {
    auto snapshot =
        fetch({answer(R"({"data":[)" + with_posts("instagram/me.json", "media", posts(9, 3)) + "]}"),
               instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.followers, 20'311);
    EXPECT_EQ(snapshot->posts->list.size(), 3u);
}

TEST_F(Together, facebook_tells_the_page_and_its_posts_in_one_call) {
    as_facebook();
    auto snapshot = fetch({answer(with_posts("facebook/page.json", "published_posts",
                                             fixture("facebook/published_posts.json"))),
                           answer(R"({"data":[]})")});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    EXPECT_EQ(snapshot->profile.followers, 5'321);
    ASSERT_EQ(snapshot->posts->list.size(), 2u);
    EXPECT_EQ(snapshot->posts->list.at(0).likes, 57);
    EXPECT_EQ(snapshot->posts->list.at(0).views, 1'234);
    EXPECT_EQ(snapshot->posts->list.at(1).likes, 0);
    ASSERT_TRUE(api.spent());
    EXPECT_THAT(api.requests[0].url, HasSubstr("/v25.0/108000000000001?fields=id%2Cname%2Cfollowers_count"));
    EXPECT_THAT(api.requests[0].url, HasSubstr("%2Cpublished_posts.limit%2825%29%7Bid%2Cmessage"));
    EXPECT_THAT(api.requests[0].url, HasSubstr("insights.metric%28post_media_view%29%7D&appsecret_proof="));
    EXPECT_THAT(api.requests[1].url, HasSubstr("/v25.0/108000000000001/insights?metric=page_media_view"));
}

TEST_F(Together, the_walk_goes_on_at_the_edge) {
    auto snapshot =
        fetch({me_with(posts(900, 20, next("CURSOR1"))), answer(posts(881, 20)), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 25u); // 881 came twice and is one post
    EXPECT_FALSE(snapshot->posts_cut_short);
    EXPECT_THAT(api.requests[1].url, HasSubstr("/v25.0/17841405822304915/media?fields=id%2Ccaption"));
    EXPECT_THAT(api.requests[1].url, HasSubstr("&limit=25&after=CURSOR1"));
    EXPECT_TRUE(api.spent());

    auto empty_at_first =
        fetch({me_with(posts(900, 0, next("CURSOR1"))), answer(posts(900, 3)), instagram_reach()});
    ASSERT_TRUE(empty_at_first);
    EXPECT_EQ(empty_at_first->posts->list.size(), 3u);

    auto broken_off =
        fetch({me_with(posts(900, 20, next("CURSOR1"))), answer("<html>", 502), instagram_reach()});
    ASSERT_TRUE(broken_off);
    EXPECT_EQ(broken_off->posts->list.size(), 20u);
    EXPECT_TRUE(broken_off->posts_cut_short);
}

TEST_F(Together, a_page_that_is_none_is_asked_for_at_the_edge) {
    for (const char *media : {"null", "[]", "7", "{}", R"({"data":{}})"}) {
        auto snapshot = fetch({me_with(media), answer(posts(9, 2)), instagram_reach()});
        ASSERT_TRUE(snapshot) << media;
        EXPECT_EQ(snapshot->posts->list.size(), 2u) << media;
        EXPECT_THAT(api.requests[1].url, HasSubstr("/media?fields=id%2Ccaption")) << media;
    }
}

TEST_F(Together, insights_that_come_with_no_page_are_looked_for_at_one_post) {
    auto snapshot = fetch(
        {me_with(R"({"data":[{"id":"9","timestamp":"2026-09-09T00:00:00+0000"},{"id":"8"}]})"),
         answer(fixture("instagram/insights_of_a_post.json")), answer(R"({"data":[]})"), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.at(0).views, 9'120);
    EXPECT_EQ(snapshot->posts->list.at(1).views, std::nullopt);
    EXPECT_TRUE(api.spent());
}

TEST_F(Together, what_fails_together_is_asked_for_apart) {
    for (const auto &failure :
         {answer(fixture("meta/server_error.json"), 500), answer("<html>", 502), answer(R"({"user_id":)"),
          answer("", 200), broken(TransportFailure::timeout, true), broken(TransportFailure::reset, true),
          broken(TransportFailure::too_large, true), graph_error(10, "(#10) no permission"),
          graph_error(100, "(#100) Tried accessing nonexisting field (media_url) on node type (IGMedia)"),
          graph_error(1, "Please reduce the amount of data you're asking for"),
          answer(fixture("meta/older_than_professional_account.json"), 400)}) {
        auto snapshot = fetch({failure, instagram_me(), answer(posts(9, 2)), instagram_reach()});
        ASSERT_TRUE(snapshot) << failure.body;
        EXPECT_EQ(snapshot->profile.followers, 20'311);
        EXPECT_EQ(snapshot->posts->list.size(), 2u);
        EXPECT_EQ(snapshot->profile.reach_last_30_days, 48'213);
        EXPECT_THAT(snapshot->missing, IsEmpty());
        EXPECT_THAT(api.requests[1].url, Not(HasSubstr("media.limit")));
        EXPECT_TRUE(api.spent());
    }
    as_facebook();
    auto snapshot = fetch({answer("<html>", 502), answer(fixture("facebook/page.json")),
                           answer(fixture("facebook/published_posts.json")), answer(R"({"data":[]})")});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.followers, 5'321);
    EXPECT_EQ(snapshot->posts->list.size(), 2u);
}

TEST_F(Together, what_cannot_come_apart_is_not_asked_again) {
    HttpResponse deferred;
    deferred.failure = TransportFailure::deferred;
    for (const auto &failure :
         {answer(fixture("meta/session_expired.json"), 400), answer(fixture("meta/app_limit.json"), 403),
          graph_error(101, "Error validating application"), graph_error(80002, "too many calls"),
          answer("{}", 401), answer("", 429), deferred, broken(TransportFailure::connect, false),
          broken(TransportFailure::timeout, false), broken(TransportFailure::tls, false),
          broken(TransportFailure::cancelled, true), broken(TransportFailure::refused_url, false)})
        for (bool facebook : {false, true}) {
            facebook ? as_facebook() : as_instagram();
            auto snapshot = fetch({failure});
            EXPECT_FALSE(snapshot) << failure.body;
            EXPECT_EQ(api.requests.size(), 1u) << failure.body;
        }
}

TEST_F(Together, a_host_without_expansion_is_not_asked_so_for_an_hour) {
    app.api_url = "https://refuses.example";
    auto unknown = graph_error(100, "(#100) Tried accessing nonexisting field (media) on node type (IGUser)");
    auto apart = [&] { return std::vector{instagram_me(), answer(posts(9, 2)), instagram_reach()}; };
    auto first = apart();
    first.insert(first.begin(), unknown);
    EXPECT_TRUE(fetch(first));
    EXPECT_TRUE(api.spent());
    EXPECT_TRUE(fetch(apart()));
    EXPECT_THAT(api.requests[0].url, Not(HasSubstr("media.limit")));
    // Other hosts are.
    app.api_url = "https://graph.example";
    EXPECT_TRUE(fetch({me_with(posts(9, 2)), instagram_reach()}));
    // So is this one later, and at once by a clock that was put back.
    app.api_url = "https://refuses.example";
    for (auto later : {std::chrono::hours{1}, std::chrono::hours{-1}}) {
        api = ScriptedApi{{me_with(posts(9, 2)), instagram_reach()}};
        api.clock += later;
        EXPECT_TRUE(api.run(adapter_for(account.platform)->fetch(api, app, account, false)));
        EXPECT_THAT(api.requests[0].url, HasSubstr("media.limit"));
    }
}

TEST_F(Together, bare_ids_are_no_posts) {
    app.api_url = "https://bare.example";
    auto snapshot =
        fetch({me_with(R"({"data":[{"id":"9"},{"id":"8"}]})"), answer(posts(9, 2)), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.at(0).likes, 1);
    snapshot = fetch({instagram_me(), answer(posts(9, 2)), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[0].url, Not(HasSubstr("media.limit")));
}

TEST_F(Together, both_answers_are_kept_each_under_its_name) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    auto snapshot =
        fetch({answer(R"({"user_id":"17841405822304915","media":)" + posts(9, 0, next("C")) + "}"),
               answer(R"({"data":[]})")},
              true);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->raw,
              R"({"posts":[{"data":[]},{"data":[]}],"profile":[{"user_id":"17841405822304915"}]})");
    as_facebook();
    account.tokens.granted_scopes = {"pages_read_engagement"};
    snapshot = fetch(
        {answer(R"({"id":"108000000000001","published_posts":{"data":[{"id":"1_2","created_time":1}]}})")},
        true);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->raw,
              R"({"posts":[{"data":[{"id":"1_2","created_time":1}]}],"profile":[{"id":"108000000000001"}]})");
    EXPECT_THAT(snapshot->missing, Contains("views: the scope read_insights was not granted"));
}

} // namespace
} // namespace social
