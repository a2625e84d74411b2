#include "core/sync/figures.hpp"

#include <limits>

namespace social {

namespace {

void add(KnownSum &sum, const Count &count) {
    if (!count)
        return;
    // No real account comes near the end of the range; a made-up answer must not overflow it.
    if (*count > std::numeric_limits<std::int64_t>::max() - sum.total)
        sum.total = std::numeric_limits<std::int64_t>::max();
    else
        sum.total += *count;
    ++sum.posts;
}

} // namespace

Figures figures_of(const std::vector<Post> &posts) {
    Figures figures;
    std::size_t counted = 0;
    for (const Post &post : posts) {
        if (counted++ == kPostsFetched)
            break;
        add(figures.likes, post.likes);
        add(figures.comments, post.comments);
        add(figures.views, post.views);
    }
    return figures;
}

} // namespace social
