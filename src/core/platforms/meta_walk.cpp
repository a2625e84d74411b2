#include "core/platforms/meta_walk.hpp"

#include "core/platforms/meta_errors.hpp"

#include <algorithm>
#include <utility>

namespace social {

namespace {

// Calls that bring no post: refusals, empty pages, pages seen before. The others bring at least one each, so
// that twenty-five posts are found through the shortest pages, and the walk ends.
constexpr int kMostFruitlessCalls = 10;
constexpr int kSmallestPage = 3;

bool is_refusal(const Error &error) {
    return error.reaction == Reaction::skip || is_permission_error(error) || refuses_our_request(error);
}

// Whether the walk goes on behind a page that says so; it moves there.
bool advance(MetaWalk &walk, const NextPage &next) {
    if (!next.told || walk.found.posts.list.size() >= kPostsFetched)
        return false;
    if (!next.cursor) {
        walk.break_off("the platform does not say where its next page begins");
        return false;
    }
    if (!walk.seen_cursors.insert(*next.cursor).second) {
        walk.break_off("the platform's paging repeats itself");
        return false;
    }
    walk.after = *next.cursor;
    return true;
}

} // namespace

Count insight_value(Json entry) {
    if (entry["total_value"].told())
        return figure_of(entry["total_value"]["value"]);
    return figure_of(entry["values"].first()["value"]);
}

std::string MetaWalk::as_field() const {
    return query.edge + ".limit(" + std::to_string(page_size) + "){" + fields() + "}";
}

MetaWalk::First MetaWalk::take_first(Json account, Count told) {
    Json list = account[query.edge];
    Json newest = list["data"].first();
    if (newest.is_object() && !newest[query.telling_field].told())
        return First::bare_ids;
    if (!take(list))
        return First::none;
    const auto count = static_cast<std::int64_t>(found.posts.list.size());
    if (ended && !found.cut_short && count < std::int64_t{kPostsFetched} && !(told && count >= *told)) {
        ended = false;
        after = list["paging"]["cursors"]["after"].text(kUrlLimit).value_or("");
        seen_cursors.insert(after);
    }
    return First::taken;
}

bool MetaWalk::goes_on() const {
    return !ended && fruitless < kMostFruitlessCalls;
}

std::string MetaWalk::fields() const {
    std::string all = query.fields;
    if (!query.welcome_fields.empty())
        all += "," + query.welcome_fields;
    if (!query.metrics.empty())
        all += ",insights.metric(" + joined_by(query.metrics, ",") + ")";
    return all;
}

Result<Done> MetaWalk::take(Json list) {
    Json data = list["data"];
    if (!data.is_array())
        return bad_answer("the list of posts holds no data");
    Posts &posts = found.posts;
    std::size_t before = posts.list.size();
    auto items = data.items();
    posts.list.reserve(before + std::min(items.size(), kPostsFetched));
    for (Json item : items) {
        auto post = query.read(item, posts.texts, found.notes);
        if (!post) {
            found.notes.add("posts: one came without an id and was left out");
            continue;
        }
        if (!query.metrics.empty() && item["insights"].told()) {
            insights_seen = true;
            read_insights(item["insights"], *post);
        }
        if (seen_ids.insert(post->id).second)
            posts.list.push_back(*post);
    }
    if (keep_raw)
        found.raw.push_back(list.written());
    if (posts.list.size() == before)
        ++fruitless;
    ended = !advance(*this, next_page(list));
    return Done{};
}

void MetaWalk::read_insights(Json list, Post &post) const {
    for (Json entry : list["data"].items())
        if (auto name = entry["name"].text(kNameLimit))
            query.apply(post, *name, insight_value(entry));
}

bool MetaWalk::ask_for_less(const Error &error) {
    if (asks_for_less(error) && page_size > kSmallestPage) {
        page_size /= 2;
        return true;
    }
    if (!is_refusal(error))
        return false;
    if (!refused_field(error).empty() && !query.welcome_fields.empty()) {
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

bool MetaWalk::drop_refused_metric(const Error &error) {
    auto position = refused_metric(error);
    if (!position || *position >= query.metrics.size())
        return false;
    found.notes.add(query.metrics[*position] + ": the platform no longer offers this metric");
    query.metrics.erase(query.metrics.begin() + std::ptrdiff_t(*position));
    return true;
}

void MetaWalk::break_off(std::string why) {
    found.cut_short = true;
    found.notes.add("posts: " + std::move(why));
}

} // namespace social
