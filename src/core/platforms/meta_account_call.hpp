// Asking a Graph host for an account: together with its newest posts, which is one call of the platform's
// count and one wait instead of two; and what to ask for next when that is refused or fails. It asks nothing
// itself.
#pragma once

#include "core/platforms/answer.hpp"
#include "core/platforms/meta_graph.hpp"
#include "core/platforms/meta_hosts.hpp"
#include "core/platforms/meta_walk.hpp"
#include "core/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace social {

class MetaAccountCall {
public:
    // `needed` fields are always asked for, `welcome` ones until the platform refuses them. Without a walk no
    // posts are. `graph`, `walk` and the texts must outlive the object.
    MetaAccountCall(const Graph &graph, std::string_view needed, std::string_view welcome, MetaWalk *walk,
                    Instant now);

    std::string fields() const;
    // Of the posts that are asked for with the account; "" for none.
    std::string_view edge() const;

    // Takes the posts out of an account that came. `posts_told`: how many it says it has.
    void take(Json account, Count posts_told, Instant now);
    // Whether another call, for less, may bring what this one did not.
    bool ask_again(const Error &error, Instant now, Notes &notes);
    // What the failure is after the last call, which failed with `last`.
    Error outcome(const Error &last) const;

private:
    bool concerns_posts(const Error &error) const;
    void do_without_welcome(Notes &notes);

    std::string_view needed_, welcome_;
    MetaWalk *walk_;
    MetaHost *host_ = nullptr; // with a walk
    bool with_posts_ = false;
    bool with_welcome_ = true;
    std::optional<Error> failed_together_{};
};

} // namespace social
