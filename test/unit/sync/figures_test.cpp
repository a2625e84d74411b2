// Sums over the newest posts, with how many of them were known.
#include "core/sync/figures.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

Post post(Count likes, Count comments, Count views) {
    Post one;
    one.likes = likes;
    one.comments = comments;
    one.views = views;
    return one;
}

TEST(Figures, unknown_counts_are_in_neither_the_sum_nor_the_number) {
    Figures figures = figures_of({post(10, 1, {}), post({}, 2, {}), post(0, 3, 100)});
    EXPECT_EQ(figures.likes.total, 10);
    EXPECT_EQ(figures.likes.posts, 2);
    EXPECT_EQ(figures.comments.total, 6);
    EXPECT_EQ(figures.comments.posts, 3);
    EXPECT_EQ(figures.views.total, 100);
    EXPECT_EQ(figures.views.posts, 1);
    EXPECT_EQ(figures_of({}).likes.posts, 0);
}

TEST(Figures, only_the_newest_twenty_five_count) {
    std::vector<Post> posts(25, post(1, 1, 1));
    posts.push_back(post(1'000, 1'000, 1'000));
    EXPECT_EQ(figures_of(posts).likes.total, 25);
    EXPECT_EQ(figures_of(posts).likes.posts, 25);
}

TEST(Figures, sums_do_not_overflow) {
    constexpr std::int64_t most = 9'223'372'036'854'775'807;
    EXPECT_EQ(figures_of({post(most, 0, 0), post(most, 0, 0)}).likes.total, most);
}

} // namespace
} // namespace social
