// Ids as each platform writes them, and back to what they stand for. They are computed, never stored: two
// million posts cost nothing until somebody asks for one.
#pragma once

#include "world/platform.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace social::simulator {

constexpr std::uint32_t posts_per_subject = 8192; // the most a subject can ever have

struct PostKey {
    Subject subject;
    std::uint32_t index = 0;
};

class Ids {
public:
    Ids(std::uint64_t seed, std::uint32_t accounts) : seed_(seed), accounts_(accounts) {}

    // Instagram: the professional account id (1784…) and the app-scoped one; all odd and above 2^53.
    std::int64_t instagram_account(std::uint32_t account) const;
    std::int64_t instagram_scoped(std::uint32_t account) const;
    std::optional<std::uint32_t> account_of_instagram(std::string_view id) const; // of either form

    std::int64_t facebook_user(std::uint32_t account) const;
    std::optional<std::uint32_t> account_of_facebook_user(std::string_view id) const;
    std::int64_t facebook_page(std::uint32_t account, std::uint32_t page) const;
    std::optional<Subject> page_of(std::string_view id) const;

    std::string tiktok_open_id(std::uint32_t account) const;
    std::string tiktok_union_id(std::uint32_t account) const;

    std::string post(const PostKey &key) const;
    std::optional<PostKey> post_of(Platform platform, std::string_view id) const;
    std::string shortcode(const PostKey &key) const; // of an Instagram post

private:
    bool exists(std::uint64_t account) const { return account >= 1 && account <= accounts_; }

    std::uint64_t seed_;
    std::uint32_t accounts_;
};

} // namespace social::simulator
