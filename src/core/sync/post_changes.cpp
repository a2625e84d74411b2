#include "core/sync/post_changes.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace social {

namespace {

// Little-endian: a hash of the id and one of counts and caption, 8 bytes each; then 4 of the texts. Four are
// enough there: they are compared only when the eight before them differ.
constexpr std::size_t kDigestSize = 20;

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

void add_text(Hash &hash, const std::optional<KeptText> &text) {
    hash.add(std::uint64_t{text.has_value()});
    hash.add(text ? std::string_view(*text) : std::string_view{});
}

// Signed addresses differ at every fetch; what stands before the signature tells whether the media did.
void add_address(Hash &hash, const std::optional<KeptText> &url) {
    hash.add(std::uint64_t{url.has_value()});
    auto address = url ? std::string_view(*url) : std::string_view{};
    hash.add(address.substr(0, address.find('?')));
}

struct Digest {
    std::uint64_t id = 0;
    std::uint64_t content = 0; // counts and caption
    std::uint32_t texts = 0;
};

std::uint64_t hash_of_id(const Post &post) {
    Hash id;
    id.add(post.id);
    return id.value();
}

std::uint64_t hash_of_content(const Post &post) {
    Hash content;
    for (const Count *count : {&post.likes, &post.comments, &post.shares, &post.saves, &post.views})
        content.add(*count);
    add_text(content, post.caption);
    return content.value();
}

void append(std::string &out, std::uint64_t word, std::size_t bytes) {
    word = little_endian(word);
    out.append(reinterpret_cast<const char *>(&word), bytes);
}

void append(std::string &out, const Digest &digest) {
    append(out, digest.id, 8);
    append(out, digest.content, 8);
    append(out, digest.texts, 4);
}

std::uint64_t read_word(std::string_view bytes, std::size_t length) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), length);
    return little_endian(word);
}

std::vector<Digest> read_digests(std::string_view stored) {
    std::vector<Digest> digests;
    if (stored.size() % kDigestSize != 0)
        return digests;
    digests.reserve(stored.size() / kDigestSize);
    for (; !stored.empty(); stored.remove_prefix(kDigestSize))
        digests.push_back({read_word(stored, 8), read_word(stored.substr(8), 8),
                           static_cast<std::uint32_t>(read_word(stored.substr(16), 4))});
    return digests;
}

} // namespace

PostChanges changes_since(std::string_view stored, const std::vector<Post> &posts, bool cut_short) {
    PostChanges changes;
    std::vector<Digest> before = read_digests(stored);
    std::vector<bool> met(before.size(), false);
    changes.digests.reserve(posts.size() * kDigestSize);
    for (const Post &post : posts) {
        Digest now{hash_of_id(post), hash_of_content(post)};
        auto known =
            std::find_if(before.begin(), before.end(), [&](const Digest &one) { return one.id == now.id; });
        auto place = static_cast<std::size_t>(known - before.begin());
        if (known != before.end() && known->content == now.content) {
            now.texts = known->texts;
        } else {
            now.texts = static_cast<std::uint32_t>(text_hash(post));
            // One that is named twice is written as a whole, where that is looked for.
            bool recounted = known != before.end() && known->texts == now.texts && !met[place];
            (recounted ? changes.recounted : changes.changed).push_back(&post);
        }
        if (known != before.end())
            met[place] = true;
        append(changes.digests, now);
    }
    if (!changes.changed.empty()) {
        changes.changed.insert(changes.changed.end(), changes.recounted.begin(), changes.recounted.end());
        changes.recounted.clear();
    }
    for (std::size_t at = 0; at < before.size(); ++at) {
        if (met[at])
            continue;
        changes.some_left = true;
        if (cut_short && changes.digests.size() < kPostsFetched * kDigestSize)
            append(changes.digests, before[at]);
    }
    return changes;
}

std::int64_t text_hash(const Post &post) {
    Hash texts;
    texts.add(post.type);
    add_text(texts, post.caption);
    add_text(texts, post.permalink);
    add_address(texts, post.media_url);
    add_address(texts, post.thumbnail_url);
    texts.add(std::uint64_t{post.published_at.has_value()});
    texts.add(static_cast<std::uint64_t>(post.published_at.value_or(Instant{}).time_since_epoch().count()));
    return static_cast<std::int64_t>(texts.value());
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
