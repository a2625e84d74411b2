// The desk, for those who ask for accounts: syncs now, refreshes, and what becomes of a sync whose caller
// left.
#include "pg/desk_visit.hpp"

#include "core/instant_text.hpp"
#include "core/json.hpp"
#include "pg/guard.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "pg/wake.hpp"

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr auto kQueueAgainAfter = 1s;
constexpr std::size_t kNeverHeldBack = 4; // accounts of one who asks

// One row of refresh_expiring_tokens().
std::string refreshed_json(const Record &record) {
    bool success = record.settlement.sync_status != "failed";
    const auto &refreshed = record.outcome.refreshed;
    auto expires_at = refreshed ? refreshed->token_expires_at : std::nullopt;
    return "{\"connection_id\":" + json_quoted(record.attempt.connection_id) +
           ",\"platform\":" + json_quoted(name_of(record.platform)) +
           ",\"success\":" + (success ? "true" : "false") +
           ",\"error\":" + (success ? "null" : json_quoted(record.settlement.error_message)) +
           ",\"token_expires_at\":" + (expires_at ? json_quoted(iso_text(*expires_at)) : "null") + "}";
}

} // namespace

// Whoever asks goes ahead of the daily run, which is why these places are apart from its own. But one who
// asks for all that end within a month may mean hundreds of thousands: beyond a few they take their turn.
std::size_t Desk::room() const noexcept {
    const auto most = static_cast<std::size_t>(settings.max_concurrency);
    return most - std::min(most, asked_for_);
}

// How many more one visit may begin, of which so many are under way. In portions: a query for each account
// that lands would cost more than the accounts.
std::size_t Desk::room_for(std::size_t under_way) const noexcept {
    if (under_way < kNeverHeldBack)
        return std::max(room(), kNeverHeldBack - under_way);
    const auto least = std::max<std::size_t>(1, static_cast<std::size_t>(settings.max_concurrency) / 4);
    return room() >= least ? room() : 0;
}

void Desk::make_room() {
    std::erase_if(no_room_, [this](const WaitsForRoom &one) {
        if (room_for(one.under_way->remaining) == 0)
            return false;
        ready_.push(one.coroutine);
        return true;
    });
}

// co_await Room{*this, under_way}: goes on when there may be some; somebody else may have been quicker.
class Desk::Room {
public:
    Room(Desk &desk, const Countdown &under_way) : desk_(&desk), under_way_(&under_way) {}
    bool await_ready() const noexcept { return desk_->room_for(under_way_->remaining) > 0; }
    void await_suspend(std::coroutine_handle<> coroutine) {
        desk_->no_room_.push_back({coroutine, under_way_});
    }
    void await_resume() const noexcept {}

private:
    Desk *desk_;
    const Countdown *under_way_;
};

// Places kept for accounts that are being loaded. Those that are launched give theirs back by themselves.
class Desk::Places {
public:
    Places(Desk &desk, std::size_t count) : desk_(&desk), count_(count) { desk.asked_for_ += count; }
    ~Places() { desk_->asked_for_ -= count_; }
    Places(const Places &) = delete;
    Places &operator=(const Places &) = delete;
    void pass_on_one() noexcept { --count_; }

private:
    Desk *desk_;
    std::size_t count_;
};

Task<Done> Desk::sync(Visit &visit) {
    auto &ids = visit.errand.connection_ids;
    // Also of a caller who leaves before they are loaded.
    visit.unfinished = visit.errand.log_ids;
    visit.unfinished.resize(ids.size());
    Countdown countdown{0, &ready_};
    std::exception_ptr failure;
    // What a caller who has left asked for is queued: it is claimed like all others.
    for (std::size_t begun = 0; begun < ids.size() && !visit.left && !failure;) {
        Room for_some{*this, countdown};
        co_await for_some;
        if (visit.left) // meanwhile
            break;
        const auto count = std::min(room_for(countdown.remaining), ids.size() - begun);
        if (count == 0)
            continue;
        Places places{*this, count};
        std::vector<Claim> claims;
        std::function<void()> load = [&] {
            claims = store_.accounts_named({ids.begin() + static_cast<std::ptrdiff_t>(begun),
                                            ids.begin() + static_cast<std::ptrdiff_t>(begun + count)});
        };
        try {
            auto loading = steps_.transaction(load);
            co_await loading;
        } catch (const std::exception &) {
            failure = std::current_exception(); // those that are under way refer to this frame
            break;
        }
        for (auto at = begun; at < begun + count; ++at)
            visit.unfinished[at] = 0;
        begun += count;
        for (auto &claim : claims) {
            auto at = static_cast<std::size_t>(
                std::find(ids.begin(), ids.end(), claim.account.connection_id) - ids.begin());
            if (at >= visit.errand.log_ids.size())
                continue;
            claim.log_id = visit.unfinished[at] = visit.errand.log_ids[at];
            claim.sync_type = visit.errand.sync_type;
            auto found = apps_.find({claim.account.platform, claim.account.app});
            ++countdown.remaining;
            places.pass_on_one();
            flights_.launch(std::move(claim), found == apps_.end() ? nullptr : found->second, true,
                            [this, &countdown, &visit, at](const Record &record) {
                                visit.unfinished[at] = 0;
                                // One that joined another's sync is answered with that one's row.
                                visit.errand.log_ids[at] = record.attempt.log_id.value_or(0);
                                --asked_for_;
                                countdown.one_done();
                            });
        }
    }
    co_await countdown;
    if (failure)
        std::rethrow_exception(failure);
    std::function<void()> read = [&] {
        visit.reply = "{\"rows\":" + store_.sync_log_json(visit.errand.log_ids, ids) + "}";
    };
    auto reading = steps_.transaction(read);
    co_await reading;
    co_return Done{};
}

Task<Done> Desk::refresh(Visit &visit) {
    Store::Expiring place;
    place.days = visit.errand.days_before;
    place.refreshed_before = clock_.now();
    std::string rows;
    Countdown countdown{0, &ready_};
    std::exception_ptr failure;
    // Goes on without its caller, but for nobody's sake past a new number of workers: the daily job has the
    // rest.
    for (bool more = true; more && !failure && !(visit.left && closed_);) {
        Room for_some{*this, countdown};
        co_await for_some;
        const auto count = room_for(countdown.remaining);
        if (count == 0)
            continue;
        Places places{*this, count};
        std::vector<Claim> claims;
        std::function<void()> load = [&] {
            auto ids = store_.next_expiring(place, share_.worker, share_.workers, count);
            more = ids.size() == count;
            claims = store_.accounts_named(ids);
        };
        try {
            auto loading = steps_.transaction(load);
            co_await loading;
        } catch (const std::exception &) {
            failure = std::current_exception();
        }
        for (auto &claim : claims) {
            claim.sync_type = "token_refresh";
            auto found = apps_.find({claim.account.platform, claim.account.app});
            ++countdown.remaining;
            places.pass_on_one();
            flights_.launch(std::move(claim), found == apps_.end() ? nullptr : found->second, true,
                            [&](const Record &record) {
                                if (!visit.left)
                                    rows += (rows.empty() ? "" : ",") + refreshed_json(record);
                                --asked_for_;
                                countdown.one_done();
                            });
        }
    }
    co_await countdown;
    if (failure)
        std::rethrow_exception(failure);
    visit.reply = "{\"rows\":[" + rows + "]}";
    co_return Done{};
}

// Nobody waits for it, and it is not begun here: it may be another worker's account.
void Desk::take_over(Mail mail) {
    auto &visit = *visits_.emplace_back(std::make_unique<Visit>());
    visit.mail = std::move(mail);
    visit.errand = read_errand(visit.mail);
    visit.unfinished = visit.errand.log_ids;
    visit.unfinished.resize(visit.errand.connection_ids.size());
    visit.queue_at = Moment{};
}

void Desk::hand_on() {
    for (const auto &visit : visits_) {
        if (visit->left || !visit->queue_at)
            continue;
        std::string ids, log_ids;
        for (std::size_t i = 0; i < visit->unfinished.size(); ++i) {
            if (visit->unfinished[i] == 0)
                continue;
            ids += (ids.empty() ? "" : ",") + json_quoted(visit->errand.connection_ids[i]);
            log_ids += (log_ids.empty() ? "" : ",") + std::to_string(visit->unfinished[i]);
        }
        auto request = "{\"kind\":\"sync\",\"sync_type\":" + json_quoted(visit->errand.sync_type);
        request.append(",\"connection_ids\":[").append(ids);
        request.append("],\"log_ids\":[").append(log_ids).append("]}");
        if (!ids.empty() && !pg::hand_on(visit->mail, request))
            write_log(LOG, "pg_social loses syncs that were asked for and could not be queued: " + log_ids);
    }
}

// False when it failed. That is nobody else's matter: mails, other callers and a new number of workers do
// not wait until it works.
bool Desk::queue_unfinished(Visit &visit) {
    if (visit.unfinished.empty())
        return true;
    try {
        WorkTransaction transaction("queueing what nobody waits for any more");
        for (std::size_t i = 0; i < visit.unfinished.size(); ++i)
            if (visit.unfinished[i] != 0)
                store_.queue_again(visit.unfinished[i], visit.errand.connection_ids[i],
                                   visit.errand.sync_type, clock_.now());
        transaction.commit();
        error_log_.all_went_well();
        if (visit.mail.left_over) // it may be another worker's account
            wake_database(share_.database);
        return true;
    } catch (const std::exception &failure) {
        visit.queue_at = std::chrono::steady_clock::now() + kQueueAgainAfter;
        error_log_.write(
            std::string("pg_social could not queue a sync that its caller no longer waits for: ") +
            failure.what());
        return false;
    }
}

std::optional<std::chrono::milliseconds> Desk::patience() const {
    std::optional<std::chrono::milliseconds> patience;
    for (const auto &visit : visits_)
        if (!visit->left && visit->queue_at) {
            auto left = std::chrono::ceil<std::chrono::milliseconds>(*visit->queue_at -
                                                                     std::chrono::steady_clock::now());
            patience = std::min(patience.value_or(kQueueAgainAfter), std::max(0ms, left));
        }
    return patience;
}

} // namespace social::pg
