// What a test has decided about an account or a post in place of the seeded figures.
#pragma once

#include "world/platform.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace social::simulator {

struct PostOverride {
    std::optional<std::int64_t> likes, comments, shares, saves, views, reach;
    std::optional<std::string> caption; // empty: the post has none
    bool deleted = false;
    bool insights_refused = false;
};

struct SubjectOverride {
    std::optional<std::int64_t> followers, following;
    std::optional<std::string> username, name, bio;
    std::optional<std::string> account_type; // Instagram: BUSINESS, MEDIA_CREATOR or PERSONAL
    std::optional<bool> hides_likes;
    std::optional<std::uint32_t> pages; // Facebook user: how many Pages there are (page 0's override)
    std::map<std::uint32_t, PostOverride> posts;
};

class Overrides {
public:
    const SubjectOverride *find(Subject subject) const {
        if (subjects_.empty())
            return nullptr;
        auto found = subjects_.find(subject.key());
        return found == subjects_.end() ? nullptr : &found->second;
    }
    const PostOverride *find(Subject subject, std::uint32_t index) const {
        const SubjectOverride *owner = find(subject);
        if (owner == nullptr)
            return nullptr;
        auto found = owner->posts.find(index);
        return found == owner->posts.end() ? nullptr : &found->second;
    }
    SubjectOverride &at(Subject subject) { return subjects_[subject.key()]; }
    void clear(Subject subject) { subjects_.erase(subject.key()); }
    void clear() { subjects_.clear(); }

private:
    std::unordered_map<std::uint64_t, SubjectOverride> subjects_;
};

} // namespace social::simulator
