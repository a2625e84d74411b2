#include "core/sync/post_changes.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace social {

namespace {

constexpr std::size_t kDigestSize =
    16; // a hash of the id and one of the figures, 8 bytes each, little-endian

std::uint64_t little_endian(std::uint64_t word) {
    return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

// A stable hash: what it gives is stored, so it must not change with compiler, platform or version.
class Hash {
public:
    void add(std::uint64_t word) {
        state_ = (state_ ^ word) * 0x9E3779B97F4A7C15u;
        state_ ^= state_ >> 32;
    }
    void add(std::string_view text) {
        add(std::uint64_t{text.size()});
        for (; text.size() >= 8; text.remove_prefix(8))
            add(word_at(text, 8));
        if (!text.empty())
            add(word_at(text, text.size()));
    }
    void add(const Count &count) {
        add(std::uint64_t{count.has_value()}); // unknown is not 0
        add(static_cast<std::uint64_t>(count.value_or(0)));
    }
    std::uint64_t value() const {
        auto mixed = (state_ ^ (state_ >> 29)) * 0xBF58476D1CE4E5B9u;
        return mixed ^ (mixed >> 32);
    }

private:
    static std::uint64_t word_at(std::string_view text, std::size_t length) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), length);
        return little_endian(word);
    }
    std::uint64_t state_ = 0x6A09E667F3BCC909u;
};

struct Digest {
    std::uint64_t id = 0;
    std::uint64_t figures = 0;
};

Digest digest_of(const Post &post) {
    Hash id;
    id.add(post.id);
    Hash figures;
    for (const Count *count : {&post.likes, &post.comments, &post.shares, &post.saves, &post.views})
        figures.add(*count);
    figures.add(std::uint64_t{post.caption.has_value()});
    figures.add(post.caption ? std::string_view(*post.caption) : std::string_view{});
    return {id.value(), figures.value()};
}

void append(std::string &out, std::uint64_t word) {
    word = little_endian(word);
    out.append(reinterpret_cast<const char *>(&word), sizeof word);
}

std::uint64_t read_word(std::string_view bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    return little_endian(word);
}

std::vector<Digest> read_digests(std::string_view stored) {
    std::vector<Digest> digests;
    if (stored.size() % kDigestSize != 0)
        return digests;
    digests.reserve(stored.size() / kDigestSize);
    for (; !stored.empty(); stored.remove_prefix(kDigestSize))
        digests.push_back({read_word(stored), read_word(stored.substr(8))});
    return digests;
}

} // namespace

PostChanges changes_since(std::string_view stored, const std::vector<Post> &posts, bool cut_short) {
    PostChanges changes;
    std::vector<Digest> before = read_digests(stored);
    std::vector<bool> met(before.size(), false);
    changes.digests.reserve(posts.size() * kDigestSize);
    for (const Post &post : posts) {
        Digest now = digest_of(post);
        append(changes.digests, now.id);
        append(changes.digests, now.figures);
        auto known =
            std::find_if(before.begin(), before.end(), [&](const Digest &one) { return one.id == now.id; });
        if (known != before.end())
            met[static_cast<std::size_t>(known - before.begin())] = true;
        if (known == before.end() || known->figures != now.figures)
            changes.changed.push_back(&post);
    }
    for (std::size_t at = 0; at < before.size(); ++at) {
        if (met[at])
            continue;
        changes.some_left = true;
        if (cut_short && changes.digests.size() < kPostsFetched * kDigestSize) {
            append(changes.digests, before[at].id);
            append(changes.digests, before[at].figures);
        }
    }
    return changes;
}

std::optional<Instant> named_since(const std::vector<Post> &posts, bool cut_short) {
    if (posts.size() < kPostsFetched && !cut_short)
        return Instant{};
    std::optional<Instant> oldest;
    for (const Post &post : posts)
        if (post.published_at && (!oldest || *post.published_at < *oldest))
            oldest = post.published_at;
    return oldest;
}

} // namespace social
