#include "pg/claiming.hpp"

#include "pg/settings.hpp"
#include "pg/transaction.hpp"

namespace social::pg {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto kLookAroundAgain = 1s;
constexpr int kMostWaiting = 1000; // accounts that cannot be written yet; some 12 KB each
constexpr auto kAfterCallers = 500ms;

} // namespace

bool Claiming::take_accounts() {
    if (claim_at_ > Steady::now())
        return false;
    if (going_through_suspects())
        clear_a_suspect();
    else if (room() >= least_room())
        claim();
    else
        return false;
    return true;
}

void Claiming::claim() {
    WorkTransaction transaction("claiming due accounts");
    // In the middle of a run accounts are claimed many times a second; what hardly changes is not looked
    // at each time. claims_due() itself gives nothing in a database that is parked.
    auto now = Steady::now();
    bool look_around = now - looked_around_at_ >= kLookAroundAgain || !keys_.usable();
    if (look_around) {
        clearance_.look();
        looked_around_at_ = now;
    }
    suspects_.set_aside_held(store_, clock_.now());
    auto asked = room();
    auto claims = clearance_.refusal().empty() ? store_.accounts_due(share_.worker, share_.workers, asked,
                                                                     flights_.ids(), ledger_.refused_ids())
                                               : std::vector<Claim>{};
    bool more = static_cast<int>(claims.size()) == asked;
    if (!more) {
        looked_around_at_ = {};
        note_end_of_work(claims.empty());
    }
    transaction.commit();
    if (more)
        claim_at_ = Moment{};
    in_a_round_ = in_a_round_ || !claims.empty();
    for (auto &claim : claims)
        launch(std::move(claim));
    if (look_around && share_.is_first() && clearance_.refusal().empty())
        revocations_.claim();
}

// Nothing else is due: the run may be over, and the next look can wait.
void Claiming::note_end_of_work(bool none_claimed) {
    if (none_claimed && flights_.size() == 0)
        store_.finish_run_if_done(share_.workers);
    auto now = clock_.now();
    auto due =
        clearance_.refusal().empty() ? store_.next_due_at(share_.worker, share_.workers) : std::nullopt;
    claim_at_ = Steady::now() + kSafetyPoll;
    // Accounts in flight may be due by the tables; they are looked at again when they have landed.
    if (due && *due > now)
        claim_at_ = std::min<Moment>(claim_at_, Steady::now() + (*due - now));
}

// The last that was claimed has been recorded: the run may be over. What callers had asked for may have
// left something to be tried again; that can wait until they have their answers.
void Claiming::look_again_when_landed() {
    if (flights_.size() > 0) {
        in_the_air_ = true;
        return;
    }
    if (std::exchange(in_a_round_, false))
        claim_at_ = Moment{};
    else if (in_the_air_)
        claim_at_ = std::min<Moment>(claim_at_, Steady::now() + kAfterCallers);
    in_the_air_ = false;
}

// After an unclean exit: one account at a time through those that were in flight.
void Claiming::clear_a_suspect() {
    if (!nobody_is_suspected())
        return;
    WorkTransaction transaction("going through the accounts of an unclean exit");
    clearance_.look();
    bool may_go_on = clearance_.refusal().empty() || !suspects_.any_left();
    auto claims = may_go_on ? suspects_.next(store_, clock_.now()) : std::vector<Claim>{};
    transaction.commit();
    if (may_go_on)
        suspects_.passed();
    for (auto &claim : claims)
        launch(std::move(claim));
}

bool Claiming::going_through_suspects() const {
    return suspects_.any_left() || suspects_.cautious();
}

// None in the air, nor an answer that was not written for the first time. One that waits for somebody who
// holds its row is past that.
bool Claiming::nobody_is_suspected() const {
    return flights_.in_the_air() == 0 && file_.empty();
}

void Claiming::launch(Claim claim) {
    if (suspects_.is_held(claim.account.connection_id))
        return;
    const auto &apps = clearance_.apps();
    auto app = apps.find({claim.account.platform, claim.account.app});
    bool urgent = claim.log_id && claim.sync_type == "manual"; // nobody waits for what a job asked for
    flights_.launch(std::move(claim), app == apps.end() ? nullptr : app->second, urgent);
}

// An account that cannot be written yet, as its row is held or the disk full, waits without keeping its
// place from the others, as long as there is memory for those that wait.
int Claiming::room() const {
    auto waiting = std::min(kMostWaiting, static_cast<int>(ledger_.refused()));
    return settings.max_concurrency - (static_cast<int>(flights_.size()) - waiting);
}

// Claims come in batches: a query for each account that lands would cost more than the accounts. A place
// is free once its account is recorded: where platforms are quick, as many come free together as a
// transaction records. Where they are slow, places that waited for more would stay empty as long as
// answers take.
int Claiming::least_room() {
    return std::max(1, settings.max_concurrency / 4);
}

std::optional<std::chrono::milliseconds> Claiming::patience() const {
    // What is in the air, or is not written yet, wakes the owner by itself.
    if (going_through_suspects() ? !nobody_is_suspected() : room() < least_room())
        return std::nullopt;
    auto until = std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(claim_at_ - Steady::now()));
    bool refused = suspects_.any_left() && !clearance_.refusal().empty();
    return refused ? std::max(until, std::chrono::milliseconds{kLookAroundAgain}) : until;
}

} // namespace social::pg
