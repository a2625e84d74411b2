// Facebook pages: connecting, keeping the tokens, one sync.
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

const Adapter &facebook() {
    return *adapter_for(Platform::facebook);
}

class Facebook : public ScriptedAccount {
protected:
    Facebook() : ScriptedAccount(Platform::facebook) {
        app.client_id = "442";
        app.client_secret = Secret{"fbsecret"};
        app.scopes = {"pages_show_list", "pages_read_engagement", "read_insights"};
        app.authorize_url = "http://127.0.0.1:8099/facebook/v25.0/dialog/oauth";
        app.token_url = "http://127.0.0.1:8099/facebook/v25.0/oauth/access_token";
        app.api_url = "http://127.0.0.1:8099/facebook";
        app.api_version = "v25.0";
        account.platform_user_id = "108000000000001";
        account.authorizing_user_id = "1020304050";
        account.tokens.access_token = Secret{"EAABpage0000000001"};
        account.tokens.refresh_token = Secret{"EAABlong0000000001"};
        account.tokens.granted_scopes = {"pages_show_list", "pages_read_engagement", "read_insights"};
    }

    // Of `days` days: 1000, 1001, 1002, …; `last` takes the place of the last one's value.
    static HttpResponse page_insights(int days, std::string last = "") {
        std::string values;
        for (int day = 0; day < days; ++day)
            values += std::string(day ? "," : "") + R"({"value":)" +
                      (day == days - 1 && !last.empty() ? last : std::to_string(1'000 + day)) +
                      R"(,"end_time":"2026-10-24T08:00:00+0000"})";
        return answer(R"({"data":[{"name":"page_media_view","period":"day","values":[)" + values + "]}]}");
    }
};

TEST_F(Facebook, sends_the_browser_to_the_configured_page) {
    AuthorizeRequest request{"https://app.example/cb", "state1", ""};
    EXPECT_EQ(
        facebook().authorize_url(app, request),
        "http://127.0.0.1:8099/facebook/v25.0/dialog/oauth?client_id=442&"
        "redirect_uri=https%3A%2F%2Fapp.example%2Fcb&response_type=code&"
        "scope=pages_show_list%2Cpages_read_engagement%2Cread_insights&auth_type=rerequest&state=state1");
}

TEST_F(Facebook, a_token_becomes_the_tokens_of_the_pages) {
    api = ScriptedApi{{answer(fixture("facebook/debug_token.json")),
                       answer(fixture("facebook/long_user_token.json")),
                       answer(fixture("facebook/accounts.json"))}};
    api.queued = true;
    auto identities = api.run(facebook().connect_with_token(api, app, Secret{"EAABshort0000000001"}));
    ASSERT_TRUE(identities) << identities.error().message;
    ASSERT_EQ(identities->size(), 1u);
    const Identity &page = identities->front();
    EXPECT_EQ(page.profile.platform_user_id, "108000000000001");
    EXPECT_EQ(page.profile.display_name, "Forge Legacy");
    EXPECT_EQ(page.authorizing_user_id, "1020304050");
    EXPECT_EQ(page.tokens.access_token.reveal(), "EAABpage0000000001");
    EXPECT_EQ(page.tokens.refresh_token.reveal(), "EAABlong0000000001");
    EXPECT_EQ(page.tokens.refresh_token_expires_at, api.clock + 5'183'999s);
    EXPECT_EQ(page.tokens.token_expires_at, std::nullopt);
    EXPECT_EQ(page.tokens.grant_expires_at, std::nullopt);
    EXPECT_THAT(page.tokens.granted_scopes,
                ElementsAre("pages_show_list", "pages_read_engagement", "read_insights"));
    EXPECT_EQ(
        api.requests[1].url,
        "http://127.0.0.1:8099/facebook/v25.0/oauth/access_token?grant_type=fb_exchange_token&client_id=442&"
        "client_secret=fbsecret&fb_exchange_token=EAABshort0000000001");
    EXPECT_EQ(api.requests[2].url,
              "http://127.0.0.1:8099/facebook/v25.0/me/accounts?fields=id%2Cname%2Caccess_token%2Ctasks%2C"
              "instagram_business_account%7Bid%2Cusername%7D&limit=100&"
              "appsecret_proof=4c90bcc6306e578414e33519c55a73693282d46e0a9fe56faa563988e7e501fa");
}

TEST_F(Facebook, the_list_of_pages_is_followed_to_its_end) {
    std::string next = R"(,"paging":{"cursors":{"after":"MTA"},"next":"https://x/?access_token=t"})";
    api = ScriptedApi{{answer(fixture("facebook/debug_token.json")), answer(R"({"access_token":"EAABlong"})"),
                       answer(R"({"data":[{"id":"1","access_token":"a"}])" + next + "}"),
                       answer(R"({"data":[{"id":"2","access_token":"b"},{"id":"3","name":"no role"}]})")}};
    auto identities = api.run(facebook().connect_with_token(api, app, Secret{"EAABshort"}));
    ASSERT_TRUE(identities);
    ASSERT_EQ(identities->size(), 2u);
    EXPECT_EQ(identities->at(1).profile.platform_user_id, "2");
    EXPECT_EQ(identities->at(1).tokens.refresh_token_expires_at, std::nullopt); // no expires_in was told
    EXPECT_THAT(api.requests[3].url, HasSubstr("&after=MTA"));

    ScriptedApi repeating{{answer(fixture("facebook/debug_token.json")),
                           answer(R"({"access_token":"EAABlong"})"), answer(R"({"data":[])" + next + "}"),
                           answer(R"({"data":[])" + next + "}")}};
    identities = repeating.run(facebook().connect_with_token(repeating, app, Secret{"EAABshort"}));
    ASSERT_FALSE(identities);
    EXPECT_EQ(identities.error().code, "no_page");

    auto list = [](std::string ids, std::string after) {
        return answer(R"({"data":[)" + ids + R"(],"paging":{"cursors":{"after":")" + after +
                      R"("},"next":"https://x/"}})");
    };
    std::string one = R"({"id":"1","access_token":"a"})";
    ScriptedApi circling{{answer(fixture("facebook/debug_token.json")),
                          answer(R"({"access_token":"EAABlong"})"), list(one, "A"), list("", "B"),
                          list(one, "A")}};
    identities = circling.run(facebook().connect_with_token(circling, app, Secret{"EAABshort"}));
    ASSERT_TRUE(identities);
    EXPECT_EQ(identities->size(), 1u); // and so needs no choice
    EXPECT_TRUE(circling.spent());
}

TEST_F(Facebook, a_list_of_pages_without_end_is_given_up_after_ten_calls) {
    std::vector<HttpResponse> answers{answer(fixture("facebook/debug_token.json")),
                                      answer(fixture("facebook/long_user_token.json"))};
    for (int call = 1; call <= 10; ++call) {
        std::string number = std::to_string(call);
        answers.push_back(answer(R"({"data":[{"id":")" + number +
                                 R"(","access_token":"EAABpage"}],"paging":)" + R"({"cursors":{"after":")" +
                                 number + R"("},"next":"https://x/"}})"));
    }
    api = ScriptedApi{std::move(answers)};
    auto identities = api.run(facebook().connect_with_token(api, app, Secret{"EAABshort0000000001"}));
    ASSERT_TRUE(identities);
    EXPECT_EQ(identities->size(), 10u);
    EXPECT_TRUE(api.spent());
}

TEST_F(Facebook, an_empty_token_is_none) {
    api = ScriptedApi{{answer(fixture("facebook/debug_token.json")), answer(R"({"access_token":""})")}};
    EXPECT_EQ(api.run(facebook().connect_with_token(api, app, Secret{"EAABshort0000000001"})).error().code,
              "bad_answer");
    api = ScriptedApi{{answer(fixture("facebook/debug_token.json")),
                       answer(fixture("facebook/long_user_token.json")),
                       answer(R"({"data":[{"id":"1","access_token":""}]})")}};
    EXPECT_EQ(api.run(facebook().connect_with_token(api, app, Secret{"EAABshort0000000001"})).error().code,
              "no_page");
}

TEST_F(Facebook, tokens_that_are_not_ours_or_not_a_users_are_refused) {
    struct Case {
        std::string body, code;
    };
    for (const auto &[body, code] :
         {Case{R"({"data":{"app_id":"443","type":"USER","is_valid":true,"user_id":"1"}})", "foreign_token"},
          {R"({"data":{"app_id":442,"type":"PAGE","is_valid":true,"user_id":"1"}})", "not_a_user_token"},
          {R"({"data":{"app_id":"442","type":"USER","is_valid":false}})", "invalid_token"},
          {fixture("facebook/debug_token_invalid.json"), "190/460"}}) {
        ScriptedApi one{{answer(body)}};
        auto identities = one.run(facebook().connect_with_token(one, app, Secret{"EAABother"}));
        ASSERT_FALSE(identities) << body;
        EXPECT_EQ(identities.error().code, code);
        EXPECT_EQ(identities.error().reaction, Reaction::reconnect);
    }
    for (auto body : {R"({"data":[]})", R"({})", R"({"data":{"app_id":"442","is_valid":true}})"}) {
        ScriptedApi one{{answer(body)}};
        auto identities = one.run(facebook().connect_with_token(one, app, Secret{"EAABother"}));
        ASSERT_FALSE(identities) << body;
        EXPECT_EQ(identities.error().code, "bad_answer");
    }
}

TEST_F(Facebook, codes_that_are_used_late_or_for_another_address_are_told_apart) {
    struct Case {
        int subcode;
        Reaction reaction;
    };
    for (auto [subcode, reaction] :
         {Case{36009, Reaction::reconnect}, {36007, Reaction::reconnect}, {36008, Reaction::misconfigured}}) {
        ScriptedApi one{{answer(R"({"error":{"message":"This authorization code has been used.","code":100,)"
                                R"("error_subcode":)" +
                                    std::to_string(subcode) + "}}",
                                400)}};
        auto identities =
            one.run(facebook().connect_with_code(one, app, "https://app.example/cb", Secret{"code1"}, ""));
        ASSERT_FALSE(identities);
        EXPECT_EQ(identities.error().reaction, reaction);
    }
}

TEST_F(Facebook, reads_page_posts_and_insights_in_three_calls) {
    auto snapshot = fetch({answer(fixture("facebook/page.json")),
                           answer(fixture("facebook/published_posts.json")), page_insights(30)});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    const Profile &profile = snapshot->profile;
    EXPECT_EQ(profile.platform_user_id, "108000000000001");
    EXPECT_EQ(profile.username, "forgelegacy");
    EXPECT_EQ(profile.display_name, "Forge Legacy");
    EXPECT_EQ(profile.bio, "Gym and stories");
    EXPECT_EQ(profile.profile_url, "https://www.facebook.com/108000000000001");
    EXPECT_EQ(profile.picture_url, "https://scontent.xx.fbcdn.net/p.jpg");
    EXPECT_EQ(profile.followers, 5'321); // not fan_count
    EXPECT_EQ(profile.following, std::nullopt);
    EXPECT_EQ(profile.impressions_last_30_days, 30'435); // 30 * 1000 + 0 + 1 + … + 29
    EXPECT_EQ(profile.reach_last_30_days, std::nullopt); // people of single days cannot be added up
    ASSERT_EQ(snapshot->posts->list.size(), 2u);
    const Post &first = snapshot->posts->list.at(0);
    EXPECT_EQ(first.id, "108000000000001_122100000000001");
    EXPECT_EQ(first.type, "photo");
    EXPECT_EQ(first.caption, "New class");
    EXPECT_EQ(first.likes, 57);
    EXPECT_EQ(first.comments, 6);
    EXPECT_EQ(first.shares, 4);
    EXPECT_EQ(first.views, 1'234);
    EXPECT_EQ(first.published_at, at(1'790'615'111));
    const Post &second = snapshot->posts->list.at(1);
    EXPECT_EQ(second.type, "post");
    EXPECT_EQ(second.caption, std::nullopt);
    EXPECT_EQ(second.likes, 0);             // told
    EXPECT_EQ(second.shares, std::nullopt); // not told
    EXPECT_EQ(second.views, std::nullopt);
    EXPECT_THAT(snapshot->missing, IsEmpty());

    EXPECT_THAT(
        api.requests[0].url,
        HasSubstr("http://127.0.0.1:8099/facebook/v25.0/108000000000001?fields=id%2Cname%2Cfollowers_count"));
    EXPECT_THAT(
        api.requests[0].url,
        HasSubstr("&appsecret_proof=fa1953a8227a148248850c00a102362c4998e661a58ca0bcb2e35f279e737411"));
    EXPECT_EQ(header_of(api.requests[0], "Authorization"), "Bearer EAABpage0000000001");
    EXPECT_THAT(api.requests[1].url, HasSubstr("/108000000000001/published_posts?fields="));
    EXPECT_THAT(api.requests[1].url, HasSubstr("insights.metric%28post_media_view%29&limit=25"));
    EXPECT_THAT(api.requests[2].url,
                HasSubstr("/v25.0/108000000000001/insights?metric=page_media_view&period=day&"
                          "since=1792756800&until=1795348800&appsecret_proof="));
}

TEST_F(Facebook, views_of_thirty_days_are_those_of_all_days_or_unknown) {
    auto views = [&](HttpResponse insights) {
        auto snapshot = fetch({answer(fixture("facebook/page.json")), answer(R"({"data":[{"id":"1_2"}]})"),
                               answer(R"({"data":[]})"), insights});
        EXPECT_TRUE(snapshot);
        EXPECT_TRUE(api.spent());
        EXPECT_EQ(snapshot->profile.followers, 5'321);
        return snapshot->profile.impressions_last_30_days;
    };
    EXPECT_EQ(views(page_insights(28)), 28'378); // the last days are counted late
    EXPECT_EQ(views(page_insights(27)), std::nullopt);
    EXPECT_EQ(views(page_insights(32)), std::nullopt); // not what was asked for
    EXPECT_EQ(views(page_insights(30, "null")), std::nullopt);
    EXPECT_EQ(views(page_insights(30, "9223372036854775807")), std::nullopt);
    EXPECT_EQ(views(answer(R"({"data":[]})")), std::nullopt); // fewer than a hundred likes
    EXPECT_EQ(views(answer("<html>", 502)), std::nullopt);
}

TEST_F(Facebook, page_insights_that_fail_cost_only_themselves) {
    auto snapshot =
        fetch({answer(fixture("facebook/page.json")), answer(fixture("facebook/published_posts.json")),
               answer(R"({"error":{"message":"(#100) no such metric","code":100}})", 400)});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 2u);
    EXPECT_FALSE(snapshot->incomplete);
    EXPECT_THAT(snapshot->missing, ElementsAre(HasSubstr("impressions_last_30_days: Facebook: (#100)")));

    snapshot = fetch({answer(fixture("facebook/page.json")), answer(fixture("facebook/published_posts.json")),
                      answer(fixture("meta/app_limit.json"), 403)});
    ASSERT_TRUE(snapshot);
    EXPECT_TRUE(snapshot->incomplete && snapshot->incomplete->limit);
}

TEST_F(Facebook, without_read_insights_there_are_no_views_and_it_says_so) {
    account.tokens.granted_scopes = {"pages_show_list", "pages_read_engagement"};
    auto snapshot = fetch({answer(fixture("facebook/page.json")), answer(R"({"data":[{"id":"1_2"}]})")});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[1].url, Not(HasSubstr("insights")));
    EXPECT_THAT(snapshot->missing, ElementsAre("views: the scope read_insights was not granted"));
    EXPECT_EQ(snapshot->posts->list.at(0).likes, std::nullopt);
}

TEST_F(Facebook, a_dead_page_token_asks_for_a_new_one_and_a_missing_permission_for_the_creator) {
    auto dead = fetch({answer(fixture("meta/session_expired.json"), 400)});
    EXPECT_EQ(dead.error().reaction, Reaction::refresh_token);
    dead = fetch({answer(R"({"error":{"message":"x","code":190,"error_subcode":492}})", 400)});
    EXPECT_EQ(dead.error().reaction, Reaction::refresh_token);
    dead = fetch({answer(fixture("facebook/page.json")), answer(fixture("meta/session_expired.json"), 400)});
    EXPECT_EQ(dead.error().reaction, Reaction::refresh_token);
    auto refused = answer(R"({"error":{"message":"(#200) no","code":200}})", 403);
    dead = fetch({refused, refused, refused}); // with insights, without them, without posts
    EXPECT_EQ(dead.error().reaction, Reaction::reconnect);
    account.tokens.refresh_token = Secret{};
    dead = fetch({answer(fixture("meta/session_expired.json"), 400)});
    EXPECT_EQ(dead.error().reaction, Reaction::reconnect);
}

TEST_F(Facebook, a_page_that_is_hidden_needs_its_owner) {
    auto unsupported = answer(R"({"error":{"message":"Unsupported get request.","code":100,)"
                              R"("error_subcode":33}})",
                              400);
    auto hidden = fetch({unsupported, unsupported});
    ASSERT_FALSE(hidden);
    EXPECT_EQ(hidden.error().reaction, Reaction::reconnect);
    EXPECT_EQ(hidden.error().code, "100/33");
    EXPECT_THAT(hidden.error().message, HasSubstr("publish the page or lift its restrictions"));
    auto nobody =
        answer(R"({"error":{"message":"(#803) Some of the aliases do not exist","code":803}})", 404);
    EXPECT_EQ(fetch({nobody, nobody}).error().reaction, Reaction::reconnect);
    // It is Facebook that has to say so.
    auto bare = answer("{}", 404);
    EXPECT_EQ(fetch({bare, bare}).error().reaction, Reaction::retry_later);
}

TEST_F(Facebook, without_the_reading_scope_the_connection_lives_and_knows_nothing) {
    auto refused = answer(R"({"error":{"message":"(#10) needs pages_read_engagement","code":10}})", 403);
    account.tokens.granted_scopes = {"pages_show_list", "read_insights"};
    auto snapshot = fetch({refused});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.platform_user_id, "108000000000001");
    EXPECT_EQ(snapshot->profile.followers, std::nullopt);
    EXPECT_FALSE(snapshot->posts);
    EXPECT_THAT(snapshot->missing,
                ElementsAre("followers and posts: the scope pages_read_engagement was not granted"));
    // Taken back later, it is for the creator to give again.
    account.tokens.granted_scopes.push_back("pages_read_engagement");
    EXPECT_EQ(fetch({refused, refused, refused}).error().reaction, Reaction::reconnect);
}

TEST_F(Facebook, posts_that_are_not_permitted_leave_the_page) {
    account.tokens.granted_scopes = {"pages_show_list"};
    auto refused = answer(R"({"error":{"message":"(#10) needs pages_read_engagement","code":10}})", 403);
    auto snapshot = fetch({answer(fixture("facebook/page.json")), refused, refused});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.followers, 5'321);
    EXPECT_FALSE(snapshot->posts);
    EXPECT_EQ(snapshot->incomplete->reaction, Reaction::reconnect);
    EXPECT_THAT(snapshot->missing, Contains(HasSubstr("posts: Facebook: (#10) needs pages_read_engagement")));
}

TEST_F(Facebook, a_refresh_extends_the_user_token_and_finds_the_page_again) {
    api = ScriptedApi{
        {answer(fixture("facebook/long_user_token.json")), answer(fixture("facebook/accounts.json"))}};
    auto tokens = api.run(facebook().refresh(api, app, account));
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->access_token.reveal(), "EAABpage0000000001");
    EXPECT_EQ(tokens->refresh_token_expires_at, api.clock + 5'183'999s);
    EXPECT_EQ(tokens->grant_expires_at, std::nullopt);

    api = ScriptedApi{{answer(fixture("meta/session_expired.json"), 400)}};
    tokens = api.run(facebook().refresh(api, app, account));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().reaction, Reaction::reconnect);

    account.platform_user_id = "108000000000999";
    api = ScriptedApi{
        {answer(fixture("facebook/long_user_token.json")), answer(fixture("facebook/accounts.json"))}};
    tokens = api.run(facebook().refresh(api, app, account));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().code, "page_gone");
    EXPECT_EQ(tokens.error().reaction, Reaction::reconnect);
}

TEST_F(Facebook, a_page_behind_the_end_of_a_list_that_broke_off_is_not_gone) {
    auto lists_end_with = [&](std::string paging) {
        api = ScriptedApi{{answer(fixture("facebook/long_user_token.json")),
                           answer(R"({"data":[{"id":"1","access_token":"a"}],"paging":)" + paging + "}"),
                           answer(R"({"data":[],"paging":)" + paging + "}")}};
        return api.run(facebook().refresh(api, app, account));
    };
    for (auto paging :
         {R"({"next":"https://x/?offset=100"})", R"({"cursors":{"after":"A"},"next":"https://x/"})"}) {
        auto tokens = lists_end_with(paging);
        ASSERT_FALSE(tokens) << paging;
        EXPECT_EQ(tokens.error().reaction, Reaction::retry_later) << paging;
        EXPECT_EQ(tokens.error().code, "page_not_listed") << paging;
    }
    EXPECT_EQ(lists_end_with(R"({"cursors":{"after":"A"}})").error().reaction, Reaction::reconnect);
}

TEST_F(Facebook, the_user_token_is_extended_in_its_last_thirty_days) {
    Instant now = at(1'795'348'800);
    account.connected_at = now - 24h * 40;
    account.tokens.refresh_token_expires_at = now + 24h * 20;
    EXPECT_TRUE(facebook().should_refresh(account, now));
    EXPECT_FALSE(facebook().must_refresh_first(account, now));
    account.last_refreshed_at = now - 23h;
    EXPECT_FALSE(facebook().should_refresh(account, now));
    account.last_refreshed_at = now - 25h;
    account.tokens.refresh_token_expires_at = now + 24h * 31;
    EXPECT_FALSE(facebook().should_refresh(account, now));
    account.tokens.refresh_token_expires_at = now - 1s;
    EXPECT_FALSE(facebook().should_refresh(account, now));
    account.tokens.refresh_token_expires_at.reset();
    EXPECT_FALSE(facebook().should_refresh(account, now));
    account.last_refreshed_at = now - 24h * 30 + 1s; // its end was never told
    EXPECT_FALSE(facebook().should_refresh(account, now));
    account.last_refreshed_at = now - 24h * 30;
    EXPECT_TRUE(facebook().should_refresh(account, now));
    account.tokens.refresh_token_expires_at = now + 24h * 30;
    EXPECT_FALSE(facebook().should_refresh(account, now));
    account.tokens.refresh_token_expires_at = now + 24h * 30 - 1s;
    EXPECT_TRUE(facebook().should_refresh(account, now));
    account.last_refreshed_at = now - 24h;
    EXPECT_TRUE(facebook().should_refresh(account, now));
    account.tokens.refresh_token_expires_at = now;
    EXPECT_FALSE(facebook().should_refresh(account, now));
    // Without the user's token there is nothing to extend.
    account.tokens.refresh_token_expires_at = now + 24h * 20;
    account.tokens.refresh_token = Secret{};
    EXPECT_FALSE(facebook().should_refresh(account, now));
}

TEST_F(Facebook, a_grant_that_is_gone_is_revoked) {
    for (auto response : {answer(R"({"success":true})"),
                          answer(R"({"error":{"message":"no","code":190,"error_subcode":458}})", 400),
                          answer(R"({"error":{"message":"gone","code":100,"error_subcode":33}})", 400)}) {
        api = ScriptedApi{{response}};
        EXPECT_TRUE(api.run(facebook().revoke(api, app, account)));
    }
    // The token ended, by its time or with the password; the app still stands in the creator's settings.
    for (auto response : {answer(fixture("meta/session_expired.json"), 400),
                          answer(R"({"error":{"message":"x","code":190,"error_subcode":460}})", 400),
                          answer(R"({"error":{"message":"(#200) x","code":200}})", 403)}) {
        api = ScriptedApi{{response}};
        auto done = api.run(facebook().revoke(api, app, account));
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().reaction, Reaction::skip);
        EXPECT_THAT(done.error().message, HasSubstr("remove the app in Facebook's settings"));
    }
    for (auto response : {answer("<html>", 502), answer("{}", 404), answer("{}", 410)}) {
        api = ScriptedApi{{response}};
        EXPECT_FALSE(api.run(facebook().revoke(api, app, account)));
    }
    // The token of a login that is blocked serves again afterwards.
    for (auto subcode : {"", R"(,"error_subcode":1390008)"}) {
        api = ScriptedApi{
            {answer(R"({"error":{"message":"blocked","code":368)" + std::string(subcode) + "}}", 400)}};
        EXPECT_EQ(api.run(facebook().revoke(api, app, account)).error().reaction, Reaction::retry_later);
    }
}

} // namespace
} // namespace social
