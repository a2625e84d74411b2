// The sums of the newest posts from which the averages and the engagement rate are computed (in SQL, once). A
// count that is not known is in neither the sum nor the number of posts it was taken over.
#pragma once

#include "core/platforms/model.hpp"

#include <cstdint>
#include <vector>

namespace social {

struct KnownSum {
    std::int64_t total = 0;
    int posts = 0; // whose count is known
};

struct Figures {
    KnownSum likes{};
    KnownSum comments{};
    KnownSum views{};
};

// Over the first kPostsFetched of `posts`.
Figures figures_of(const std::vector<Post> &posts);

} // namespace social
