#include "pg/job_places.hpp"

#include "pg/guard.hpp"

namespace social::pg {

namespace {

constexpr TimestampTz kStartsWithin = 10 * USECS_PER_SEC; // from asking the postmaster to taking the place

// The launcher looks after the other kinds of processes; these have no one but their scheduler.
void settle_ended(ProcessSlot &place, TimestampTz now) {
    // One that lies ahead is of a clock that has been put back: long ago.
    bool just_asked_for = place.requested_at <= now && now - place.requested_at < kStartsWithin;
    if (!place.registered || place.pid != 0 || (place.started_at == 0 && just_asked_for))
        return;
    place.registered = false;
    place.started_at = 0;
    place.start = 0; // whoever comes now is too late
}

} // namespace

std::vector<std::string> JobPlaces::running() {
    std::vector<std::string> names;
    SharedLock lock;
    auto *database = slot_of(assignment.database);
    if (!database)
        return names;
    TimestampTz now = GetCurrentTimestamp();
    for (int i = 0; i < kMaxJobWorkers; ++i) {
        settle_ended(database->jobs[i], now);
        if (!database->jobs[i].registered)
            jobs_[i].clear();
        else if (!jobs_[i].empty())
            names.push_back(jobs_[i]);
    }
    return names;
}

bool JobPlaces::start(const std::string &job) {
    bool started = false;
    {
        SharedLock lock;
        auto *database = slot_of(assignment.database);
        if (!database || database->holders > 0)
            return false;
        for (int i = 0; i < kMaxJobWorkers && !started; ++i) {
            auto &place = database->jobs[i];
            if (place.pid != 0 || place.registered)
                continue;
            if (!start_process(*database, ProcessKind::job_worker, i, job.c_str()))
                break;
            jobs_[i] = job;
            started = true;
        }
    }
    if (!started && !std::exchange(complained_, true))
        write_log(WARNING, "pg_social found no free worker slot for job \"" + job + '"',
                  "Raise max_worker_processes and restart the server.");
    complained_ = complained_ && !started;
    return started;
}

int JobPlaces::occupied() const {
    SharedLock lock(LW_SHARED);
    auto *database = slot_of(assignment.database);
    return !database
               ? 0
               : static_cast<int>(std::count_if(std::begin(database->jobs), std::end(database->jobs),
                                                [](const ProcessSlot &place) { return place.pid != 0; }));
}

bool JobPlaces::any_starting() const {
    SharedLock lock(LW_SHARED);
    auto *database = slot_of(assignment.database);
    return database &&
           std::any_of(std::begin(database->jobs), std::end(database->jobs),
                       [](const ProcessSlot &place) { return place.registered && place.pid == 0; });
}

} // namespace social::pg
