#include "pg/ledger.hpp"

#include "pg/guard.hpp"
#include "pg/transaction.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatch = 100;
// An account that waits keeps its place, and of a slow platform's few land together.
constexpr auto kLongestWait = 100ms;
constexpr auto kTryAgainAfter = 1s;                 // an account whose row is locked
constexpr std::chrono::seconds kLongestPause = 15s; // after errors; the first is the shortest
constexpr auto kGiveUpAfter = 10min;                // nothing is lost: it is fetched again at the next run

// Full disks, lack of memory, deadlocks, cancelled statements: the same figures can be written later.
bool passes_by_itself(int sqlstate) {
    switch (ERRCODE_TO_CATEGORY(sqlstate)) {
    case ERRCODE_TRANSACTION_ROLLBACK:
    case ERRCODE_INSUFFICIENT_RESOURCES:
    case ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE:
    case ERRCODE_OPERATOR_INTERVENTION:
    case ERRCODE_SYSTEM_ERROR:
        return true;
    default:
        return false;
    }
}

} // namespace

void Ledger::add(Record record, bool urgent) {
    auto now = std::chrono::steady_clock::now();
    const auto &entry = records_.emplace_back(std::move(record), urgent ? now : now + kLongestWait, now);
    earliest_ = std::min(earliest_, entry.due);
    ++fresh_;
}

std::optional<std::chrono::milliseconds> Ledger::patience() const {
    if (records_.empty())
        return std::nullopt;
    return std::max(
        0ms, std::chrono::ceil<std::chrono::milliseconds>(earliest_ - std::chrono::steady_clock::now()));
}

Record *Ledger::unstored(const std::string &connection_id) {
    auto found = std::ranges::find_if(records_, [&](const Entry &entry) {
        return entry.record.unstored && entry.record.attempt.connection_id == connection_id;
    });
    return found == records_.end() ? nullptr : &found->record;
}

bool Ledger::may_be_left() const {
    return fresh_ == 0 && std::ranges::none_of(
                              records_, [](const Entry &entry) { return entry.record.unstored.has_value(); });
}

std::vector<std::string> Ledger::refused_ids() const {
    std::vector<std::string> ids;
    if (refused() > 0)
        for (const auto &entry : records_)
            if (entry.record.refused > 0)
                ids.push_back(entry.record.attempt.connection_id);
    return ids;
}

void Ledger::write_due(bool more_to_come) {
    auto now = std::chrono::steady_clock::now();
    bool complete = fresh_ >= kBatch || (fresh_ > 0 && !more_to_come);
    if (!complete && earliest_ > now)
        return;
    // A newer sync of the same account takes an older one along, lest that one be written over it.
    std::unordered_set<std::string_view> newer;
    std::unordered_set<std::string_view> due;
    if (refused() > 0) {
        for (const auto &entry : records_) {
            if (entry.record.refused == 0)
                newer.insert(entry.record.attempt.connection_id);
            else if (entry.due <= now)
                due.insert(entry.record.attempt.connection_id);
        }
    }
    put_back_.clear();
    // The others that were refused wait for their own time and go apart, lest the fresh ones fail with them;
    // one batch a turn, so that callers are served meanwhile.
    Batch fresh;
    Batch again;
    for (auto entry = records_.begin(); entry != records_.end(); ++entry)
        if (entry->record.refused == 0 || newer.contains(entry->record.attempt.connection_id))
            fresh.push_back(entry);
        else if (due.contains(entry->record.attempt.connection_id) && again.size() < kBatch)
            again.push_back(entry);
    for (std::size_t at = 0; at < fresh.size(); at += kBatch)
        write({fresh.begin() + static_cast<std::ptrdiff_t>(at),
               fresh.begin() + static_cast<std::ptrdiff_t>(std::min(at + kBatch, fresh.size()))},
              now);
    if (!again.empty())
        write(again, now);
    earliest_ = Moment::max();
    fresh_ = 0;
    for (const auto &entry : records_) {
        earliest_ = std::min(earliest_, entry.due);
        fresh_ += entry.record.refused == 0;
    }
}

std::optional<Ledger::Refusal> Ledger::write_together(const Batch &batch,
                                                      std::vector<std::string> &recorded) {
    std::vector<Record *> records;
    records.reserve(batch.size());
    for (auto entry : batch)
        records.push_back(&entry->record);
    try {
        WorkTransaction transaction("recording syncs");
        bool stores_tokens = false;
        for (const auto *record : records)
            if (record->unstored) {
                store_.store_rotation(*record->unstored);
                stores_tokens = true;
            }
        store_.apply_rotations();
        recorded = store_.record(records);
        take_own_ids(records, recorded);
        for (auto *record : records)
            if (record->settlement.pause_app_until)
                store_.pause_platform(record->platform, record->app, *record->settlement.pause_app_until,
                                      record->settlement.error_message, record->settlement.error_code);
        keep_waits(records);
        tidy_tokens(records);
        if (stores_tokens) // which are nowhere else from here on
            transaction.commit_durably();
        else
            transaction.commit();
    } catch (const SqlError &error) {
        recorded.clear();
        return Refusal{error.sqlstate(), error.what()};
    }
    for (auto *record : records)
        record->unstored.reset();
    outbreaks_.look_at(records);
    return std::nullopt;
}

// Of accounts that the replaced service stored, once: whose row is locked by now, the next sync does it.
void Ledger::take_own_ids(const std::vector<Record *> &records, const std::vector<std::string> &recorded) {
    for (const auto *record : records) {
        const auto &snapshot = record->outcome.snapshot;
        const auto &id = record->attempt.connection_id;
        if (snapshot && snapshot->known_by_login && std::ranges::find(recorded, id) != recorded.end())
            store_.take_own_id(id, snapshot->profile.platform_user_id);
    }
}

// Limits that were reached, where a restarted worker finds them. One row an app, however many accounts met
// it.
void Ledger::keep_waits(const std::vector<Record *> &records) {
    std::map<std::pair<Platform, std::string>, Instant> apps;
    std::vector<std::string> accounts;
    std::vector<Instant> waits;
    for (const auto *record : records) {
        const auto &settlement = record->settlement;
        if (settlement.app_waits_until) {
            auto &until = apps[{record->platform, record->app}];
            until = std::max(until, *settlement.app_waits_until);
        }
        if (auto until = settlement.account_waits_until;
            until && *until - record->attempt.completed_at >= 1min) {
            accounts.push_back(record->attempt.connection_id);
            waits.push_back(*until);
        }
    }
    for (const auto &[app, until] : apps)
        store_.keep_app_wait(app.first, app.second, until);
    if (!accounts.empty())
        store_.keep_waits(accounts, waits);
}

// What syncs leave to do about tokens: an intent to rotate that came to nothing, and tokens that were not
// encrypted with the current key, cheaply.
void Ledger::tidy_tokens(const std::vector<Record *> &records) {
    std::vector<std::string> ended;
    std::vector<Instant> ended_at;
    for (const auto *record : records) {
        const auto &outcome = record->outcome;
        if (outcome.pair_unspent || (outcome.error && outcome.error->reaction == Reaction::reconnect)) {
            ended.push_back(record->attempt.connection_id);
            ended_at.push_back(record->attempt.completed_at);
        }
        if (record->reencrypt && !record->outcome.refreshed)
            store_.reencrypt(*record->reencrypt);
    }
    if (!ended.empty())
        store_.end_rotations(ended, ended_at);
}

void Ledger::write(Batch batch, Moment now) {
    // Behind one of the same account that has to wait, lest that one be written over it.
    std::erase_if(batch, [&](auto entry) {
        auto before = put_back_.find(entry->record.attempt.connection_id);
        if (before == put_back_.end())
            return false;
        try_again(entry, before->second);
        return true;
    });
    if (batch.empty())
        return;
    std::vector<std::string> recorded;
    if (auto refusal = write_together(batch, recorded)) {
        // One of them is at fault: each alone shows which, and the others are kept.
        if (batch.size() == 1)
            set_aside(batch.front(), *refusal, now);
        else
            for (auto entry : batch)
                write({entry}, now);
        return;
    }
    std::unordered_set<std::string> done(recorded.begin(), recorded.end());
    for (auto entry : batch) {
        if (done.contains(entry->record.attempt.connection_id))
            leave_recorded(entry);
        else if (now - entry->since > kGiveUpAfter)
            leave(entry);
        else
            try_again(entry, now + kTryAgainAfter);
    }
}

void Ledger::try_again(Entries::iterator entry, Moment when) {
    put_back_.emplace(entry->record.attempt.connection_id, when);
    if (entry->record.refused++ == 0)
        written_(entry->record.attempt.connection_id);
    entry->due = when;
}

// An account that cannot be written by itself either.
void Ledger::set_aside(Entries::iterator entry, const Refusal &refusal, Moment now) {
    const auto &record = entry->record;
    // The only valid pair is nowhere but here, and figures of a day cannot be had on another: room on the
    // disk is waited for as long as it takes.
    bool at_any_cost = record.unstored || refusal.sqlstate == ERRCODE_DISK_FULL;
    bool patient = now - entry->since <= kGiveUpAfter;
    if (record.refused == 0 || !(at_any_cost || patient))
        write_log(LOG, "pg_social could not record a sync of connection " + record.attempt.connection_id +
                           ": " + refusal.reason);
    bool waits = at_any_cost || (patient && passes_by_itself(refusal.sqlstate));
    if (!waits && record_failure(entry, refusal))
        return;
    if (!waits && !patient)
        return leave(entry);
    try_again(entry, now + entry->pause);
    entry->pause = std::min(entry->pause * 2, kLongestPause);
}

// That the figures cannot be written, in their place. Where that is refused as well, they are not at fault
// and are kept.
bool Ledger::record_failure(Entries::iterator entry, const Refusal &refusal) {
    auto &record = entry->record;
    if (!record.outcome.snapshot)
        return false;
    auto figures = std::exchange(record.outcome.snapshot, std::nullopt);
    auto error =
        std::exchange(record.outcome.error, Error{Reaction::retry_later, "not_recorded",
                                                  "the figures could not be written: " + refusal.reason});
    auto settlement = std::exchange(record.settlement, settle(record.attempt, record.outcome));
    std::vector<std::string> recorded;
    if (!write_together({entry}, recorded) && !recorded.empty()) {
        leave_recorded(entry);
        return true;
    }
    record.outcome.snapshot = std::move(figures);
    record.outcome.error = std::move(error);
    record.settlement = std::move(settlement);
    return false;
}

void Ledger::leave_recorded(Entries::iterator entry) {
    ++recorded_;
    const auto &record = entry->record;
    failed_ += record.settlement.sync_status == "failed";
    if (record.settlement.connection_status.value_or(record.attempt.status_before) !=
        record.attempt.status_before)
        for (auto later = std::next(entry); later != records_.end(); ++later)
            if (later->record.attempt.connection_id == record.attempt.connection_id)
                take_over_status(record, later->record.attempt.status_before);
    leave(entry, true);
}

void Ledger::leave(Entries::iterator entry, bool is_recorded) {
    auto record = std::move(entry->record);
    records_.erase(entry);
    if (record.refused == 0)
        written_(record.attempt.connection_id);
    settled_(record, is_recorded);
    for (auto &tell : record.when_recorded)
        tell(record);
}

} // namespace social::pg
