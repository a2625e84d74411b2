// A sync worker: one event loop that claims due accounts of its share of the users, lets the platforms
// answer, and records what they said. No transaction is open while the network is waited for.
#include "core/http/client.hpp"
#include "pg/desk.hpp"
#include "pg/event_wait.hpp"
#include "pg/flights.hpp"
#include "pg/guard.hpp"
#include "pg/kept_memory.hpp"
#include "pg/ledger.hpp"
#include "pg/orderly_stop.hpp"
#include "pg/outbox.hpp"
#include "pg/process.hpp"
#include "pg/revocations.hpp"
#include "pg/settings.hpp"
#include "pg/suspects.hpp"
#include "pg/transaction.hpp"
#include "pg/wake.hpp"

extern "C" {
#include "postmaster/interrupt.h"

PGDLLEXPORT void pg_social_sync_worker_main(Datum);
}

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr auto kSafetyPoll = 30s; // finds what a lost wake-up left
constexpr int kReencryptedAtOnce = 200;
constexpr auto kLookAroundAgain = 1s;
constexpr int kMostWaiting = 1000; // accounts that cannot be written yet; some 12 KB each
constexpr auto kAfterCallers = 500ms;
constexpr const char *kUsualActivity = "waiting for accounts that are due";
constexpr const char *kDraining = "ending what is under way: the number of sync workers changes";
constexpr const char *kClosed = "ending what is under way: callers wait for the new sync workers";
constexpr auto kOpenFor = 5s;      // to callers, once the number of workers is to change
constexpr auto kAfterAnError = 1s; // of our own SQL, before the loop goes on

class WorkerClock final : public Clock {
public:
    Instant now() const override { return from_pg(current_time()); }
};

HttpLimits limits_from_settings() {
    HttpLimits limits;
    limits.allow_http = settings.allow_http;
    limits.ca_file = settings.ca_file;
    limits.proxy = settings.http_proxy;
    limits.max_response_size = static_cast<std::size_t>(settings.max_response_size_kb) * 1024;
    return limits;
}

class SyncWorker {
public:
    explicit SyncWorker(const Assignment &assigned)
        : index_(assigned.index), database_(assigned.database), workers_(agreed_workers()),
          file_(std::to_string(assigned.database) + "." + std::to_string(assigned.index)),
          http_(limits_from_settings()), outbox_(index_ == 0 ? std::make_unique<Outbox>(clock_) : nullptr),
          wait_(http_.epoll_fd(), outbox_ ? outbox_->epoll_fd() : -1) {}

    void run() {
        show_activity(kUsualActivity);
        if (index_ == 0)
            show_refusal({}); // the worker before may have had one
        for (;;) {
            try {
                turn();
                sleep();
            } catch (const std::exception &error) {
                survive(error);
            }
        }
    }

private:
    // When to look again: not by the clock of the wall, which may be put back by an hour.
    using Steady = std::chrono::steady_clock;
    using Moment = Steady::time_point;

    void turn() {
        look_at_keys();
        look_at_settings();
        look_at_number();
        if (stop_.asked()) {
            steps_.begin_no_refresh();
            stop_.obey(steps_.awaiting_a_pair());
        } else {
            take_up_work();
        }
        http_.advance();
        ready_.run(check_for_interrupts);
        steps_.commit();
        stop_.put_off(steps_.awaiting_a_pair());
        flights_.land();
        ledger_.write_due(flights_.in_the_air() > 0);
        look_again_when_landed();
        desk_.tidy();
        if (revocations_.tidy()) {
            claim_at_ = Moment{};
            looked_around_at_ = {};
        }
        if (outbox_)
            outbox_->turn(!draining());
        // Here, where callers have just been answered: they may ask again and again.
        if (draining())
            leave_when_empty();
        beat(static_cast<int>(flights_.in_the_air()), ledger_.recorded(), ledger_.failed(),
             suspects_.cautious());
    }

    void look_at_keys() {
        keys_.refresh();
        hold_calls();
        if (shown_key_problem_ == keys_.problem())
            return;
        shown_key_problem_ = keys_.problem();
        show_key_problem(shown_key_problem_);
    }

    // Wherever they were read, also in the pause after an error.
    void look_at_settings() {
        if (std::exchange(reloads_seen_, reloads()) == reloads())
            return;
        http_.change_limits(limits_from_settings());
        if (outbox_)
            outbox_->reconfigure();
    }

    // How long this worker has been about to leave.
    void look_at_number() {
        if (draining() != draining_since_.has_value()) {
            if (draining_since_) {
                draining_since_.reset();
                SharedLock lock;
                if (auto *slot = slot_of(database_))
                    slot->sync[index_].drained = slot->sync[index_].closed = false;
            } else {
                draining_since_ = Steady::now();
            }
        }
        const char *activity = closed() ? kClosed : draining_since_ ? kDraining : kUsualActivity;
        if (std::exchange(activity_, activity) != activity)
            show_activity(activity);
    }

    // Nothing is claimed meanwhile, and callers who keep asking while a platform hangs would keep this worker
    // for as long as they do: after a while they wait for those who come.
    bool closed() const { return draining_since_ && Steady::now() - *draining_since_ >= kOpenFor; }

    // The last that was claimed has been recorded: the run may be over. What callers had asked for may have
    // left something to be tried again; that can wait until they have their answers.
    void look_again_when_landed() {
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

    void take_up_work() {
        desk_.serve([this] { look_at_apps(); }, closed());
        if (!draining())
            take_accounts();
        if (something_changed_)
            look_at_apps(); // nothing was claimed, but what is under way may have to stop
        rotate_keys();
    }

    void take_accounts() {
        if (suspects_.any_left() || suspects_.cautious())
            clear_a_suspect();
        else if (claim_at_ <= Steady::now() && room() >= least_room())
            claim();
        else
            return;
        if (std::exchange(in_trouble_, false))
            show_trouble({});
    }

    // Whatever went wrong in our own SQL (a lost table, a full disk), or was cancelled: say so, until
    // accounts could be claimed again, and go on a little later, lest an error that stays fills the log.
    void survive(const std::exception &error) {
        in_trouble_ = true;
        show_trouble(error.what());
        write_log(LOG, std::string("pg_social sync worker: ") + error.what());
        if (!extension_is_here())
            leave_by_itself();
        sleep_until_woken(kAfterAnError);
        // Where it was the claim that failed, those in flight and whoever asks have their turn before the
        // next.
        claim_at_ = rotate_at_ = Steady::now() + kAfterAnError;
    }

    void claim() {
        WorkTransaction transaction("claiming due accounts");
        // In the middle of a run accounts are claimed many times a second; what hardly changes is not looked
        // at each time. claims_due() itself gives nothing in a database that is parked.
        auto now = std::chrono::steady_clock::now();
        bool look_around = now - looked_around_at_ >= kLookAroundAgain || !keys_.usable();
        if (look_around) {
            find_refusal();
            looked_around_at_ = now;
        }
        suspects_.set_aside_held(store_, clock_.now());
        auto asked = room();
        auto claims = refusal_.empty() ? store_.accounts_due(index_, workers_, asked, flights_.ids(),
                                                             ledger_.refused_ids())
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
        if (look_around && index_ == 0 && refusal_.empty())
            revocations_.claim();
    }

    // A few hundred rows at a time, so that syncs and callers are not held up.
    void rotate_keys() {
        if (index_ != 0 || !keys_.usable() || rotate_at_ > Steady::now())
            return;
        WorkTransaction transaction("encrypting with the new key");
        bool more = store_.reencrypt_some(kReencryptedAtOnce);
        transaction.commit();
        rotate_at_ = more ? Moment{} : Steady::now() + kSafetyPoll;
    }

    // Nothing else is due: the run may be over, and the next look can wait.
    void note_end_of_work(bool none_claimed) {
        if (none_claimed && flights_.size() == 0)
            store_.finish_run_if_done(index_, workers_, 0);
        auto now = clock_.now();
        auto due = refusal_.empty() ? store_.next_due_at(index_, workers_) : std::nullopt;
        claim_at_ = Steady::now() + kSafetyPoll;
        // Accounts in flight may be due by the tables; they are looked at again when they have landed.
        if (due && *due > now)
            claim_at_ = std::min<Moment>(claim_at_, Steady::now() + (*due - now));
    }

    void look_at_apps() {
        WorkTransaction transaction("looking at the apps");
        find_refusal();
        transaction.commit();
    }

    // Nothing more is sent then, by what is under way either, whose new tokens could not even be stored
    // without a key.
    void hold_calls() { http_.hold(!refusal_.empty() || !keys_.usable()); }

    // Why platforms must not be called now; also brings the apps up to date.
    void find_refusal() {
        something_changed_ = false;
        refusal_ = settings.enabled ? store_.parked_because() : "pg_social.enabled is off";
        if (refusal_.empty() && !keys_.usable())
            refusal_ = keys_.problem();
        hold_calls();
        if (keys_.usable())
            apps_ = store_.load_apps();
        if (!std::exchange(budgets_are_known_, true))
            budgets_.recall(store_.budgets_spent(index_, workers_), clock_.now());
        tell_refusal();
    }

    // Once a change, by one worker a database.
    void tell_refusal() {
        if (refusal_ == told_refusal_)
            return;
        told_refusal_ = refusal_;
        if (index_ != 0)
            return;
        show_refusal(refusal_);
        if (refusal_.empty())
            return;
        NameData name{};
        {
            SharedLock lock(LW_SHARED);
            if (auto *slot = slot_of(database_))
                strlcpy(NameStr(name), slot->name, NAMEDATALEN);
        }
        write_log(LOG, std::string("pg_social calls no platform from database \"") + NameStr(name) +
                           "\": " + refusal_);
    }

    void launch(Claim claim) {
        if (suspects_.is_held(claim.account.connection_id))
            return;
        auto app = apps_.find({claim.account.platform, claim.account.app});
        bool urgent = claim.log_id && claim.sync_type == "manual"; // nobody waits for what a job asked for
        flights_.launch(std::move(claim), app == apps_.end() ? nullptr : app->second, urgent);
    }

    // None in the air, nor an answer that was not written for the first time. One that waits for somebody who
    // holds its row is past that.
    bool nobody_is_suspected() const { return flights_.in_the_air() == 0 && file_.empty(); }

    // After an unclean exit: one account at a time through those that were in flight.
    void clear_a_suspect() {
        if (!nobody_is_suspected())
            return;
        WorkTransaction transaction("going through the accounts of an unclean exit");
        find_refusal();
        bool may_go_on = refusal_.empty() || !suspects_.any_left();
        auto claims = may_go_on ? suspects_.next(store_, clock_.now()) : std::vector<Claim>{};
        transaction.commit();
        if (may_go_on)
            suspects_.passed();
        for (auto &claim : claims)
            launch(std::move(claim));
    }

    // An account that cannot be written yet, as its row is held or the disk full, waits without keeping its
    // place from the others, as long as there is memory for those that wait.
    int room() const {
        auto waiting = std::min(kMostWaiting, static_cast<int>(ledger_.refused()));
        return settings.max_concurrency - (static_cast<int>(flights_.size()) - waiting);
    }
    // Claims come in batches: a query for each account that lands would cost more than the accounts. A place
    // is free once its account is recorded: where platforms are quick, as many come free together as a
    // transaction records. Where they are slow, places that waited for more would stay empty as long as
    // answers take.
    int least_room() const { return std::max(1, settings.max_concurrency / 4); }

    int agreed_workers() const {
        SharedLock lock(LW_SHARED);
        auto *slot = slot_of(database_);
        return slot ? std::max(1, slot->agreed_sync_workers) : 1;
    }

    bool draining() const {
        SharedLock lock(LW_SHARED);
        auto *slot = slot_of(database_);
        return slot && (slot->wanted_sync_workers != workers_ || slot->changing_workers);
    }

    // Together with the others: until then somebody has to be there for callers.
    void leave_when_empty() {
        bool empty = flights_.in_the_air() == 0 && ledger_.may_be_left() && !desk_.busy() && steps_.empty() &&
                     !(outbox_ && outbox_->busy());
        if (!all_leave(empty))
            return;
        wake_database(database_);
        leave_by_itself();
    }

    bool all_leave(bool drained) {
        SharedLock lock;
        auto *slot = slot_of(database_);
        if (!slot)
            return drained;
        slot->sync[index_].drained = drained;
        slot->sync[index_].closed = closed();
        bool all = std::ranges::all_of(
            slot->sync, [](const ProcessSlot &place) { return place.pid == 0 || place.drained; });
        slot->changing_workers = slot->changing_workers || (all && !mail_waits(*slot));
        return drained && slot->changing_workers;
    }

    void sleep() {
        auto patience = std::chrono::milliseconds{kSafetyPoll};
        auto no_longer_than = [&](std::optional<std::chrono::milliseconds> other) {
            if (other)
                patience = std::min(patience, *other);
        };
        auto until = [now = Steady::now()](Moment moment) {
            return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(moment - now));
        };
        no_longer_than(http_.patience());
        no_longer_than(ledger_.patience());
        no_longer_than(steps_.patience());
        no_longer_than(stop_.patience());
        if (outbox_)
            no_longer_than(outbox_->patience(!draining()));
        if (!ready_.empty())
            patience = 0ms;
        if (index_ == 0 && keys_.usable())
            no_longer_than(until(rotate_at_));
        if (room() >= least_room() && !draining())
            no_longer_than(until(claim_at_));
        if (draining_since_ && !closed())
            no_longer_than(until(*draining_since_ + kOpenFor));
        if (suspects_.any_left() && nobody_is_suspected() && !draining())
            patience = std::min<std::chrono::milliseconds>(patience, refusal_.empty() ? 0ms : 1s);
        wait_.wait(woken_meanwhile() == Woken::no ? patience : 0ms);
        // A caller's request is served without looking for all the other kinds of work.
        if (woken_meanwhile() == Woken::for_work) {
            claim_at_ = rotate_at_ = Moment{};
            looked_around_at_ = {};
            something_changed_ = true;
            if (outbox_)
                outbox_->look_soon();
        }
        after_waking();
    }

    int index_;
    Oid database_;
    int workers_;
    WorkerClock clock_;
    KeyRing keys_;
    InFlightFile file_;
    OrderlyStop stop_{file_};
    Suspects suspects_{file_.left_behind()};
    std::string refusal_;
    std::string told_refusal_; // as last written to the log
    std::string shown_key_problem_;
    std::uint32_t reloads_seen_ = reloads();
    Moment claim_at_{};
    Moment rotate_at_{};
    Moment looked_around_at_{};
    std::optional<Moment> draining_since_;
    const char *activity_ = kUsualActivity; // as shown
    bool in_a_round_ = false;               // accounts were claimed since nothing was last in flight
    bool in_the_air_ = false;               // accounts of whatever origin
    bool something_changed_ = false;
    bool in_trouble_ = false; // what worker_status() and health() show
    RunQueue ready_;
    Store store_{keys_};
    Store::Apps apps_;
    HttpClient http_;
    std::unique_ptr<Outbox> outbox_; // the first worker of a database sends the mails
    EventWait wait_;
    DatabaseSteps steps_{store_, ready_};
    Ledger ledger_{store_, [this](const std::string &id) { flights_.written(id); },
                   [this](const std::string &id) {
                       if (!flights_.in_the_air(id))
                           steps_.settled(id);
                       flights_.settled(id);
                   }};
    Budgets budgets_;
    bool budgets_are_known_ = false;
    Flights flights_{http_, ready_, clock_, steps_, ledger_, file_, budgets_, store_};
    Revocations revocations_{store_, http_, ready_, clock_, steps_, apps_};
    Desk desk_{
        {database_, index_, workers_}, store_, flights_, steps_, http_, ready_, clock_, apps_, refusal_};
};

} // namespace
} // namespace social::pg

void pg_social_sync_worker_main(Datum) {
    using namespace social::pg;
    boundary([] {
        auto assigned = begin_process();
        if (!extension_is_here())
            leave_by_itself();
        keep_freed_memory();
        // Never destroyed: the process ends by proc_exit, which knows nothing of C++ frames.
        auto *worker = new SyncWorker(assigned);
        worker->run();
    });
}
