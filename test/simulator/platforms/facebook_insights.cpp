// Facebook: insights of Pages and of posts.
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "platforms/facebook_pages.hpp"
#include "platforms/graph.hpp"
#include "platforms/odd_values.hpp"

#include <algorithm>

namespace social::simulator::facebook {

namespace {

constexpr std::array<std::string_view, 5> page_metrics = {"page_media_view", "page_total_media_view_unique",
                                                          "page_follows", "page_post_engagements",
                                                          "page_views_total"};
constexpr std::array<std::string_view, 4> post_metrics = {"post_media_view", "post_total_media_view_unique",
                                                          "post_clicks", "post_reactions_like_total"};
constexpr std::int64_t longest_period = 90 * day_seconds;
constexpr std::int64_t fewest_likes = 100; // a Page with fewer has no insights

template <std::size_t Count>
bool contains(const std::array<std::string_view, Count> &names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void refuse_metric(Call &call) {
    graph::bad_parameter(call, "(#100) The value must be a valid insights metric");
}

std::int64_t page_metric(const Accounts &accounts, Subject page, std::string_view metric, std::int64_t day) {
    std::int64_t reach = accounts.world.daily_reach(page, day);
    if (metric == "page_media_view")
        return 3 * reach;
    if (metric == "page_follows")
        return accounts.world.followers(page, (day + 1) * day_seconds);
    if (metric == "page_post_engagements")
        return reach / 6;
    return metric == "page_views_total" ? reach / 4 : reach;
}

std::int64_t post_metric(const Figures &figures, std::string_view metric) {
    if (metric == "post_media_view")
        return figures.views;
    if (metric == "post_total_media_view_unique")
        return figures.reach;
    return metric == "post_clicks" ? figures.views / 40 : figures.likes;
}

std::vector<std::string_view> requested_metrics(Call &call, const std::string &text) {
    std::vector<std::string_view> metrics = split(text, ", ");
    if (metrics.empty()) {
        graph::Error error;
        error.code = 3001;
        error.subcode = 1504028;
        error.message = "(#3001) No metric was specified to be fetched. Please specify one or more metrics.";
        graph::refuse(call, error);
    }
    return metrics;
}

} // namespace

bool require_insights(Call &call) {
    if (graph::has_scope(call, scope::read_insights))
        return true;
    graph::Error error;
    error.status = 403;
    error.code = 200;
    error.message = "(#200) Requires read_insights permission";
    graph::refuse(call, error);
    return false;
}

bool post_metrics_exist(Call &call, const std::vector<std::string_view> &metrics) {
    for (std::string_view metric : metrics)
        if (!contains(post_metrics, metric)) {
            refuse_metric(call);
            return false;
        }
    return true;
}

void write_post_insights(Call &call, JsonWriter &json, const PostKey &key, const Post &post,
                         const std::vector<std::string_view> &metrics) {
    std::string id = call.simulator.accounts.world.ids().post(key);
    for (std::string_view metric : metrics) {
        json.begin_object().field("name", metric).field("period", "lifetime");
        json.key("values").begin_array().begin_object();
        write_count(call, json, "value", post_metric(post.figures, metric));
        json.end_object()
            .end_array()
            .field("title", metric)
            .field("description", "Lifetime figure of this post.");
        json.field("id", concat(id, "/insights/", metric, "/lifetime")).end_object();
    }
}

void answer_post_insights(Call &call) {
    auto key = readable_post(call);
    if (!key || !require_insights(call))
        return;
    std::string text = call.params.get("metric");
    std::vector<std::string_view> metrics = requested_metrics(call, text);
    if (metrics.empty() || !post_metrics_exist(call, metrics))
        return;
    Post post = call.simulator.accounts.post(key->subject, key->index, call.now);
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().key("data").begin_array();
    write_post_insights(call, json, *key, post, metrics);
    json.end_array().end_object();
}

void answer_page_insights(Call &call) {
    auto page = readable_page(call, true);
    if (!page || !require_engagement(call) || !require_insights(call))
        return;
    std::string text = call.params.get("metric");
    std::vector<std::string_view> metrics = requested_metrics(call, text);
    if (metrics.empty())
        return;
    if (!std::all_of(metrics.begin(), metrics.end(),
                     [](std::string_view m) { return contains(page_metrics, m); })) {
        refuse_metric(call);
        return;
    }
    std::int64_t until = parse_time(call.params.get("until")).value_or(call.now);
    std::int64_t since = parse_time(call.params.get("since")).value_or(until - 2 * day_seconds);
    std::string period = call.params.has("period") ? call.params.get("period") : "day";
    if (period != "day" || until - since > longest_period) {
        graph::bad_parameter(call, period != "day"
                                       ? "(#100) Only period=day is known"
                                       : "(#100) There cannot be more than 90 days between since and until");
        return;
    }
    const Accounts &accounts = call.simulator.accounts;
    std::string id = std::to_string(accounts.world.ids().facebook_page(page->account, page->page));
    bool too_small = accounts.profile(*page, call.now).followers * 97 / 100 < fewest_likes;
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().key("data").begin_array();
    for (std::size_t i = 0; i < metrics.size() && !too_small; ++i) {
        json.begin_object().field("name", metrics[i]).field("period", "day").key("values").begin_array();
        for (std::int64_t day = since / day_seconds; day < until / day_seconds; ++day) {
            json.begin_object();
            write_count(call, json, "value", page_metric(accounts, *page, metrics[i], day));
            json.field("end_time", graph_time((day + 1) * day_seconds + 8 * hour_seconds)).end_object();
        }
        json.end_array().field("title", metrics[i]).field("description", "Daily figure of this Page.");
        json.field("id", concat(id, "/insights/", metrics[i], "/day")).end_object();
    }
    json.end_array().end_object();
}

} // namespace social::simulator::facebook
