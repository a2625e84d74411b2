#include "core/platforms/meta_expansion.hpp"

#include <chrono>
#include <map>
#include <string>

namespace social {

namespace {

constexpr std::chrono::hours kRemembered{1};

// By host and edge, of this thread: when it failed.
std::map<std::string, Instant> &failures() {
    thread_local std::map<std::string, Instant> by_place;
    return by_place;
}

std::string place_of(const Graph &graph, std::string_view edge) {
    return joined(graph.app().api_url, edge);
}

} // namespace

bool may_expand(const Graph &graph, std::string_view edge, Instant now) {
    if (failures().empty())
        return true;
    auto known = failures().find(place_of(graph, edge));
    // A clock that was put back makes nothing last longer.
    return known == failures().end() || now < known->second || now - known->second >= kRemembered;
}

void expansion_failed(const Graph &graph, std::string_view edge, Instant now) {
    failures()[place_of(graph, edge)] = now;
}

bool refuses_expansion(const Error &error, std::string_view edge) {
    return error.message.find("nonexisting field (" + std::string(edge) + ")") != std::string::npos;
}

} // namespace social
