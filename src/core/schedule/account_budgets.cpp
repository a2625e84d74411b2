#include "core/schedule/account_budgets.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <span>

namespace social {

AccountBudgets::AccountBudgets(std::size_t capacity) : entries_(std::bit_ceil(std::max(capacity, kPlaces))) {}

std::uint64_t AccountBudgets::key_of(std::string_view connection_id) {
    return std::max<std::uint64_t>(std::hash<std::string_view>{}(connection_id), 1);
}

// An account that was told to wait is remembered before one that is slowed down, and that before one that has
// merely made calls.
std::uint64_t AccountBudgets::worth(const Entry &entry, Instant now) {
    if (entry.key == 0)
        return 0;
    if (forgettable(entry.budget, now))
        return 1;
    const std::uint64_t rank = closed_until(entry.budget, now) ? 2 : slow_until(entry.budget, now) ? 1 : 0;
    return 2 + (rank << 32) + calls_lately(entry.budget, now);
}

RateBudget &AccountBudgets::of(std::uint64_t key, Instant now) {
    const std::size_t groups = entries_.size() / kPlaces;
    Entry *const begin = &entries_[key % groups * kPlaces];
    Entry *const end = begin + kPlaces;
    Entry *found = std::find_if(begin, end, [key](const Entry &entry) { return entry.key == key; });
    if (found == end) {
        found = begin;
        for (std::uint64_t least = UINT64_MAX; Entry & entry : std::span{begin, end}) {
            const std::uint64_t value = worth(entry, now);
            if (value < least) {
                least = value;
                found = &entry;
            }
            if (least == 0)
                break;
        }
        *found = Entry{key, RateBudget{}};
    }
    return found->budget;
}

} // namespace social
