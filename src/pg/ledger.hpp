// Ledger: finished syncs on their way into the tables. Many accounts share a transaction; an account whose
// row somebody holds, or that cannot be written while the disk is full, is tried again without delaying the
// others; of one that cannot be written at all that much is recorded.
#pragma once

#include "pg/flight.hpp"
#include "pg/outbreak_guard.hpp"
#include "pg/store.hpp"

#include <functional>
#include <list>
#include <string>
#include <unordered_map>

namespace social::pg {

class Ledger {
public:
    using ById = std::function<void(const std::string &connection_id)>;
    using Settled = std::function<void(const Record &record, bool is_recorded)>;
    // `written` is called when writing an account was first tried, whether it could be or not: that did not
    // end the process. `settled` once the account has left the ledger, recorded or not.
    Ledger(Store &store, ById written, Settled settled)
        : store_(store), written_(std::move(written)), settled_(std::move(settled)), outbreaks_(store) {}

    void add(Record record, bool urgent);

    // Writes what is due: a full batch, one that has waited long enough, or that somebody waits for, or that
    // nothing more will join soon.
    void write_due(bool more_to_come);
    // How long the owner may sleep before write_due() has something to do.
    std::optional<std::chrono::milliseconds> patience() const;

    // The record of an account whose new tokens could not be stored yet; nullptr: there is none.
    Record *unstored(const std::string &connection_id);
    // Nothing is lost with what is here: it was tried in vain, and can be fetched again.
    bool may_be_left() const;
    // Those that could not be written at once and are tried again.
    std::size_t refused() const noexcept { return records_.size() - fresh_; }
    std::vector<std::string> refused_ids() const;
    std::int64_t recorded() const noexcept { return recorded_; }
    std::int64_t failed() const noexcept { return failed_; }

private:
    // Not the clock of the wall: a result must not wait for an hour because that one was put back.
    using Moment = std::chrono::steady_clock::time_point;
    struct Entry {
        Entry(Record &&finished, Moment due_at, Moment now)
            : record(std::move(finished)), due(due_at), since(now) {}
        Record record;
        Moment due; // to be written at
        Moment since;
        std::chrono::seconds pause{1}; // before it is tried again after an error
    };
    using Entries = std::list<Entry>;
    using Batch = std::vector<Entries::iterator>;
    // Why a batch could not be written.
    struct Refusal {
        int sqlstate;
        std::string reason;
    };

    void write(Batch batch, Moment now);
    std::optional<Refusal> write_together(const Batch &batch, std::vector<std::string> &recorded);
    void take_own_ids(const std::vector<Record *> &records, const std::vector<std::string> &recorded);
    void keep_waits(const std::vector<Record *> &records);
    void tidy_tokens(const std::vector<Record *> &records);
    void set_aside(Entries::iterator entry, const Refusal &refusal, Moment now);
    bool record_failure(Entries::iterator entry, const Refusal &refusal);
    void try_again(Entries::iterator entry, Moment when);
    void leave_recorded(Entries::iterator entry);
    void leave(Entries::iterator entry, bool is_recorded = false);

    Store &store_;
    ById written_;
    Settled settled_;
    Entries records_;
    // Known at every turn of the worker's loop, without going through the records.
    Moment earliest_ = Moment::max(); // when the next of them is due
    std::size_t fresh_ = 0;           // not tried yet
    // Accounts that the write_due() under way has to try again, and when.
    std::unordered_map<std::string, Moment> put_back_;
    OutbreakGuard outbreaks_;
    std::int64_t recorded_ = 0;
    std::int64_t failed_ = 0;
};

} // namespace social::pg
