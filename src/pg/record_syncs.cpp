// Store::record(): finished syncs of many accounts as the arrays that social_internal.record_syncs() takes.
#include "core/sync/figures.hpp"
#include "core/sync/post_changes.hpp"
#include "pg/record_arrays.hpp"
#include "pg/store.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace social::pg {

namespace {

void put_profile(CompositeArray &results, const Profile &profile) {
    results.set("platform_username", bind_optional(profile.username));
    results.set("platform_display_name", bind_optional(profile.display_name));
    results.set("profile_picture_url", bind_optional(profile.picture_url));
    results.set("profile_url", bind_optional(profile.profile_url));
    results.set("bio", bind_optional(profile.bio));
    results.set("followers_count", bind_bigint(profile.followers));
    results.set("following_count", bind_bigint(profile.following));
    results.set("total_posts", bind_bigint(profile.posts));
    results.set("total_videos", bind_bigint(profile.videos));
    results.set("total_likes", bind_bigint(profile.total_likes));
    results.set("total_comments", bind_bigint(profile.total_comments));
    results.set("total_shares", bind_bigint(profile.total_shares));
    results.set("total_saves", bind_bigint(profile.total_saves));
    results.set("total_views", bind_bigint(profile.total_views));
    results.set("reach_last_30_days", bind_bigint(profile.reach_last_30_days));
    results.set("impressions_last_30_days", bind_bigint(profile.impressions_last_30_days));
}

void put_post(CompositeArray &posts, Bind connection_id, const Post &post) {
    posts.add_row();
    posts.set("connection_id", connection_id);
    posts.set("platform_post_id", bind_text(post.id));
    posts.set("post_type", bind_text_or_null(post.type));
    posts.set("caption", bind_optional(post.caption));
    posts.set("media_url", bind_optional(post.media_url));
    posts.set("thumbnail_url", bind_optional(post.thumbnail_url));
    posts.set("permalink", bind_optional(post.permalink));
    posts.set("likes_count", bind_bigint(post.likes));
    posts.set("comments_count", bind_bigint(post.comments));
    posts.set("shares_count", bind_bigint(post.shares));
    posts.set("saves_count", bind_bigint(post.saves));
    posts.set("views_count", bind_bigint(post.views));
    posts.set("published_at", bind_instant(post.published_at));
    posts.set("text_hash", bind_bigint(text_hash(post)));
}

struct Arrays {
    CompositeArray results{"sync_result"};
    CompositeArray posts{"fetched_post"};
    CompositeArray recounts{"recount"};
};

// One of the counts of these posts; NULL when the platform tells it of none.
Bind counts_of(const std::vector<const Post *> &posts, Count Post::*count) {
    if (std::ranges::none_of(posts, [&](const Post *post) { return (post->*count).has_value(); }))
        return {};
    std::vector<Count> counts;
    counts.reserve(posts.size());
    for (const auto *post : posts)
        counts.push_back(post->*count);
    return bind_count_array(counts);
}

void put_recount(CompositeArray &recounts, Bind connection_id, const Snapshot &snapshot,
                 const std::vector<const Post *> &posts) {
    std::vector<std::string_view> ids;
    ids.reserve(posts.size());
    for (const auto *post : posts)
        ids.push_back(post->id);
    recounts.add_row();
    recounts.set("connection_id", connection_id);
    recounts.set("measured_at", bind_instant(snapshot.measured_at));
    recounts.set("followers_count", bind_bigint(snapshot.profile.followers));
    recounts.set("platform_post_ids", bind_text_array(ids));
    recounts.set("likes_count", counts_of(posts, &Post::likes));
    recounts.set("comments_count", counts_of(posts, &Post::comments));
    recounts.set("shares_count", counts_of(posts, &Post::shares));
    recounts.set("saves_count", counts_of(posts, &Post::saves));
    recounts.set("views_count", counts_of(posts, &Post::views));
}

// `seen_last`: nothing newer tells how these posts are.
void put_posts(Arrays &arrays, const Record &record, const Snapshot &snapshot, bool seen_last) {
    auto &results = arrays.results;
    const auto &posts = snapshot.posts->list;
    bool cut_short = snapshot.posts_cut_short;
    auto figures = figures_of(posts);
    results.set("likes_sum", bind_bigint(figures.likes.total));
    results.set("likes_counted", bind_int(figures.likes.posts));
    results.set("comments_sum", bind_bigint(figures.comments.total));
    results.set("comments_counted", bind_int(figures.comments.posts));
    results.set("views_sum", bind_bigint(figures.views.total));
    results.set("views_counted", bind_int(figures.views.posts));
    results.set("posts_fetched", bind_int(static_cast<int>(posts.size())));
    if (!seen_last)
        return;

    auto changes = changes_since(record.stored_digests, posts, cut_short);
    results.set("post_digests", bind_bytes(changes.digests));
    auto connection_id = bind_uuid(record.attempt.connection_id);
    for (const auto *post : changes.changed)
        put_post(arrays.posts, connection_id, *post);
    if (!changes.recounted.empty())
        put_recount(arrays.recounts, connection_id, snapshot, changes.recounted);
    auto start = named_since(posts, cut_short);
    bool look = changes.some_left || record.digests_lost;
    if (!look || !start)
        return;
    std::vector<std::string_view> listed;
    listed.reserve(posts.size());
    for (const auto &post : posts)
        listed.push_back(post.id);
    results.set("window_start", bind_instant(start));
    results.set("listed_posts", bind_text_array(listed));
}

void put_result(Arrays &arrays, const Record &record, const std::string &status_before, bool seen_last) {
    auto &results = arrays.results;
    const auto &attempt = record.attempt;
    const auto &settlement = record.settlement;
    results.add_row();
    results.set("connection_id", bind_uuid(attempt.connection_id));
    results.set("log_id", bind_bigint(attempt.log_id));
    results.set("sync_type", bind_text(attempt.sync_type));
    results.set("sync_status", bind_text(settlement.sync_status));
    results.set("error_code", bind_text_or_null(settlement.error_code));
    results.set("error_message", bind_text_or_null(settlement.error_message));
    results.set("errors_encountered",
                settlement.errors.empty() ? Bind{} : bind_text_array(settlement.errors));
    results.set("started_at", bind_instant(attempt.started_at));
    results.set("completed_at", bind_instant(attempt.completed_at));
    results.set("api_calls_made", bind_int(attempt.api_calls));
    results.set("connection_status", bind_optional(settlement.connection_status));
    results.set("connection_error", bind_text_or_null(settlement.connection_error));
    results.set("clear_error", bind_bool(settlement.clear_error));
    results.set("next_sync_at", bind_instant(settlement.next_sync_at));
    results.set("retry", bind_bool(settlement.counts_as_failure));
    results.set("logged", bind_bool(settlement.logged));
    results.set("connected_at", bind_instant(attempt.connected_at));
    results.set("status_before", bind_text_or_null(status_before));
    if (!record.refused_token.empty())
        results.set("access_token_digest", bind_bytes(record.refused_token));
    if (const auto &snapshot = record.outcome.snapshot) {
        results.set("measured_at", bind_instant(snapshot->measured_at));
        put_profile(results, snapshot->profile);
        if (snapshot->posts)
            put_posts(arrays, record, *snapshot, seen_last);
        if (!snapshot->raw.empty())
            results.set("raw_data", bind_jsonb(snapshot->raw));
    }
}

using Records = std::vector<const Record *>;

// An account that was synced again before it could be recorded has its syncs recorded one after the other:
// each round has one of an account at most.
std::vector<Records> rounds_of(const std::vector<Record *> &records) {
    std::vector<Records> rounds;
    std::unordered_map<std::string_view, std::size_t> times;
    for (const auto *record : records) {
        auto round = times[record->attempt.connection_id]++;
        if (round == rounds.size())
            rounds.emplace_back();
        rounds[round].push_back(record);
    }
    return rounds;
}

} // namespace

std::vector<std::string> Store::record(const std::vector<Record *> &records) {
    // What each of an account's syncs lists was compared with the same digests: the last list counts.
    std::unordered_map<std::string_view, const Record *> lists;
    for (const auto *record : records)
        if (record->outcome.snapshot && record->outcome.snapshot->posts)
            lists[record->attempt.connection_id] = record;
    // As each began, and as the rounds before have set it since: see take_over_status().
    struct Status {
        std::string read, now;
    };
    std::unordered_map<std::string_view, Status> statuses;
    std::unordered_set<std::string> recorded; // by the first round; the rows are ours from then on
    auto rounds = rounds_of(records);
    for (auto &round : rounds) {
        const bool first = &round == &rounds.front();
        if (!first)
            std::erase_if(
                round, [&](const auto *record) { return !recorded.contains(record->attempt.connection_id); });
        if (round.empty())
            continue;
        Arrays arrays;
        static Statement statement{"select social_internal.record_syncs($1, $2, $3, $4)",
                                   {arrays.results.array_type(), arrays.posts.array_type(),
                                    arrays.recounts.array_type(), TEXTARRAYOID}};
        for (const auto *record : round) {
            const auto &attempt = record->attempt;
            auto &status = statuses[attempt.connection_id];
            if (first || status.read != attempt.status_before)
                status = {attempt.status_before, attempt.status_before};
            put_result(arrays, *record, status.now, lists[attempt.connection_id] == record);
            if (record->settlement.connection_status)
                status.now = *record->settlement.connection_status;
        }
        auto results = arrays.results.finish();
        auto posts = arrays.posts.finish();
        auto recounts = arrays.recounts.finish();
        statement.run({results, posts, recounts, bind_keys()}, [&](const Row &row) {
            if (first)
                recorded.insert(row.uuid(0));
        });
    }
    return {recorded.begin(), recorded.end()};
}

} // namespace social::pg
