#include "core/platforms/meta_posts.hpp"

#include <utility>

namespace social {

namespace {

bool token_is_dead(const Error &error) {
    return error.reaction == Reaction::refresh_token ||
           (error.reaction == Reaction::reconnect && !is_permission_error(error));
}

constexpr int kMostRefusedAlike = 3;

// Whether the next post may have what this one was not given.
class AskingOn {
public:
    bool after(const Error &error) {
        if (error.reaction == Reaction::skip)
            return true;
        // Some kinds of posts have no such figures at all. Several in a row mean that none has.
        if (refuses_our_request(error))
            return ++refused_ < kMostRefusedAlike;
        bool passes = error.reaction == Reaction::retry_later && !error.limit;
        return passes && !std::exchange(failed_, true);
    }
    void answered() { refused_ = 0; }

private:
    int refused_ = 0; // in a row
    bool failed_ = false;
};

// Insights of each post by itself, until something says that asking on is of no use.
Task<Result<Done>> fetch_each_posts_insights(Api &api, const Graph &graph, const Secret &token,
                                             MetaWalk &walk, bool probe) {
    MetaPostsQuery &query = walk.query;
    AskingOn asking_on;
    for (std::size_t at = 0; at < walk.found.posts.list.size() && !query.metrics.empty();) {
        Post &post = walk.found.posts.list[at];
        std::string metrics = joined_by(query.metrics, ",");
        std::string path = std::string(post.id) + "/insights";
        HttpRequest request = graph.get(path, token, {{"metric", metrics}});
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        bool told = false;
        auto answer = graph.read(call.response, token, api.now(), [&](Json root) -> Result<Done> {
            told = root["data"].first().told();
            walk.read_insights(root, post);
            if (walk.keep_raw)
                walk.found.raw.push_back(root.written());
            return Done{};
        });
        if (answer) {
            asking_on.answered();
        } else {
            const Error &error = answer.error();
            if (walk.drop_refused_metric(error))
                continue;
            if (error.reaction != Reaction::skip) {
                if (is_permission_error(error))
                    walk.found.notes.add("views: the scope " + query.insights_scope + " was not granted");
                else
                    walk.found.notes.add("views: " + error.message);
            }
            if (!asking_on.after(error))
                co_return error;
        }
        // Expansion gave nothing at all: one post shows whether it is the expansion or the figures.
        if (probe && !told)
            break;
        ++at;
    }
    co_return Done{};
}

} // namespace

bool take_posts(Result<MetaPosts> posts, Snapshot &snapshot, Notes &notes, RawAnswers &raw) {
    if (!posts) {
        notes.add("posts: " + posts.error().message);
        snapshot.incomplete = posts.error();
        return !token_is_dead(posts.error());
    }
    snapshot.posts = std::move(posts->posts);
    snapshot.posts_cut_short = posts->cut_short;
    snapshot.incomplete = std::move(posts->incomplete);
    notes.add_all(posts->notes.all());
    for (const std::string &answer : posts->raw)
        raw.add_written("posts", answer);
    return true;
}

Task<Result<MetaPosts>> fetch_meta_posts(Api &api, const Graph &graph, const Secret &token,
                                         const std::string &account_id, MetaWalk walk) {
    const std::string path = account_id + "/" + walk.query.edge;
    while (walk.goes_on()) {
        std::string fields = walk.fields();
        std::string limit = std::to_string(walk.page_size);
        Parameters parameters{{"fields", fields}, {"limit", limit}};
        if (!walk.after.empty())
            parameters.emplace_back("after", walk.after);
        HttpRequest request = graph.get(path, token, parameters);
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        auto taken = graph.read(call.response, token, api.now(), [&](Json root) { return walk.take(root); });
        if (taken)
            continue;
        ++walk.fruitless;
        if (walk.ask_for_less(taken.error()))
            continue;
        if (walk.found.posts.list.empty() || token_is_dead(taken.error()))
            co_return taken.error();
        walk.break_off(taken.error().message);
        walk.found.incomplete = taken.error();
        break;
    }
    if (!walk.ended && !walk.found.incomplete)
        walk.break_off("too many pages without posts");
    keep_newest(walk.found.posts.list, api.now(), walk.found.notes);

    bool probe = walk.postponed.empty() && !walk.query.metrics.empty() && !walk.insights_seen;
    if (!walk.postponed.empty())
        walk.query.metrics = walk.postponed;
    if (probe || !walk.postponed.empty()) {
        auto fetching = fetch_each_posts_insights(api, graph, token, walk, probe);
        auto done = co_await fetching;
        bool worth_telling =
            !done && (done.error().reaction == Reaction::retry_later || done.error().reach == Reach::app);
        if (worth_telling && !walk.found.incomplete)
            walk.found.incomplete = done.error();
    }
    co_return std::move(walk.found);
}

} // namespace social
