// The posts of an Instagram account: lists and their pages, insights, and metrics that were removed.
#include "platforms/instagram_fixture.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class InstagramPosts : public InstagramAccount {
protected:
    static HttpResponse no_single_insights() { return answer(R"({"data":[]})"); }
};

TEST_F(InstagramPosts, without_the_insights_scope_posts_come_without_views) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    auto snapshot = fetch({instagram_me(), answer(posts(9, 2))});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[1].url, Not(HasSubstr("insights")));
    EXPECT_EQ(snapshot->posts->list.size(), 2u);
    EXPECT_THAT(snapshot->missing,
                testing::ElementsAre("views: the scope instagram_business_manage_insights was not "
                                     "granted"));
}

TEST_F(InstagramPosts, pages_are_followed_until_there_are_twenty_five) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    std::string next =
        R"(,"paging":{"cursors":{"after":"CURSOR1"},"next":"https://evil.example/?access_token=t"})";
    std::string next2 = R"(,"paging":{"cursors":{"after":"CURSOR2"},"next":"https://x/"})";
    auto snapshot = fetch(
        {instagram_me(), answer(posts(900, 0, next)), answer(posts(900, 20, next2)), answer(posts(881, 20))});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 25u); // 881 came twice and is one post
    EXPECT_FALSE(snapshot->posts_cut_short);
    EXPECT_THAT(api.requests[2].url, HasSubstr("https://graph.instagram.com/v25.0/17841405822304915/media?"));
    EXPECT_THAT(api.requests[2].url, HasSubstr("&after=CURSOR1"));
    EXPECT_THAT(api.requests[3].url, HasSubstr("&after=CURSOR2"));
    EXPECT_TRUE(api.spent());
}

TEST_F(InstagramPosts, pages_of_one_post_make_twenty_five_too) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    std::vector<HttpResponse> answers{instagram_me()};
    for (int page = 0; page < 25; ++page)
        answers.push_back(answer(posts(900 - page, 1,
                                       R"(,"paging":{"cursors":{"after":"C)" + std::to_string(page) +
                                           R"("},"next":"https://x/"})")));
    auto snapshot = fetch(std::move(answers));
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 25u);
    EXPECT_TRUE(api.spent());
    EXPECT_THAT(snapshot->missing, testing::ElementsAre(HasSubstr("views: the scope")));
    EXPECT_FALSE(snapshot->posts_cut_short);
}

TEST_F(InstagramPosts, a_list_that_breaks_off_says_nothing_of_the_posts_behind) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    std::string next = R"(,"paging":{"cursors":{"after":"CURSOR1"},"next":"https://x/"})";
    auto broken_off = fetch({instagram_me(), answer(posts(900, 20, next)), answer("<html>", 502)});
    ASSERT_TRUE(broken_off);
    EXPECT_EQ(broken_off->posts->list.size(), 20u);
    EXPECT_TRUE(broken_off->posts_cut_short);
    ASSERT_TRUE(broken_off->incomplete); // worth coming back for
    EXPECT_EQ(broken_off->incomplete->reaction, Reaction::retry_later);
    EXPECT_THAT(broken_off->missing, Not(Contains("posts: too many pages without posts")));
    auto blind =
        fetch({instagram_me(), answer(posts(900, 20, R"(,"paging":{"next":"https://x/?limit=25"})"))});
    ASSERT_TRUE(blind);
    EXPECT_TRUE(blind->posts_cut_short);
    EXPECT_THAT(blind->missing, Contains("posts: the platform does not say where its next page begins"));
    auto whole = fetch({instagram_me(), answer(posts(900, 20))});
    ASSERT_TRUE(whole);
    EXPECT_FALSE(whole->posts_cut_short);
}

TEST_F(InstagramPosts, a_repeating_cursor_ends_the_paging) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    std::string next = R"(,"paging":{"cursors":{"after":"SAME"},"next":"https://x/"})";
    auto snapshot = fetch({instagram_me(), answer(posts(900, 2, next)), answer(posts(800, 2, next))});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 4u);
    EXPECT_THAT(snapshot->missing, Contains("posts: the platform's paging repeats itself"));
    EXPECT_TRUE(snapshot->posts_cut_short);
}

TEST_F(InstagramPosts, endless_empty_pages_end_too) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    std::vector<HttpResponse> answers{instagram_me()};
    for (int page = 0; page < 10; ++page)
        answers.push_back(answer(R"({"data":[],"paging":{"cursors":{"after":")" + std::to_string(page) +
                                 R"("},"next":"https://x/"}})"));
    auto snapshot = fetch(std::move(answers));
    ASSERT_TRUE(snapshot);
    EXPECT_TRUE(snapshot->posts->list.empty());
    EXPECT_TRUE(api.spent());
    EXPECT_THAT(snapshot->missing, Contains("posts: too many pages without posts"));
    EXPECT_TRUE(snapshot->posts_cut_short);
}

TEST_F(InstagramPosts, posts_come_newest_first) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    auto snapshot =
        fetch({instagram_me(), answer(R"({"data":[{"id":"1","timestamp":"2026-01-01T00:00:00+0000"},
                                       {"id":"2","timestamp":"2026-03-01T00:00:00+0000"}]})")});
    EXPECT_EQ(snapshot->posts->list.at(0).id, "2");
}

TEST_F(InstagramPosts, posts_from_times_that_cannot_be_have_no_time) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    auto snapshot =
        fetch({instagram_me(), answer(R"({"data":[{"id":"1","timestamp":"0000-01-01T00:00:00+0000"},
        {"id":"2","timestamp":"9999-12-31T23:59:59+0000"},{"id":"3","timestamp":"2003-12-31T23:59:59+0000"},
        {"id":"4","timestamp":"2027-11-23T12:00:01+0000"},{"id":"5","timestamp":"2027-11-23T12:00:00+0000"},
        {"id":"6","timestamp":"2004-01-01T00:00:00+0000"}]})")});
    ASSERT_TRUE(snapshot);
    std::vector<bool> dated;
    for (const Post &post : snapshot->posts->list)
        dated.push_back(post.published_at.has_value());
    EXPECT_THAT(dated, testing::ElementsAre(false, false, false, false, true, true));
    EXPECT_THAT(snapshot->missing,
                Contains("published_at: the platform's answer holds a time that cannot be"));
}

TEST_F(InstagramPosts, a_removed_metric_is_left_out_and_the_others_come) {
    auto snapshot = fetch({instagram_me(), answer(fixture("meta/metric_removed.json"), 400),
                           answer(fixture("instagram/media.json")), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[2].url, HasSubstr("insights.metric%28views%2Cshares%29"));
    EXPECT_EQ(snapshot->posts->list.at(0).views, 9'120);
    EXPECT_THAT(snapshot->missing, Contains("saved: the platform no longer offers this metric"));
}

TEST_F(InstagramPosts, one_post_that_spoils_the_page_costs_only_its_own_insights) {
    auto snapshot = fetch({instagram_me(), answer(fixture("meta/older_than_professional_account.json"), 400),
                           answer(posts(9, 3)), answer(fixture("instagram/insights_of_a_post.json")),
                           answer(fixture("meta/older_than_professional_account.json"), 400),
                           answer(R"({"data":[]})"), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.at(0).views, 9'120);
    EXPECT_EQ(snapshot->posts->list.at(0).saves, 77);
    EXPECT_EQ(snapshot->posts->list.at(1).views, std::nullopt);
    EXPECT_EQ(snapshot->posts->list.at(2).views, std::nullopt);
    EXPECT_THAT(api.requests[2].url, Not(HasSubstr("insights")));
    EXPECT_THAT(api.requests[3].url, HasSubstr("/v25.0/9/insights?metric=views%2Csaved%2Cshares"));
    EXPECT_TRUE(api.spent());
    EXPECT_THAT(snapshot->missing, IsEmpty());
}

TEST_F(InstagramPosts, the_calls_for_single_insights_are_bounded) {
    std::vector<HttpResponse> answers{instagram_me(), graph_error(100, "Invalid parameter", 2108006),
                                      answer(posts(900, 25))};
    for (int post = 0; post < 25; ++post)
        answers.push_back(graph_error(100, "Invalid parameter", 2108006));
    answers.push_back(instagram_reach());
    auto snapshot = fetch(std::move(answers));
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(api.requests.size(), 29u);
    EXPECT_TRUE(api.spent());
}

TEST_F(InstagramPosts, a_token_that_is_stale_among_the_posts_makes_the_sync_begin_anew) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    std::string next = R"(,"paging":{"cursors":{"after":"CURSOR1"},"next":"https://x/"})";
    auto at_once = fetch({instagram_me(), answer("{}", 401)});
    ASSERT_FALSE(at_once);
    EXPECT_EQ(at_once.error().reaction, Reaction::refresh_token);
    auto later = fetch({instagram_me(), answer(posts(900, 20, next)), answer("{}", 401)});
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().reaction, Reaction::refresh_token);
}

TEST_F(InstagramPosts, what_is_not_about_one_post_ends_the_asking_for_single_insights) {
    for (const auto &failure :
         {graph_error(190, "dead"), answer("{}", 401), graph_error(17, "too many calls"),
          graph_error(101, "Error validating application")}) {
        auto snapshot = fetch({instagram_me(), graph_error(100, "Invalid parameter", 2108006),
                               answer(posts(9, 3)), failure, instagram_reach()});
        ASSERT_TRUE(snapshot) << failure.body;
        EXPECT_EQ(snapshot->posts->list.size(), 3u);
        EXPECT_LE(api.requests.size(), 5u) << failure.body; // the account's reach is asked for by itself
    }
    // The operator is told of an app that is set up wrongly; the creator's figures are there.
    auto snapshot =
        fetch({instagram_me(), graph_error(100, "Invalid parameter", 2108006), answer(posts(9, 3)),
               graph_error(101, "Error validating application"), instagram_reach()});
    ASSERT_TRUE(snapshot->incomplete);
    EXPECT_EQ(snapshot->incomplete->reach, Reach::app);
}

TEST_F(InstagramPosts, posts_that_were_kept_away_are_told_before_their_insights) {
    std::string next = R"(,"paging":{"cursors":{"after":"CURSOR1"},"next":"https://x/"})";
    auto snapshot = fetch({instagram_me(), answer(posts(900, 2, next)), answer("<html>", 502),
                           graph_error(101, "Error validating application"), instagram_reach()});
    ASSERT_TRUE(snapshot);
    ASSERT_TRUE(snapshot->incomplete);
    EXPECT_EQ(snapshot->incomplete->code, "bad_answer");
}

TEST_F(InstagramPosts, a_post_that_comes_twice_is_one) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    std::string next = R"(,"paging":{"cursors":{"after":"CURSOR1"},"next":"https://x/"})";
    auto snapshot = fetch({instagram_me(), answer(posts(900, 3, next)), answer(posts(898, 3))});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 5u);
}

TEST_F(InstagramPosts, a_metric_that_was_not_asked_for_cannot_be_left_out) {
    auto snapshot = fetch({instagram_me(), graph_error(100, "(#100) metric[3] must be one of: views"),
                           answer(posts(9, 1)), no_single_insights(), instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[3].url, HasSubstr("metric=views%2Csaved%2Cshares"));
}

TEST_F(InstagramPosts, a_limit_among_the_single_insights_keeps_the_posts_and_stops_asking) {
    auto snapshot = fetch({instagram_me(), graph_error(100, "Invalid parameter", 2108006),
                           answer(posts(9, 3)), answer(fixture("meta/app_limit.json"), 403)});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 3u);
    ASSERT_TRUE(snapshot->incomplete);
    EXPECT_TRUE(snapshot->incomplete->limit);
    EXPECT_EQ(snapshot->incomplete->reach, Reach::app);
    EXPECT_TRUE(api.spent()); // the account's reach was not asked for any more
}

TEST_F(InstagramPosts, a_post_whose_kind_has_no_insights_costs_the_others_nothing) {
    auto refused =
        graph_error(100, "(#100) The Media Insights API does not support the views metric for this "
                         "media product type.");
    auto told = answer(fixture("instagram/insights_of_a_post.json"));
    auto snapshot = fetch({instagram_me(), refused, answer(posts(9, 5)), refused, told, refused, refused,
                           told, instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.at(0).views, std::nullopt);
    EXPECT_EQ(snapshot->posts->list.at(1).views, 9'120);
    EXPECT_EQ(snapshot->posts->list.at(4).views, 9'120);
    EXPECT_THAT(snapshot->missing, Contains(HasSubstr("does not support the views metric")));
    EXPECT_FALSE(snapshot->incomplete);
    EXPECT_TRUE(api.spent());
    // Three in a row: no other is asked.
    snapshot =
        fetch({instagram_me(), refused, answer(posts(9, 5)), refused, refused, refused, instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_TRUE(api.spent());
}

TEST_F(InstagramPosts, one_passing_failure_costs_one_post_its_insights_and_a_second_ends_the_asking) {
    auto refused = graph_error(100, "Invalid parameter", 2108006);
    auto told = answer(fixture("instagram/insights_of_a_post.json"));
    auto broken_off = answer("<html>", 502);
    auto snapshot =
        fetch({instagram_me(), refused, answer(posts(9, 3)), broken_off, told, told, instagram_reach()});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.at(0).views, std::nullopt);
    EXPECT_EQ(snapshot->posts->list.at(2).views, 9'120);
    EXPECT_FALSE(snapshot->incomplete);
    EXPECT_TRUE(api.spent());
    snapshot =
        fetch({instagram_me(), refused, answer(posts(9, 3)), broken_off, broken_off, instagram_reach()});
    ASSERT_TRUE(snapshot);
    ASSERT_TRUE(snapshot->incomplete);
    EXPECT_EQ(snapshot->incomplete->reaction, Reaction::retry_later);
    EXPECT_TRUE(api.spent());
}

TEST_F(InstagramPosts, where_expansion_gives_nothing_one_post_shows_whether_to_ask_singly) {
    auto snapshot =
        fetch({instagram_me(), answer(posts(9, 2)), answer(fixture("instagram/insights_of_a_post.json")),
               answer(fixture("instagram/insights_of_a_post.json")), instagram_reach()});
    EXPECT_EQ(snapshot->posts->list.at(1).views, 9'120);
    snapshot = fetch({instagram_me(), answer(posts(9, 2)), answer(R"({"data":[]})"), instagram_reach()});
    EXPECT_EQ(snapshot->posts->list.at(1).views, std::nullopt);
    EXPECT_TRUE(api.spent());
}

TEST_F(InstagramPosts, insights_that_are_not_permitted_leave_the_posts) {
    auto snapshot = fetch({instagram_me(), graph_error(10, "(#10) no permission"), answer(posts(9, 2)),
                           graph_error(10, "(#10) no permission")});
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->posts->list.size(), 2u);
    EXPECT_THAT(snapshot->missing,
                Contains("views: the scope instagram_business_manage_insights was not granted"));
    EXPECT_TRUE(api.spent());
}

TEST_F(InstagramPosts, too_much_data_is_asked_for_in_smaller_pages) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    auto snapshot =
        fetch({instagram_me(), graph_error(1, "Please reduce the amount of data you're asking for"),
               answer(posts(9, 2))});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[2].url, HasSubstr("limit=12"));
    // 25, 12, 6 and 3 at a time; what is too much even then is given up.
    auto too_much = graph_error(1, "Please reduce the amount of data you're asking for");
    snapshot = fetch({instagram_me(), too_much, too_much, too_much, too_much});
    ASSERT_TRUE(snapshot);
    EXPECT_THAT(api.requests[4].url, HasSubstr("limit=3"));
    EXPECT_FALSE(snapshot->posts);
}

TEST_F(InstagramPosts, posts_that_fail_leave_the_profile_and_say_why) {
    for (auto failure :
         {answer(fixture("meta/server_error.json"), 500), answer("<html>", 502), answer(R"({"data":)"),
          answer(R"({"data":{}})"), answer("", 200), broken(TransportFailure::timeout, true)}) {
        auto snapshot = fetch({instagram_me(), failure, instagram_reach()});
        ASSERT_TRUE(snapshot);
        EXPECT_EQ(snapshot->profile.followers, 20'311);
        EXPECT_FALSE(snapshot->posts);
        ASSERT_TRUE(snapshot->incomplete);
        EXPECT_EQ(snapshot->incomplete->reaction, Reaction::retry_later);
        EXPECT_THAT(snapshot->missing, Contains(HasSubstr("posts: Instagram: ")));
    }
}

TEST_F(InstagramPosts, a_post_without_an_id_is_left_out) {
    account.tokens.granted_scopes = {"instagram_business_basic"};
    auto snapshot =
        fetch({instagram_me(), answer(R"({"data":[{"caption":"x"},null,7,{"id":17918920912340655}]})")});
    ASSERT_TRUE(snapshot);
    ASSERT_EQ(snapshot->posts->list.size(), 1u);
    EXPECT_EQ(snapshot->posts->list.at(0).id, "17918920912340655");
    EXPECT_THAT(snapshot->missing, Contains("posts: one came without an id and was left out"));
}

} // namespace
} // namespace social
