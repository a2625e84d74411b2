#include "base/time_text.hpp"
#include "world/accounts.hpp"

#include <gtest/gtest.h>
#include <set>

using namespace social::simulator;

namespace {

constexpr std::int64_t november_23 = 1795420800; // 2026-11-23T08:00:00Z

std::uint32_t changed_posts(const Generations &generations, std::uint32_t accounts,
                            std::uint32_t from_index) {
    std::uint32_t changed = 0;
    for (std::uint32_t account = 8; account < 8 + accounts; ++account)
        for (std::uint32_t index = from_index; index < from_index + 25; ++index)
            if (generations.last_change({Platform::instagram, account, 0}, index) == generations.current())
                ++changed;
    return changed;
}

} // namespace

TEST(World, is_the_same_for_the_same_seed) {
    WorldSettings settings;
    World one(settings);
    World two(settings);
    settings.seed = 2;
    World other(settings);
    Subject subject{Platform::tiktok, 99, 0};
    EXPECT_EQ(one.followers(subject, november_23), two.followers(subject, november_23));
    EXPECT_NE(one.followers(subject, november_23), other.followers(subject, november_23));
}

TEST(World, posts_come_in_order_and_never_from_the_future) {
    World world{WorldSettings()};
    for (std::uint32_t account = 1; account <= 200; ++account)
        for (Platform platform : {Platform::instagram, Platform::facebook, Platform::tiktok}) {
            Subject subject{platform, account, platform == Platform::facebook ? 1u : 0u};
            std::uint32_t count = world.post_count(subject, november_23);
            for (std::uint32_t index = 1; index < count; ++index)
                ASSERT_LT(world.published_at(subject, index - 1), world.published_at(subject, index));
            if (count > 0) {
                ASSERT_LE(world.published_at(subject, count - 1), november_23);
            }
        }
}

TEST(World, habits_decide_how_many_posts_there_are) {
    World world{WorldSettings()};
    EXPECT_EQ(world.post_count({Platform::instagram, 10, 0}, november_23), 0u);
    EXPECT_EQ(world.post_count({Platform::instagram, 8, 0}, november_23), 7u);
    EXPECT_GE(world.post_count({Platform::instagram, 7, 0}, november_23), 60u);
    EXPECT_GE(world.post_count({Platform::instagram, 1, 0}, november_23), 30u);
}

TEST(World, figures_of_a_post_grow_and_level_off) {
    World world{WorldSettings()};
    Subject subject{Platform::instagram, 2, 0};
    std::int64_t published = world.published_at(subject, 20);
    EXPECT_EQ(world.figures(subject, 20, published).likes, 0);
    Figures first = world.figures(subject, 20, published + day_seconds);
    Figures second = world.figures(subject, 20, published + 3 * day_seconds);
    EXPECT_GT(first.likes, 0);
    EXPECT_GT(second.likes, first.likes);
    EXPECT_GT(second.views, first.views);
    EXPECT_EQ(world.figures(subject, 20, published + 300 * day_seconds).likes,
              world.figures(subject, 20, published + 400 * day_seconds).likes);
}

TEST(World, ids_lead_back_to_what_they_stand_for) {
    WorldSettings settings;
    settings.accounts = 1000000;
    World world(settings);
    const Ids &ids = world.ids();
    EXPECT_EQ(ids.account_of_instagram(std::to_string(ids.instagram_account(1000000))), 1000000u);
    EXPECT_EQ(ids.account_of_instagram(std::to_string(ids.instagram_scoped(77))), 77u);
    EXPECT_EQ(ids.account_of_instagram("17841400000000002"), std::nullopt);
    EXPECT_EQ(ids.page_of(std::to_string(ids.facebook_page(5, 3))), (Subject{Platform::facebook, 5, 3}));
    for (Platform platform : {Platform::instagram, Platform::facebook, Platform::tiktok}) {
        PostKey key{{platform, 1000000, platform == Platform::facebook ? 1u : 0u}, 8191};
        auto back = ids.post_of(platform, ids.post(key));
        ASSERT_TRUE(back);
        EXPECT_EQ(back->subject, key.subject);
        EXPECT_EQ(back->index, 8191u);
    }
}

TEST(World, instagram_ids_are_odd_and_beyond_2_to_the_53) {
    WorldSettings settings;
    World world(settings);
    for (std::uint32_t account : {1u, 2u, 500u}) {
        EXPECT_GT(world.ids().instagram_account(account), 9007199254740992);
        EXPECT_EQ(world.ids().instagram_account(account) % 2, 1);
        EXPECT_GT(world.ids().instagram_scoped(account), 9007199254740992);
        EXPECT_EQ(world.ids().instagram_scoped(account) % 2, 1);
    }
}

TEST(World, handles_are_unique) {
    WorldSettings settings;
    settings.accounts = 3000;
    World world(settings);
    std::set<std::string> handles;
    for (std::uint32_t account = 1; account <= 3000; ++account)
        handles.insert(world.person(account).handle);
    EXPECT_EQ(handles.size(), 3000u);
}

TEST(Generations, change_exactly_the_share) {
    Generations generations;
    for (auto [percent, expected] : {std::pair{30u, 300u}, {0u, 0u}, {100u, 1000u}, {1u, 10u}, {77u, 770u}}) {
        generations.set_share(percent);
        generations.begin();
        EXPECT_EQ(changed_posts(generations, 40, 17), expected) << percent;
    }
}

TEST(Generations, add_to_figures_and_leave_other_posts_alone) {
    Accounts accounts{WorldSettings()};
    Subject subject{Platform::instagram, 3, 0};
    auto likes = [&](std::uint32_t index) {
        return accounts.post(subject, index, november_23).figures.likes;
    };
    std::int64_t before[25];
    for (std::uint32_t i = 0; i < 25; ++i)
        before[i] = likes(i);
    accounts.generations.set_share(40);
    accounts.generations.begin();
    int changed = 0;
    for (std::uint32_t i = 0; i < 25; ++i)
        changed += likes(i) != before[i] ? 1 : 0;
    EXPECT_EQ(changed, 10);
}

TEST(Accounts, deleted_posts_are_gone_from_lists_and_counts) {
    Accounts accounts{WorldSettings()};
    Subject subject{Platform::instagram, 3, 0};
    std::uint32_t count = accounts.post_count(subject, november_23);
    accounts.overrides.at(subject).posts[count - 1].deleted = true;
    EXPECT_EQ(accounts.post_count(subject, november_23), count - 1);
    EXPECT_FALSE(accounts.has_post(subject, count - 1, november_23));
    EXPECT_EQ(accounts.posts_below(subject, posts_per_subject, 1, november_23).indexes.at(0), count - 2);
}
