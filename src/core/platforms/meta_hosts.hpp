// What this thread has met with at a Graph host when it asked for accounts together with their posts. Graph's
// documentation promises every edge as a field of its node, but of graph.instagram.com no such answer was
// ever seen; and a platform that has an outage is not to be asked twice for each account.
#pragma once

#include "core/platforms/meta_graph.hpp"

#include <optional>
#include <string_view>

namespace social {

class MetaHost {
public:
    // The host of this graph, asked for accounts with this edge.
    static MetaHost &of(const Graph &graph, std::string_view edge);

    // False for an hour after five accounts in a row whose posts came apart only.
    bool gives_posts(Instant now) const;
    void gave_posts();
    void gave_account_only(Instant now);

    // True for a minute after a call for everything and one for the account alone have both failed for a
    // while.
    bool out_of_order(Instant now) const;
    void failed_both_ways(Instant now);

private:
    int failed_in_a_row_ = 0;
    std::optional<Instant> apart_since_{};
    std::optional<Instant> out_of_order_since_{};
};

} // namespace social
