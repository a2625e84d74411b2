// AccountBudgets: the budgets of accounts used lately, in a fixed amount of memory whatever the number of
// accounts. When room is short, the budget whose loss matters least is forgotten.
#pragma once

#include "core/schedule/rate_budget.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace social {

class AccountBudgets {
public:
    // Rounded up to a power of two; each takes 104 bytes.
    explicit AccountBudgets(std::size_t capacity = 32'768);

    static std::uint64_t key_of(std::string_view connection_id);
    // The account's budget, fresh when it was not known. Valid until the next call of this function.
    RateBudget &of(std::uint64_t key, Instant now);
    std::size_t memory() const noexcept { return entries_.capacity() * sizeof(Entry); }

private:
    // Accounts whose keys agree in their low bits share this many places.
    static constexpr std::size_t kPlaces = 8;

    struct Entry {
        std::uint64_t key; // 0: empty
        RateBudget budget;
    };
    static std::uint64_t worth(const Entry &entry, Instant now);

    std::vector<Entry> entries_;
};

} // namespace social
