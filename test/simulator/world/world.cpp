#include "world/world.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "world/captions.hpp"

#include <algorithm>
#include <cmath>

namespace social::simulator {

namespace {

// One number for each use of the hash, so that no two figures move together.
enum : std::uint64_t {
    for_gap = 10,
    for_jitter,
    for_growth,
    for_noise,
    for_following,
    for_format,
    for_caption,
    for_caption_text,
    for_views,
    for_viral,
    for_likes,
    for_comments,
    for_shares,
    for_saves,
    for_speed,
    for_reach,
    for_day,
    for_offset
};

constexpr std::uint32_t posts_at_epoch = 30;
constexpr std::uint32_t busy_posts_at_epoch = 60;
constexpr std::uint32_t dormant_posts = 7;

// People post between eight in the morning and eleven at night. Keeps the order of times.
std::int64_t at_waking_hour(std::int64_t time) {
    std::int64_t in_day = ((time % day_seconds) + day_seconds) % day_seconds;
    return time - in_day + 8 * hour_seconds + in_day * 15 / 24;
}

std::int64_t whole(double number) {
    return static_cast<std::int64_t>(std::floor(number));
}

} // namespace

World::World(const WorldSettings &settings) : settings_(settings), ids_(settings.seed, settings.accounts) {}

std::uint64_t World::hash(Subject subject, std::uint64_t what) const {
    return hash_of(settings_.seed, subject.key(), what);
}

std::uint64_t World::hash(Subject subject, std::uint64_t what, std::uint64_t which) const {
    return hash_of(settings_.seed, subject.key(), what, which);
}

Person World::person(std::uint32_t account) const {
    return simulator::person(settings_.seed, account);
}

Habit World::habit(std::uint32_t account) const {
    if (settings_.uniform)
        return Habit::regular;
    switch (account % 50) {
    case 7:
        return Habit::busy;
    case 8:
        return Habit::dormant;
    case 9:
        return Habit::hides_likes;
    case 10:
        return Habit::silent;
    case 11:
        return Habit::personal;
    case 12:
        return Habit::converted;
    default:
        return Habit::regular;
    }
}

std::uint32_t World::pages(std::uint32_t account) const {
    return account == 1 ? 3 : 1;
}

bool World::page_linked(std::uint32_t account, std::uint32_t page) const {
    return page == 1 && account % 4 != 0 && habit(account) != Habit::personal;
}

std::string World::page_name(std::uint32_t account, std::uint32_t page) const {
    std::string name = person(account).name();
    if (page == 2)
        return concat("Atelier ", name);
    if (page == 3)
        return concat(name, " — Le Club");
    return name;
}

std::int64_t World::followers_at_epoch(Subject subject) const {
    auto base = static_cast<double>(standing(settings_.seed, subject.account).followers);
    switch (subject.platform) {
    case Platform::instagram:
        return whole(base);
    case Platform::tiktok:
        return whole(base * 1.7);
    case Platform::facebook:
        break;
    }
    return whole(base * 0.3 / subject.page) + 40;
}

std::int64_t World::followers(Subject subject, std::int64_t time) const {
    auto base = static_cast<double>(followers_at_epoch(subject));
    double days = static_cast<double>(time - settings_.epoch) / day_seconds;
    double daily = base * between(hash(subject, for_growth), 0.0004, 0.004);
    // Some days more come, on some days people leave: noise between whole days, joined by straight lines.
    double day = std::floor(days);
    auto swing = [&](double which) {
        return between(hash(subject, for_noise, static_cast<std::uint64_t>(which + 1e6)), -1.5, 1.5);
    };
    double left = swing(day);
    double noise = daily * (left + (swing(day + 1) - left) * (days - day));
    return std::max<std::int64_t>(whole(base * 0.2) + 1, whole(base + daily * days + noise));
}

std::int64_t World::following(Subject subject) const {
    return 90 + static_cast<std::int64_t>(hash(subject, for_following) % 1100);
}

std::int64_t World::daily_reach(Subject subject, std::int64_t day) const {
    auto base = static_cast<double>(followers_at_epoch(subject));
    return whole(base * between(hash(subject, for_day, static_cast<std::uint64_t>(day)), 0.08, 0.35));
}

World::Rhythm World::rhythm(Subject subject) const {
    Habit habit = this->habit(subject.account);
    double days = habit == Habit::busy ? between(hash(subject, for_gap), 0.6, 1.1)
                                       : between(hash(subject, for_gap), 1.8, 4.2);
    auto gap = static_cast<std::int64_t>(days * day_seconds);
    if (habit == Habit::silent)
        return {settings_.epoch, gap, 0};
    if (habit == Habit::dormant)
        return {settings_.epoch - 200 * day_seconds, gap, dormant_posts};
    std::uint32_t before = habit == Habit::busy ? busy_posts_at_epoch : posts_at_epoch;
    return {settings_.epoch - before * gap - day_seconds, gap, posts_per_subject};
}

std::int64_t World::published_at(Subject subject, std::uint32_t index) const {
    Rhythm rhythm = this->rhythm(subject);
    auto jitter = static_cast<std::int64_t>(hash(subject, for_jitter, index) %
                                            static_cast<std::uint64_t>(rhythm.gap / 2));
    return at_waking_hour(rhythm.first + index * rhythm.gap + jitter);
}

std::uint32_t World::post_count(Subject subject, std::int64_t time) const {
    Rhythm rhythm = this->rhythm(subject);
    std::int64_t guess = (time - rhythm.first) / rhythm.gap + 2;
    if (guess <= 0)
        return 0;
    auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(guess, rhythm.limit));
    while (count > 0 && published_at(subject, count - 1) > time)
        --count;
    return count;
}

Format World::format(Subject subject, std::uint32_t index) const {
    std::uint64_t choice = hash(subject, for_format, index) % 100;
    switch (subject.platform) {
    case Platform::instagram:
        return choice < 45 ? Format::video : choice < 75 ? Format::image : Format::album;
    case Platform::tiktok:
        return choice < 92 ? Format::video : Format::album;
    case Platform::facebook:
        break;
    }
    return choice < 30   ? Format::video
           : choice < 75 ? Format::image
           : choice < 85 ? Format::album
                         : Format::text;
}

bool World::has_caption(Subject subject, std::uint32_t index) const {
    return format(subject, index) == Format::text || hash(subject, for_caption, index) % 100 >= 6;
}

std::string World::caption(Subject subject, std::uint32_t index) const {
    return simulator::caption(standing(settings_.seed, subject.account).topic,
                              hash(subject, for_caption_text), index);
}

Figures World::figures(Subject subject, std::uint32_t index, std::int64_t time) const {
    double age = static_cast<double>(time - published_at(subject, index));
    if (age < 0)
        return {};
    double final_views = static_cast<double>(followers_at_epoch(subject)) *
                         between(hash(subject, for_views, index), 0.25, 1.15);
    if (hash(subject, for_viral, index) % 25 == 0)
        final_views *= 6;
    double speed = between(hash(subject, for_speed, index), 1.2, 4.0) * day_seconds;
    double grown = 1.0 - std::exp(-age / speed);
    double likes = final_views * between(hash(subject, for_likes, index), 0.035, 0.1);
    auto share_of = [&](double whole_number, std::uint64_t use, double low, double high) {
        return whole(grown * whole_number * between(hash(subject, use, index), low, high));
    };
    Figures out;
    out.views = whole(grown * final_views);
    out.reach = share_of(final_views, for_reach, 0.7, 0.92);
    out.likes = whole(grown * likes);
    out.comments = share_of(likes, for_comments, 0.01, 0.06);
    out.shares = share_of(likes, for_shares, 0.02, 0.12);
    out.saves = share_of(likes, for_saves, 0.02, 0.2);
    return out;
}

} // namespace social::simulator
