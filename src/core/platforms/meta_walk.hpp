// The walk through an account's newest posts on a Graph host: what is asked for, what has come, where the
// next page begins. The first page may come with the account, as a field of it.
#pragma once

#include "core/platforms/answer.hpp"
#include "core/platforms/meta_graph.hpp"
#include "core/platforms/model.hpp"
#include "core/result.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace social {

struct MetaPostsQuery {
    std::string edge{};                 // of the account: "media"
    std::string fields{};               // always asked for
    std::string welcome_fields{};       // asked for until the platform refuses them
    std::vector<std::string> metrics{}; // of a post's insights; none: not asked for
    std::string insights_scope{};       // which scope they need, for notes
    std::string telling_field{};        // among `fields`: one that every post has
    // nullopt: not a post that can be kept (no id).
    std::optional<Post> (*read)(Json item, TextArena &texts, Notes &notes) = nullptr;
    // Puts one insight into its post.
    void (*apply)(Post &post, std::string_view metric, Count value) = nullptr;
};

struct MetaPosts {
    Posts posts{};
    Notes notes{};
    std::optional<Error> incomplete{}; // posts came, but a failure kept insights or older posts away
    bool cut_short = false;            // the list broke off before its end
    std::vector<std::string> raw{};
};

struct MetaWalk {
    MetaPostsQuery query;
    bool keep_raw = false;

    MetaPosts found{};
    int page_size = int(kPostsFetched);
    std::string after{};                   // where the page to ask for begins; "" at the newest post
    bool ended = false;                    // nothing more is there, or none of it is wanted
    int fruitless = 0;                     // calls that brought no post
    bool insights_seen = false;            // on a page, beside the posts
    std::vector<std::string> postponed{};  // metrics that a page fails with: each post is asked for its own
    std::set<std::string_view> seen_ids{}; // as found.posts holds them
    std::set<std::string> seen_cursors{};

    // The first page as a field of the account: `media.limit(25){id,…}`.
    std::string as_field() const;
    // Takes that page out of the account's answer. `told`: how many posts the account says it has. A page
    // that is short of them and names no next one is not believed to be the last: the edge is asked what
    // follows.
    enum class First : std::uint8_t { none, taken, bare_ids }; // ids where fields were asked for: not taken
    First take_first(Json account, Count told);

    // Whether another page is to be asked for, and which fields of its posts.
    bool goes_on() const;
    std::string fields() const;
    // Adds what a page brings to what was found before, and moves on to the next.
    Result<Done> take(Json list);
    void read_insights(Json list, Post &post) const;

    // Makes the query smaller after a refusal; false when nothing is left to do without.
    bool ask_for_less(const Error &error);
    // Where the error names one of the metrics.
    bool drop_refused_metric(const Error &error);
    // What lies behind is unknown.
    void break_off(std::string why);
};

// The value of one entry of an insights list: `values[0].value` or `total_value.value`.
Count insight_value(Json entry);

} // namespace social
