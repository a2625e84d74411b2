// A sync worker: one event loop that claims due accounts of its share of the users, lets the platforms
// answer, and records what they said. No transaction is open while the network is waited for.
#include "core/http/client.hpp"
#include "pg/claiming.hpp"
#include "pg/clearance.hpp"
#include "pg/departure.hpp"
#include "pg/desk.hpp"
#include "pg/error_log.hpp"
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
#include "pg/share.hpp"
#include "pg/transaction.hpp"

#include <optional>
#include <utility>

extern "C" {
#include "postmaster/interrupt.h"

PGDLLEXPORT void pg_social_sync_worker_main(Datum);
}

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr int kReencryptedAtOnce = 200;
constexpr const char *kUsualActivity = "waiting for accounts that are due";
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
        : share_(share_of(assigned)),
          file_(std::to_string(assigned.database) + "." + std::to_string(assigned.index)),
          http_(limits_from_settings()),
          outbox_(share_.is_first() ? std::make_unique<Outbox>(clock_) : nullptr),
          wait_(http_.epoll_fd(), outbox_ ? outbox_->epoll_fd() : -1) {}

    void run() {
        show_activity(kUsualActivity);
        if (share_.is_first())
            show_refusal({}); // the worker before may have had one
        for (std::optional<std::string> error;;) {
            try {
                if (error)
                    survive(*std::exchange(error, std::nullopt));
                turn();
                sleep();
            } catch (const std::exception &failure) {
                error = failure.what();
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
        claiming_.look_again_when_landed();
        desk_.tidy();
        if (revocations_.tidy())
            claiming_.look_around_soon();
        if (outbox_)
            outbox_->turn(mails_may_go());
        // Here, where callers have just been answered: they may ask again and again.
        if (departure_.draining())
            leave_when_empty();
        beat(static_cast<int>(flights_.in_the_air()), static_cast<int>(flights_.size()), ledger_.recorded(),
             ledger_.failed(), claiming_.cautious());
        tell_how_it_goes();
    }

    void look_at_keys() {
        keys_.refresh();
        clearance_.hold_calls();
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

    // Whether this worker is about to leave.
    void look_at_number() {
        departure_.look();
        const char *activity = departure_.activity().value_or(kUsualActivity);
        if (std::exchange(activity_, activity) != activity)
            show_activity(activity);
    }

    void take_up_work() {
        desk_.serve([this] { look_at_apps(); }, departure_.closed());
        if (!departure_.draining())
            take_accounts();
        if (clearance_.doubted())
            look_at_apps(); // nothing was claimed, but what is under way may have to stop
        rotate_keys();
    }

    void take_accounts() {
        claim_failed_ = true; // unless it comes back
        if (claiming_.take_accounts())
            claimed_ = true;
        claim_failed_ = false;
    }

    // Nothing failed in this turn. What did before may not have been tried since.
    void tell_how_it_goes() {
        if (!claimed_ || !rotated_)
            return;
        error_log_.all_went_well();
        if (std::exchange(in_trouble_, false))
            show_trouble({});
    }

    // Whatever went wrong in our own SQL (a lost table, a full disk), or was cancelled: say so, until
    // accounts could be claimed and keys rotated again, and go on a little later, lest an error that stays
    // uses up the machine. This may be cancelled as well, and comes again then.
    void survive(const std::string &error) {
        in_trouble_ = true;
        claimed_ = rotated_ = false;
        show_trouble(error);
        error_log_.write("pg_social sync worker: " + error);
        heed(sleep_until_woken(kAfterAnError));
        if (!extension_is_here())
            leave_by_itself();
        rotate_at_ = Steady::now() + kAfterAnError;
        // Those in flight and whoever asks have their turn before the next claim; but what else fails, again
        // and again, must not keep this worker from claiming.
        if (std::exchange(claim_failed_, false))
            claiming_.put_off(rotate_at_);
    }

    // A few hundred rows at a time, so that syncs and callers are not held up.
    void rotate_keys() {
        if (!share_.is_first() || !keys_.usable()) {
            rotated_ = true; // not its work
            return;
        }
        if (rotate_at_ > Steady::now())
            return;
        WorkTransaction transaction("encrypting with the new key");
        bool more = store_.reencrypt_some(kReencryptedAtOnce);
        transaction.commit();
        rotated_ = true;
        rotate_at_ = more ? Moment{} : Steady::now() + kSafetyPoll;
    }

    void look_at_apps() {
        WorkTransaction transaction("looking at the apps");
        clearance_.look();
        transaction.commit();
    }

    void leave_when_empty() {
        bool empty = flights_.in_the_air() == 0 && ledger_.may_be_left() && !desk_.busy() &&
                     !revocations_.busy() && steps_.empty() && !(outbox_ && outbox_->busy());
        if (!departure_.all_leave(empty))
            return;
        desk_.hand_on();
        departure_.leave();
    }

    bool mails_may_go() const { return !departure_.draining() && !clearance_.parked(); }

    void sleep() {
        auto patience = std::chrono::milliseconds{kSafetyPoll};
        auto no_longer_than = [&](std::optional<std::chrono::milliseconds> other) {
            if (other)
                patience = std::min(patience, *other);
        };
        no_longer_than(http_.patience());
        no_longer_than(ledger_.patience());
        no_longer_than(steps_.patience());
        no_longer_than(stop_.patience());
        no_longer_than(departure_.patience());
        no_longer_than(desk_.patience());
        if (outbox_)
            no_longer_than(outbox_->patience(mails_may_go()));
        if (!ready_.empty())
            patience = 0ms;
        if (share_.is_first() && keys_.usable())
            no_longer_than(
                std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(rotate_at_ - Steady::now())));
        if (auto next_claim = claiming_.patience(); next_claim && !departure_.draining())
            no_longer_than(next_claim);
        wait_.wait(woken_meanwhile() == Woken::no ? patience : 0ms);
        heed(after_waking());
    }

    // A caller's request is served without looking for all the other kinds of work.
    void heed(Woken woken) {
        if (woken != Woken::for_work)
            return;
        claiming_.look_around_soon();
        rotate_at_ = Moment{};
        clearance_.doubt();
        if (outbox_)
            outbox_->look_soon();
    }

    Share share_;
    WorkerClock clock_;
    KeyRing keys_;
    InFlightFile file_;
    OrderlyStop stop_{file_};
    Departure departure_{share_};
    std::string shown_key_problem_;
    std::uint32_t reloads_seen_ = reloads();
    Moment rotate_at_{};
    const char *activity_ = kUsualActivity;  // as shown
    bool in_trouble_ = false;                // what worker_status() and health() show
    bool claimed_ = false, rotated_ = false; // since the last error
    bool claim_failed_ = false;              // by what survive() is told of
    ErrorLog error_log_;
    RunQueue ready_;
    Store store_{keys_};
    HttpClient http_;
    std::unique_ptr<Outbox> outbox_; // the first worker of a database sends the mails
    EventWait wait_;
    DatabaseSteps steps_{store_, ready_};
    Ledger ledger_{store_, [this](const std::string &id) { flights_.written(id); },
                   [this](const Record &record, bool is_recorded) {
                       const auto &id = record.attempt.connection_id;
                       if (!flights_.in_the_air(id))
                           steps_.settled(id);
                       flights_.settled(record, is_recorded);
                   }};
    Budgets budgets_;
    Clearance clearance_{share_, store_, keys_, http_, clock_, budgets_};
    Flights flights_{http_, ready_, clock_, steps_, ledger_, file_, budgets_, store_};
    Revocations revocations_{store_, http_, ready_, clock_, steps_, clearance_.apps()};
    Claiming claiming_{share_, store_, keys_, clock_, clearance_, flights_, ledger_, file_, revocations_};
    Desk desk_{
        share_, store_, flights_, steps_, http_, ready_, clock_, clearance_.apps(), clearance_.refusal()};
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
