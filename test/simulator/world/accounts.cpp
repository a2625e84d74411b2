#include "world/accounts.hpp"

#include "base/text.hpp"
#include "base/time_text.hpp"

#include <algorithm>

namespace social::simulator {

bool Accounts::personal(std::uint32_t account) const {
    const SubjectOverride *decided = overrides.find({Platform::instagram, account, 0});
    if (decided != nullptr && decided->account_type)
        return *decided->account_type == "PERSONAL";
    return world.habit(account) == Habit::personal;
}

bool Accounts::hides_likes(Subject subject) const {
    const SubjectOverride *decided = overrides.find(subject);
    if (decided != nullptr && decided->hides_likes)
        return *decided->hides_likes;
    return subject.platform == Platform::instagram && world.habit(subject.account) == Habit::hides_likes;
}

std::uint32_t Accounts::pages(std::uint32_t account) const {
    const SubjectOverride *decided = overrides.find({Platform::facebook, account, 0});
    return decided != nullptr && decided->pages ? *decided->pages : world.pages(account);
}

bool Accounts::page_linked(std::uint32_t account, std::uint32_t page) const {
    return world.page_linked(account, page) && !personal(account);
}

std::string Accounts::username(Subject subject) const {
    const SubjectOverride *decided = overrides.find(subject);
    if (decided != nullptr && decided->username)
        return *decided->username;
    std::string handle = world.person(subject.account).handle;
    if (subject.platform == Platform::instagram)
        return handle;
    std::erase(handle, '.');
    return subject.page > 1 ? concat(handle, "page", std::to_string(subject.page)) : handle;
}

std::string Accounts::name(Subject subject) const {
    const SubjectOverride *decided = overrides.find(subject);
    if (decided != nullptr && decided->name)
        return *decided->name;
    return subject.page > 0 ? world.page_name(subject.account, subject.page)
                            : world.person(subject.account).name();
}

Profile Accounts::profile(Subject subject, std::int64_t time) const {
    const SubjectOverride *decided = overrides.find(subject);
    Person person = world.person(subject.account);
    Profile out;
    out.username = username(subject);
    out.name = name(subject);
    out.bio = decided != nullptr && decided->bio ? *decided->bio : person.bio;
    out.topic = person.topic;
    out.followers =
        decided != nullptr && decided->followers ? *decided->followers : world.followers(subject, time);
    out.following = decided != nullptr && decided->following ? *decided->following : world.following(subject);
    out.posts = post_count(subject, time);
    if (decided != nullptr && decided->account_type)
        out.account_type = *decided->account_type;
    else
        out.account_type = personal(subject.account)  ? "PERSONAL"
                           : subject.account % 3 == 0 ? "BUSINESS"
                                                      : "MEDIA_CREATOR";
    return out;
}

std::uint32_t Accounts::post_count(Subject subject, std::int64_t time) const {
    std::uint32_t published = world.post_count(subject, time);
    const SubjectOverride *decided = overrides.find(subject);
    if (decided == nullptr)
        return published;
    auto gone = std::count_if(decided->posts.begin(), decided->posts.end(), [&](const auto &entry) {
        return entry.first < published && entry.second.deleted;
    });
    return published - static_cast<std::uint32_t>(gone);
}

bool Accounts::has_post(Subject subject, std::uint32_t index, std::int64_t time) const {
    if (index >= world.post_count(subject, time))
        return false;
    const PostOverride *decided = overrides.find(subject, index);
    return decided == nullptr || !decided->deleted;
}

Figures Accounts::figures(Subject subject, std::uint32_t index, std::int64_t time) const {
    Figures out = world.figures(subject, index, time);
    if (auto changed = static_cast<std::int64_t>(generations.last_change(subject, index)); changed > 0) {
        out.likes += 3 * changed;
        out.comments += changed;
        out.shares += changed;
        out.saves += changed;
        out.views += 40 * changed;
        out.reach += 30 * changed;
    }
    return out;
}

Post Accounts::post(Subject subject, std::uint32_t index, std::int64_t time) const {
    Post out;
    out.published_at = world.published_at(subject, index);
    out.format = world.format(subject, index);
    out.figures = figures(subject, index, time);
    out.has_caption = world.has_caption(subject, index);
    out.insights_refused = subject.platform == Platform::instagram &&
                           world.habit(subject.account) == Habit::converted &&
                           out.published_at < world.settings().epoch;
    const PostOverride *decided = overrides.find(subject, index);
    if (decided == nullptr || !decided->caption) {
        if (out.has_caption)
            out.caption = world.caption(subject, index);
    } else {
        out.caption = *decided->caption;
        out.has_caption = !out.caption.empty();
    }
    if (decided == nullptr)
        return out;
    out.figures.likes = decided->likes.value_or(out.figures.likes);
    out.figures.comments = decided->comments.value_or(out.figures.comments);
    out.figures.shares = decided->shares.value_or(out.figures.shares);
    out.figures.saves = decided->saves.value_or(out.figures.saves);
    out.figures.views = decided->views.value_or(out.figures.views);
    out.figures.reach = decided->reach.value_or(out.figures.reach);
    out.insights_refused = out.insights_refused || decided->insights_refused;
    return out;
}

PostPage Accounts::posts_below(Subject subject, std::uint32_t below, std::size_t limit,
                               std::int64_t time) const {
    PostPage page;
    page.indexes.reserve(std::min<std::size_t>(limit, posts_per_subject));
    for (std::uint32_t index = std::min(below, world.post_count(subject, time)); index > 0; --index) {
        if (!has_post(subject, index - 1, time))
            continue;
        if (page.indexes.size() == limit) {
            page.more = true;
            break;
        }
        page.indexes.push_back(index - 1);
    }
    return page;
}

std::int64_t Accounts::total_likes(Subject subject, std::int64_t time) const {
    std::int64_t total = 0;
    for (std::uint32_t index = world.post_count(subject, time); index > 0; --index) {
        const PostOverride *decided = overrides.find(subject, index - 1);
        if (decided != nullptr && decided->deleted)
            continue;
        total +=
            decided != nullptr && decided->likes ? *decided->likes : figures(subject, index - 1, time).likes;
    }
    return total;
}

std::int64_t Accounts::reach_between(Subject subject, std::int64_t since, std::int64_t until) const {
    std::int64_t total = 0;
    for (std::int64_t time = since; time < until; time += day_seconds)
        total += world.daily_reach(subject, time / day_seconds);
    return total;
}

} // namespace social::simulator
