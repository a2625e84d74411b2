// Instagram: insights of media and of accounts.
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "platforms/graph.hpp"
#include "platforms/instagram_media.hpp"
#include "platforms/odd_values.hpp"

#include <algorithm>
#include <array>

namespace social::simulator::instagram {

namespace {

constexpr std::array<std::string_view, 10> feed_metrics = {
    "views",   "reach",          "likes",           "comments", "saved", "shares", "total_interactions",
    "follows", "profile_visits", "profile_activity"};
constexpr std::array<std::string_view, 9> reel_metrics = {"views",
                                                          "reach",
                                                          "likes",
                                                          "comments",
                                                          "saved",
                                                          "shares",
                                                          "total_interactions",
                                                          "ig_reels_avg_watch_time",
                                                          "ig_reels_video_view_total_time"};
constexpr std::array<std::string_view, 9> account_metrics = {
    "reach",  "views", "accounts_engaged",     "total_interactions", "likes", "comments",
    "shares", "saves", "follows_and_unfollows"};
constexpr std::int64_t longest_period = 30 * day_seconds;

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string must_be_one_of(std::size_t index, std::span<const std::string_view> names) {
    std::string message =
        concat("(#100) metric[", std::to_string(index), "] must be one of the following values: ");
    for (std::size_t i = 0; i < names.size(); ++i)
        message += concat(i == 0 ? "" : ", ", names[i]);
    return message;
}

std::int64_t media_metric(const Figures &figures, std::string_view metric) {
    if (metric == "views")
        return figures.views;
    if (metric == "reach")
        return figures.reach;
    if (metric == "likes")
        return figures.likes;
    if (metric == "comments")
        return figures.comments;
    if (metric == "saved")
        return figures.saves;
    if (metric == "shares")
        return figures.shares;
    if (metric == "total_interactions")
        return figures.likes + figures.comments + figures.saves + figures.shares;
    if (metric == "ig_reels_avg_watch_time")
        return 7400;
    if (metric == "ig_reels_video_view_total_time")
        return figures.views * 7400;
    return figures.reach / (metric == "follows" ? 900 : 120);
}

std::int64_t account_metric(const Accounts &accounts, Subject subject, std::string_view metric,
                            std::int64_t since, std::int64_t until) {
    std::int64_t reach = accounts.reach_between(subject, since, until);
    if (metric == "reach")
        return reach;
    if (metric == "views")
        return accounts.views_between(subject, since, until);
    if (metric == "follows_and_unfollows")
        return accounts.world.followers(subject, until) - accounts.world.followers(subject, since);
    if (metric == "accounts_engaged")
        return reach / 8;
    if (metric == "total_interactions")
        return reach / 6;
    if (metric == "likes")
        return reach / 7;
    return reach / 100;
}

std::string title(std::string_view metric) {
    std::string out(metric);
    std::replace(out.begin(), out.end(), '_', ' ');
    out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
    return out;
}

struct Period {
    std::int64_t since;
    std::int64_t until;
};

std::optional<Period> requested_period(Call &call) {
    Period period{call.now - day_seconds, call.now};
    for (auto [name, target] : {std::pair{"since", &period.since}, std::pair{"until", &period.until}})
        if (const std::string *text = call.params.find(name)) {
            auto time = parse_time(*text);
            if (!time) {
                graph::bad_parameter(call, concat("(#100) ", name, " must be a unix time or a date"));
                return std::nullopt;
            }
            *target = *time;
        }
    if (period.until - period.since > longest_period) {
        graph::bad_parameter(call,
                             "(#100) There cannot be more than 30 days (2592000 s) between since and until");
        return std::nullopt;
    }
    return period;
}

} // namespace

bool metrics_fit(Call &call, const std::vector<std::string_view> &metrics, bool reel) {
    std::span<const std::string_view> fitting =
        reel ? std::span<const std::string_view>(reel_metrics) : feed_metrics;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (contains(fitting, metrics[i]))
            continue;
        if (contains(feed_metrics, metrics[i]) || contains(reel_metrics, metrics[i]))
            graph::bad_parameter(call, concat("(#100) The Media Insights API does not support the ",
                                              metrics[i], " metric for this media product type."));
        else
            graph::bad_parameter(call, must_be_one_of(i, fitting));
        return false;
    }
    return true;
}

void refuse_early_media(Call &call) {
    graph::Error error;
    error.subcode = 2108006;
    error.message = "Invalid parameter";
    error.user_title = "Media posted before business account conversion";
    error.user_message =
        "The media was posted before the most recent time that the user's account was converted "
        "to a business account from a personal account.";
    graph::refuse(call, error);
}

void write_media_insights(Call &call, JsonWriter &json, const PostKey &key, const Post &post,
                          const std::vector<std::string_view> &metrics) {
    std::string id = call.simulator.accounts.world.ids().post(key);
    for (std::string_view metric : metrics) {
        json.begin_object().field("name", metric).field("period", "lifetime");
        json.key("values").begin_array().begin_object();
        write_count(call, json, "value", media_metric(post.figures, metric));
        json.end_object().end_array();
        json.field("title", title(metric)).field("description", concat(title(metric), " of this media."));
        json.field("id", concat(id, "/insights/", metric, "/lifetime")).end_object();
    }
}

void answer_media_insights(Call &call, const PostKey &key) {
    if (!may_read(call, key.subject.account, scope::instagram_insights, scope::linked_instagram_insights))
        return;
    Post post = call.simulator.accounts.post(key.subject, key.index, call.now);
    if (post.insights_refused || call.has(FaultKind::refused_insights)) {
        refuse_early_media(call);
        return;
    }
    std::string text = call.params.get("metric");
    std::vector<std::string_view> metrics = split(text, ", ");
    if (metrics.empty()) {
        graph::bad_parameter(call, "(#100) The parameter metric is required");
        return;
    }
    if (!metrics_fit(call, metrics, post.format == Format::video))
        return;
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().key("data").begin_array();
    write_media_insights(call, json, key, post, metrics);
    json.end_array().end_object();
}

void answer_account_insights(Call &call, std::uint32_t account) {
    if (!may_read(call, account, scope::instagram_insights, scope::linked_instagram_insights))
        return;
    std::string text = call.params.get("metric");
    std::vector<std::string_view> metrics = split(text, ", ");
    bool total = call.params.get("metric_type") == "total_value";
    if (metrics.empty() || call.params.get("period") != "day") {
        graph::bad_parameter(call, "(#100) The parameters metric and period=day are required");
        return;
    }
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (!contains(account_metrics, metrics[i])) {
            graph::bad_parameter(call, must_be_one_of(i, account_metrics));
            return;
        }
        if (!total && metrics[i] != "reach") {
            graph::bad_parameter(call,
                                 concat("(#100) The metric ", metrics[i], " needs metric_type=total_value"));
            return;
        }
    }
    auto period = requested_period(call);
    if (!period)
        return;
    const Accounts &accounts = call.simulator.accounts;
    Subject subject{Platform::instagram, account, 0};
    std::string id = std::to_string(accounts.world.ids().instagram_account(account));
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    json.begin_object().key("data").begin_array();
    for (std::string_view metric : metrics) {
        json.begin_object().field("name", metric).field("period", "day").field("title", title(metric));
        json.field("description", concat(title(metric), " of this account in the period."));
        if (total) {
            json.key("total_value").begin_object();
            write_count(call, json, "value",
                        account_metric(accounts, subject, metric, period->since, period->until));
            json.end_object();
        } else {
            json.key("values").begin_array();
            for (std::int64_t day = period->since; day < period->until; day += day_seconds) {
                json.begin_object();
                write_count(call, json, "value", account_metric(accounts, subject, metric, day, day + 1));
                json.field("end_time", graph_time(day + day_seconds)).end_object();
            }
            json.end_array();
        }
        json.field("id", concat(id, "/insights/", metric, "/day")).end_object();
    }
    json.end_array().end_object();
}

} // namespace social::simulator::instagram
