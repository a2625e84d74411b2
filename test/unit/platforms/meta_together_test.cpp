// The account and its newest posts in one call to a Graph host: what comes of it, and what is asked for apart
// when the call fails.
#include "core/platforms/meta_hosts.hpp"
#include "platforms/graph_answers.hpp"
#include "platforms/scripted_account.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Together : public ScriptedAccount {
protected:
    Together() : ScriptedAccount(Platform::instagram) {
        // What is remembered of a host outlives a test.
        static int hosts = 0;
        app.api_url = "https://graph" + std::to_string(++hosts) + ".example";
        app.api_version = "v25.0";
        app.client_secret = Secret{"secret"};
        account.tokens.access_token = Secret{"EAABtoken"};
        as_instagram();
    }

    void as_instagram() {
        belongs_to(Platform::instagram);
        account.platform_user_id = "17841405822304915";
        account.tokens.granted_scopes = {"instagram_business_basic", "instagram_business_manage_insights"};
    }
    void as_facebook() {
        belongs_to(Platform::facebook);
        account.platform_user_id = "108000000000001";
        account.tokens.refresh_token = Secret{"EAABuser"};
        account.tokens.granted_scopes = {"pages_read_engagement", "read_insights"};
    }

    // A fixture's account, with the list under its edge.
    static std::string with_posts(std::string_view fixture_name, std::string_view edge, std::string list) {
        std::string account = fixture(fixture_name);
        return account.insert(account.rfind('}'), ",\"" + std::string(edge) + "\":" + std::move(list));
    }
    // An account that says it has three posts.
    static HttpResponse me_with(std::string media) {
        std::string account = with_posts("instagram/me.json", "media", std::move(media));
        return answer(account.replace(account.find(":418"), 4, ":3"));
    }
    static HttpResponse page_with(std::string published_posts) {
        return answer(with_posts("facebook/page.json", "published_posts", std::move(published_posts)));
    }
    static HttpResponse page() { return answer(fixture("facebook/page.json")); }
    static HttpResponse no_insights() { return answer(R"({"data":[]})"); }
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
};

TEST_F(Together, instagram_tells_the_account_and_its_posts_in_one_call) {
    std::string media = fixture("instagram/media.json");
    std::string third = R"(,{"id":"3","timestamp":"2026-09-01T00:00:00+0000","insights":{"data":[]}})";
    auto snapshot = fetch({me_with(media.insert(media.rfind(']'), third)), instagram_reach()});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    EXPECT_EQ(snapshot->profile.followers, 20'311);
    EXPECT_EQ(snapshot->profile.posts, 3);
    EXPECT_EQ(snapshot->profile.reach_last_30_days, 48'213);
    ASSERT_EQ(snapshot->posts->list.size(), 3u);
    EXPECT_EQ(snapshot->posts->list.at(0).id, "17918920912340654");
    EXPECT_EQ(snapshot->posts->list.at(0).likes, 301);
    EXPECT_EQ(snapshot->posts->list.at(0).views, 9'120);
    EXPECT_EQ(snapshot->posts->list.at(1).likes, std::nullopt);
    EXPECT_FALSE(snapshot->posts_cut_short);
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
    auto wrapped = me_with(posts(9, 3));
    wrapped.body = R"({"data":[)" + wrapped.body + "]}";
    auto snapshot = fetch({wrapped, instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.followers, 20'311);
    EXPECT_EQ(snapshot->posts->list.size(), 3u);
}

TEST_F(Together, facebook_tells_the_page_and_its_posts_in_one_call) {
    as_facebook();
    std::string list = R"({"data":[)";
    for (int post = 25; post > 0; --post)
        list += R"({"id":"1_)" + std::to_string(post) + R"(","created_time":)" +
                std::to_string(1'790'000'000 + post) + R"(,"reactions":{"summary":{"total_count":)" +
                std::to_string(post) +
                R"(}},"insights":{"data":[{"name":"post_media_view","values":[{"value":1234}]}]}})" +
                (post > 1 ? "," : "]}");
    auto snapshot = fetch({page_with(list), no_insights()});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    EXPECT_EQ(snapshot->profile.followers, 5'321);
    ASSERT_EQ(snapshot->posts->list.size(), 25u);
    EXPECT_EQ(snapshot->posts->list.at(0).likes, 25);
    EXPECT_EQ(snapshot->posts->list.at(0).views, 1'234);
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

    // Where the cursor stands in the address only, it is taken from there.
    auto by_address =
        fetch({me_with(posts(900, 1, R"(,"paging":{"next":"https://x/?access_token=t&after=CURSOR7"})")),
               answer(posts(881, 2)), instagram_reach()});
    ASSERT_TRUE(by_address);
    EXPECT_THAT(api.requests[1].url, HasSubstr("&after=CURSOR7"));
    // Where it stands nowhere, the list has broken off, and the edge is not asked from its beginning.
    auto blind = fetch({me_with(posts(900, 1, R"(,"paging":{"next":"https://x/"})")), instagram_reach()});
    ASSERT_TRUE(blind);
    EXPECT_TRUE(blind->posts_cut_short);
    EXPECT_TRUE(api.spent());
    // The edge begins where the account's page ended; a page that leads back there repeats itself.
    auto repeating = fetch({me_with(posts(900, 1, R"(,"paging":{"cursors":{"after":"CURSOR1"}})")),
                            answer(posts(881, 1, next("CURSOR1"))), instagram_reach()});
    ASSERT_TRUE(repeating);
    EXPECT_TRUE(repeating->posts_cut_short);
    EXPECT_THAT(repeating->missing, Contains("posts: the platform's paging repeats itself"));
}

// Recorded answers hold a cursor and no next page inside the account, whether there is one or not.
TEST_F(Together, a_short_page_within_the_account_is_not_believed_to_be_the_last) {
    std::string cursor = R"(,"paging":{"cursors":{"after":"CURSOR1"}})";
    for (auto [tail, asked] :
         {std::pair{cursor, "&limit=25&after=CURSOR1"}, std::pair{std::string(), "&limit=25"}}) {
        auto snapshot = fetch({me_with(posts(900, 2, tail)), answer(posts(898, 20)), instagram_reach()});
        ASSERT_TRUE(snapshot);
        EXPECT_EQ(snapshot->posts->list.size(), 22u);
        EXPECT_FALSE(snapshot->posts_cut_short);
        EXPECT_THAT(api.requests[1].url, testing::EndsWith(asked));
    }
    auto broken_off = fetch({me_with(posts(900, 2, cursor)), answer("<html>", 502), instagram_reach()});
    ASSERT_TRUE(broken_off);
    EXPECT_TRUE(broken_off->posts_cut_short);
    // All that the account says it has: nothing can follow.
    EXPECT_TRUE(fetch({me_with(posts(900, 3, cursor)), instagram_reach()}));
    EXPECT_TRUE(api.spent());
    // A page does not say.
    as_facebook();
    std::string two = fixture("facebook/published_posts.json");
    auto snapshot = fetch({page_with(two), answer(R"({"data":[]})"), no_insights()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 2u);
    EXPECT_FALSE(snapshot->posts_cut_short);
}

TEST_F(Together, an_empty_list_of_an_account_that_has_posts_tells_nothing_of_them) {
    auto snapshot = fetch({me_with(posts(900, 0)), answer(posts(900, 0)), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_TRUE(snapshot->posts->list.empty());
    EXPECT_TRUE(snapshot->posts_cut_short);
    EXPECT_THAT(snapshot->missing,
                testing::ElementsAre("posts: the platform lists none of the 3 that it counts"));
    std::string none = fixture("instagram/me.json");
    none.replace(none.find(":418"), 4, ":0");
    snapshot = fetch({answer(none), answer(posts(900, 0)), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_FALSE(snapshot->posts_cut_short);
    EXPECT_THAT(snapshot->missing, IsEmpty());
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
        {me_with(R"({"data":[{"id":"9","timestamp":"2026-09-09T00:00:00+0000"},{"id":"8"},{"id":"7"}]})"),
         answer(fixture("instagram/insights_of_a_post.json")), no_insights(), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.at(0).views, 9'120);
    EXPECT_EQ(snapshot->posts->list.at(1).views, std::nullopt);
    EXPECT_TRUE(api.spent());
}

TEST_F(Together, what_only_the_posts_are_refused_for_is_left_out_in_the_same_call) {
    struct Case {
        HttpResponse refusal;
        const char *left_out;
        const char *kept;
        int single_insights;
    };
    for (const auto &[refusal, left_out, kept, single_insights] :
         {Case{answer(fixture("meta/metric_removed.json"), 400), "saved", "metric%28views%2Cshares", 0},
          Case{graph_error(10, "(#10) no permission"), "insights", "biography%2Cprofile_picture_url%2Cmedia",
               0},
          Case{
              graph_error(100, "(#100) Tried accessing nonexisting field (media_url) on node type (IGMedia)"),
              "media_url", "biography", 0},
          Case{graph_error(100, "(#100) Tried accessing nonexisting field (biography) on node type (IGUser)"),
               "biography", "media_url", 0},
          Case{graph_error(1, "Please reduce the amount of data you're asking for"), "limit%2825%29",
               "media.limit%2812%29", 0},
          Case{answer(fixture("meta/older_than_professional_account.json"), 400), "insights",
               "media.limit%2825%29", 3}}) {
        std::vector<HttpResponse> answers{refusal, me_with(posts(9, 3))};
        for (int post = 0; post < single_insights; ++post)
            answers.push_back(no_insights());
        answers.push_back(instagram_reach());
        auto snapshot = fetch(std::move(answers));
        ASSERT_TRUE(snapshot) << refusal.body;
        EXPECT_EQ(snapshot->profile.followers, 20'311);
        EXPECT_EQ(snapshot->posts->list.size(), 3u);
        EXPECT_THAT(api.requests[1].url, Not(HasSubstr(left_out)));
        EXPECT_THAT(api.requests[1].url, HasSubstr(kept));
        EXPECT_TRUE(api.spent()) << refusal.body;
    }
}

TEST_F(Together, what_fails_together_is_asked_for_apart) {
    for (const auto &failure :
         {answer(fixture("meta/server_error.json"), 500), answer("<html>", 502), answer(R"({"user_id":)"),
          answer("", 200), broken(TransportFailure::timeout, true), broken(TransportFailure::reset, true),
          broken(TransportFailure::too_large, true), graph_error(2500, "Syntax error"),
          graph_error(100, "(#100) Tried accessing nonexisting field (media) on node type (IGUser)")}) {
        app.api_url += "x";
        as_instagram();
        auto snapshot = fetch({failure, instagram_me(), answer(posts(9, 2)), instagram_reach()});
        ASSERT_TRUE(snapshot) << failure.body;
        EXPECT_EQ(snapshot->profile.followers, 20'311);
        EXPECT_EQ(snapshot->posts->list.size(), 2u);
        EXPECT_EQ(snapshot->profile.reach_last_30_days, 48'213);
        EXPECT_THAT(snapshot->missing, IsEmpty());
        EXPECT_THAT(api.requests[1].url, Not(HasSubstr("media.limit")));
        EXPECT_TRUE(api.spent());
        as_facebook();
        snapshot = fetch({failure, page(), answer(fixture("facebook/published_posts.json")), no_insights()});
        ASSERT_TRUE(snapshot) << failure.body;
        EXPECT_EQ(snapshot->profile.followers, 5'321);
        EXPECT_EQ(snapshot->posts->list.size(), 2u);
    }
}

TEST_F(Together, what_cannot_come_apart_is_not_asked_again) {
    HttpResponse deferred;
    deferred.failure = TransportFailure::deferred;
    for (const auto &failure :
         {answer(fixture("meta/session_expired.json"), 400), answer(fixture("meta/app_limit.json"), 403),
          graph_error(101, "Error validating application"), graph_error(80002, "too many calls"),
          answer("{}", 401), answer("", 429), deferred, broken(TransportFailure::connect, false),
          broken(TransportFailure::timeout, false), broken(TransportFailure::tls, false),
          broken(TransportFailure::refused_url, false)})
        for (bool facebook : {false, true}) {
            facebook ? as_facebook() : as_instagram();
            auto snapshot = fetch({failure});
            EXPECT_FALSE(snapshot) << failure.body;
            EXPECT_EQ(api.requests.size(), 1u) << failure.body;
        }
}

TEST_F(Together, a_call_that_our_own_budget_holds_back_does_not_hide_the_failure) {
    HttpResponse deferred;
    deferred.failure = TransportFailure::deferred;
    deferred.retry_after = std::chrono::seconds{120};
    auto failed = fetch({answer("{}", 503, {{"Retry-After", "120"}}), deferred});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "http_503");
    EXPECT_FALSE(failed.error().limit);
    EXPECT_EQ(failed.error().wait, std::chrono::seconds{120});
    // That an object is missing was about the posts, perhaps: only a call for the account alone would tell.
    auto undecided = fetch({graph_error(100, "Unsupported get request.", 33), deferred});
    ASSERT_FALSE(undecided);
    EXPECT_TRUE(undecided.error().deferred);
}

TEST_F(Together, a_platform_that_is_down_is_not_asked_twice_for_every_account) {
    auto down = answer("<html>", 502);
    EXPECT_FALSE(fetch({down, down}));
    EXPECT_FALSE(fetch({down}));
    EXPECT_EQ(api.requests.size(), 1u);
    api = ScriptedApi{{down, instagram_me(), answer(posts(9, 2)), instagram_reach()}};
    api.clock += std::chrono::minutes{1};
    EXPECT_TRUE(api.run(adapter_for(account.platform)->fetch(api, app, account, false)));
}

TEST_F(Together, a_host_that_gives_no_posts_with_the_account_is_not_asked_so_for_an_hour) {
    const std::string host = app.api_url;
    auto bare = R"({"data":[{"id":"9"},{"id":"8"}]})";
    for (bool facebook : {false, true})
        for (bool ids : {false, true}) {
            app.api_url = host + (ids ? "/ids" : "/none");
            facebook ? as_facebook() : as_instagram();
            auto alone = facebook ? page() : instagram_me();
            auto edge = facebook ? answer(R"({"data":[{"id":"1_2","created_time":1790000000}]})")
                                 : answer(posts(9, 2));
            auto rest = facebook ? no_insights() : instagram_reach();
            auto joint =
                ids ? (facebook ? page_with(bare) : me_with(bare)) : graph_error(2500, "Syntax error");
            auto in_vain = [&] {
                std::vector<HttpResponse> answers{joint};
                if (!ids)
                    answers.push_back(alone);
                answers.push_back(edge);
                if (facebook)
                    answers.push_back(no_insights());
                answers.push_back(rest);
                EXPECT_TRUE(fetch(answers));
                EXPECT_TRUE(api.spent());
                EXPECT_THAT(api.requests[0].url, HasSubstr(".limit%2825%29"));
            };
            auto apart = [&](std::chrono::seconds later) {
                std::vector<HttpResponse> answers{alone, edge, rest};
                if (facebook)
                    answers.insert(answers.end() - 1, no_insights());
                api = ScriptedApi{answers};
                api.clock += later;
                EXPECT_TRUE(api.run(adapter_for(account.platform)->fetch(api, app, account, false)));
                return api.requests[0].url.find(".limit%2825%29") == std::string::npos;
            };
            for (int account_in_a_row = 0; account_in_a_row < 4; ++account_in_a_row)
                in_vain();
            EXPECT_FALSE(apart({})) << "one that has no posts, and is asked so, says the host may be right";
            for (int account_in_a_row = 0; account_in_a_row < 5; ++account_in_a_row)
                in_vain();
            EXPECT_TRUE(apart({}));
            EXPECT_TRUE(apart(std::chrono::minutes{59}));
            EXPECT_FALSE(apart(std::chrono::hours{1}));
            EXPECT_FALSE(apart(std::chrono::seconds{-1})) << "by a clock that was put back";
        }
}

TEST_F(Together, five_accounts_are_needed_again_after_the_hour) {
    MetaHost &host = MetaHost::of(Graph{app, "Instagram", false}, "media");
    const Instant now = at(1'795'348'800);
    for (int account_in_a_row = 0; account_in_a_row < 5; ++account_in_a_row) {
        EXPECT_TRUE(host.gives_posts(now));
        host.gave_account_only(now);
    }
    EXPECT_FALSE(host.gives_posts(now));
    const Instant later = now + std::chrono::hours{1};
    for (int account_in_a_row = 0; account_in_a_row < 4; ++account_in_a_row)
        host.gave_account_only(later);
    EXPECT_TRUE(host.gives_posts(later));
    host.gave_account_only(later);
    EXPECT_FALSE(host.gives_posts(later));
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
        {answer(R"({"id":"108000000000001","published_posts":{"data":[{"id":"1_2","created_time":1}]}})"),
         answer(R"({"data":[]})")},
        true);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(
        snapshot->raw,
        R"({"posts":[{"data":[{"id":"1_2","created_time":1}]},{"data":[]}],"profile":[{"id":"108000000000001"}]})");
    EXPECT_THAT(snapshot->missing, Contains("views: the scope read_insights was not granted"));
    // An answer that was of no use is not kept.
    snapshot = fetch({answer(R"({"name":"Forge Legacy"})"), answer(R"({"id":"108000000000001"})"),
                      answer(R"({"data":[]})")},
                     true);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->raw, R"({"posts":[{"data":[]}],"profile":[{"id":"108000000000001"}]})");
}

} // namespace
} // namespace social
