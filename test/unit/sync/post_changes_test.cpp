// Which posts changed since they were stored.
#include "core/sync/post_changes.hpp"

#include "core/oauth/crypto.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Post post(std::string_view id, Count likes = 1) {
    static TextArena texts;
    Post one;
    one.id = texts.keep(id);
    one.caption = KeptText("a caption that is longer than a word");
    one.likes = likes;
    one.comments = 2;
    return one;
}

std::string digests_of(const std::vector<Post> &posts) {
    return changes_since("", posts).digests;
}

std::vector<std::string> ids_of(const std::vector<const Post *> &posts) {
    std::vector<std::string> ids;
    for (const Post *one : posts)
        ids.emplace_back(one->id);
    return ids;
}

std::vector<std::string> changed_ids(const PostChanges &changes) {
    return ids_of(changes.changed);
}

TEST(PostChanges, everything_is_new_the_first_time_and_nothing_the_second) {
    std::vector<Post> posts{post("1"), post("2")};
    auto first = changes_since("", posts);
    EXPECT_THAT(changed_ids(first), ElementsAre("1", "2"));
    EXPECT_EQ(first.digests.size(), 40u);
    EXPECT_FALSE(first.some_left);
    auto second = changes_since(first.digests, posts);
    EXPECT_THAT(changed_ids(second), IsEmpty());
    EXPECT_EQ(second.digests, first.digests);
    EXPECT_FALSE(second.some_left);
}

TEST(PostChanges, each_figure_and_the_caption_count_and_nothing_else) {
    auto stored = digests_of({post("1")});
    auto changed = [&](auto change) {
        std::vector<Post> posts{post("1")};
        change(posts[0]);
        auto changes = changes_since(stored, posts);
        return !changes.changed.empty() || !changes.recounted.empty();
    };
    EXPECT_TRUE(changed([](Post &one) { one.likes = 3; }));
    EXPECT_TRUE(changed([](Post &one) { one.comments = 3; }));
    EXPECT_TRUE(changed([](Post &one) { one.shares = 0; })); // unknown became 0
    EXPECT_TRUE(changed([](Post &one) { one.saves = 0; }));
    EXPECT_TRUE(changed([](Post &one) { one.views = 0; }));
    EXPECT_TRUE(changed([](Post &one) { one.likes.reset(); }));
    EXPECT_TRUE(changed([](Post &one) { one.caption = KeptText("a caption that is longer than a wore"); }));
    EXPECT_TRUE(changed([](Post &one) { one.caption = KeptText(""); }));
    EXPECT_TRUE(changed([](Post &one) { one.caption.reset(); }));
    EXPECT_TRUE(changed([](Post &one) { std::swap(one.likes, one.comments); }));
    EXPECT_FALSE(changed([](Post &one) { one.media_url = KeptText("https://cdn.example/?sig=2"); }));
    EXPECT_FALSE(changed([](Post &one) { one.thumbnail_url = KeptText("https://cdn.example/?sig=2"); }));
    EXPECT_FALSE(changed([](Post &one) { one.permalink = KeptText("https://x/"); }));
}

TEST(PostChanges, what_only_counts_differently_is_told_from_what_is_to_be_written_as_a_whole) {
    auto first = post("1");
    first.type = "image";
    first.media_url = KeptText("https://cdn.example/1.jpg?sig=1");
    first.published_at = Instant{std::chrono::seconds{1'000}};
    auto stored = digests_of({first, post("2")});
    auto recounted = [&](auto change) {
        std::vector<Post> posts{first, post("2")};
        posts[0].likes = 7;
        change(posts[0]);
        auto changes = changes_since(stored, posts);
        EXPECT_EQ(changes.changed.size() + changes.recounted.size(), 1u);
        return ids_of(changes.recounted) == std::vector<std::string>{"1"};
    };
    EXPECT_TRUE(recounted([](Post &) {}));
    EXPECT_TRUE(recounted([](Post &one) { one.media_url = KeptText("https://cdn.example/1.jpg?sig=2"); }));
    EXPECT_FALSE(recounted([](Post &one) { one.media_url = KeptText("https://cdn.example/2.jpg?sig=1"); }));
    EXPECT_FALSE(recounted([](Post &one) { one.thumbnail_url = KeptText("https://cdn.example/small.jpg"); }));
    EXPECT_FALSE(recounted([](Post &one) { one.permalink = KeptText("https://x/"); }));
    EXPECT_FALSE(recounted([](Post &one) { one.caption = KeptText("another"); }));
    EXPECT_FALSE(recounted([](Post &one) { one.type = "video"; }));
    EXPECT_FALSE(recounted([](Post &one) { one.published_at.reset(); }));
}

// An address that moved while the counts stood still is written with the next change of counts.
TEST(PostChanges, the_texts_of_an_unchanged_post_stay_as_they_are_stored) {
    auto stored = digests_of({post("1")});
    std::vector<Post> moved{post("1")};
    moved[0].media_url = KeptText("https://cdn.example/moved.jpg");
    auto unchanged = changes_since(stored, moved);
    EXPECT_THAT(changed_ids(unchanged), IsEmpty());
    EXPECT_EQ(unchanged.digests, stored);
    moved[0].likes = 9;
    EXPECT_THAT(changed_ids(changes_since(unchanged.digests, moved)), ElementsAre("1"));
}

TEST(PostChanges, a_post_that_is_named_twice_is_written_as_a_whole) {
    auto stored = digests_of({post("1")});
    std::vector<Post> twice{post("1", 5), post("1", 6)};
    auto changes = changes_since(stored, twice);
    EXPECT_THAT(ids_of(changes.recounted), IsEmpty());
    EXPECT_THAT(changed_ids(changes), ElementsAre("1", "1"));
}

TEST(PostChanges, beside_a_new_post_the_recounted_are_written_as_a_whole) {
    auto stored = digests_of({post("1"), post("2"), post("3")});
    std::vector<Post> later{post("4"), post("3", 5), post("2"), post("1", 5)};
    auto changes = changes_since(stored, later);
    EXPECT_THAT(changed_ids(changes), ElementsAre("4", "3", "1"));
    EXPECT_THAT(ids_of(changes.recounted), IsEmpty());
}

TEST(PostChanges, order_does_not_matter_and_what_left_is_noticed) {
    auto stored = digests_of({post("1"), post("2"), post("3")});
    std::vector<Post> later{post("4"), post("3"), post("1")};
    auto changes = changes_since(stored, later);
    EXPECT_THAT(changed_ids(changes), ElementsAre("4"));
    EXPECT_TRUE(changes.some_left);
    EXPECT_EQ(changes.digests.size(), 60u);
    std::vector<Post> no_posts;
    auto none = changes_since(stored, no_posts);
    EXPECT_TRUE(none.some_left);
    EXPECT_EQ(none.digests, "");
}

TEST(PostChanges, a_list_that_broke_off_forgets_nothing_of_what_it_does_not_name) {
    auto stored = digests_of({post("1"), post("2"), post("3")});
    std::vector<Post> first_page{post("4"), post("1")};
    auto cut = changes_since(stored, first_page, true);
    EXPECT_THAT(changed_ids(cut), ElementsAre("4"));
    std::vector<Post> all{post("4"), post("1"), post("3")};
    auto whole = changes_since(cut.digests, all);
    EXPECT_THAT(changed_ids(whole), IsEmpty());
    EXPECT_TRUE(whole.some_left); // 2 was deleted, seen only now
    std::vector<Post> many;
    for (int number = 0; number < 25; ++number)
        many.push_back(post(std::to_string(100 + number)));
    EXPECT_EQ(changes_since(stored, many, true).digests.size(), 25 * 20u);
}

TEST(PostChanges, what_a_list_does_not_name_was_deleted_only_as_far_as_the_list_reaches) {
    std::vector<Post> posts{post("1"), post("2")};
    posts[0].published_at = Instant{std::chrono::seconds{2'000}};
    posts[1].published_at = Instant{std::chrono::seconds{1'000}};
    EXPECT_EQ(named_since(posts, false), Instant{}); // it names all there are
    EXPECT_EQ(named_since(posts, true), Instant{std::chrono::seconds{1'000}});
    std::vector<Post> none;
    EXPECT_EQ(named_since(none, false), Instant{});
    EXPECT_EQ(named_since(none, true), std::nullopt);
    for (int number = 3; number <= 25; ++number)
        posts.push_back(post(std::to_string(number)));
    EXPECT_EQ(named_since(posts, false), Instant{std::chrono::seconds{1'000}}); // there may be more
}

TEST(PostChanges, unreadable_digests_mean_that_everything_changed) {
    std::vector<Post> posts{post("1")};
    auto stored = digests_of(posts);
    EXPECT_EQ(changes_since(stored.substr(1), posts).changed.size(), 1u);
    EXPECT_EQ(changes_since(stored + "x", posts).changed.size(), 1u);
}

// What is stored today must be readable by the next version: the digests are part of the format.
TEST(PostChanges, digests_are_the_same_everywhere_and_for_good) {
    EXPECT_EQ(lower_hex(digests_of({post("17918920912340654", 301)})),
              "20134ccb91f54f288467a92e0f14fb2cb95b2a95");
    EXPECT_EQ(text_hash(post("17918920912340654", 301)), -5339788452698629191);
}

TEST(PostChanges, the_hash_of_a_post_s_texts_knows_neither_id_nor_counts_nor_signature) {
    auto one = post("1");
    one.media_url = KeptText("https://cdn.example/1.jpg?sig=1");
    auto other = post("2", 77);
    other.media_url = KeptText("https://cdn.example/1.jpg?sig=2");
    EXPECT_EQ(text_hash(one), text_hash(other));
    other.media_url = KeptText("https://cdn.example/2.jpg?sig=2");
    EXPECT_NE(text_hash(one), text_hash(other));
}

} // namespace
} // namespace social
