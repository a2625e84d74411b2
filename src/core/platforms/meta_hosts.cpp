#include "core/platforms/meta_hosts.hpp"

#include <chrono>
#include <map>
#include <string>

namespace social {

namespace {

using namespace std::chrono_literals;

// One account may be odd by itself.
constexpr int kFailuresBelieved = 5;

// A clock that was put back makes nothing last longer.
bool within(std::chrono::seconds span, const std::optional<Instant> &since, Instant now) {
    return since && now >= *since && now - *since < span;
}

} // namespace

MetaHost &MetaHost::of(const Graph &graph, std::string_view edge) {
    thread_local std::map<std::string, MetaHost> hosts;
    return hosts[joined(graph.app().api_url, edge)];
}

bool MetaHost::gives_posts(Instant now) const {
    return !within(1h, apart_since_, now);
}

void MetaHost::gave_posts() {
    failed_in_a_row_ = 0;
}

void MetaHost::gave_account_only(Instant now) {
    if (++failed_in_a_row_ < kFailuresBelieved)
        return;
    failed_in_a_row_ = 0;
    apart_since_ = now;
}

bool MetaHost::out_of_order(Instant now) const {
    return within(1min, out_of_order_since_, now);
}

void MetaHost::failed_both_ways(Instant now) {
    out_of_order_since_ = now;
}

} // namespace social
