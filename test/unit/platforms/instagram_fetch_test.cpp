// One sync of an Instagram account: the profile, whose it is, and everything that can be missing of it.
#include "platforms/instagram_fixture.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class InstagramFetch : public InstagramAccount {};

TEST_F(InstagramFetch, a_host_that_leaves_the_posts_out_is_asked_for_them) {
    auto snapshot = fetch({instagram_me(), answer(fixture("instagram/media.json")), instagram_reach()});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    const Profile &profile = snapshot->profile;
    EXPECT_EQ(profile.platform_user_id, "17841405822304915");
    EXPECT_EQ(profile.username, "forge.legacy");
    EXPECT_EQ(profile.display_name, "Forge Legacy");
    EXPECT_EQ(profile.bio, "Strength, slowly.");
    EXPECT_EQ(profile.profile_url, "https://www.instagram.com/forge.legacy/");
    EXPECT_EQ(profile.picture_url, "https://scontent.cdninstagram.com/v/t51/x.jpg?oh=1");
    EXPECT_EQ(profile.followers, 20'311);
    EXPECT_EQ(profile.following, 312);
    EXPECT_EQ(profile.posts, 418);
    EXPECT_EQ(profile.total_likes, std::nullopt);
    EXPECT_EQ(profile.reach_last_30_days, 48'213);
    EXPECT_EQ(profile.impressions_last_30_days, 190'442);
    EXPECT_EQ(snapshot->measured_at, api.clock);

    ASSERT_TRUE(snapshot->posts);
    ASSERT_EQ(snapshot->posts->list.size(), 2u);
    const Post &reel = snapshot->posts->list.at(0);
    EXPECT_EQ(reel.id, "17918920912340654");
    EXPECT_EQ(reel.type, "reel");
    EXPECT_EQ(reel.caption, "Week 6");
    EXPECT_EQ(reel.permalink, "https://www.instagram.com/reel/DAbCdEfGhIj/");
    EXPECT_EQ(reel.media_url, "https://scontent.cdninstagram.com/v.mp4");
    EXPECT_EQ(reel.thumbnail_url, "https://scontent.cdninstagram.com/t.jpg");
    EXPECT_EQ(reel.likes, 301);
    EXPECT_EQ(reel.comments, 12);
    EXPECT_EQ(reel.views, 9'120);
    EXPECT_EQ(reel.saves, 77);
    EXPECT_EQ(reel.shares, 41);
    EXPECT_EQ(reel.published_at, at(1'790'615'111));
    const Post &carousel = snapshot->posts->list.at(1);
    EXPECT_EQ(carousel.type, "carousel");
    EXPECT_EQ(carousel.caption, std::nullopt); // no text: no key
    EXPECT_EQ(carousel.likes, std::nullopt);   // hidden, which is not 0
    EXPECT_EQ(carousel.comments, 3);
    EXPECT_EQ(carousel.views, std::nullopt); // too new: an empty list
    EXPECT_THAT(snapshot->missing, IsEmpty());
    EXPECT_FALSE(snapshot->incomplete);
    EXPECT_EQ(snapshot->raw, "");

    EXPECT_THAT(api.requests[0].url, HasSubstr("/v25.0/me?fields=user_id%2Caccount_type%2Cusername"));
    EXPECT_THAT(api.requests[1].url, HasSubstr("/v25.0/17841405822304915/media?fields=id%2Ccaption"));
    EXPECT_THAT(api.requests[1].url, HasSubstr("insights.metric%28views%2Csaved%2Cshares%29&limit=25"));
    EXPECT_THAT(
        api.requests[2].url,
        HasSubstr("/v25.0/17841405822304915/insights?metric=reach%2Cviews&period=day&metric_type=total_value&"
                  "since=1792756800&until=1795348800"));
    for (const auto &request : api.requests) {
        EXPECT_THAT(request.url, Not(HasSubstr("IGAAtoken")));
        EXPECT_EQ(header_of(request, "Authorization"), "Bearer IGAAtoken");
    }
}

TEST_F(InstagramFetch, facebook_login_asks_the_other_host_by_id_and_proves_itself) {
    app.api_url = "https://graph.facebook.com";
    app.client_secret = Secret{"fbsecret"};
    account.login_flow = "facebook_login";
    account.platform_user_id = "17841405309211845";
    account.tokens.access_token = Secret{"EAABpage0000000001"};
    account.tokens.granted_scopes = {"instagram_basic"};
    auto snapshot =
        fetch({answer(R"({"id":"17841405309211845","username":"forge.legacy","followers_count":20311})"),
               answer(posts(9, 1))});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.followers, 20'311);
    EXPECT_THAT(api.requests[0].url,
                HasSubstr("https://graph.facebook.com/v25.0/17841405309211845?fields=id%2Cusername"));
    EXPECT_THAT(
        api.requests[0].url,
        HasSubstr("&appsecret_proof=fa1953a8227a148248850c00a102362c4998e661a58ca0bcb2e35f279e737411"));
    EXPECT_THAT(snapshot->missing, Contains("views: the scope instagram_manage_insights was not granted"));
}

TEST_F(InstagramFetch, a_dead_page_token_asks_for_a_new_one_where_that_can_be_had) {
    account.login_flow = "facebook_login";
    account.tokens.granted_scopes = {"instagram_basic"};
    auto dead = fetch({answer(fixture("meta/session_expired.json"), 400)});
    EXPECT_EQ(dead.error().reaction, Reaction::reconnect);
    account.tokens.refresh_token = Secret{"EAABuser"};
    dead = fetch({answer(fixture("meta/session_expired.json"), 400)});
    EXPECT_EQ(dead.error().reaction, Reaction::refresh_token);
    dead = fetch({graph_error(10, "no permission"), graph_error(10, "no permission")});
    EXPECT_EQ(dead.error().reaction, Reaction::reconnect);
}

TEST_F(InstagramFetch, a_token_of_another_account_records_nothing) {
    account.platform_user_id = "17841405822304999";
    auto snapshot = fetch({instagram_me()});
    ASSERT_FALSE(snapshot);
    EXPECT_EQ(snapshot.error().code, "other_account");
}

// Stored by the replaced service, which took the id that came with the code.
TEST_F(InstagramFetch, an_account_that_is_stored_under_its_login_s_id_is_the_same) {
    account.platform_user_id = "9134567890123457";
    auto snapshot = fetch({instagram_me(), answer(fixture("instagram/media.json")), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_TRUE(snapshot->known_by_login);
    EXPECT_EQ(snapshot->profile.platform_user_id, "17841405822304915");
    EXPECT_THAT(api.requests[1].url, HasSubstr("/17841405822304915/media"));
    account.platform_user_id = "17841405822304915";
    snapshot = fetch({instagram_me(), answer(fixture("instagram/media.json")), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_FALSE(snapshot->known_by_login);
}

TEST_F(InstagramFetch, a_profile_that_does_not_say_whose_it_is_disconnects_nobody) {
    auto nobody = answer(R"({"id":"9134567890123457","username":"forge.legacy"})");
    auto snapshot = fetch({nobody, nobody});
    ASSERT_FALSE(snapshot);
    EXPECT_EQ(snapshot.error().reaction, Reaction::retry_later);
    EXPECT_EQ(snapshot.error().code, "bad_answer");
}

TEST_F(InstagramFetch, an_account_that_is_not_there_for_its_token_needs_the_creator) {
    account.login_flow = "facebook_login";
    auto unsupported = graph_error(100, "Unsupported get request.", 33);
    auto snapshot = fetch({unsupported, unsupported});
    ASSERT_FALSE(snapshot);
    EXPECT_EQ(snapshot.error().reaction, Reaction::reconnect);
    EXPECT_EQ(snapshot.error().code, "100/33");
    EXPECT_THAT(snapshot.error().message, HasSubstr("still there and linked"));
    auto bare = answer("{}", 404);
    EXPECT_EQ(fetch({bare, bare}).error().reaction, Reaction::retry_later);
}

TEST_F(InstagramFetch, an_account_that_became_personal_is_told_how_to_switch_back) {
    // Of the posts with their insights, of the posts, and of the account: only the last one is about the
    // account.
    auto refused = graph_error(10, "(#10) The account is not an Instagram professional account");
    auto snapshot = fetch({refused, refused, refused});
    ASSERT_FALSE(snapshot);
    EXPECT_EQ(snapshot.error().reaction, Reaction::reconnect);
    EXPECT_EQ(snapshot.error().code, "personal_account");
    EXPECT_THAT(snapshot.error().message, HasSubstr("switch to a professional account"));
}

TEST_F(InstagramFetch, without_instagram_basic_the_connection_lives_and_knows_nothing) {
    account.login_flow = "facebook_login";
    account.tokens.granted_scopes = {"pages_show_list"};
    auto snapshot = fetch({graph_error(10, "(#10) no permission")});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.platform_user_id, account.platform_user_id);
    EXPECT_EQ(snapshot->profile.followers, std::nullopt);
    EXPECT_FALSE(snapshot->posts);
    EXPECT_THAT(snapshot->missing,
                testing::ElementsAre("followers and posts: the scope instagram_basic was not granted"));
    EXPECT_FALSE(fetch({answer(fixture("meta/session_expired.json"), 400)}));
}

TEST_F(InstagramFetch, wrong_types_are_unknown_and_noted) {
    auto snapshot = fetch({answer(R"({"user_id":"17841405822304915","username":7,"followers_count":"20311",
                                      "follows_count":1.5,"media_count":null,"name":["x"]})"),
                           answer(R"({"data":[{"id":"9","like_count":"3","comments_count":-1,"caption":5,
                                      "timestamp":"yesterday","permalink":"javascript:x","insights":[]}]})"),
                           instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.followers, std::nullopt);
    EXPECT_EQ(snapshot->profile.following, std::nullopt);
    EXPECT_EQ(snapshot->profile.posts, std::nullopt);
    EXPECT_EQ(snapshot->profile.username, std::nullopt);
    const Post &post = snapshot->posts->list.at(0);
    EXPECT_EQ(post.likes, std::nullopt);
    EXPECT_EQ(post.comments, std::nullopt);
    EXPECT_EQ(post.caption, std::nullopt);
    EXPECT_EQ(post.permalink, std::nullopt);
    EXPECT_EQ(post.published_at, std::nullopt);
    EXPECT_EQ(post.type, "post");
    EXPECT_THAT(snapshot->missing,
                testing::ElementsAre("followers_count: the platform's answer holds no number there",
                                     "follows_count: the platform's answer holds no number there",
                                     "like_count: the platform's answer holds no number there",
                                     "comments_count: the platform's answer holds no number there"));
}

TEST_F(InstagramFetch, counts_beyond_belief_are_unknown) {
    auto snapshot = fetch({answer(R"({"user_id":"17841405822304915","followers_count":1000000000000001,
                                      "follows_count":9223372036854775807,"media_count":1000000000000000})"),
                           answer(R"({"data":[{"id":"9","like_count":9223372036854775807,"insights":{"data":[
                                      {"name":"views","values":[{"value":9223372036854775807}]},
                                      {"name":"saved","values":[{"value":7}]}]}}]})"),
                           instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.followers, std::nullopt);
    EXPECT_EQ(snapshot->profile.following, std::nullopt);
    EXPECT_EQ(snapshot->profile.posts, 1'000'000'000'000'000);
    EXPECT_EQ(snapshot->posts->list.at(0).likes, std::nullopt);
    EXPECT_EQ(snapshot->posts->list.at(0).views, std::nullopt);
    EXPECT_EQ(snapshot->posts->list.at(0).saves, 7);
    EXPECT_THAT(snapshot->missing,
                testing::Contains("followers_count: the platform's answer holds no number there"));
}

TEST_F(InstagramFetch, odd_texts_are_stored_as_text) {
    auto snapshot = fetch({instagram_me(),
                           answer(R"({"data":[{"id":"9","caption":"a\u0000b \ud83d","insights":{"data":[]}},
                                      {"id":"8","caption":")" +
                                  std::string(9'000, 'x') + R"(","insights":{"data":[]}}]})"),
                           instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.at(0).caption, "a\xEF\xBF\xBD"
                                                   "b \xEF\xBF\xBD");
    EXPECT_EQ(snapshot->posts->list.at(1).caption, std::string(8'000, 'x'));
}

TEST_F(InstagramFetch, a_refused_welcome_field_is_not_asked_for_again) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    auto no_biography = graph_error(100, "(#100) Tried accessing nonexisting field (biography)");
    auto snapshot = fetch({no_biography, instagram_me(),
                           graph_error(100, "(#100) Tried accessing nonexisting field (media_url)"),
                           answer(posts(9, 2))});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[1].url, Not(HasSubstr("biography")));
    EXPECT_THAT(api.requests[3].url, Not(HasSubstr("media_url")));
    EXPECT_EQ(snapshot->posts->list.size(), 2u);
}

TEST_F(InstagramFetch, a_token_that_dies_between_the_calls_ends_the_sync) {
    auto snapshot = fetch({instagram_me(), answer(fixture("meta/session_expired.json"), 400)});
    ASSERT_FALSE(snapshot);
    EXPECT_EQ(snapshot.error().reaction, Reaction::reconnect);
    EXPECT_TRUE(snapshot.error().expired);
}

TEST_F(InstagramFetch, a_failing_reach_costs_only_itself) {
    auto snapshot = fetch({instagram_me(), answer(fixture("instagram/media.json")),
                           graph_error(100, "(#100) metric[0] must be one of")});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->profile.reach_last_30_days, std::nullopt);
    EXPECT_EQ(snapshot->posts->list.size(), 2u);
    EXPECT_THAT(snapshot->missing, Contains(HasSubstr("reach_last_30_days: ")));
}

TEST_F(InstagramFetch, the_answers_are_kept_without_tokens_when_wanted) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    auto snapshot =
        fetch({answer(R"({"user_id":"17841405822304915"})"),
               answer(R"({"data":[],"paging":{"previous":"https://x/?access_token=IGAAtoken"}})")},
              true);
    EXPECT_EQ(snapshot->raw, R"({"posts":[{"data":[]}],"profile":[{"user_id":"17841405822304915"}]})");
}

} // namespace
} // namespace social
