#include "core/platforms/meta_posts.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace social {

namespace {

// Calls that bring no post: refusals, empty pages, pages seen before. The others bring at least one each, so
// that twenty-five posts are found through the shortest pages, and the walk ends.
constexpr int kMostFruitlessCalls = 10;
constexpr int kSmallestPage = 3;

struct Page {
    NextPage next{};
    bool brought_posts = false; // that were not seen before
};

void read_insights(Json list, Post &post, const MetaPostsQuery &query) {
    for (Json entry : list["data"].items())
        if (auto name = entry["name"].text(kNameLimit))
            query.apply(post, *name, insight_value(entry));
}

// "(#100) metric[2] must be one of the following values: …" names the position in our list.
std::optional<std::size_t> refused_metric(const Error &error) {
    auto mark = error.message.find("metric[");
    if (mark == std::string::npos)
        return std::nullopt;
    std::size_t position = 0;
    const char *digits = error.message.data() + mark + 7;
    auto [end, problem] = std::from_chars(digits, error.message.data() + error.message.size(), position);
    return problem == std::errc{} ? std::optional{position} : std::nullopt;
}

bool is_refusal(const Error &error) {
    return error.reaction == Reaction::skip || is_permission_error(error) ||
           (error.reaction == Reaction::misconfigured && error.reach == Reach::account);
}

bool token_is_dead(const Error &error) {
    return error.reaction == Reaction::refresh_token ||
           (error.reaction == Reaction::reconnect && !is_permission_error(error));
}

// One account's walk through its posts.
struct Walk {
    MetaPostsQuery query;
    MetaPosts found{};
    int page_size = int(kPostsFetched);
    std::string after{};
    std::set<std::string_view> seen_ids{}; // as found.posts holds them
    std::set<std::string> seen_cursors{};
    bool insights_seen = false;
    bool post_by_post = false; // the page fails with insights: ask for each post's own

    bool drop_refused_metric(const Error &error) {
        auto position = refused_metric(error);
        if (!position || *position >= query.metrics.size())
            return false;
        found.notes.add(query.metrics[*position] + ": the platform no longer offers this metric");
        query.metrics.erase(query.metrics.begin() + std::ptrdiff_t(*position));
        return true;
    }

    // Makes the query smaller after a refusal; false when nothing is left to do without.
    bool ask_for_less(const Error &error, std::vector<std::string> &postponed) {
        if (asks_for_less(error) && page_size > kSmallestPage) {
            page_size /= 2;
            return true;
        }
        if (!is_refusal(error))
            return false;
        bool about_a_field = error.message.find("nonexisting field") != std::string::npos;
        if (about_a_field && !query.welcome_fields.empty()) {
            query.welcome_fields.clear();
            return true;
        }
        if (!query.metrics.empty()) {
            if (drop_refused_metric(error))
                return true;
            if (is_permission_error(error))
                found.notes.add("views: the scope " + query.insights_scope + " was not granted");
            else
                postponed = query.metrics;
            query.metrics.clear();
            return true;
        }
        if (!query.welcome_fields.empty()) {
            query.welcome_fields.clear();
            return true;
        }
        return false;
    }

    // Adds what a page brings to what was found before.
    Result<Page> take(Json root, bool keep_raw) {
        if (!root["data"].is_array())
            return bad_answer("the list of posts holds no data");
        Posts &posts = found.posts;
        std::size_t before = posts.list.size();
        auto items = root["data"].items();
        posts.list.reserve(before + std::min(items.size(), kPostsFetched));
        for (Json item : items) {
            auto post = query.read(item, posts.texts, found.notes);
            if (!post) {
                found.notes.add("posts: one came without an id and was left out");
                continue;
            }
            if (!query.metrics.empty() && item["insights"].told()) {
                insights_seen = true;
                read_insights(item["insights"], *post, query);
            }
            if (seen_ids.insert(post->id).second)
                posts.list.push_back(*post);
        }
        if (keep_raw)
            found.raw.push_back(root.written());
        return Page{next_page(root), posts.list.size() > before};
    }

    void break_off(std::string why) {
        found.cut_short = true;
        found.notes.add("posts: " + std::move(why));
    }

    // Moves to the next page; false when there is none or none is needed.
    bool advance(const NextPage &next) {
        if (!next.told || found.posts.list.size() >= kPostsFetched)
            return false;
        if (!next.cursor) {
            break_off("the platform does not say where its next page begins");
            return false;
        }
        if (!seen_cursors.insert(*next.cursor).second) {
            break_off("the platform's paging repeats itself");
            return false;
        }
        after = *next.cursor;
        return true;
    }

    std::string fields() const {
        std::string all = query.fields;
        if (!query.welcome_fields.empty())
            all += "," + query.welcome_fields;
        if (!query.metrics.empty())
            all += ",insights.metric(" + joined_by(query.metrics, ",") + ")";
        return all;
    }
};

// Insights of each post by itself, until something says that asking on is of no use.
Task<Result<Done>> fetch_each_posts_insights(Api &api, const Graph &graph, const Secret &token, Walk &walk,
                                             bool probe, bool keep_raw) {
    MetaPostsQuery &query = walk.query;
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
            read_insights(root, post, query);
            if (keep_raw)
                walk.found.raw.push_back(root.written());
            return Done{};
        });
        if (!answer) {
            const Error &error = answer.error();
            if (walk.drop_refused_metric(error))
                continue;
            if (error.reaction != Reaction::skip) {
                if (is_permission_error(error))
                    walk.found.notes.add("views: the scope " + query.insights_scope + " was not granted");
                else
                    walk.found.notes.add("views: " + error.message);
                co_return error;
            }
        }
        // Expansion gave nothing at all: one post shows whether it is the expansion or the figures.
        if (probe && !told)
            break;
        ++at;
    }
    co_return Done{};
}

} // namespace

Count insight_value(Json entry) {
    if (entry["total_value"].told())
        return figure_of(entry["total_value"]["value"]);
    return figure_of(entry["values"].first()["value"]);
}

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
                                         MetaPostsQuery query, bool keep_raw) {
    Walk walk{std::move(query)};
    std::vector<std::string> postponed;
    bool ended = false;
    int fruitless = 0;
    while (!ended && fruitless < kMostFruitlessCalls) {
        std::string fields = walk.fields();
        std::string limit = std::to_string(walk.page_size);
        Parameters parameters{{"fields", fields}, {"limit", limit}};
        if (!walk.after.empty())
            parameters.emplace_back("after", walk.after);
        HttpRequest request = graph.get(walk.query.path, token, parameters);
        PendingCall call;
        auto sending = api.send(request, call);
        co_await sending;
        auto page =
            graph.read(call.response, token, api.now(), [&](Json root) { return walk.take(root, keep_raw); });
        if (!page) {
            ++fruitless;
            if (walk.ask_for_less(page.error(), postponed))
                continue;
            if (walk.found.posts.list.empty() || token_is_dead(page.error()))
                co_return page.error();
            walk.break_off(page.error().message);
            walk.found.incomplete = page.error();
            break;
        }
        if (!page->brought_posts)
            ++fruitless;
        ended = !walk.advance(page->next);
    }
    if (!ended && !walk.found.incomplete)
        walk.break_off("too many pages without posts");
    keep_newest(walk.found.posts.list, api.now(), walk.found.notes);

    bool probe = postponed.empty() && !walk.query.metrics.empty() && !walk.insights_seen;
    if (!postponed.empty())
        walk.query.metrics = postponed;
    if (probe || !postponed.empty()) {
        auto fetching = fetch_each_posts_insights(api, graph, token, walk, probe, keep_raw);
        auto done = co_await fetching;
        bool worth_telling = !done && (done.error().limit || done.error().reach == Reach::app);
        if (worth_telling && !walk.found.incomplete)
            walk.found.incomplete = done.error();
    }
    co_return std::move(walk.found);
}

} // namespace social
