// What the answers of all platforms have in common: failures below HTTP, statuses, waits, lifetimes, notes,
// and which posts are kept.
#include "core/platforms/answer.hpp"

#include "platforms/scripted_api.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant kNow = at(1'795'348'800); // 2026-11-22T12:00:00Z

TEST(Answer, a_call_that_our_budget_held_back_says_whose_budget_it_was) {
    HttpResponse response = broken(TransportFailure::deferred, false);
    response.retry_after = 90s;
    for (Reach reach : {Reach::account, Reach::app}) {
        response.reach = reach;
        Error error = *transport_error(response, "TikTok");
        EXPECT_EQ(error.reaction, Reaction::retry_later);
        EXPECT_EQ(error.code, "deferred");
        EXPECT_TRUE(error.limit);
        EXPECT_TRUE(error.deferred);
        EXPECT_EQ(error.wait, 90s);
        EXPECT_EQ(error.reach, reach);
        EXPECT_FALSE(error.answer_lost);
    }
}

TEST(Answer, a_call_that_is_not_made_now_waits_as_at_a_limit_and_is_no_failure) {
    HttpResponse response = broken(TransportFailure::held, false);
    response.retry_after = 45s;
    Error error = *transport_error(response, "TikTok");
    EXPECT_EQ(error.reaction, Reaction::retry_later);
    EXPECT_EQ(error.code, "not_called");
    EXPECT_TRUE(error.limit);
    EXPECT_TRUE(error.deferred);
    EXPECT_EQ(error.wait, 45s);
    EXPECT_EQ(error.reach, Reach::account);
}

TEST(Answer, the_status_alone_tells_what_to_do_next) {
    EXPECT_FALSE(status_error(answer("", 200), "TikTok", kNow));
    EXPECT_FALSE(status_error(answer("", 299), "TikTok", kNow));
    EXPECT_EQ(status_error(answer("", 300), "TikTok", kNow)->code, "http_300");
    Error wrong = *status_error(answer("", 400), "TikTok", kNow);
    EXPECT_EQ(wrong.reaction, Reaction::misconfigured);
    EXPECT_EQ(wrong.reach, Reach::account);
    EXPECT_EQ(status_error(answer("", 401), "TikTok", kNow)->reaction, Reaction::refresh_token);
    Error limit = *status_error(answer("", 429, {{"Retry-After", "9"}}), "TikTok", kNow);
    EXPECT_EQ(limit.reaction, Reaction::retry_later);
    EXPECT_TRUE(limit.limit);
    EXPECT_EQ(limit.wait, 9s);
    Error outage = *status_error(answer("", 503, {{"Retry-After", "7"}}), "TikTok", kNow);
    EXPECT_EQ(outage.reaction, Reaction::retry_later);
    EXPECT_FALSE(outage.limit);
    EXPECT_EQ(outage.wait, 7s);
}

TEST(Answer, dates_that_cannot_be_are_no_word_of_how_long) {
    auto wait = [](std::string until, Instant now) {
        return retry_after(answer("", 503, {{"Retry-After", std::move(until)}}), now);
    };
    EXPECT_EQ(wait("Sun, 22 Nov 2026 12:00:10 GMT", kNow), 10s);
    // Nine and a half seconds: after nine it would be too early.
    EXPECT_EQ(wait("Sun, 22 Nov 2026 12:00:10 GMT", kNow + 500ms), 10s);
    EXPECT_EQ(wait("Sun, 22 Nov 2026 23:00:00 GMT", kNow), 11h);
    EXPECT_EQ(wait("Sun, 22 Nov 2026 24:00:00 GMT", kNow), std::nullopt);
    EXPECT_EQ(wait("Sun, 22 ovD 2026 13:00:00 GMT", kNow), std::nullopt);
    EXPECT_EQ(wait("Sun, 31 Nov 2026 13:00:00 GMT", kNow), std::nullopt);
}

TEST(Answer, a_lifetime_is_a_positive_number_of_seconds_that_can_be) {
    EXPECT_EQ(expiry(1, kNow), kNow + 1s);
    EXPECT_EQ(expiry(0, kNow), std::nullopt);
    EXPECT_EQ(expiry(-1, kNow), std::nullopt);
    EXPECT_EQ(expiry(std::nullopt, kNow), std::nullopt);
    EXPECT_EQ(expiry(3'162'240'000, kNow), kNow + 3'162'240'000s); // a hundred years of 366 days
    EXPECT_EQ(expiry(3'162'240'001, kNow), std::nullopt);
}

TEST(Answer, each_note_is_made_once_and_no_more_than_twenty) {
    Notes notes;
    notes.add("likes");
    notes.add("views");
    notes.add("likes");
    EXPECT_THAT(notes.all(), ElementsAre("likes", "views"));
    for (int n = 0; n < 30; ++n)
        notes.add("another " + std::to_string(n));
    EXPECT_EQ(notes.all().size(), 20u);
}

TEST(Answer, the_twenty_five_newest_posts_are_kept) {
    TextArena texts;
    std::vector<Post> posts;
    for (int hour = 1; hour <= 26; ++hour) { // the oldest first
        Post &post = posts.emplace_back();
        post.id = texts.keep("of hour " + std::to_string(hour));
        post.published_at = kNow - 26h + hour * 1h;
    }
    Notes notes;
    keep_newest(posts, kNow, notes);
    ASSERT_EQ(posts.size(), 25u);
    EXPECT_EQ(posts.front().id, "of hour 26");
    EXPECT_EQ(posts.back().id, "of hour 2");
    EXPECT_THAT(notes.all(), IsEmpty());
}

class DoubtedList : public testing::Test {
protected:
    DoubtedList() {
        snapshot.profile.posts = 3;
        snapshot.posts.emplace();
    }
    bool doubted() {
        doubt_empty_list(snapshot, notes);
        return snapshot.posts_cut_short;
    }
    Snapshot snapshot;
    Notes notes;
};

TEST_F(DoubtedList, an_empty_list_of_three_posts_is_not_believed) {
    EXPECT_TRUE(doubted());
    EXPECT_THAT(notes.all(), ElementsAre("posts: the platform lists none of the 3 that it counts"));
}

TEST_F(DoubtedList, an_empty_list_of_none_is) {
    snapshot.profile.posts = 0;
    EXPECT_FALSE(doubted());
    snapshot.profile.posts.reset();
    EXPECT_FALSE(doubted());
    EXPECT_THAT(notes.all(), IsEmpty());
}

TEST_F(DoubtedList, one_that_broke_off_before_its_first_post_has_been_told_of) {
    snapshot.posts_cut_short = true;
    EXPECT_TRUE(doubted());
    EXPECT_THAT(notes.all(), IsEmpty());
}

} // namespace
} // namespace social
