#include "pg/clearance.hpp"

#include "pg/guard.hpp"
#include "pg/settings.hpp"

namespace social::pg {

void Clearance::look() {
    doubted_ = false;
    refusal_ = settings.enabled ? store_.parked_because() : "pg_social.enabled is off";
    parked_ = settings.enabled && !refusal_.empty();
    if (refusal_.empty() && !keys_.usable())
        refusal_ = keys_.problem();
    hold_calls();
    if (keys_.usable())
        apps_ = store_.load_apps();
    if (!std::exchange(budgets_are_known_, true))
        budgets_.recall(store_.budgets_spent(share_.worker, share_.workers), clock_.now());
    tell_refusal();
}

// Nothing more is sent then, by what is under way either, whose new tokens could not even be stored without a
// key.
void Clearance::hold_calls() {
    http_.hold(!refusal_.empty() || !keys_.usable());
}

// Once a change, by one worker a database.
void Clearance::tell_refusal() {
    if (refusal_ == told_refusal_)
        return;
    told_refusal_ = refusal_;
    if (!share_.is_first())
        return;
    show_refusal(refusal_);
    if (refusal_.empty())
        return;
    NameData name{};
    {
        SharedLock lock(LW_SHARED);
        if (auto *slot = slot_of(share_.database))
            strlcpy(NameStr(name), slot->name, NAMEDATALEN);
    }
    write_log(LOG, std::string("pg_social calls no platform from database \"") + NameStr(name) +
                       "\": " + refusal_);
}

} // namespace social::pg
