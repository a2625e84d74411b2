#include "world/ids.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"

#include <cstdio>

namespace social::simulator {

namespace {

// id = base + number × step, so that neighbouring ids do not exist and a guess is refused.
struct Series {
    std::int64_t base;
    std::int64_t step;

    constexpr std::int64_t id(std::uint64_t number) const {
        return base + static_cast<std::int64_t>(number) * step;
    }

    std::optional<std::uint64_t> number(std::string_view text) const {
        auto id = parse_integer(text);
        if (!id || *id < base || (*id - base) % step != 0)
            return std::nullopt;
        return static_cast<std::uint64_t>((*id - base) / step);
    }
};

constexpr Series instagram_accounts{17841400000000001, 20014};
constexpr Series instagram_scoped_ids{9100000000000001, 7918};
constexpr Series instagram_media{17900000000000001, 34};
constexpr Series facebook_users{122090000000001, 2004};
constexpr Series facebook_pages{108000000000001, 2110};
constexpr Series facebook_posts{122100000000000, 34};
constexpr Series tiktok_videos{7400000000000000001, 1000004};
constexpr std::uint64_t pages_per_user = 16;

} // namespace

std::int64_t Ids::instagram_account(std::uint32_t account) const {
    return instagram_accounts.id(account);
}

std::int64_t Ids::instagram_scoped(std::uint32_t account) const {
    return instagram_scoped_ids.id(account);
}

std::optional<std::uint32_t> Ids::account_of_instagram(std::string_view id) const {
    for (const Series &series : {instagram_accounts, instagram_scoped_ids})
        if (auto number = series.number(id); number && exists(*number))
            return static_cast<std::uint32_t>(*number);
    return std::nullopt;
}

std::int64_t Ids::facebook_user(std::uint32_t account) const {
    return facebook_users.id(account);
}

std::optional<std::uint32_t> Ids::account_of_facebook_user(std::string_view id) const {
    auto number = facebook_users.number(id);
    if (!number || !exists(*number))
        return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

std::int64_t Ids::facebook_page(std::uint32_t account, std::uint32_t page) const {
    return facebook_pages.id(account * pages_per_user + page);
}

std::optional<Subject> Ids::page_of(std::string_view id) const {
    auto number = facebook_pages.number(id);
    if (!number || !exists(*number / pages_per_user) || *number % pages_per_user == 0)
        return std::nullopt;
    return Subject{Platform::facebook, static_cast<std::uint32_t>(*number / pages_per_user),
                   static_cast<std::uint32_t>(*number % pages_per_user)};
}

std::string Ids::tiktok_open_id(std::uint32_t account) const {
    std::uint64_t h = hash_of(seed_, account, 31);
    char text[48];
    std::snprintf(text, sizeof text, "%08x-%04x-4%03x-a%03x-%012x", static_cast<unsigned>(h & 0xffffffff),
                  static_cast<unsigned>(h >> 32 & 0xffff), static_cast<unsigned>(h >> 48 & 0xfff),
                  static_cast<unsigned>(h >> 52 & 0xfff), account);
    return text;
}

std::string Ids::tiktok_union_id(std::uint32_t account) const {
    std::uint64_t h = hash_of(seed_, account, 32);
    char text[48];
    std::snprintf(text, sizeof text, "%08x-%04x-4%03x-b%03x-%012x", static_cast<unsigned>(h & 0xffffffff),
                  static_cast<unsigned>(h >> 32 & 0xffff), static_cast<unsigned>(h >> 48 & 0xfff),
                  static_cast<unsigned>(h >> 52 & 0xfff), account);
    return text;
}

std::string Ids::post(const PostKey &key) const {
    std::uint64_t number = static_cast<std::uint64_t>(key.subject.account) * posts_per_subject + key.index;
    switch (key.subject.platform) {
    case Platform::instagram:
        return std::to_string(instagram_media.id(number));
    case Platform::tiktok:
        return std::to_string(tiktok_videos.id(number));
    case Platform::facebook:
        break;
    }
    return concat(std::to_string(facebook_page(key.subject.account, key.subject.page)), "_",
                  std::to_string(facebook_posts.id(key.index)));
}

std::optional<PostKey> Ids::post_of(Platform platform, std::string_view id) const {
    if (platform == Platform::facebook) {
        std::size_t underscore = id.find('_');
        if (underscore == std::string_view::npos)
            return std::nullopt;
        auto page = page_of(id.substr(0, underscore));
        auto index = facebook_posts.number(id.substr(underscore + 1));
        if (!page || !index || *index >= posts_per_subject)
            return std::nullopt;
        return PostKey{*page, static_cast<std::uint32_t>(*index)};
    }
    auto number = (platform == Platform::instagram ? instagram_media : tiktok_videos).number(id);
    if (!number || !exists(*number / posts_per_subject))
        return std::nullopt;
    Subject subject{platform, static_cast<std::uint32_t>(*number / posts_per_subject), 0};
    return PostKey{subject, static_cast<std::uint32_t>(*number % posts_per_subject)};
}

std::string Ids::shortcode(const PostKey &key) const {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::uint64_t h = hash_of(seed_, key.subject.key(), key.index, 33);
    std::string out = "D";
    for (int i = 0; i < 10; ++i, h >>= 6)
        out.push_back(alphabet[h & 63]);
    return out;
}

} // namespace social::simulator
