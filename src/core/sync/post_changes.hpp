// Which posts of a page differ from what is stored, without reading what is stored: digests of the newest
// posts are kept beside the connection (20 bytes a post), so an unchanged post costs nothing in the database,
// and of one that only counts differently no text goes there.
#pragma once

#include "core/platforms/model.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace social {

struct PostChanges {
    // To be written as a whole, with texts: all that differ, when one of them is new or differs in more than
    // its counts. Signed media URLs are no change.
    std::vector<const Post *> changed{};
    // The other way, of all of them or of none: they count differently and are otherwise as they were. What
    // changed with a measurement is one row of the history, so an account's posts go one way together.
    std::vector<const Post *> recounted{};
    // What to keep, for the next time.
    std::string digests{};
    // True when a post that was stored within the window is not listed any more: deleted, or pushed out by
    // newer ones.
    bool some_left = false;
};

// `stored` is what the last call's `digests` was ("" the first time, or when unreadable: then every post
// counts as changed). The pointers are into `posts`, which must therefore outlive them. `cut_short`: the list
// broke off, so what it does not name is believed to be there still.
PostChanges changes_since(std::string_view stored, const std::vector<Post> &posts, bool cut_short = false);
PostChanges changes_since(std::string_view stored, const std::vector<Post> &&posts, bool = false) = delete;

// Stands for all of a post but its id and its counts, so that a stored post is known to read the same without
// being read. Of addresses it has what stands before the signature. The same with every compiler and
// platform.
std::int64_t text_hash(const Post &post);

// From when on the list names every post there is, so that others were deleted: 1970 when it names all there
// are, nullopt when that cannot be told.
std::optional<Instant> named_since(const std::vector<Post> &posts, bool cut_short);

} // namespace social
