#include "core/platforms/frame_pool.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace social {
namespace {

TEST(FramePool, GivesEachFrameMemoryOfItsOwn) {
    FramePool pool;
    const std::vector<std::size_t> sizes{1, 511, 512, 513, 4000, 8192, 8193, 100'000};
    // Twice, so that the second time comes out of what was kept.
    for (int round = 0; round < 2; ++round) {
        std::vector<unsigned char *> frames;
        for (std::size_t at = 0; at < sizes.size(); ++at) {
            frames.push_back(static_cast<unsigned char *>(pool.take(sizes[at])));
            std::memset(frames.back(), static_cast<int>(at + 1), sizes[at]);
        }
        for (std::size_t at = 0; at < sizes.size(); ++at) {
            EXPECT_EQ(frames[at][0], at + 1);
            EXPECT_EQ(frames[at][sizes[at] - 1], at + 1);
            pool.give_back(frames[at], sizes[at]);
        }
    }
}

TEST(FramePool, TakesMoreBackThanItKeeps) {
    FramePool pool;
    std::vector<void *> frames;
    for (int count = 0; count < 1000; ++count)
        frames.push_back(pool.take(600));
    for (void *frame : frames)
        pool.give_back(frame, 600);
    void *again = pool.take(1000); // of the same step
    ASSERT_NE(again, nullptr);
    pool.give_back(again, 1000);
}

} // namespace
} // namespace social
