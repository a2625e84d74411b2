#include "core/platforms/meta_account_call.hpp"

#include "core/platforms/meta_errors.hpp"

#include <algorithm>

namespace social {

namespace {

// Of a list as it is asked for: "username,picture{url}".
bool names(std::string_view list, std::string_view field) {
    while (!field.empty() && !list.empty()) {
        const auto entry = list.substr(0, list.find(','));
        if (entry.substr(0, entry.find_first_of(".{")) == field)
            return true;
        list.remove_prefix(std::min(entry.size() + 1, list.size()));
    }
    return false;
}

} // namespace

MetaAccountCall::MetaAccountCall(const Graph &graph, std::string_view needed, std::string_view welcome,
                                 MetaWalk *walk, Instant now)
    : needed_(needed), welcome_(welcome), walk_(walk) {
    if (walk_ == nullptr)
        return;
    host_ = &MetaHost::of(graph, walk_->query.edge);
    with_posts_ = host_->gives_posts(now);
}

std::string MetaAccountCall::fields() const {
    std::string all(needed_);
    if (with_welcome_) {
        all += ',';
        all += welcome_;
    }
    if (with_posts_) {
        all += ',';
        all += walk_->as_field();
    }
    return all;
}

std::string_view MetaAccountCall::edge() const {
    return with_posts_ ? std::string_view(walk_->query.edge) : std::string_view{};
}

void MetaAccountCall::take(Json account, Count posts_told, Instant now) {
    if (with_posts_ && walk_->take_first(account, posts_told) != MetaWalk::First::bare_ids)
        host_->gave_posts();
    else if (with_posts_ || failed_together_)
        host_->gave_account_only(now);
}

bool MetaAccountCall::ask_again(const Error &error, Instant now, Notes &notes) {
    if (!with_posts_) {
        if (with_welcome_ && refuses_our_request(error)) {
            do_without_welcome(notes);
            return true;
        }
        if (failed_together_ && failed_together_->reaction == Reaction::retry_later &&
            error.reaction == Reaction::retry_later)
            host_->failed_both_ways(now);
        return false;
    }
    if (concerns_posts(error) && walk_->ask_for_less(error))
        return true;
    if (with_welcome_ && names(welcome_, refused_field(error))) {
        do_without_welcome(notes);
        return true;
    }
    if (!may_come_apart(error) || (error.reaction == Reaction::retry_later && host_->out_of_order(now)))
        return false;
    failed_together_ = error;
    with_posts_ = false;
    return true;
}

Error MetaAccountCall::outcome(const Error &last) const {
    // The failure is what happened; that our own budget held the second call back is but its consequence.
    if (last.deferred && failed_together_ && failed_together_->reaction == Reaction::retry_later)
        return *failed_together_;
    return last;
}

// Then the same can be had without what the posts are refused for, still in one call.
bool MetaAccountCall::concerns_posts(const Error &error) const {
    return asks_for_less(error) || error.code == "100/2108006" || refused_metric(error) ||
           names(walk_->query.welcome_fields, refused_field(error)) ||
           (is_permission_error(error) && !walk_->query.metrics.empty());
}

void MetaAccountCall::do_without_welcome(Notes &notes) {
    with_welcome_ = false;
    notes.add("profile: the platform refused one of the fields " + std::string(welcome_));
}

} // namespace social
